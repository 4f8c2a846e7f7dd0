"""信息处理费: notified inside the reply period, on one of two ladders, and paid within twenty working days."""

import datetime as dt

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Decision, DisclosureRequest, FeeNotice, FoiLetter
from gongkai.foi.outcomes import outcome
from gongkai.foi.queries.fees import (
    fees_collected,
    items_before,
    monthly_count,
    unpaid,
)
from gongkai.foi.services import acting, clocks, letters
from gongkai.foi.services.stepping import foresee, not_future, tell_desk, written
from gongkai.foi.states import Act, FeeTariff, WantedForm
from gongkai.lib.dates import plain_date
from gongkai.lib.fees import NOTICE, Fee, fee_by_count, fee_by_pages

__all__ = ["computed", "fee_notice", "fee_paid", "fees_collected", "items_before", "monthly_count"]

HOW_TO_PAY = (
    "请凭本通知书到本机关政府信息公开工作机构办理缴费，款项直接缴入国库，缴清后领取财政票据。"
)
# One request of more pieces or pages than these is a slip of the hand.
MOST = 100_000


@transaction.atomic
def fee_notice(
    case: DisclosureRequest,
    *,
    by: User,
    tariff: str,
    quantity: int,
    on: dt.date,
    how_to_pay: str = "",
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> FeeNotice:
    """Tells the applicant what is to be paid; the clock waits for the payment (条例第四十二条).

    1. refuses a second fee, the other ladder for a part of the same application, an amount of
       nothing, a time after the reply was due (收费办法第三条、第六条);
    2. keeps the computation line by line, and the last day to pay from the rule;
    3. issues the letter with basis, standard, amount, computation and way of paying.

    Args:
        tariff: `FeeTariff`: by count (按件) or by pages (按量).
        quantity: smallest units of this application, or pages.
        on: the day on which the applicant received the notice.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.FEE_NOTICE)
    not_future(on)
    fee, before = computed(row, tariff, quantity)
    clock = foresee(row, Act.FEE_NOTICE, on=on)
    _check_ladder(row, tariff)
    if fee.amount == 0:
        raise Refusal(
            f"按这一标准计算不用收费：{''.join(fee.lines)}请直接办理答复（{NOTICE}）。",
            field="quantity",
        )
    if clock.waiting_until is None:
        raise Refusal(f"算不出缴费期限，请核对收到通知的日期（{NOTICE}）。", field="on")
    made = FeeNotice.objects.create(
        case=row,
        tariff=tariff,
        quantity=quantity,
        before=before,
        amount=fee.amount,
        lines=list(fee.lines),
        served_on=on,
        pay_until=clock.waiting_until,
        by=by,
    )
    facts = {
        "tariff": tariff,
        "quantity": quantity,
        "before": before,
        "amount": fee.amount,
        "lines": list(fee.lines),
        "pay_until": made.pay_until,
        "how_to_pay": written(
            how_to_pay or HOW_TO_PAY, what="缴费方式", field="how_to_pay", longest=500
        ),
    }
    made.letter = letters.issue_for(row, "fee", by=by, facts=facts, dated_on=on, draft=draft)
    made.save(update_fields=["letter"])
    data = {
        "tariff": tariff,
        "quantity": quantity,
        "before": before,
        "amount": fee.amount,
        "pay_until": made.pay_until,
    }
    acting.perform(row, Act.FEE_NOTICE, by=by, on=on, data=data, visible=True, letter=made.letter)
    return made


@transaction.atomic
def fee_paid(
    case: DisclosureRequest,
    *,
    by: User,
    on: dt.date,
    voucher: str,
    accepted: bool = False,
    reason: str = "",
    confirm: bool = False,
    seen: int | None = None,
) -> FeeNotice:
    """Records that the fee was paid in full; the reply period starts anew the day after (收费办法第七条).

    Args:
        voucher: number of the fiscal receipt.
        accepted: paid late and taken all the same, for the `reason`.
        confirm: also issues the letter that confirms the payment (缴费确认).

    Raises:
        Refusal: nothing to pay; late and not taken (收费办法第六条); no voucher.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.FEE_PAID)
    notice = unpaid(row)
    if notice is None:
        raise Refusal("本件没有等待缴纳的信息处理费，请核对（收费办法第六条）。")
    not_future(on)
    if on < notice.served_on:
        raise Refusal(
            f"收费通知于{plain_date(notice.served_on)}收到，缴费不会早于这一天。请核对日期。",
            field="on",
        )
    voucher = written(voucher, what="财政票据号", field="voucher", longest=60)
    late = on > notice.pay_until
    why = _why_taken(notice, accepted, reason) if late else ""
    data = {"accepted": late, "late": late, "amount": notice.amount}
    clock = foresee(row, Act.FEE_PAID, on=on, data=data)
    notice.paid_on, notice.voucher = on, voucher
    notice.save(update_fields=["paid_on", "voucher"])
    letter = None
    if confirm:
        clocks.remember(row, clock)  # the letter names the new due day
        facts = {
            "amount": notice.amount,
            "paid_on": on,
            "voucher": voucher,
            "due": clock.due,
        }
        letter = letters.issue_for(row, "fee_paid", by=by, facts=facts)
    due = plain_date(clock.due) if clock.due else ""
    text = f"答复期限重新计算，到{due}届满。" if due else ""
    tell_desk(row, "信息处理费已缴清", text=text, besides=by)
    acting.perform(
        row, Act.FEE_PAID, by=by, on=on, data=data, note=why, visible=True, letter=letter
    )
    return notice


def computed(case: DisclosureRequest, tariff: str, quantity: int) -> tuple[Fee, int]:
    """The fee with its lines, and how many pieces came before it in the month (0 by pages).

    Raises:
        Refusal: no such ladder; a quantity that cannot be.
    """
    if tariff not in FeeTariff.values:
        raise Refusal("请选择一种计费方式：按件，或者按量。", field="tariff")
    if not 1 <= quantity <= MOST:
        raise Refusal(f"数量应当在1至{MOST}之间，请核对后再填。", field="quantity")
    if tariff == FeeTariff.PAGES:
        return fee_by_pages(quantity), 0
    before = items_before(case)
    return fee_by_count(quantity, before), before


def _check_ladder(case: DisclosureRequest, tariff: str) -> None:
    """One ladder for an application, and pages only where pages are given (收费办法第三条、第五条)."""
    others = FeeNotice.objects.filter(case__application=case.application_id).exclude(case=case)
    taken = others.exclude(tariff=tariff).first()
    if taken is not None:
        raise Refusal(
            f"同一份申请拆分出的{taken.case}已经{taken.get_tariff_display()}计费，"
            f"一份申请只能用一种计费方式，不能再{FeeTariff(tariff).label}收费（{NOTICE}）。",
            field="tariff",
        )
    if tariff != FeeTariff.PAGES:
        return
    if case.application.wanted_form == WantedForm.INSPECTION:
        raise Refusal(
            "申请人要求的是查阅、抄录，没有提供纸质件、发送电子邮件或者复制电子数据，"
            f"不能按量收费（{NOTICE}）。",
            field="tariff",
        )
    decision = Decision.objects.filter(case=case, round=case.round).first()
    if decision is not None and not outcome(decision.outcome).gives:
        raise Refusal(
            f"拟定的答复是“{decision.get_outcome_display()}”，不向申请人提供信息，"
            f"不能按量收费（{NOTICE}）。",
            field="tariff",
        )


def _why_taken(notice: FeeNotice, accepted: bool, reason: str) -> str:
    if not accepted:
        raise Refusal(
            f"缴费期限已于{plain_date(notice.pay_until)}届满，逾期未缴视为放弃申请（收费办法第六条）。"
            "本机关同意接受的，请勾选“同意接受逾期缴费”并写明理由。",
            field="accepted",
        )
    return written(reason, what="接受逾期缴费的理由", longest=500)
