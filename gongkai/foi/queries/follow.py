"""What an applicant sees of an application: read in a fixed number of statements, by one rule of sight."""

import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from gongkai.base.models import Event, Unit
from gongkai.base.sealed import fingerprint
from gongkai.base.states import Role
from gongkai.foi.letters import KINDS
from gongkai.foi.models import (
    Account,
    Application,
    CaseAct,
    CaseFile,
    Decision,
    Delivery,
    DisclosureRequest,
    FeeNotice,
    FoiLetter,
    Redaction,
)
from gongkai.foi.states import Act, FilePurpose, LetterState, RedactionState

LOOK = "查看个人信息"
_TEXTS = ("letter__body", "letter__addressee")
_NUMBER_LENGTH = 20


def application_for(number: str, *, opened: int, account: int) -> Application | None:
    """The application with everything its page shows; None where it is not this visitor's.

    Args:
        opened: the application the visitor opened by its query code, 0 for none.
        account: the account the visitor is signed in with, 0 for none.
    """
    letters = FoiLetter.objects.defer("body", "addressee").select_related("pdf")
    acts = CaseAct.objects.select_related("letter").defer(*_TEXTS).order_by("pk")
    copies = (
        CaseFile.objects.filter(visible=True, removed_at=None, purpose=FilePurpose.COPY)
        .select_related("original", "stored")
        .prefetch_related(Prefetch("made_by", Redaction.objects.defer("marks", "problems")))
    )
    decisions = Decision.objects.defer("facts", "reasons", "given").filter(signed_on__isnull=False)
    cases = (
        DisclosureRequest.objects.select_related("unit")
        .prefetch_related(
            Prefetch("acts", acts),
            Prefetch("letters", letters),
            Prefetch("files", copies),
            Prefetch("deliveries", Delivery.objects.select_related("letter").defer(*_TEXTS)),
            Prefetch("fees", FeeNotice.objects.select_related("letter").defer(*_TEXTS)),
            Prefetch("decisions", decisions),
        )
        .order_by("pk")
    )
    found: Application | None = (
        _visitors(opened, account)
        .filter(number=number[:_NUMBER_LENGTH])
        .select_related("unit")
        .prefetch_related(Prefetch("cases", cases))
        .first()
    )
    return found


def applications_of(account: Account) -> "QuerySet[Application]":
    """Applications made with an account, newest first, with the cases of each."""
    cases = DisclosureRequest.objects.select_related("unit").order_by("pk")
    return (
        Application.objects.filter(applicant__account=account)
        .select_related("unit")
        .prefetch_related(Prefetch("cases", cases))
        .order_by("-pk")
    )


def _visitors(opened: int, account: int) -> "QuerySet[Application]":
    return Application.objects.filter(
        Q(pk=opened) | Q(applicant__account__isnull=False, applicant__account=account)
    )


# -- keys in addresses: none is counted up, none fits another application


def key_of(application: Application, kind: str, pk: int) -> str:
    """What stands in an address for a case, a letter or a file of the application."""
    return fingerprint(f"{application.number}\n{kind}\n{pk}", "follow")[:32]


def case_by(application: Application, key: str) -> DisclosureRequest | None:
    """The case of the application with that key."""
    rows = application.cases.all()
    return next((row for row in rows if _fits(application, "case", row.pk, key)), None)


def letter_by(application: Application, key: str) -> FoiLetter | None:
    """The letter with that key, of those the applicant sees."""
    for case in application.cases.all():
        for row in letters_shown(case):
            if _fits(application, "letter", row.pk, key):
                return row
    return None


def file_by(application: Application, key: str) -> CaseFile | None:
    """The file with that key, of those the applicant was given."""
    for case in application.cases.all():
        for row in files_given(case):
            if _fits(application, "file", row.pk, key):
                return row
    return None


def _fits(application: Application, kind: str, pk: int, key: str) -> bool:
    return hmac.compare_digest(key_of(application, kind, pk).encode(), key.encode())


# -- what is shown of a case


def acts_shown(case: DisclosureRequest) -> list[CaseAct]:
    """The acts the applicant sees, in order."""
    return [act for act in case.acts.all() if act.visible]


def letters_shown(case: DisclosureRequest) -> list[FoiLetter]:
    """Letters the applicant may have; agrees with `services.letters.shown_to_applicant`."""
    rows = {row.pk: row for row in case.letters.all()}
    seen = {act.letter_id for act in acts_shown(case)}
    return [
        row
        for row in rows.values()
        if row.state == LetterState.ISSUED
        and KINDS[row.kind].to == "applicant"
        and any(pk in seen for pk in _line_of(row, rows))
    ]


def _line_of(letter: FoiLetter, rows: dict[int, FoiLetter]) -> Iterable[int]:
    row: FoiLetter | None = letter
    while row is not None:
        yield row.pk
        row = rows.get(row.replaces_id or 0)


def files_given(case: DisclosureRequest) -> list[CaseFile]:
    """Copies that were given with a delivered answer; agrees with `redacting.may_be_served`."""
    if not any(act.kind == Act.DELIVER for act in acts_shown(case)):
        return []
    return [row for row in case.files.all() if _is_given(row)]


def _is_given(row: CaseFile) -> bool:
    original = row.original
    if not row.visible or row.removed_at or row.purpose != FilePurpose.COPY:
        return False
    if original is None or original.removed_at:
        return False
    made_by = getattr(row, "made_by", None)
    if made_by is not None:
        return bool(made_by.state == RedactionState.VERIFIED)
    return row.given_whole and original.given_whole


# -- who looked at the applicant's data


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of an office looked at personal data on a day; nobody is named."""

    day: dt.date
    unit: str
    role: str
    what: str


def looks(cases: Sequence[DisclosureRequest]) -> list[Look]:
    """Looks at personal data of these cases, newest first, each day, office and kind once."""
    events = (
        Event.objects.filter(
            subject_type=DisclosureRequest._meta.label_lower,
            subject_id__in=[str(case.pk) for case in cases],
            act=LOOK,
        )
        .select_related("unit", "actor")
        .prefetch_related("actor__assignments")
        .order_by("-seq")
    )
    return list(dict.fromkeys(_look(event) for event in events))


def _look(event: Event) -> Look:
    day = timezone.localtime(event.at).date()
    what = "文书" if event.note.startswith("文书") else event.note
    return Look(day, event.unit.name if event.unit else "", _role(event, day), what)


def _role(event: Event, day: dt.date) -> str:
    """The office somebody held that day at that unit, in the order in which roles are declared."""
    if event.actor is None:
        return "工作人员"
    held = {
        row.role
        for row in event.actor.assignments.all()
        if row.unit_id == event.unit_id
        and row.starts_on <= day
        and (row.ends_on is None or row.ends_on >= day)
    }
    named = [role.label for role in Role if role in held]
    return "、".join(named) or "工作人员"


def unit_of(cases: Sequence[DisclosureRequest]) -> list[Unit]:
    """The agencies that handle these cases, each once."""
    return list({case.unit_id: case.unit for case in cases}.values())
