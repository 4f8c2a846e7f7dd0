"""The boxes painted on the picture of a page, and the picture packed."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from gongkai.lib.redaction import document as sheets
from gongkai.lib.redaction.model import PageSize, Region, check_regions
from gongkai.lib.redaction.writer import Label, Leaf, Picture, written

# Channels that differ by no more are taken for grey: colour fringes of scanning and packing.
_GREY = 12
# Above so many bytes a point a page is a photograph or a scan: JPEG takes a tenth of it.
_DENSE = 0.35
_QUALITY = 80
# Without loss but in 16 steps: the soft edges of letters take a third less, black stays black.
_STEP = 17
_BLOCK = 8


def redacted(data: bytes, regions: Sequence[Region]) -> bytes:
    """Every page as a picture, the regions painted over before it is packed."""
    with sheets.opened(data) as document:
        check_regions(regions, len(document))
        leaves = []
        for index in range(len(document)):
            page = document[index]
            size = sheets.size_of(page)
            marked = [region for region in regions if region.page == index + 1]
            leaves.append(_leaf(sheets.drawn(page, sheets.scale_of(size)), size, marked))
            page.close()
    return written(leaves)


def _leaf(image: Image.Image, size: PageSize, regions: Sequence[Region]) -> Leaf:
    picture = packed(image, regions)
    return Leaf(size.width, size.height, picture, labels_of(size, regions))


def packed(image: Image.Image, regions: Sequence[Region]) -> Picture:
    """The picture with its boxes, grey where the page is grey, JPEG only where it is dense."""
    if not _has_colour(image):
        image = image.convert("L")
    paint(image, regions)
    width, height = image.size
    colour = image.mode == "RGB"
    plain = zlib.compress(image.point(_coarse).tobytes(), 6)
    if len(plain) <= width * height * _DENSE:
        return Picture(width, height, colour, False, plain)
    # JPEG packs squares of 8: boxes are widened to whole squares, so that black stays black.
    paint(image, regions, _BLOCK)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY, subsampling=0)
    return Picture(width, height, colour, True, stream.getvalue())


def _coarse(value: int) -> int:
    return (value + _STEP // 2) // _STEP * _STEP


def paint(image: Image.Image, regions: Sequence[Region], step: int = 1) -> None:
    """Fills the boxes with black, every point they touch and up to whole `step`s."""
    draw = ImageDraw.Draw(image)
    for region in regions:
        left, top, right, bottom = box_of(region, image.size, step)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)


def box_of(region: Region, size: tuple[int, int], step: int = 1) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in points of a picture, right and bottom not included."""
    width, height = size
    left = math.floor(region.left * width / step) * step
    top = math.floor(region.top * height / step) * step
    right = min(width, math.ceil(region.right * width / step) * step)
    bottom = min(height, math.ceil(region.bottom * height / step) * step)
    # At the far edge rounding may leave nothing; one point is the least.
    return min(left, width - 1), min(top, height - 1), max(right, 1), max(bottom, 1)


def labels_of(size: PageSize, regions: Sequence[Region]) -> tuple[Label, ...]:
    """The ground of each box, to be printed where it fits; once where boxes lie on each other."""
    labels: dict[Label, None] = {}
    for region in regions:
        label = Label(
            region.left * size.width,
            (1 - region.bottom) * size.height,
            (region.right - region.left) * size.width,
            (region.bottom - region.top) * size.height,
            "".join(letter for letter in region.ground if letter.isprintable()),
        )
        labels[label] = None
    return tuple(labels)


def _has_colour(image: Image.Image) -> bool:
    red, green, blue = image.split()
    pairs = ((red, green), (green, blue))
    return max(brightest(ImageChops.difference(one, other)) for one, other in pairs) > _GREY


def brightest(image: Image.Image) -> int:
    """The highest value in a grey picture, 0 to 255."""
    return max(value for value, points in enumerate(image.histogram()) if points)
