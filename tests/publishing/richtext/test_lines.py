"""Plain lines instead of the editor: what was not touched keeps its look."""

from gongkai.publishing.richtext import clean, from_lines, outline, to_lines

BASE = clean(
    "<p>第一段<strong>加粗</strong>。</p><table data-title=安排><tr><td>甲</table><img data-file=7 alt=流程图>"
    "<ul><li>一点</li></ul><p>末段。</p>"
)


def test_tables_and_pictures_are_lines_that_name_them() -> None:
    assert to_lines(BASE) == "第一段加粗。\n【表1：安排】\n【图1：流程图】\n•一点\n末段。"


def test_lines_left_alone_are_the_same_text() -> None:
    assert from_lines(to_lines(BASE), BASE) == BASE


def test_a_changed_line_loses_its_look_and_all_others_keep_theirs() -> None:
    lines = to_lines(BASE).replace("末段。", "改过的末段。\r\n新的一段。")
    assert from_lines(lines, BASE) == BASE.replace(
        "<p>末段。</p>", "<p>改过的末段。</p><p>新的一段。</p>"
    )


def test_a_line_taken_away_takes_its_table_with_it() -> None:
    lines = to_lines(BASE).replace("【表1：安排】\n", "")
    assert "<table" not in from_lines(lines, BASE)


def test_lines_from_nothing_are_read_as_the_parser_reads_them() -> None:
    html = from_lines("各单位：\n一、总体要求\n（一）目标。年底完成。\n附件1\n申请表\n一、说明")
    assert html == (
        "<p>各单位：</p><h2>一、总体要求</h2><p>（一）目标。年底完成。</p>"
        "<p>附件1</p><h1>申请表</h1><h2>一、说明</h2>"
    )
    assert [node["heading"] for node in outline(html)] == ["", "总体要求", "申请表", "说明"]


def test_every_line_is_a_paragraph_however_it_ends() -> None:
    long = "这一行没有写完就断开了而且它有二十多个字那么长，"
    assert from_lines(f"{long}\n接着的一行也很长很长很长很长很长。") == (
        f"<p>{long}</p><p>接着的一行也很长很长很长很长很长。</p>"
    )
