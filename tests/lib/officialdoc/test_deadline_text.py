"""The 完成时限 cell: a day, a rule, a standing task, or nothing."""

from datetime import date

import pytest

from gongkai.lib.officialdoc.deadline_text import STANDING, is_deadline, read_deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年\n12月底前", date(2024, 12, 31)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("2023年2月", date(2023, 2, 28)),
        ("２０２４年６月底前", date(2024, 6, 30)),
        ("2023年年底前", date(2023, 12, 31)),
        ("2023年底", date(2023, 12, 31)),
        ("年底前", date(2022, 12, 31)),
        ("8月31日前", date(2022, 8, 31)),
        ("6月中旬", date(2022, 6, 20)),
        ("第三季度", date(2022, 9, 30)),
        ("上半年", date(2022, 6, 30)),
        ("2024.12.31", date(2024, 12, 31)),
        ("2024-06", date(2024, 6, 30)),
        ("2023年6月底前完成试点，12月底前全面推开", date(2023, 12, 31)),
        ("自2024年1月1日起至2024年11月", date(2024, 11, 30)),
    ],
)
def test_a_named_time_gives_its_last_day(text: str, day: date) -> None:
    found = read_deadline(text, 2022)
    assert (found.on, found.recurrence) == (day, "")


@pytest.mark.parametrize(
    "text", ["每年至少2次", "10个工作日内", "每季度末", "每年年底前", "及时更新"]
)
def test_a_rule_is_kept_in_words_and_gives_no_day(text: str) -> None:
    found = read_deadline(text, 2022)
    assert (found.on, found.recurrence) == (None, text)


@pytest.mark.parametrize("text", ["长期坚持", "持续推进", "长期", "常态化推进"])
def test_a_standing_task_has_no_day(text: str) -> None:
    found = read_deadline(text, 2022)
    assert (found.on, found.recurrence) == (None, STANDING)


def test_a_task_may_have_a_day_and_stand_afterwards() -> None:
    found = read_deadline("2024年6月底前，长期坚持", 2024)
    assert (found.on, found.recurrence) == (date(2024, 6, 30), STANDING)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("", 2024),
        ("年底前", None),
        ("12月底前", None),
        ("2024年", 2024),
        ("另行通知", 2024),
        ("2月30日前", 2024),
    ],
)
def test_no_day_is_invented_where_none_is_named(text: str, year: int | None) -> None:
    found = read_deadline(text, year)
    assert (found.on, found.recurrence) == (None, "")


def test_the_words_are_kept_without_white_space() -> None:
    assert read_deadline(" 2024年\n 12月底前 ", None).text == "2024年12月底前"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2024年12月底前", True), ("长期坚持", True), ("市财政局", False), ("12", False)],
)
def test_a_deadline_is_told_from_other_cells(text: str, is_one: bool) -> None:
    assert is_deadline(text) is is_one
