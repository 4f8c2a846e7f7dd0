"""What the clock answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from gongkai.lib.clock.acts import HoldKind, Wait

Limit = Literal["clarification", "correction", "hold", "payment"]


class Lapse(NamedTuple):
    """The applicant let a limit pass: the request counts as abandoned.

    Args:
        kind: correction not made (outcome D6-1) or fee not paid (D6-2).
        after: the last day on which it could have been done.
    """

    kind: Wait
    after: date

    @property
    def outcome(self) -> str:
        """Code of the outcome in the annual report."""
        return "D6-1" if self.kind == "clarification" else "D6-2"


class Hold(NamedTuple):
    """A consultation without an answer yet; it ends by itself with its limit."""

    kind: HoldKind
    ref: str
    opened: date
    limit: date


class Day(NamedTuple):
    """One calendar day of the explanation."""

    date: date
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What the acts say of the period.

    Args:
        due: last day to reply, until 24:00 in Shanghai; None while the applicant has to act, and
            after a lapse or a withdrawal.
        provisional: the date rests on a year whose holidays are not announced.
        remaining: working days left after today that count, negative when overdue; None without
            `today`, without a due date, or after the reply.
        lapsed: set when the applicant let a limit pass.
        on_time: whether the reply took effect by the due day; None without a reply or due date.
        waiting_for, waiting_until: what the applicant has to do and its last day (None where no day
            was set), while the clock waits for it.
        paused_until: last day of the consultations running on `today`.
        holds: consultations running on `today`; all unanswered ones without `today`.
        limits: last days of running or passed limits. `clarification`: the agency may ask for a
            correction (always set); `correction`: the applicant may correct; `hold`: consultations
            end, the latest of them; `payment`: the applicant may pay.
        warnings: sentences on acts that were not as the law wants them.
        story: the period told in whole Chinese sentences, in order.
        days: one row for every calendar day from receipt to the due day (to the last day of waiting
            where nothing is due); empty without `explain`.
    """

    due: date | None
    provisional: bool
    remaining: int | None
    lapsed: Lapse | None
    on_time: bool | None
    waiting_for: Wait | None
    waiting_until: date | None
    paused_until: date | None
    holds: Sequence[Hold]
    limits: dict[Limit, date | None]
    warnings: Sequence[str]
    story: Sequence[str]
    days: Sequence[Day]

    @property
    def is_overdue(self) -> bool:
        """True when the due day has passed without a reply, or the reply came late."""
        return self.on_time is False or (self.remaining is not None and self.remaining < 0)
