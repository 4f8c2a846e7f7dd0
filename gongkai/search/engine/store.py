"""One version of the index on disk: its two tantivy indexes, opened, read and written."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import tantivy

from gongkai.search.engine import encode, match
from gongkai.search.engine.documents import Change, Put
from gongkai.search.engine.errors import IndexBusy, IndexDamaged, IndexProblem, IndexWriteFailed
from gongkai.search.engine.schema import (
    MARKER,
    TOKENS,
    analyser,
    documents_schema,
    passages_schema,
)

PARTS = ("documents", "passages")
_SCHEMAS = {"documents": documents_schema, "passages": passages_schema}
_META = "meta.json"
SMALL_HEAP = 32_000_000
LARGE_HEAP = 160_000_000


@contextlib.contextmanager
def guarded(problem: type[Exception]) -> Iterator[None]:
    """Turns whatever tantivy raises, panics of the Rust side included, into one problem."""
    try:
        yield
    except (ValueError, OSError, RuntimeError, SystemError) as error:
        raise (IndexBusy if "LockBusy" in str(error) else problem)() from error
    except BaseException as error:
        # A panic arrives as an exception outside Exception, of a class that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise problem() from error


class Store:
    """The folder of one version, for reading; `StoreWriter` writes it."""

    def __init__(self, folder: Path) -> None:
        """Opens the indexes in `folder`; raises IndexDamaged where that is impossible."""
        self.folder = folder
        with guarded(IndexDamaged):
            self._indexes = {part: self._open(part) for part in PARTS}
        self._seen = self._state()

    @classmethod
    def create(cls, folder: Path) -> Store:
        """Makes empty indexes in a new folder, with nothing applied."""
        with guarded(IndexWriteFailed):
            for part in PARTS:
                (folder / part).mkdir(parents=True)
                tantivy.Index(_SCHEMAS[part](), path=str(folder / part), reuse=False)
        store = cls(folder)
        with StoreWriter(store, heap=SMALL_HEAP) as writer:
            writer.apply((), upto=0)
        return store

    def _open(self, part: str) -> tantivy.Index:
        path = str(self.folder / part)
        if not tantivy.Index.exists(path):
            raise ValueError(f"no index at {path}")
        index = tantivy.Index.open(path)
        index.register_tokenizer(TOKENS, analyser())
        # By hand: the other policy starts a thread that looks at the file twice a second.
        index.config_reader("manual")
        index.reload()
        return index

    def _state(self) -> tuple[tuple[int, int], ...]:
        stats = [os.stat(self.folder / part / _META) for part in PARTS]
        return tuple((stat.st_mtime_ns, stat.st_ino) for stat in stats)

    def searchers(self) -> tuple[tantivy.Searcher, tantivy.Searcher]:
        """Searchers of documents and passages at their last commit."""
        with guarded(IndexDamaged):
            state = self._state()
            if state != self._seen:
                for index in self._indexes.values():
                    index.reload()
                self._seen = state
            return self._indexes["documents"].searcher(), self._indexes["passages"].searcher()

    def applied(self) -> int:
        """The last outbox number that both indexes hold, committed with the changes themselves."""
        with guarded(IndexDamaged):
            return min(_applied(searcher) for searcher in self.searchers())

    def tantivy_writer(self, part: str, heap: int) -> tantivy.IndexWriter:
        """The one writer of a part; raises ValueError while another holds it."""
        return self._indexes[part].writer(heap, 1)


def _applied(searcher: tantivy.Searcher) -> int:
    schema = documents_schema()  # the marker has the same name in both
    hits = searcher.search(tantivy.Query.term_query(schema, "marker", MARKER), 1).hits
    return int(searcher.doc(hits[0][1])["applied"][0]) if hits else 0


class StoreWriter:
    """Holds the writers of both parts from `__enter__` to `__exit__`; nobody else can write."""

    def __init__(self, store: Store, heap: int = SMALL_HEAP) -> None:
        self._store = store
        self._heap = heap
        self._writers: dict[str, tantivy.IndexWriter] = {}

    def __enter__(self) -> StoreWriter:
        try:
            with guarded(IndexWriteFailed):
                for part in PARTS:
                    self._writers[part] = self._store.tantivy_writer(part, self._heap)
        except IndexProblem:
            # The lock of the first part must not wait for the garbage collector.
            self._writers.clear()
            raise
        return self

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        """Writes changes and the number they reach to, and commits; returns how many.

        Either everything of a part is committed or nothing. Applying the same again changes
        nothing, so that a batch whose end is not known is simply applied once more.
        """
        count = 0
        for change in changes:
            self.add(change)
            count += 1
        self.commit(upto)
        return count

    def add(self, change: Change, *, fresh: bool = False) -> None:
        """Queues one change; `fresh` says that the id cannot be in the index yet."""
        documents, passages = self._writers["documents"], self._writers["passages"]
        with guarded(IndexWriteFailed):
            if not fresh:
                # Not by term: tantivy-py 0.27 takes the number for a signed one and deletes nothing.
                documents.delete_documents_by_query(match.one(documents_schema(), "id", change.id))
                passages.delete_documents_by_query(
                    match.one(passages_schema(), "parent", change.id)
                )
            if isinstance(change, Put):
                document, parts = encode.entries(change)
                documents.add_document(document)
                for part in parts:
                    passages.add_document(part)

    def commit(self, upto: int) -> None:
        """Commits what is queued; passages first, since documents alone decide what is found."""
        with guarded(IndexWriteFailed):
            for part in reversed(PARTS):
                writer = self._writers[part]
                writer.delete_documents_by_term("marker", MARKER)
                writer.add_document(encode.marker(MARKER, upto))
                writer.commit()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        writers, self._writers = self._writers, {}
        for writer in writers.values():
            # After an error nothing is waited for: dropping the writer forgets what is queued.
            if error is None:
                with guarded(IndexWriteFailed):
                    writer.wait_merging_threads()


def file_list(folder: Path) -> list[Path]:
    """The files of the last commit; what a killed writer left behind is none of them."""
    files: list[Path] = []
    for part in PARTS:
        meta = folder / part / _META
        segments = json.loads(meta.read_bytes())["segments"]
        names = {segment["segment_id"].replace("-", "") for segment in segments}
        held = (path for path in (folder / part).iterdir() if path.name.split(".")[0] in names)
        files += [meta, *sorted(held)]
    return files


def fields_of(document: Any) -> dict[str, list[Any]]:
    """What a stored document holds."""
    fields: dict[str, list[Any]] = document.to_dict()
    return fields
