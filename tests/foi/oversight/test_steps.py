"""Step times of cases from their acts, against the limits of their government."""

import datetime as dt

from pytest_django import DjangoAssertNumQueries

from gongkai.foi.models import DisclosureRequest, StepLimit
from gongkai.foi.queries.steps import limits_in_force, steps_of
from gongkai.foi.states import Act, Stage, WorkStep
from tests.foi.factories import Office, make_case
from tests.foi.oversight.helpers import arrived, noted


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def read() -> list[DisclosureRequest]:
    return list(DisclosureRequest.objects.select_related("application", "unit").order_by("pk"))


def whole(office: Office) -> DisclosureRequest:
    case = make_case(office.unit, Stage.HANDLING)
    arrived(case, march(2))
    # Registered on the 5th with the 4th as the day of receipt.
    noted(case, Act.REGISTER, march(5), own_day=march(4))
    noted(case, Act.ASSIGN, march(6))
    noted(case, Act.CONSULT, march(9), ref="c1", kind="third_party", limit="2026-03-30")
    noted(case, Act.TAKE_OPINION, march(12), ref="c1", kind="third_party")
    return case


def test_steps_come_from_the_acts_and_waiting_is_taken_off(office: Office) -> None:
    case = whole(office)
    found = {
        one.step: (one.days, one.limit, one.over, one.running) for one in steps_of(read())[case.pk]
    }
    assert found == {
        WorkStep.RECEIVE: (3, 1, 2, False),
        WorkStep.TRANSFER: (1, 1, 0, False),
        WorkStep.HANDLE: (4, 10, 0, True),
    }


def test_a_case_from_an_old_ledger_knows_only_the_days_of_its_acts(office: Office) -> None:
    case = make_case(office.unit, Stage.CLOSED)
    arrived(case, march(2))
    noted(case, Act.REGISTER, dt.date(2026, 3, 16), own_day=march(3), imported=True)
    assert steps_of(read())[case.pk][0].days == 1


def test_the_nearest_government_sets_the_limit(office: Office) -> None:
    city = office.city
    StepLimit.objects.create(unit=city.city, step=WorkStep.HANDLE, days=8)
    StepLimit.objects.create(unit=city.east, step=WorkStep.HANDLE, days=5)
    limits = limits_in_force()
    assert [
        limits.of(unit)["handle"] for unit in (city.province, city.education, city.east_street, city.west_street)
    ] == [10, 8, 5, 8]  # fmt: skip
    assert (limits.own(city.east), limits.above(city.east)["handle"]) == ({"handle": 5}, 8)


def test_three_cases_cost_as_many_statements_as_one(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    whole(office)
    one = read()
    steps_of(one)  # the calendar is read once for all
    with django_assert_num_queries(2):
        steps_of(one)
    whole(office)
    whole(office)
    three = read()
    with django_assert_num_queries(2):
        steps_of(three)
