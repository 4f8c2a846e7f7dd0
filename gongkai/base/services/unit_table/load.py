"""Loading a table of units into the register: all of it or nothing."""

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail, units
from gongkai.base.services.trail import Entry
from gongkai.base.services.unit_table.columns import DATES, Table
from gongkai.base.services.unit_table.plan import CHANGED, NEW, WRONG, Plan, PlannedRow, plan


@transaction.atomic
def load(table: Table, *, by: User | None, digest: str = "") -> Plan:
    """Enters new units and changes known ones; a table loaded before changes nothing.

    Effects, in order: every row in the order of the table (superiors stand before those below
    them), then the successors, then one event for each unit that is new or changed.

    Args:
        digest: `Plan.digest` of what the person agreed to; "" for whatever the plan is now.

    Raises:
        Refusal: a row is wrong (the sentence names the first), or the register changed meanwhile.
    """
    units.hold_register()
    found = plan(table, by=by)
    if not found.is_loadable:
        first = next(row for row in found.rows if row.state == WRONG)
        raise Refusal(
            f"有{found.counts[WRONG]}行不能导入，整张表都没有写入。第{first.number}行：{first.problems[0]}",
            field="file",
        )
    if digest and digest != found.digest:
        raise Refusal("单位库在您预览之后有变化，还没有导入。请核对下面新的预览，再确认导入。")
    entries = [entry for row in found.rows if (entry := _apply(row)) is not None]
    for row in found.rows:
        _succeed(row)
        if row.unit is not None and row.state in (NEW, CHANGED) and row.facts.get("active_to"):
            units.refuse_orphans(Unit.objects.get(pk=row.unit.pk))
    trail.record_many([_signed(entry, by, table.name) for entry in entries])
    return found


def _signed(entry: Entry, by: User | None, name: str) -> Entry:
    return Entry(
        entry.act,
        entry.subject,
        by,
        entry.unit,
        note=f"由“{name}”导入",
        data=entry.data,
        changed=entry.changed,
    )


def _apply(row: PlannedRow) -> Entry | None:
    if row.state not in (NEW, CHANGED):
        return None
    try:
        unit = _enter(row) if row.state == NEW else _change(row)
    except Refusal as refusal:
        raise Refusal(
            f"第{row.number}行没有登记：{refusal.sentence}整张表都没有写入，改正后再试。",
            field="file",
        ) from None
    row.unit = unit
    data = {change.label: [change.before, change.after] for change in row.changes}
    act = "登记单位" if row.state == NEW else "修改单位资料"
    return Entry(act, unit, None, unit, data=data, changed=[("unit", unit.pk)])


def _enter(row: PlannedRow) -> Unit:
    facts = {k: v for k, v in row.facts.items() if k not in DATES or v is not None}
    parent = Unit.objects.get(slug=row.parent) if row.parent else None
    return units.enter(parent=parent, aliases=row.aliases, facts={**facts, "slug": row.slug})


def _change(row: PlannedRow) -> Unit:
    """Brings a known unit to what the row says, by the same steps as the pages of the desk."""
    assert row.unit is not None  # noqa: S101 - a changed row has its unit
    unit: Unit = Unit.objects.get(pk=row.unit.pk)
    facts = dict(row.facts)
    name = facts.pop("name", "") or unit.name
    short_name = facts.pop("short_name", None)
    units.rechristen(unit, name, short_name)
    if not facts.get("kind"):
        facts.pop("kind", None)
    units.amend(unit, facts)
    units.add_names(unit, row.aliases)
    if row.parent:
        above = Unit.objects.get(slug=row.parent)
        if above.path != unit.path[: -Unit.steplen]:
            unit = units.transplant(unit, above)
    return unit


def _succeed(row: PlannedRow) -> None:
    """Successors come last: one may stand further down in the table."""
    if row.successor is None or row.unit is None:
        return
    if not row.successor and row.unit.successor_id is None:
        return
    unit = Unit.objects.get(pk=row.unit.pk)
    follower = _named(row.successor) if row.successor else None
    if (unit.successor_id or None) == (follower.pk if follower else None):
        return
    if follower is not None:
        units.refuse_successor(unit, follower, unit.active_to)
    unit.successor = follower
    unit.save(update_fields=["successor"])


def _named(word: str) -> Unit:
    named = Unit.objects.filter(slug=word) | Unit.objects.filter(name=word)
    found: Unit | None = named.first()
    if found is None:
        raise Refusal(f"没有代号为“{word}”的承继单位，整张表都没有写入，请核对代号。", field="file")
    return found
