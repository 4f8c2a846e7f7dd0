"""The day of receipt by channel with its evidence, the number, and the receipt letter (条例第三十一条)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import IssuedNumber, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import numbers
from gongkai.foi.models import CaseAct, DisclosureRequest, FoiLetter
from gongkai.foi.queries.intake import attempts_of
from gongkai.foi.services import acting, clocks
from gongkai.foi.services.intake.facts import BY_OWN_HAND
from gongkai.foi.services.intake.telling import tell_desk
from gongkai.foi.services.letters import issue_for
from gongkai.foi.states import Act, Channel
from gongkai.lib.dates import plain_date

_HANDED_IN = "当面、口头或者自助提交的，以提交之日为收到申请之日（条例第三十一条第一项）"
_SIGNED = "邮寄提交的，以行政机关签收之日为收到申请之日（条例第三十一条第二项）"
_PLAIN = "平常信函应当在实际收到的当日与申请人确认，确认之日为收到申请之日（条例第三十一条第二项）"
_BOTH = "通过互联网、传真提交的，以双方确认之日为收到申请之日（条例第三十一条第三项）"
RULES: dict[str, str] = {
    Channel.IN_PERSON: _HANDED_IN,
    Channel.ORAL: _HANDED_IN,
    Channel.KIOSK: _HANDED_IN,
    Channel.POST_SIGNED: _SIGNED,
    Channel.POST_PLAIN: _PLAIN,
    Channel.INTERNET: _BOTH,
    Channel.EMAIL: _BOTH,
    Channel.FAX: _BOTH,
}
# The day is not chosen: it is the day of arrival. Elsewhere it is the day of confirmation.
FIXED_BY_ARRIVAL = frozenset({Channel.IN_PERSON, Channel.ORAL, Channel.KIOSK, Channel.POST_SIGNED})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What fixes the day of receipt.

    Args:
        received_on: the day; left out, that of arrival where the channel fixes it, else today.
        evidence: the number of the registered letter, or how and by which call it was confirmed.
        confirmed_with: who confirmed on the applicant's side.
    """

    received_on: dt.date | None = None
    evidence: str = ""
    confirmed_with: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of a registration but its act; made before the trail is locked."""

    on: dt.date
    number: IssuedNumber
    letter: FoiLetter
    data: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def is_automatic(channel: str) -> bool:
    """Whether a submission of this channel is confirmed by both sides at once.

    条例第三十一条第三项: the program confirms for the agency in the moment in which it takes the
    application in, which is the reading that favours the applicant.
    """
    return channel in BY_OWN_HAND and bool(getattr(settings, "FOI_AUTO_RECEIPT", True))


@transaction.atomic
def register(
    case: DisclosureRequest,
    *,
    by: User | None,
    seen: int | None = None,
    received_on: dt.date | None = None,
    evidence: str = "",
    confirmed_with: str = "",
) -> DisclosureRequest:
    """Fixes the day of receipt, so that the clock starts; gives the number and the receipt.

    Effects, in this order: the number of the agency and year without gaps, the letter 登记回执, a
    notice to the desk of the unit, the act, and with it the due day.

    Args:
        by: who registers; None only where the program confirms by itself (`is_automatic`).
        received_on, evidence, confirmed_with: see `Receipt`.

    Raises:
        Refusal: not waiting for registration; a day the channel's rule does not give, before arrival
            or to come; no evidence, or nobody named who confirmed; no attempt noted although a plain
            letter was confirmed later than it came.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.REGISTER)
    ready = prepare(row, Receipt(received_on, evidence, confirmed_with), by=by)
    tell_desk(row, "申请已经登记，请分办")
    enter(row, ready, by=by)
    return row


def prepare(case: DisclosureRequest, receipt: Receipt, *, by: User | None) -> Prepared:
    """Checks the day, takes the number and writes the letter; the case is changed in memory alone.

    Numbers and letters come before the first act of a transaction: an act locks the trail, and that
    must be the last lock.
    """
    automatic = by is None
    day = receipt_day(case, receipt, automatic=automatic)
    number = numbers.take(f"foi:{case.unit_id}", day.year)
    case.received_on = day
    case.issued_number = number
    case.number = number_text(case, number)
    clocks.remember(case, clocks.clock_of(case, []))
    letter = _letter(case, by)
    data = {
        "channel": str(case.application.channel),
        "arrived_on": case.application.arrived_on,
        "automatic": automatic,
        "number": case.number,
    }
    return Prepared(day, number, letter, data, _note(receipt))


def enter(case: DisclosureRequest, ready: Prepared, *, by: User | None) -> CaseAct:
    """The act of a prepared registration."""
    return acting.perform(
        case,
        Act.REGISTER,
        by=by,
        on=ready.on,
        data=ready.data,
        note=ready.note,
        visible=True,
        letter=ready.letter,
    )


def receipt_day(case: DisclosureRequest, receipt: Receipt, *, automatic: bool = False) -> dt.date:
    """The day of receipt by the rule of the channel.

    Raises:
        Refusal: see `register`.
    """
    channel = case.application.channel
    arrived = case.application.arrived_on or today()
    rule = RULES[channel]
    if automatic:
        if not is_automatic(channel):
            raise Refusal(f"{rule}，需要由登记员核对后登记。")
        return today()
    day = receipt.received_on or (arrived if channel in FIXED_BY_ARRIVAL else today())
    _check_bounds(day, arrived)
    if channel in FIXED_BY_ARRIVAL:
        _check_arrival(day, arrived, channel, receipt)
    else:
        _check_confirmation(case, day, arrived, receipt)
    return day


def number_text(case: DisclosureRequest, number: IssuedNumber) -> str:
    """The number as people read it: 市教育局依申请〔2026〕12号."""
    return f"{case.unit.label[:40]}依申请〔{number.series.year}〕{number.serial}号"


@transaction.atomic
def note_attempt(
    case: DisclosureRequest,
    *,
    by: User,
    on: dt.date,
    how: str,
    result: str,
    seen: int | None = None,
) -> DisclosureRequest:
    """Notes that the applicant was looked for to confirm the receipt, and what came of it.

    国办公开办函〔2015〕207号: who gave no telephone or is not reached is noted, and the period begins
    when contact is there again.

    Args:
        on: the day of the attempt, from arrival until today.
        how: by which way (电话、短信、信函、上门).
        result: what came of it; sealed.

    Raises:
        Refusal: registered already; no such day; nothing said of way and result.
    """
    row = acting.lock(case, seen=seen)
    if row.received_on is not None:
        raise Refusal(
            f"这件申请已经登记，收到日期是{plain_date(row.received_on)}，不用再登记联系情况。"
        )
    arrived = row.application.arrived_on
    if arrived and on < arrived:
        raise Refusal(
            f"{plain_date(on)}早于申请到达的{plain_date(arrived)}，请核对联系日期。", field="on"
        )
    if not how.strip() or not result.strip():
        raise Refusal("请写明用什么方式联系、结果怎样，便于日后说明。", field="result")
    acting.perform(row, Act.NOTE, by=by, on=on, data={"attempt": how.strip()[:30]}, note=result)
    return row


def _check_bounds(day: dt.date, arrived: dt.date) -> None:
    if day > today():
        raise Refusal(
            f"{plain_date(day)}还没有到，不能作为收到申请之日。请核对日期。", field="received_on"
        )
    if day < arrived:
        raise Refusal(
            f"{plain_date(day)}早于申请到达的{plain_date(arrived)}，不能作为收到申请之日。请核对日期。",
            field="received_on",
        )


def _check_arrival(day: dt.date, arrived: dt.date, channel: str, receipt: Receipt) -> None:
    if day != arrived:
        raise Refusal(
            f"{RULES[channel]}，这件申请应当是{plain_date(arrived)}，不能登记为{plain_date(day)}。",
            field="received_on",
        )
    if channel == Channel.POST_SIGNED and not receipt.evidence.strip():
        raise Refusal(
            "请写明签收的凭据，例如邮件号、签收人和签收簿的页码（条例第三十一条第二项）。",
            field="evidence",
        )


def _check_confirmation(
    case: DisclosureRequest, day: dt.date, arrived: dt.date, receipt: Receipt
) -> None:
    rule = RULES[case.application.channel]
    if not receipt.confirmed_with.strip():
        raise Refusal(f"请写明与谁确认的：{rule}。", field="confirmed_with")
    if not receipt.evidence.strip():
        raise Refusal(
            f"请写明怎样确认的，例如通话的号码和时间、回复的邮件：{rule}。", field="evidence"
        )
    late = case.application.channel == Channel.POST_PLAIN and day > arrived
    if late and not any(attempt.on <= day for attempt in attempts_of(case)):
        raise Refusal(
            f"{_PLAIN}。这封信{plain_date(arrived)}到达，{plain_date(day)}才确认，"
            "请先登记此前联系申请人的情况，再来登记。",
            field="received_on",
        )


def _note(receipt: Receipt) -> str:
    parts = (
        ("确认人", receipt.confirmed_with.strip()),
        ("凭据", receipt.evidence.strip()),
    )
    return "；".join(f"{word}：{text}" for word, text in parts if text)


def _letter(case: DisclosureRequest, by: User | None) -> FoiLetter:
    # The query code is not among the facts: whoever may read the letter could act with it.
    return issue_for(case, "receipt", by=by, facts={})
