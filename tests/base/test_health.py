import datetime as dt
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_q.models import OrmQ

from gongkai.base import health, jobs
from gongkai.base.models import Heartbeat
from gongkai.base.services import trail
from tests.base.trial_errors import sqlite_error


@pytest.fixture(autouse=True)
def _own_checks_alone(monkeypatch):
    monkeypatch.setattr(health, "_checks", {})


def test_with_a_living_worker_all_is_well(db):
    health.beat("jobs", pid=1)
    report = health.report()
    assert report["ok"]
    assert [name for name, part in report.items() if isinstance(part, dict)] == [
        "database",
        "background",
        "disk",
        "clock",
    ]
    assert report["database"]["vendor"] == connection.vendor


def test_without_a_worker_it_is_not_well(db):
    assert not health.report()["background"]["ok"]


def test_a_worker_not_seen_for_a_minute_is_not_well(db):
    health.beat("jobs")
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(seconds=61))
    assert not health.background()["ok"]


def test_a_job_that_waits_too_long_is_not_well(db):
    health.beat("jobs")
    jobs.enqueue("x.y")
    OrmQ.objects.update(lock=timezone.now() - dt.timedelta(seconds=301))
    report = health.background()
    assert (report["ok"], report["waiting"]) == (False, 1)
    assert report["job_age"] >= 301


def test_a_full_disk_is_not_well(db, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert not health.disk()["ok"]


def test_a_clock_behind_the_last_event_is_not_well(city, monkeypatch):
    trail.record("改", city.city, by=None)
    earlier = timezone.now() - dt.timedelta(minutes=10)
    monkeypatch.setattr(health.timezone, "now", lambda: earlier)
    report = health.clock()
    assert not report["ok"]
    assert 590 < report["behind_seconds"] < 610


def test_other_apps_add_their_parts(db):
    health.register_check("search", lambda: {"ok": False, "documents": 3})
    assert health.report()["search"] == {"ok": False, "documents": 3}
    assert not health.report()["ok"]


def test_a_part_that_cannot_answer_is_reported_and_the_rest_comes(db):
    def broken():
        raise OperationalError("locked") from sqlite_error(sqlite3.SQLITE_BUSY)

    health.register_check("search", broken)
    report = health.report()
    assert report["search"] == {"ok": False, "problem": "检查未能完成，原因见运行日志。"}
    assert report["disk"]["ok"]


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ({"synchronous": "FULL", "journal_mode": "wal"}, 0),
        ({"synchronous": "EXTRA"}, 0),
        ({"synchronous": "NORMAL"}, 1),
        ({"synchronous": "OFF"}, 1),
        ({"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}, 0),
        ({"synchronous_commit": "off", "fsync": "off", "full_page_writes": "off"}, 3),
        ({"synchronous_commit": "remote_apply", "fsync": "on", "full_page_writes": "on"}, 0),
    ],
)
def test_settings_that_lose_acknowledged_submissions_are_named(found, count):
    assert len(health.unsafe_settings(found)) == count


def test_the_database_of_the_tests_keeps_what_it_acknowledges(db):
    with connection.cursor() as cursor:
        found = health.durability(cursor)
    assert health.unsafe_settings(found) == []


def test_the_address_for_monitors_answers_with_the_report(visitor):
    health.beat("jobs")
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"]
