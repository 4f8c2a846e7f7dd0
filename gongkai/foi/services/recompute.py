"""After the calendar changed: every open case is counted anew, and both versions are kept.

(条例第三十三条: the period is counted in working days; a year whose holidays were not announced was
counted provisionally.)
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.base import calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import active_holders
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.foi.models import CaseAct, ClockRevision, DisclosureRequest
from gongkai.foi.services import clocks
from gongkai.foi.states import Stage

BATCH = 500


class Recomputed(NamedTuple):
    """How many open cases were looked at, and how many have another day now."""

    looked: int
    changed: int


class _Moved(NamedTuple):
    case: DisclosureRequest
    revision: ClockRevision


def recompute_open(reason: str) -> Recomputed:
    """Counts every open case anew; a job, may be run twice.

    Effects, a batch of `BATCH` cases in one transaction each: the cases are locked; the fields the
    rows remember of the clock are set where they differ; a `ClockRevision` for every case whose day,
    or whose being provisional, has changed; one event for the batch. At the end the handlers get
    one notice each.

    Args:
        reason: what changed in the calendar, as the list of revisions shows it.
    """
    # A worker may hold a calendar from before the change.
    calendar.forget()
    started, looked, moved, last = timezone.now(), 0, [], 0
    while True:
        seen, last, found = _batch(last, reason)
        if not seen:
            break
        looked += seen
        moved += found
    _tell(moved, reason, started)
    return Recomputed(looked, len(moved))


@transaction.atomic
def _batch(after: int, reason: str) -> tuple[int, int, list[_Moved]]:
    """The next cases by key: how many, the last key, and those that have another day now."""
    rows = list(
        DisclosureRequest.objects.select_for_update()
        .filter(stage__in=Stage.open(), received_on__isnull=False, pk__gt=after)
        .order_by("pk")[:BATCH]
    )
    if not rows:
        return 0, after, []
    acts = _acts_of(rows)
    moved: list[_Moved] = []
    fresh: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for case in rows:
        revision = _recount(case, acts[case.pk], reason, fresh)
        if revision is not None:
            moved.append(_Moved(case, revision))
    for values, keys in fresh.items():
        # Many cases end on one day: a statement for each set of values, not for each case.
        DisclosureRequest.objects.filter(pk__in=keys).update(
            **dict(zip(clocks.REMEMBERED, values, strict=True))
        )
    _write_down(moved, len(rows), reason)
    return len(rows), rows[-1].pk, moved


def _acts_of(rows: Sequence[DisclosureRequest]) -> dict[int, list[CaseAct]]:
    """The acts that move the clock, without the sealed notes."""
    found: dict[int, list[CaseAct]] = defaultdict(list)
    acts = CaseAct.objects.filter(case__in=[row.pk for row in rows]).order_by("pk")
    for act in acts.only("case_id", "kind", "on", "data"):
        found[act.case_id].append(act)
    return found


def _recount(
    case: DisclosureRequest,
    acts: list[CaseAct],
    reason: str,
    fresh: dict[tuple[Any, ...], list[int]],
) -> ClockRevision | None:
    """Sets the remembered fields of the case; a revision where its day is another one."""
    before = _remembered(case)
    old, provisional = _day(case), case.provisional
    clocks.remember(case, clocks.clock_of(case, acts))
    after = _remembered(case)
    if after == before:
        return None
    fresh[after].append(case.pk)
    if _day(case) == old and case.provisional == provisional:
        return None
    return ClockRevision(
        case=case,
        calendar=reason[:200],
        old_due=old,
        new_due=_day(case),
        was_provisional=provisional,
    )


def _remembered(case: DisclosureRequest) -> tuple[Any, ...]:
    return tuple(getattr(case, name) for name in clocks.REMEMBERED)


def _day(case: DisclosureRequest) -> dt.date | None:
    """The day a case waits for: its own, or the applicant's."""
    return case.due_on or case.waits_until


def _write_down(moved: Sequence[_Moved], looked: int, reason: str) -> None:
    if not moved:
        return
    rows = ClockRevision.objects.bulk_create([one.revision for one in moved])
    record(
        "重算答复期限",
        rows[0],
        by=None,
        note=reason,
        data={"looked": looked, "changed": len(moved), "cases": [one.case.pk for one in moved]},
    )


def _tell(moved: Iterable[_Moved], reason: str, started: dt.datetime) -> None:
    """One notice to every handler; what nobody handles yet goes to the openness office of the unit."""
    of_handler: dict[int, int] = defaultdict(int)
    of_unit: dict[int, int] = defaultdict(int)
    for case, revision in moved:
        if revision.old_due == revision.new_due:
            continue  # only confirmed
        if case.handler_id:
            of_handler[case.handler_id] += 1
        else:
            of_unit[case.unit_id] += 1
    key, url = f"foi-recount-{started:%Y%m%d%H%M%S}", reverse("desk_request_revisions")
    for handler in User.objects.filter(pk__in=of_handler, is_active=True):
        _notice([handler], of_handler[handler.pk], reason, url, key)
    for pk, unit in Unit.objects.in_bulk(of_unit).items():
        holders = active_holders(Role.OPENNESS, unit=unit)
        _notice(holders, of_unit[pk], reason, url, f"{key}-{pk}")


def _notice(users: Iterable[User], number: int, reason: str, url: str, key: str) -> None:
    notify(
        users,
        f"{number}件申请的答复期限有变化",
        text=f"因{reason}，期限已经重算。请按新的日期安排办理，新旧日期见“期限重算”。",
        url=url,
        key=key,
    )
