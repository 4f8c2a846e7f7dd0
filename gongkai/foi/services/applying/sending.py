"""From a finished draft to the application."""

from dataclasses import fields
from typing import Any

from django.db import transaction

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Account
from gongkai.foi.queries.applying import units_that_take
from gongkai.foi.services import intake
from gongkai.foi.services.applying.budget import spend
from gongkai.foi.services.applying.drafts import Draft
from gongkai.foi.services.applying.papers import forget_held, opened_papers
from gongkai.foi.states import Channel, FilePurpose


@transaction.atomic
def send(draft: Draft, *, account: Account | None = None) -> intake.Submitted:
    """Submits what a draft says; its files become those of the application.

    Effects: one of the hourly budget of the address, then those of `intake.submit`; the files held
    for the draft are removed.

    Args:
        account: of the applicant, where signed in.

    Raises:
        Refusal: at its field: what article 29 wants is missing or cannot be; too many in an hour.
    """
    spend("submissions")
    answers = draft.answers
    done = intake.submit(
        applicant=_who(answers),
        facts=_what(draft),
        files=[paper for paper in opened_papers(draft) if _wanted(paper, answers)],
        account=account,
    )
    forget_held(draft)
    return done


def _who(answers: dict[str, Any]) -> intake.ApplicantFacts:
    names = [one.name for one in fields(intake.ApplicantFacts)]
    said = {name: str(answers.get(name, "")) for name in names}
    if answers.get("agent") != "yes":
        said["agent_name"] = said["agent_id_number"] = ""
    return intake.ApplicantFacts(**said)


def _what(draft: Draft) -> intake.ApplicationFacts:
    answers = draft.answers
    return intake.ApplicationFacts(
        unit=_unit(answers.get("unit")),
        channel=Channel.KIOSK if draft.kiosk else Channel.INTERNET,
        wanted=str(answers.get("wanted", "")),
        doc_no=str(answers.get("doc_no", "")),
        wanted_form=str(answers.get("wanted_form", "")),
        wanted_route=str(answers.get("wanted_route", "")),
        proposes_publication=bool(answers.get("proposes_publication")),
    )


def _unit(slug: Any) -> Unit:
    unit = units_that_take().filter(slug=str(slug or "")).first()
    if unit is None:
        raise Refusal("请选择向哪个机关申请。", field="unit")
    return unit


def _wanted(paper: intake.CheckedPaper, answers: dict[str, Any]) -> bool:
    """A mandate chosen before somebody said to apply in person is not sent."""
    return paper.purpose != FilePurpose.MANDATE or answers.get("agent") == "yes"
