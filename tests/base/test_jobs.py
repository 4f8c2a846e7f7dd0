import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from gongkai.base import jobs, outbox, periodic, worker

DONE: list[tuple[object, ...]] = []


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


def note(*ids):
    DONE.append(ids)


def fail(*ids):
    DONE.append(ids)
    raise ValueError("不成")


def queue_another():
    jobs.enqueue(NOTE, 99)


NOTE, FAIL, ANOTHER = (f"{__name__}.{name}" for name in ("note", "fail", "queue_another"))


def let_time_pass():
    OrmQ.objects.update(lock=timezone.now() - dt.timedelta(seconds=1))


def test_jobs_run_in_the_order_they_were_queued(db):
    jobs.enqueue(NOTE, 1)
    jobs.enqueue(NOTE, 2, "乙")
    assert jobs.run_due() == 2
    assert DONE == [(1,), (2, "乙")]
    assert OrmQ.objects.count() == 0


def test_a_job_that_queues_another_is_followed_by_it(db):
    jobs.enqueue(ANOTHER)
    assert jobs.run_due() == 2
    assert DONE == [(99,)]


def test_no_more_jobs_run_than_asked_for(db):
    for n in range(3):
        jobs.enqueue(NOTE, n)
    assert jobs.run_due(limit=2) == 2
    assert jobs.waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_the_job_away():
    def act():
        with transaction.atomic():
            jobs.enqueue(NOTE, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert jobs.run_due() == 0


def test_a_waiting_job_with_the_same_key_is_enough(db):
    jobs.enqueue(NOTE, 1, key="甲")
    jobs.enqueue(NOTE, 1, key="甲")
    jobs.enqueue(NOTE, 2, key="乙")
    assert jobs.run_due() == 2


def test_a_job_that_is_being_run_does_not_stand_for_a_new_one(db):
    jobs.enqueue(NOTE, 1, key="甲")
    jobs.take()
    jobs.enqueue(NOTE, 1, key="甲")
    assert jobs.run_due() == 1


def test_a_job_takes_ids_and_never_objects(db):
    with pytest.raises(TypeError):
        jobs.enqueue(NOTE, {"a": 1})


def test_a_failed_job_does_not_stop_the_others_and_is_told_of(db):
    jobs.enqueue(FAIL, 1)
    jobs.enqueue(NOTE, 2)
    with pytest.raises(jobs.JobsFailed, match=f"1项后台任务没有完成：{FAIL}，原因见运行日志。"):
        jobs.run_due()
    assert DONE == [(1,), (2,)]


def test_a_failed_job_comes_back_later_and_later_and_is_given_up_at_last(db):
    jobs.enqueue(FAIL, 7)
    pauses = []
    while OrmQ.objects.exists():
        before = timezone.now()
        with pytest.raises(jobs.JobsFailed):
            jobs.run_due()
        pauses += [round((row.lock - before).total_seconds()) for row in OrmQ.objects.all()]
        let_time_pass()
    assert pauses == [10, 20, 40, 80]
    assert len(DONE) == 5
    task = Task.objects.get()
    assert (task.func, task.args, task.success, task.attempt_count) == (FAIL, (7,), False, 5)
    assert jobs.failures() == 1


def test_a_job_taken_by_a_worker_that_died_is_taken_again_after_its_lease(db, settings):
    jobs.enqueue(NOTE, 1)
    job = jobs.take()
    assert jobs.take() is None
    lease = (job.row.lock - timezone.now()).total_seconds()
    assert 50 < lease <= 55
    let_time_pass()
    assert jobs.run_due() == 1


def test_a_job_that_kills_every_worker_is_given_up(db):
    jobs.enqueue(NOTE, 1)
    for _ in range(5):
        assert jobs.take() is not None
        let_time_pass()
    assert jobs.take() is None
    assert Task.objects.get().result == "进程在执行中多次中断"


def test_a_job_handed_back_is_due_at_once_and_not_counted(db):
    jobs.enqueue(NOTE, 1)
    for _ in range(10):
        jobs.hand_back(jobs.take())
    assert jobs.run_due() == 1


def test_a_job_whose_seal_is_broken_is_neither_run_nor_lost(db):
    jobs.enqueue(NOTE, 1)
    OrmQ.objects.update(payload="forged")
    jobs.enqueue(NOTE, 2)
    assert jobs.run_due() == 1
    assert DONE == [(2,)]
    assert OrmQ.objects.get().lock > timezone.now()


def test_a_job_of_a_function_that_is_gone_fails(db):
    jobs.enqueue("gongkai.nowhere.task")
    with pytest.raises(jobs.JobsFailed):
        jobs.run_due()


def test_the_age_of_the_oldest_waiting_job_is_known(db):
    assert jobs.oldest_age() == 0.0
    jobs.enqueue(NOTE, 1)
    OrmQ.objects.update(lock=timezone.now() - dt.timedelta(seconds=90))
    assert 90 <= jobs.oldest_age() < 95


def test_a_job_over_its_time_is_broken_off():
    def loop():
        with worker.time_limit(0.05, 30):
            while True:
                pass

    with pytest.raises(worker.JobTimeout):
        loop()


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(periodic, "_registered", {})


def test_periodic_jobs_are_written_once(db, registry):
    periodic.register_periodic("清理", NOTE, daily_at="03:20")
    periodic.register_periodic("查看", NOTE, minutes=10)
    periodic.ensure_schedules()
    rows = list(Schedule.objects.order_by("name").values())
    periodic.ensure_schedules()
    assert list(Schedule.objects.order_by("name").values()) == rows
    assert [(r["name"], r["schedule_type"], r["minutes"]) for r in rows] == [
        ("gongkai:查看", "I", 10),
        ("gongkai:清理", "D", None),
    ]
    assert f"{timezone.localtime(rows[1]['next_run']):%H:%M}" == "03:20"


def test_a_changed_periodic_job_is_changed_and_a_dropped_one_dropped(db, registry):
    periodic.register_periodic("清理", NOTE, daily_at="03:20")
    periodic.register_periodic("查看", NOTE, minutes=10)
    periodic.ensure_schedules()
    periodic._registered.clear()
    periodic.register_periodic("清理", NOTE, daily_at="04:30")
    periodic.ensure_schedules()
    row = Schedule.objects.get()
    assert (row.name, f"{timezone.localtime(row.next_run):%H:%M}") == ("gongkai:清理", "04:30")


@pytest.mark.parametrize("when", [{}, {"minutes": 1, "daily_at": "03:00"}])
def test_a_periodic_job_has_one_rhythm(when):
    with pytest.raises(ValueError, match="either"):
        periodic.register_periodic("x", NOTE, **when)


def test_working_once_does_what_is_due_by_the_clock_and_reads_the_outbox(db, registry, monkeypatch):
    left = [3, 2]
    monkeypatch.setattr(outbox, "_readers", {"读者": lambda: left.pop() if left else 0})
    periodic.register_periodic("查看", NOTE, minutes=10)
    periodic.ensure_schedules()
    Schedule.objects.update(next_run=timezone.now() - dt.timedelta(minutes=1))
    jobs.enqueue(NOTE, 5)
    assert worker.run_once() == 7
    assert sorted(DONE) == [(), (5,)]


def test_working_once_reads_the_outbox_though_a_job_failed(db, registry, monkeypatch):
    left = [1]
    monkeypatch.setattr(outbox, "_readers", {"读者": lambda: left.pop() if left else 0})
    jobs.enqueue(FAIL)
    with pytest.raises(jobs.JobsFailed):
        worker.run_once()
    assert left == []


def test_a_reader_that_fails_does_not_stop_the_others(monkeypatch):
    monkeypatch.setattr(outbox, "_readers", {"坏": lambda: 1 // 0, "好": lambda: 4})
    assert outbox.read_once() == 4
    assert outbox.reader_names() == ["坏", "好"]


def test_a_periodic_job_runs_next_at_its_next_time_and_makes_up_for_nothing(db, registry):
    periodic.register_periodic("查看", NOTE, minutes=10)
    periodic.ensure_schedules()
    late = timezone.now() - dt.timedelta(minutes=35)
    Schedule.objects.update(next_run=late)
    assert periodic.queue_due() == 1
    assert periodic.queue_due() == 0
    assert Schedule.objects.get().next_run == late + dt.timedelta(minutes=40)
    assert jobs.run_due() == 1
