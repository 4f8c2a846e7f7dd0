"""What the pages of the registers show: units, people, years of the calendar."""

import datetime as dt
from dataclasses import dataclass, field

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import CalendarYear, Event, RoleAssignment, Unit, UnitAlias, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role

_NEAR = 4


@dataclass(slots=True)
class UnitNode:
    """A unit in the tree with what stands below it."""

    unit: Unit
    children: list["UnitNode"] = field(default_factory=list)


# --- units -------------------------------------------------------------------------------------


def unit_tree(base: Unit | None, *, levels: int = 2) -> list[UnitNode]:
    """The part of the tree below `base` (the whole register with None), some levels deep.

    One query. What stands deeper is told by `numchild` of the last level.
    """
    units = Unit.objects.all() if base is None else Unit.objects.under(base).exclude(pk=base.pk)
    top = 1 if base is None else base.depth + 1
    nodes: dict[str, UnitNode] = {}
    tops: list[UnitNode] = []
    for unit in units.filter(depth__lt=top + levels):
        node = nodes[unit.path] = UnitNode(unit)
        if unit.depth == top:
            tops.append(node)
        else:
            nodes[unit.path[: -Unit.steplen]].children.append(node)
    return tops


def find_units(text: str, *, kind: str = "", state: str = "") -> QuerySet[Unit]:
    """Units by name, alias, address, code or agency word, with their aliases.

    Args:
        kind: one of `UnitKind`, or "" for all.
        state: "active", "ended", or "" for all.
    """
    units: QuerySet[Unit] = Unit.objects.select_related("successor").prefetch_related("aliases")
    if text:
        aliases = UnitAlias.objects.filter(name__icontains=text)
        units = units.filter(
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(slug__icontains=text)
            | Q(division_code__startswith=text)
            | Q(credit_code__iexact=text)
            | Q(pk__in=aliases.values("unit_id"))
            | Q(pk__in=_with_agency_word(text))
        )
    if kind:
        units = units.filter(kind=kind)
    if state == "active":
        units = units.filter(Q(active_to=None) | Q(active_to__gte=today()))
    elif state == "ended":
        units = units.filter(active_to__lt=today())
    return units


def _with_agency_word(text: str) -> list[int]:
    """Ids of the units with that agency word; the words are lists no database compares alike."""
    words = Unit.objects.exclude(agency_words=[]).values_list("pk", "agency_words")
    return [pk for pk, held in words if text in held]


def units_called(text: str) -> list[Unit]:
    """Units that still exist and go by that very name, short name, alias or address."""
    if not text:
        return []
    aliases = UnitAlias.objects.filter(name=text).values("unit_id")
    named = Q(name=text) | Q(slug=text) | Q(short_name=text) | Q(pk__in=aliases)
    found = list(Unit.objects.active_on(today()).filter(named))
    whole = [unit for unit in found if text in (unit.name, unit.slug)]
    return whole if len(whole) == 1 else found


def units_like(text: str) -> list[Unit]:
    """A few existing units whose name holds the text, for a hint."""
    near: QuerySet[Unit] = Unit.objects.active_on(today()).filter(name__icontains=text[:20])
    return list(near.order_by("depth", "path")[:_NEAR])


def unit_choices(limit: int = 300) -> list[str]:
    """Names of existing units, upper levels first, for a list of suggestions."""
    units = Unit.objects.active_on(today()).order_by("depth", "path")
    return list(units.values_list("name", flat=True)[:limit])


def people_of(unit: Unit) -> list[User]:
    """Everybody who belongs to a unit or holds a role for it, with the roles for it today."""
    held = _held_today().filter(unit=unit)
    return list(
        User.objects.filter(Q(unit=unit) | Q(pk__in=held.values("user_id")))
        .prefetch_related(Prefetch("assignments", held, to_attr="held_now"))
        .order_by("-is_active", "name")
    )


def events_of(unit: Unit, limit: int = 10) -> list[Event]:
    """What happened to the entry of a unit in the register, newest first."""
    events = Event.objects.filter(subject_type=Unit._meta.label_lower, subject_id=str(unit.pk))
    return list(events.order_by("-seq")[:limit])


# --- people ------------------------------------------------------------------------------------


def visible_people(user: User | AnonymousUser) -> QuerySet[User]:
    """The accounts a person may look at: the three administrators all of them, the authority those
    of its government; nobody else any."""
    if has_role(user, *Role.administrators()):
        return User.objects.all()
    units = units_for(user, Role.AUTHORITY).values("pk")
    held = RoleAssignment.objects.filter(unit__in=units).values("user_id")
    return User.objects.filter(Q(unit__in=units) | Q(pk__in=held))


def find_people(
    user: User | AnonymousUser, text: str, *, role: str = "", state: str = ""
) -> QuerySet[User]:
    """Accounts the person may see, by name, login name or unit, with their present roles.

    Args:
        role: one of `Role` held today, or "" for all.
        state: "active", "closed", "locked", or "" for all.
    """
    people = visible_people(user)
    if text:
        people = people.filter(
            Q(name__icontains=text)
            | Q(username__icontains=text)
            | Q(unit__name__icontains=text)
            | Q(unit__short_name__icontains=text)
        )
    if role:
        people = people.filter(pk__in=_held_today().filter(role=role).values("user_id"))
    if state == "locked":
        people = people.filter(is_active=True, username__in=locked_logins())
    elif state in ("active", "closed"):
        people = people.filter(is_active=state == "active")
    held = Prefetch("assignments", _held_today().select_related("unit"), to_attr="held_now")
    return (
        people.select_related("unit")
        .prefetch_related(held)
        .order_by("-is_active", "unit__path", "pk")
    )


def locked_logins() -> set[str]:
    """Login names that wrong passwords have locked just now, from whatever address."""
    since = timezone.now() - (get_cool_off() or dt.timedelta(minutes=30))
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=since)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    return {row["username"] for row in rows if row["username"]}


def roles_of(user: User) -> list[RoleAssignment]:
    """Every role a person holds, held or will hold, newest first."""
    return list(user.assignments.select_related("unit").order_by("-starts_on", "-pk"))


def _held_today() -> QuerySet[RoleAssignment]:
    day = today()
    held: QuerySet[RoleAssignment] = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day
    )
    return held


# --- calendar ----------------------------------------------------------------------------------


def calendar_years() -> list[CalendarYear]:
    """The loaded years, newest first, each with `off` and `worked`: days of both kinds."""
    off = Count("days", filter=Q(days__works=False))
    worked = Count("days", filter=Q(days__works=True))
    return list(CalendarYear.objects.annotate(off=off, worked=worked).order_by("-year"))
