"""An application comes in: whatever its door, it is stored once, verbatim, with its first case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gongkai.base.calendar import moment, today
from gongkai.base.models import User
from gongkai.base.services import numbers
from gongkai.foi.models import Account, Applicant, Application, DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.services.intake import codes, keys, registering
from gongkai.foi.services.intake.checking import Checked, check
from gongkai.foi.services.intake.facts import ApplicantFacts, ApplicationFacts
from gongkai.foi.services.intake.papers import CheckedPaper, Paper, check_papers, keep_papers
from gongkai.foi.services.intake.registering import Receipt
from gongkai.foi.services.intake.telling import tell_desk
from gongkai.foi.states import Act

SERIES = "foi-application"
_MATTER = 300


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a submission.

    Args:
        application: as stored.
        case: its first case; registered already where the day of receipt is fixed at once.
        query_code: shown to the applicant now and never again.
        doubts: sentences on what was typed that refuse nothing.
    """

    application: Application
    case: DisclosureRequest
    query_code: str
    doubts: tuple[str, ...] = ()


@transaction.atomic
def submit(
    *,
    applicant: ApplicantFacts,
    facts: ApplicationFacts,
    files: Sequence[Paper | CheckedPaper] = (),
    by: User | None = None,
    account: Account | None = None,
    receipt: Receipt | None = None,
) -> Submitted:
    """Stores an application and opens its case.

    Effects, in this order: applicant, application with its number (SQ2026000123, without gaps) and a
    query code of which only the fingerprint is kept, the files sealed, the case; where the day of
    receipt is fixed already, its number and receipt; a notice to the desk; the act of submission and
    then that of registration.

    Args:
        files: at most ten; give them checked (`check_papers`) where others wait for the database.
        by: the clerk who writes it up; None for the applicant.
        account: of the applicant, where signed in.
        receipt: registers at once with this receipt (`register`); internet and kiosk do by themselves
            with `FOI_AUTO_RECEIPT`.

    Raises:
        Refusal: what article 29 wants is missing or cannot be; a file that is not taken; the receipt
            is not as the rule of the channel wants it.
    """
    papers = check_papers(files)
    checked = check(applicant, facts, papers, by_clerk=by is not None)
    number = numbers.take(SERIES, today().year)
    code = codes.new_code()
    application = _application(checked, f"SQ{number.series.year}{number.serial:06d}", code, by)
    who = _applicant(checked, account, fallback=application.number)
    application.applicant = who
    application.digest = keys.digest_of(application, who, [_sha256(p) for p in papers])
    application.save()
    keep_papers(papers, by=by, application=application)
    case = _case(application)
    _perform(case, checked, by=by, receipt=receipt, count=len(papers))
    return Submitted(application, case, code, checked.doubts)


def _perform(
    case: DisclosureRequest,
    checked: Checked,
    *,
    by: User | None,
    receipt: Receipt | None,
    count: int,
) -> None:
    automatic = by is None and registering.is_automatic(checked.facts.channel)
    ready, memory = None, {}
    if automatic or receipt is not None:
        ready = registering.prepare(case, receipt or Receipt(), by=by)
        memory = _taken_out(case)
    tell_desk(case, "申请已经登记，请分办" if ready else "收到新的申请，请核对登记")
    acting.perform(
        case,
        Act.SUBMIT,
        by=by,
        actor="" if by else acting.APPLICANT,
        on=checked.arrived_on,
        data={
            "channel": str(checked.facts.channel),
            "missing": [gap.field for gap in checked.gaps],
            "read_back": checked.facts.read_back,
            "files": count,
        },
        visible=True,
        first=True,
    )
    if ready is not None:
        for name, value in memory.items():
            setattr(case, name, value)
        registering.enter(case, ready, by=by)


def _taken_out(case: DisclosureRequest) -> dict[str, object]:
    """What a prepared registration put on the case, which the act of submission must not see yet."""
    fields = ("received_on", "number", "issued_number")
    memory = {name: getattr(case, name) for name in fields}
    case.received_on, case.number, case.issued_number = None, "", None
    return memory


def _application(checked: Checked, number: str, code: str, by: User | None) -> Application:
    facts = checked.facts
    return Application(
        number=number,
        query_code=codes.code_print(number, code),
        unit=facts.unit,
        channel=facts.channel,
        wanted=facts.wanted,
        doc_no=facts.doc_no,
        wanted_form=facts.wanted_form,
        wanted_route=facts.wanted_route,
        proposes_publication=facts.proposes_publication,
        matter_key=keys.matter_key(facts.wanted),
        submitted_at=moment(),
        arrived_on=checked.arrived_on,
        written_by=by,
    )


def _applicant(checked: Checked, account: Account | None, *, fallback: str) -> Applicant:
    said = checked.applicant
    contact = said.phone or said.email or said.address or fallback
    return Applicant.objects.create(
        kind=said.kind,
        name=said.name,
        id_kind=said.id_kind,
        id_number=said.id_number,
        contact_name=said.contact_name,
        phone=said.phone,
        fax=said.fax,
        email=said.email,
        address=said.address,
        agent_name=said.agent_name,
        agent_id_number=said.agent_id_number,
        help_needed=said.help_needed,
        same_person_key=keys.person_key(id_number=said.id_number, name=said.name, contact=contact),
        name_key=keys.name_key(said.name),
        phone_key=keys.phone_key(said.phone),
        account=account,
    )


def _case(application: Application) -> DisclosureRequest:
    return DisclosureRequest.objects.create(
        application=application,
        unit=application.unit,
        matter=" ".join(application.wanted.split())[:_MATTER],
        matter_key=application.matter_key,
        same_person_key=application.applicant.same_person_key,
    )


def _sha256(paper: CheckedPaper) -> str:
    return hashlib.sha256(paper.content).hexdigest()
