"""What a printed sheet of a publication says, before any format."""

from dataclasses import dataclass, field
from typing import Any

from gongkai.lib.dates import plain_date
from gongkai.publishing import outline
from gongkai.publishing.present import short_url
from gongkai.publishing.queries.pages import Detail


@dataclass(slots=True)
class Paragraph:
    """A paragraph: `level` 0 is text, 1 to 4 are headings; `run_in` is text that follows its heading."""

    text: str
    level: int = 0
    run_in: str = ""
    table: dict[str, Any] | None = None


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


def sheet_of(detail: Detail, *, validity: str, day: str) -> Sheet:
    """The sheet of a publication, with its validity in words and the day it was made."""
    publication, document = detail.publication, detail.document
    text = publication.text
    nodes = outline.settled(text.outline, text.tables)
    letter = outline.letter_length(nodes) if document else len(nodes)
    sheet = Sheet(
        title=publication.title,
        paragraphs=_paragraphs(nodes[:letter], text.tables) if nodes else _plain(text.plain),
        enclosed=_paragraphs(nodes[letter:], text.tables),
        tables=_behind(nodes, text.tables),
        validity=validity,
        address=short_url(publication),
        printed_at=day,
    )
    if document is None:
        return sheet
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
