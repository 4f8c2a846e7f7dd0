import datetime as dt

import pytest
from django.db import connection

from gongkai.base import calendar
from gongkai.base.models import CalendarDay, CalendarYear, Event
from gongkai.base.refusal import Refusal
from gongkai.base.services.calendar import load_year, seed
from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.workdays import add_workdays, year_days

NEXT = year_days({dt.date(2027, 1, 1): "元旦"}, [dt.date(2027, 1, 3)], "国办发明电〔2026〕9号")


def test_the_table_holds_the_seeded_years(db):
    assert calendar.working_calendar().years == seed_calendar().years
    assert add_workdays(dt.date(2026, 9, 17), 20, calendar.working_calendar()).on == dt.date(
        2026, 10, 21
    )


def test_the_calendar_is_read_once(db, django_assert_num_queries):
    calendar.working_calendar()
    with django_assert_num_queries(0):
        calendar.working_calendar()


def test_a_year_loaded_by_another_process_is_seen_when_the_time_is_up(db, monkeypatch):
    calendar.working_calendar()
    CalendarYear.objects.create(year=2027)
    CalendarDay.objects.create(day=dt.date(2027, 1, 1), year_id=2027, works=False, name="元旦")
    assert not calendar.working_calendar().is_announced(2027)
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 0)
    assert calendar.working_calendar().holiday_name(dt.date(2027, 1, 1)) == "元旦"


def test_looking_again_without_a_change_reads_one_small_table(
    db, monkeypatch, django_assert_num_queries
):
    calendar.working_calendar()
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 0)
    with django_assert_num_queries(1):
        calendar.working_calendar()


def test_a_loaded_year_counts_at_once_and_is_written_to_the_trail(
    authority, django_capture_on_commit_callbacks
):
    before = add_workdays(dt.date(2026, 12, 31), 1, calendar.working_calendar())
    assert (before.on, before.provisional) == (dt.date(2027, 1, 1), True)
    with django_capture_on_commit_callbacks(execute=True):
        load_year(2027, NEXT, by=authority)
    after = add_workdays(dt.date(2026, 12, 31), 1, calendar.working_calendar())
    assert (after.on, after.provisional) == (dt.date(2027, 1, 3), False)
    event = Event.objects.get()
    assert (event.act, event.data["source"]) == ("载入日历", "国办发明电〔2026〕9号")
    assert event.data["days"] == [["2027-01-01", "休"], ["2027-01-03", "班"]]


def test_a_year_loaded_again_is_put_in_place_of_the_old_one(authority):
    load_year(2027, NEXT, by=authority)
    load_year(2027, year_days({}, [], "更正通知"), by=authority, reason="更正通知。")
    assert CalendarYear.objects.get(year=2027).source == "更正通知"
    assert CalendarDay.objects.filter(year=2027).count() == 0


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (year_days({}, [], " "), "source"),
        (year_days({dt.date(2026, 1, 1): "元旦"}, [], "某文"), "days"),
        (year_days({dt.date(2027, 1, 2): "周六"}, [], "某文"), "days"),
        (year_days({}, [dt.date(2027, 1, 4)], "某文"), "days"),
    ],
)
def test_a_year_that_cannot_be_right_is_refused(authority, days, field):
    with pytest.raises(Refusal) as refused:
        load_year(2027, days, by=authority)
    assert refused.value.field == field
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_seeding_leaves_a_filled_calendar_alone(db):
    CalendarYear.objects.filter(year__gt=2004).delete()
    seed()
    assert CalendarYear.objects.count() == 1


def test_today_is_the_day_in_shanghai(monkeypatch):
    late = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert calendar.today() == dt.date(2026, 11, 21)


def test_an_empty_table_is_a_calendar_of_plain_weeks(db):
    CalendarYear.objects.all().delete()
    calendar.forget()
    due = add_workdays(dt.date(2026, 9, 30), 1, calendar.working_calendar())
    assert (due.on, due.provisional) == (dt.date(2026, 10, 1), True)
    assert connection.in_atomic_block
