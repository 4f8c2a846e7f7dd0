# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""The lines of a source with what every rule asks of them, worked out once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

from gongkai.lib.officialdoc.text import ends_sentence, key

_HASHES = re.compile(r"\s*(#{1,6})\s+")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·]{1,3}[0-9]{1,4}[-—–－·]{1,3}|第[0-9]{1,4}页(?:[，/]?共[0-9]{1,4}页)?|[0-9]{1,4}/[0-9]{1,4}|[-—_=*]{4,})\Z"
)


class Lines:
    """Raw lines beside their folded, space-free keys; table lines are known and left to others."""

    def __init__(
        self,
        raw: Sequence[str],
        table_ranges: Iterable[tuple[int, int]] = (),
        *,
        markdown: bool = False,
    ) -> None:
        self.raw = list(raw)
        self.hashes = [0] * len(self.raw)
        self.bare = list(raw)
        if markdown:
            self._strip_markdown()
        self.keys = [key(text) for text in self.bare]
        self.in_table = {number for start, end in table_ranges for number in range(start, end)}

    def _strip_markdown(self) -> None:
        for number, text in enumerate(self.raw):
            hit = _HASHES.match(text)
            words = (text[hit.end() :] if hit else text).replace("**", "")
            # Signs without words are no markup: the line would vanish.
            if key(words):
                self.hashes[number] = len(hit[1]) if hit else 0
                self.bare[number] = words

    @cached_property
    def visible(self) -> list[int]:
        """Numbers of the lines that hold something and belong to no task table."""
        return [
            number for number, line in enumerate(self.keys) if line and number not in self.in_table
        ]

    @cached_property
    def sentence_end(self) -> list[bool]:
        """Whether each line ends in terminal punctuation."""
        return [ends_sentence(text) for text in self.bare]

    def between(self, start: int, end: int) -> list[int]:
        """Return the visible lines of a half-open range."""
        visible = self.visible
        return visible[bisect_left(visible, start) : bisect_left(visible, end)]

    def is_page_number(self, number: int) -> bool:
        """Tell whether a line is nothing but a page number or a drawn rule."""
        return bool(_PAGE_NUMBER.match(self.keys[number]))


class Claims:
    """Who owns which line: each line is given once, to one element."""

    def __init__(self) -> None:
        self.positions: dict[str, list[int]] = {}
        self.taken: set[int] = set()

    def claim(self, element: str, *numbers: int) -> None:
        """Give lines to an element; a line that has an owner keeps it."""
        free = [number for number in numbers if number not in self.taken]
        if free:
            self.positions.setdefault(element, []).extend(free)
            self.taken.update(free)
