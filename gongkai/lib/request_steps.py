"""How many working days a request spent in each of the five steps 接收、移交、办理、审核、答复.

The steps follow one another, and from a review a request may come back: handling and review then
take what all their stretches took together. A day counts to the step in which it ends, as with every
period: the day on which a step begins is not counted. Days on which the agency waits for the
applicant or for somebody it has asked belong to no step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.lib.workdays import Calendar, workdays_between

Step = Literal["receive", "transfer", "handle", "review", "reply"]
MarkKind = Literal[
    "arrived",
    "registered",
    "assigned",
    "sent",
    "returned",
    "signed",
    "delivered",
    "ended",
    "reopened",
    "wait_begins",
    "wait_ends",
]
STEPS: tuple[Step, ...] = ("receive", "transfer", "handle", "review", "reply")
# What a mark leads to; None ends the last step.
_NEXT: dict[MarkKind, Step | None] = {
    "arrived": "receive",
    "registered": "transfer",
    "assigned": "handle",
    "sent": "review",
    "returned": "handle",
    "signed": "reply",
    "delivered": None,
    "ended": None,
    "reopened": "transfer",
}
# Steps in which the agency cannot go on while it waits for somebody outside.
_WAITING: frozenset[Step] = frozenset({"transfer", "handle"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that began or ended a step, or a time of waiting.

    Args:
        ref: tells several times of waiting apart.
        until: last day of a waiting that nobody ends; the agency's time runs again after it.
    """

    kind: MarkKind
    on: date
    ref: str = ""
    until: date | None = None


@dataclass(slots=True)
class Spent:
    """What a step took.

    Args:
        days: working days, without those of waiting.
        begun: day on which it began for the first time.
        ended: day on which it ended for the last time; None while it runs.
    """

    days: int
    begun: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    step: Step
    first: date
    last: date | None


def spent(marks: Sequence[Mark], calendar: Calendar, today: date) -> dict[Step, Spent]:
    """The steps of a request that have begun, in the order in which they began.

    Args:
        marks: in the order in which they were recorded; a day that lies before the mark before it is
            taken for that mark's day, since no step can end before it begins.
        today: up to which a running step is counted.

    A second round after a review counts alone.
    """
    stretches, waits = _stretches(marks), _joined(_waits(marks, today))
    found: dict[Step, Spent] = {}
    for stretch in stretches:
        last = stretch.last if stretch.last is not None else max(today, stretch.first)
        days = workdays_between(stretch.first, last, calendar)
        if stretch.step in _WAITING:
            days -= _overlap(stretch.first, last, waits, calendar)
        known = found.get(stretch.step)
        if known is None:
            found[stretch.step] = Spent(days, stretch.first, stretch.last)
        else:
            known.days += days
            known.ended = stretch.last
    return found


def _stretches(marks: Sequence[Mark]) -> list[_Stretch]:
    found: list[_Stretch] = []
    running: Step | None = None
    since = day = date.min
    for mark in marks:
        if mark.kind not in _NEXT:
            continue
        day = max(day, mark.on)
        to = _NEXT[mark.kind]
        if mark.kind == "reopened":
            found, running = [], None
        if mark.kind == "assigned" and running not in ("transfer", "receive", None):
            continue  # another handler: the step goes on
        if running is not None:
            found.append(_Stretch(running, since, day))
        running, since = to, day
    if running is not None:
        found.append(_Stretch(running, since, None))
    return found


def _waits(marks: Iterable[Mark], today: date) -> list[tuple[date, date]]:
    """(day it began, last day) of each time of waiting; both ends as periods have them."""
    begun: dict[str, Mark] = {}
    found: list[tuple[date, date]] = []
    for mark in marks:
        if mark.kind == "wait_begins":
            begun[mark.ref] = mark
        elif mark.kind == "wait_ends" and mark.ref in begun:
            found.append(_wait(begun.pop(mark.ref), mark.on))
        elif mark.kind in ("delivered", "ended"):
            found += [_wait(one, mark.on) for one in begun.values()]
            begun = {}
        elif mark.kind == "reopened":
            begun, found = {}, []
    return found + [_wait(one, today) for one in begun.values()]


def _wait(begun: Mark, end: date) -> tuple[date, date]:
    return begun.on, min(end, begun.until) if begun.until else end


def _joined(waits: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """The union, so that a day on which two are waited for is taken off once."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(waits):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _overlap(first: date, last: date, waits: list[tuple[date, date]], calendar: Calendar) -> int:
    return sum(
        max(workdays_between(max(first, begun), min(last, ended), calendar), 0)
        for begun, ended in waits
        if begun < last and ended > first
    )
