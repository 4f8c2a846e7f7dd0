"""An entry: everything that is to be written about one publication, before it is a row."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from gongkai.lib import han
from gongkai.lib.doc_no import DocNo, parse_doc_no
from gongkai.lib.officialdoc.contacts import APART, names_contact
from gongkai.publishing import outline
from gongkai.publishing.states import Attribute, DocType, Kind, RelationKind

# What the parser calls a relation, and what the library keeps of it.
RELATIONS = {
    "转发": RelationKind.FORWARDS,
    "依据": RelationKind.BASED_ON,
    "废止": RelationKind.REPEALS,
    "修改": RelationKind.AMENDS,
    "替代": RelationKind.REPLACES,
    "解读": RelationKind.INTERPRETS,
    "解释": RelationKind.EXPLAINS,
    "宣布失效": RelationKind.LAPSES,
}


@dataclass(slots=True)
class RelationEntry:
    """A relation to be written: its target by number or title, bound when it is in the library."""

    kind: RelationKind
    doc_no: str = ""
    title: str = ""
    whole: bool = True
    articles: str = ""
    on: dt.date | None = None


@dataclass(slots=True)
class Entry:
    """One publication to be written; dates are days in Asia/Shanghai, `plain` is the whole text."""

    title: str
    kind: Kind = Kind.DOCUMENT
    plain: str = ""
    outline: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    attribute: Attribute = Attribute.UNKNOWN
    doc_no: str = ""
    doc_type: str = ""
    issuers: list[str] = field(default_factory=list)
    signed_on: dt.date | None = None
    printed_on: dt.date | None = None
    released_on: dt.date | None = None
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None
    index_no: str = ""
    theme: str = ""
    document_class: str = ""
    statutory_item: int | None = None
    source: str = ""
    summary: str = ""
    keywords: list[str] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    attachment_names: list[str] = field(default_factory=list)
    copies_to: str = ""
    printing_unit: str = ""
    signature: str = ""
    annotation: str = ""
    contact: str = ""
    status_mark: str = ""
    external_id: str = ""
    period_year: int | None = None
    unit_id: int | None = None
    released_at: dt.datetime | None = None
    relations: list[RelationEntry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    own_mark: bool = False

    @property
    def number(self) -> DocNo | None:
        """The document number in parts, where it has the form of one."""
        return parse_doc_no(self.doc_no) if self.doc_no else None

    @property
    def key(self) -> str:
        """What makes two imports the same thing: the other system's id, else number and title, else the text."""
        if self.external_id:
            return _digest("id", self.external_id)
        number = self.number
        if number:
            return _digest("no", number.key, han.normalise(self.title))
        return _digest("text", han.normalise(self.title), self.plain)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def from_parsed(document: dict[str, Any], tables: list[dict[str, Any]] | None = None) -> Entry:
    """An entry from what the parser read (one of `documents` of DESIGN §5) or a reviewer corrected."""
    nodes = document.get("outline") or []
    notes = [note for note in document.get("notes") or [] if note]
    return Entry(
        title=document.get("title") or "",
        plain=words_of(nodes, tables or []),
        outline=nodes,
        tables=tables or [],
        attribute=Attribute(document.get("attribute") or Attribute.UNKNOWN),
        doc_no=document.get("doc_no") or "",
        doc_type=_doc_type(document.get("doc_type")),
        issuers=[name for name in document.get("issuers") or [] if name],
        signed_on=_day(document.get("signed_on")),
        printed_on=_day(document.get("printed_on")),
        released_on=_day(document.get("released_on")),
        effective_on=_day(document.get("effective_on")),
        expires_on=_day(document.get("expires_on")),
        index_no=document.get("index_no") or "",
        theme=document.get("theme") or "",
        document_class=document.get("document_class") or "",
        source=document.get("source") or "",
        summary=document.get("summary") or "",
        keywords=document.get("keywords") or [],
        addressees=document.get("addressees") or [],
        attachment_names=[name for name in document.get("attachments") or [] if name],
        copies_to="，".join(document.get("cc") or []),
        printing_unit=document.get("printing_unit") or "",
        signature="\n".join(document.get("signature") or []),
        # A note that says whom to call goes, number and all, to a field that only the desk sees.
        annotation="；".join(note for note in notes if not names_contact(note))
        or _printed_mark(document),
        contact=_contact(notes, document.get("phones") or []),
        status_mark=document.get("status_mark") or "",
        relations=_relations(document.get("relations") or []),
        warnings=list(document.get("warnings") or []),
        own_mark=document.get("attribute") == Attribute.PROACTIVE
        and bool((document.get("positions") or {}).get("attribute")),
    )


_MARKS = {
    Attribute.PROACTIVE: "此件公开发布",
    Attribute.ON_REQUEST: "此件依申请公开",
    Attribute.WITHHELD: "此件不予公开",
}


def _printed_mark(document: dict[str, Any]) -> str:
    """The mark as printed, where the attribute was read from the sheet and not from a form."""
    if not (document.get("positions") or {}).get("attribute"):
        return ""
    return _MARKS.get(Attribute(document.get("attribute") or Attribute.UNKNOWN), "")


def words_of(nodes: list[dict[str, Any]], tables: list[dict[str, Any]]) -> str:
    """The whole text with what its tables say."""
    return "\n".join(part for part in (outline.plain(nodes), *outline.table_lines(tables)) if part)


def _doc_type(name: str | None) -> str:
    known = {"命令": DocType.ORDER, "令": DocType.ORDER}
    if not name:
        return ""
    return known.get(name) or (name if name in DocType.values else "")


def _day(value: str | dt.date | None) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _contact(notes: list[str], phones: list[str]) -> str:
    """Notes with people and telephones, each number the parser took out (`phones`) back in its place."""
    waiting, kept = list(phones), []
    for note in filter(names_contact, notes):
        while waiting and APART in note:
            note = note.replace(APART, waiting.pop(0), 1)
        kept.append(note)
    return "；".join([*kept, *waiting])


def _relations(found: list[dict[str, Any]]) -> list[RelationEntry]:
    """The relations the library keeps; a mere mention (引用) is none.

    A title of its own that another relation of the same kind names in full is the same document:
    关于修改停车办法的决定 says in its text that it amends《某市停车办法》.
    """
    kept = []
    for relation in found:
        kind = RELATIONS.get(relation.get("kind") or "")
        if kind and (relation.get("doc_no") or relation.get("title")):
            kept.append(
                RelationEntry(kind, relation.get("doc_no") or "", relation.get("title") or "")
            )
    return [entry for entry in kept if not any(_is_short_for(entry, other) for other in kept)]


def _is_short_for(entry: RelationEntry, other: RelationEntry) -> bool:
    return (
        entry.kind == other.kind
        and not entry.doc_no
        and entry.title != other.title
        and other.title.endswith(entry.title)
    )
