"""Every identity of the annual report, held and broken, with the failing cells named."""

from decimal import Decimal

import pytest

from gongkai.lib import annual_report as lib
from tests.lib.domain_vectors import vectors


def small() -> lib.Tables:
    """Six received, one carried in, five ended, two carried on; every identity holds."""
    counts = [
        ("a1", "c1", 5), ("a1", "c2", 1), ("a2", "c1", 1), ("r1", "c1", 3), ("r3_6", "c1", 1),
        ("r4_1", "c2", 1), ("a4", "c1", 2),
    ]  # fmt: skip
    return lib.Tables(table2=lib.requests_from(counts))


def broken(tables: lib.Tables, beside: lib.Beside | None = None) -> dict[str, list[str]]:
    """Failing cells by identity."""
    return {check.id: list(check.cells) for check in lib.check_all(tables, beside) if not check.ok}


def of(name: str, tables: lib.Tables, beside: lib.Beside | None = None) -> lib.Check:
    return next(check for check in lib.check_all(tables, beside) if check.id == name)


def test_the_sample_of_the_vectors_holds_in_every_identity():
    sample = lib.read({"table2": vectors("annual_report")["sample_small"]})
    assert broken(sample) == {}
    assert sample == small()


def test_the_real_table_three_of_the_vectors_adds_up():
    tables = lib.read({"table3": vectors("annual_report")["sample_pass_table3_only"]})
    assert broken(tables) == {}
    assert tables.table3["review"]["pending"] == 24


def test_every_negative_of_the_vectors_names_exactly_its_cells():
    found = {}
    given = vectors("annual_report")
    for case in given["sample_small_negative"]:
        tables = lib.read({"table2": given["sample_small"]})
        for place, value in case["patch"].items():
            row, column = place.split(".")
            tables.table2[row][column] = value
        cells = [cell for check in lib.check_all(tables) for cell in check.cells]
        found[case["name"]] = (sorted(cells), sorted(case["expect"]))
    assert {name: got for name, (got, _) in found.items()} == {
        name: wanted for name, (_, wanted) in found.items()
    }


def test_the_form_is_that_of_the_vectors():
    given = vectors("annual_report")
    assert [name for _, name in lib.SECTIONS] == given["sections"]
    assert [(row.key, row.name) for row in lib.ROWS] == [
        (row["key"], row["zh"]) for row in given["table2"]["rows"]
    ]
    assert given["table2"]["cols"] == lib.COLUMNS
    assert list(lib.LEAVES) == given["table2"]["leaf_rows"]
    assert list(lib.GROUPS) == list(given["table3"]["groups"])
    assert list(lib.ENDS.values()) == given["table3"]["cols"]
    assert [check.id for check in lib.check_all(small())] == [
        identity["id"] for identity in given["identities"]
    ]
    by_item: dict[str, list[str]] = {}
    for line in lib.LINES:
        by_item.setdefault(line.item, []).append(line.name)
        assert [name for _, name in line.columns] == given["table1"][line.item]["cols"]
    assert by_item == {name: part["rows"] for name, part in given["table1"].items()}


@pytest.mark.parametrize(
    ("place", "value", "wanted"),
    [
        ("a4.c1", 1, {"AR-ROW": ["row:a4"], "AR-BALANCE": ["balance:c1"]}),
        ("r4_1.c7", 0, {"AR-ROW": ["row:r4_1"], "AR-TOTAL": ["total:c7"]}),
        (
            "r7.c2",
            2,
            {"AR-ROW": ["row:r7"], "AR-TOTAL": ["total:c2"], "AR-BALANCE": ["balance:c2"]},
        ),
        ("a1.c7", 7, {"AR-ROW": ["row:a1"], "AR-BALANCE": ["balance:c7"]}),
    ],
)
def test_a_wrong_cell_of_table_two_is_found_by_row_and_column(
    place: str, value: int, wanted: dict[str, list[str]]
):
    tables, (row, column) = small(), place.split(".")
    tables.table2[row][column] = value
    assert broken(tables) == wanted


def test_the_sentence_says_both_figures():
    tables = small()
    tables.table2["a4"]["c1"] = 1
    assert of("AR-BALANCE", tables).sentence == (
        "“自然人”一列新收加上年结转是6，办结总计加结转下年是5。"
    )


def test_what_came_over_is_compared_with_what_was_carried_on():
    before = small()
    tables = small()
    assert broken(tables, lib.Beside(before=before)) == {"AR-CARRY": ["carry:c1", "carry:c7"]}
    tables.table2["a2"]["c1"] = tables.table2["a2"]["c7"] = 2
    assert of("AR-CARRY", tables, lib.Beside(before=before)).ok


def test_an_explained_difference_holds_and_says_so():
    check = of("AR-CARRY", small(), lib.Beside(before=small(), explained=frozenset({"c1"})))
    assert (check.ok, check.warning, check.cells) == (True, True, ())
    assert check.sentence.endswith("差异已经说明。")


def test_another_difference_than_the_explained_one_still_fails():
    before = small()
    before.table2["a4"]["c3"] = 1
    check = of("AR-CARRY", small(), lib.Beside(before=before, explained=frozenset({"c1"})))
    assert check.cells == ("carry:c1", "carry:c3", "carry:c7")


def test_without_last_year_the_comparisons_say_that_there_was_none():
    assert [(check.ok, check.sentence) for check in lib.check_all(small()) if check.id in ("AR-CARRY", "AR-T1-STOCK", "AR-SUM")] == [
        (True, "没有上一年度的年报，上年结转没有比较。"),
        (True, "没有上一年度的年报，现行有效件数没有比较。"),
        (True, "这不是汇总年报，不用与各单位之和比较。"),
    ]  # fmt: skip


def test_table_three_names_the_group_that_does_not_add_up():
    tables = small()
    tables.table3["suit_direct"]["kept"] = 1
    assert broken(tables) == {"AR-T3": ["t3:suit_direct"]}


def test_the_stock_of_documents_only_warns():
    before, tables = small(), small()
    before.table2 = lib.requests_from([("a1", "c1", 1), ("a4", "c1", 1)])
    before.table1["normative"]["valid"] = 10
    tables.table1["normative"] |= {"made": 2, "repealed": 1, "valid": 10}
    check = of("AR-T1-STOCK", tables, lib.Beside(before=before))
    assert (check.ok, check.warning, check.cells) == (False, True, ("stock:normative",))
    assert check not in lib.failing(lib.check_all(tables, lib.Beside(before=before)))


@pytest.mark.parametrize("value", [-1, 1.5])
def test_no_cell_is_below_nought_or_broken(value: float):
    tables = small()
    tables.table2["r3_1"]["c1"] = value
    assert of("AR-NONNEG", tables).cells == ("nonneg:table2.r3_1.c1",)


def test_money_alone_may_have_decimals():
    tables = small()
    tables.table1["fees"]["amount"] = Decimal("12.35")
    assert of("AR-NONNEG", tables).ok
    tables.table1["fees"]["amount"] = Decimal("-0.01")
    assert of("AR-NONNEG", tables).cells == ("nonneg:table1.fees.amount",)


def test_a_consolidated_report_is_the_sum_of_its_units():
    parts = [small(), small()]
    parts[0].table1["fees"]["amount"] = Decimal("0.10")
    parts[1].table1["fees"]["amount"] = Decimal("0.20")
    whole = lib.consolidated(parts)
    assert whole.table1["fees"]["amount"] == Decimal("0.30")
    assert broken(whole, lib.Beside(parts=parts)) == {}
    whole.table2["a1"]["c1"] -= 1
    whole.table2["a1"]["c7"] -= 1
    assert of("AR-SUM", whole, lib.Beside(parts=parts)).cells == (
        "sum:table2.a1.c1",
        "sum:table2.a1.c7",
    )


def test_a_partly_disclosed_case_counts_once():
    tables = lib.Tables(
        table2=lib.requests_from([("a1", "c1", 1), ("r2", "c1", 1), ("a1", "c2", 0)])
    )
    assert of("AR-PARTIAL", tables, lib.Beside(partly={"c1": 1, "c7": 1})).ok
    assert of("AR-PARTIAL", tables, lib.Beside(partly={"c1": 2, "c7": 2})).cells == (
        "partial:c1",
        "partial:c7",
    )


def test_every_failing_cell_has_places_in_the_tables():
    cells = ["row:a4", "total:c7", "balance:c1", "carry:c1", "t3:review", "stock:rules", "nonneg:table2.r1.c1", "sum:table3.review.kept", "partial:c2"]  # fmt: skip
    known = set(small().cells())
    assert all(lib.places_of(cell) and set(lib.places_of(cell)) <= known for cell in cells)
