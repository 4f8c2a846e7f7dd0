"""The SQLite database: copied out and in by SQLite itself."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from gongkai.base.services.backup.manifest import Contents

FILE = "database.sqlite3"


def copy_out(database: Path, target: Path) -> Contents:
    """A consistent copy, while others go on writing; returns what the copy holds.

    In one step: the copy reads one snapshot, and a writer in WAL mode does not wait for readers.
    """
    with closing(_open(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    os.chmod(target, 0o600)
    _sync(target)
    return contents(target)


def copy_in(backup: Path, database: Path) -> None:
    """Puts a copy in place of the whole database, in one transaction of SQLite."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(_open(backup)) as source, closing(sqlite3.connect(database, timeout=5)) as target:
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
    os.chmod(database, 0o600)
    _sync(database)


def contents(database: Path) -> Contents:
    """Rows of every table, head of the trail and applied migrations."""
    with closing(_open(database)) as db:
        names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        tables = {n: db.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}  # noqa: S608
        head = db.execute("SELECT seq, hash FROM base_trailhead").fetchone() or (0, "")
        migrations = db.execute(
            "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
        ).fetchall()
    tables.pop("sqlite_sequence", None)
    return Contents(tables, head[0], head[1] if head[0] else "", [row[0] for row in migrations])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
