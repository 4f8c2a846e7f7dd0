"""Working days of the five steps of cases against their limits (接收、移交、审核、办理、答复).

From the acts: receive from arrival to registration, transfer to the first handler, handle until it
is sent to review without the days of waiting, review until the signature or the way back, reply
until the answer takes effect.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit
from gongkai.foi.models import CaseAct, DisclosureRequest, StepLimit
from gongkai.foi.states import Act, WorkStep
from gongkai.lib.request_steps import Mark, MarkKind, spent

_MARKS: dict[str, MarkKind] = {
    Act.REGISTER: "registered",
    Act.SPLIT_OFF: "registered",
    Act.ASSIGN: "assigned",
    Act.SEND_TO_REVIEW: "sent",
    Act.RETURN: "returned",
    Act.SIGN: "signed",
    Act.DELIVER: "delivered",
    Act.LAPSE: "ended",
    Act.WITHDRAW: "ended",
    Act.REOPEN: "reopened",
    Act.ASK_CLARIFICATION: "wait_begins",
    Act.RECEIVE_CORRECTION: "wait_ends",
    Act.CONSULT: "wait_begins",
    Act.TAKE_OPINION: "wait_ends",
    Act.CLOSE_HOLD: "wait_ends",
    Act.FEE_NOTICE: "wait_begins",
    Act.FEE_PAID: "wait_ends",
}
_REFS: dict[str, str] = {
    Act.ASK_CLARIFICATION: "clarification",
    Act.RECEIVE_CORRECTION: "clarification",
    Act.FEE_NOTICE: "fee",
    Act.FEE_PAID: "fee",
}
_CHUNK = 500
# The order in which a request goes through them.
ORDER = (WorkStep.RECEIVE, WorkStep.TRANSFER, WorkStep.HANDLE, WorkStep.REVIEW, WorkStep.REPLY)


class ActRow(NamedTuple):
    """As much of an act as the steps need."""

    case_id: int
    kind: str
    on: dt.date
    at: dt.datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step of a case that has begun.

    Args:
        limit: working days it may take; None where no limit is set.
        running: whether it goes on still.
    """

    step: WorkStep
    days: int
    limit: int | None
    begun: dt.date
    ended: dt.date | None

    @property
    def running(self) -> bool:
        return self.ended is None

    @property
    def over(self) -> int:
        """Working days beyond the limit; 0 within it."""
        return max(self.days - self.limit, 0) if self.limit is not None else 0


Steps = dict[int, list[StepTime]]


def steps_of(cases: Iterable[DisclosureRequest]) -> Steps:
    """The steps of cases by their keys; two statements for any number up to some hundred.

    Args:
        cases: read with `application` and `unit`.
    """
    found: Steps = {}
    limits = limits_in_force()
    for chunk in _chunks(cases):
        acts = _acts_of([case.pk for case in chunk])
        for case in chunk:
            found[case.pk] = _steps(case, acts.get(case.pk, []), limits)
    return found


def _steps(case: DisclosureRequest, acts: Sequence[ActRow], limits: "Limits") -> list[StepTime]:
    times = spent(marks_of(case, acts), working_calendar(), today())
    allowed = limits.of(case.unit)
    return [
        StepTime(WorkStep(step), one.days, allowed.get(step), one.begun, one.ended)
        for step, one in times.items()
    ]


def marks_of(case: DisclosureRequest, acts: Sequence[ActRow]) -> list[Mark]:
    """The marks of a case, from its arrival on.

    A registration counts on the day on which it was done: its own day is that of the receipt, which
    may lie before. A case from an old ledger knows no other day.
    """
    sent = case.application
    arrived = sent.arrived_on or timezone.localtime(sent.submitted_at).date()
    marks = list(_marks(acts))
    first = min((mark.on for mark in marks), default=arrived)
    return [Mark("arrived", min(arrived, first)), *marks] if case.parent_id is None else marks


def _marks(acts: Sequence[ActRow]) -> Iterator[Mark]:
    for number, act in enumerate(acts):
        kind = _MARKS.get(act.kind)
        if kind is None:
            continue
        on = act.on
        if act.kind == Act.REGISTER and not act.data.get("imported"):
            done = timezone.localtime(act.at).date()
            later = (one.on for one in acts[number + 1 :] if one.kind in _MARKS)
            on = max(on, min([done, *later]))
        ref = _REFS.get(act.kind) or str(act.data.get("ref", ""))
        yield Mark(kind, on, ref, _until(act.data))


def _until(data: Mapping[str, Any]) -> dt.date | None:
    text = data.get("until") or data.get("limit")
    try:
        return dt.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _acts_of(keys: Sequence[int]) -> dict[int, list[ActRow]]:
    rows = (
        CaseAct.objects.filter(case__in=keys, kind__in=list(_MARKS))
        .order_by("pk")
        .values_list("case_id", "kind", "on", "at", "data")
    )
    found: dict[int, list[ActRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(ActRow(*row))
    return found


def _chunks(cases: Iterable[DisclosureRequest]) -> Iterator[list[DisclosureRequest]]:
    chunk: list[DisclosureRequest] = []
    for case in cases:
        chunk.append(case)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


# -- limits


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that are set, by the tree path of the government; "" is the standard."""

    by_path: Mapping[str, Mapping[str, int]]

    def of(self, unit: Unit) -> dict[str, int]:
        """Days by step for a unit: of the nearest government that set one, else the standard."""
        found = dict(self.by_path.get("", {}))
        for path in unit.ancestor_paths():
            found |= self.by_path.get(path, {})
        return found

    def own(self, unit: Unit) -> dict[str, int]:
        """What this very unit set."""
        return dict(self.by_path.get(unit.path, {}))

    def above(self, unit: Unit) -> dict[str, int]:
        """What would hold for the unit if it had set nothing."""
        found = dict(self.by_path.get("", {}))
        for path in unit.ancestor_paths()[:-1]:
            found |= self.by_path.get(path, {})
        return found


def limits_in_force() -> Limits:
    """Every limit that is set; one statement."""
    found: dict[str, dict[str, int]] = {}
    for path, step, days in StepLimit.objects.values_list("unit__path", "step", "days"):
        found.setdefault(path or "", {})[step] = days
    return Limits(found)
