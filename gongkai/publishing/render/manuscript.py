"""What a gazette prints, before any format: page, PDF and EPUB are made from these same blocks.

That is how the three stay word for word alike, which the notice on gazettes asks for (国办发〔2018〕22号).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from gongkai.lib.dates import plain_date
from gongkai.publishing import richtext
from gongkai.publishing.models import GazetteIssue, GazetteItem, Picture, Publication
from gongkai.publishing.queries.gazette import by_section, is_shown, items_with_text
from gongkai.publishing.render.word import table_rows
from gongkai.publishing.richtext import Block, Cell, Kind, Run, Table
from gongkai.publishing.richtext.page import page_of


@dataclass(slots=True)
class Manuscript:
    """A document as the gazette prints it; with `notice` it was taken down and has no words left."""

    item: int
    title: str
    doc_no: str = ""
    addressees: str = ""
    letter: list[Block] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    signed_on: str = ""
    annotation: str = ""
    enclosed: list[Block] = field(default_factory=list)
    notice: str = ""

    @property
    def blocks(self) -> list[Block]:
        """Everything between title and end, without the signature."""
        return [*self.letter, *self.enclosed]


@dataclass(slots=True)
class Edition:
    """A whole issue."""

    name: str
    label: str
    unit: str
    serial_code: str
    published_on: str
    editor: str
    address: str
    modified: dt.datetime
    sections: list[tuple[str, list[Manuscript]]] = field(default_factory=list)

    @property
    def manuscripts(self) -> list[Manuscript]:
        """All documents in the order of print."""
        return [manuscript for _, rows in self.sections for manuscript in rows]


def edition_of(issue: GazetteIssue) -> Edition:
    """The issue with the texts of its items; what may no longer be read is a notice."""
    items = items_with_text(issue)
    day = issue.published_on
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC) if day else None
    return Edition(
        name=issue.series.name,
        label=label_of(issue),
        unit=issue.series.unit.name,
        serial_code=issue.series.serial_code,
        published_on=plain_date(day) if day else "",
        editor=issue.editor,
        address=f"{settings.SITE_URL}{address_of(issue)}",
        modified=noon or timezone.now(),
        sections=[
            (name, [manuscript_of(item) for item in rows])
            for name, rows in by_section(issue, items)
        ],
    )


def address_of(issue: GazetteIssue) -> str:
    """The page of the issue."""
    return reverse("gazette_issue", args=[issue.series.slug, issue.year, issue.number])


def label_of(issue: GazetteIssue) -> str:
    """2024年第3期（总第128期）."""
    total = f"（总第{issue.total_number}期）" if issue.total_number else ""
    return f"{issue.year}年第{issue.number}期{total}"


def manuscript_of(item: GazetteItem, *, unseen: bool = False) -> Manuscript:
    """The document of an item in the version that is printed.

    Args:
        unseen: with its text even where the public may not read it; for the desk.
    """
    content = item.version.content
    if not unseen and not is_shown(item.publication):
        return Manuscript(item.pk, content["title"], notice=notice_of(item.publication))
    document = content.get("document") or {}
    blocks = _blocks(content)
    signature = document.get("signature") or "\n".join(document.get("issuers") or [])
    annotation = document.get("annotation") or ""
    signed = document.get("signed_on")
    return Manuscript(
        item=item.pk,
        title=content["title"],
        doc_no=document.get("doc_no") or "",
        addressees="，".join(document.get("addressees") or []),
        letter=[block for block in blocks if not block.enclosed],
        signature=[line for line in signature.split("\n") if line.strip()],
        signed_on=plain_date(dt.date.fromisoformat(signed)) if signed else "",
        annotation=annotation
        if not annotation or annotation.startswith(("（", "("))
        else f"（{annotation}）",
        enclosed=[block for block in blocks if block.enclosed],
    )


def notice_of(publication: Publication) -> str:
    """What stands in the place of a text that was taken down."""
    when = publication.withdrawn_at
    day = f"已于{plain_date(timezone.localdate(when))}" if when else "现已"
    return f"本文{day}撤下，正文不再提供；目录保留标题，以保持刊物原貌。"


def _blocks(content: dict[str, Any]) -> list[Block]:
    """The blocks of a version: of its rich text, else of the outline, else of the plain lines."""
    outline, tables = content.get("outline") or [], content.get("tables") or []
    html = content.get("html") or (richtext.from_outline(outline, tables) if outline else "")
    if not html:
        lines = (line.strip() for line in (content.get("plain") or "").split("\n"))
        html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
        html += richtext.from_outline([], tables)
    blocks = richtext.blocks(html)
    tasks = [_task_block(table) for table in tables if table.get("tasks")]
    count = sum(block.table is not None for block in blocks)
    for number, block in enumerate(tasks, count):
        block.number = number
    return [*blocks, *tasks]


def _task_block(stored: dict[str, Any]) -> Block:
    """A task table: data with a form of its own, printed behind the text as any table."""
    head, *rows = table_rows({k: v for k, v in stored.items() if k != "rows"})
    table = Table(str(stored.get("title") or ""), [[_cell(text, header=True) for text in head]])
    table.rows += [[_cell(text) for text in row] for row in rows]
    return Block(Kind.TABLE, table=table, enclosed=True)


def _cell(text: str, *, header: bool = False) -> Cell:
    return Cell([[Run(line)] for line in text.split("\n") if line.strip()], header)


def html_of(blocks: Iterable[Block], picture_url: Callable[[int], str]) -> SafeString:
    """Blocks as they stand on the page and in the EPUB."""
    return page_of(blocks, picture_url)


def pictures_of(manuscripts: Iterable[Manuscript]) -> dict[int, Picture]:
    """The pictures that stand in the texts, by file number; one statement."""
    wanted = {b.picture.file for m in manuscripts for b in m.blocks if b.picture is not None}
    if not wanted:
        return {}
    return Picture.objects.select_related("file").in_bulk(wanted)
