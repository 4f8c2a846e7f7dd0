"""Lists of holidays as offices type them."""

import datetime as dt

import pytest

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.calendar_lines import read_lines, write_lines
from gongkai.lib.workdays import Calendar

SPRING = "2027-02-05至2027-02-11，休，春节\n"


def said(text: str, year: int | None = 2027) -> list[tuple[int, str]]:
    return [tuple(problem) for problem in read_lines(text, year=year).problems]


@pytest.mark.parametrize("year", sorted(seed_calendar().years))
def test_every_known_year_is_written_and_read_back_without_a_problem(year: int) -> None:
    days = seed_calendar().years[year]
    reading = read_lines(write_lines(days), year=year)
    assert (reading.days, reading.problems) == (days, [])


def test_a_run_of_days_leaves_its_weekends_out() -> None:
    reading = read_lines(SPRING)
    assert reading.year == 2027
    assert list(reading.days.holidays) == [dt.date(2027, 2, day) for day in (5, 8, 9, 10, 11)]
    Calendar({2027: reading.days})


@pytest.mark.parametrize(
    "line",
    [
        "2027年1月1日，放假，元旦",
        "2027/1/1\t休\t元旦",
        '"2027-01-01","假","元旦"',
        "2027.1.1；休息；元旦",
    ],
)
def test_any_plain_spelling_is_read(line: str) -> None:
    assert read_lines(f"日期,休或班,名称\n\n# 说明\n{line}\n").days.holidays == {
        dt.date(2027, 1, 1): "元旦"
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2027-01-01", (1, "“2027-01-01”没有写明休还是班，请写成“2027-01-01,休,元旦”。")),
        ("2027-02-30,休,春节", (1, "“2027-02-30”不是有效的日期，请写成“2027-01-01”。")),
        ("2026-12-31,休,元旦", (1, "2026年12月31日不在2027年，请核对年份。")),
        ("2027-01-04,班,", (1, "2027年1月4日（周一）本来就是工作日，不能列为“班”，请核对日期。")),
        (
            "2027-02-11至2027-02-05,休,春节",
            (1, "“2027-02-11至2027-02-05”的起止日期不对，请核对先后和天数。"),
        ),
        (
            "2027-01-02,班\n2027-01-02,休,元旦",
            (2, "2027年1月2日（周六）前面已列为“班”，请保留一个。"),
        ),
        ("", (0, "没有读到放假的日子，请按“2027-01-01,休,元旦”逐行填写。")),
        ("\n" * 1001, (0, "一共1001行，一年的放假安排不会超过1000行，请核对内容。")),
    ],
)
def test_what_cannot_be_right_is_a_problem_of_its_line(text: str, problem: tuple[int, str]) -> None:
    assert said(text) == [problem]


def test_what_is_only_odd_is_a_warning() -> None:
    reading = read_lines("2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-01,休,元旦\n")
    assert (reading.problems, list(reading.days.holidays)) == ([], [dt.date(2027, 1, 1)])
    assert [tuple(warning) for warning in reading.warnings] == [
        (2, "2027年1月2日（周六）本来就休息，不必列出，已略去。"),
        (3, "2027年1月1日（周五）重复列出，只算一次。"),
        (0, "没有列出春节、清明、劳动、端午、国庆，请对照通知核对是否漏行。"),
        (0, "放假的工作日共1天，往年在14天到26天之间，请核对。"),
        (0, "调休上班共0天，往年在3天到14天之间，请核对。"),
    ]
