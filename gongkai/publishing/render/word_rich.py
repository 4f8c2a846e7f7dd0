"""Blocks of a text from the editor as parts of a Word file."""

import io
from collections.abc import Callable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from PIL import Image

from gongkai.publishing.present import absolute
from gongkai.publishing.render.sheet import Paragraph
from gongkai.publishing.richtext import Block, Kind, Run, Table
from gongkai.publishing.richtext.read import grid

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体", "仿宋"
HEADING_FONTS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
BODY = Pt(16)
_WIDTH, _HEIGHT = Mm(156), Mm(200)  # what a page has room for
_DOT = 9525  # English metric units of a point of a screen
AddRun = Callable[..., Any]


def add_block(document: Any, paragraph: Paragraph, add_run: AddRun) -> None:
    """Adds a block at the end of the document."""
    block = paragraph.rich
    if block is None:
        return
    if block.table is not None:
        _add_table(document, block.table, add_run, named=block.named)
    elif block.picture is not None:
        _add_picture(document, paragraph, add_run)
    elif block.kind is Kind.HEADING:
        _add_heading(document, block, add_run)
    else:
        _add_paragraph(document, block, add_run)


def _row(document: Any, *, indent: int = 2, left: int = 0) -> Any:
    row = document.add_paragraph()
    row.paragraph_format.first_line_indent = BODY * indent
    row.paragraph_format.left_indent = BODY * left
    row.paragraph_format.line_spacing = Pt(28)
    row.paragraph_format.space_after = Pt(0)
    return row


def _add_heading(document: Any, block: Block, add_run: AddRun) -> None:
    level = min(max(block.rank, 1), 4)
    title = not block.rank
    row = _row(document, indent=0 if title else 2)
    if title:
        row.alignment = WD_ALIGN_PARAGRAPH.CENTER
        row.paragraph_format.space_before = BODY
    _outline_level(row, block.step - 2)
    _add_runs(row, block.runs, SONG if title else HEADING_FONTS[level], add_run, bold=title)


def _outline_level(row: Any, level: int) -> None:
    """What the navigation pane of a word processor, and a screen reader, takes for a heading."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(max(level, 0)))
    row._p.get_or_add_pPr().append(mark)


def _add_paragraph(document: Any, block: Block, add_run: AddRun) -> None:
    item, quote = block.kind is Kind.ITEM, block.kind is Kind.QUOTE
    row = _row(document, left=2 * (block.level - 1) if item else 2 if quote else 0)
    if block.lead:
        level = min(max(block.rank, 1), 4)
        _add_runs(row, block.lead, HEADING_FONTS[level], add_run)
    if block.marker:
        add_run(row, block.marker, FANG, BODY)
    _add_runs(row, block.runs, KAI if quote else FANG, add_run)


def _add_runs(
    row: Any, runs: list[Run], font: str, add_run: AddRun, *, bold: bool = False, size: Any = BODY
) -> None:
    for run in runs:
        add_run(row, run.text, font, size, bold=bold or run.bold)
        if run.link:
            _link(row, absolute(run.link))


def _link(row: Any, target: str) -> None:
    """Wraps the newest run of a paragraph in a link."""
    if not target:
        return
    number = row.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), number)
    run = row.runs[-1]
    run.font.underline = True
    run._r.addprevious(link)
    link.append(run._r)


def _add_picture(document: Any, paragraph: Paragraph, add_run: AddRun) -> None:
    """The picture with its words; where its bytes are gone, the words alone."""
    row = _row(document, indent=0)
    row.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture = paragraph.rich.picture if paragraph.rich else None
    if picture is None or not paragraph.picture:
        add_run(row, paragraph.text, FANG, BODY)
        return
    row.paragraph_format.line_spacing = 1.0
    shape = row.add_run().add_picture(io.BytesIO(paragraph.picture))
    width, height = (side * _DOT for side in Image.open(io.BytesIO(paragraph.picture)).size)
    share = min(1.0, _WIDTH / width, _HEIGHT / height)
    shape.width, shape.height = Emu(int(width * share)), Emu(int(height * share))
    shape._inline.docPr.set("descr", picture.alt)


def _add_table(document: Any, table: Table, add_run: AddRun, *, named: bool) -> None:
    if table.title and not named:
        row = _row(document, indent=0)
        row.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(row, table.title, HEI, BODY)
    places = grid(table)
    form = document.add_table(rows=len(places), cols=len(places[0]))
    form.style = "Table Grid"
    for y, cells in enumerate(places):
        for x, cell in enumerate(cells):
            if cell is None:
                continue
            last = (min(y + cell.rowspan, len(places)) - 1, x + cell.colspan - 1)
            box = form.cell(y, x)
            box = box.merge(form.cell(*last)) if last != (y, x) else box
            _fill(box, cell.paragraphs, HEI if cell.header else SONG, add_run)
    for row in form.rows[: table.heads]:
        repeat = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(repeat)


def _fill(box: Any, paragraphs: list[list[Run]], font: str, add_run: AddRun) -> None:
    for number, runs in enumerate(paragraphs):
        row = box.paragraphs[0] if not number else box.add_paragraph()
        _add_runs(row, runs, font, add_run, size=Pt(10.5))
