"""Word and PDF: the words of the page, in its order; tagged; a sentence where no font is."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader

from gongkai.publishing.models import Publication
from gongkai.publishing.render import pdf
from tests.cast import City
from tests.publishing.factories import make_publication

OUTLINE = [
    {"level": 0, "label": "", "heading": "", "text": "现就有关事项通知如下。", "children": []},
    {
        "level": 1, "label": "一、", "heading": "总体要求", "text": "先易后难。\n分步实施。",
        "children": [{"level": 2, "label": "（一）", "heading": "目标。", "text": "到年底完成。", "children": []}],
    },
    {"level": 2, "label": "（二）", "heading": "没有上级的一级", "text": "*不是* _标记_ #let x = 1 $a$ \\ <b> @ref", "children": []},
    {"level": 3, "label": "1.", "heading": "", "text": "只有序号的一条。", "children": []},
]  # fmt: skip
TABLE = {
    "title": "任务分工表", "year": 2024, "warnings": [],
    "tasks": [
        {"no": "1", "level1": "公开", "level2": "目录", "requirement": "编制目录。\n按季更新。", "units": ["市教育局"], "units_open": True, "deadline": "6月底前"},
        {"no": "", "level1": "公开", "level2": "", "requirement": "同步解读。", "units": [], "units_open": False, "deadline": ""},
    ],
}  # fmt: skip
WORDS = [
    "明教发〔2024〕7号", "供暖补贴办法", "各区县教育局，局属各学校：", "现就有关事项通知如下。", "一、总体要求", "先易后难。", "分步实施。", "（一）目标。到年底完成。",
    "（二）没有上级的一级", "*不是* _标记_ #let x = 1 $a$ \\ <b> @ref", "1.只有序号的一条。",
]  # fmt: skip
TAIL = [
    "明湖市教育局",
    "2024年5月6日",
    "（此件公开发布）",
    "任务分工表",
    "抄送：市委各部门。",
    "明湖市教育局办公室　2024年5月7日印发",
]


@pytest.fixture
def notice(city: City) -> Publication:
    return make_publication(
        "供暖补贴办法", unit=city.education, doc_no="明教发〔2024〕7号", issuers=["明湖市教育局"], outline=OUTLINE, text="正文", tables=[TABLE],
        addressees=["各区县教育局", "局属各学校"], signature="明湖市教育局", annotation="此件公开发布", copies_to="市委各部门。",
        printing_unit="明湖市教育局办公室", printed_on=dt.date(2024, 5, 7), contact="联系电话：0000-7654321",
    )  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", text)


def word_of(client: Client, row: Publication) -> Any:
    answer = client.get(f"{row.get_absolute_url()}document.docx")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return Document(io.BytesIO(answer.content))


def test_the_word_file_says_what_the_page_says_in_its_order(
    notice: Publication, visitor: Client
) -> None:
    lines = [paragraph.text for paragraph in word_of(visitor, notice).paragraphs]
    assert lines[: len(WORDS)] == WORDS
    assert lines[len(WORDS) : -1] == TAIL
    assert lines[-1].startswith("2026" if "2026年" in lines[-1] else "20")
    assert "0000-7654321" not in "\n".join(lines)


def test_tables_of_the_word_file_hold_every_cell(notice: Publication, visitor: Client) -> None:
    (table,) = word_of(visitor, notice).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "工作任务", "具体要求", "责任单位", "完成时限"],
        ["1", "公开\n目录", "编制目录。\n按季更新。", "市教育局等有关部门（单位）", "6月底前"],
        ["2", "公开", "同步解读。", "", ""],
    ]


def test_the_file_is_named_after_the_title(city: City, visitor: Client) -> None:
    row = make_publication('关于“A/B:C*?"<>|”的' + "很长" * 60 + "通知", unit=city.education)
    answer = visitor.get(f"{row.get_absolute_url()}document.docx")
    from urllib.parse import unquote

    name = unquote(answer["Content-Disposition"].removeprefix("attachment; filename*=UTF-8''"))
    assert name == ("关于“ABC”的" + "很长" * 60)[:80] + ".docx"


@pytest.fixture
def with_font() -> None:
    if not pdf.available():
        pytest.skip("no Chinese font on this machine")


def pdf_of(client: Client, row: Publication) -> PdfReader:
    answer = client.get(f"{row.get_absolute_url()}document.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def test_the_pdf_says_what_the_page_says(
    notice: Publication, with_font: None, visitor: Client
) -> None:
    text = squeezed("".join(page.extract_text() for page in pdf_of(visitor, notice).pages))
    for words in [
        *WORDS,
        *TAIL,
        "任务分工表",
        "编制目录。",
        "同步解读。",
        "市教育局等有关部门（单位）",
    ]:
        assert squeezed(words) in text, words
    assert "0000-7654321" not in text


def test_the_pdf_is_tagged_in_chinese_and_bears_its_title(
    notice: Publication, with_font: None, visitor: Client
) -> None:
    reader = pdf_of(visitor, notice)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("zh")
    assert reader.metadata.title == "供暖补贴办法"
    assert reader.metadata.author == "明湖市教育局"


SHAPES = {
    "empty": [], "deep": [{"level": 4, "label": "（1）", "heading": "深处", "text": "", "children": []}],
    "skipping": [{"level": 1, "label": "一、", "heading": "甲", "text": "", "children": [{"level": 4, "label": "（1）", "heading": "乙", "text": "丙。", "children": []}]}],
    "level nought with heading": [{"level": 0, "label": "", "heading": "甲", "text": "乙。", "children": []}],
}  # fmt: skip


@pytest.mark.parametrize("outline", SHAPES.values(), ids=SHAPES)
def test_any_shape_of_outline_can_be_set(
    outline: list[dict[str, Any]], city: City, with_font: None, visitor: Client
) -> None:
    row = make_publication("办法", unit=city.education, outline=outline, text="正文一段。")
    assert len(pdf_of(visitor, row).pages) == 1
    assert "办法" in [paragraph.text for paragraph in word_of(visitor, row).paragraphs]


TABLES = {
    "no rows": {"title": "空表", "header": [], "rows": []},
    "no header": {"title": "表", "header": [], "rows": [["甲", "乙"], ["丙", "丁"]]},
    "ragged": {"title": "表", "header": ["一", "二"], "rows": [["甲"], ["乙", "丙", "丁"]]},
    "no tasks": {"title": "任务表", "tasks": []},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_any_shape_of_table_can_be_set(
    table: dict[str, Any], city: City, with_font: None, visitor: Client
) -> None:
    row = make_publication("办法", unit=city.education, tables=[table])
    held = "".join(
        cell.text for t in word_of(visitor, row).tables for line in t.rows for cell in line.cells
    )
    text = squeezed("".join(page.extract_text() for page in pdf_of(visitor, row).pages))
    for cells in table.get("rows") or []:
        for cell in cells:
            assert cell in held
            assert cell in text
    assert visitor.get(row.get_absolute_url()).status_code == 200


def test_without_a_chinese_font_a_sentence_says_so_and_the_page_offers_word_alone(
    notice: Publication, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "fonts", lambda: None)
    answer = visitor.get(f"{notice.get_absolute_url()}document.pdf")
    assert answer.status_code == 503
    assert pdf.NO_FONT in answer.content.decode()
    page = visitor.get(notice.get_absolute_url()).content.decode()
    assert "document.pdf" not in page
    assert "document.docx" in page


def test_other_information_than_documents_can_be_downloaded_too(
    city: City, with_font: None, visitor: Client
) -> None:
    row = make_publication("公开指南", unit=city.education, kind="guide", text="第一段。\n第二段。")
    lines = [paragraph.text for paragraph in word_of(visitor, row).paragraphs]
    assert lines[:3] == ["公开指南", "第一段。", "第二段。"]
    assert "第二段。" in squeezed(pdf_of(visitor, row).pages[0].extract_text())
