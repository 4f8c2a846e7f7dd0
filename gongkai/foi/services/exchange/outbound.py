"""What the platform is told of its applications: written down in the transaction of the act.

The text of a message is fixed here; the letter and the files it names are added when it is sent,
from the fixed copies, because the PDF of a letter is made after the act.
"""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.base.sealed import fingerprint
from gongkai.foi.models import CaseAct, ClockRevision, DisclosureRequest, ExchangeMessage
from gongkai.foi.services.exchange import partners
from gongkai.foi.services.exchange.bodies import SUBMITTED
from gongkai.foi.services.exchange.status import case_status
from gongkai.foi.states import Act, ConsultationKind, MessageDirection, MessageState

_OUT = MessageDirection.OUTBOUND
_REVISIONS = dt.timedelta(days=7)


def queue_act(
    sender: Any, *, case: DisclosureRequest, act: CaseAct, **kwargs: Any
) -> ExchangeMessage | None:
    """Receiver of `signals.acted`: queues what the act tells the platform the case came from.

    Nothing where no partner is configured, the case did not come from one, or the act is none of
    its business.
    """
    if not partners.is_on() or act.kind not in _KINDS:
        return None
    subject = subject_of(case)
    return queue(subject, case, act) if subject else None


def queue(subject: str, case: DisclosureRequest, act: CaseAct) -> ExchangeMessage | None:
    """The message of an act; None for an act that is not told.

    Runs under the lock of the trail, which the act holds: serials have no doubles and no gaps.
    """
    found = _KINDS.get(act.kind)
    kind = found(case, act) if found else ""
    if not kind:
        return None
    told = {"on": act.on.isoformat(), **case_status(case), **_details(case, act)}
    return _write(subject, case, kind, f"act-{act.pk}", told, at=act.at)


@transaction.atomic
def tell_new_days() -> int:
    """Every few minutes: days that moved with the calendar, each once.

    Returns:
        How many messages were queued.
    """
    if not partners.is_on():
        return 0
    since = timezone.now() - _REVISIONS
    came = ExchangeMessage.objects.filter(
        direction=MessageDirection.INBOUND, kind=SUBMITTED, case__isnull=False
    )
    rows = ClockRevision.objects.filter(
        at__gte=since, case__application__in=came.values("case__application")
    ).select_related("case__unit")
    count = 0
    for row in rows.order_by("pk"):
        subject = subject_of(row.case)
        key = _key(subject, f"revision-{row.pk}")
        if subject and not ExchangeMessage.objects.filter(direction=_OUT, key=key).exists():
            told = {
                "on": timezone.localtime(row.at).date().isoformat(),
                **case_status(row.case),
                "reason": row.calendar,
            }
            _write(subject, row.case, "due.changed", f"revision-{row.pk}", told, at=row.at)
            count += 1
    return count


def subject_of(case: DisclosureRequest) -> str:
    """The number under which the application came from a partner; "" where it did not."""
    found = (
        ExchangeMessage.objects.filter(
            direction=MessageDirection.INBOUND,
            kind=SUBMITTED,
            case__application=case.application_id,
        )
        .values_list("subject", flat=True)
        .first()
    )
    return found or ""


def _write(
    subject: str,
    case: DisclosureRequest,
    kind: str,
    key: str,
    told: dict[str, Any],
    at: dt.datetime,
) -> ExchangeMessage:
    _, number = partners.split(subject)
    sent = ExchangeMessage.objects.filter(direction=_OUT, subject=subject)
    serial = int(sent.aggregate(last=Max("serial"))["last"] or 0) + 1
    data = {
        "key": key,
        "kind": kind,
        "subject": number,
        "serial": serial,
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "body": told,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return ExchangeMessage.objects.create(
        direction=_OUT,
        key=_key(subject, key),
        kind=kind,
        case=case,
        serial=serial,
        subject=subject,
        payload=text,
        payload_hash=fingerprint(text, "exchange"),
        state=MessageState.QUEUED,
        next_try_at=timezone.now(),
    )


def _key(subject: str, key: str) -> str:
    partner, _ = partners.split(subject)
    return partners.own(partner, key)


def _is(kind: str) -> Callable[[DisclosureRequest, CaseAct], str]:
    return lambda case, act: kind


def _runs_on(case: DisclosureRequest, act: CaseAct) -> str:
    """An answer to one of several questions does not let the period run on yet."""
    return "" if case.paused else "resumed"


_KINDS: dict[str, Callable[[DisclosureRequest, CaseAct], str]] = {
    Act.SUBMIT: _is("received"),
    Act.REGISTER: _is("registered"),
    Act.SPLIT_OFF: _is("registered"),
    Act.ASK_CLARIFICATION: _is("clarification.asked"),
    Act.RECEIVE_CORRECTION: _is("resumed"),
    Act.CONSULT: _is("paused"),
    Act.TAKE_OPINION: _runs_on,
    Act.CLOSE_HOLD: _runs_on,
    Act.FEE_NOTICE: _is("paused"),
    Act.FEE_PAID: _is("resumed"),
    Act.EXTEND: _is("extended"),
    Act.AGREE_LATER: _is("due.changed"),
    Act.REOPEN: _is("due.changed"),
    # Served, not merely signed: before that the applicant has no answer.
    Act.DELIVER: _is("decided"),
    Act.LAPSE: _is("decided"),
    Act.CLOSE: _is("closed"),
}
_CONSULTED = {
    ConsultationKind.THIRD_PARTY: "third_party",
    ConsultationKind.JOINT_MAKER: "joint_maker",
}


def _details(case: DisclosureRequest, act: CaseAct) -> dict[str, Any]:
    """What the kind says besides how the case stands; names no third party and no working note."""
    data: dict[str, Any] = act.data
    told: dict[str, Any] = {}
    if act.letter_id is not None and act.visible:
        told["letter"] = act.letter_id
    match act.kind:
        case Act.ASK_CLARIFICATION:
            told |= {"until": data.get("until"), "points": act.note.splitlines()}
        case Act.EXTEND:
            told |= {"days": data.get("days")}
        case Act.CONSULT:
            told |= {"reason": _CONSULTED.get(data.get("kind", ""), "")}
        case Act.FEE_NOTICE:
            told |= {"reason": "payment"}
        case Act.DELIVER:
            told |= {"mode": data.get("mode", ""), "outcome": _outcome(case), "files": True}
        case Act.LAPSE:
            told |= {"outcome": data.get("outcome", "")}
    return told


def _outcome(case: DisclosureRequest) -> str:
    found = case.decisions.filter(round=case.round).values_list("outcome", flat=True).first()
    return found or case.outcome
