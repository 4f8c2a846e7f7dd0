"""Questions on consultations: which are open, until when, what a link still opens, who must be told."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.sealed import fingerprint
from gongkai.base.states import Role
from gongkai.foi.models import Consultation, Decision, DisclosureRequest
from gongkai.foi.outcomes import outcome
from gongkai.foi.states import ConsultationKind, Stage, Stance
from gongkai.lib.clock import clock_rules
from gongkai.lib.widths import fold
from gongkai.lib.workdays import add_workdays

# Kinds that stop the clock (条例第三十三条第三款); a conferral does not.
HOLDS = (ConsultationKind.THIRD_PARTY, ConsultationKind.JOINT_MAKER)
OPEN_WORK = (Stage.HANDLING, Stage.REVIEW, Stage.SIGNING)
# Who answers a conferral in the unit that is asked.
ANSWERERS = (Role.REGISTRAR, Role.OPENNESS, Role.HANDLER)
_TOKEN = "foi-opinion"  # noqa: S105
_NO_WILL = (Stance.REFUSE, Stance.PARTLY)


def limit_of(consultation: Consultation, served_on: dt.date | None = None) -> dt.date | None:
    """Last day to answer: the 15th working day after the letter was received; None before that.

    条例第三十二条 for third parties, 条例第三十四条 for joint makers; for a conferral the day set.
    """
    if consultation.kind == ConsultationKind.CONFER:
        return consultation.limit_on
    served = served_on or consultation.served_on
    if served is None:
        return None
    rules = clock_rules(consultation.case.received_on or served)
    third = consultation.kind == ConsultationKind.THIRD_PARTY
    return add_workdays(
        served, rules.third_party if third else rules.joint_maker, working_calendar()
    ).on


def unanswered(case: DisclosureRequest) -> "QuerySet[Consultation]":
    """Consultations of the case to which nobody has said anything, silence that ran out included."""
    return case.consultations.filter(answered_on=None).exclude(kind=ConsultationKind.CONFER)


def unserved(case: DisclosureRequest) -> "QuerySet[Consultation]":
    """Consultations whose receipt by those asked is not recorded: they do not stop the clock yet."""
    return unanswered(case).filter(served_on=None)


def conferrals_open(case: DisclosureRequest) -> "QuerySet[Consultation]":
    """Conferrals of the case without an answer."""
    return case.consultations.filter(kind=ConsultationKind.CONFER, answered_on=None)


def against_their_will(case: DisclosureRequest) -> "QuerySet[Consultation]":
    """Third parties who refused, in whole or in part, and were not told of a disclosure (条例第三十二条)."""
    return case.consultations.filter(
        kind=ConsultationKind.THIRD_PARTY, stance__in=_NO_WILL, told_on=None
    )


def passed_holds(on: dt.date) -> "QuerySet[Consultation]":
    """Served consultations whose limit has passed in silence and has not been closed."""
    return Consultation.objects.filter(
        kind__in=HOLDS,
        stance="",
        answered_on=None,
        served_on__isnull=False,
        limit_on__lt=on,
        case__stage__in=OPEN_WORK,
    )


# -- the link for those outside the platform


def link_key(token: str) -> str:
    """What is stored of a link: a keyed fingerprint from which nobody gets the link back."""
    return fingerprint(token[:200], _TOKEN)


def by_token(token: str) -> Consultation | None:
    """The consultation behind a link, whether the link still holds or not."""
    if not token:
        return None
    return (
        Consultation.objects.filter(token=link_key(token), kind__in=HOLDS)
        .select_related("case__unit", "letter", "unit")
        .first()
    )


def link_ends_on(consultation: Consultation) -> dt.date:
    """Last day on which the link opens: the limit (counted from the letter until it is served) and grace."""
    asked = consultation.letter.dated_on if consultation.letter else None
    start = consultation.served_on or asked or consultation.at.date()
    limit = limit_of(consultation, start)
    grace = getattr(settings, "FOI_LINK_GRACE_DAYS", 10)
    return add_workdays(limit or start, grace, working_calendar()).on


def link_holds(consultation: Consultation) -> bool:
    """Whether the link still opens the question: not answered, the case still open, not expired."""
    return bool(consultation.token) and link_may_be_made(consultation)


def link_may_be_made(consultation: Consultation) -> bool:
    """Whether an answer through a link would still be taken."""
    if consultation.answered_on is not None or consultation.case.stage not in OPEN_WORK:
        return False
    if consultation.served_on is None and consultation.case.stage != Stage.HANDLING:
        return False
    return today() <= link_ends_on(consultation)


# -- conferral


def may_answer(user: User, consultation: Consultation) -> bool:
    """Whether the person answers a conferral for the unit that is asked."""
    return consultation.unit is not None and has_role(user, *ANSWERERS, unit=consultation.unit)


def conferral_is_open(consultation: Consultation) -> bool:
    """Whether an answer would still be taken: the case is not decided yet."""
    return consultation.case.stage in (Stage.REGISTERED, *OPEN_WORK)


def asked_of(user: User) -> "QuerySet[Consultation]":
    """Conferrals that wait for an answer of the person's units."""
    return Consultation.objects.filter(
        kind=ConsultationKind.CONFER,
        answered_on=None,
        unit__in=units_for(user, *ANSWERERS),
        case__stage__in=(Stage.REGISTERED, *OPEN_WORK),
    )


# -- disclosure against the will of a third party


def overrides_missing(case: DisclosureRequest, decision: Decision) -> list[str]:
    """Why a decision may not be signed yet: third parties it overrules without having told them.

    A third party who refused, with an item that the decision gives whole, must be told in writing
    what is disclosed and why (条例第三十二条). What is given only in part, without what the third
    party asked to keep (区分处理，条例第三十七条), or withheld, overrules nobody.

    Returns:
        Whole sentences, one for each third party; empty where nobody is overruled unheard.
    """
    if not outcome(decision.outcome).gives:
        return []
    return [
        f"第三方（{row.ref}）不同意公开“{'、'.join(items)}”，而答复拟予公开。请先书面告知第三方"
        "决定公开的内容和理由，再送签发（条例第三十二条）。"
        for row in against_their_will(case).order_by("id")
        if (items := _given(row, decision))
    ]


def _given(row: Consultation, decision: Decision) -> list[str]:
    """The items the third party was asked about that the decision gives whole.

    An item that the decision does not name goes the way of the whole: given with 予以公开, and with
    部分公开 where nothing says that it is withheld.
    """
    results = {_same(str(item.get("what", ""))): item.get("result") for item in decision.items}
    asked: list[Any] = row.items or [row.question]
    return [str(item) for item in asked if results.get(_same(str(item)), "full") == "full"]


def _same(text: str) -> str:
    return "".join(fold(text).split()).strip("。；;《》“”")
