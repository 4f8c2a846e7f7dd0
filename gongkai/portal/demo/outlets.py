"""Sites with their columns, accounts, zones and the receiving system, filed one act after another."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import DocumentClass
from gongkai.outlets import services
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import CopyFormat, OutletKind
from gongkai.portal.demo import sources
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.states import DeliveryState

KEEPER, POSTER = "fangjibai", "linzhixia"
_ACTS: dict[str, Callable[..., Outlet | tuple[Outlet, list[str]]]] = {
    "open": services.open_outlet,
    "change": services.change,
    "pause": services.pause,
    "close": services.close,
}
_OWN = {"unit", "kind", "filings", "columns", "automatic", "kinds"}


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Registers all of them and walks each through its filings; returns how many."""
    rows = sources.toml("outlets.toml")["outlets"]
    by = people[KEEPER]
    for row in rows:
        outlet = _registered(row, units, by)
        for filing in row["filings"]:
            outlet = _file(outlet, filing, by)
        _columns(outlet, row.get("columns", []), units, by)
    return len(rows)


def _registered(row: dict[str, Any], units: dict[str, Unit], by: User) -> Outlet:
    facts = {name: value for name, value in row.items() if name not in _OWN}
    kind = OutletKind(row["kind"])
    outlet, _ = services.register(by=by, unit=units[row["unit"]], kind=kind, facts=facts)
    if row.get("automatic"):
        outlet = services.set_delivery(
            outlet, by=by, seen=outlet.row_version, automatic=True, kinds=row["kinds"],
            copy_format=CopyFormat(outlet.copy_format), webhook_url="",
        )  # fmt: skip
    return outlet


def _file(outlet: Outlet, row: dict[str, Any], by: User) -> Outlet:
    """One act of the filing; a day that has not come on this machine becomes today."""
    on = min(row["on"], today())
    texts = {
        name: row[name] for name in ("document_no", "note", "announced", "security") if name in row
    }
    until = on + dt.timedelta(days=row["until_days"]) if "until_days" in row else None
    filing = services.Filing(on=on, until=until, **texts)
    more: dict[str, Any] = {}
    if row["act"] == "change":
        more = {"seen": outlet.row_version, "facts": row["facts"]}
    done = _ACTS[row["act"]](outlet, by=by, filing=filing, **more)
    return done[0] if isinstance(done, tuple) else done


def _columns(outlet: Outlet, rows: list[dict[str, Any]], units: dict[str, Unit], by: User) -> None:
    made: dict[str, Column] = {}
    classes = dict(DocumentClass.objects.values_list("code", "pk"))
    for position, row in enumerate(rows, 1):
        facts = {name: value for name, value in row.items() if name not in {"takes", "parent"}}
        facts |= {"unit": units[row["unit"]], "position": position}
        if "parent" in row:
            facts["parent"] = made[row["parent"]]
        column = made[row["name"]] = services.add_column(outlet, by=by, facts=facts)
        if "takes" in row:
            takes = row["takes"]
            if "classes" in takes:
                takes = {**takes, "classes": [classes[code] for code in takes["classes"]]}
            column = services.set_takes(column, by=by, takes=takes)
            _note_newest(column)


def _note_newest(column: Column) -> None:
    """The last day something that belongs in the column was released in the city."""
    takes = column.takes
    city = column.outlet.unit.path[: -Unit.steplen]
    rows = Publication.objects.public().filter(unit__path__startswith=city)
    rows = rows.filter(kind__in=takes["kinds"])
    if takes.get("own"):
        rows = rows.filter(unit=column.unit_id)
    if "classes" in takes:
        rows = rows.filter(document__document_class__in=takes["classes"])
    newest = rows.order_by("-released_at").first()
    if newest is not None and newest.released_at is not None:
        services.note_update([column], timezone.localdate(newest.released_at))


def post_some(people: dict[str, User]) -> int:
    """Of what waits to be posted by hand the first half is posted, with its address as proof."""
    waiting = Delivery.objects.filter(state=DeliveryState.BY_HAND).select_related(
        "outlet__unit", "publication"
    )
    rows = list(waiting.order_by("pk"))
    rows = rows[: len(rows) // 2]
    for row in rows:
        deliveries.post(
            row,
            by=people[POSTER],
            seen=record_of(row.publication).digest,
            url=f"{row.outlet.url}/{row.publication.code}",
        )
    return len(rows)
