"""待办: what waits for a person, from every app, by the day it is due."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gongkai.base.models import User


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for one person.

    Args:
        what: the matter in a short clause, as the row's title.
        url: the page where it is done.
        source: from whom or where it comes.
        due: the last day; None where no day is set.
        total_days: working days there are in all, for the bar.
        kind: the sort of work, one word for all rows of a source (审校, 催报 …).
        tone: `ok`, `soon`, `late`, `calm`; None lets the due day decide.
        word: what stands in place of the remaining days, where no day is set.
    """

    what: str
    url: str
    source: str = ""
    due: dt.date | None = None
    total_days: int | None = None
    kind: str = ""
    tone: str | None = None
    word: str = ""


Source = Callable[[User, int], Iterable[Todo]]
_sources: dict[str, Source] = {}


def register_todo(name: str, source: Source) -> None:
    """Registers a source: `source(user, limit)` gives what waits for that person, most urgent first.

    A source costs a fixed number of statements, and none for a person without the role for it.
    """
    _sources[name] = source


def todo_of(user: User, limit: int = 200) -> list[Todo]:
    """Everything that waits for the person: by due day, what has none last."""
    rows = [row for source in _sources.values() for row in source(user, limit)]
    return sorted(rows, key=lambda row: (row.due is None, row.due or dt.date.max))[:limit]
