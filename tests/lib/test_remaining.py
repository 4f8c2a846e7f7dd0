from datetime import date

import pytest

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.remaining import remaining

CALENDAR = seed_calendar()
FRIDAY = date(2024, 9, 13)  # before three days of 中秋节 and a worked Saturday


@pytest.mark.parametrize(
    ("due", "on", "expected"),
    [
        (date(2024, 9, 20), FRIDAY, (4, "还有4个工作日", "idle", False)),
        (date(2024, 9, 18), FRIDAY, (2, "还有2个工作日", "soon", False)),
        (FRIDAY, FRIDAY, (0, "今天到期", "soon", False)),
        (date(2024, 9, 7), date(2024, 9, 6), (0, "工作日只剩今天", "soon", False)),
        (date(2024, 9, 8), date(2024, 9, 7), (0, "期限内已无工作日", "soon", False)),
        (FRIDAY, date(2024, 9, 19), (-3, "已超期3个工作日", "late", False)),
        (date(2024, 9, 6), date(2024, 9, 7), (0, "已超期", "late", False)),
    ],
    ids=["ahead", "soon", "today", "last working day", "day off", "over", "over since a day off"],
)
def test_what_is_left_is_counted_in_working_days_and_said_in_words(
    due: date, on: date, expected: tuple[int, str, str, bool]
) -> None:
    assert remaining(due, on, CALENDAR) == expected


def test_a_year_without_a_calendar_makes_the_word_provisional() -> None:
    left = remaining(date(2027, 1, 4), date(2026, 12, 31), CALENDAR)
    assert left == (2, "还有2个工作日（暂定）", "soon", True)
