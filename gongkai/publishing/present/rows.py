"""Publications in lists, and the four fixed blocks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from gongkai.lib.validity import Validity
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.present.validity import TONES, ValidityView
from gongkai.publishing.queries.pages import Tie
from gongkai.publishing.states import Kind, RelationKind


@dataclass(slots=True)
class Link:
    """A place to go."""

    label: str
    url: str
    hint: str = ""
    count: int | None = None


@dataclass(slots=True)
class Row:
    """One publication in a list."""

    url: str
    title: str
    unit: str = ""
    unit_url: str = ""
    doc_no: str = ""
    day: dt.date | None = None
    kind: str = ""
    validity: ValidityView | None = None
    meaning: str = ""
    marked: SafeString | str = ""
    snippet: SafeString | str = ""
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """One of the four fixed blocks: its name, what one finds there, its type of column."""

    label: str
    hint: str
    column_type: str


BLOCKS = {
    "guide": Block("政府信息公开指南", "信息怎样分类、从哪里获取、找谁办", "信息公开指南"),
    "system": Block("政府信息公开制度", "政府信息公开条例和本地的公开规定", "政策文件"),
    "statutory": Block(
        "法定主动公开内容", "按《政府信息公开条例》第二十条逐项公开的信息", "信息公开目录"
    ),
    "annual-report": Block("政府信息公开年报", "每一年公开了什么、办了多少申请", "信息公开年报"),
}


def row(
    publication: Publication, validity: Validity | None = None, *, show_kind: bool = True
) -> Row:
    """A row for lists; the publication comes with its unit and document."""
    document: OfficialDocument | None = getattr(publication, "document", None)
    unit = publication.unit
    kind = Kind(publication.kind)
    return Row(
        url=publication.get_absolute_url(),
        title=publication.title,
        unit=unit.label if unit else publication.source,
        unit_url=reverse("unit", args=[unit.slug]) if unit else "",
        doc_no=document.doc_no if document else "",
        day=timezone.localdate(publication.released_at) if publication.released_at else None,
        kind=kind.label if show_kind and kind != Kind.DOCUMENT else "",
        validity=ValidityView(validity.label, TONES[validity]) if validity else None,
        meaning=publication.summary,
    )


def interpreted(ties: Iterable[Tie], *, outgoing: bool) -> list[Row]:
    """Rows of the interpretations of a document, or of the documents an interpretation explains."""
    others = [
        tie.other
        for tie in ties
        if tie.kind == RelationKind.INTERPRETS and tie.outgoing == outgoing
    ]
    return [_bare_row(other) for other in others if other]


def _bare_row(other: Publication) -> Row:
    document = getattr(other, "document", None)
    return Row(
        url=other.get_absolute_url(),
        title=other.title,
        doc_no=document.doc_no if document else "",
        day=timezone.localdate(other.released_at) if other.released_at else None,
        meaning=other.summary,
    )
