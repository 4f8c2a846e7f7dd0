"""Processes are killed outright; what they acknowledged is there, and what they began is finished."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django_q.models import OrmQ

from gongkai.base import jobs
from gongkai.base.models import Event, FormToken, Heartbeat, IssuedNumber, OutboxEntry
from gongkai.base.services import trail_check
from gongkai.base.services.backup.verify import _url

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

LONGEST_WAIT = 90.0  # seconds; a busy machine starts a process slowly


@pytest.fixture
def beside(tmp_path):
    """Starts programs that use the database of the test; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "GONGKAI_ENV": "development", "GONGKAI_DATA": str(tmp_path)}
    environment["GONGKAI_SECRET_KEY"] = settings.SECRET_KEY  # seals the jobs
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if connection.vendor == "sqlite":
        (tmp_path / "gongkai.sqlite3").symlink_to(connection.settings_dict["NAME"])
        environment["GONGKAI_DATABASE"] = ""
    else:
        environment["GONGKAI_DATABASE"] = _url(connection.settings_dict)

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=settings.ROOT,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def calling(code: str) -> tuple[str, str]:
    return (
        "-c",
        f"import django; django.setup()\nfrom tests.base import trial_jobs\ntrial_jobs.{code}",
    )


def wait_for(condition: Callable[[], bool]) -> None:
    """Looks until it is so; a test that waits in vain fails here."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("waited in vain")
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(beside):
    acknowledged: list[int] = []
    for lines in (1, 5, 12, 20, 31):
        process = beside(*calling("submit_for_ever()"))
        acknowledged += [int(process.stdout.readline()) for _ in range(lines)]
        process.kill()
        acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
    serials = list(IssuedNumber.objects.order_by("serial").values_list("serial", flat=True))
    assert set(acknowledged) <= set(serials)
    assert len(acknowledged) == len(set(acknowledged))
    assert serials == list(range(1, len(serials) + 1))
    assert [event.data["serial"] for event in Event.objects.order_by("seq")] == serials
    assert list(OutboxEntry.objects.order_by("seq").values_list("object_id", flat=True)) == serials
    assert sorted(token.answer["serial"] for token in FormToken.objects.all()) == serials
    assert OrmQ.objects.count() == len(serials)
    assert trail_check.verify().ok


def test_a_job_whose_worker_was_killed_is_run_again(beside, tmp_path):
    folder = tmp_path / "starts"
    folder.mkdir()
    jobs.enqueue("tests.base.trial_jobs.stuck_the_first_time", str(folder))
    first = beside(*calling("work(2)"))
    wait_for(lambda: len(list(folder.iterdir())) == 1)
    first.kill()
    first.wait()
    beside(*calling("work(2)"))
    wait_for(lambda: not OrmQ.objects.exists())
    assert len(list(folder.iterdir())) == 2


def test_a_job_broken_off_by_the_end_of_its_worker_is_due_at_once(beside, tmp_path):
    folder = tmp_path / "starts"
    folder.mkdir()
    jobs.enqueue("tests.base.trial_jobs.stuck_the_first_time", str(folder))
    process = beside(*calling("work(50)"))
    wait_for(lambda: len(list(folder.iterdir())) == 1)
    process.terminate()
    assert process.wait(LONGEST_WAIT) == 0
    assert jobs.waiting() == 1


def parts_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_dead_part_of_the_worker_is_started_again_and_all_end_together(beside):
    process = beside("-m", "gongkai", "worker")
    wait_for(lambda: Heartbeat.objects.count() == 2)
    before = parts_of(process.pid)
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: len(set(parts_of(process.pid)) - set(before)) == 1)
    after = parts_of(process.pid)
    process.terminate()
    assert process.wait(LONGEST_WAIT) == 0
    assert [pid for pid in after if is_running(pid)] == []


def test_a_worker_killed_outright_leaves_no_orphan(beside):
    process = beside("-m", "gongkai", "worker")
    wait_for(lambda: Heartbeat.objects.count() == 2)
    parts = parts_of(process.pid)
    assert len(parts) == 2
    process.kill()
    wait_for(lambda: not any(is_running(pid) for pid in parts))
