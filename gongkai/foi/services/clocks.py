"""The reply clock of a case: its acts handed to `lib.clock`, and what the case row remembers of it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from gongkai.base.calendar import today, working_calendar
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.states import Act, ConsultationKind, DeliveryMode
from gongkai.lib import clock as lib

_TYPES: dict[str, lib.ActType] = {
    Act.ASK_CLARIFICATION: "clarification_notice",
    Act.RECEIVE_CORRECTION: "clarification_received",
    Act.CONSULT: "hold_opened",
    Act.TAKE_OPINION: "hold_closed",
    Act.EXTEND: "extended",
    Act.FEE_NOTICE: "fee_notice",
    Act.FEE_PAID: "fee_paid",
    Act.AGREE_LATER: "delayed",
    Act.WITHDRAW: "withdrawn",
    Act.DELIVER: "delivered",
    Act.REOPEN: "reopened",
}


def clock_acts(acts: Iterable[CaseAct]) -> list[lib.Act]:
    """The acts that move the clock, as `lib.clock` reads them, in the order they were recorded."""
    return [_clock_act(act) for act in acts if act.kind in _TYPES]


def clock_of(
    case: DisclosureRequest,
    acts: Sequence[CaseAct] | None = None,
    *,
    on: dt.date | None = None,
    explain: bool = False,
    strict: bool = False,
) -> lib.Clock | None:
    """The clock of a case; None before the day of receipt is fixed (条例第三十一条).

    Args:
        acts: the acts of the case where they were read already.
        on: the day to look from, today if left out.
        explain: with the day-by-day account, for one case on a page.
        strict: refuses acts the law does not allow instead of warning.

    Raises:
        ClockError: with `strict`, and for acts that make no sense at all.
    """
    if case.received_on is None:
        return None
    rows = list(case.acts.all()) if acts is None else acts
    return lib.deadline(
        case.received_on,
        clock_acts(rows),
        None,
        working_calendar(),
        on or today(),
        explain=explain,
        strict=strict,
    )


def remember(case: DisclosureRequest, clock: lib.Clock | None) -> None:
    """Puts what the clock says into the fields of the row that lists sort by; does not save."""
    if clock is None:
        return
    case.due_on = clock.due
    case.waits_until = clock.waiting_until
    case.provisional = clock.provisional
    case.paused = clock.paused_until is not None or clock.waiting_for is not None
    case.on_time = clock.on_time
    limits = [day for day in (clock.due, clock.waiting_until, clock.paused_until) if day]
    case.next_limit_on = min(limits) if limits and case.is_open else None


REMEMBERED = (
    "due_on",
    "waits_until",
    "provisional",
    "paused",
    "on_time",
    "next_limit_on",
)


def _clock_act(act: CaseAct) -> lib.Act:
    data = act.data
    return lib.Act(
        type=_TYPES[act.kind],
        on=act.on,
        until=dt.date.fromisoformat(data["until"]) if data.get("until") else None,
        days=data.get("days"),
        kind=_hold_kind(data.get("kind", "")),
        mode=_mode(data.get("mode", "")),
        ref=data.get("ref", ""),
        accepted=data.get("accepted") is True,
    )


def _hold_kind(kind: str) -> lib.HoldKind | None:
    if kind == ConsultationKind.THIRD_PARTY:
        return "third_party"
    return "joint_maker" if kind == ConsultationKind.JOINT_MAKER else None


def _mode(mode: str) -> lib.Mode | None:
    if not mode:
        return None
    return "post" if DeliveryMode(mode).posted else "direct"
