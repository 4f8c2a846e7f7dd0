"""Columns of a site: added, changed, told what they take, dated by what appears in them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.base.services.unit_facts import make_slug
from gongkai.outlets import facts as outlet_facts
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.services.rows import locked
from gongkai.outlets.states import OutletKind, OutletState


@transaction.atomic
def add_column(outlet: Outlet, *, by: User, facts: Mapping[str, Any]) -> Column:
    """Adds a column to a site, with its responsible unit and update cycle."""
    row = locked(outlet.pk)
    _check_has_columns(row)
    column = Column(outlet=row, **_column_facts(facts, row, None))
    column.slug = make_slug(column.name, set(row.columns.values_list("slug", flat=True)))
    column.save()
    record("增设栏目", column, by=by, unit=row.unit, changed=[("outlet", row.pk)])
    return column


@transaction.atomic
def change_column(column: Column, *, by: User, facts: Mapping[str, Any]) -> Column:
    """Changes a column; taken out of use it stays with what it held."""
    row = _locked_column(column)
    sound = _column_facts(facts, row.outlet, row)
    before = {name: getattr(row, name) for name in sound}
    changes = outlet_facts.difference(outlet_facts.COLUMN_LABELS, before, sound)
    for name, value in sound.items():
        setattr(row, name, value)
    row.save()
    if changes:
        record(
            "修改栏目",
            row,
            by=by,
            unit=row.outlet.unit,
            data=changes,
            changed=[("outlet", row.outlet_id)],
        )
    return row


def _locked_column(column: Column) -> Column:
    """The column under the lock of its site: two people who move columns at one moment make no ring."""
    site = locked(column.outlet_id)
    _check_has_columns(site)
    rows = Column.objects.select_for_update(of=("self",)).select_related("unit", "parent")
    row = rows.get(pk=column.pk)
    row.outlet = site
    return row


def _check_has_columns(outlet: Outlet) -> None:
    if outlet.kind != OutletKind.SITE:
        raise Refusal(f"“{outlet.name}”是{outlet.get_kind_display()}，只有政府网站分栏目。")
    if outlet.state == OutletState.CLOSED:
        raise Refusal(f"“{outlet.name}”已经注销，不能再改栏目。")


def _column_facts(
    facts: Mapping[str, Any], outlet: Outlet, column: Column | None
) -> dict[str, Any]:
    sound = {name: facts[name] for name in outlet_facts.COLUMN_LABELS if name in facts}
    if not sound.get("name", "-"):
        raise Refusal("请填写栏目名称。", field="name")
    parent: Column | None = sound.get("parent")
    if parent is None:
        return sound
    if parent.outlet_id != outlet.pk:
        raise Refusal("上级栏目不在同一个网站，请重新选择。", field="parent")
    if column is not None and column.pk in _way_up(parent):
        raise Refusal(
            "栏目不能放在自己或者自己的下级栏目之下，请重新选择上级栏目。", field="parent"
        )
    return sound


def _way_up(column: Column) -> list[int]:
    """The column and what stands above it; one statement, however deep."""
    parents = dict(Column.objects.filter(outlet=column.outlet_id).values_list("pk", "parent_id"))
    way: list[int] = []
    at: int | None = column.pk
    while at is not None and at not in way:
        way.append(at)
        at = parents.get(at)
    return way


@transaction.atomic
def set_takes(column: Column, *, by: User, takes: Mapping[str, Any]) -> Column:
    """Sets which releases a column takes by itself: kinds, themes, classes, only its own unit's."""
    row = _locked_column(column)
    before, row.takes = row.takes, {name: value for name, value in takes.items() if value}
    row.save(update_fields=["takes"])
    record(
        "设置栏目自动收录",
        row,
        by=by,
        unit=row.outlet.unit,
        data={"before": before, "after": row.takes},
    )
    return row


def note_update(columns: Sequence[Column], day: dt.date) -> None:
    """Notes that something new appeared in these columns that day; an earlier day changes nothing."""
    if columns:
        Column.objects.filter(
            Q(last_on=None) | Q(last_on__lt=day), pk__in=[column.pk for column in columns]
        ).update(last_on=day)
