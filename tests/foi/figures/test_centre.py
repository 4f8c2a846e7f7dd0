"""The data centre: figures, who sees them, the lists behind them, the files."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from gongkai.base.models import Unit
from gongkai.base.states import Role
from gongkai.foi import rules
from gongkai.foi.queries import figures
from gongkai.foi.queries.figures import centre, drill
from gongkai.foi.states import Stage
from gongkai.lib.annual_report import COLUMNS, ENDS, GROUPS, ROWS
from tests.cast import give_roles
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import people_of
from tests.foi.factories import Office, make_case
from tests.foi.figures.history import a_remedy, made, random_history

TODAY = dt.date(2026, 3, 20)  # a Friday
YEAR = figures.Period(dt.date(2026, 1, 1), TODAY)
AsUser = Callable[..., Any]


@pytest.fixture(autouse=True)
def _today(on_day: OnDay) -> None:
    on_day(TODAY)


def board(office: Office) -> centre.Board:
    return centre.board(figures.level(office.city.city), YEAR)


def test_the_large_figures_say_what_is_new_open_and_late(office: Office) -> None:
    made(office.unit, dt.date(2025, 12, 30), due_on=dt.date(2026, 3, 2))
    made(office.unit, dt.date(2026, 3, 2), due_on=dt.date(2026, 3, 30), paused=True)
    made(office.unit, dt.date(2026, 3, 3))
    made(office.unit, dt.date(2026, 1, 5), code="D1b", ended=dt.date(2026, 1, 19))
    late = made(office.unit, dt.date(2026, 1, 5), code="D2", ended=dt.date(2026, 2, 27))
    late.on_time = False
    late.save()
    found = board(office)
    assert (found.new, found.ended, found.open, found.overdue, found.paused, found.undated) == (
        4, 2, 3, 1, 1, 1,
    )  # fmt: skip
    # The spring festival, 15 to 23 February, and the make-up day before it lie in between.
    assert sorted(found.times.days) == [10, 34]
    assert (found.times.rate, found.times.average) == (0.5, 22.0)
    assert found.times.months == {"2026-01": [1, 0], "2026-02": [0, 1]}
    assert dict(found.outcomes) == {"D1b": 1, "D2": 1}


def test_without_answers_there_is_no_rate_and_no_average(office: Office) -> None:
    found = board(office)
    assert (found.times.rate, found.times.average, found.new) == (None, None, 0)


def test_the_forecast_counts_the_next_twenty_working_days(office: Office) -> None:
    for day in (dt.date(2026, 3, 20), dt.date(2026, 3, 23), dt.date(2026, 3, 23)):
        made(office.unit, dt.date(2026, 3, 2), due_on=day)
    made(office.unit, dt.date(2026, 3, 2), due_on=dt.date(2026, 3, 19))
    found = board(office).forecast
    assert (len(found), found[0], found[1]) == (20, (TODAY, 1), (dt.date(2026, 3, 23), 2))
    # Qingming is off on Monday 6 April.
    assert dt.date(2026, 4, 6) not in dict(found)
    assert found[-1][0] == dt.date(2026, 4, 17)


def test_the_heat_map_has_twelve_months_and_only_units_with_cases(office: Office) -> None:
    made(office.unit, dt.date(2025, 4, 30))
    made(office.unit, dt.date(2025, 3, 31))
    found = board(office)
    assert (found.months[0], found.months[-1]) == (dt.date(2025, 4, 1), dt.date(2026, 3, 1))
    assert dict(found.heat) == {(office.unit.pk, dt.date(2025, 4, 1)): 1}
    assert found.units == [office.unit]


def test_the_classes_of_durations_hold_every_answer_once(office: Office) -> None:
    for days in (0, 7, 8, 130):
        received = dt.date(2025, 8, 4)
        made(office.unit, received, code="D1b", ended=received + dt.timedelta(days=days))
    times = centre.board(figures.one(office.unit), figures.year_of(2025)).times
    assert times.classes() == [
        ("0至5日", 2), ("6至10日", 1), ("11至15日", 0), ("16至20日", 0), ("21至30日", 0),
        ("31至40日", 0), ("40日以上", 1),
    ]  # fmt: skip


def test_the_number_of_statements_does_not_grow(office: Office) -> None:
    asked = []
    for number in (1, 3):
        for _ in range(number):
            made(office.unit, dt.date(2026, 1, 5), code="D1b", ended=dt.date(2026, 1, 19))
        with CaptureQueriesContext(connection) as seen:
            board(office)
        asked.append(len([row for row in seen if "base_calendar" not in row["sql"]]))
    assert asked == [7, 7]


# -- the lists behind the figures


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_of_the_report_has_exactly_its_cases_behind_it(
    office: Office, seed: int
) -> None:
    random_history([office.unit], 40, seed)
    for case in office.unit.disclosure_requests.filter(replied_on__isnull=False)[:6]:
        a_remedy(case, case.replied_on + dt.timedelta(days=9))
    units = figures.one(office.unit)
    for year in (2024, 2025):
        period = figures.year_of(year)
        table = figures.table_two(units, year)
        for row in ROWS:
            for column in COLUMNS:
                rows = drill.cases_of(units, drill.Asked(period, row=row.key, column=column))
                assert rows.count() == table[row.key][column], (row.key, column)
        remedies = figures.table_three(units, year)
        for group in GROUPS:
            for end in ENDS:
                rows = drill.cases_of(units, drill.Asked(period, group=group, end=end))
                assert rows.count() == remedies[group][end], (group, end)


def links(page: Any) -> list[str]:
    """Addresses of lists behind figures, as the page gives them."""
    found = re.findall(r'href="([^"]*figures/cases/[^"]*)"', page.content.decode())
    return [one.replace("&amp;", "&") for one in found]


def test_every_link_of_the_page_leads_to_as_many_cases_as_it_says(
    office: Office, as_user: AsUser
) -> None:
    random_history([office.unit, office.city.finance], 40, 5)
    made(office.unit, dt.date(2026, 3, 2), due_on=dt.date(2026, 3, 30))
    browser = as_user(office.authority)
    page = browser.get(reverse("desk_figures"))
    for figure in page.context["figures"][:3]:
        listed = browser.get(figure.url)
        assert listed.context["page"].paginator.count == int(figure.number)
    for part in page.context["parts"]:
        for row in part.rows:
            for cell in row:
                if cell.url:
                    listed = browser.get(cell.url)
                    assert listed.context["page"].paginator.count == int(cell.text), cell
    for row in page.context["heat_rows"]:
        for text, _, url in row.cells:
            if url:
                assert browser.get(url).context["page"].paginator.count == int(text)
        assert browser.get(row.url).context["page"].paginator.count == int(row.total)


# -- who sees what


def test_figures_are_seen_by_readers_the_authority_and_statisticians(
    office: Office, as_user: AsUser
) -> None:
    url = reverse("desk_figures")
    seen = {name: as_user(user).get(url).status_code for name, user in people_of(office).items()}
    assert seen == {
        "registrar": 200, "handler": 403, "other_handler": 403, "unit_head": 200, "openness": 200,
        "head": 200, "secrecy": 200, "legal": 200, "signer": 200, "authority": 200,
        "statistician": 200, "stranger": 200, "admin": 403,
    }  # fmt: skip
    assert {name: code == 200 for name, code in seen.items()} == {
        name: rules.may_see_figures(user) for name, user in people_of(office).items()
    }


def test_a_statistician_gets_figures_and_no_case(office: Office, as_user: AsUser) -> None:
    made(office.unit, dt.date(2026, 3, 2))
    browser = as_user(office.statistician)
    page = browser.get(reverse("desk_figures"))
    assert page.context["figures"][0].number == "1"
    assert links(page) == []
    answer = browser.get(reverse("desk_figures_cases"), {"show": "new"})
    assert answer.status_code == 403
    give_roles(office.statistician, Role.HANDLER, unit=office.unit)
    answer = as_user(office.statistician).get(reverse("desk_figures_cases"), {"show": "new"})
    assert answer.status_code == 403
    assert "您的角色看汇总数据" in answer.content.decode()


def test_a_stranger_sees_the_figures_of_the_own_unit_alone(office: Office, as_user: AsUser) -> None:
    made(office.unit, dt.date(2026, 3, 2))
    browser = as_user(office.stranger)
    for asked in ({}, {"unit": office.unit.pk}, {"unit": office.city.city.pk, "below": "1"}):
        page = browser.get(reverse("desk_figures"), asked)
        assert page.context["figures"][0].number == "0"
        listed = browser.get(reverse("desk_figures_cases"), {"show": "new", **asked})
        assert (listed.status_code, listed.context["rows"]) == (200, [])


def test_a_list_shows_no_applicant(office: Office, as_user: AsUser) -> None:
    make_case(office.unit, Stage.HANDLING, name="陈一诺", wanted="某项信息")
    page = as_user(office.openness).get(reverse("desk_figures_cases"), {"show": "new"})
    assert (len(page.context["rows"]), "陈一诺" in page.content.decode()) == (1, False)


# -- what is asked


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, "2026-01-01", "2026-03-20"),
        ({"span": "quarter"}, "2026-01-01", "2026-03-20"),
        ({"span": "last_month"}, "2026-02-01", "2026-02-28"),
        ({"span": "last_year"}, "2025-01-01", "2025-12-31"),
        ({"span": "days", "from": "2026年2月3日", "to": "2026-2-9"}, "2026-02-03", "2026-02-09"),
        ({"span": "days", "from": "2026-02-09", "to": "2026-02-03"}, "2026-01-01", "2026-03-20"),
        ({"span": "'"}, "2026-01-01", "2026-03-20"),
        ({"year": "2025"}, "2025-01-01", "2025-12-31"),
        ({"year": "99999999999"}, "2026-01-01", "2026-03-20"),
        ({"unit": "x", "from": "\x00"}, "2026-01-01", "2026-03-20"),
    ],
)
def test_the_period_is_what_the_address_says(
    office: Office, as_user: AsUser, asked: dict[str, str], first: str, last: str
) -> None:
    page = as_user(office.openness).get(reverse("desk_figures"), asked)
    assert page.status_code == 200
    assert [day.isoformat() for day in page.context["scope"].period] == [first, last]


def test_two_days_in_the_wrong_order_are_told(office: Office, as_user: AsUser) -> None:
    asked = {"span": "days", "from": "2026-02-09", "to": "2026-02-03"}
    text = as_user(office.openness).get(reverse("desk_figures"), asked).content.decode()
    assert "结束日期2026年2月3日早于开始日期2026年2月9日，请核对。" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"row": "r9"}, {"group": "x"}, {"code": "D9"}, {"theme": "9999999999999"}, {"due": "2026-02-30"},
        {"month": "9999-12-31"}, {"show": "x", "column": "c7"}, {"row": "a1", "column": "c9", "page": "x"},
    ],
)  # fmt: skip
def test_an_address_nobody_made_is_answered_all_the_same(
    office: Office, as_user: AsUser, asked: dict[str, str]
) -> None:
    made(office.unit, dt.date(2026, 3, 2))
    assert as_user(office.openness).get(reverse("desk_figures_cases"), asked).status_code == 200


# -- files


def test_the_workbook_holds_the_figures_and_guards_formulas(
    office: Office, as_user: AsUser
) -> None:
    made(office.unit, dt.date(2026, 3, 2))
    page = as_user(office.openness).get(reverse("desk_figures"), {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(page.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("部分", "项目", "数据", "说明")
    assert (
        "重点数据",
        "新收",
        "1件",
        "2026年1月1日至2026年3月20日收到并登记的申请，一事一件。",
    ) in rows
    assert ("各单位各月收到", "市教育局", "2026年3月", "1") in rows


def test_word_and_pdf_hold_every_part_as_a_table(office: Office, as_user: AsUser) -> None:
    made(office.unit, dt.date(2026, 1, 5), code="D1b", ended=dt.date(2026, 1, 19))
    browser = as_user(office.openness)
    word = Document(io.BytesIO(browser.get(reverse("desk_figures"), {"format": "docx"}).content))
    heads = [table.rows[0].cells[0].text for table in word.tables]
    assert heads == ["项目", "到期日", "办理结果", "工作日", "答复月份", "主题", "单位"]
    pdf = browser.get(reverse("desk_figures"), {"format": "pdf"})
    assert (pdf["Content-Type"], pdf.content[:5]) in [
        ("application/pdf", b"%PDF-"),
    ] or pdf.status_code == 503


def test_one_screen_has_neither_rail_nor_filters(office: Office, as_user: AsUser) -> None:
    text = as_user(office.openness).get(reverse("desk_figures"), {"screen": "1"}).content.decode()
    assert ('class="rail"' in text, "figures-choice" in text, "退出大屏" in text) == (
        False, False, True,
    )  # fmt: skip


def test_addresses_keep_what_was_chosen(office: Office, as_user: AsUser) -> None:
    unit = Unit.objects.get(pk=office.unit.pk)
    page = as_user(office.authority).get(
        reverse("desk_figures"), {"unit": unit.pk, "below": "1", "span": "last_year"}
    )
    asked = dict(parse_qsl(urlsplit(page.context["figures"][0].url).query))
    assert asked == {"unit": str(unit.pk), "below": "1", "span": "last_year", "show": "new"}
