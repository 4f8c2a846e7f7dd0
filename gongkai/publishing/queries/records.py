"""A public publication as one record: page, text, data push and feed are all written from it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from gongkai.base.calendar import today
from gongkai.publishing import richtext
from gongkai.publishing.models import Attachment, OfficialDocument, Publication, Relation
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.publishing.richtext.stored import from_outline
from gongkai.publishing.states import Attribute, DocType, Kind, RelationKind

# What of a record makes its fingerprint: the words, not the addresses of this installation, nor
# what the calendar alone changes.
_WORDS = (
    "title",
    "kind",
    "unit",
    "elements",
    "summary",
    "keywords",
    "html",
    "plain",
    "tables",
    "corrections",
)


@dataclass(frozen=True, slots=True)
class File:
    """A public attachment."""

    number: int
    title: str
    url: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Side:
    """Another public publication that belongs to this one: its interpretation, or what it explains."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything of a publication that goes out, and its SHA-256 (`digest`)."""

    pk: int
    code: str
    url: str
    title: str
    kind: str
    unit: str
    elements: dict[str, str]
    summary: str
    keywords: list[str]
    html: str
    plain: str
    tables: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    files: list[File]
    validity: str
    released_at: str
    updated_at: str
    interpretations: list[Side] = field(default_factory=list)
    explains: list[Side] = field(default_factory=list)
    digest: str = ""


def record_of(publication: Publication) -> Record:
    """The record of one publication."""
    return records_of([publication])[0]


def records_of(publications: Sequence[Publication]) -> list[Record]:
    """The records of publications, in their order; a fixed number of statements for all of them.

    Only what is public comes in: of the attachments those of the public attribute, of related
    publications those that can be seen.
    """
    rows = list(publications)
    prefetch_related_objects(rows, "unit", "text", "theme", "document__issuers")
    files, sides = _files(rows), _sides(rows)
    changes, day = incoming_changes([row.pk for row in rows]), today()
    found = []
    for row in rows:
        document = getattr(row, "document", None)
        word = ""
        if document is not None:
            document.publication = row
            word = document.status_mark or validity_of(document, changes.get(row.pk, []), day).label
        found.append(
            _record(row, document, files.get(row.pk, []), sides.get(row.pk, ([], [])), word)
        )
    return found


def _record(
    row: Publication,
    document: OfficialDocument | None,
    files: list[File],
    sides: tuple[list[Side], list[Side]],
    validity: str,
) -> Record:
    text = getattr(row, "text", None)
    parts: dict[str, Any] = {
        "title": row.title,
        "kind": Kind(row.kind).label,
        "unit": row.unit.name if row.unit else row.source,
        "elements": _elements(row, document),
        "summary": row.summary,
        "keywords": list(row.keywords),
        "html": _html(row, text.html, text.plain, text.outline, text.tables) if text else "",
        "plain": text.plain if text else "",
        "tables": text.tables if text else [],
        "corrections": text.corrections if text else [],
    }
    return Record(
        pk=row.pk,
        code=row.code,
        url=f"{settings.SITE_URL}{row.get_absolute_url()}",
        files=files,
        validity=validity,
        released_at=_moment(row.released_at),
        updated_at=_moment(row.updated_at),
        interpretations=sides[0],
        explains=sides[1],
        digest=_digest(row, parts, files),
        **parts,
    )


def _digest(row: Publication, parts: dict[str, Any], files: list[File]) -> str:
    """SHA-256 over the words and the bytes of the attachments; addresses of pictures left out."""
    words = {name: parts[name] for name in _WORDS}
    words["html"] = words["html"].replace(settings.SITE_URL, "")
    words["files"] = [[file.number, file.title, file.sha256] for file in files]
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _moment(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""


def _elements(row: Publication, document: OfficialDocument | None) -> dict[str, str]:
    """The catalogue elements by their labels, days as 2024-05-06; empty ones are left out."""
    pairs: list[tuple[str, Any]] = [("索引号", row.index_no), ("主题分类", row.theme)]
    if document is not None:
        pairs += [
            ("发文机关", "、".join(issuer.name for issuer in document.issuers.all())),
            ("发文字号", document.doc_no),
            ("体裁", DocType(document.doc_type).label if document.doc_type else ""),
            ("成文日期", document.signed_on),
            ("印发日期", document.printed_on),
            ("施行日期", document.effective_on),
            ("失效日期", document.expires_on),
        ]
    released = timezone.localdate(row.released_at) if row.released_at else None
    pairs += [("发布日期", released), ("信息来源", row.source)]
    return {label: str(value) for label, value in pairs if value}


def _html(
    row: Publication,
    html: str,
    plain: str,
    nodes: list[dict[str, Any]],
    tables: list[dict[str, Any]],
) -> str:
    """The text as HTML with whole addresses; texts that were not written in the editor as paragraphs."""
    written = html or (from_outline(nodes, tables) if nodes else "")
    if written:
        return str(
            richtext.for_page(
                written,
                lambda file: (
                    settings.SITE_URL + reverse("publication_picture", args=[row.code, file])
                ),
            )
        )
    return "\n".join(f"<p>{escape(line)}</p>" for line in plain.split("\n") if line.strip())


def _files(rows: Sequence[Publication]) -> dict[int, list[File]]:
    codes = {row.pk: row.code for row in rows}
    found: dict[int, list[File]] = {}
    attachments = (
        Attachment.objects.filter(publication__in=list(codes), attribute=Attribute.PROACTIVE)
        .select_related("file")
        .order_by("publication_id", "number")
    )
    for item in attachments:
        path = reverse("publication_file", args=[codes[item.publication_id], item.number])
        found.setdefault(item.publication_id, []).append(
            File(
                item.number,
                item.title,
                f"{settings.SITE_URL}{path}",
                item.file.media_type,
                item.file.size,
                item.file.sha256,
            )
        )
    return found


def _sides(rows: Sequence[Publication]) -> dict[int, tuple[list[Side], list[Side]]]:
    """Interpretations of each, and what each explains; companions count like declared relations."""
    ids = {row.pk for row in rows}
    pairs: dict[tuple[int, int], None] = {}
    relations = Relation.objects.filter(
        Q(source__in=ids) | Q(target__in=ids), kind=RelationKind.INTERPRETS, target__isnull=False
    ).order_by("id")
    for source, target in relations.values_list("source_id", "target_id"):
        pairs[source, target or 0] = None
    companions = Publication.objects.filter(
        Q(pk__in=ids, companion_of__isnull=False) | Q(companion_of__in=ids)
    ).order_by("pk")
    for source, target in companions.values_list("pk", "companion_of_id"):
        pairs[source, target or 0] = None
    seen = _public({pk for pair in pairs for pk in pair})
    found: dict[int, tuple[list[Side], list[Side]]] = {}
    for source, target in pairs:
        if target in ids and source in seen:
            found.setdefault(target, ([], []))[0].append(seen[source])
        if source in ids and target in seen:
            found.setdefault(source, ([], []))[1].append(seen[target])
    return found


def _public(ids: Iterable[int]) -> dict[int, Side]:
    rows = Publication.objects.public().filter(pk__in=set(ids)).only("pk", "title")
    return {row.pk: Side(row.title, f"{settings.SITE_URL}{row.get_absolute_url()}") for row in rows}
