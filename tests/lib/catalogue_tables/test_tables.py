"""Whole tables in HTML, Excel and Word: headings of two rows, merged cells, pages, footers."""

import pytest

from gongkai.lib.catalogue_tables import read_file
from gongkai.lib.officialdoc.errors import Unreadable
from tests.catalogue.factories import HIGH, LOW, ROWS, as_docx, as_html, as_xlsx

TITLE = "明湖市财政预决算领域基层政务公开标准目录"
NAMES = [("政府预算", "收支总表"), ("政府预算", "预算说明"), ("政府决算", "决算公开")]


def named(table: object) -> list[tuple[str, str]]:
    return [(row.texts["level1"], row.texts["level2"]) for row in table.rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.html", as_html()), ("a.docx", as_docx()), ("a.xlsx", as_xlsx((TITLE, ROWS)))],
)
def test_the_same_table_is_read_from_every_format(name: str, data: bytes) -> None:
    (table,) = read_file(name, data)
    assert table.title == TITLE
    assert named(table) == NAMES
    assert table.rows[2].texts["audience"] == "特定群体：受助人员"
    assert table.rows[2].texts["method"] == "依申请公开"
    assert table.rows[2].texts["levels"] == "乡级、村级"


def test_a_blank_cell_takes_the_merged_one_above_and_says_so() -> None:
    (table,) = read_file("a.html", as_html())
    assert table.rows[1].texts["basis"] == "《预算法》第十四条"
    assert table.rows[1].warnings == ["公开依据为空，已按合并单元格承接上一行，请核对。"]


def test_a_header_repeated_on_the_next_page_is_no_row() -> None:
    (table,) = read_file("a.docx", as_docx(repeat_header=True))
    assert named(table) == NAMES


def test_a_row_cut_by_the_end_of_a_page_is_joined_with_a_doubt() -> None:
    rest = ("", "", "", "和支出明细", *[""] * 10)
    (table,) = read_file("a.html", as_html([ROWS[0], rest, *ROWS[1:]]))
    assert named(table) == NAMES
    assert table.rows[0].texts["content"] == "一般公共预算收支和支出明细"
    assert table.rows[0].warnings == ["下一行没有序号和事项名称，已并入这一行，请核对。"]


def test_two_tables_in_one_file_are_two_catalogues() -> None:
    data = as_xlsx((TITLE, ROWS), ("明湖市义务教育领域标准目录", ROWS[:1]))
    tables = read_file("a.xlsx", data)
    assert [(table.title, len(table.rows)) for table in tables] == [
        (TITLE, 3),
        ("明湖市义务教育领域标准目录", 1),
    ]


def test_a_second_title_inside_a_grid_opens_a_second_table() -> None:
    rows = [*ROWS, ("义务教育领域标准目录", *[""] * 13), HIGH, LOW, ROWS[0]]
    tables = read_file("a.html", as_html(rows))
    assert [(table.title, len(table.rows)) for table in tables] == [
        (TITLE, 3),
        ("义务教育领域标准目录", 1),
    ]


def test_a_footer_is_kept_as_a_note_and_no_row() -> None:
    (table,) = read_file("a.xlsx", as_xlsx((TITLE, ROWS)))
    assert table.notes == ["注：本目录自印发之日起执行。"]
    assert len(table.rows) == 3


def test_gaps_in_the_numbers_are_said() -> None:
    rows = [ROWS[0], ROWS[1], ("7", *ROWS[2][1:])]
    (table,) = read_file("a.html", as_html(rows))
    assert table.warnings == ["序号从2跳到7，中间可能缺行，请核对原表。"]


def test_a_column_without_a_place_is_kept_in_the_doubts_of_its_row() -> None:
    html = "<table><tr><td>序号</td><td>公开事项</td><td>公开时限</td><td>公开主体</td><td>公开渠道</td><td>牵头科室</td></tr><tr><td>1</td><td>预算</td><td>实时</td><td>财政局</td><td>■政府网站</td><td>预算科</td></tr></table>"
    (table,) = read_file("a.html", f"<html><body>{html}</body></html>".encode())
    assert table.warnings == ["这几栏没有对应的字段，内容已写在各行的提示里：牵头科室。"]
    assert table.rows[0].warnings == ["牵头科室：预算科"]


@pytest.mark.parametrize(("symbol", "box"), [("F052", "☑"), ("F0A3", "□")])
def test_a_tick_set_as_a_character_of_a_symbol_font_is_not_lost(symbol: str, box: str) -> None:
    (table,) = read_file("a.docx", as_docx(symbol=symbol))
    assert table.rows[0].texts["channels"] == f"{box}政府网站"


def test_a_file_without_a_catalogue_is_refused_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match="文件里没有找到公开目录的表格"):
        read_file("a.html", "<html><body><p>关于做好工作的通知</p></body></html>".encode())


def test_a_secret_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="机密"):
        read_file("a.html", as_html(title="机密★5年"))
