"""From rows to what the index holds: publications as `Put`s, in few statements a batch."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from gongkai.base.models import OutboxEntry, Unit
from gongkai.lib.validity import Change
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.queries.validity import incoming_changes, starts_on
from gongkai.search.engine.documents import Delete, Put

_CHUNK = 500


def changes_for(ids: Sequence[int]) -> list[Put | Delete]:
    """What the index must do about these publications: put what is public, delete the rest."""
    puts = {put.id: put for put in puts_for(ids)}
    return [puts.get(pk) or Delete(pk) for pk in ids]


def puts_for(ids: Sequence[int]) -> list[Put]:
    """The public ones among these publications, as the index sees them; four statements."""
    rows = (
        Publication.objects.public()
        .filter(pk__in=ids)
        .select_related(
            "text", "unit", "theme__parent", "statutory_item", "document__document_class"
        )
        .defer("text__outline", "text__tables")
    )
    found = list(rows)
    paths = _unit_ids(found)
    changes = incoming_changes([row.pk for row in found])
    return [_put(row, paths, changes.get(row.pk, [])) for row in found]


def all_puts() -> Iterator[Put]:
    """Every public publication, for a rebuild; memory is bounded by the chunk."""
    for ids in _chunks(public_ids()):
        yield from puts_for(ids)


def public_ids() -> Iterator[int]:
    """Ids of everything that must be found, in order."""
    return Publication.objects.public().order_by("id").values_list("id", flat=True).iterator(5000)


def outbox_after(seq: int, limit: int) -> list[OutboxEntry]:
    """The next outbox entries a reader has not seen."""
    return list(OutboxEntry.objects.filter(seq__gt=seq).order_by("seq")[:limit])


def publications_of(entries: Iterable[OutboxEntry]) -> list[int]:
    """Ids of the publications the entries are about, each once.

    A unit that moved or closed stands for everything that it and the units below it published:
    their rows carry its ancestors.
    """
    entries = list(entries)
    ids = dict.fromkeys(entry.object_id for entry in entries if entry.kind == "publication")
    units = [entry.object_id for entry in entries if entry.kind == "unit"]
    for path in Unit.objects.filter(pk__in=units).values_list("path", flat=True):
        below = Publication.objects.filter(unit__path__startswith=path)
        ids |= dict.fromkeys(below.values_list("id", flat=True))
    return list(ids)


def last_outbox_seq() -> int:
    """The newest outbox number; 0 while nothing was ever announced."""
    return OutboxEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for pk in ids:
        chunk.append(pk)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _unit_ids(rows: list[Publication]) -> dict[str, int]:
    """Ids of the units of these rows and of all their ancestors, by tree path."""
    paths = {path for row in rows if row.unit for path in row.unit.ancestor_paths()}
    return dict(Unit.objects.filter(path__in=paths).values_list("path", "id"))


def _put(row: Publication, paths: dict[str, int], incoming: list[Change]) -> Put:
    document: OfficialDocument | None = getattr(row, "document", None)
    theme = row.theme
    top = theme.parent if theme and theme.parent else theme
    within = (
        tuple(paths[path] for path in row.unit.ancestor_paths() if path in paths)
        if row.unit
        else ()
    )
    begins, ends, ended = _days(row, document, incoming)
    return Put(
        id=row.pk,
        title=row.title,
        text=row.text.plain,
        numbers=tuple(
            number
            for number in (document.doc_no if document else "", row.index_no, row.external_id)
            if number
        ),
        unit=row.unit_id,
        within=within,
        theme=top.name if top else "",
        subtheme=str(theme) if theme and theme.parent else "",
        type=document.doc_type if document else "",
        kind=row.kind,
        doc_class=document.document_class.name if document and document.document_class else "",
        year=_year(row, document),
        item=row.statutory_item.number if row.statutory_item else None,
        released=timezone.localdate(row.released_at) if row.released_at else None,
        effective_from=begins,
        expires_on=ends,
        ended_on=ended,
    )


def _days(
    row: Publication, document: OfficialDocument | None, changes: list[Change]
) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """First day in force, end of the term, day of repeal; the engine computes the day asked for."""
    if document is None:
        return None, None, None
    over = [change.on for change in changes if change.whole and change.kind != "amend"]
    return starts_on(document, row.released_at), document.expires_on, min(over, default=None)


def _year(row: Publication, document: OfficialDocument | None) -> int | None:
    if document and document.signed_on:
        return document.signed_on.year
    if row.period_year:
        return row.period_year
    return timezone.localdate(row.released_at).year if row.released_at else None


def expected_stamps() -> Iterator[tuple[int, int]]:
    """Id and stamp of everything that must be in the index."""
    for put in all_puts():
        yield put.id, put.stamp()
