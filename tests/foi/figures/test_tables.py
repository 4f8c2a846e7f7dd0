"""Tables two and three: what counts where, and that they balance (I12)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import Unit
from gongkai.foi.queries import figures
from gongkai.foi.services.intake import withdraw
from gongkai.foi.states import Act, RemedyKind, RemedyResult, Stage
from gongkai.lib.annual_report import LEAVES, PARTS, Beside, Tables, check_all
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.figures.history import a_remedy, counted_by_hand, made, noted, random_history


def cells(table: dict[str, dict[str, object]], column: str = "c7") -> dict[str, object]:
    """The figures of a column that are not nought, without the sums."""
    return {row: found[column] for row, found in table.items() if found[column] and row != "r7"}


def of(unit: Unit, year: int) -> dict[str, object]:
    return cells(figures.table_two(figures.one(unit), year))


@pytest.mark.parametrize("seed", range(6))
def test_every_column_balances_and_goes_on_over_the_years(office: Office, seed: int) -> None:
    """I12, over random histories of three years and two units, against a count by hand."""
    units = [office.unit, office.city.finance]
    history = random_history(units, 60, seed)
    before = None
    for year in (2023, 2024, 2025, 2026):
        whole = figures.table_two(figures.level(office.city.city), year)
        by_unit = figures.table_two_by_unit(figures.level(office.city.city), year)
        everything = [past for one in history.values() for past in one]
        by_hand = counted_by_hand(everything, year)
        assert {
            (row, column): whole[row][column]
            for row in ("a1", "a2", *LEAVES, "a4")
            for column in PARTS
            if whole[row][column]
        } == dict(by_hand)
        parts = [Tables(table2=table) for table in by_unit.values()]
        checks = check_all(Tables(table2=whole), Beside(before=before, parts=parts))
        assert [check.id for check in checks if not check.ok] == []
        before = Tables(table2=whole)


def test_a_count_that_loses_a_case_is_noticed(office: Office) -> None:
    """The canary of I12: the property above can fail."""
    made(office.unit, dt.date(2025, 3, 3), code="D1b", ended=dt.date(2025, 3, 20))
    table = figures.table_two(figures.one(office.unit), 2025)
    table["r1"]["c1"] -= 1
    assert [check.id for check in check_all(Tables(table2=table)) if not check.ok] == [
        "AR-ROW",
        "AR-TOTAL",
    ]


def test_a_case_is_new_by_receipt_and_ended_by_the_day_of_service(office: Office) -> None:
    made(office.unit, dt.date(2024, 12, 20), code="D1b", ended=dt.date(2025, 1, 6))
    assert of(office.unit, 2024) == {"a1": 1, "a4": 1}
    assert of(office.unit, 2025) == {"a2": 1, "r1": 1}
    assert of(office.unit, 2026) == {}


def test_the_day_of_closing_does_not_count(office: Office) -> None:
    """Served in December, closed in January: a result of the old year."""
    made(office.unit, dt.date(2025, 12, 1), code="D2", ended=dt.date(2025, 12, 30))
    assert of(office.unit, 2025) == {"a1": 1, "r2": 1}


def test_what_was_served_counts_before_it_is_closed(office: Office) -> None:
    made(office.unit, dt.date(2025, 5, 6), code="D3-4", ended=dt.date(2025, 5, 28), closed=False)
    assert of(office.unit, 2025) == {"a1": 1, "r3_4": 1}


@pytest.mark.parametrize(
    ("way", "code", "row"),
    [("lapse", "D6-1", "r6_1"), ("lapse", "D6-2", "r6_2"), ("withdraw", "D6-3", "r6_3")],
)
def test_what_lapsed_or_was_withdrawn_counts_on_the_day_of_that_act(
    office: Office, way: str, code: str, row: str
) -> None:
    """Lapsed in December, closed forty days later."""
    made(office.unit, dt.date(2025, 11, 3), code=code, ended=dt.date(2025, 12, 22), way=way)
    assert of(office.unit, 2025) == {"a1": 1, row: 1}


def test_a_case_withdrawn_through_its_service_counts_that_day(
    office: Office, on_day: OnDay
) -> None:
    on_day(dt.date(2026, 3, 10))
    withdraw(make_case(office.unit), note="")
    assert of(office.unit, 2026) == {"a1": 1, "r6_3": 1}


def test_a_reopened_case_counts_once_with_its_first_outcome(office: Office) -> None:
    """2025: replied. 2026: a review orders a second answer, which is neither new nor another result."""
    case = made(
        office.unit, dt.date(2025, 3, 3), code="D3-6", ended=dt.date(2025, 3, 28), way="reopened"
    )
    noted(case, Act.DELIVER, dt.date(2026, 2, 2), round=2)
    assert of(office.unit, 2025) == {"a1": 1, "r3_6": 1}
    assert of(office.unit, 2026) == {}


def test_each_part_of_a_split_application_is_a_request(office: Office) -> None:
    first = made(office.unit, dt.date(2025, 3, 3), kind="research")
    made(office.unit, dt.date(2025, 3, 3), kind="research", parent=first)
    table = figures.table_two(figures.one(office.unit), 2025)
    assert cells(table, "c3") == {"a1": 2, "a4": 2}


def test_what_was_withdrawn_before_its_receipt_was_confirmed_was_never_received(
    office: Office,
) -> None:
    make_case(office.unit, Stage.WITHDRAWN, outcome="D6-3")
    make_case(office.unit, Stage.SUBMITTED)
    assert of(office.unit, 2026) == {}


def test_the_tables_cost_one_statement_each(office: Office) -> None:
    for number in (1, 3):
        for _ in range(number):
            case = made(office.unit, dt.date(2025, 3, 3), code="D1b", ended=dt.date(2025, 3, 20))
            a_remedy(case, dt.date(2025, 4, 1))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            figures.table_two(figures.level(office.city.city), 2025)
            figures.table_three(figures.level(office.city.city), 2025)
        assert len(seen) == 2


def test_a_remedy_counts_as_pending_until_the_year_it_ends_in(office: Office) -> None:
    case = made(office.unit, dt.date(2024, 3, 4), code="D3-4", ended=dt.date(2024, 3, 29))
    a_remedy(case, dt.date(2024, 5, 6), result=RemedyResult.CORRECTED, decided=dt.date(2025, 2, 3))
    a_remedy(case, dt.date(2025, 7, 1), kind=RemedyKind.SUIT_AFTER_REVIEW)
    of_year = {
        year: {
            group: {end: n for end, n in row.items() if n and end != "total"}
            for group, row in figures.table_three(figures.one(office.unit), year).items()
            if row["total"]
        }
        for year in (2023, 2024, 2025, 2026)
    }
    assert of_year == {
        2023: {},
        2024: {"review": {"pending": 1}},
        2025: {"review": {"corrected": 1}, "suit_after_review": {"pending": 1}},
        2026: {"suit_after_review": {"pending": 1}},
    }
