"""What the pages of the supervision share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.masks import masked_name, veiled
from gongkai.foi.models import Applicant, DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.lights import light_of
from gongkai.foi.queries.steps import ORDER, StepTime, steps_of
from gongkai.foi.states import ApplicantKind, WorkStep

NOT_AUTHORITY = "申请督办由政府信息公开主管部门使用，您的账号没有这个角色。"
NOT_SUPERVISOR = "您不是这个单位的主管部门，不能办理；可以查看。"
WATCH = ("申请督办", "desk_watch")


def authority(request: HttpRequest) -> User:
    """The person, who is an authority in charge of some unit."""
    allow(rules.may_supervise(request.user), NOT_AUTHORITY)
    return person(request)


def way(*links: tuple[str, str]) -> list[dict[str, str]]:
    """Crumbs below the page of the supervision."""
    return crumbs(("依申请公开", reverse("desk_requests")), (WATCH[0], reverse(WATCH[1])), *links)


def shown(cases: list[DisclosureRequest]) -> list[dict[str, Any]]:
    """Cases with light, steps, applicant and matter, masked always: the authority need not know who
    it is, and people write their names into the matter. Four statements for any number."""
    on, calendar = today(), working_calendar()
    steps = steps_of(cases)
    keys = [case.application.applicant_id for case in cases]
    people = Applicant.objects.in_bulk(keys)
    for case in cases:
        case.application.applicant = people[case.application.applicant_id]
    prefetch_related_objects(cases, "consultations")
    return [
        {
            "case": case,
            "light": light_of(case, on, calendar),
            "steps": by_step(steps[case.pk]),
            "applicant": masked(case.application.applicant),
            "matter": veiled(case.matter, case_pages.secrets_of(case)),
        }
        for case in cases
    ]


def masked(who: Applicant) -> str:
    """The applicant's name as the authority reads it."""
    return masked_name(who.name, organisation=who.kind != ApplicantKind.NATURAL)


def by_step(times: Iterable[StepTime]) -> list[tuple[WorkStep, StepTime | None]]:
    """The five steps in their order, each with its time where it has begun."""
    found = {one.step: one for one in times}
    return [(step, found.get(step)) for step in ORDER]
