"""What fulfils the entries of catalogues: with the release, by hand, and taken back on withdrawal."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty
from gongkai.catalogue.services import catalogues
from gongkai.lib.titles import quoted
from gongkai.publishing.models import DraftEntry, Fulfilment, Publication
from gongkai.publishing.states import Attribute, State


def fulfil(publications: list[Publication], *, by: User | None) -> None:
    """Makes what drafts were meant for into fulfilments; part of the release's transaction.

    The day that counts is the day of release. Only what is released to the public fulfils a duty,
    and only a duty of its own unit. Done twice it does it once. Four statements for any number of
    publications.
    """
    public = {row.pk: row for row in publications if _counts(row)}
    meant = list(
        DraftEntry.objects.filter(publication__in=public).values_list("publication_id", "entry_id")
    )
    if not meant:
        return
    entries = {entry for _, entry in meant}
    units = {row.unit_id for row in public.values()}
    duties: dict[tuple[int, int | None], EntryDuty] = {
        (duty.entry_id, duty.unit_id): duty
        for duty in EntryDuty.objects.select_for_update(of=("self",))
        .filter(entry__in=entries, unit__in=units)
        .order_by("pk")
    }
    pairs = [
        (duties[entry, public[pk].unit_id], public[pk])
        for pk, entry in meant
        if (entry, public[pk].unit_id) in duties
    ]
    _write(pairs, by)


def _counts(row: Publication) -> bool:
    return (
        row.state == State.RELEASED
        and row.attribute == Attribute.PROACTIVE
        and row.unit_id is not None
        and row.released_at is not None
    )


def _write(pairs: Sequence[tuple[EntryDuty, Publication]], by: User | None) -> None:
    Fulfilment.objects.bulk_create(
        [Fulfilment(duty=duty, publication=row, by=by) for duty, row in pairs],
        ignore_conflicts=True,
    )
    later = {}
    for duty, row in pairs:
        day = timezone.localdate(row.released_at)
        if duty.last_on is None or duty.last_on < day:
            duty.last_on = day
            later[duty.pk] = duty
    EntryDuty.objects.bulk_update(later.values(), ["last_on"])


def unfulfil(publications: list[Publication]) -> None:
    """Takes back what withdrawn publications fulfilled; `last_on` falls to what is still public.

    Part of the withdrawal's transaction. Five statements for any number of publications.
    """
    gone = Fulfilment.objects.filter(publication__in=[row.pk for row in publications])
    duties = set(gone.values_list("duty_id", flat=True))
    if not duties:
        return
    gone.delete()
    _recount(duties)


def _recount(duties: Iterable[int]) -> None:
    """`last_on` from what is public; two statements."""
    locked = EntryDuty.objects.select_for_update(of=("self",))
    rows = list(locked.filter(pk__in=list(duties)).order_by("pk"))
    newest = dict(
        Fulfilment.objects.filter(
            duty__in=list(duties),
            publication__state=State.RELEASED,
            publication__attribute=Attribute.PROACTIVE,
        )
        .values_list("duty")
        .annotate(newest=Max("publication__released_at"))
    )
    changed = []
    for duty in rows:
        moment = newest.get(duty.pk)
        duty.last_on = timezone.localdate(moment) if moment else None
        changed.append(duty)
    EntryDuty.objects.bulk_update(changed, ["last_on"])


@transaction.atomic
def link(publication: Publication, duty: EntryDuty, *, by: User | None) -> Fulfilment:
    """Says that something public already fulfils a duty.

    Raises:
        Refusal: it is not public, belongs to another unit, or is linked already.
    """
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    held = (
        EntryDuty.objects.select_for_update(of=("self",))
        .select_related("entry", "unit")
        .get(pk=duty.pk)
    )
    if not row.is_public:
        raise Refusal(
            f"{quoted(row.title)}还没有向社会公开，不能算作落实；请先发布，或者在起草时选择对应的事项。"
        )
    if row.unit_id != held.unit_id:
        raise Refusal(
            f"{quoted(row.title)}不是{held.unit.label}发布的，不能算作它的落实；请选择本单位公开的信息。"
        )
    if Fulfilment.objects.filter(duty=held, publication=row).exists():
        raise Refusal(f"{quoted(row.title)}已经列在“{held.entry}”之下，不用重复登记。")
    _write([(held, row)], by)
    made = Fulfilment.objects.get(duty=held, publication=row)
    data = {"entry": str(held.entry), "publication": row.pk}
    record("登记事项落实", held, by=by, unit=held.unit, data=data, changed=_changed(held))
    return made


@transaction.atomic
def unlink(fulfilment: Fulfilment, *, by: User | None, note: str) -> None:
    """Takes a publication off an entry; it stays public, the duty's last day is counted again."""
    said = note.strip()
    if not said:
        raise Refusal("请写明取消的原因，原因会记入事件记录。", field="note")
    row = (
        Fulfilment.objects.select_for_update(of=("self",))
        .select_related("duty__entry", "duty__unit", "publication")
        .filter(pk=fulfilment.pk)
        .first()
    )
    if row is None:
        raise Refusal("这份信息已经不在这一事项之下，不用再取消；请刷新页面查看最新情况。")
    duty, publication = row.duty, row.publication
    row.delete()
    _recount([duty.pk])
    record(
        "取消事项落实", duty, by=by, unit=duty.unit, note=said[:200],
        data={"entry": str(duty.entry), "publication": publication.pk}, changed=_changed(duty),
    )  # fmt: skip


def _changed(duty: EntryDuty) -> list[tuple[str, int]]:
    return [("catalogue", duty.entry.catalogue_id)]


@transaction.atomic
def mean(
    publication: Publication, entries: Sequence[CatalogueEntry], *, by: User | None
) -> list[CatalogueEntry]:
    """Says which entries a draft is meant to fulfil: exactly these from now on.

    Raises:
        Refusal: it is no draft any more, has no unit, or its unit has no duty under one of them.
    """
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=publication.pk)
    )
    if row.state in (State.RELEASED, State.WITHDRAWN, State.DISCARDED, State.MERGED):
        raise Refusal(
            f"{quoted(row.title)}现在是“{State(row.state).label}”，对应的事项只在发布之前选择；"
            "已经公开的，请直接登记为落实。"
        )
    if row.unit is None:
        raise Refusal("请先确定发布机构，再选择对应的目录事项。")
    wanted = {entry.pk: entry for entry in entries}
    duties = EntryDuty.objects.filter(entry__in=wanted, unit=row.unit)
    held = set(duties.values_list("entry_id", flat=True))
    alien = next((entry for pk, entry in wanted.items() if pk not in held), None)
    if alien is not None:
        raise Refusal(f"“{alien}”不是{row.unit.label}的公开责任，请重新选择。", field="entries")
    before = set(row.meant_for.values_list("entry_id", flat=True))
    row.meant_for.exclude(entry__in=wanted).delete()
    DraftEntry.objects.bulk_create(
        [DraftEntry(publication=row, entry_id=pk) for pk in wanted if pk not in before]
    )
    if before != set(wanted):
        data = {"before": sorted(before), "after": sorted(wanted)}
        record("选择目录事项", row, by=by, unit=row.unit, data=data)
    return list(wanted.values())


@transaction.atomic
def new_edition(catalogue: Catalogue, *, by: User | None, year: int, source: str = "") -> Catalogue:
    """A new edition of a catalogue, with what was published under the entries and what is drafted.

    Raises:
        Refusal: what `catalogues.new_edition` refuses.
    """
    before = list(catalogue.entries.filter(active=True).order_by("position", "id"))
    fresh = catalogues.new_edition(catalogue, by=by, year=year, source=source)
    after = list(fresh.entries.order_by("position", "id"))
    entries = {old.pk: new.pk for old, new in zip(before, after, strict=True)}
    duties = {
        (entry, unit): pk
        for pk, entry, unit in EntryDuty.objects.filter(entry__in=after).values_list(
            "pk", "entry_id", "unit_id"
        )
    }
    held: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    rows = Fulfilment.objects.filter(duty__entry__in=before).select_related("duty")
    for row in rows:
        pk = duties[entries[row.duty.entry_id], row.duty.unit_id]
        held[pk].append((pk, row.publication_id, row.by_id))
    Fulfilment.objects.bulk_create(
        [
            Fulfilment(duty_id=duty, publication_id=publication, by_id=person)
            for found in held.values()
            for duty, publication, person in found
        ],
        batch_size=500,
    )
    DraftEntry.objects.bulk_create(
        [
            DraftEntry(publication_id=row.publication_id, entry_id=entries[row.entry_id])
            for row in DraftEntry.objects.filter(entry__in=before).exclude(
                publication__state=State.RELEASED
            )
        ],
        batch_size=500,
    )
    return fresh


def published_between(duty: EntryDuty, first: dt.date, last: dt.date) -> tuple[dt.date, str] | None:
    """The first day of a period on which something public appeared under a duty, and its title."""
    row = (
        Fulfilment.objects.filter(
            duty=duty,
            publication__state=State.RELEASED,
            publication__attribute=Attribute.PROACTIVE,
            publication__released_at__date__gte=first,
            publication__released_at__date__lte=last,
        )
        .values_list("publication__title")
        .annotate(first=Min("publication__released_at"))
        .order_by("first")
        .first()
    )
    return (timezone.localdate(row[1]), row[0]) if row else None
