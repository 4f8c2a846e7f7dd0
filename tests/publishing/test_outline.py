"""The stored outline read back: a heading with its stop, run-in text, and not one character lost."""

from pathlib import Path
from typing import Any

import pytest

from gongkai.lib.officialdoc import parse_bytes
from gongkai.lib.officialdoc.model import ParseResult
from gongkai.lib.officialdoc.outline import walk
from gongkai.lib.officialdoc.text import ends_sentence, squeeze
from gongkai.publishing import outline, present
from gongkai.publishing.render import sheet
from tests.shared import ROOT, shared_data

DEMO = sorted((ROOT / "demo" / "documents").glob("*.txt"))
REAL = [
    "000_038ed50b46913fb6.txt", "001_28bc24cfdafd4c40.txt", "002_9926d4960841ea23.txt", "003_79085c599a6a6e57.txt",
    "004_a83afe7ab25a4452.txt",
]  # fmt: skip


def node(**facts: Any) -> outline.Node:
    return {"level": 2, "label": "（一）", "heading": "目标", "text": "", "children": [], **facts}


RUN_IN = node(stop="。", run_in=True, text="到年底完成。\n逐月检查。")
STANDING = node(stop="。", run_in=False, text="到年底完成。")
BARE = node(stop="", run_in=False, text="到年底完成。")
ARTICLE = node(label="第一条", heading="", stop="", run_in=False, text="为了规范工作，制定本办法。")
ANNEX = node(level=0, label="附件1", heading="公园名录", stop="", run_in=False)
OLD = node(text="到年底完成。")
OLD_WITH_STOP = node(heading="目标。", text="到年底完成。")


@pytest.mark.parametrize(
    ("item", "printed"),
    [
        (RUN_IN, ["（一）目标。到年底完成。", "逐月检查。"]),
        (STANDING, ["（一）目标。", "到年底完成。"]),
        (BARE, ["（一）目标", "到年底完成。"]),
        (ARTICLE, ["第一条为了规范工作，制定本办法。"]),
        (ANNEX, ["附件1", "公园名录"]),
        (OLD, ["（一）目标", "到年底完成。"]),
        (OLD_WITH_STOP, ["（一）目标。到年底完成。"]),
    ],
    ids=["run_in", "standing", "bare", "article", "annex", "old", "old_with_stop"],
)
def test_lines_pages_and_sheets_print_a_node_alike(item: outline.Node, printed: list[str]) -> None:
    assert list(outline.lines([item])) == printed
    assert page_lines(present.body([item])) == printed
    assert sheet_lines(sheet._paragraphs([item], [])) == printed


def page_lines(body: list[dict[str, Any]]) -> list[str]:
    """What the page template shows, a printed line each."""
    shown: list[str] = []
    for row in body:
        paragraphs = row["paragraphs"]
        head = row["label"] + row["heading"]
        if paragraphs and (row["run_in"] or not row["heading"]):
            shown += [head + paragraphs[0], *paragraphs[1:]]
        else:
            shown += [head, *paragraphs]
    return shown


def sheet_lines(paragraphs: list[sheet.Paragraph]) -> list[str]:
    return [paragraph.text + paragraph.run_in for paragraph in paragraphs]


def test_the_table_of_contents_shows_headings_without_their_stops() -> None:
    assert [(row["label"], row["heading"]) for row in present.contents([RUN_IN, ANNEX])] == [
        ("（一）", "目标"), ("附件1　", "公园名录"),
    ]  # fmt: skip


def assert_as_printed(result: ParseResult) -> None:
    """Hold the outlines of a text to the lines they were read from.

    Every line of the outline is one line of the source, or several where print had cut a sentence
    or a title; white space aside.
    """
    assert result.source is not None
    texts = result.source.texts
    for document in result.documents:
        numbers = sorted(number for item in walk(document.outline) for number in item.lines)
        printed = [squeeze(texts[number]) for number in numbers]
        plain = outline.plain(document.to_json()["outline"])
        read = [squeeze(line) for line in plain.split("\n") if squeeze(line)]
        assert "".join(read) == "".join(printed)
        assert ends(read) <= ends(printed)
        joined = ends(printed) - ends(read)
        assert [
            line
            for line, end in zip(printed, running(printed), strict=True)
            if end in joined and ends_sentence(line)
        ] == []


def running(parts: list[str]) -> list[int]:
    return [sum(len(part) for part in parts[: place + 1]) for place in range(len(parts))]


def ends(parts: list[str]) -> set[int]:
    return set(running(parts))


@pytest.mark.shared_data
@pytest.mark.parametrize("name", REAL)
def test_a_real_text_comes_back_as_printed(name: str) -> None:
    assert_as_printed(parse_bytes(name, shared_data(f"documents/{name}").read_bytes()))


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_demonstration_text_comes_back_as_printed(path: Path) -> None:
    assert_as_printed(parse_bytes(path.name, path.read_bytes()))


def of_top(**facts: Any) -> outline.Node:
    return {"level": 0, "label": "", "heading": "", "text": "", "children": [], **facts}


LETTER = [
    of_top(text="现将要点印发给你们。"),
    of_top(heading="工作要点"),
    of_top(text="重点做好以下工作。"),
    of_top(label="附件", heading="任务 分解表"),
]  # fmt: skip
TASKS = {"title": "任务分解表", "tasks": [{"no": "1", "requirement": "编制目录。"}], "warnings": []}


def test_what_a_letter_encloses_stands_behind_its_signature() -> None:
    shown = present.body(LETTER, [TASKS])
    assert [(row["id"], row["enclosed"]) for row in shown] == [
        ("s1", False), ("s2", True), ("s3", True), ("s4-label", True), ("s4", True),
    ]  # fmt: skip


def test_a_text_that_begins_with_its_title_encloses_nothing() -> None:
    assert outline.letter_length([of_top(heading="工作要点"), of_top(text="一段。")]) == 2


def test_a_table_stands_once_under_the_heading_that_names_it() -> None:
    shown = present.body(LETTER, [TASKS])
    assert [bool(row["table"] and row["table"]["named"]) for row in shown] == [False] * 4 + [True]
    assert present.tables([TASKS], LETTER) == []


def test_bare_figures_of_a_table_are_not_text_but_amounts_with_words_are() -> None:
    table = {"title": "", "header": ["项目", "数"], "rows": [["新收", "72"], ["补助", "430元"]]}

    assert list(outline.table_lines([table])) == ["项目　数", "新收", "补助　430元"]
