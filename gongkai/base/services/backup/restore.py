"""Putting a backup back."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from gongkai.base import calendar, outages
from gongkai.base.models import Heartbeat, StoredFile, TrailHead, Unit, User
from gongkai.base.queries.life import heartbeats, is_working
from gongkai.base.refusal import Refusal
from gongkai.base.services import files, trail, trail_check
from gongkai.base.services.backup import postgres, sqlite
from gongkai.base.services.backup.manifest import (
    Contents,
    Manifest,
    Part,
    copy_synced,
    read_checked,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, with sentences on what is to be done now."""

    manifest: Manifest
    files: int
    notes: list[str]


def restore_backup(folder: Path, *, force: bool = False) -> Restored:
    """Puts a backup in place of this installation.

    Effects in order: every byte of the backup checked, then database, files, exported heads and
    keys put back, index dropped, contents and trail compared with the manifest, one event written.

    Raises:
        Refusal: the backup is damaged, of another kind of database or a newer version; the
            installation is in use or not empty and `force` is not given; what was put back differs.
    """
    manifest = read_checked(folder)
    _refuse_unfit(manifest)
    if not force:
        _refuse_overwriting()
    _put_database(manifest, folder)
    count = _put_files(manifest, folder)
    notes = _put_heads(manifest, folder) + _put_keys(manifest, folder)
    shutil.rmtree(settings.INDEX, ignore_errors=True)
    calendar.forget()
    _compare(manifest)
    Heartbeat.objects.all().delete()  # those of the installation the backup was made of
    notes += _next_steps(manifest)
    _note(manifest)
    return Restored(manifest, count, notes)


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise Refusal(
            f"备份来自{_kind(manifest.vendor)}，当前安装使用{_kind(connection.vendor)}，不能恢复。"
            "请把环境变量 GONGKAI_DATABASE 设成同一种数据库后再试。"
        )
    known = {
        f"{app}.{name}"
        for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    newer = sorted(set(manifest.contents.migrations) - known)
    if newer:
        raise Refusal(
            f"备份来自更新的版本（含本程序没有的升级步骤{newer[0]}），请先升级程序再恢复。"
        )


def _refuse_overwriting() -> None:
    if _is_in_use():
        raise Refusal("后台进程正在运行，恢复会与它冲突。请先停止网站和后台进程，再重新执行恢复。")
    if not _is_empty():
        raise Refusal(
            "当前安装里已有数据，恢复会覆盖它们。确认要覆盖的，请先备份现有数据，再加上 --force 执行。"
        )


def _is_in_use() -> bool:
    try:
        return is_working(heartbeats())
    except DatabaseError:
        return False  # no tables yet; whether the database answers at all is seen next


def _is_empty() -> bool:
    try:
        has_rows = (
            Unit.objects.exists()
            or User.objects.exists()
            or TrailHead.objects.filter(seq__gt=0).exists()
        )
    except DatabaseError as error:
        if outages.recognise(error) is not None and connection.vendor != "sqlite":
            raise
        return True  # no tables yet
    return not has_rows


def _put_database(manifest: Manifest, folder: Path) -> None:
    connection.close()
    source = folder / manifest.database
    if connection.vendor == "sqlite":
        sqlite.copy_in(source, Path(connection.settings_dict["NAME"]))
    else:
        postgres.copy_in(source, connection.settings_dict)


def _put_files(manifest: Manifest, folder: Path) -> int:
    parts = [part for part in manifest.parts if part.path.startswith("files/")]
    for part in parts:
        copy_synced(folder / part.path, Path(settings.FILES) / part.path.removeprefix("files/"))
    return len(parts)


def _put_heads(manifest: Manifest, folder: Path) -> list[str]:
    """The heads as they were then; those exported since are kept beside, as evidence."""
    present, notes = trail_check.heads_file(), []
    if present.exists():
        aside = present.with_name(f"trail-heads-before-{timezone.localtime():%Y%m%d-%H%M%S}.log")
        present.rename(aside)
        notes.append(f"恢复前导出的链头已另存为“{aside.name}”。")
    for part in _named(manifest, present.name):
        copy_synced(folder / part.path, present)
    return notes


def _put_keys(manifest: Manifest, folder: Path) -> list[str]:
    if not manifest.with_keys:
        return [
            "备份不含密钥：换了机器的，请把原来数据文件夹中的 keys/ 一并拷来，否则加密的个人信息无法读取。"
        ]
    for part in manifest.parts:
        if part.path.startswith("keys/"):
            copy_synced(folder / part.path, Path(settings.DATA) / part.path)
    return ["密钥已一并恢复，请重新启动程序使其生效。"]


def _compare(manifest: Manifest) -> None:
    found = _contents()
    wanted = manifest.contents
    for table, rows in wanted.tables.items():
        if found.tables.get(table) != rows:
            raise Refusal(
                f"恢复后表“{table}”有{found.tables.get(table, 0)}行，备份时是{rows}行，请换用另一份备份。"
            )
    if (found.trail_seq, found.trail_hash) != (wanted.trail_seq, wanted.trail_hash):
        raise Refusal("恢复后事件记录的链头与备份时不一致，请换用另一份备份。")
    report = trail_check.verify(rows=False)
    if report.problem:
        raise Refusal(f"恢复后事件记录没有通过核对：{report.problem}请换用另一份备份。")
    for row in StoredFile.objects.iterator():
        if not files.path_of(row).is_file():
            raise Refusal(f"恢复后缺少文件“{row.name}”的内容，请换用另一份备份。")


def _contents() -> Contents:
    if connection.vendor == "sqlite":
        return sqlite.contents(Path(connection.settings_dict["NAME"]))
    with psycopg.connect(**postgres.parameters(connection.settings_dict)) as db:
        return postgres.contents(db)


def _next_steps(manifest: Manifest) -> list[str]:
    notes = ["检索索引将在后台进程启动后重建；也可以现在运行 gongkai rebuild-index。"]
    known = {
        f"{app}.{name}"
        for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if known - set(manifest.contents.migrations):
        notes.append("备份来自较早的版本，请运行 gongkai migrate 完成升级后再启动。")
    return notes


def _note(manifest: Manifest) -> None:
    """One event says that from here on the trail follows a backup."""
    if not TrailHead.objects.exists():
        return
    made = datetime.fromisoformat(manifest.made_at)
    with transaction.atomic():
        head = TrailHead.objects.get()
        data = {"made_at": made.isoformat(), "seq": head.seq, "hash": head.hash}
        trail.record("从备份恢复", head, by=None, note=f"备份时间{made:%Y-%m-%d %H:%M}", data=data)


def _named(manifest: Manifest, path: str) -> list[Part]:
    return [part for part in manifest.parts if part.path == path]


def _kind(vendor: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(vendor, vendor)
