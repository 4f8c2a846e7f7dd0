"""What a run of the tests prepares once: a place in memory, and a database with all migrations run."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108 - whoever asks makes a folder of its own there
ROOM = 2 * 1024**3
VARIABLE = "GONGKAI_TEST_TEMPLATE"
MIGRATE = ("-m", "gongkai", "migrate", "--verbosity=0")


def memory() -> Path | None:
    """Where files lie in memory, so that no test waits for a disk; None where there is little room."""
    fit = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if fit else None


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder for everything that the tests write, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gongkai-tests-", dir=memory()) as name:
        yield Path(name)


@contextlib.contextmanager
def migrated(place: Path) -> Iterator[Callable[[], dict[str, str]]]:
    """Begins to run all migrations in a SQLite file of this folder, beside whatever else is done.

    Gives a function that waits for the end and returns the variable with which the tests start
    from a copy. Empty where the migrations failed: then every process runs them and shows why.
    """
    environment = {"GONGKAI_ENV": "test", "GONGKAI_DATA": str(place), "GONGKAI_DATABASE": ""}
    begun = subprocess.Popen(
        [sys.executable, *MIGRATE],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ready = {VARIABLE: str(place / "gongkai.sqlite3")}
    try:
        yield lambda: {} if begun.wait() else ready
    finally:
        begun.kill()
        begun.wait()


def template() -> str:
    """The prepared file for tests with SQLite; empty where there is none."""
    from django.db import connection

    return os.environ.get(VARIABLE, "") if connection.vendor == "sqlite" else ""


def copy(template: str) -> None:
    """Makes the database of this process a copy of the prepared one."""
    from django.conf import settings
    from django.db import connection

    name = connection.settings_dict["TEST"]["NAME"]
    shutil.copyfile(template, name)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
