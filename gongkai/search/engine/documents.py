"""What goes into the index: one document put or deleted."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

# Days outside any calendar: "since ever" and "for ever" in the day fields.
FIRST_DAY = 0
LAST_DAY = 4_000_000


@dataclass(frozen=True, slots=True)
class Put:
    """A released document as the index sees it; replaces what it held under the same id.

    `numbers` are all numbers a person may type, in any spelling: 发文字号, index number, id of the
    source. `item` is the item of 条例第二十条. `units` is the responsible unit and `within` that unit with all its ancestors. The
    dates are facts; whether the document is in force is computed for the day of the query:
    it is in force from `effective_from` (else always) through `expires_on`, and no longer on
    `ended_on`, the day of its repeal.
    """

    id: int
    title: str
    text: str
    numbers: tuple[str, ...] = ()
    unit: int | None = None
    within: tuple[int, ...] = ()
    theme: str = ""
    subtheme: str = ""
    type: str = ""
    kind: str = ""
    doc_class: str = ""
    year: int | None = None
    item: int | None = None
    site: str = ""
    released: datetime.date | None = None
    effective_from: datetime.date | None = None
    expires_on: datetime.date | None = None
    ended_on: datetime.date | None = None

    def stamp(self) -> int:
        """A 63-bit digest of everything above: unequal stamps are unequal documents."""
        facts = repr([getattr(self, field) for field in self.__slots__])
        digest = hashlib.blake2b(facts.encode("utf-8", "replace"), digest_size=8)
        return int.from_bytes(digest.digest(), "big") >> 1

    def first_day(self) -> int:
        """First day in force, as an ordinal."""
        return self.effective_from.toordinal() if self.effective_from else FIRST_DAY

    def last_day(self) -> int:
        """Last day in force, as an ordinal."""
        return min(
            self.expires_on.toordinal() if self.expires_on else LAST_DAY,
            self.ended_on.toordinal() - 1 if self.ended_on else LAST_DAY,
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """Takes a document out of the index; deleting what is not there is no error."""

    id: int


Change = Put | Delete
Changes = Iterable[Change]
