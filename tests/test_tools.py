"""The runner of the tests and the throw-away PostgreSQL: what they say and when they call it a failure."""

import shutil
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.__main__ import machine, names, section
from tests import postgres, prepared
from tools import test as runner
from tools.test import Part

REPORT = '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>'


def test_a_report_is_counted(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    assert runner.counted(tmp_path / "report.xml") == {"passed": 3, "failed": 2, "skipped": 2}


def test_a_run_that_left_no_report_has_failed(tmp_path: Path) -> None:
    assert runner.counted(tmp_path / "report.xml") == {"passed": 0, "failed": 1, "skipped": 0}


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (
            Part("浏览器", words="没有找到 Chromium，可安装 chromium。"),
            "浏览器：未运行。没有找到 Chromium，可安装 chromium。",
        ),
        (Part("SQLite", True, True, "3 项通过。"), "SQLite：通过。3 项通过。"),
        (Part("SQLite", True, False, "1 项没有通过。"), "SQLite：没有通过。1 项没有通过。"),
    ],
)
def test_a_part_says_in_one_line_whether_it_ran(part: Part, line: str) -> None:
    assert part.line() == line


@pytest.mark.parametrize(
    ("arguments", "parts", "status"),
    [
        ([], [Part("SQLite", True), Part("浏览器")], 0),
        (["--strict"], [Part("SQLite", True), Part("浏览器")], 1),
        (["--strict"], [Part("SQLite", True), Part("真实文件")], 0),
        ([], [Part("SQLite", True, False)], 1),
    ],
)
def test_a_part_that_did_not_run_is_a_failure_only_where_all_must_run(
    arguments: list[str], parts: list[Part], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "parts", lambda arguments: iter(parts))
    monkeypatch.setattr(runner.signal, "signal", lambda *_: None)
    assert runner.main(arguments) == status


def test_the_newest_server_programs_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {Path("/a"): (14, 9), Path("/b"): (17, 2), Path("/c"): (15, 20)}
    monkeypatch.setattr(postgres, "_folders", lambda: set(versions))
    monkeypatch.setattr(postgres, "_version", versions.__getitem__)
    assert postgres.programs() == (Path("/b"), "17.2")


@pytest.mark.parametrize(
    ("versions", "sentence"),
    [
        ({}, "没有找到 PostgreSQL 的服务程序（initdb、postgres），可安装 postgresql-15。"),
        ({Path("/a"): (14, 9)}, "PostgreSQL 14 太旧，需要 15 及以上。"),
    ],
)
def test_a_machine_without_a_fit_server_is_told_why(
    versions: dict[Path, tuple[int, ...]], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_folders", lambda: set(versions))
    monkeypatch.setattr(postgres, "_version", versions.__getitem__)
    with pytest.raises(postgres.NoServer) as told:
        postgres.programs()
    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("free", "place"), [(prepared.ROOM, prepared.MEMORY), (prepared.ROOM - 1, None)]
)
def test_files_lie_in_memory_only_where_there_is_room(
    free: int, place: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared.os, "access", lambda *_: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert prepared.memory() == place


@pytest.mark.parametrize("fails", [False, True])
def test_a_database_is_handed_on_only_where_its_migrations_have_run(
    fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MIGRATE", ("-c", f"raise SystemExit({int(fails)})"))
    with prepared.migrated(tmp_path) as database:
        told = database()
    assert told == ({} if fails else {prepared.VARIABLE: str(tmp_path / "gongkai.sqlite3")})


def test_every_measurement_has_its_section() -> None:
    assert names()[:3] == ["startup", "pages", "imports"]
    assert section("startup", "1 秒").startswith("## 启动\n\n`bench/startup.py`: How long")


def test_the_report_does_not_name_the_machine() -> None:
    assert socket.gethostname() not in machine().replace("|", " ").split()
