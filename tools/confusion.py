"""Writes the tables of characters that are taken for one another: alike in sound, alike in shape.

    python -m tools.confusion FONT

Sounds are the readings that pypinyin's phrases use. Shapes are drawn with FONT (a Chinese font
file) and compared point by point: the whole figures, and whether one stands inside the other as a
part (示 in 标). Nobody's list of confusions is copied. Takes some minutes; run again only for
another set of characters.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "gongkai" / "lib" / "proofread"
SIDE = 40
# Neighbours kept for each character, and how alike two figures must be at least (0 to 1).
MOST, LEAST_WHOLE, PART_COUNTS_LESS = 32, 0.36, 0.0
# Where a part stands in a figure: left, top, right, bottom, as shares of the side.
PLACES = (
    (0.0, 0.0, 1.0, 1.0),
    (0.34, 0.0, 1.0, 1.0),
    (0.0, 0.0, 0.62, 1.0),
    (0.0, 0.3, 1.0, 1.0),
    (0.0, 0.0, 1.0, 0.66),
)
LEAST_READING = 0.08


def characters() -> list[str]:
    """The 6,763 characters of GB/T 2312, in order of code points."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return sorted(found)


def sounds(chars: list[str]) -> dict[str, list[str]]:
    """Readings without tones, the usual one first; rare ones are left out."""
    from pypinyin import Style, lazy_pinyin, pinyin
    from pypinyin.constants import PHRASES_DICT

    used: dict[str, Counter[str]] = {}
    for phrase in PHRASES_DICT:
        for char, sound in zip(phrase, lazy_pinyin(phrase, style=Style.NORMAL), strict=False):
            used.setdefault(char, Counter())[sound] += 1
    table = {}
    for char in chars:
        known = [
            s
            for s in pinyin(char, style=Style.NORMAL, heteronym=True)[0]
            if s.isascii() or "ü" in s
        ]
        counts = used.get(char, Counter())
        total = sum(counts.values())
        kept = [s for s, n in counts.most_common() if n >= LEAST_READING * total and s in known]
        table[char] = [s.replace("ü", "v") for s in kept or known[:1]]
    return table


class Drawn:
    """A character as points: whole and squeezed into each place a part may stand in."""

    def __init__(self, char: str, font: ImageFont.FreeTypeFont) -> None:
        figure = _figure(char, font)
        self.whole = thickened(_bits(_placed(figure, PLACES[0])))
        self.ink = self.whole.bit_count()
        self.parts = [thickened(_bits(_placed(figure, place))) & region for place, region in PARTS]


def _figure(char: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    sheet = Image.new("L", (160, 160), 0)
    ImageDraw.Draw(sheet).text((20, 10), char, font=font, fill=255)
    box = sheet.getbbox()
    # A flat or narrow figure (一, 卜) keeps its form: only the long side is stretched to the edge.
    left, top, right, bottom = box or (0, 0, 160, 160)
    side = max(right - left, bottom - top)
    grow_x, grow_y = (side - right + left) // 4, (side - bottom + top) // 4
    return sheet.crop((left - grow_x, top - grow_y, right + grow_x, bottom + grow_y))


def _placed(figure: Image.Image, place: tuple[float, ...]) -> Image.Image:
    left, top, right, bottom = (round(share * SIDE) for share in place)
    sheet = Image.new("L", (SIDE, SIDE), 0)
    sheet.paste(figure.resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))
    return sheet


def _bits(image: Image.Image) -> int:
    value = 0
    for level in image.tobytes():
        value = value << 1 | (level > 90)
    return value


FULL = (1 << SIDE * SIDE) - 1
_COLUMN = sum(1 << row * SIDE for row in range(SIDE))
NOT_FIRST, NOT_LAST = FULL ^ (_COLUMN << (SIDE - 1)), FULL ^ _COLUMN


def thickened(bits: int) -> int:
    """The points and their eight neighbours."""
    wide = bits | (bits & NOT_FIRST) << 1 | (bits & NOT_LAST) >> 1
    return (wide | wide << SIDE | wide >> SIDE) & FULL


def likeness(one: int, other: int, points: int = SIDE * SIDE) -> float:
    """The correlation of two figures over so many points: 1 the same, 0 by chance."""
    a, b = one.bit_count(), other.bit_count()
    spread = a * (points - a) * b * (points - b)
    return ((one & other).bit_count() * points - a * b) / math.sqrt(spread) if spread > 0 else 0.0


def inside(part: Drawn, whole: Drawn) -> float:
    """How well `part` stands in `whole` at its best place; the rest of `whole` does not count."""
    if part.ink > whole.ink * 1.1:
        return 0.0
    return max(
        likeness(figure, whole.whole & region, region.bit_count())
        for figure, (_, region) in zip(part.parts, PARTS, strict=True)
    )


def _region(place: tuple[float, ...]) -> int:
    left, top, right, bottom = (round(share * SIDE) for share in place)
    row = sum(1 << SIDE - 1 - column for column in range(left, right))
    return sum(row << (SIDE - 1 - line) * SIDE for line in range(top, bottom))


PARTS = tuple((place, _region(place)) for place in PLACES[1:])


def shapes(chars: list[str], font: ImageFont.FreeTypeFont) -> dict[str, list[tuple[float, str]]]:
    """For each character those alike in shape, best first."""
    drawn = [Drawn(char, font) for char in chars]
    near: dict[str, list[tuple[float, str]]] = {char: [] for char in chars}
    for (n, one), (m, other) in combinations(enumerate(drawn), 2):
        score = likeness(one.whole, other.whole)
        if score < LEAST_WHOLE:
            score = max(inside(one, other), inside(other, one)) - PART_COUNTS_LESS
            if score < LEAST_WHOLE:
                continue
        for a, b in ((n, m), (m, n)):
            _keep(near[chars[a]], (score, chars[b]))
    return {char: sorted(found, reverse=True) for char, found in near.items()}


def _keep(heap: list[tuple[float, str]], found: tuple[float, str]) -> None:
    if len(heap) < MOST:
        heapq.heappush(heap, found)
    else:
        heapq.heappushpop(heap, found)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    chars = characters()
    lines = [f"{char} {' '.join(read)}\n" for char, read in sounds(chars).items()]
    (FOLDER / "sounds.txt").write_text("".join(lines), encoding="utf-8")
    found = shapes(chars, ImageFont.truetype(arguments[0], 100))
    lines = [
        char + "".join(other for _, other in near) + "\n" for char, near in found.items() if near
    ]
    (FOLDER / "shapes.txt").write_text("".join(lines), encoding="utf-8")
    print(f"已写入{len(chars)}个字的读音和{len(lines)}个字的形近字。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
