"""Writing entries into the library, one or many thousands, in few statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import Unit, UnitAlias, User
from gongkai.base.services.trail import Entry as TrailEntry
from gongkai.base.services.trail import record_many
from gongkai.catalogue.models import DocumentClass, StatutoryItem, Theme
from gongkai.catalogue.queries import theme_by_path
from gongkai.publishing.models import Issuer, OfficialDocument, Publication, PublicationText
from gongkai.publishing.services.entries import Entry
from gongkai.publishing.services.index_numbers import allot_index_numbers
from gongkai.publishing.services.relations import write_relations
from gongkai.publishing.states import Attribute, ReleaseBasis, State


@dataclass(slots=True)
class Added:
    """What became of a list of entries, in their order."""

    created: list[Publication] = field(default_factory=list)
    updated: list[Publication] = field(default_factory=list)
    unchanged: list[Publication] = field(default_factory=list)
    conflicts: list[tuple[Entry, Publication]] = field(default_factory=list)
    held: list[Publication] = field(default_factory=list)


class Register:
    """Names of units, themes and classes, read once for a whole import."""

    def __init__(self) -> None:
        names: dict[str, set[int]] = {}
        for pk, name in Unit.objects.values_list("id", "name"):
            names.setdefault(name, set()).add(pk)
        for pk, name in UnitAlias.objects.values_list("unit_id", "name"):
            names.setdefault(name, set()).add(pk)
        # A name that two units share says nothing.
        self.units = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
        self.classes = {c.name: c for c in DocumentClass.objects.all()}
        self.items = {i.number: i for i in StatutoryItem.objects.all()}
        self._themes: dict[str, Theme | None] = {}

    def theme(self, path: str) -> Theme | None:
        """The theme of that path, remembered."""
        if path and path not in self._themes:
            self._themes[path] = theme_by_path(path)
        return self._themes.get(path)


@transaction.atomic
def add_many(
    entries: Sequence[Entry],
    *,
    by: User | None,
    release: bool,
    register: Register | None = None,
    note: str = "",
) -> Added:
    """Writes entries that the library does not hold yet; the same entry again changes nothing.

    1. finds what is there by import key: same text stays, another text under the same id of another
       system is updated, another text under the same number and title is a conflict and left alone;
    2. writes publication, text, document and issuers;
    3. binds relations, the new ones and those that waited for the new documents;
    4. one event each and one outbox entry each, in the same transaction.

    With `release`, entries of the attribute 主动公开 that are no drafts are released; all others stay
    drafts (`held`): what is not known to be public never becomes so by import (条例第十七条), nor
    what has its dates out of order.
    """
    register = register or Register()
    result = Added()
    fresh, rivals = _sort(entries, result)
    rows = [_publication(entry, register, by, release) for entry in fresh]
    allot_index_numbers(rows)
    Publication.objects.bulk_create(rows)
    pairs = list(zip(rows, fresh, strict=True))
    _write_parts(pairs, register)
    touched = write_relations([(row, entry.relations) for row, entry in pairs])
    result.created = rows
    by_key = {row.import_key: row for row in rows}
    result.conflicts += [(entry, by_key[entry.key]) for entry in rivals]
    result.held = [row for row in rows if row.state == State.DRAFT]
    _record(result, touched, by, note)
    return result


def _record(result: Added, touched: set[int], by: User | None, note: str) -> None:
    """An event and an outbox entry for each row written; an outbox entry for what they bear on."""

    def entry(act: str, row: Publication) -> TrailEntry:
        changed = [("publication", row.pk)]
        return TrailEntry(act=act, subject=row, by=by, unit=row.unit, note=note, changed=changed)

    acts = {State.RELEASED: "导入并发布", State.DRAFT: "导入为草稿"}
    written = [entry(acts[State(row.state)], row) for row in result.created]
    again = [entry("重新导入", row) for row in result.updated]
    beyond = touched - {row.pk for row in result.created}
    record_many([*written, *again], also_changed=[("publication", pk) for pk in sorted(beyond)])


def _sort(entries: Sequence[Entry], result: Added) -> tuple[list[Entry], list[Entry]]:
    """The entries that are new, and other texts for one of them in the same list; fills the rest in."""
    keys = {entry.key for entry in entries}
    known = {
        row.import_key: row
        for row in Publication.objects.filter(import_key__in=keys).select_related("text", "unit")
    }
    fresh: dict[str, Entry] = {}
    rivals = []
    settled: dict[str, Entry] = {}
    for entry in entries:
        row, before = known.get(entry.key), settled.get(entry.key)
        settled[entry.key] = entry
        if before and (before.plain, before.title) == (entry.plain, entry.title):
            continue
        if row is not None:
            _settle(entry, row, result)
        elif entry.key not in fresh or entry.external_id:
            fresh[entry.key] = entry
        else:
            rivals.append(entry)
    return list(fresh.values()), rivals


def _settle(entry: Entry, row: Publication, result: Added) -> None:
    """What becomes of an entry that the library has a row for."""
    same = row.text.plain == entry.plain and row.title == entry.title[:500]
    if entry.external_id and (row.attribute != entry.attribute or not _is_stock(row)):
        # What became less public elsewhere must be looked at by a person here, and what was
        # reviewed here is not overwritten by another system: an import is no way around reviews.
        result.conflicts.append((entry, row))
    elif same:
        result.unchanged.append(row)
    elif entry.external_id:
        _update(row, entry)
        result.updated.append(row)
    else:
        result.conflicts.append((entry, row))


def _is_stock(row: Publication) -> bool:
    """Whether the row still is what an import made of it: untouched draft or stock."""
    if row.state == State.DRAFT:
        return row.round == 0 and row.text.version == 0
    return row.release_basis == ReleaseBasis.STOCK and row.text.version == 0


def _update(row: Publication, entry: Entry) -> None:
    row.title = entry.title[:500]
    row.row_version += 1
    row.save(update_fields=["title", "row_version", "updated_at"])
    row.text.plain, row.text.outline, row.text.tables = entry.plain, entry.outline, entry.tables
    row.text.html = ""
    row.text.save()


def _publication(entry: Entry, register: Register, by: User | None, release: bool) -> Publication:
    public = release and may_be_public(entry)
    unit_id = entry.unit_id or next(
        (register.units[name] for name in entry.issuers if name in register.units), None
    )
    return Publication(
        kind=entry.kind,
        state=State.RELEASED if public else State.DRAFT,
        release_basis=ReleaseBasis.STOCK if public else "",
        title=entry.title[:500],
        unit_id=unit_id,
        attribute=entry.attribute,
        theme=register.theme(entry.theme),
        statutory_item=register.items.get(entry.statutory_item or 0),
        index_no=entry.index_no[:60],
        source=entry.source[:200],
        summary=entry.summary[:500],
        keywords=entry.keywords,
        released_at=release_time(entry) if public else None,
        period_year=entry.period_year,
        external_id=entry.external_id[:80],
        import_key=entry.key,
        own_mark=entry.own_mark,
        created_by=by,
    )


def may_be_public(entry: Entry) -> bool:
    """What stands against a release on the desk stands against one by import, too.

    Another system's collection was public already: an odd date there hides nothing.
    """
    days = [day for day in (entry.signed_on, entry.printed_on, entry.released_on) if day]
    in_order = days == sorted(days) or bool(entry.external_id)
    return (
        entry.attribute == Attribute.PROACTIVE
        and not entry.status_mark
        and bool(entry.title.strip())
        and in_order
    )


def release_time(entry: Entry) -> dt.datetime:
    """The stated time or day of release, else now.

    Never the day of signature: a release dated back is a forged one (伪造发稿日期, 单项否决指标).
    """
    now = timezone.now()
    if entry.released_at:
        return entry.released_at
    if entry.released_on is None:
        return now
    return min(now, timezone.make_aware(dt.datetime.combine(entry.released_on, dt.time(9, 0))))


def _write_parts(pairs: list[tuple[Publication, Entry]], register: Register) -> None:
    PublicationText.objects.bulk_create(
        PublicationText(
            publication=row, plain=entry.plain, outline=entry.outline, tables=entry.tables
        )
        for row, entry in pairs
    )
    documents = [
        (_document(row, entry, register), entry) for row, entry in pairs if is_official(entry)
    ]
    OfficialDocument.objects.bulk_create(document for document, _ in documents)
    Issuer.objects.bulk_create(
        Issuer(
            document=document, position=position, name=name[:100], unit_id=register.units.get(name)
        )
        for document, entry in documents
        for position, name in enumerate(entry.issuers, 1)
    )


def is_official(entry: Entry) -> bool:
    """Whether the entry is an official document rather than other information."""
    return entry.kind == "document"


def _document(row: Publication, entry: Entry, register: Register) -> OfficialDocument:
    number = entry.number
    ends = entry.expires_on
    if ends and entry.effective_on and ends < entry.effective_on:
        ends = None
    return OfficialDocument(
        publication=row,
        doc_no=(number.printed if number else entry.doc_no)[:80],
        doc_no_key=(number.key if number else "")[:80],
        doc_word=(number.word if number else "")[:40],
        doc_year=number.year if number else None,
        doc_serial=number.serial if number else None,
        doc_type=entry.doc_type,
        document_class=register.classes.get(entry.document_class),
        signed_on=entry.signed_on,
        printed_on=entry.printed_on,
        effective_on=entry.effective_on,
        expires_on=ends,
        addressees=entry.addressees,
        attachment_names=entry.attachment_names,
        copies_to=entry.copies_to,
        printing_unit=entry.printing_unit[:100],
        signature=entry.signature[:300],
        annotation=entry.annotation[:300],
        contact=entry.contact[:200],
        status_mark=entry.status_mark[:20],
    )
