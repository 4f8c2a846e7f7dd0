"""视为放弃: the applicant let the last day for correction or payment pass."""

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting, clocks
from gongkai.foi.services.letters import issue_for
from gongkai.foi.states import Act
from gongkai.lib.clock import Clock
from gongkai.lib.dates import plain_date

LETTERS = {"D6-1": "lapse_correction", "D6-2": "lapse_fee"}


@transaction.atomic
def lapse(case: DisclosureRequest, *, by: User, seen: int | None = None) -> DisclosureRequest:
    """Ends a request whose applicant did not correct (条例第三十条) or pay (收费办法第六条) in time.

    Only where the clock says so; effects: the letter that tells the applicant, the outcome 其他处理-1
    or -2, the act. The case is closed afterwards.

    Raises:
        Refusal: the clock says nothing of the kind, with the day until which the applicant has time.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.LAPSE)
    reason = why_not(row)
    clock = clocks.clock_of(row)
    if reason or clock is None or clock.lapsed is None:
        raise Refusal(reason)
    outcome = clock.lapsed.outcome
    letter = issue_for(row, LETTERS[outcome], by=by, facts={})
    acting.perform(
        row,
        Act.LAPSE,
        by=by,
        data={"outcome": outcome, "after": clock.lapsed.after},
        visible=True,
        letter=letter,
        sets={"outcome": outcome},
    )
    return row


def why_not(case: DisclosureRequest, clock: Clock | None = None) -> str:
    """Why the request has not lapsed; "" where it has."""
    clock = clock or clocks.clock_of(case)
    if clock is None:
        return "这件申请还没有登记，谈不上逾期。"
    if clock.lapsed is not None:
        return ""
    if clock.waiting_for is None:
        return "现在没有等待申请人补正或者缴费，不能按视为放弃办理。"
    what = "补正" if clock.waiting_for == "clarification" else "缴费"
    if clock.waiting_until is None:
        return f"告知{what}时没有写明截止日期，不能按视为放弃办理。"
    return (
        f"申请人{what}的期限到{plain_date(clock.waiting_until)}，过了这一天还没有{what}的，"
        "才能按视为放弃办理。"
    )
