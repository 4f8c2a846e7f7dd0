"""What a message does: the same services as on the page, in the name of the applicant."""

from typing import Any

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Application, DisclosureRequest, ExchangeMessage
from gongkai.foi.services import clarifying, intake
from gongkai.foi.services.exchange import outbound
from gongkai.foi.services.exchange.bodies import (
    SUBMITTED,
    Corrected,
    Submitted,
    Withdrawn,
)
from gongkai.foi.services.exchange.reading import Message
from gongkai.foi.services.exchange.status import status_of
from gongkai.foi.states import CASE_MOVES, Act, Channel, MessageDirection, MessageState, Stage


def apply(row: ExchangeMessage, message: Message) -> dict[str, Any]:
    """Applies a message in the transaction of its row; gives the facts of the answer.

    Raises:
        Refusal: whatever the service refuses.
    """
    body = message.body
    if isinstance(body, Submitted):
        return _submit(row, message, body)
    application = application_of(row.subject)
    if application is None:
        raise Refusal("没有这件申请，请先发送提交申请的报文，或者核对编号。", status=404)
    cases = list(application.cases.order_by("pk"))
    row.case = cases[0]
    if isinstance(body, Corrected):
        row.case = _correct(cases, message, body)
    elif isinstance(body, Withdrawn):
        row.case = _withdraw(cases, body)
    return status_of(application)


def application_of(subject: str) -> Application | None:
    """The application that came under that number."""
    found = (
        ExchangeMessage.objects.filter(
            direction=MessageDirection.INBOUND,
            subject=subject,
            kind=SUBMITTED,
            state=MessageState.APPLIED,
            case__isnull=False,
        )
        .select_related("case__application")
        .first()
    )
    return found.case.application if found and found.case else None


def _submit(row: ExchangeMessage, message: Message, body: Submitted) -> dict[str, Any]:
    """Takes the application in; the platform's interface is one on the internet (条例第三十一条)."""
    if application_of(row.subject) is not None:
        raise Refusal("这个编号的申请此前已经收到，不能再次提交；补充内容请用补正。")
    unit = Unit.objects.filter(slug=body.unit).first()
    if unit is None:
        raise Refusal("没有这个受理机关，请核对机关的代号后重新发送。", field="body.unit")
    who = body.applicant
    done = intake.submit(
        applicant=intake.ApplicantFacts(**who.model_dump(mode="json")),
        facts=intake.ApplicationFacts(
            unit=unit,
            channel=Channel.INTERNET,
            wanted=body.wanted,
            doc_no=body.doc_no,
            wanted_form=body.form,
            wanted_route=body.route,
            proposes_publication=body.proposes_publication,
            arrived_on=body.submitted_on,
        ),
        files=message.papers,
    )
    row.case = done.case
    for act in done.case.acts.order_by("pk"):
        outbound.queue(row.subject, done.case, act)
    return status_of(done.application)


def _named(cases: list[DisclosureRequest], number: str, act: Act) -> list[DisclosureRequest]:
    """The case the message names; without a name, those in which the act is possible."""
    if number:
        named = [case for case in cases if case.number == number]
        if not named:
            raise Refusal("这件申请里没有这个登记编号，请核对后重新发送。", field="body.case")
        return named
    ready = [case for case in cases if CASE_MOVES.can(Stage(case.stage), act)]
    return ready or cases[:1]


def _correct(cases: list[DisclosureRequest], message: Message, body: Corrected) -> Any:
    found = _named(cases, body.case, Act.RECEIVE_CORRECTION)
    if len(found) > 1:
        raise Refusal(
            "这件申请拆成了几件，有几件在等补正，请写明补正的是哪个登记编号。", field="body.case"
        )
    files = [(paper.name, paper.content) for paper in message.papers]
    return clarifying.receive_correction(found[0], text=body.text, files=files)


def _withdraw(cases: list[DisclosureRequest], body: Withdrawn) -> Any:
    done = [
        intake.withdraw(case, note=body.note) for case in _named(cases, body.case, Act.WITHDRAW)
    ]
    return done[0]
