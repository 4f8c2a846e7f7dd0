"""What a disclosure request keeps to itself: who applies, what was written, what was handed in."""

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import clarifying, conferring, consulting, intake, redacting, searching
from gongkai.foi.services.intake import ApplicantFacts, ApplicationFacts, Paper
from gongkai.foi.states import Channel, ConsultationKind, FilePurpose, IdKind, Stance, WantedRoute
from gongkai.lib.workdays import nth_workday
from gongkai.portal.demo.canaries.nest import Nest
from gongkai.portal.demo.requests import Desk, desks


def plant(nest: Nest, units: dict[str, Unit], people: dict[str, User]) -> None:
    """Two cases of one unit: one that others are asked about, one that waits for its correction."""
    unit, desk = units["shifuban"], desks(people)["shifuban"]
    _asked(nest, _case(nest, "asked", unit, desk), units["caizheng"], desk)
    _corrected(nest, _case(nest, "corrected", unit, desk), desk)


def _case(nest: Nest, model: str, unit: Unit, desk: Desk) -> DisclosureRequest:
    """A string in everything the applicant states and hands in."""
    lay = nest.lay
    applicant = ApplicantFacts(
        name=f"演示{lay(model, 'name')}",
        kind="natural",
        id_kind=IdKind.OTHER,
        id_number=lay(model, "id"),
        phone="13900009999",
        email=f"{lay(model, 'email')}@example.test",
        address=f"演示路{lay(model, 'address')}号",
        help_needed=lay(model, "help"),
    )
    facts = ApplicationFacts(
        unit=unit,
        channel=Channel.IN_PERSON,
        wanted=f"演示事项{lay(model, 'wanted')}",
        doc_no=lay(model, "document"),
        wanted_route=WantedRoute.POST,
    )
    content, name = lay(model, "content").encode(), f"{lay(model, 'file')}.txt"
    paper = Paper(content, name, FilePurpose.APPLICATION)
    case = intake.submit(applicant=applicant, facts=facts, files=[paper], by=desk.registrar).case
    case = intake.register(case, by=desk.registrar)
    intake.assign(
        case,
        handler=desk.handler,
        by=desk.head,
        office=lay(model, "office"),
        note=lay(model, "task"),
    )
    intake.add_note(case, by=desk.handler, note=lay(model, "note"))
    return case


def _asked(nest: Nest, case: DisclosureRequest, other: Unit, desk: Desk) -> None:
    """A third party and another unit with question and answer, a search, an original."""
    lay, by = nest.lay, desk.handler
    made = consulting.start_consultation(
        case, by=by, kind=ConsultationKind.THIRD_PARTY, name=lay("third", "name"),
        contact=lay("third", "contact"), question=lay("third", "question"),
        items=lay("third", "item"), served_on=today(), evidence=lay("third", "evidence"),
    )  # fmt: skip
    consulting.take_opinion(
        made, by=by, on=today(), stance=Stance.REFUSE, opinion=lay("third", "opinion"),
        files=[(f"{lay('third', 'file')}.txt", lay("third", "content").encode())],
    )  # fmt: skip
    due = nth_workday(today(), 3, working_calendar())
    asked = conferring.confer(
        case, by=by, unit=other, question=lay("confer", "question"), due_on=due
    )
    conferring.confer_answer(asked, by=by, opinion=lay("confer", "opinion"))
    searching.search_record(
        case, by=by, on=today(), places=lay("search", "places"), words=lay("search", "words"),
        method=lay("search", "method"), found=True, result=lay("search", "result"),
    )  # fmt: skip
    redacting.add_record(
        case, lay("original", "content").encode(), name=f"{lay('original', 'name')}.txt", by=by
    )


def _corrected(nest: Nest, case: DisclosureRequest, desk: Desk) -> None:
    """The words of a letter, and what came back."""
    until = nth_workday(today(), 10, working_calendar())
    clarifying.ask_clarification(
        case, by=desk.head, on=today(), until=until, what=nest.lay("letter", "body"),
        guidance=nest.lay("letter", "guidance"),
    )  # fmt: skip
    clarifying.receive_correction(
        case, by=desk.registrar, on=today(), text=nest.lay("correction", "text")
    )
