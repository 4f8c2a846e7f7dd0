"""The one way in which anything happens to a case.

A verb locks the case, looks at the facts, writes its own rows, and then calls `perform`, which asks
the table of moves and the clock, adds the act and its event, and moves the case on.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import NOBODY, record
from gongkai.foi.models import CaseAct, DisclosureRequest, FoiLetter
from gongkai.foi.services import clocks
from gongkai.foi.signals import acted
from gongkai.foi.states import CASE_MOVES, Act, Stage
from gongkai.lib.clock import ClockError, check_act
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed

APPLICANT = "申请人"
OUTSIDER = "被征求意见人"


def lock(case: DisclosureRequest, *, seen: int | None = None) -> DisclosureRequest:
    """The case as it stands now, locked until the transaction ends.

    Args:
        seen: row version of the page the person acted on.

    Raises:
        Refusal: somebody else has moved the case on since.
    """
    row = DisclosureRequest.objects.select_for_update().get(pk=case.pk)
    if seen is not None and row.row_version != seen:
        last = row.acts.order_by("-id").first()
        who = f"{last.actor}刚刚办理了“{last.get_kind_display()}”" if last else "内容刚刚有了变化"
        raise Refusal(f"{who}，这一步没有保存。请刷新页面核对后再办，您填写的内容仍在下面。")
    return row


def check_move(case: DisclosureRequest, act: Act) -> Stage:
    """The stage the act leads to.

    Raises:
        Refusal: the table of moves does not allow it.
    """
    try:
        return CASE_MOVES.to(Stage(case.stage), act)
    except NotAllowed as problem:
        raise Refusal(str(problem)) from None


def perform(
    case: DisclosureRequest,
    act: Act,
    *,
    by: User | None,
    on: dt.date | None = None,
    data: dict[str, Any] | None = None,
    note: str = "",
    visible: bool = False,
    letter: FoiLetter | None = None,
    actor: str = "",
    sets: dict[str, Any] | None = None,
    first: bool = False,
) -> CaseAct:
    """Adds an act to a locked case and moves it on; the last step of a verb, inside its transaction.

    Effects, in this order: the move is asked of the table; the clock is asked with the new act;
    the trail gets an event with the act's digest; the act is added; the case gets its stage, the
    fields in `sets`, what the clock says, and the next row version; `acted` is sent.

    Args:
        on: day on which the act takes effect; today if left out.
        data: details without any personal data, as JSON.
        note: what was written; sealed.
        visible: whether the applicant sees the act.
        actor: who acts where nobody of the desk does (`APPLICANT`, `OUTSIDER`).
        sets: fields of the case that change with the act.
        first: the first act of a new case, which comes from no stage.

    Raises:
        Refusal: not allowed in this stage, on that day, or by the law of the clock.
    """
    to = Stage(case.stage) if first else check_move(case, act)
    day = on or today()
    _check_day(case, day)
    for name, value in (sets or {}).items():
        setattr(case, name, value)
    row = CaseAct(
        case=case,
        kind=act,
        on=day,
        at=timezone.now(),
        by=by,
        actor=actor or (str(by) if by else NOBODY),
        stage=to,
        round=case.round,
        data=_plain(data or {}),
        note=note.strip(),
        visible=visible,
        letter=letter,
    )
    case.stage = to
    _set_clock(case, row)
    row.digest = digest_of(row)
    event = record(
        act.label,
        case,
        by=by,
        unit=case.unit,
        data={
            "act": act.value,
            "on": day,
            "stage": to.value,
            "digest": row.digest,
            **_printed(letter),
        },
    )
    row.event_seq = event.seq
    row.save(force_insert=True)
    case.row_version += 1
    case.save()
    acted.send(DisclosureRequest, case=case, act=row)
    return row


def digest_of(act: CaseAct) -> str:
    """SHA-256 of what an act says; it stands in the event of the trail."""
    facts = {
        "case": act.case_id,
        "kind": str(act.kind),
        "on": act.on.isoformat(),
        "at": act.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "by": act.by_id,
        "actor": act.actor,
        "stage": str(act.stage),
        "round": act.round,
        "data": act.data,
        "note": act.note,
        "visible": act.visible,
        "letter": act.letter_id,
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_day(case: DisclosureRequest, day: dt.date) -> None:
    if day > today():
        raise Refusal(
            f"{plain_date(day)}还没有到，不能登记为已经发生。请核对日期后再提交。", field="on"
        )
    if case.received_on and day < case.received_on:
        raise Refusal(
            f"{plain_date(day)}早于收到申请的{plain_date(case.received_on)}，请核对日期后再提交。",
            field="on",
        )


def _set_clock(case: DisclosureRequest, act: CaseAct) -> None:
    """Asks the law about the new act alone, so that an irregular history never blocks a case."""
    if case.received_on is None:
        return
    before = list(case.acts.all())
    try:
        for new in clocks.clock_acts([act]):
            check_act(case.received_on, clocks.clock_acts(before), new, working_calendar())
    except ClockError as problem:
        raise Refusal(str(problem), field="on") from None
    clocks.remember(case, clocks.clock_of(case, [*before, act]))


def _printed(letter: FoiLetter | None) -> dict[str, str]:
    """Number and digest of the letter of an act, for its event."""
    return {"letter": letter.number, "letter_digest": letter.digest} if letter else {}


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    return plain
