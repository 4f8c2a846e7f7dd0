"""The running log: one JSON object a line, in one file that several processes write to.

Nothing a visitor sends can forge a line (JSON escapes every control character) or leave an ID or
phone number behind (both are masked), or the token of a preview link, which opens a draft to whoever
holds it. Each line is one write to a file opened for appending, so
that lines of several processes never mix. At the first line of a new day one process renames the
file to its day, under a lock; the others notice by the changed inode.
"""

import datetime as dt
import fcntl
import json
import logging
import logging.config
import os
import re
import threading
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FILE_NAME = "gongkai.log"
ZONE = ZoneInfo("Asia/Shanghai")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])([0-9]{3})[0-9]{11}([0-9]{3}[0-9Xx])(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
_PREVIEW = re.compile(r"/preview/[^/\s?#\"'<>]+")


def mask(text: str) -> str:
    """Hides the middle of 18-digit ID numbers and 11-digit mobile numbers, and tokens of previews."""
    text = _PREVIEW.sub("/preview/****", text)
    return _PHONE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1***********\2", text))


class Plain(logging.Formatter):
    """One record for the console, which services hand on to the journal of the system."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class JsonLines(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, ZONE).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
            "pid": record.process,
        }
        for name, value in record.__dict__.items():
            if name not in _STANDARD and name != "request" and not name.startswith("_"):
                entry[name] = _masked(value)
        if record.exc_info:
            entry["error"] = mask(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False, default=str).translate(_BREAKS)


# JSON leaves these as they are, and some readers of logs break lines at them.
_BREAKS = {ord(ch): f"\\u{ord(ch):04x}" for ch in "\x7f\x85\u2028\u2029"}


def _masked(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return mask(str(value)) if isinstance(value, int) and value >= 10**10 else value
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return mask(str(value))


class DailyFile(logging.Handler):
    """Appends lines to `gongkai.log`, a file a day; safe for several processes."""

    def __init__(self, folder: str | Path) -> None:
        super().__init__()
        self._folder = Path(folder)
        self._path = self._folder / FILE_NAME
        self._handle: int | None = None
        self._inode = 0
        self._mutex = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = (self.format(record) + "\n").encode("utf-8", "replace")
            with self._mutex:
                os.write(
                    self._current(dt.datetime.fromtimestamp(record.created, ZONE).date()), line
                )
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        with self._mutex:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
        super().close()

    def _current(self, day: dt.date) -> int:
        try:
            state = os.stat(self._path)
        except FileNotFoundError:
            return self._open()
        if dt.datetime.fromtimestamp(state.st_mtime, ZONE).date() < day:
            self._rotate(day)
            return self._open()
        if self._handle is None or state.st_ino != self._inode:
            return self._open()
        return self._handle

    def _open(self) -> int:
        if self._handle is not None:
            os.close(self._handle)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._inode = os.fstat(self._handle).st_ino
        return self._handle

    def _rotate(self, day: dt.date) -> None:
        """Renames the file of an earlier day, unless another process has just done it."""
        lock = os.open(self._folder / ".rotate", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                last = dt.datetime.fromtimestamp(os.stat(self._path).st_mtime, ZONE).date()
            except FileNotFoundError:
                return
            target = self._folder / f"gongkai-{last.isoformat()}.log"
            if last < day and not target.exists():
                os.rename(self._path, target)
        finally:
            os.close(lock)


def remove_old(folder: Path, before: dt.date) -> int:
    """Deletes the files of days before that one; returns how many."""
    removed = 0
    for path in folder.glob("gongkai-????-??-??.log"):
        if path.stem.removeprefix("gongkai-") < before.isoformat():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def configure(config: dict[str, Any]) -> None:
    """Sets up logging from `settings.LOGGING`: level, folder, and whether tests are running."""
    handlers: dict[str, Any] = {
        "file": {"()": DailyFile, "folder": str(config["folder"]), "formatter": "json"},
        "console": {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "plain"},
    }
    used = ["console"] if config.get("test") else ["file", "console"]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {"()": JsonLines},
                "plain": {"()": Plain, "format": "%(levelname)s %(name)s: %(message)s"},
            },
            "handlers": {name: handlers[name] for name in used},
            "root": {"level": config["level"], "handlers": used},
            "loggers": {
                # Every page not found would be a warning on the console.
                "django.request": {"level": "ERROR"},
                "django-q": {"level": "WARNING"},
                "axes": {"level": "WARNING"},
            },
        }
    )
