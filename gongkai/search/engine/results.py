"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gongkai.search.engine.facets import Counts


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found.

    `passage` is where in `Put.text` it matches best, if that is known; `copy_of` is the id of a
    better hit whose text is nearly the same, so that a page may fold the two.
    """

    id: int
    score: float
    passage: tuple[int, int] | None = None
    copy_of: int | None = None


@dataclass(slots=True)
class Results:
    """The answer: hits of the window, the number of all matches, facet counts, and what was read
    out of the query. `terms` goes to `snippet`. `ms` is the time inside the engine."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, Counts] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    terms: list[tuple[str, float]] = field(default_factory=list)
    ms: float = 0.0
