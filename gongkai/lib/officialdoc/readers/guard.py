"""Foreign parsers stumble over damaged files in endless ways; to a person all mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.lib.officialdoc.errors import Unreadable


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Turn whatever a foreign parser raises into `Unreadable` with this sentence.

    A refusal of our own passes unchanged, and so does running out of memory: that says something
    about the limits, not about the file's health.
    """
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except Exception as fault:
        raise Unreadable(sentence) from fault
