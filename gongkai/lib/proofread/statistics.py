"""How often characters follow each other: counts of runs of one to four, in one file read in place.

The file is a header line of JSON, then for each length the sorted keys (8 bytes each), one byte for
each count and one for the number of different characters seen behind the run, both on a scale of
logarithms. It is mapped into memory, not read: opening
costs nothing, and what several processes look up they share.
"""

from __future__ import annotations

import json
import math
import mmap
import re
from bisect import bisect_left
from pathlib import Path
from typing import Any

VERSION = 1
MAGIC = "gongkai-language"
ORDERS = (1, 2, 3, 4)
_SCALE = 10

# The signs that stand for what is not a Chinese character.
MARK, FIGURE, LATIN = ".", "0", "a"
_FIGURES = re.compile("[0-9\uff10-\uff19][0-9\uff10-\uff19.,\uff0e%\uff05]*")
_LATINS = re.compile("[A-Za-z\uff21-\uff3a\uff41-\uff5a]+")
_MARKS = re.compile("[^\u3007\u4e00-\u9fff0a]+")
_STRETCHES = re.compile(
    "(?P<han>[\u3007\u4e00-\u9fff])"
    f"|(?P<figure>{_FIGURES.pattern})|(?P<latin>{_LATINS.pattern})"
    "|(?P<mark>[^\u3007\u4e00-\u9fff0-9\uff10-\uff19A-Za-z\uff21-\uff3a\uff41-\uff5a]+)"
)
_SIGNS = {"figure": FIGURE, "latin": LATIN, "mark": MARK}


def flatten(text: str) -> str:
    """The text as it is counted: Chinese characters, and one sign for each stretch of the rest."""
    return _MARKS.sub(MARK, _LATINS.sub(LATIN, _FIGURES.sub(FIGURE, text)))


def flatten_with_places(text: str) -> tuple[str, list[int]]:
    """`flatten`, with the place in the text of every character of the result."""
    signs, places = [], []
    for found in _STRETCHES.finditer(text):
        signs.append(_SIGNS.get(found.lastgroup or "", found[0]))
        places.append(found.start())
    return "".join(signs), places


def key_of(run: str) -> int:
    """The number under which a run of up to four characters is stored."""
    return int.from_bytes(run.encode("utf-16-be"))


_COUNTS = tuple(2 ** (level / _SCALE) for level in range(256))


def level_of(count: int) -> int:
    """The byte that stands for a count: ten steps for each doubling."""
    return min(255, round(_SCALE * math.log2(count)))


class Statistics:
    """The counts of a library, opened for reading.

    Raises:
        ValueError: the file is not one of this version, or cut off.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            end = self._map.find(b"\n", 0, 4096)
            head = json.loads(self._map[: max(end, 0)])
            if (head["magic"], head["version"]) != (MAGIC, VERSION):
                raise ValueError("another format")
            self._open(head, end + 1)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} holds no statistics of this version") from error

    def _open(self, head: dict[str, Any], start: int) -> None:
        self.characters: int = head["characters"]
        self.built: dict[str, Any] = head["built"]
        whole = memoryview(self._map)
        self._tables: list[tuple[Any, Any, Any]] = [((), b"", b"")]
        for size in head["sizes"]:
            start += -start % 8
            keys, counts, followers = start + 8 * size, start + 9 * size, start + 10 * size
            self._tables.append(
                (whole[start:keys].cast("Q"), whole[keys:counts], whole[counts:followers])
            )
            start = followers
        if len(whole) != start or len(self._tables) != len(ORDERS) + 1:
            raise ValueError("cut off")

    def counts(self, run: str) -> tuple[float, float]:
        """How often the run of one to four characters occurs, and what different ones follow it.

        (0.0, 0.0) for never (see `LEAST`).
        """
        keys, counts, followers = self._tables[len(run)]
        key = int.from_bytes(run.encode("utf-16-be"))
        place = bisect_left(keys, key)
        if place < len(keys) and keys[place] == key:
            return _COUNTS[counts[place]], _COUNTS[followers[place]]
        return 0.0, 0.0
