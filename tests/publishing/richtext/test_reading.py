"""Plain text, outline and tables are derived, and nothing is lost or moved on the way."""

from pathlib import Path
from typing import Any

import pytest

from gongkai.lib.officialdoc import parse_file
from gongkai.portal.demo import markdown
from gongkai.publishing import outline as stored
from gongkai.publishing import present, richtext
from gongkai.publishing.services.entries import from_parsed, words_of
from gongkai.publishing.services.imports import draft_from
from tests.shared import ROOT, shared_data

DEMO = sorted((ROOT / "demo" / "documents").glob("*.txt"))
MARKDOWN = sorted((ROOT / "demo" / "interpretations").glob("*.md"))
TEXT = richtext.clean(
    "<p>为做好工作，现通知如下。</p><h2>一、总体要求</h2><p>（一）工作目标。到年底<strong>完成</strong>。</p>"
    "<ol><li>甲<ol><li>乙</li></ol></li></ol>"
    "<table data-title=安排><tr><th>事项<th>时限<tr><td>报名<td>5月</table><p>表后文字。</p>"
    '<img data-file=7 alt=流程图><h3>（二）保障措施</h3><p>1.经费。</p><p>附件1</p><h1>申请表</h1><p>一、说明</p>'
)  # fmt: skip


def test_the_plain_text_has_a_line_for_every_paragraph_and_the_tables_behind() -> None:
    assert richtext.plain(TEXT).split("\n") == [
        "为做好工作，现通知如下。", "一、总体要求", "（一）工作目标。到年底完成。", "1.甲", "（1）乙", "表后文字。", "图：流程图",
        "（二）保障措施", "1.经费。", "附件1", "申请表", "一、说明", "安排", "事项　时限", "报名　5月",
    ]  # fmt: skip


def shape(nodes: list[stored.Node]) -> list[Any]:
    return [
        (n["level"], n["label"], n["heading"], n.get("table"), shape(n["children"])) for n in nodes
    ]


def test_headings_come_from_tags_and_from_printed_numbers() -> None:
    assert shape(richtext.outline(TEXT)) == [
        (0, "", "", None, []),
        (1, "一、", "总体要求", None, [
            (2, "（一）", "工作目标", None, [(0, "", "", 0, []), (0, "", "", None, []), (0, "", "", None, [])]),
            (2, "（二）", "保障措施", None, [(3, "1.", "经费", None, [])]),
        ]),
        (0, "附件1", "申请表", None, []),
        (1, "一、", "说明", None, []),
    ]  # fmt: skip


def test_a_heading_without_a_number_is_one_by_its_tag_alone() -> None:
    nodes = richtext.outline(
        "<h2>背景；说明</h2><p>文字。</p><h3>细节</h3><p>（一）长句，不是标题，因为有逗号；</p>"
    )
    assert shape(nodes) == [
        (1, "", "背景；说明", None, [(2, "", "细节", None, []), (2, "（一）", "", None, [])]),
    ]  # fmt: skip


def test_tables_have_the_form_that_the_library_stores() -> None:
    html = "<table data-title=表><tr><th colspan=2>甲<th>乙<tr><td rowspan=2>一<td>二<td>三<tr><td>四<td>五</table>"
    assert richtext.tables(html) == [
        {"title": "表", "header": ["甲", "", "乙"], "rows": [["一", "二", "三"], ["", "四", "五"]]}
    ]


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_what_the_parser_read_goes_through_the_editor_unchanged(path: Path) -> None:
    assert_same(path)


@pytest.mark.parametrize(
    "name", ["000_038ed50b46913fb6", "002_9926d4960841ea23", "004_a83afe7ab25a4452"]
)
def test_real_documents_go_through_the_editor_unchanged(name: str) -> None:
    assert_same(shared_data(f"documents/{name}.txt"))


def assert_same(path: Path) -> None:
    for document in draft_from(parse_file(path))["documents"]:
        entry = from_parsed(document, document["tables"])
        html = richtext.from_outline(entry.outline, entry.tables)
        derived = richtext.derived(html, entry.tables)
        assert richtext.clean(html) == html
        assert derived.plain == entry.plain
        assert headings(derived.outline) == headings(entry.outline)
        assert [table for table in derived.tables if table.get("tasks")] == entry.tables
        assert_linked(html, derived.outline)


def headings(nodes: list[stored.Node]) -> list[tuple[int, str, str]]:
    return [(n["level"], n["label"], n["heading"]) for n in stored.walk(nodes) if n["heading"]]


def assert_linked(html: str, nodes: list[stored.Node]) -> None:
    """Every entry of the table of contents has its heading on the page."""
    page = richtext.for_page(html, str)
    for item in present.contents(nodes):
        for entry in (item, *item["children"]):
            assert f' id="{entry["id"]}">' in page


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.stem)
def test_interpretations_go_through_the_editor_with_every_character_in_its_place(
    path: Path,
) -> None:
    """A question that is a heading without a number stands alone: the one new line end there is."""
    reading = markdown.read(path.read_text(encoding="utf-8"))
    html = richtext.from_outline(reading.nodes, reading.tables)
    derived = richtext.derived(html, reading.tables)
    expected = words_of(reading.nodes, reading.tables)
    assert "".join(derived.plain.split()) == "".join(expected.split())
    apart = {line for line in derived.plain.split("\n") if line.startswith("问：")}
    assert set(derived.plain.split("\n")) - set(expected.split("\n")) - apart == {
        line.partition("？")[2] for line in expected.split("\n") if line.startswith("问：") and "答：" in line
    }  # fmt: skip
    assert_linked(html, derived.outline)


def test_task_tables_are_no_part_of_the_text_and_stay() -> None:
    tasks = {
        "title": "分工",
        "tasks": [{"no": "1", "requirement": "公开规划", "units": ["市发展改革委"]}],
    }
    html = richtext.from_outline(
        [{"level": 0, "label": "", "heading": "", "text": "一段。"}], [tasks]
    )
    assert html == "<p>一段。</p>"
    derived = richtext.derived(html, [tasks])
    assert (derived.tables, derived.plain) == ([tasks], "一段。\n分工\n公开规划　市发展改革委")


def test_no_word_of_a_text_is_missing_from_its_plain_text() -> None:
    words = "".join(block.text for block in richtext.blocks(TEXT) if block.table is None)
    lead = "".join(run.text for block in richtext.blocks(TEXT) for run in block.lead)
    plain = richtext.plain(TEXT)
    assert sorted("".join((words + lead + "安排事项时限报名5月").split())) == sorted(
        "".join(plain.split())
    )
