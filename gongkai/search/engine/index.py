"""The index: versions beside each other, one of them current, one writer, any number of readers.

    DIR/current               name of the current version, replaced in one step
    DIR/v1-20240102T030405-…/ one version (`store`), with the schema version in its name

A process that searches keeps one `SearchIndex`; it notices new commits and new versions by
itself, at the price of three looks at file dates for each search.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from gongkai.search.engine import query as querying
from gongkai.search.engine.check import Report, check_store
from gongkai.search.engine.documents import Change, Put
from gongkai.search.engine.errors import IndexBusy, IndexMissing, IndexWriteFailed
from gongkai.search.engine.query import Results, SearchQuery
from gongkai.search.engine.schema import SCHEMA_VERSION
from gongkai.search.engine.store import LARGE_HEAP, SMALL_HEAP, Store, StoreWriter, guarded

_POINTER = "current"
_REBUILD_LOCK = "rebuild.lock"
_COMMIT_EVERY = 50_000


class SearchIndex:
    """The index under one folder. Safe to share between threads."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Touches no file yet; `create` or `rebuild` makes the index where there is none."""
        self.path = Path(path)
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._pointer: tuple[int, int] | None = None

    # --- reading -------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is an index of this schema version to search in."""
        try:
            self._current()
        except IndexMissing:
            return False
        return True

    def applied(self) -> int:
        """The last outbox number in the index; 0 where there is no index. Never ahead of it."""
        try:
            return self._current().applied()
        except IndexMissing:
            return 0

    def search(self, query: SearchQuery) -> Results:
        """Answers a query; see `SearchQuery` and `Results`.

        Raises IndexMissing or IndexDamaged, and BadQuery for a filter, facet or order that does
        not exist; never anything because of what a person typed.
        """
        documents, passages = self._current().searchers()
        return querying.search(documents, passages, query)

    def count(self) -> int:
        """Number of documents."""
        documents, _ = self._current().searchers()
        return int(documents.num_docs) - 1

    def check(
        self,
        expected: Iterable[int] | Iterable[tuple[int, int | None]],
        *,
        sample: int = 200,
        files: bool = True,
    ) -> Report:
        """Compares the index with the ids (or ids and `Put.stamp()`s) the database has.

        Every id and stamp is compared, `sample` documents are read whole from the store and found
        by their id, and with `files` each file is compared with the checksum in its own end.
        """
        store = self._current()
        documents, passages = store.searchers()
        return check_store(store.folder, documents, passages, expected, sample, files=files)

    # --- writing -------------------------------------------------------------------------------

    def create(self) -> None:
        """Makes an empty index where there is none of this version; else does nothing."""
        if not self.exists():
            with self._rebuilding():
                if not self.exists():
                    self._publish(Store.create(self._new_folder()).folder)

    def apply(self, batch: Iterable[Change], upto: int) -> int:
        """Writes one batch and commits it together with the outbox number it reaches to.

        Returns the number of changes. Raises IndexMissing, IndexBusy while another process
        writes, IndexWriteFailed where nothing of the batch may count on being written; applying
        the batch again is always right. For many batches hold `writing()` instead.
        """
        with self.writing() as writer:
            return writer.apply(batch, upto)

    @contextlib.contextmanager
    def writing(self, heap: int = SMALL_HEAP) -> Iterator[StoreWriter]:
        """The one writer, held as long as the block lasts; merging is finished at its end.

        A version published meanwhile by `rebuild` begins with the next block.
        """
        with StoreWriter(self._current(), heap) as writer:
            yield writer

    def rebuild(self, documents: Iterable[Put], upto: int, heap: int = LARGE_HEAP) -> int:
        """Builds a new version beside the current one, switches to it and removes the others.

        `upto` is the outbox number read before the first document was: what changed while this
        ran is applied afterwards from there. Returns the number of documents. The current version
        serves until the end, and stays if anything fails.
        """
        with self._rebuilding():
            folder = self._new_folder()
            try:
                count = _fill(Store.create(folder), documents, upto, heap)
                self._publish(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._tidy()
            return count

    # --- versions ------------------------------------------------------------------------------

    def _current(self) -> Store:
        try:
            stat = os.stat(self.path / _POINTER)
        except OSError:
            raise IndexMissing from None
        pointer = (stat.st_mtime_ns, stat.st_ino)
        with self._lock:
            if self._store is None or pointer != self._pointer:
                self._store = self._open_current()
                self._pointer = pointer
            return self._store

    def _open_current(self) -> Store:
        name = self._read_pointer()
        if not name.startswith(f"v{SCHEMA_VERSION}-") or not (self.path / name).is_dir():
            raise IndexMissing
        return Store(self.path / name)

    def _read_pointer(self) -> str:
        try:
            return Path(self.path / _POINTER).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _new_folder(self) -> Path:
        now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
        return self.path / f"v{SCHEMA_VERSION}-{now}-{secrets.token_hex(3)}"

    def _tidy(self) -> None:
        """Removes versions that are not current, while no other rebuild can be making one.

        Readers that still hold an old one keep its files until they turn to the new.
        """
        current = self._read_pointer()
        for folder in self.path.glob("v*-*"):
            if current and folder.name != current and folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)

    def _publish(self, folder: Path) -> None:
        """Writes the pointer beside, flushes it and puts it in place in one step."""
        fresh = self.path / f"{_POINTER}.{secrets.token_hex(3)}"
        with guarded(IndexWriteFailed):
            with fresh.open("w", encoding="ascii") as file:
                file.write(folder.name)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path / _POINTER)
            _flush_folder(self.path)

    @contextlib.contextmanager
    def _rebuilding(self) -> Iterator[IO[str]]:
        """One rebuild at a time, also between processes; the lock goes with its process."""
        with guarded(IndexWriteFailed):
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / _REBUILD_LOCK).open("w", encoding="ascii")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy from None
            yield file


def _fill(store: Store, documents: Iterable[Put], upto: int, heap: int) -> int:
    count = 0
    with StoreWriter(store, heap) as writer:
        for put in documents:
            writer.add(put, fresh=True)
            count += 1
            if count % _COMMIT_EVERY == 0:
                # Not yet whole: were this version ever published by mistake, all would be replayed.
                writer.commit(0)
        writer.commit(upto)
    return count


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
