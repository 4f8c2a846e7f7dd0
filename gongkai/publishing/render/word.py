"""A publication as a Word file."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gongkai.publishing.render.sheet import Paragraph, Sheet
from gongkai.publishing.render.word_rich import (
    BODY,
    FANG,
    HEADING_FONTS,
    HEI,
    SONG,
    add_block,
)


def word(sheet: Sheet) -> bytes:
    """The bytes of a .docx; margins and type follow GB/T 9704 as far as common fonts carry it."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.title = sheet.title[:250]
    document.core_properties.author = "、".join(sheet.issuers)[:250]
    if sheet.mark:
        _mark(section, sheet.mark)
    _head(document, sheet)
    for paragraph in sheet.paragraphs:
        _paragraph(document, paragraph)
    _sign(document, sheet)
    for paragraph in sheet.enclosed:
        _paragraph(document, paragraph)
    for table in sheet.tables:
        _table(document, table)
    _foot(document, sheet)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _mark(section: Any, mark: str) -> None:
    """The mark at the head of every page, in the colour of the seal."""
    row = section.header.paragraphs[0]
    row.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(row, f"{mark}的预览稿，不是正式文本", HEI, Pt(12), bold=True)
    row.runs[0].font.color.rgb = RGBColor(0x9E, 0x23, 0x29)


def _head(document: Any, sheet: Sheet) -> None:
    if sheet.doc_no:
        _line(document, sheet.doc_no, FANG, BODY, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(
        document,
        sheet.title,
        SONG,
        Pt(22),
        align=WD_ALIGN_PARAGRAPH.CENTER,
        bold=True,
        after=Pt(16),
    )
    if sheet.addressees:
        _line(document, f"{sheet.addressees}：", FANG, BODY)


def _paragraph(document: Any, paragraph: Paragraph) -> None:
    if paragraph.rich is not None:
        add_block(document, paragraph, _run)
        return
    if paragraph.table is not None:
        _table(document, paragraph.table)
        return
    row = document.add_paragraph()
    row.paragraph_format.first_line_indent = BODY * 2
    row.paragraph_format.line_spacing = Pt(28)
    row.paragraph_format.space_after = Pt(0)
    _run(row, paragraph.text, HEADING_FONTS.get(paragraph.level, FANG), BODY)
    if paragraph.run_in:
        _run(row, paragraph.run_in, FANG, BODY)


def _sign(document: Any, sheet: Sheet) -> None:
    for line in [*sheet.signature, sheet.signed_on]:
        if line:
            _line(document, line, FANG, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if sheet.annotation:
        _line(
            document,
            sheet.annotation
            if sheet.annotation.startswith(("（", "("))
            else f"（{sheet.annotation}）",
            FANG,
            BODY,
        )


def _foot(document: Any, sheet: Sheet) -> None:
    if sheet.copies_to:
        _line(document, f"抄送：{sheet.copies_to}", FANG, Pt(14))
    if sheet.printing:
        _line(document, sheet.printing, FANG, Pt(14))
    note = "　".join(
        part for part in (sheet.validity, f"下载日期：{sheet.printed_at}", sheet.address) if part
    )
    row = _line(document, note, SONG, Pt(9), before=Pt(24))
    row.runs[0].font.color.rgb = RGBColor(0x57, 0x53, 0x4B)


def _table(document: Any, table: dict[str, Any]) -> None:
    if table.get("title"):
        centre = WD_ALIGN_PARAGRAPH.CENTER
        _line(document, str(table["title"]), HEI, BODY, align=centre, before=Pt(16))
    rows = table_rows(table)
    grid = document.add_table(rows=len(rows), cols=len(rows[0]))
    grid.style = "Table Grid"
    for number, values in enumerate(rows):
        for cell, value in zip(grid.rows[number].cells, values, strict=True):
            cell.text = ""
            _run(cell.paragraphs[0], value, HEI if number == 0 else SONG, Pt(10.5))


def table_rows(table: dict[str, Any]) -> list[list[str]]:
    """A table as rows of text of one width, the header first; never without any cell."""
    if "rows" in table:
        rows = [row for row in [table.get("header") or [], *table["rows"]] if row] or [[""]]
        width = max(len(row) for row in rows)
        return [[*map(str, row), *[""] * (width - len(row))] for row in rows]
    rows = [["序号", "工作任务", "具体要求", "责任单位", "完成时限"]]
    for number, task in enumerate(table.get("tasks") or [], 1):
        names = "、".join(task.get("units") or []) + (
            "等有关部门（单位）" if task.get("units_open") else ""
        )
        level = "\n".join(part for part in (task.get("level1"), task.get("level2")) if part)
        rows.append(
            [
                str(task.get("no") or number),
                level,
                task.get("requirement") or "",
                names,
                task.get("deadline") or "",
            ]
        )
    return rows


def _line(
    document: Any,
    text: str,
    font: str,
    size: Any,
    *,
    align: Any = None,
    bold: bool = False,
    before: Any = None,
    after: Any = None,
) -> Any:
    row = document.add_paragraph()
    row.alignment = align
    row.paragraph_format.space_after = after or Pt(0)
    row.paragraph_format.space_before = before or Pt(0)
    row.paragraph_format.line_spacing = 1.4
    _run(row, text, font, size, bold=bold)
    return row


def _run(row: Any, text: str, font: str, size: Any, *, bold: bool = False) -> None:
    run = row.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, size, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
