"""Proving a backup by putting it back somewhere else."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from gongkai.base.refusal import Refusal
from gongkai.base.services.backup import postgres


def verify_by_restoring(folder: Path) -> dict[str, Any]:
    """Restores the backup into an empty folder (and an empty database) in a process of its own.

    Raises:
        Refusal: it could not be restored; the sentence is that of the restore.
    """
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-verify-") as scratch,
        _empty_database() as environment,
    ):
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "gongkai", "restore", str(folder), "--json"],
            env={
                **os.environ,
                **environment,
                "GONGKAI_DATA": scratch,
                "GONGKAI_ENV": "development",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["没有说明原因。"])[-1]
        raise Refusal(f"备份已生成，但试恢复没有通过：{reason}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def _empty_database() -> Iterator[dict[str, str]]:
    if connection.vendor == "sqlite":
        yield {"GONGKAI_DATABASE": ""}
        return
    place = connection.settings_dict
    name = f"gongkai_verify_{secrets.token_hex(4)}"
    with psycopg.connect(**postgres.parameters(place), autocommit=True) as db:
        try:
            db.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            )
        except psycopg.errors.InsufficientPrivilege:
            raise Refusal(
                "数据库用户没有建库权限，无法试恢复。请给它 CREATEDB 权限，或在另一台机器上试恢复。"
            ) from None
        try:
            yield {"GONGKAI_DATABASE": _url({**place, "NAME": name})}
        finally:
            db.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _url(place: dict[str, Any]) -> str:
    user = quote(place["USER"], safe="") + (
        f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    )
    host = quote(place["HOST"], safe="") + (f":{place['PORT']}" if place["PORT"] else "")
    return f"postgresql://{user}@{host}/{quote(place['NAME'], safe='')}"
