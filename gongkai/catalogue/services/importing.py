"""Catalogues out of the tables offices publish: compared first, then loaded, again and again."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from django.db import transaction
from django.db.models import Field

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryChange
from gongkai.catalogue.queries.duty_units import DutyRegister
from gongkai.catalogue.services import catalogues, history
from gongkai.catalogue.services.duties import assign_many
from gongkai.lib.catalogue_tables import RawRow, RowFacts, facts_of
from gongkai.lib.han import normalise

NEW, CHANGED, UNCHANGED, GONE, WRONG = "new", "changed", "unchanged", "gone", "wrong"
WORDS = {
    NEW: "新增", CHANGED: "有变化", UNCHANGED: "无变化", GONE: "表中没有", WRONG: "不能导入",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueHead:
    """Which catalogue a table is for."""

    unit: Unit
    kind: str
    name: str
    field: str = ""
    year: int | None = None
    source: str = ""

    def find(self) -> Catalogue | None:
        """The catalogue that is there already."""
        return Catalogue.objects.filter(
            unit=self.unit, name=self.name.strip(), year=self.year
        ).first()


@dataclass(slots=True)
class PlannedEntry:
    """One row: what it means, who must publish it, which entry it is and what would change."""

    raw: RawRow
    facts: RowFacts
    units: list[Unit] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    state: str = NEW
    entry: CatalogueEntry | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """新增, 有变化, 无变化 or 不能导入."""
        return WORDS[self.state]

    def stored(self) -> dict[str, Any]:
        """The facts as the model has them."""
        facts = asdict(self.facts)
        return {name: facts[name] for name in history.FACTS}


@dataclass(slots=True)
class ImportPlan:
    """All rows of a table, and the entries in force that it does not hold."""

    head: CatalogueHead
    catalogue: Catalogue | None
    rows: list[PlannedEntry]
    gone: list[CatalogueEntry]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each state."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in WORDS} | {GONE: len(self.gone)}

    @property
    def doubtful(self) -> int:
        """Rows with a warning."""
        return sum(1 for row in self.rows if row.warnings)

    @property
    def seen(self) -> int:
        """Version of the catalogue compared with; 0 where it is new."""
        return self.catalogue.row_version if self.catalogue else 0


def plan(
    head: CatalogueHead, rows: Sequence[RawRow], *, register: DutyRegister | None = None
) -> ImportPlan:
    """Compares a table with the catalogue of that unit, name and year; writes nothing.

    A row is the entry with the same first and second level; of several such, the next in order.
    Four statements at most, however long the table.
    """
    catalogue = head.find()
    register = register or DutyRegister(head.unit)
    known: dict[tuple[str, str], list[CatalogueEntry]] = defaultdict(list)
    if catalogue is not None:
        for entry in catalogue.entries.order_by("-active", "position", "id"):
            known[_key(entry.level1, entry.level2)].append(entry)
    planned = [_planned(raw, known, register) for raw in rows]
    gone = [entry for left in known.values() for entry in left if entry.active]
    return ImportPlan(head, catalogue, planned, sorted(gone, key=lambda one: one.position))


def _key(level1: str, level2: str) -> tuple[str, str]:
    return normalise(level1), normalise(level2)


def _planned(
    raw: RawRow, known: dict[tuple[str, str], list[CatalogueEntry]], register: DutyRegister
) -> PlannedEntry:
    facts = facts_of(raw.texts)
    read = register.read(facts.body_text)
    row = PlannedEntry(raw, facts, read.units)
    row.warnings = list(dict.fromkeys([*raw.warnings, *facts.warnings, *read.warnings]))
    if not facts.level1:
        row.state = WRONG
        return row
    left = known.get(_key(facts.level1, facts.level2))
    if not left:
        return row
    row.entry = left.pop(0)
    _, after = history.differences(history.facts_of_entry(row.entry), row.stored())
    row.changes = [_label(name) for name in after]
    if not row.entry.active:
        row.changes.append("恢复现行")
    row.state = CHANGED if row.changes else UNCHANGED
    return row


def _label(name: str) -> str:
    return str(cast("Field[Any, Any]", CatalogueEntry._meta.get_field(name)).verbose_name)


@transaction.atomic
def load(
    head: CatalogueHead, rows: Sequence[RawRow], *, by: User | None, seen: int | None = None,
    retire: bool = True, note: str = "", register: DutyRegister | None = None,
    since: dt.date | None = None,
) -> ImportPlan:  # fmt: skip
    """Loads a table; the same table again changes nothing.

    1. opens the catalogue where it is new;
    2. writes new and changed entries with their warnings, retires those the table does not hold
       (`retire`), each with a line of history;
    3. adds the duties of the units each row names;
    4. one event.

    Args:
        seen: `ImportPlan.seen` of what the person agreed to.

    Raises:
        Refusal: a row without first level; the catalogue changed since it was looked at.
    """
    there = head.find()
    if there is not None:
        history.locked(there)
    found = plan(head, rows, register=register)
    history.check_seen(found.seen, seen, f"《{head.name}》")
    wrong = next((row for row in found.rows if row.state == WRONG), None)
    if wrong is not None:
        at = found.rows.index(wrong) + 1
        raise Refusal(f"第{at}行没有一级事项，整张表都没有写入；请补填，或者勾选不导入这一行。")
    if not found.rows:
        raise Refusal("表里没有一行要导入，没有写入；请至少保留一行。")
    catalogue = found.catalogue or catalogues.create(
        unit=head.unit, by=by, kind=head.kind, name=head.name, field=head.field, year=head.year,
        source=head.source,
    )  # fmt: skip
    found.catalogue = catalogue
    changed = _write(found, catalogue, by, note, retire=retire)
    assign_many([(row.entry, row.units) for row in found.rows if row.entry], since or today())
    if changed:
        history.touch(catalogue)
        catalogue.refresh_from_db(fields=["row_version"])
        record(
            "导入目录", catalogue, by=by, unit=head.unit, note=note, data=found.counts,
            changed=[("catalogue", catalogue.pk)],
        )  # fmt: skip
    return found


def _write(
    found: ImportPlan, catalogue: Catalogue, by: User | None, note: str, *, retire: bool
) -> bool:
    """Entries and their history; whether anything changed at all."""
    lines: list[EntryChange] = []
    fresh = [row for row in found.rows if row.state == NEW]
    moved: list[CatalogueEntry] = []
    for place, row in enumerate(found.rows, 1):
        if row.entry is None:
            row.entry = CatalogueEntry(
                catalogue=catalogue, position=place, warnings=row.warnings, **row.stored()
            )
            continue
        if row.entry.position != place:
            row.entry.position = place
            moved.append(row.entry)
        if row.state == CHANGED:
            lines.append(_update(row, row.entry, catalogue, by, note))
    CatalogueEntry.objects.bulk_update(moved, ["position"], batch_size=200)
    CatalogueEntry.objects.bulk_create([row.entry for row in fresh if row.entry], batch_size=200)
    lines += [
        history.change("增加事项", catalogue, row.entry, by=by, after=row.stored(), note=note)
        for row in fresh
    ]
    for entry in found.gone if retire else []:
        entry.active = False
        entry.row_version += 1
        entry.save(update_fields=["active", "row_version"])
        said = note or "新导入的表中没有这一事项"
        after = {"active": False}
        lines.append(history.change("停用事项", catalogue, entry, by=by, after=after, note=said))
    EntryChange.objects.bulk_create(lines, batch_size=200)
    return bool(lines)


def _update(
    row: PlannedEntry, entry: CatalogueEntry, catalogue: Catalogue, by: User | None, note: str
) -> EntryChange:
    before, after = history.differences(history.facts_of_entry(entry), row.stored())
    if not entry.active:
        before["active"], after["active"] = False, True
    for name, value in row.stored().items():
        setattr(entry, name, value)
    entry.active = True
    entry.warnings = row.warnings
    entry.row_version += 1
    entry.save()
    return history.change(
        "修改事项", catalogue, entry, by=by, before=before, after=after, note=note
    )
