"""The PostgreSQL database: dumped and restored by its own tools, found on the path."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from gongkai.base.refusal import Refusal
from gongkai.base.services.backup.manifest import Contents

FILE = "database.dump"


def copy_out(settings: dict[str, Any], target: Path) -> Contents:
    """A dump and the contents of the very same snapshot, while others go on writing."""
    tool = find_tool("pg_dump")
    with psycopg.connect(**parameters(settings)) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = _one(db, "SELECT pg_export_snapshot()")
        arguments = [
            tool,
            "-Fc",
            "--no-owner",
            f"--snapshot={snapshot}",
            "-f",
            str(target),
            *_place(settings),
        ]
        _run(arguments, settings, "备份")
        found = contents(db)
    os.chmod(target, 0o600)
    return found


def copy_in(backup: Path, settings: dict[str, Any]) -> None:
    """Puts a dump in place of the tables, in one transaction."""
    arguments = [
        find_tool("pg_restore"),
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
    ]
    _run([*arguments, *_place(settings), str(backup)], settings, "恢复")


def contents(db: "psycopg.Connection[Any]") -> Contents:
    """Rows of every table, head of the trail and applied migrations."""
    names = [
        row[0]
        for row in db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
    ]
    tables = {
        n: _one(db, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(n))) for n in names
    }
    head = db.execute("SELECT seq, hash FROM base_trailhead").fetchone() or (0, "")
    migrations = db.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    return Contents(
        tables, head[0], head[1] if head[0] else "", sorted(row[0] for row in migrations)
    )


def find_tool(name: str) -> str:
    """Path of a PostgreSQL tool.

    Raises:
        Refusal: it is not installed on this machine.
    """
    path = shutil.which(name)
    if path is None:
        raise Refusal(
            f"本机没有 {name}，无法备份或恢复 PostgreSQL。请安装与数据库同版本的 PostgreSQL 客户端后再试。"
        )
    return path


def parameters(settings: dict[str, Any]) -> dict[str, Any]:
    """What psycopg wants, from an entry of `DATABASES`."""
    named = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {name: value for name, value in named.items() if value}


def _place(settings: dict[str, Any]) -> list[str]:
    flags = {"HOST": "-h", "PORT": "-p", "USER": "-U", "NAME": "-d"}
    return [
        word for key, flag in flags.items() if settings[key] for word in (flag, str(settings[key]))
    ]


def _run(arguments: list[str], settings: dict[str, Any], what: str) -> None:
    # The password goes by the environment: arguments can be read by every user of the machine.
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or "", "LC_ALL": "C"}
    environment["PGOPTIONS"] = "-c lock_timeout=10s"  # a sentence rather than waiting for ever
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
        raise Refusal(f"PostgreSQL {what}没有成功（{reason}），请按提示处理后再试。")


def _one(db: "psycopg.Connection[Any]", query: Any) -> Any:
    row = db.execute(query).fetchone()
    return row[0] if row else None
