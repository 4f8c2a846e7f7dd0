"""Validity of an official document (有效性) on a given day, computed from dated facts.

Nothing is stored but the facts: when the document takes effect, when its term ends, what later
documents changed. The first of repeal and lapse that comes is final.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Literal, NamedTuple, get_args

ChangeKind = Literal["amend", "repeal", "lapse", "replace"]
CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


class Validity(Enum):
    """Status on one day; the value is the Chinese label."""

    PENDING = "未施行"
    IN_FORCE = "现行有效"
    AMENDED = "已修改"
    PARTLY_REPEALED = "部分废止"
    REPEALED = "已废止"
    LAPSED = "已失效"
    UNKNOWN = "尚未清理"

    @property
    def label(self) -> str:
        """The Chinese word shown to readers."""
        return self.value

    @property
    def binds(self) -> bool:
        """True when the document, or the rest of it, is law on that day."""
        return self in _BINDING

    @property
    def ended(self) -> bool:
        """True when it can never be in force again."""
        return self in _ENDED


_BINDING = frozenset({Validity.IN_FORCE, Validity.AMENDED, Validity.PARTLY_REPEALED})
_ENDED = frozenset({Validity.REPEALED, Validity.LAPSED})


class Change(NamedTuple):
    """What another document, or a clean-up decision, did to this one.

    Args:
        kind: amend (修改), repeal (废止), lapse (宣布失效) or replace (被替代, a form of repeal).
        whole: the whole document or only a part; without meaning for amend.
        on: first day of the new state.
    """

    kind: ChangeKind
    whole: bool
    on: date


def validity_on(
    day: date,
    *,
    effective_on: date | None,
    expires_on: date | None = None,
    changes: Sequence[Change] = (),
) -> Validity:
    """Status of the document on `day`.

    Args:
        day: the day asked about.
        effective_on: first day in force; None when nobody knows it.
        expires_on: last day in force (the term ends with that day); None without a term.
        changes: in any order; those after `day` do not count.

    A repeal effective on day d holds from d on. Repeal and lapse falling on one day count as
    repeal. A document that is both amended and partly repealed shows the partial repeal.
    """
    done = [change for change in changes if change.on <= day]
    final = _final(day, expires_on, done)
    if final is not None:
        return final
    if effective_on is not None and day < effective_on:
        return Validity.PENDING
    if any(change.kind != "amend" for change in done):
        return Validity.PARTLY_REPEALED
    if done:
        return Validity.AMENDED
    return Validity.UNKNOWN if effective_on is None else Validity.IN_FORCE


def _final(day: date, expires_on: date | None, done: Sequence[Change]) -> Validity | None:
    ends = [(c.on, c.kind == "lapse") for c in done if c.whole and c.kind != "amend"]
    if expires_on is not None and day > expires_on:
        ends.append((expires_on + timedelta(days=1), True))
    if not ends:
        return None
    return Validity.LAPSED if min(ends)[1] else Validity.REPEALED


def next_change_after(
    day: date,
    *,
    effective_on: date | None,
    expires_on: date | None = None,
    changes: Sequence[Change] = (),
) -> date | None:
    """The first day after `day` on which the status differs from that of `day`, or None."""

    def status(on: date) -> Validity:
        return validity_on(on, effective_on=effective_on, expires_on=expires_on, changes=changes)

    now = status(day)
    turns = sorted({on for on in _turns(effective_on, expires_on, changes) if on > day})
    return next((on for on in turns if status(on) is not now), None)


def _turns(
    effective_on: date | None, expires_on: date | None, changes: Sequence[Change]
) -> Iterator[date]:
    if effective_on is not None:
        yield effective_on
    if expires_on is not None and expires_on < date.max:
        yield expires_on + timedelta(days=1)
    for change in changes:
        yield change.on
