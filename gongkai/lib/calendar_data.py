"""The working-day calendar the platform is seeded with: 2004 to 2026.

The file holds only what each year's notice changes against plain Monday to Friday. Later years are
imported into the calendar table of the platform with the number of their notice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.lib.workdays import Calendar, YearDays, year_days

_SEED = Path(__file__).with_name("calendar_seed.json")


def read_years(data: Mapping[str, Mapping[str, Any]]) -> dict[int, YearDays]:
    """Years from the form of the seed file: {"2026": {"notice", "holidays", "workdays"}}.

    Raises:
        ValueError: a day that does not exist.
    """
    return {
        int(year): year_days(
            {_day(year, day): name for day, name in days["holidays"].items()},
            [_day(year, day) for day in days["workdays"]],
            days.get("notice", ""),
        )
        for year, days in data.items()
    }


def _day(year: str, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")


@lru_cache(maxsize=1)
def seed_calendar() -> Calendar:
    """The calendar 2004 to 2026, built once per process (a few milliseconds)."""
    return Calendar(read_years(json.loads(_SEED.read_text("utf-8"))))
