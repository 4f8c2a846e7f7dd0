"""What the pages of the register read: outlets of a person, of a unit, columns and their freshness."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import UnitKind
from gongkai.outlets.models import Column, Outlet, OutletRecord
from gongkai.outlets.rules import KEEPERS, SEERS
from gongkai.outlets.states import OutletAct, OutletKind, OutletState

Person = User | AnonymousUser
SOON_DAYS = 3
PUBLIC_STATES = (OutletState.RUNNING, OutletState.PAUSED, OutletState.CLOSED)


def outlets_of(user: Person) -> QuerySet[Outlet]:
    """The outlets of the units for which the person has a role here."""
    return Outlet.objects.filter(unit__in=units_for(user, *SEERS)).select_related("unit")


def columns_of(user: Person) -> QuerySet[Column]:
    """The columns of these outlets, each with its site."""
    return Column.objects.filter(outlet__in=outlets_of(user)).select_related("outlet__unit", "unit")


def kept_units(user: Person) -> QuerySet[Unit]:
    """The units whose outlets the person keeps."""
    return units_for(user, *KEEPERS)


def above(units: Iterable[Unit], prefix: str = "") -> Q:
    """Outlets that stand at one of the units or above it.

    The office of a government (办公厅、办公室) keeps the outlets of its government, so that its
    outlets count as those of the government.

    Args:
        prefix: the way from the row to its outlet, as "outlet__".
    """
    paths = sorted({path for unit in units for path in unit.ancestor_paths()})
    if not paths:
        return Q(pk__in=[])
    wanted = Q(**{f"{prefix}unit__path__in": paths})
    for path in paths:
        wanted |= Q(
            **{
                f"{prefix}unit__kind": UnitKind.OFFICE,
                f"{prefix}unit__depth": len(path) // Unit.steplen + 1,
                f"{prefix}unit__path__startswith": path,
            }
        )
    return wanted


def is_above(outlet: Outlet, unit: Unit) -> bool:
    """The same question for one outlet, which comes with its unit, without a statement."""
    path: str = outlet.unit.path
    if outlet.unit.kind == UnitKind.OFFICE and not unit.path.startswith(path):
        path = path[: -Unit.steplen] or path
    return bool(unit.path.startswith(path))


def running_for(unit: Unit) -> QuerySet[Outlet]:
    """Running outlets that may take what this unit publishes."""
    return (
        Outlet.objects.filter(above([unit]), state=OutletState.RUNNING)
        .select_related("unit")
        .order_by("kind", "unit__path", "name")
    )


def matrix() -> QuerySet[Outlet]:
    """What the public is told of: sites, accounts and zones, those closed last."""
    return (
        Outlet.objects.filter(state__in=PUBLIC_STATES)
        .exclude(kind=OutletKind.SYSTEM)
        .exclude(state=OutletState.CLOSED, opened_on=None)
        .select_related("unit")
        .order_by("unit__path", "-main", "platform", "name")
    )


def paused_until(outlet: Outlet) -> dt.date | None:
    """The last day of the pause the outlet is in; None where it is in none."""
    if outlet.state != OutletState.PAUSED:
        return None
    record = outlet.records.filter(act=OutletAct.PAUSE).first()
    return until_of(record) if record else None


def until_of(record: OutletRecord) -> dt.date | None:
    """The last day of a pause, as its record says."""
    text = record.changes.get("until", "")
    return dt.date.fromisoformat(text) if text else None


def overdue_pauses(units: Iterable[Unit] | QuerySet[Unit], day: dt.date) -> list[OutletRecord]:
    """Pauses of outlets of these units whose last day is past while the outlet still rests."""
    records = (
        OutletRecord.objects.filter(
            act=OutletAct.PAUSE, outlet__state=OutletState.PAUSED, outlet__unit__in=units
        )
        .select_related("outlet__unit")
        .order_by("-on", "-id")
    )
    newest: dict[int, OutletRecord] = {}
    for record in records:
        newest.setdefault(record.outlet_id, record)
    return [r for r in newest.values() if (until := until_of(r)) is not None and until < day]


# --- columns -----------------------------------------------------------------------------------


@dataclass(slots=True)
class ColumnState:
    """A column with its freshness on a day.

    `last_on` counts what stands in columns below it, too; `due` is the last day on which something
    new has to appear; `word` and `tone` say how it stands.
    """

    column: Column
    last_on: dt.date | None
    due: dt.date | None
    days: int | None
    word: str
    tone: str
    key: str
    children: list["ColumnState"] = field(default_factory=list)


FRESHNESS = {
    "overdue": "超期",
    "blank": "空白",
    "soon": "将到期",
    "fresh": "正常",
    "free": "不限周期",
}
_TONES = {"overdue": "late", "blank": "late", "soon": "soon", "fresh": "ok", "free": "idle"}


def columns(day: dt.date, units: QuerySet[Unit] | None = None) -> list[ColumnState]:
    """Active columns of running sites with their freshness, the most pressing first; one statement.

    The cycle of a column is its own, else that of its site, in calendar days (国办秘函〔2019〕19号
    counts weeks and months). A blank column is one in which nothing ever appeared.

    Args:
        units: only columns that one of these units answers for.
    """
    rows = list(
        Column.objects.filter(
            active=True, outlet__state=OutletState.RUNNING, outlet__kind=OutletKind.SITE
        )
        .select_related("outlet", "unit")
        .order_by("outlet_id", "position", "id")
    )
    newest = _newest(rows)
    states = [_state_of(row, newest, day) for row in rows]
    if units is not None:
        wanted = set(units.values_list("pk", flat=True))
        states = [state for state in states if state.column.unit_id in wanted]
    order = list(FRESHNESS)
    return sorted(states, key=lambda s: (order.index(s.key), s.due or dt.date.max))


def _newest(rows: list[Column]) -> dict[int, dt.date]:
    """The newest day of each column, with what stands below it."""
    newest = {row.pk: row.last_on for row in rows}
    parents = {row.pk: row.parent_id for row in rows}
    for row in rows:
        at, steps = row.parent_id, 0
        while row.last_on and at in newest and steps < 20:
            newest[at] = max(newest[at] or row.last_on, row.last_on)
            at, steps = parents[at], steps + 1
    return {pk: day for pk, day in newest.items() if day is not None}


def _state_of(column: Column, newest: dict[int, dt.date], day: dt.date) -> ColumnState:
    cycle = column.cycle_days or column.outlet.update_days
    last = newest.get(column.pk)
    since = last or column.outlet.opened_on
    due = since + dt.timedelta(days=cycle) if cycle and since else None
    days = (due - day).days if due else None
    key = _freshness(last, days)
    return ColumnState(column, last, due, days, FRESHNESS[key], _TONES[key], key)


def _freshness(last: dt.date | None, days: int | None) -> str:
    if days is None:
        return "free" if last else "blank"
    if days < 0:
        return "overdue" if last else "blank"
    return "soon" if days <= SOON_DAYS else "fresh" if last else "blank"
