"""What waits for the registration desk: registration, assignment, requests that have lapsed."""

from collections.abc import Iterator

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.todo import Todo
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import intake as queries
from gongkai.foi.states import WorkStep


def to_register(user: User, limit: int) -> Iterator[Todo]:
    """Applications that wait for registration; due after the working days of the step 接收."""
    if not queries.is_desk(user):
        return
    days = queries.step_days(WorkStep.RECEIVE)
    for case in queries.inbox(user)[:limit]:
        allowed = days(case.unit)
        yield Todo(
            what=f"登记申请：{case.matter[:40]}",
            url=_url(case),
            source=f"{case.unit.label}，{case.application.get_channel_display()}",
            due=queries.limit_after(queries.arrival_of(case), allowed),
            total_days=allowed,
            kind="登记",
        )


def to_assign(user: User, limit: int) -> Iterator[Todo]:
    """Registered cases nobody handles yet; due after the working days of the step 移交."""
    if not queries.is_desk(user):
        return
    days = queries.step_days(WorkStep.TRANSFER)
    for case in queries.unassigned(user)[:limit]:
        allowed = days(case.unit)
        since = case.received_on or queries.arrival_of(case)
        yield Todo(
            what=f"分办：{case.number}，{case.matter[:40]}",
            url=_url(case),
            source=case.unit.label,
            due=queries.limit_after(since, allowed),
            total_days=allowed,
            kind="分办",
        )


def to_lapse(user: User, limit: int) -> Iterator[Todo]:
    """Requests whose applicant let the last day for correction or payment pass."""
    if not queries.is_desk(user):
        return
    for case in queries.lapsing(user, today())[:limit]:
        yield Todo(
            what=f"按视为放弃办理：{case.number}",
            url=_url(case),
            source="申请人逾期没有补正或者缴费",
            kind="逾期",
            tone="soon",
            word="期限已过",
        )


def _url(case: DisclosureRequest) -> str:
    return reverse("desk_request", args=[case.pk])
