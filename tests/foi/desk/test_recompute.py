"""After a change of the calendar: counted anew, both versions kept, the handlers told."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django_q.models import OrmQ

from gongkai.base.jobs import run_due
from gongkai.base.models import CalendarYear, Event, Notice
from gongkai.base.services.calendar import days_of, load_year
from gongkai.foi.models import ClockRevision, DisclosureRequest
from gongkai.foi.services.recompute import Recomputed, recompute_open
from gongkai.foi.states import Act, Stage
from gongkai.lib.workdays import YearDays, year_days
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import perform, settled
from tests.foi.factories import RECEIVED, Office, make_case

TODAY = dt.date(2026, 3, 6)
FREE = dt.date(2026, 3, 12)  # a Thursday
NOTICE = "国办发明电〔2025〕7号"
DUE, LATER = dt.date(2026, 4, 1), dt.date(2026, 4, 2)


@pytest.fixture(autouse=True)
def _today(on_day: OnDay) -> None:
    on_day(TODAY)


@pytest.fixture
def case(office: Office) -> DisclosureRequest:
    made = settled(make_case(office.unit, Stage.HANDLING, handler=office.handler))
    assert made.due_on == DUE
    return made


def free_day() -> None:
    """One more day off in the year, as a notice might bring it."""
    known = days_of(CalendarYear.objects.get(pk=2026))
    days = YearDays({**known.holidays, FREE: "临时放假"}, known.workdays, NOTICE)
    load_year(2026, days, by=None, reason="临时放假一天")


def test_a_changed_calendar_moves_the_due_day_and_keeps_both(
    office: Office, case: DisclosureRequest
) -> None:
    free_day()
    assert recompute_open("更改2026年放假安排") == Recomputed(1, 1)
    case.refresh_from_db()
    assert case.due_on == LATER
    row = ClockRevision.objects.get()
    assert (row.case, row.old_due, row.new_due, row.calendar) == (
        case, DUE, LATER, "更改2026年放假安排",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (office.handler, "1件申请的答复期限有变化")
    assert notice.url == reverse("desk_request_revisions")
    event = Event.objects.get(act="重算答复期限")
    assert event.data == {"looked": 1, "changed": 1, "cases": [case.pk]}


def test_a_second_run_finds_nothing_more(case: DisclosureRequest) -> None:
    free_day()
    recompute_open("一次")
    assert recompute_open("再一次") == Recomputed(1, 0)
    assert ClockRevision.objects.count() == 1
    assert Notice.objects.count() == 1


def test_loading_a_year_queues_the_recount_with_the_change(case: DisclosureRequest) -> None:
    free_day()
    assert OrmQ.objects.count() == 1
    run_due()
    assert "更改2026年放假安排" in ClockRevision.objects.get().calendar


def test_a_change_that_is_rolled_back_queues_nothing(case: DisclosureRequest) -> None:
    with transaction.atomic():
        free_day()
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == 0


def test_the_same_year_again_recounts_nothing(case: DisclosureRequest) -> None:
    free_day()
    free_day()
    assert OrmQ.objects.count() == 1


def test_an_announced_year_confirms_what_was_provisional(office: Office, on_day: OnDay) -> None:
    on_day(dt.date(2026, 12, 20))
    made = settled(make_case(office.unit, Stage.HANDLING, received_on=dt.date(2026, 12, 18)))
    assert made.provisional
    old = made.due_on
    holidays = {dt.date(2027, 1, 1): "元旦"}
    load_year(2027, year_days(holidays, notice="国办发明电〔2026〕9号"), by=None)
    recompute_open("载入2027年放假安排")
    made.refresh_from_db()
    row = ClockRevision.objects.get()
    assert (row.was_provisional, row.old_due) == (True, old)
    assert (made.provisional, made.due_on) == (False, row.new_due)
    assert made.due_on > old
    assert [notice.user for notice in Notice.objects.all()] == [office.openness]


def test_closed_cases_and_those_without_a_receipt_stay_as_they_are(office: Office) -> None:
    settled(make_case(office.unit, Stage.CLOSED))
    make_case(office.unit, Stage.SUBMITTED)
    free_day()
    assert recompute_open("更改") == Recomputed(0, 0)


def test_the_applicants_last_day_is_recounted_where_it_is_counted(
    office: Office, case: DisclosureRequest
) -> None:
    # The day to correct was told to the applicant as a date: it stays.
    data = {"until": "2026-03-20"}
    perform(case, Act.ASK_CLARIFICATION, by=office.head, on=TODAY, data=data)
    free_day()
    recompute_open("更改")
    case.refresh_from_db()
    assert case.waits_until == dt.date(2026, 3, 20)
    assert not ClockRevision.objects.exists()


def test_more_than_one_batch_is_counted_through(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.foi.services.recompute.BATCH", 2)
    for _ in range(5):
        settled(make_case(office.unit, Stage.HANDLING, handler=office.handler))
    free_day()
    assert recompute_open("更改") == Recomputed(5, 5)
    assert set(DisclosureRequest.objects.values_list("due_on", flat=True)) == {LATER}
    assert Notice.objects.get().title == "5件申请的答复期限有变化"


def test_the_list_of_revisions_shows_own_cases_alone(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    free_day()
    recompute_open("更改2026年放假安排")
    url = reverse("desk_request_revisions")
    page = as_user(office.handler).get(url).content.decode()
    assert "2026年4月1日（周三）" in page
    assert "2026年4月2日（周四）" in page
    assert case.matter not in as_user(office.stranger).get(url).content.decode()
    assert case.matter not in as_user(office.other_handler).get(url).content.decode()
    book = as_user(office.handler).get(url, {"format": "xlsx"})
    assert book["Content-Disposition"].endswith(".xlsx")
    assert as_user(office.admin).get(url).status_code == 403
    assert case.received_on == RECEIVED
