"""Letters of a PDF and where they stand on the page as seen: what lies under a box, where words are.

Text nobody sees (an OCR layer, white on white) counts like any other: it is what a box must take.
Notes and filled form fields are made part of the page before it is read, as they are when drawn.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from gongkai.lib.redaction import document as sheets
from gongkai.lib.redaction.errors import NotRedacted
from gongkai.lib.redaction.model import MOST_MARKS, Region, check_regions

# A letter belongs to a box that covers this part of it.
_COVERED = 0.3
_FINE = 1_000_000
# Boxes of found words reach a little further than the letters: ink stands out of its box.
_MARGIN = 0.12
_SHORTEST_WORD = 2
_MOST_LEFT = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as compared (one width, one case) and its box in fractions of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Left:
    """Words that lie under a box and are still to be read elsewhere."""

    words: str
    page: int
    times: int


def plain(text: str) -> str:
    """Text as it is compared: one width, one case, no blanks, nothing unseen."""
    return "".join(
        one
        for one in unicodedata.normalize("NFKC", text).casefold()
        if not one.isspace() and unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Cn")
    )


def letters_of(document: Any, index: int) -> list[Letter]:
    """Letters of a page in the order of reading, blanks left out."""
    page = document[index]
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[index]
    turn = _turn(page)
    text = page.get_textpage()
    try:
        return list(_letters(text, turn))
    finally:
        text.close()
        page.close()


def _turn(page: Any) -> tuple[float, ...]:
    """How a place of the page's own space lies on the page as seen: x = a·x + b·y + c, and so y."""
    origin, right, up = (_seen(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
    return (
        (right[0] - origin[0]) / 1000, (up[0] - origin[0]) / 1000, origin[0],
        (right[1] - origin[1]) / 1000, (up[1] - origin[1]) / 1000, origin[1],
    )  # fmt: skip


def _seen(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _letters(text: Any, turn: tuple[float, ...]) -> Iterator[Letter]:
    box, half = raw.FS_RECTF(), 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if 0xD800 <= code < 0xDC00:
            half = code
            continue
        if 0xDC00 <= code < 0xE000 and half:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)
        half = 0
        letter = plain(chr(code)) if 0 < code < 0x110000 else ""
        if not letter or not raw.FPDFText_GetLooseCharBox(text.raw, at, box):
            continue
        left, top, right, bottom = _placed(box, turn)
        for one in letter:
            yield Letter(one, left, top, right, bottom)


def _placed(box: Any, turn: tuple[float, ...]) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = turn
    xs = [a * x + b * y + c for x in (box.left, box.right) for y in (box.top, box.bottom)]
    ys = [d * x + e * y + f for x in (box.left, box.right) for y in (box.top, box.bottom)]
    return min(xs), min(ys), max(xs), max(ys)


def is_under(letter: Letter, region: Region) -> bool:
    """True where the box covers enough of the letter to withhold it."""
    width = min(letter.right, region.right) - max(letter.left, region.left)
    height = min(letter.bottom, region.bottom) - max(letter.top, region.top)
    if width <= 0 or height <= 0:
        return False
    area = (letter.right - letter.left) * (letter.bottom - letter.top)
    return width * height >= _COVERED * area


def runs_under(letters: Sequence[Letter], region: Region) -> list[str]:
    """The words under a box: letters that follow each other, one entry a run."""
    runs: list[list[str]] = [[]]
    for letter in letters:
        if is_under(letter, region):
            runs[-1].append(letter.text)
        elif runs[-1]:
            runs.append([])
    return ["".join(run) for run in runs if run]


def words_under(data: bytes, regions: Sequence[Region]) -> list[list[str]]:
    """For each region the runs of letters that lie under it."""
    with sheets.opened(data) as document:
        check_regions(regions, len(document))
        pages = {n: letters_of(document, n - 1) for n in {region.page for region in regions}}
        return [runs_under(pages[region.page], region) for region in regions]


def left_elsewhere(data: bytes, regions: Sequence[Region]) -> list[Left]:
    """Words under a box that can still be read outside the boxes, page by page.

    One place overlooked undoes all others; whoever marks should see them before the copy is made.
    """
    with sheets.opened(data) as document:
        check_regions(regions, len(document))
        pages = [letters_of(document, index) for index in range(len(document))]
    words = {
        run
        for region in regions
        for run in runs_under(pages[region.page - 1], region)
        if len(run) >= _SHORTEST_WORD
    }
    found = []
    for number, letters in enumerate(pages, 1):
        boxes = [region for region in regions if region.page == number]
        text, places = _index(letters)
        for word in sorted(words):
            times = sum(not _all_under(letters, places, hit, boxes) for hit in _hits(text, word))
            if times:
                found.append(Left(word, number, times))
    return found[:_MOST_LEFT]


def _index(letters: Sequence[Letter]) -> tuple[str, list[int]]:
    """All letters as one text; for each of its characters which letter it is."""
    places = [at for at, letter in enumerate(letters) for _ in letter.text]
    return "".join(letter.text for letter in letters), places


def _hits(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def _all_under(
    letters: Sequence[Letter], places: Sequence[int], hit: tuple[int, int], boxes: Sequence[Region]
) -> bool:
    return all(
        any(is_under(letters[place], box) for box in boxes) for place in places[hit[0] : hit[1]]
    )


def found(data: bytes, words: str, ground: str, note: str) -> list[Region]:
    """All places of the words, one region a line of each.

    Raises:
        NotRedacted: no words, or so many places that they are no help.
    """
    wanted = plain(words)
    if not wanted:
        raise NotRedacted("请写要查找的文字。")
    regions: list[Region] = []
    with sheets.opened(data) as document:
        for index in range(len(document)):
            letters = letters_of(document, index)
            text, places = _index(letters)
            for begin, end in _hits(text, wanted):
                hit = [letters[place] for place in sorted(set(places[begin:end]))]
                boxes = [_region(index + 1, line, ground, note) for line in _lines(hit)]
                regions += [box for box in boxes if box is not None]
            if len(regions) > MOST_MARKS:
                raise NotRedacted(
                    f"“{words[:20]}”出现了{MOST_MARKS}次以上，请写得更完整一些再查找。"
                )
    return regions


def blind_pages(data: bytes) -> list[int]:
    """Pages without a single letter: scans, on which words cannot be found, only seen."""
    with sheets.opened(data) as document:
        return [index + 1 for index in range(len(document)) if not letters_of(document, index)]


def _lines(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters parted where the line ends: the next neither stands beside the last nor below it."""
    lines: list[list[Letter]] = []
    for letter in letters:
        if lines and _beside(lines[-1][-1], letter):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return lines


def _beside(one: Letter, other: Letter) -> bool:
    width = max(one.right - one.left, other.right - other.left)
    height = max(one.bottom - one.top, other.bottom - other.top)
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return (across < 2 * width and down < -height / 2) or (
        down < 2 * height and across < -width / 2
    )


def _region(page: int, line: Sequence[Letter], ground: str, note: str) -> Region | None:
    """A box around a line of letters, a little wider; None where it lies off the page."""
    more = min(
        max(letter.bottom - letter.top for letter in line),
        max(letter.right - letter.left for letter in line),
    ) * _MARGIN  # fmt: skip
    left = max(0.0, min(letter.left for letter in line) - more)
    top = max(0.0, min(letter.top for letter in line) - more)
    right = min(1.0, max(letter.right for letter in line) + more)
    bottom = min(1.0, max(letter.bottom for letter in line) + more)
    if right - left < 0.001 or bottom - top < 0.001:
        return None
    return Region(page, left, top, right, bottom, ground, note)
