"""Catalogues as a whole: opened, edited, closed, taken over into another year."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import (
    Catalogue,
    CatalogueEntry,
    EmptyDeclaration,
    EntryChange,
    EntryDuty,
)
from gongkai.catalogue.services import history

EDITABLE = ("kind", "name", "field", "year", "source", "active")


@transaction.atomic
def create(
    *, unit: Unit, by: User | None, kind: str, name: str, field: str = "",
    year: int | None = None, source: str = "",
) -> Catalogue:  # fmt: skip
    """Opens a catalogue without entries.

    Raises:
        Refusal: the unit has one of that name and year.
    """
    facts: dict[str, Any] = {"kind": kind, "field": field.strip()[:40], "source": source.strip()}
    hold(unit)
    row = _saved(Catalogue(unit=unit, name=_named(name), year=year, **facts))
    history.change("建立目录", row, None, by=by, after={"name": row.name, "year": year}).save()
    record("建立目录", row, by=by, unit=unit, changed=[("catalogue", row.pk)])
    return row


@transaction.atomic
def edit(
    catalogue: Catalogue, *, by: User | None, note: str, seen: int | None = None, **facts: Any
) -> Catalogue:
    """Changes facts of a catalogue (`EDITABLE`) and keeps what they were.

    Raises:
        Refusal: no reason given; changed meanwhile; the name is taken.
    """
    row = history.locked(catalogue)
    history.check_seen(row.row_version, seen, f"《{row.name}》")
    said = history.need_note(note)
    wanted = {name: facts[name] for name in EDITABLE if name in facts}
    before, after = history.differences({name: getattr(row, name) for name in wanted}, wanted)
    if not after:
        return row
    for name in after:
        setattr(row, name, wanted[name])
    row.row_version += 1
    _saved(row)
    history.change("修改目录", row, None, by=by, before=before, after=after, note=said).save()
    record(
        "修改目录", row, by=by, unit=row.unit, note=said, data={"before": before, "after": after},
        changed=[("catalogue", row.pk)],
    )  # fmt: skip
    return row


@transaction.atomic
def new_edition(catalogue: Catalogue, *, by: User | None, year: int, source: str = "") -> Catalogue:
    """A new edition of a year: all active entries are taken over with their duties and their days.

    The edition it stands on is closed, so that no duty is asked for twice.

    Raises:
        Refusal: there is an edition of that year, or a newer one.
    """
    old = history.locked(catalogue)
    if old.year and year <= old.year:
        raise Refusal(
            f"《{old.name}》现在是{old.year}年版，新版的年份应当更晚，请改正年份。", field="year"
        )
    if not old.active:
        raise Refusal(f"《{old.name}》{old.year or ''}年版已经停用，请在现行的一版上编制新版。")
    facts = {"kind": old.kind, "name": old.name, "field": old.field, "unit": old.unit}
    fresh = _saved(Catalogue(**facts, year=year, source=source.strip()[:200] or old.source))
    taken = _take_over(old, fresh)
    old.active = False
    old.row_version += 1
    old.save(update_fields=["active", "row_version"])
    EntryChange.objects.bulk_create(
        [
            history.change("编制新版", fresh, None, by=by, after={"entries": taken, "year": year}),
            history.change("停用旧版", old, None, by=by, after={"active": False, "year": year}),
        ]
    )
    changed = [("catalogue", old.pk), ("catalogue", fresh.pk)]
    record("编制新版目录", fresh, by=by, unit=fresh.unit, data={"entries": taken}, changed=changed)
    return fresh


def _take_over(old: Catalogue, fresh: Catalogue) -> int:
    """Copies entries and duties; returns how many entries."""
    entries = list(old.entries.filter(active=True).order_by("position", "id"))
    copies = [
        CatalogueEntry(
            catalogue=fresh, position=entry.position, warnings=entry.warnings,
            **history.facts_of_entry(entry),
        )
        for entry in entries
    ]  # fmt: skip
    CatalogueEntry.objects.bulk_create(copies)
    by_old = {entry.pk: copy for entry, copy in zip(entries, copies, strict=True)}
    duties = list(EntryDuty.objects.filter(entry__in=entries).order_by("pk"))
    fresh_duties = [
        EntryDuty(
            entry=by_old[duty.entry_id],
            unit_id=duty.unit_id,
            since=duty.since,
            formed_on=duty.formed_on,
            last_on=duty.last_on,
            declared_to=duty.declared_to,
        )
        for duty in duties
    ]
    EntryDuty.objects.bulk_create(fresh_duties)
    _take_over_declarations({old.pk: new for old, new in zip(duties, fresh_duties, strict=True)})
    return len(copies)


def _take_over_declarations(duties: dict[int, EntryDuty]) -> None:
    declared = EmptyDeclaration.objects.filter(duty__in=duties, revoked_at=None).order_by("pk")
    rows = list(declared)
    copies = EmptyDeclaration.objects.bulk_create(
        EmptyDeclaration(
            duty=duties[row.duty_id],
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            statement=row.statement,
            declared_by_id=row.declared_by_id,
            signed_by_id=row.signed_by_id,
            signed_at=row.signed_at,
        )
        for row in rows
    )
    for row, copy in zip(rows, copies, strict=True):
        copy.declared_at = row.declared_at
    EmptyDeclaration.objects.bulk_update(copies, ["declared_at"])


def hold(unit: Unit) -> None:
    """Locks a unit until the transaction ends: two catalogues without a year the database lets pass."""
    list(Unit.objects.select_for_update(of=("self",)).filter(pk=unit.pk).values_list("pk"))


def _named(name: str) -> str:
    said = name.strip()
    if not said:
        raise Refusal("请写明目录的名称。", field="name")
    if len(said) > 100:
        raise Refusal(f"目录名称有{len(said)}个字，最多100个字，请写短一些。", field="name")
    return said


def _saved(row: Catalogue) -> Catalogue:
    # Two editions without a year are equal to people, though not to a database.
    same = Catalogue.objects.filter(Q(unit=row.unit, name=row.name, year=row.year))
    if same.exclude(pk=row.pk).exists():
        raise _taken(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _taken(row) from None
    return row


def _taken(row: Catalogue) -> Refusal:
    year = f"{row.year}年版" if row.year else "没有写年份的一版"
    return Refusal(
        f"{row.unit.label}已经有《{row.name}》的{year}，请换一个名称或者年份，或者直接修改那一版。",
        field="name",
    )
