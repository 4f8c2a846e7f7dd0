"""What waits for the registration desk."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongkai.foi import todo_intake
from gongkai.foi.models import DisclosureRequest, StepLimit
from gongkai.foi.states import Channel, Stage, WorkStep
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.intake.people import DAY, registered, submitted


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


def test_an_application_waits_until_the_next_working_day(office: Office) -> None:
    case = submitted(office.unit, Channel.FAX, by=office.registrar).case
    (row,) = todo_intake.to_register(office.registrar, 10)
    assert (row.due, row.total_days, row.kind) == (dt.date(2026, 3, 5), 1, "登记")
    assert row.url == f"/desk/requests/{case.pk}/"


def test_the_nearest_government_sets_the_limit(office: Office) -> None:
    StepLimit.objects.create(unit=office.city.city, step=WorkStep.RECEIVE, days=2)
    StepLimit.objects.create(unit=office.city.province, step=WorkStep.RECEIVE, days=4)
    submitted(office.unit, Channel.FAX, by=office.registrar)
    (row,) = todo_intake.to_register(office.registrar, 10)
    assert row.due == dt.date(2026, 3, 6)


def test_a_registered_case_waits_to_be_given_out(office: Office) -> None:
    case = registered(office.unit)
    (row,) = todo_intake.to_assign(office.registrar, 10)
    assert row.what.startswith(f"分办：{case.number}")
    assert row.due == dt.date(2026, 3, 5)


def test_a_reopened_case_waits_to_be_given_out_too(office: Office) -> None:
    make_case(office.unit, Stage.REOPENED)
    assert len(list(todo_intake.to_assign(office.registrar, 10))) == 1


def test_what_has_lapsed_waits_to_be_entered(office: Office) -> None:
    case = make_case(office.unit, Stage.CLARIFYING)
    DisclosureRequest.objects.update(waits_until=DAY)
    assert list(todo_intake.to_lapse(office.registrar, 10)) == []
    DisclosureRequest.objects.update(waits_until=DAY - dt.timedelta(days=1))
    (row,) = todo_intake.to_lapse(office.registrar, 10)
    assert row.what == f"按视为放弃办理：{case.number}"


@pytest.mark.parametrize(
    "source", [todo_intake.to_register, todo_intake.to_assign, todo_intake.to_lapse]
)
def test_nothing_waits_for_others_and_it_costs_nothing(
    office: Office, source: Any, django_assert_num_queries: Callable[..., Any]
) -> None:
    submitted(office.unit, Channel.FAX, by=office.registrar)
    registered(office.unit)
    assert list(source(office.stranger, 10)) == []
    assert list(source(office.handler, 10)) == []
    with django_assert_num_queries(0):
        assert list(source(office.handler, 10)) == []
