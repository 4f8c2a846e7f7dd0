import datetime as dt

from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from gongkai.base import periodic, tasks
from gongkai.base.models import FormToken
from gongkai.base.services import forms, trail, trail_check


def test_what_has_run_out_is_removed_and_the_rest_kept(db, settings, tmp_path):
    settings.FILES, settings.LOG_FOLDER = tmp_path / "files", tmp_path / "logs"
    now = timezone.now()
    Session.objects.create(
        session_key="old", session_data="", expire_date=now - dt.timedelta(days=1)
    )
    Session.objects.create(
        session_key="new", session_data="", expire_date=now + dt.timedelta(days=1)
    )
    old, new = forms.new_token(), forms.new_token()
    for token in (old, new):
        forms.once(token, "试验", dict)
    FormToken.objects.filter(token=old).update(used_at=now - dt.timedelta(days=31))
    AccessLog.objects.create(username="a", ip_address="127.0.0.1")
    AccessLog.objects.update(attempt_time=now - dt.timedelta(days=settings.LOG_KEEP_DAYS + 1))
    tasks.housekeeping()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.token for row in FormToken.objects.all()] == [new]
    assert AccessLog.objects.count() == 0


def test_many_rows_go_in_batches(db, settings, tmp_path, monkeypatch):
    settings.FILES, settings.LOG_FOLDER = tmp_path / "files", tmp_path / "logs"
    monkeypatch.setattr(tasks, "_BATCH", 2)
    past = timezone.now() - dt.timedelta(days=1)
    Session.objects.bulk_create(
        [Session(session_key=str(n), session_data="", expire_date=past) for n in range(5)]
    )
    tasks.housekeeping()
    assert Session.objects.count() == 0


def test_the_head_of_the_trail_is_exported(city, settings, tmp_path):
    settings.DATA = tmp_path
    trail.record("改", city.city, by=None)
    tasks.export_trail_head()
    assert trail_check.heads_file().exists()


def test_the_periodic_jobs_of_the_base_are_registered():
    assert {"gongkai:导出链头", "gongkai:清理"} <= set(periodic._registered)
