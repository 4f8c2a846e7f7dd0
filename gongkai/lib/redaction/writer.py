"""A PDF of pictures: one picture a page, words only where a box says its ground.

Written here object by object and not by a library, so that a file holds what stands below and
nothing else, and the same pictures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PRODUCER = "gongkai"
_FONT = "STSong-Light"
_SMALLEST, _LARGEST = 5.0, 10.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The points of a page as they stand in the file.

    Attributes:
        width, height: in points of the picture.
        colour: three values a point, else one (grey).
        jpeg: packed as JPEG, else as deflate.
    """

    width: int
    height: int
    colour: bool
    jpeg: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Label:
    """Words printed white on black; the box is measured in points from the lower left."""

    left: float
    bottom: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its size in points, its picture and what is printed over it."""

    width: float
    height: float
    picture: Picture
    labels: tuple[Label, ...] = ()


def written(leaves: Sequence[Leaf]) -> bytes:
    """The file. Same leaves, same bytes."""
    objects = [_catalogue(), _pages(len(leaves)), *_fonts(), f"<</Producer({PRODUCER})>>".encode()]
    for leaf in leaves:
        number = len(objects) + 1
        objects += [_page(leaf, number), _stream(b"", content(leaf)), _image(leaf.picture)]
    return _file(objects)


def content(leaf: Leaf) -> bytes:
    """What a page draws: its picture over all of it, then the labels that fit."""
    drawn = [f"q {_num(leaf.width)} 0 0 {_num(leaf.height)} 0 0 cm /I Do Q"]
    drawn += [line for label in leaf.labels if (line := _drawn(label))]
    return "\n".join(drawn).encode()


def printed(labels: Sequence[Label]) -> list[str]:
    """The words of those labels that fit into their boxes."""
    return [label.words for label in labels if _drawn(label)]


def label_box(label: Label) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of the printed words, letter height and a margin; None if none fit."""
    ems = _ems(label.words)
    size = _size(label, ems)
    if not size:
        return None
    left = label.left + (label.width - ems * size) / 2
    bottom = label.bottom + (label.height - size) / 2
    return left - size, bottom - size * 0.4, left + ems * size + size, bottom + size * 1.4


def _drawn(label: Label) -> str:
    ems = _ems(label.words)
    size = _size(label, ems)
    if not size:
        return ""
    left = label.left + (label.width - ems * size) / 2
    base = label.bottom + (label.height - size) / 2 + size * 0.14
    code = label.words.encode("utf-16-be").hex()
    return f"BT /F {_num(size)} Tf 1 g {_num(left)} {_num(base)} Td <{code}> Tj ET"


def _ems(words: str) -> float:
    return sum(0.5 if ord(letter) < 0x80 else 1.0 for letter in words)


def _size(label: Label, ems: float) -> float:
    """Size of the letters in points; 0 where the words do not fit or the font cannot hold them."""
    if not ems or any(ord(letter) > 0xFFFF for letter in label.words):
        return 0
    size = min(_LARGEST, label.height * 0.7, (label.width - 2) / ems)
    return size if size >= _SMALLEST else 0


def _num(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _catalogue() -> bytes:
    return b"<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>"


def _pages(count: int) -> bytes:
    kids = " ".join(f"{7 + 3 * n} 0 R" for n in range(count))
    return f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode()


def _fonts() -> list[bytes]:
    """The Chinese font every viewer has a stand-in for; none of it lies in the file."""
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{_FONT}/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/{_FONT}/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/{_FONT}/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>".encode(),
    ]  # fmt: skip


def _page(leaf: Leaf, number: int) -> bytes:
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_num(leaf.width)} {_num(leaf.height)}]"
        f"/Contents {number + 1} 0 R/Resources<</XObject<</I {number + 2} 0 R>>/Font<</F 3 0 R>>>>>>"
    ).encode()


def _image(picture: Picture) -> bytes:
    space = "/DeviceRGB" if picture.colour else "/DeviceGray"
    packed = "/DCTDecode" if picture.jpeg else "/FlateDecode"
    head = (
        f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}"
        f"/ColorSpace{space}/BitsPerComponent 8/Filter{packed}"
    )
    return _stream(head.encode(), picture.data)


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    parts, at, places = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], 15, []
    for number, body in enumerate(objects, 1):
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        places.append(at)
        at += len(parts[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts += [
        b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, rows),
        b"trailer\n<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, at),
    ]
    return b"".join(parts)
