"""What the rest of the program may expect of a search engine, whichever stands behind it.

The engine here is tantivy on the local disk (`index.SearchIndex`); a distributed one, such as
OpenSearch, has to offer the same. Text is cut by `text.tokens` for either, so that both find the
same, and a document is always put whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from gongkai.search.engine.check import Report
from gongkai.search.engine.documents import Change, Put
from gongkai.search.engine.query import SearchQuery
from gongkai.search.engine.results import Results


class Writer(Protocol):
    """The one writer, while it is held."""

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        """Writes changes and, in the same commit, the outbox number they reach to.

        What is committed survives a kill. Applying a batch again changes nothing.
        """


class SearchEngine(Protocol):
    """An index that is a copy of the database: it may lag behind, be lost and be made again."""

    def exists(self) -> bool:
        """Whether there is an index of this version of the program to search in."""

    def create(self) -> None:
        """Makes an empty index, with nothing applied, where there is none."""

    def applied(self) -> int:
        """The outbox number up to which the index is complete; 0 without an index."""

    def count(self) -> int:
        """Number of documents."""

    def apply(self, batch: Iterable[Change], upto: int) -> int:
        """Holds the writer for one batch; raises IndexBusy while another process holds it."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Holds the writer for many batches."""

    def rebuild(self, documents: Iterable[Put], upto: int) -> int:
        """Makes a new index of everything beside the one in use, then puts it in its place.

        `upto` is the outbox number from before the first document was read. Searching goes on
        all the while, and nothing changes if this fails.
        """

    def check(self, expected: Iterable[int] | Iterable[tuple[int, int | None]]) -> Report:
        """Compares ids, and stamps where given, with what the database has."""

    def search(self, query: SearchQuery) -> Results:
        """Answers a query; nothing a person types raises an error.

        Numbers of documents come first, then whole titles, then the rest by relevance. Facets
        do not see their own filter. Hits are ids: text and the right to see them are the
        database's.
        """
