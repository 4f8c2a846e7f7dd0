"""Writes calendar_seed.json from the development library chinesecalendar.

Run `python -m gongkai.lib.calendar_seed` after the library learned a year, look at the difference,
and name the notice of that year in the file by hand. Nothing at run time imports this module.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = Path(__file__).with_name("calendar_seed.json")
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def exceptions_of(year: int) -> dict[str, Any]:
    """Weekdays that are off, with their name, and weekends that are worked, as MM-DD."""
    import chinese_calendar

    off: dict[str, str] = {}
    worked: list[str] = []
    day = date(year, 1, 1)
    while day.year == year:
        is_weekday = day.weekday() < 5
        if chinese_calendar.is_workday(day) != is_weekday:
            if is_weekday:
                off[f"{day:%m-%d}"] = _NAMES[chinese_calendar.constants.holidays[day]]
            else:
                worked.append(f"{day:%m-%d}")
        day += timedelta(days=1)
    return {"holidays": off, "workdays": worked}


def write(first: int, last: int) -> None:
    """Writes the years, keeping the notice numbers already in the file."""
    old = json.loads(SEED.read_text("utf-8")) if SEED.exists() else {}
    years = {
        str(year): {"notice": old.get(str(year), {}).get("notice", ""), **exceptions_of(year)}
        for year in range(first, last + 1)
    }
    lines = (f'"{year}": {json.dumps(days, ensure_ascii=False)}' for year, days in years.items())
    SEED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    write(2004, 2026)
