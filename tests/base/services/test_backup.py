import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services import files, trail
from gongkai.base.services.backup import make_backup, postgres, read_checked
from gongkai.base.services.backup.manifest import hash_of
from gongkai.base.services.backup.verify import verify_by_restoring
from gongkai.base.states import FileZone
from tests.cast import make_city, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installation(settings, tmp_path):
    """An installation with some units, people, files and events."""
    settings.DATA = tmp_path / "data"
    settings.FILES = settings.DATA / "files"
    (settings.DATA / "keys").mkdir(parents=True)
    (settings.DATA / "keys" / "secret_key").write_text("k" * 64)
    city = make_city()
    clerk = make_user("clerk", unit=city.education)
    files.store(b"%PDF-1.7\na", name="甲.pdf", zone=FileZone.ORIGINAL, by=clerk)
    files.store(b"%PDF-1.7\nb", name="乙.pdf", zone=FileZone.PUBLIC, by=clerk)
    record(city, 3)
    return city


def record(city, times):
    from django.db import transaction

    for n in range(times):
        with transaction.atomic():
            trail.record(
                "登记",
                city.education,
                by=None,
                data={"n": n},
                changed=[("unit", city.education.pk)],
            )


def run(*args, data, expect=0, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", *map(str, args)],
        env={**os.environ, "GONGKAI_ENV": "development", "GONGKAI_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done


def test_a_backup_names_every_file_with_its_hash_and_what_the_database_held(installation, tmp_path):
    folder = tmp_path / "backup"
    manifest = make_backup(folder)
    assert read_checked(folder) == manifest
    assert {part.path for part in manifest.parts} == {
        manifest.database,
        "trail-heads.log",
        *(f"files/{row.relative_path}" for row in StoredFile.objects.all()),
    }
    assert all(hash_of(folder / part.path) == part.sha256 for part in manifest.parts)
    assert manifest.contents.tables["base_unit"] == type(installation.city).objects.count()
    assert manifest.contents.tables["base_storedfile"] == 2
    assert manifest.contents.trail_seq == 3
    assert "base.0002_trail_guard" in manifest.contents.migrations
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


def test_keys_are_in_a_backup_only_when_asked_for(installation, tmp_path):
    make_backup(tmp_path / "without")
    make_backup(tmp_path / "with", with_keys=True)
    assert not (tmp_path / "without" / "keys").exists()
    assert (tmp_path / "with" / "keys" / "secret_key").read_text() == "k" * 64


def test_a_backup_never_overwrites(installation, tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "old").write_text("x")
    with pytest.raises(Refusal, match="已经存在且不是空文件夹"):
        make_backup(folder)
    assert [path.name for path in folder.iterdir()] == ["old"]


def test_a_backup_that_fails_leaves_nothing_behind(installation, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError("disk")

    monkeypatch.setattr("gongkai.base.services.backup.make._copy_files", fail)
    with pytest.raises(OSError, match="disk"):
        make_backup(tmp_path / "backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_backup_restored_elsewhere_is_equal(installation, tmp_path):
    folder = tmp_path / "backup"
    manifest = make_backup(folder)
    answer = verify_by_restoring(folder)
    assert answer["ok"]
    assert answer["tables"] == manifest.contents.tables
    assert answer["trail"] == {"seq": 3, "hash": manifest.contents.trail_hash}


def parts_of(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_any_flipped_byte_is_found_and_its_file_named(installation, tmp_path):
    folder = tmp_path / "backup"
    make_backup(folder, with_keys=True)
    for name in parts_of(folder):
        path = folder / name
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(Refusal) as refused:
                read_checked(folder)
            assert f"“{name}”" in refused.value.sentence
        path.write_bytes(whole)
    read_checked(folder)


def test_a_missing_file_is_found_and_named(installation, tmp_path):
    folder = tmp_path / "backup"
    manifest = make_backup(folder)
    (folder / manifest.parts[-1].path).unlink()
    with pytest.raises(Refusal, match=manifest.parts[-1].path):
        read_checked(folder)


def test_a_folder_that_is_no_backup_is_refused(installation, tmp_path):
    with pytest.raises(Refusal, match="没有清单文件"):
        read_checked(tmp_path)
    with pytest.raises(Refusal, match="没有清单文件"):
        read_checked(tmp_path / "absent")


def test_a_manifest_cannot_lead_outside_its_folder(installation, tmp_path):
    import hashlib

    folder = tmp_path / "backup"
    make_backup(folder)
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    data["parts"][0]["path"] = "../outside"
    raw = json.dumps(data).encode()
    (folder / "manifest.json").write_bytes(raw)
    (folder / "manifest.sha256").write_text(hashlib.sha256(raw).hexdigest())
    with pytest.raises(Refusal, match="指向备份之外"):
        read_checked(folder)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="drives restores into a SQLite folder")
class TestRestoringByCommand:
    """The command as an operator uses it, on SQLite."""

    def test_it_restores_into_an_empty_folder_and_refuses_a_full_one(self, installation, tmp_path):
        make_backup(tmp_path / "backup")
        target = {"data": tmp_path / "other", "GONGKAI_DATABASE": ""}
        done = run("restore", tmp_path / "backup", **target)
        assert "核对一致。" in done.stdout
        assert "检索索引将在后台进程启动后重建" in done.stdout
        refused = run("restore", tmp_path / "backup", expect=1, **target)
        assert refused.stderr.strip() == (
            "当前安装里已有数据，恢复会覆盖它们。确认要覆盖的，请先备份现有数据，再加上 --force 执行。"
        )
        answer = json.loads(
            run("restore", tmp_path / "backup", "--force", "--json", **target).stdout
        )
        assert answer["ok"]
        assert json.loads(run("verify-trail", "--json", **target).stdout)["events"] == 4

    def test_rows_and_files_are_the_same_afterwards(self, installation, tmp_path):
        make_backup(tmp_path / "backup")
        run("restore", tmp_path / "backup", data=tmp_path / "other", GONGKAI_DATABASE="")
        for row in StoredFile.objects.all():
            assert (tmp_path / "other" / "files" / row.relative_path).read_bytes() == files.path_of(
                row
            ).read_bytes()
        before = dump(tmp_path / "backup" / "database.sqlite3")
        after = dump(tmp_path / "other" / "gongkai.sqlite3")
        for table in ("base_event", "base_trailhead"):  # one event more: that of the restore
            before.pop(table)
            after.pop(table)
        assert after == before

    def test_a_damaged_backup_leaves_the_installation_alone(self, installation, tmp_path):
        make_backup(tmp_path / "backup")
        target = {"data": tmp_path / "other", "GONGKAI_DATABASE": ""}
        run("restore", tmp_path / "backup", **target)
        held = dump(tmp_path / "other" / "gongkai.sqlite3")
        (tmp_path / "backup" / "database.sqlite3").write_bytes(b"broken")
        refused = run("restore", tmp_path / "backup", "--force", expect=1, **target)
        assert "备份已损坏：文件“database.sqlite3”与清单不一致。" in refused.stderr
        assert dump(tmp_path / "other" / "gongkai.sqlite3") == held

    def test_a_backup_of_another_kind_of_database_is_refused(self, installation, tmp_path):
        make_backup(tmp_path / "backup")
        refuse_other_kind(tmp_path)

    def test_the_command_says_that_keys_are_left_out(self, installation, tmp_path):
        make_backup(tmp_path / "backup")
        run("restore", tmp_path / "backup", data=tmp_path / "other", GONGKAI_DATABASE="")
        done = run(
            "backup", tmp_path / "again", "--verify", data=tmp_path / "other", GONGKAI_DATABASE=""
        )
        assert "已在临时位置试恢复，内容一致。" in done.stdout
        assert "备份不含密钥" in done.stdout


def refuse_other_kind(tmp_path):
    import hashlib

    folder = tmp_path / "backup"
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    data["vendor"] = "postgresql"
    raw = json.dumps(data).encode()
    (folder / "manifest.json").write_bytes(raw)
    (folder / "manifest.sha256").write_text(hashlib.sha256(raw).hexdigest())
    refused = run("restore", folder, expect=1, data=tmp_path / "other", GONGKAI_DATABASE="")
    assert "备份来自PostgreSQL，当前安装使用SQLite，不能恢复。" in refused.stderr


def dump(path: Path):
    with sqlite3.connect(path) as db:
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        found = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608
    db.close()
    return found


def test_a_backup_made_while_others_write_is_whole_and_holds_what_was_acknowledged(
    installation, tmp_path
):
    """Every event acknowledged before the backup began is in it, and its chain is sound."""
    stop = threading.Event()
    acknowledged: list[int] = []

    def write():
        try:
            while not stop.is_set():
                record(installation, 1)
                acknowledged.append(1)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for n in range(3):
            before = 3 + len(acknowledged)
            manifest = make_backup(tmp_path / f"backup{n}")
            assert manifest.contents.trail_seq >= before
            assert manifest.contents.tables["base_event"] == manifest.contents.trail_seq
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert verify_by_restoring(tmp_path / "backup2")["ok"]


def test_a_missing_tool_of_postgresql_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match="本机没有 pg_dump"):
        postgres.find_tool("pg_dump")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="drives restores into a SQLite folder")
def test_an_installation_that_is_in_use_is_not_overwritten(installation, tmp_path):
    make_backup(tmp_path / "backup")
    target = {"data": tmp_path / "other", "GONGKAI_DATABASE": ""}
    run("restore", tmp_path / "backup", **target)
    with closing(sqlite3.connect(tmp_path / "other" / "gongkai.sqlite3")) as db, db:
        now = dt.datetime.now(dt.UTC).isoformat(" ")
        db.execute(
            "INSERT INTO base_heartbeat VALUES ('jobs', ?, '{}')", [now.removesuffix("+00:00")]
        )
    refused = run("restore", tmp_path / "backup", expect=1, **target)
    assert (
        refused.stderr.strip()
        == "后台进程正在运行，恢复会与它冲突。请先停止网站和后台进程，再重新执行恢复。"
    )
