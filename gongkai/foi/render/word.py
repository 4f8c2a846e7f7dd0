"""A letter as a Word file, with the words of the PDF."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gongkai.foi.render.page import Page, form_rows

_FANG, _HEI, _SONG = "仿宋", "黑体", "宋体"
_BODY = Pt(16)
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def word(page: Page) -> bytes:
    """The bytes of a .docx; margins after GB/T 9704."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.title = f"{page.title} {page.number}".strip()[:250]
    document.core_properties.author = page.agency[:250]
    _head(document, page)
    if page.form:
        _form(document, page)
    else:
        for text in page.paragraphs:
            row = _line(document, text, _FANG, _BODY)
            row.paragraph_format.first_line_indent = _BODY * 2
    _line(document, page.agency, _FANG, _BODY, align=_RIGHT, before=Pt(30))
    _line(document, page.dated_on, _FANG, _BODY, align=_RIGHT)
    _page_number(section)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _head(document: Any, page: Page) -> None:
    if page.mark:
        row = _line(document, page.mark, _HEI, Pt(12), align=_CENTRE)
        row.runs[0].font.color.rgb = RGBColor(0x9E, 0x23, 0x29)
    _line(document, page.agency, _HEI, Pt(18), align=_CENTRE, after=Pt(14))
    row = _line(document, page.title, _SONG, Pt(20), align=_CENTRE, after=Pt(10))
    row.runs[0].font.bold = True
    if page.number:
        _line(document, page.number, _FANG, Pt(14), align=_CENTRE, after=Pt(16))
    if page.addressee:
        _line(document, f"{page.addressee}：", _FANG, _BODY)


def _form(document: Any, page: Page) -> None:
    rows = form_rows(page.paragraphs)
    grid = document.add_table(rows=len(rows), cols=2)
    grid.style = "Table Grid"
    for number, (name, value) in enumerate(rows):
        for cell, text, font in zip(
            grid.rows[number].cells, (name, value), (_HEI, _SONG), strict=True
        ):
            _run(cell.paragraphs[0], text, font, Pt(12))


def _page_number(section: Any) -> None:
    """第 N 页 at the foot, counted by Word."""
    row = section.footer.paragraphs[0]
    row.alignment = _CENTRE
    _run(row, "第", _SONG, Pt(10))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    row._p.append(field)
    _run(row, "页", _SONG, Pt(10))


def _line(
    document: Any,
    text: str,
    font: str,
    size: Any,
    *,
    align: Any = None,
    before: Any = None,
    after: Any = None,
) -> Any:
    row = document.add_paragraph()
    row.alignment = align
    row.paragraph_format.space_before = before or Pt(0)
    row.paragraph_format.space_after = after or Pt(0)
    row.paragraph_format.line_spacing = Pt(28)
    _run(row, text, font, size)
    return row


def _run(row: Any, text: str, font: str, size: Any) -> None:
    run = row.add_run(text)
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
