"""Red heads (发文机关标志): a body with 文件 or 令, a letter's body alone, or 某府公告 over the number."""

from __future__ import annotations

from gongkai.lib.officialdoc.dates import is_date_line
from gongkai.lib.officialdoc.elements.attribute import attribute_of
from gongkai.lib.officialdoc.elements.titles import is_title_line
from gongkai.lib.officialdoc.lines import Lines
from gongkai.lib.officialdoc.numbers import order_number, own_number
from gongkai.lib.officialdoc.segment import bodies, kind_head, red_head
from gongkai.lib.officialdoc.text import key, looks_like_organisation

_REACH = 40


class RedHeads:
    """Reads the head line by line; names of a joint head wait in `pending` for its last line."""

    def __init__(self, lines: Lines, end: int) -> None:
        self.lines = lines
        self.end = end
        self.pending: list[int] = []

    def at(self, number: int, *, numbered: bool) -> tuple[list[str], str] | None:
        """Return all bodies of the head that ends in a line, and the kind of document it names.

        `numbered`: the document's number was read already, so that no bare name can head it.
        """
        text = self.lines.bare[number]
        names = red_head(text)
        if names:
            return (self._waiting() + names, "") if self._heads_number(number) else None
        if key(text) in ("文件", "令") and self.pending:
            return self._waiting(), ""
        return None if numbered else self._bare(number, text)

    def hold_back(self, number: int) -> bool:
        """Keep a body's name that stands above the last line of a joint head."""
        if not looks_like_organisation(self.lines.bare[number]):
            return False
        for line in self._after(number)[:6]:
            text = self.lines.bare[line]
            if looks_like_organisation(text):
                continue
            if key(text) in ("文件", "令") or red_head(text) or own_number(text):
                self.pending.append(number)
                return True
            return False
        return False

    def _bare(self, number: int, text: str) -> tuple[list[str], str] | None:
        """Read a head without 文件 right above the number (信函格式, 公告, 纪要)."""
        after = self._after(number)[:2]
        if not after:
            return None
        if looks_like_organisation(text) and own_number(self.lines.bare[after[0]]):
            return self._waiting() + bodies(text), ""
        names, kind = kind_head(text)
        # The head is the title itself where none follows below the number.
        if not names or not self._holds_number(after[0]) or not any(map(self._titled, after[1:])):
            return None
        return names, kind

    def _titled(self, number: int) -> bool:
        text = self.lines.bare[number]
        return (
            is_title_line(text, ended=self.lines.sentence_end[number])
            and len(self.lines.keys[number]) >= 4
            and not is_date_line(text)
            and not attribute_of(self.lines.keys[number])
        )

    def _waiting(self) -> list[str]:
        return [key(self.lines.bare[line]) for line in self.pending]

    def _heads_number(self, number: int) -> bool:
        return any(self._holds_number(line) for line in self._after(number)[:4])

    def _holds_number(self, number: int) -> bool:
        text = self.lines.bare[number]
        return bool(own_number(text) or order_number(text))

    def _after(self, number: int) -> list[int]:
        return self.lines.between(number + 1, min(self.end, number + _REACH))
