"""The identities of the annual report; every cell that breaks one is named.

Cells: row:a4 (its sum), total:c7 (its results), balance:c1 (勾稽关系), carry:c1, t3:review,
stock:rules, nonneg:table2.r1.c1, sum:table2.a1.c1, partial:c1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.lib.annual_report.form import (
    BY_KEY,
    COLUMNS,
    END_PARTS,
    GROUPS,
    LEAVES,
    LINE_OF,
    MONEY,
    PARTS,
    ROWS,
    STOCKS,
    TOTAL,
)
from gongkai.lib.annual_report.tables import Cells, Tables, cell_name, consolidated


@dataclass(frozen=True, slots=True)
class Check:
    """How one identity stands.

    Args:
        id: AR-ROW and so on.
        ok: whether it holds; True also where there is nothing to compare with, and the sentence says so.
        sentence: what holds, or which cells do not and by how much.
        cells: the failing ones.
        warning: whether it may stay broken: documents expire, a correction was explained.
    """

    id: str
    ok: bool
    sentence: str
    cells: tuple[str, ...] = ()
    warning: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "id": self.id,
            "ok": self.ok,
            "warning": self.warning,
            "cells": list(self.cells),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report is compared with.

    Args:
        before: the tables of the year before.
        parts: the reports of the units it sums up.
        partly: cases ended in the year as partly disclosed, by column; None where not known.
        explained: columns (c1 …) whose difference from the year before was explained.
    """

    before: Tables | None = None
    parts: list[Tables] | None = None
    partly: Mapping[str, int] | None = None
    explained: frozenset[str] = field(default_factory=frozenset)


def check_all(tables: Tables, beside: Beside | None = None) -> list[Check]:
    """All nine identities, in the order of the list."""
    against = beside or Beside()
    return [
        rows_add_up(tables.table2),
        results_add_up(tables.table2),
        balances(tables.table2),
        carried_over(tables.table2, against),
        remedies_add_up(tables.table3),
        stock_follows(tables.table1, against),
        counts_only(tables),
        sums_its_units(tables, against),
        partly_once(tables.table2, against),
    ]


def rows_add_up(table: Cells) -> Check:
    """AR-ROW: the six columns of a row add up to 总计."""
    wrong = {}
    for row in ROWS:
        cells = table[row.key]
        total = sum(cells[column] for column in PARTS)
        if total != cells[TOTAL]:
            wrong[f"row:{row.key}"] = (
                f"“{row.name}”六类申请人合计{_n(total)}，总计写的是{_n(cells[TOTAL])}"
            )
    return _check("AR-ROW", "表二每一行的总计等于六类申请人之和。", wrong)


def results_add_up(table: Cells) -> Check:
    """AR-TOTAL: （七）总计 is the sum of the 21 results, in every column."""
    return _columns(
        "AR-TOTAL",
        "表二每一列的（七）总计等于二十一种办理结果之和。",
        "total",
        lambda column: sum(table[leaf][column] for leaf in LEAVES),
        lambda column: table["r7"][column],
        "二十一种办理结果合计{0}，（七）总计写的是{1}",
    )


def balances(table: Cells) -> Check:
    """AR-BALANCE: 第一项加第二项之和，等于第三项加第四项之和."""
    return _columns(
        "AR-BALANCE",
        "表二每一列都是新收加上年结转等于办结总计加结转下年。",
        "balance",
        lambda column: table["a1"][column] + table["a2"][column],
        lambda column: table["r7"][column] + table["a4"][column],
        "新收加上年结转是{0}，办结总计加结转下年是{1}",
    )


def carried_over(table: Cells, beside: Beside) -> Check:
    """AR-CARRY: what came over is what last year's report carried on; a correction is explained."""
    before = beside.before
    if before is None:
        return Check("AR-CARRY", True, "没有上一年度的年报，上年结转没有比较。")
    found = _columns(
        "AR-CARRY",
        "上年结转与上一年度年报的结转下年度一致。",
        "carry",
        lambda column: before.table2["a4"][column],
        lambda column: table["a2"][column],
        "上一年度年报结转下年{0}件，本年度上年结转{1}件",
    )
    open_ones = [cell for cell in found.cells if cell.partition(":")[2] not in beside.explained]
    # The sum differs because a part does.
    if not found.ok and not [cell for cell in open_ones if cell != f"carry:{TOTAL}"]:
        return Check(found.id, True, f"{found.sentence}差异已经说明。", warning=True)
    return found


def remedies_add_up(table: Cells) -> Check:
    """AR-T3: the four results of a group add up to its 总计."""
    wrong = {}
    for group, name in GROUPS.items():
        cells = table[group]
        total = sum(cells[end] for end in END_PARTS)
        if total != cells["total"]:
            wrong[f"t3:{group}"] = (
                f"“{name}”四种结果合计{_n(total)}，总计写的是{_n(cells['total'])}"
            )
    return _check("AR-T3", "表三每一组的四种结果之和等于总计。", wrong)


def stock_follows(table: Cells, beside: Beside) -> Check:
    """AR-T1-STOCK: valid now = valid then + made - repealed; a warning only."""
    before = beside.before
    if before is None:
        return Check(
            "AR-T1-STOCK", True, "没有上一年度的年报，现行有效件数没有比较。", warning=True
        )
    wrong = {}
    for key in STOCKS:
        then, now = before.table1[key], table[key]
        wanted = then["valid"] + now["made"] - now["repealed"]
        if wanted != now["valid"]:
            wrong[f"stock:{key}"] = (
                f"“{LINE_OF[key].name}”上年有效{_n(then['valid'])}件，制发{_n(now['made'])}件，"
                f"废止{_n(now['repealed'])}件，应有{_n(wanted)}件，现行有效写的是{_n(now['valid'])}件"
            )
    good = "现行有效件数等于上年有效件数加制发减废止。"
    return _check(
        "AR-T1-STOCK", good, wrong, warning=True, end="；有文件到期失效或者合并的，可以不改。"
    )


def counts_only(tables: Tables) -> Check:
    """AR-NONNEG: every cell a whole number not below nought; the amount of money may have decimals."""
    wrong = {}
    for place, value in tables.cells().items():
        money = place == ".".join(("table1", *MONEY))
        if value < 0 or not (money or _whole(value)):
            wrong[f"nonneg:{place}"] = f"{cell_name(place)}是{_n(value)}"
    return _check("AR-NONNEG", "所有数据都是不小于零的整数，收费金额可以有小数。", wrong)


def sums_its_units(tables: Tables, beside: Beside) -> Check:
    """AR-SUM: a consolidated report is the cell-wise sum of its units."""
    if beside.parts is None:
        return Check("AR-SUM", True, "这不是汇总年报，不用与各单位之和比较。")
    wanted, wrong = consolidated(beside.parts).cells(), {}
    for place, value in tables.cells().items():
        if value != wanted[place]:
            wrong[f"sum:{place}"] = (
                f"{cell_name(place)}写的是{_n(value)}，各单位合计{_n(wanted[place])}"
            )
    return _check("AR-SUM", "汇总年报的每一格等于各单位之和。", wrong)


def partly_once(table: Cells, beside: Beside) -> Check:
    """AR-PARTIAL: a partly disclosed case counts in （二） once and nowhere else."""
    partly = beside.partly
    if partly is None:
        return Check("AR-PARTIAL", True, "部分公开没有逐件数据，没有比较。")
    return _columns(
        "AR-PARTIAL",
        "部分公开的申请只计入（二）一次。",
        "partial",
        lambda column: partly.get(column, 0),
        lambda column: table["r2"][column],
        "部分公开的申请有{0}件，（二）写的是{1}件",
    )


def _columns(
    name: str,
    good: str,
    mark: str,
    one: Callable[[str], Any],
    other: Callable[[str], Any],
    words: str,
) -> Check:
    wrong = {}
    for column, label in COLUMNS.items():
        left, right = one(column), other(column)
        if left != right:
            wrong[f"{mark}:{column}"] = f"“{label}”一列{words.format(_n(left), _n(right))}"
    return _check(name, good, wrong)


def _check(
    name: str, good: str, wrong: Mapping[str, str], *, warning: bool = False, end: str = "。"
) -> Check:
    if not wrong:
        return Check(name, True, good, warning=warning)
    return Check(name, False, f"{'；'.join(wrong.values())}{end}", tuple(wrong), warning)


def _whole(value: Any) -> bool:
    return isinstance(value, int) or value == int(value)


def _n(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def failing(checks: Iterable[Check]) -> list[Check]:
    """Those that must be mended before the report goes out."""
    return [check for check in checks if not check.ok and not check.warning]


def places_of(cell: str) -> list[str]:
    """The cells of the tables that a failing identity is about, by their places in `Tables.cells`."""
    kind, _, rest = cell.partition(":")
    if kind in ("nonneg", "sum"):
        return [rest]
    if kind == "row":
        return [f"table2.{rest}.{column}" for column in COLUMNS]
    if kind == "t3":
        return [f"table3.{rest}.{end}" for end in (*END_PARTS, "total")]
    if kind == "stock":
        return [f"table1.{rest}.{column}" for column, _ in LINE_OF[rest].columns]
    rows = {
        "total": ("r7",),
        "balance": ("a1", "a2", "r7", "a4"),
        "carry": ("a2",),
        "partial": ("r2",),
    }[kind]
    return [f"table2.{row}.{rest}" for row in rows if row in BY_KEY]
