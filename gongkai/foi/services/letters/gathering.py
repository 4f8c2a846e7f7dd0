"""What a letter is written from: the case, its clock and its rows as plain values."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gongkai.base.calendar import working_calendar
from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.foi.letters import Contact, Facts, LetterKind, Matter
from gongkai.foi.letters.plain import printable
from gongkai.foi.models import Decision, DisclosureRequest, FeeNotice, FoiLetter
from gongkai.foi.services import clocks
from gongkai.foi.states import Act, ApplicantKind
from gongkai.lib import clock as lib
from gongkai.lib.dates import chinese_date

YOUR_UNIT = "贵单位"
# Whose decisions go to the government of the same level (行政复议法第二十四条).
_OF_A_GOVERNMENT = (UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.AFFILIATED)


def matter_of(
    case: DisclosureRequest, kind: LetterKind, facts: Mapping[str, Any], dated_on: dt.date
) -> Matter:
    """The case as that kind of letter sees it; nothing of the applicant for letters to others."""
    unit = case.unit
    common: dict[str, Any] = {
        "unit": unit.name,
        "number": str(facts.get("number") or case.number or case.application.number),
        "dated_on": dated_on,
        "received_on": Facts(facts).date("received_on") or case.received_on,
        "contact": Contact(unit.address, unit.phone, unit.hours),
        "reconsideration_body": str(facts.get("reconsideration_body") or "")
        or (reconsideration_body(unit) if kind.redress else ""),
        "court": str(facts.get("court") or ""),
    }
    due = _due(case, kind, common["received_on"], facts)
    if kind.to == "applicant":
        common |= _of_the_applicant(case)
    elif kind.quotes:
        common["wanted"] = printable(case.application.wanted).strip()
    return Matter(**common, **due)


def facts_of(
    case: DisclosureRequest, kind: LetterKind, facts: Mapping[str, Any], dated_on: dt.date
) -> Facts:
    """What was said, and where it was left out, what the rows of the case say."""
    gather = _KNOWN.get(kind.code, _of_the_decision if kind.word == "答" else None)
    known = gather(case, facts, dated_on) if gather else {}
    said = {key: value for key, value in facts.items() if value not in (None, "", [], ())}
    if isinstance(said.get("letter"), FoiLetter):
        letter = said["letter"]
        said |= {"letter": letter.number, "letter_title": letter.title}
    return Facts(known | said)


def addressee_of(case: DisclosureRequest, kind: LetterKind, facts: Mapping[str, Any]) -> str:
    """To whom the letter goes; a form has no salutation."""
    if kind.form:
        return ""
    if kind.to == "applicant":
        return case.application.applicant.name
    return Facts(facts).text("to", "收件人")


def reconsideration_body(unit: Unit) -> str:
    """Who reviews decisions of the unit; "" where the unit tree cannot tell.

    Against a department the government of the same level, against a government the next higher one
    (行政复议法第二十四条).
    """
    governments = list(
        Unit.objects.filter(path__in=unit.ancestor_paths()[:-1], kind__in=UnitKind.governments())
        .order_by("-path")
        .values_list("name", flat=True)
    )
    known = unit.kind in _OF_A_GOVERNMENT or unit.kind in UnitKind.governments()
    return governments[0] if known and governments else ""


def _of_the_applicant(case: DisclosureRequest) -> dict[str, Any]:
    application, applicant = case.application, case.application.applicant
    natural = applicant.kind == ApplicantKind.NATURAL
    return {
        "applicant": applicant.name,
        "you": "您" if natural else YOUR_UNIT,
        "wanted": printable(application.wanted).strip(),
        "doc_no": application.doc_no,
        "wanted_form": application.get_wanted_form_display(),
        "wanted_route": application.get_wanted_route_display(),
        "channel": application.get_channel_display(),
        "application_number": application.number,
        "submitted_on": timezone.localtime(application.submitted_at).date(),
    }


def _due(
    case: DisclosureRequest,
    kind: LetterKind,
    received_on: dt.date | None,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """The due day and how it is found, with the act that the letter belongs to."""
    if kind.code == "transfer_advice":
        return {"due_on": case.due_on, "provisional": case.provisional}
    said = Facts(facts)
    new: lib.Act | None = None
    if kind.code == "correction_received":
        day = said.date("on")
        if day is None:
            return {}
        new = lib.Act("clarification_received", day, accepted=True)
    elif kind.code == "fee_paid":
        day = said.date("paid_on") or _paid_on(case)
        if day is None:
            return {}
        new = lib.Act("fee_paid", day, accepted=True)
    elif kind.code != "receipt":
        return {}
    if received_on is None:
        return {}
    clock = foreseen(case, received_on, new)
    return {
        "due_on": said.date("due") or clock.due,
        "provisional": clock.provisional,
        "how_counted": how_counted(clock, new.on if new else received_on),
    }


def foreseen(case: DisclosureRequest, received_on: dt.date, new: lib.Act | None) -> lib.Clock:
    """The clock as it will be with one more act; as it begins, where there is none."""
    acts = [*clocks.clock_acts(case.acts.all()), new] if new else []
    return lib.deadline(
        received_on, acts, None, working_calendar(), None, explain=True, strict=False
    )


def how_counted(clock: lib.Clock, start: dt.date) -> str:
    """In two or three sentences how the due day was found."""
    if clock.due is None:
        return ""
    days = [day for day in clock.days if day.date > start]
    counted = sum(1 for day in days if day.counted)
    left_out = len(days) - counted
    begins = f"{chinese_date(start)}当日不计，自次日起计算；"
    middle = f"至{chinese_date(clock.due)}共有{counted}个工作日，其间周末、节假日等不计的有{left_out}天。"
    return begins + middle + next((s for s in reversed(clock.story) if "届满" in s), "")


def _of_the_decision(
    case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date
) -> dict[str, Any]:
    row = Decision.objects.filter(case=case, round=case.round).first()
    if row is None:
        return {}
    names = ("outcome", "grounds", "facts", "reasons", "given", "items")
    return {name: getattr(row, name) for name in names}


def _with_searches(
    case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date
) -> dict[str, Any]:
    rows = [
        {"on": row.on, "places": row.places, "words": row.words, "result": row.result}
        for row in case.searches.all()
    ]
    return _of_the_decision(case, facts, dated_on) | {"searches": rows}


def _extension(
    case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date
) -> dict[str, Any]:
    days = Facts(facts).text("days", "")
    known: dict[str, Any] = {"old_due": case.due_on}
    if case.received_on and days.isascii() and days.isdigit():
        new = lib.Act("extended", dated_on, days=int(days))
        known["new_due"] = foreseen(case, case.received_on, new).due
    return known


def _fee(case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date) -> dict[str, Any]:
    row = _last_fee(case)
    if row is None:
        return {}
    names = ("tariff", "quantity", "before", "amount", "lines", "pay_until", "paid_on",
             "voucher", "served_on")  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _asked(case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date) -> dict[str, Any]:
    act = case.acts.filter(kind=Act.ASK_CLARIFICATION).order_by("-id").first()
    return {"asked_on": act.on, "until": act.data.get("until")} if act else {}


def _delivery(
    case: DisclosureRequest, facts: Mapping[str, Any], dated_on: dt.date
) -> dict[str, Any]:
    letter = facts.get("letter")
    rows = case.deliveries.filter(letter=letter) if isinstance(letter, FoiLetter) else None
    row = rows.order_by("-id").first() if rows is not None else None
    if row is None:
        return {}
    return {
        "mode": row.get_mode_display(),
        "handed_on": row.handed_on,
        "operator": row.operator,
        "evidence": row.evidence,
    }


def _last_fee(case: DisclosureRequest) -> FeeNotice | None:
    return case.fees.order_by("-id").first()


def _paid_on(case: DisclosureRequest) -> dt.date | None:
    row = _last_fee(case)
    return row.paid_on if row else None


_KNOWN = {
    "extension": _extension,
    "fee": _fee,
    "fee_paid": _fee,
    "lapse_fee": _fee,
    "lapse_correction": _asked,
    "not_found": _with_searches,
    "must_be_made": _with_searches,
    "delivery_receipt": _delivery,
}
