"""The tables of the annual report: written, read, refused."""

from decimal import Decimal
from typing import Any

import pytest

from gongkai.lib import annual_report as lib


def test_what_is_written_reads_back_the_same():
    tables = lib.Tables(table2=lib.requests_from([("a1", "c3", 4), ("a4", "c3", 4)]))
    tables.table1["fees"]["amount"] = Decimal("1234.50")
    tables.table3 = lib.remedies_from([("review", "kept", 2), ("review", "pending", 1)])
    written = tables.to_json()
    assert written["table1"]["fees"] == {"amount": "1234.5"}
    assert lib.read(written) == tables


def test_an_empty_form_has_25_rows_by_7_columns_and_3_by_5():
    tables = lib.Tables()
    assert (len(tables.table2), {len(row) for row in tables.table2.values()}) == (25, {7})
    assert (len(tables.table3), {len(row) for row in tables.table3.values()}) == (3, {5})
    assert len(lib.LEAVES) == 21


def full(**changed: Any) -> dict[str, Any]:
    return {"table2": {**lib.Tables().to_json()["table2"], **changed}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (full(b9={}), "表二没有“b9”这一行，请按国办公开办函〔2021〕30号的格式提供。"),
        (full(a1={"c1": 1}), "表二的“a1”行缺少数据或者多出了列，应当正好有c1、c2、c3、c4、c5、c6、c7。"),
        (full(a1=dict.fromkeys(lib.COLUMNS, "一")), "表二的a1.c1不是数字。"),
        (full(a1=dict.fromkeys(lib.COLUMNS, True)), "表二的a1.c1不是数字。"),
        (full(a1=dict.fromkeys(lib.COLUMNS, float("nan"))), "表二的a1.c1不是数字。"),
        ({"table3": {"review": [1, 2]}}, "表三的“review”行缺少数据或者多出了列，应当正好有kept、corrected、other、pending、total。"),
        ({"table1": []}, "表一应当是按行和列组织的数据。"),
    ],
)  # fmt: skip
def test_data_that_is_no_report_is_refused_with_its_cell(data: dict[str, Any], sentence: str):
    with pytest.raises(lib.Unusable) as problem:
        lib.read(data)
    assert str(problem.value) == sentence


@pytest.mark.parametrize("value", ["abc", None, "NaN", "Infinity", True])
def test_an_amount_of_money_is_a_finite_number(value: Any):
    with pytest.raises(lib.Unusable):
        lib.number(value, "表一的fees.amount", money=True)


def test_a_cell_says_where_it_is():
    assert lib.cell_name("table2.r3_1.c2") == "表二“（三）不予公开 1.属于国家秘密”的“商业企业”"
    assert lib.cell_name("table1.rules.made") == "表一“规章”的“本年制发件数”"
    assert lib.cell_name("table3.review.kept") == "表三“行政复议”的“结果维持”"
