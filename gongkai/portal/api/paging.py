"""Pages of a list that follow each other by place, so that none is counted and none is skipped."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

# Figures of a number that every database takes.
_FIGURES = 18


class Paging(Schema):
    """Where a page begins and how long it is, bounded."""

    limit: Annotated[int, Field(ge=1, le=100, description="每页条数，1 到 100。")] = 20
    after: Annotated[str, Field(max_length=40, description="上一页返回的 next，用来取下一页。")] = (
        ""
    )


def place(*numbers: int) -> str:
    """The place of a row as one word, for `next`."""
    return "-".join(str(number) for number in numbers)


def numbers_of(after: str, count: int) -> tuple[int, ...] | None:
    """The numbers of a place; None for a word that nobody gave out."""
    parts = after.split("-")
    sound = all(p.isascii() and p.isdigit() and len(p) <= _FIGURES for p in parts)
    return tuple(int(part) for part in parts) if sound and len(parts) == count else None
