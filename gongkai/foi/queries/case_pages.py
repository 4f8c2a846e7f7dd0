"""What the page of a case shows, read in a fixed number of statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from gongkai.foi.masks import (
    Secret,
    masked_address,
    masked_email,
    masked_id,
    masked_name,
    masked_phone,
    veiled,
)
from gongkai.foi.models import (
    Applicant,
    CaseAct,
    CaseFile,
    Consultation,
    Delivery,
    DisclosureRequest,
    FoiLetter,
    ReviewRecord,
    SearchRecord,
    TeamMember,
)
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.rules import Person
from gongkai.foi.states import ApplicantKind, ConsultationKind, DeliveryMode, FilePurpose, Stance
from gongkai.lib.clock import Clock
from gongkai.lib.dates import plain_date

_TEXTS = ("letter__body", "letter__addressee")
# Files in which the applicant is named besides those that are personal by their purpose.
NAMING = FilePurpose.personal() | {
    FilePurpose.LETTER,
    FilePurpose.OPINION,
    FilePurpose.EVIDENCE,
    FilePurpose.PACKAGE,
}


def open_case(user: Person, pk: int) -> DisclosureRequest | None:
    """The case with everything its page shows; None where the person may not see it."""
    letters = FoiLetter.objects.defer("body", "addressee")
    acts = CaseAct.objects.select_related("letter").defer(*_TEXTS).order_by("pk")
    found: DisclosureRequest | None = (
        visible_to(user)
        .select_related("application__applicant", "unit", "handler", "theme", "parent")
        .select_related("application__written_by")
        .prefetch_related(
            Prefetch("acts", acts),
            Prefetch("letters", letters),
            Prefetch("team", TeamMember.objects.select_related("user")),
            Prefetch("consultations", Consultation.objects.select_related("unit")),
            Prefetch("deliveries", Delivery.objects.select_related("letter").defer(*_TEXTS)),
            Prefetch("searches", SearchRecord.objects.select_related("by")),
            Prefetch("reviews", ReviewRecord.objects.select_related("by")),
            Prefetch("files", CaseFile.objects.filter(removed_at=None)),
            Prefetch("application__files", CaseFile.objects.filter(removed_at=None)),
            "fees",
            "remedies",
            "revisions",
            "parts",
            "application__cases",
        )
        .filter(pk=pk)
        .first()
    )
    return found


# -- the applicant


def secrets_of(case: DisclosureRequest) -> list[Secret]:
    """What names or reaches the applicant and those who were consulted, with its masks."""
    who: Applicant = case.application.applicant
    found = [
        *named_secrets(who),
        Secret(who.id_number, masked_id(who.id_number)),
        Secret(who.agent_id_number, masked_id(who.agent_id_number)),
        Secret(who.phone, masked_phone(who.phone)),
        Secret(who.email, masked_email(who.email)),
        Secret(who.address, masked_address(who.address)),
    ]
    for row in case.consultations.all():
        found.append(Secret(row.name, masked_name(row.name, organisation=len(row.name) > 4)))
        found.append(Secret(row.contact, masked_phone(row.contact)))
    return [secret for secret in found if secret.words]


def named_secrets(who: Applicant) -> list[Secret]:
    """The names of one applicant with their masks: what a list must veil in the wording of a matter."""
    organisation = who.kind != ApplicantKind.NATURAL
    return [
        Secret(who.name, masked_name(who.name, organisation=organisation)),
        Secret(who.contact_name, masked_name(who.contact_name)),
        Secret(who.agent_name, masked_name(who.agent_name)),
    ]


def applicant_lines(who: Applicant, *, known: bool) -> list[tuple[str, str]]:
    """The applicant as label and value, in the clear or masked; what was not given is left out."""
    organisation = who.kind != ApplicantKind.NATURAL
    lines = [
        ("类型", who.get_kind_display()),
        ("姓名或名称", who.name if known else masked_name(who.name, organisation=organisation)),
        (
            who.get_id_kind_display() or "证件号码",
            who.id_number if known else masked_id(who.id_number),
        ),
        ("联系人", who.contact_name if known else masked_name(who.contact_name)),
        ("电话", who.phone if known else masked_phone(who.phone)),
        ("传真", _fax(who, known=known)),
        ("邮箱", who.email if known else masked_email(who.email)),
        ("地址", who.address if known else masked_address(who.address)),
        ("代理人", who.agent_name if known else masked_name(who.agent_name)),
        ("代理人证件", who.agent_id_number if known else masked_id(who.agent_id_number)),
        ("需要的协助", who.help_needed),
    ]
    return [(label, value) for label, value in lines if value]


def _fax(who: Applicant, *, known: bool) -> str:
    fax = getattr(who, "fax", "") or ""
    return fax if known else masked_phone(fax)


# -- what happened


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the history, newest first."""

    act: CaseAct
    label: str
    details: Sequence[str]
    note: str
    letter: FoiLetter | None


def history(case: DisclosureRequest, secrets: Sequence[Secret]) -> list[Line]:
    """The acts of the case, newest first; notes without those they name, where there are secrets."""
    return [
        Line(
            act,
            act.get_kind_display(),
            list(_details(act)),
            veiled(act.note or "", secrets) if secrets else act.note or "",
            act.letter,
        )
        for act in reversed(case.acts.all())
    ]


def _details(act: CaseAct) -> Iterator[str]:
    """What the data of an act say, in words; what a page has no words for is left out."""
    data: dict[str, Any] = act.data
    if data.get("kind") in ConsultationKind.values:
        yield ConsultationKind(data["kind"]).label
    if isinstance(data.get("days"), int):
        yield f"{data['days']}个工作日"
    if data.get("until"):
        yield f"截止{plain_date(dt.date.fromisoformat(data['until']))}"
    if data.get("mode") in DeliveryMode.values:
        yield DeliveryMode(data["mode"]).label
    if data.get("stance") in Stance.values:
        yield Stance(data["stance"]).label
    if data.get("outcome") in BY_CODE:
        yield BY_CODE[data["outcome"]].name
    if isinstance(data.get("passed"), bool):
        yield "通过" if data["passed"] else "未通过"
    if data.get("late") is True:
        yield "逾期"


def happened(case: DisclosureRequest, clock: Clock | None) -> dict[dt.date, list[str]]:
    """Everything on the page that has a date, by date, for the account of the days."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    for date, words in _dated(case, clock):
        if date and words not in found[date]:
            found[date].append(words)
    return found


def _dated(case: DisclosureRequest, clock: Clock | None) -> Iterator[tuple[dt.date | None, str]]:
    for act in case.acts.all():
        yield act.on, act.get_kind_display()
        if act.data.get("until"):
            yield (
                dt.date.fromisoformat(act.data["until"]),
                f"{act.get_kind_display()}所定的最后一天",
            )
    for row in case.consultations.all():
        yield row.served_on, f"{row.get_kind_display()}：送达"
        yield row.limit_on, f"{row.get_kind_display()}：意见期限"
        yield row.answered_on, f"{row.get_kind_display()}：收到意见"
    for letter in case.letters.all():
        yield letter.dated_on if letter.number else None, f"{letter.title}落款"
    for delivery in case.deliveries.all():
        yield delivery.handed_on, f"{delivery.get_mode_display()}：交付或者投递"
        yield delivery.signed_for_on, f"{delivery.get_mode_display()}：签收"
        yield delivery.effective_on, f"{delivery.get_mode_display()}：生效"
    for fee in case.fees.all():
        yield fee.served_on, "收到收费通知"
        yield fee.pay_until, "缴费期限"
        yield fee.paid_on, "缴清费用"
    for search in case.searches.all():
        yield search.on, "检索"
    for revision in case.revisions.all():
        yield revision.old_due, "重算以前的期限"
    for member in case.team.all():
        yield member.due_on, f"{member.get_role_display()}的完成期限"
    yield case.received_on, "收到申请"
    yield case.decided_on, "签发"
    yield case.replied_on, "答复生效"
    yield case.closed_on, "办结"
    if clock is not None:
        yield clock.due, "答复期限"
        for name, label in _LIMITS.items():
            yield clock.limits.get(name), label  # type: ignore[call-overload]


_LIMITS = {
    "clarification": "可以告知补正的最后一天",
    "correction": "申请人补正的最后一天",
    "hold": "征求意见的最后一天",
    "payment": "申请人缴费的最后一天",
}


def limits(clock: Clock) -> list[tuple[str, dt.date]]:
    """The last days of the steps, in words."""
    found = ((label, clock.limits.get(name)) for name, label in _LIMITS.items())  # type: ignore[call-overload]
    return [(label, day) for label, day in found if day is not None]


# -- files


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the case or of its application, with whether the person may open it."""

    file: CaseFile
    name: str
    may_open: bool


def file_lines(
    case: DisclosureRequest, secrets: Iterable[Secret], *, may_know: bool
) -> list[FileLine]:
    """The files, in the order they came; names are veiled where there are secrets."""
    secrets = list(secrets)
    return [
        FileLine(
            file,
            veiled(file.name, secrets) if secrets else file.name,
            may_know or file.purpose not in NAMING,
        )
        for file in (*case.application.files.all(), *case.files.all())
    ]


def file_of(case: DisclosureRequest, pk: int) -> CaseFile | None:
    """A file of the case or of its application that was not taken away."""
    files = (*case.application.files.all(), *case.files.all())
    return next((file for file in files if file.pk == pk), None)
