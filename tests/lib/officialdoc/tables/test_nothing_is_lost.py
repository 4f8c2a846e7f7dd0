"""Whatever a table holds appears in a task or in a warning, and reading never fails."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.lib.officialdoc.model import BodyItem, Grid, TaskTable
from gongkai.lib.officialdoc.tables import locate_tables, read_tables

from .samples import BODY, HEADER, TITLE, lined, tabbed

# Each cell is made of a character of its own, so that it can be found again wherever it goes.
LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
ENDINGS = ("", "。", "局", "：", "；", "2024年6月", "（一）", "一、", " ", "长期坚持", "、市财政局")


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Rows of up to six cells, many of them blank."""
    count = draw(st.integers(1, 4))
    rows = []
    for row in range(count):
        cells = []
        for column in range(draw(st.integers(1, 6))):
            letter = LETTERS[(row * 6 + column) % len(LETTERS)]
            kind = draw(st.sampled_from(["blank", "short", "long", "paragraphs"]))
            ending = draw(st.sampled_from(ENDINGS))
            text = {
                "blank": "",
                "short": letter * 3,
                "long": letter * 50,
                "paragraphs": f"<p>{letter}。</p> <p>{letter}局</p>",
            }
            cells.append(text[kind] + (ending if kind != "blank" else ""))
        rows.append(cells)
    return rows


def everything(read: list[TaskTable]) -> Counter[str]:
    parts: list[str] = []
    for table in read:
        parts += [table.title, *table.warnings]
        for task in table.tasks:
            parts += [
                task.no,
                task.level1,
                task.level2,
                task.requirement,
                *task.units,
                task.deadline,
                *task.warnings,
            ]
    return Counter("".join(parts))


def check_kept(rows: list[list[str]], read: list[TaskTable]) -> None:
    kept = everything(read)
    wanted = Counter(
        char
        for row in rows
        for cell in row
        for char in re.sub(r"<[^>]+>", "", cell)
        if char in LETTERS
    )
    assert {char: count for char, count in wanted.items() if kept[char] < count} == {}


@settings(max_examples=80, deadline=None)
@given(tables(), st.booleans())
def test_no_cell_of_a_tabbed_table_is_lost(rows: list[list[str]], with_body: bool) -> None:
    whole = [[*row, *[""] * (6 - len(row))] for row in rows if any(row)]
    lines = tabbed(whole, ("序号", "一级任务", "二级任务", "具体要求", "责任单位", "完成时限"))
    check_kept(whole, read_tables(lines, body=BODY if with_body else []))


@settings(max_examples=80, deadline=None)
@given(tables(), st.booleans())
def test_no_cell_of_a_ragged_table_is_lost(rows: list[list[str]], with_body: bool) -> None:
    ragged = [row for row in rows if sum(map(bool, row)) >= 2]
    check_kept(ragged, read_tables(tabbed(ragged), body=BODY if with_body else []))


@settings(max_examples=80, deadline=None)
@given(tables())
def test_no_cell_of_a_table_in_lines_is_lost(rows: list[list[str]]) -> None:
    check_kept(rows, read_tables(lined(rows)))


@settings(max_examples=80, deadline=None)
@given(tables())
def test_no_cell_of_a_grid_is_lost(rows: list[list[str]]) -> None:
    head = [[name] for name in ("序号", "工作任务", "具体要求", "牵头单位", "配合单位", "备注")]
    grid = Grid([head, *[[[cell] if cell else [] for cell in row] for row in rows]], 1)
    check_kept(rows, read_tables([TITLE, "x"], grids=[grid]))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *HEADER,
                "\t".join(HEADER),
                "\t",
                "",
                " ",
                "1",
                "\t1",
                " \t甲",
                "一、甲\t乙。",
                "<p>",
                "市财政局",
                "- 1 -",
                "抄送：甲",
                "（一）乙",
                "|",
                "|-|",
            ]
        ),
        max_size=30,
    )
)
def test_any_mixture_of_lines_is_read_without_error_inside_its_ranges(lines: list[str]) -> None:
    read_tables(lines, body=[BodyItem(1, "一、", "甲", "乙。")])
    ends = 0
    for start, end in locate_tables(lines):
        assert ends <= start < end <= len(lines)
        ends = end
