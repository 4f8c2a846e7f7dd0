"""`gongkai report`: the tables and the identities, and what it says of bad input."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.foi.services import reporting
from gongkai.lib.annual_report import read
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.figures.history import made


@pytest.fixture(autouse=True)
def _january(on_day: OnDay) -> None:
    on_day(dt.date(2026, 1, 12))


def run(*arguments: Any) -> tuple[int, str, str]:
    """Status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("report", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", ["education", "明湖市教育局"])
def test_the_report_is_printed_with_its_identities(office: Office, name: str) -> None:
    made(office.unit, dt.date(2024, 12, 20), code="D1b", ended=dt.date(2025, 1, 6))
    made(office.unit, dt.date(2025, 3, 3), kind="business")
    status, out, err = run("--year", 2025, "--unit", name, "--json")
    answer = json.loads(out)
    assert (status, err, answer["unit"], answer["year"], answer["consolidated"]) == (
        0, "", "明湖市教育局", 2025, False,
    )  # fmt: skip
    tables = read(answer)
    assert {row: tables.table2[row]["c7"] for row in ("a1", "a2", "r1", "r7", "a4")} == {
        "a1": 1, "a2": 1, "r1": 1, "r7": 1, "a4": 1,
    }  # fmt: skip
    assert [(one["id"], one["ok"]) for one in answer["identities"]] == [
        (name, True)
        for name in (
            "AR-ROW", "AR-TOTAL", "AR-BALANCE", "AR-CARRY", "AR-T3", "AR-T1-STOCK", "AR-NONNEG",
            "AR-SUM", "AR-PARTIAL",
        )
    ]  # fmt: skip
    assert (answer["carried"]["known"], answer["carried"]["expected"]["c1"]) == (True, 1)


def test_a_level_is_summed_up(office: Office) -> None:
    made(office.unit, dt.date(2025, 3, 3))
    made(office.city.east_street, dt.date(2025, 3, 3))
    _, out, _ = run("--year", 2025, "--unit", "minghu", "--consolidated", "--json")
    answer = json.loads(out)
    assert (answer["consolidated"], answer["table2"]["a1"]["c7"]) == (True, 2)


def test_a_broken_identity_ends_with_one_and_names_the_cells(office: Office) -> None:
    row = reporting.begin(unit=office.unit, year=2025, whole=False, by=office.openness)
    reporting.save(
        row, by=office.openness, seen=0, sections={},
        entered={"table2": {"a2.c1": 1}}, explained={"table2.a2.c1": "纸质登记的一件。"},
    )  # fmt: skip
    status, out, _ = run("--year", 2025, "--unit", "education", "--json")
    wrong = {one["id"]: one["cells"] for one in json.loads(out)["identities"] if not one["ok"]}
    assert (status, wrong) == (1, {"AR-BALANCE": ["balance:c1", "balance:c7"]})
    status, out, _ = run("--year", 2025, "--unit", "education")
    assert (status, "AR-BALANCE　不符　" in out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--year", 2025, "--unit", "没有这个局"), "没有“没有这个局”这个单位，请用单位的网址代号或者全称。"),
        (("--year", 1999, "--unit", "education"), "--year 应在 2008 到 2026 之间，请改正后再试。"),
        (("--year", 2027, "--unit", "education"), "--year 应在 2008 到 2026 之间，请改正后再试。"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_status_two(
    office: Office, arguments: tuple[Any, ...], sentence: str
) -> None:
    assert run(*arguments, "--json") == (2, "", f"{sentence}\n")
