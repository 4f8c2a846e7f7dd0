"""What a printed sheet of a publication says, before any format."""

from dataclasses import dataclass, field
from typing import Any

from gongkai.base.services.files import open_file
from gongkai.lib.dates import plain_date
from gongkai.publishing import outline, richtext
from gongkai.publishing.models import Picture
from gongkai.publishing.present import short_url
from gongkai.publishing.queries.pages import Detail
from gongkai.publishing.richtext import Block


@dataclass(slots=True)
class Paragraph:
    """A paragraph: `level` 0 is text, 1 to 4 are headings; `run_in` is text that follows its heading.

    Of a text from the editor it is the block `rich`, with the bytes of its picture.
    """

    text: str
    level: int = 0
    run_in: str = ""
    table: dict[str, Any] | None = None
    rich: Block | None = None
    picture: bytes = b""


@dataclass(slots=True)
class Sheet:
    """Everything a printed copy shows, in the order of the page."""

    title: str
    doc_no: str = ""
    issuers: list[str] = field(default_factory=list)
    addressees: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    enclosed: list[Paragraph] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    signed_on: str = ""
    annotation: str = ""
    copies_to: str = ""
    printing: str = ""
    validity: str = ""
    address: str = ""
    printed_at: str = ""
    # A word across every page of what is not the text of record: 未发布.
    mark: str = ""


def sheet_of(detail: Detail, *, validity: str, day: str) -> Sheet:
    """The sheet of a publication, with its validity in words and the day it was made."""
    publication, document = detail.publication, detail.document
    text = publication.text
    nodes = outline.settled(text.outline, text.tables)
    letter = outline.letter_length(nodes) if document else len(nodes)
    sheet = Sheet(
        title=publication.title,
        tables=_behind(nodes, text.tables),
        validity=validity,
        address=short_url(publication),
        printed_at=day,
    )
    if text.html:
        sheet.paragraphs, sheet.enclosed = rich_paragraphs(text.html, letter=document is not None)
    else:
        sheet.paragraphs = _paragraphs(nodes[:letter], text.tables) if nodes else _plain(text.plain)
        sheet.enclosed = _paragraphs(nodes[letter:], text.tables)
    if document is None:
        return sheet
    sheet.paragraphs += _enclosures(document.attachment_names)
    sheet.doc_no = document.doc_no
    sheet.issuers = [issuer.name for issuer in detail.issuers]
    sheet.addressees = "，".join(document.addressees)
    sheet.signature = document.signature.split("\n") if document.signature else sheet.issuers
    sheet.signed_on = plain_date(document.signed_on) if document.signed_on else ""
    sheet.annotation = document.annotation
    sheet.copies_to = document.copies_to
    if document.printed_on:
        sheet.printing = f"{document.printing_unit}　{plain_date(document.printed_on)}印发".strip(
            "　"
        )
    return sheet


def _enclosures(names: list[str]) -> list[Paragraph]:
    """附件说明 below the text, above the signature: one name in the line, several numbered."""
    if len(names) == 1:
        return [Paragraph(f"附件：{names[0]}")]
    numbered = [f"{number}\uff0e{name}" for number, name in enumerate(names, 1)]
    return [Paragraph(text) for text in (["附件：", *numbered] if names else [])]


def rich_paragraphs(html: str, *, letter: bool) -> tuple[list[Paragraph], list[Paragraph]]:
    """The blocks of a text from the editor: what stands above the signature, and what below it.

    Args:
        letter: whether there is a signature at all.

    Raises:
        Refusal: the bytes of a picture are not on the server.
    """
    blocks = richtext.blocks(html)
    numbers = [block.picture.file for block in blocks if block.picture is not None]
    rows = Picture.objects.filter(pk__in=numbers).select_related("file") if numbers else []
    stored = {row.pk: row.file for row in rows}
    above: list[Paragraph] = []
    below: list[Paragraph] = []
    for block in blocks:
        paragraph = Paragraph(block.text, rich=block)
        if block.picture is not None and block.picture.file in stored:
            with open_file(stored[block.picture.file]) as stream:
                paragraph.picture = stream.read()
        (below if block.enclosed and letter else above).append(paragraph)
    return above, below


def _behind(nodes: list[outline.Node], tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    placed = outline.placed_tables(nodes)
    return [table for number, table in enumerate(tables) if number not in placed]


def _plain(plain: str) -> list[Paragraph]:
    return [Paragraph(line.strip()) for line in plain.split("\n") if line.strip()]


def _paragraphs(nodes: list[outline.Node], tables: list[dict[str, Any]]) -> list[Paragraph]:
    return [paragraph for node in outline.walk(nodes) for paragraph in _of_node(node, tables)]


def _of_node(node: outline.Node, tables: list[dict[str, Any]]) -> list[Paragraph]:
    texts = outline.paragraphs_of(node)
    label, heading = node.get("label") or "", outline.printed_heading(node)
    found: list[Paragraph] = []
    if outline.stands_apart(node):
        found.append(Paragraph(label))
        label = ""
    if heading:
        run_in = texts.pop(0) if texts and outline.runs_in(node) else ""
        level = min(max(int(node.get("level") or 1), 1), 4)
        found.append(Paragraph(label + heading, level, run_in))
    elif label:
        texts = [label + texts[0], *texts[1:]] if texts else [label]
    found += [Paragraph(text) for text in texts]
    place = node.get("table")
    if isinstance(place, int) and place < len(tables):
        table = {**tables[place], "title": ""} if node.get("named") else tables[place]
        found.append(Paragraph("", table=table))
    return found
