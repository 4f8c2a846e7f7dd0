import io
import json
import os
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.core.management import call_command
from django.db import OperationalError

from gongkai.base import installation, jobs
from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Event, TrailHead, Unit
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail
from tests.base.test_kill import beside, wait_for  # noqa: F401
from tests.base.trial_errors import sqlite_error
from tests.cast import make_user


class Trial(JsonCommand):
    """Answers, or fails as told."""

    needs_database = False

    def __init__(self, error=None, complaint=None):
        super().__init__(stdout=io.StringIO(), stderr=io.StringIO(), no_color=True)
        self.error, self.complaint = error, complaint

    def answer(self, **options):
        if self.error:
            raise self.error
        if self.complaint:
            self.complain(self.complaint, status=1)
        return {"名": "值", "n": 1}


def run(command, *arguments):
    status = 0
    try:
        call_command(command, *arguments)
    except SystemExit as end:
        status = end.code
    return status, command.stdout.getvalue(), command.stderr.getvalue()


def test_with_json_standard_output_is_one_object_and_nothing_else():
    assert run(Trial(), "--json") == (0, '{"名": "值", "n": 1}\n', "")


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (BadInput("找不到文件，请检查路径。"), 2, "找不到文件，请检查路径。\n"),
        (Refusal("不能恢复，因为已有数据。"), 1, "不能恢复，因为已有数据。\n"),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_status(error, status, sentence):
    assert run(Trial(error=error), "--json") == (status, "", sentence)


def test_an_outage_is_one_sentence():
    import sqlite3

    error = OperationalError("locked")
    error.__cause__ = sqlite_error(sqlite3.SQLITE_BUSY)
    assert run(Trial(error=error)) == (1, "", "系统正忙，暂时排不上队。请稍后再试。\n")


def test_a_complaint_goes_beside_the_answer():
    status, out, err = run(Trial(complaint="有差异。"), "--json")
    assert (status, json.loads(out), err) == (1, {"名": "值", "n": 1}, "有差异。\n")


def test_a_mistake_of_the_program_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        run(Trial(error=ZeroDivisionError()))


def gongkai(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_arguments_that_are_not_known_are_answered_in_one_sentence(tmp_path):
    done = gongkai(
        "verify-trail", "--nonsense", GONGKAI_DATA=str(tmp_path), GONGKAI_ENV="development"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "命令的参数不对：unrecognized arguments: --nonsense。加上 --help 可以看到用法。\n"
    )


def test_a_setting_that_cannot_be_read_ends_with_one_sentence(tmp_path):
    done = gongkai("verify-trail", GONGKAI_DATA=str(tmp_path), GONGKAI_IDLE_MINUTES="许久")
    assert done.returncode == 2
    assert done.stderr.startswith("环境变量 GONGKAI_IDLE_MINUTES 的值「许久」不是")


def test_the_trail_is_verified_from_outside(city, capsys):
    trail.record("改", city.city, by=None)
    call_command("verify_trail", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report == {
        "ok": True,
        "events": 1,
        "head": TrailHead.objects.get().hash,
        "problem": None,
        "findings": [],
    }
    Event.objects.update(note="x")
    with pytest.raises(SystemExit) as end:
        call_command("verify_trail", "--json")
    printed = capsys.readouterr()
    assert end.value.code == 1
    assert json.loads(printed.out)["problem"] == "第1条记录的内容与封存时不一致，已被改动。"
    assert printed.err == "第1条记录的内容与封存时不一致，已被改动。\n"


def test_the_worker_can_work_once(db, capsys):
    call_command("worker", "--once")
    assert capsys.readouterr().out.startswith("已处理")


def test_the_worker_working_once_tells_of_jobs_that_failed(db, capsys):
    jobs.enqueue("gongkai.nowhere.task")
    with pytest.raises(SystemExit) as end:
        call_command("worker", "--once")
    assert end.value.code == 1
    assert "1项后台任务没有完成：gongkai.nowhere.task" in capsys.readouterr().err


@pytest.mark.parametrize(
    "bind", ["8000:", "localhost", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:八千"]
)
def test_an_address_that_is_none_is_answered_in_one_sentence(bind, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("run", "--bind", bind, skip_checks=True)
    assert end.value.code == 2
    assert (
        capsys.readouterr().err == f"监听地址“{bind}”不对，应写成 主机:端口，如 127.0.0.1:8000。\n"
    )


def test_a_port_in_use_is_named(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as end:
            call_command("run", "--bind", f"127.0.0.1:{port}", skip_checks=True)
    assert end.value.code == 1
    assert f"127.0.0.1 的 {port} 端口用不了" in capsys.readouterr().err


def test_a_database_with_units_or_people_is_not_empty(db):
    assert installation.is_empty()
    make_user("first")
    assert not installation.is_empty()
    assert not Unit.objects.exists()


def test_the_tables_of_the_tests_are_those_of_this_version(db):
    assert not installation.has_pending_migrations()


def test_static_files_are_collected_when_they_changed_and_not_otherwise(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "static", [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    assert installation.static_files_changed()
    installation.collect_static_files()
    assert not installation.static_files_changed()
    (source / "b.css").write_text("b{}")
    assert installation.static_files_changed()
    installation.collect_static_files()
    assert (tmp_path / "static" / "b.css").read_text() == "b{}"


def test_where_there_are_no_demonstration_accounts_none_are_told(db):
    assert installation.demo_accounts() == []


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_run_serves_pages_and_work_and_ends_on_a_signal(beside):  # noqa: F811
    make_user("somebody")  # not empty: no demonstration data
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = beside("-m", "gongkai", "run", "--bind", f"127.0.0.1:{port}")
    report = {}

    def is_well():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                report.update(json.load(answer))
        except OSError:
            return False
        return report["background"]["ok"]

    wait_for(is_well)
    assert report["database"]["ok"]
    process.terminate()
    assert process.wait(10) == 0
    assert "网站已启动：" in process.stdout.read()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_new_data_folder_is_set_up_by_the_first_command(tmp_path):
    done = gongkai("verify-trail", "--json", GONGKAI_DATA=str(tmp_path), GONGKAI_DATABASE="")
    assert (done.returncode, json.loads(done.stdout)["events"]) == (0, 0)


def test_production_sets_up_nothing_by_itself_and_says_so(tmp_path):
    done = gongkai(
        "verify-trail",
        "--json",
        GONGKAI_DATA=str(tmp_path),
        GONGKAI_DATABASE="",
        GONGKAI_ENV="production",
        GONGKAI_HOSTS="www.example",
        GONGKAI_URL="https://www.example",
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().startswith("数据库还没有建立或版本已过时")
