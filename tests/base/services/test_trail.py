import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gongkai.base.models import Event, OutboxEntry, TrailHead
from gongkai.base.models.trail import AppendOnly
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail, trail_check
from gongkai.base.where import coming_from
from tests.conftest import set_guard


@pytest.fixture
def guarded(db):
    set_guard(up=True)
    yield
    set_guard(up=False)


def record_three(city, by):
    for note in ("甲", "乙", "丙"):
        trail.record("登记", city.education, by=by, unit=city.education, note=note)


def test_an_act_is_written_with_who_what_where_and_for_whom(city, clerk):
    with coming_from("10.1.2.3"):
        event = trail.record(
            "修改",
            city.education,
            by=clerk,
            unit=city.education,
            note="改电话",
            data={"phone": "1"},
        )
    event.refresh_from_db()
    assert (event.seq, event.actor, event.actor_name, event.unit) == (
        1,
        clerk,
        "陈信息",
        city.education,
    )
    assert (event.act, event.note, event.data, event.address) == (
        "修改",
        "改电话",
        {"phone": "1"},
        "10.1.2.3",
    )
    assert (event.subject_type, event.subject_id, event.subject) == (
        "base.unit",
        str(city.education.pk),
        "明湖市教育局",
    )


def test_an_act_of_nobody_is_the_systems(city):
    assert trail.record("整理", city.city, by=None).actor_name == "系统"


def test_acts_are_numbered_and_chained(city, clerk):
    record_three(city, clerk)
    events = list(Event.objects.order_by("seq"))
    assert [e.seq for e in events] == [1, 2, 3]
    assert [e.prev_hash for e in events] == ["", events[0].hash, events[1].hash]
    head = TrailHead.objects.get()
    assert (head.seq, head.hash) == (3, events[2].hash)


def test_what_changed_goes_into_the_outbox_once(city):
    trail.record("修改", city.city, by=None, changed=[("unit", 5), ("publication", 7), ("unit", 5)])
    trail.record("修改", city.city, by=None, changed=[("unit", 5)])
    assert list(OutboxEntry.objects.order_by("seq").values_list("seq", "kind", "object_id")) == [
        (1, "unit", 5),
        (2, "publication", 7),
        (3, "unit", 5),
    ]
    assert TrailHead.objects.get().outbox_seq == 3


def test_many_acts_are_written_under_one_lock(city, clerk, django_assert_num_queries):
    entries = [
        trail.Entry("导入", city.city, clerk, data={"n": n}, changed=[("publication", n)])
        for n in range(30)
    ]
    with django_assert_num_queries(4):
        trail.record_many(entries)
    assert Event.objects.count() == 30
    assert OutboxEntry.objects.count() == 30
    assert trail_check.verify().ok


def test_no_acts_at_all_are_no_work(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        trail.record_many([])


def test_announcing_writes_the_outbox_and_no_event(db):
    trail.announce([("publication", 3)])
    assert OutboxEntry.objects.get().object_id == 3
    assert Event.objects.count() == 0


def test_announcing_nothing_writes_nothing(db):
    trail.announce([])
    assert OutboxEntry.objects.count() == 0


def test_a_look_at_personal_data_is_an_act(city, clerk):
    event = trail.note_look(city.city, by=clerk, what="申请人联系方式")
    assert (event.act, event.note) == ("查看个人信息", "申请人联系方式")


def test_details_come_back_as_every_database_gives_them(city):
    data = {
        "half": 0.5,
        "whole": 2.0,
        "day": dt.date(2024, 1, 2),
        "sum": Decimal("1.50"),
        "bad": "a\0b\ud800",
    }
    event = trail.record("改", city.city, by=None, data=data, note="空\0")
    event.refresh_from_db()
    assert event.data == {
        "half": "0.5",
        "whole": 2,
        "day": "2024-01-02",
        "sum": "1.50",
        "bad": "a\ufffdb\ufffd",
    }
    assert event.note == "空\ufffd"
    assert trail_check.verify().ok


def test_an_act_that_is_rolled_back_leaves_no_trace(city):
    with suppress(ZeroDivisionError), transaction.atomic():
        trail.record("改", city.city, by=None, changed=[("unit", 1)])
        raise ZeroDivisionError
    assert (Event.objects.count(), OutboxEntry.objects.count(), TrailHead.objects.get().seq) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_a_mistake_of_the_program():
    with pytest.raises(RuntimeError):
        trail.record("改", TrailHead(pk=1), by=None)


def test_a_clock_far_behind_the_last_act_stops_writing(city, monkeypatch):
    trail.record("改", city.city, by=None)
    earlier = timezone.now() - dt.timedelta(minutes=6)
    monkeypatch.setattr(trail.timezone, "now", lambda: earlier)
    with pytest.raises(Refusal, match="服务器时钟"):
        trail.record("改", city.city, by=None)
    assert Event.objects.count() == 1


def test_a_clock_a_little_behind_is_borne(city, monkeypatch):
    trail.record("改", city.city, by=None)
    earlier = timezone.now() - dt.timedelta(minutes=4)
    monkeypatch.setattr(trail.timezone, "now", lambda: earlier)
    assert trail.record("改", city.city, by=None).seq == 2


def test_the_model_refuses_to_change_or_delete_an_event(city):
    event = trail.record("改", city.city, by=None)
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()


@pytest.mark.parametrize("sql", ["UPDATE base_event SET note = 'x'", "DELETE FROM base_event"])
def test_the_database_refuses_to_change_or_delete_an_event(city, guarded, sql):
    trail.record("改", city.city, by=None)
    with (
        pytest.raises(IntegrityError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Event.objects.count() == 1


def test_a_sound_trail_is_reported_as_sound(city, clerk):
    record_three(city, clerk)
    report = trail_check.verify()
    assert (report.ok, report.events, report.problem) == (True, 3, None)
    assert report.head == TrailHead.objects.get().hash


def test_an_empty_trail_is_sound(db):
    assert trail_check.verify().ok


def changed(seq):
    Event.objects.filter(seq=seq).update(note="改过")


def deleted(seq):
    Event.objects.filter(seq=seq)._raw_delete("default")


def swapped(a, b):
    Event.objects.filter(seq=a).update(seq=99)
    Event.objects.filter(seq=b).update(seq=a)
    Event.objects.filter(seq=99).update(seq=b)


def inserted():
    last = Event.objects.order_by("-seq").first()
    Event.objects.bulk_create([Event(**{**_fields(last), "seq": last.seq + 1, "hash": "f" * 64})])


def _fields(event):
    return {f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields}


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda: changed(2), "第2条记录的内容与封存时不一致，已被改动。"),
        (lambda: deleted(2), "第2条记录缺失。"),
        (lambda: deleted(3), "第3条记录及其之后的记录缺失，末尾被截断。"),
        (lambda: swapped(1, 2), "第1条记录的先后次序被调换。"),
        (inserted, "第4条记录的内容与封存时不一致，已被改动。"),
    ],
    ids=["changed", "deleted", "tail cut", "reordered", "inserted"],
)
def test_harm_to_the_trail_is_found(city, clerk, harm, sentence):
    record_three(city, clerk)
    harm()
    report = trail_check.verify()
    assert (report.ok, report.problem) == (False, sentence)


def test_an_event_beyond_the_head_is_found(city, clerk):
    record_three(city, clerk)
    second = Event.objects.get(seq=2)
    TrailHead.objects.update(seq=2, hash=second.hash)
    assert trail_check.verify().problem == "事件共3条，多于链头记录的2条，第3条起是绕过程序写入的。"


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def test_a_trail_cut_with_its_head_is_found_against_the_exported_head(city, clerk, data_folder):
    record_three(city, clerk)
    trail_check.export_head()
    deleted(3)
    TrailHead.objects.update(seq=2, hash=Event.objects.get(seq=2).hash)
    assert trail_check.verify().problem == "链头曾到第3条，现在只有2条，第3条及其之后的记录缺失。"


def test_a_trail_sealed_anew_is_found_against_the_exported_head(city, clerk, data_folder):
    record_three(city, clerk)
    trail_check.export_head()
    Event.objects.all()._raw_delete("default")
    TrailHead.objects.update(seq=0)
    for note in ("甲", "换", "丙"):
        trail.record("登记", city.education, by=clerk, unit=city.education, note=note)
    assert (
        trail_check.verify().problem
        == "第3条记录与当时导出的链头不一致，此条或之前的记录已被改动。"
    )


def test_the_same_head_is_exported_once(city, clerk, data_folder):
    record_three(city, clerk)
    assert trail_check.export_head() == trail_check.export_head()
    assert len(trail_check.heads_file().read_text("utf-8").splitlines()) == 1


def test_an_empty_trail_has_no_head_to_export(db, data_folder):
    assert trail_check.export_head() is None
    assert not trail_check.heads_file().exists()


def test_a_torn_line_among_the_exported_heads_is_passed_over(city, clerk, data_folder):
    record_three(city, clerk)
    trail_check.export_head()
    with trail_check.heads_file().open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-')
    assert trail_check.verify().ok
