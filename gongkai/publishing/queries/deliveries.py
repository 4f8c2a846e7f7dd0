"""What pages read of deliveries: of a publication, of a person's units, and which are out of date."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gongkai.base.calendar import working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.lib.workdays import add_workdays
from gongkai.outlets.models import Outlet
from gongkai.outlets.queries import running_for
from gongkai.outlets.rules import SEERS
from gongkai.outlets.states import CopyFormat, OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.records import records_of
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState, State

Person = User | AnonymousUser
# Working days within which a text is posted by hand, or taken down.
HAND_DAYS = 1
STALE_LOOKED_AT = 500
EVENTS = {"released": "发布", "amended": "更正", "withdrawn": "撤下"}
TONES = {
    DeliveryState.WAITING: "now",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "late",
    DeliveryState.BY_HAND: "soon",
    DeliveryState.POSTED: "ok",
    DeliveryState.RECALL: "late",
    DeliveryState.RECALLED: "idle",
    DeliveryState.CANCELLED: "idle",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery as a row of a list."""

    delivery: Delivery
    tone: str
    event: str
    due: dt.date | None


@dataclass(slots=True)
class Panel:
    """The deliveries of one publication, for `publishing/_deliveries.html`."""

    publication: Publication
    lines: list[Line] = field(default_factory=list)
    choosable: bool = False


def of(publication: Publication) -> Panel:
    """The deliveries of a publication by outlet; one statement."""
    rows = publication.deliveries.select_related("outlet__unit", "column", "done_by").order_by(
        "outlet__kind", "outlet__name"
    )
    choosable = publication.state in (State.DRAFT, State.REVIEWING, State.SIGNED, State.RELEASED)
    return Panel(
        publication, [line_of(row) for row in rows], choosable and publication.unit_id is not None
    )


def line_of(row: Delivery) -> Line:
    """A row with its tone and, where a person has to do it, its last day."""
    return Line(row, TONES[DeliveryState(row.state)], EVENTS.get(row.event, row.event), due_of(row))


def due_of(row: Delivery) -> dt.date | None:
    """The last day to post by hand or to take down: one working day after it could be done first."""
    if row.state not in (DeliveryState.BY_HAND, DeliveryState.RECALL):
        return None
    start = timezone.localdate(row.not_before)
    return add_workdays(start, HAND_DAYS, working_calendar()).on


def is_for_hands(row: Delivery) -> bool:
    """Whether a person has to do something on the outlet itself."""
    if row.state == DeliveryState.RECALL:
        return row.outlet.copy_format == CopyFormat.TEXT or bool(
            row.problem and not row.next_try_at
        )
    return row.state == DeliveryState.BY_HAND and row.publication.is_public


def can_be_sent_again(row: Delivery) -> bool:
    """Whether 重新送达 stands open: what is pushed, and failed, or arrived, or could not be recalled."""
    outlet = row.outlet
    if outlet.copy_format != CopyFormat.JSON or not outlet.webhook_url:
        return False
    if row.state == DeliveryState.RECALL:
        return bool(row.problem)
    allowed = DELIVERY_MOVES.can(DeliveryState(row.state), DeliveryAct.RETRY)
    return allowed and row.state in (DeliveryState.FAILED, DeliveryState.SENT)


_OUT = Q(publication__state__in=[State.RELEASED, State.WITHDRAWN])


def visible_to(user: Person) -> QuerySet[Delivery]:
    """Deliveries to outlets of the person's units, and of what these units publish.

    What is planned for a draft is known to those who see the draft, and to nobody else.
    """
    return _of_units(user).filter(_OUT | Q(publication__in=library_of(user).values("pk")))


def _of_units(user: Person) -> QuerySet[Delivery]:
    units = units_for(user, *SEERS)
    return Delivery.objects.filter(Q(outlet__unit__in=units) | Q(publication__unit__in=units))


def listed(user: Person) -> QuerySet[Delivery]:
    """The same for lists: nothing of a draft that may never go out."""
    return (
        _of_units(user)
        .filter(_OUT)
        .select_related("outlet__unit", "publication__unit")
        .order_by("-not_before", "-pk")
    )


def to_do_by_hand(units: QuerySet[Unit]) -> QuerySet[Delivery]:
    """To be posted or taken down on the outlets of these units, the oldest first.

    Nothing is posted on an outlet that rests or is closed; what stands there may have to go even so.
    """
    public = Publication.objects.public().values("pk")
    by_hand = Q(
        state=DeliveryState.BY_HAND, publication__in=public, outlet__state=OutletState.RUNNING
    )
    recalls = Q(state=DeliveryState.RECALL, outlet__copy_format=CopyFormat.TEXT)
    return (
        Delivery.objects.filter(by_hand | recalls, outlet__unit__in=units)
        .select_related("outlet__unit", "publication")
        .order_by("not_before", "pk")
    )


def failed(units: QuerySet[Unit]) -> QuerySet[Delivery]:
    """Pushes to outlets of these units that were given up, recalls among them."""
    given_up = Q(state=DeliveryState.RECALL, next_try_at=None) & ~Q(problem="")
    return (
        Delivery.objects.filter(Q(state=DeliveryState.FAILED) | given_up, outlet__unit__in=units)
        .select_related("outlet__unit", "publication")
        .order_by("not_before", "pk")
    )


def stale(rows: QuerySet[Delivery]) -> list[Delivery]:
    """Those of the rows whose copy is not what the publication says now: an alarm.

    Looked at are copies that were pushed or posted of publications changed since, the newest 500.
    """
    changed = (
        rows.filter(
            state__in=[DeliveryState.SENT, DeliveryState.POSTED],
            publication__in=Publication.objects.public().values("pk"),
            publication__updated_at__gt=F("done_at"),
        )
        .exclude(digest="")
        .select_related("outlet__unit", "publication__unit")
        .order_by("-done_at", "-pk")[:STALE_LOOKED_AT]
    )
    found = list(changed)
    publications = list({row.publication_id: row.publication for row in found}.values())
    now = {record.pk: record.digest for record in records_of(publications)} if found else {}
    return [row for row in found if row.digest != now[row.publication_id]]


# --- choosing ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """An outlet a publication may go to, and how it stands with it."""

    outlet: Outlet
    delivery: Delivery | None
    chosen: bool
    done: bool


def choices_of(publication: Publication) -> list[Choice]:
    """Running outlets at the unit or above it, with what is planned; two statements."""
    if publication.unit is None:
        return []
    standing = {row.outlet_id: row for row in publication.deliveries.all()}
    fresh = publication.state != State.RELEASED
    found = []
    for outlet in running_for(publication.unit):
        row = standing.get(outlet.pk)
        planned = (
            row.state != DeliveryState.CANCELLED
            if row
            else fresh and _by_itself(outlet, publication)
        )
        found.append(Choice(outlet, row, planned, row is not None and _is_done(row)))
    return found


def _by_itself(outlet: Outlet, publication: Publication) -> bool:
    return outlet.automatic and (not outlet.kinds or publication.kind in outlet.kinds)


def _is_done(row: Delivery) -> bool:
    return row.state in (
        DeliveryState.SENT, DeliveryState.POSTED, DeliveryState.RECALL, DeliveryState.RECALLED,
    )  # fmt: skip


# --- the feed of an outlet ---------------------------------------------------------------------


def feed_of(outlet: Outlet) -> QuerySet[Publication]:
    """What an outlet's feed holds: public publications that go there, the newest first."""
    gone = [DeliveryState.CANCELLED, DeliveryState.RECALL, DeliveryState.RECALLED]
    ids = Delivery.objects.filter(outlet=outlet).exclude(state__in=gone).values("publication")
    return Publication.objects.public().filter(pk__in=ids).order_by("-released_at", "-pk")
