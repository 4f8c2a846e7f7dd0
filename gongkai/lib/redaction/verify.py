"""The proof that a redacted PDF tells no more than its pictures show. Nothing is taken on trust:
the file is read again with two libraries and compared with the original."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image, ImageChops, ImageDraw
from pypdf import PdfReader

from gongkai.lib.redaction import document as sheets
from gongkai.lib.redaction.model import Region, check_regions
from gongkai.lib.redaction.paint import box_of, brightest, labels_of, paint
from gongkai.lib.redaction.traces import traces
from gongkai.lib.redaction.words import letters_of, plain, runs_under
from gongkai.lib.redaction.writer import Label, Leaf, Picture, label_box, printed, written

_SAME_SIZE = 0.01
# Rendered again, points at the edge of a box are mixed with their neighbours.
_EDGE = 2
_NEARLY_BLACK = 16
# Pages are compared this much smaller; packing as JPEG changes single points, never squares of 8.
_COARSER = 8
_OTHER_SQUARE = 60
_SHORTEST = 2


def faults(redacted: bytes, original: bytes, regions: Sequence[Region]) -> list[str]:
    """What is wrong, one Chinese sentence each; empty means verified."""
    with sheets.opened(original) as before, sheets.opened(redacted) as after:
        check_regions(regions, len(before))
        if len(before) != len(after):
            return [f"公开副本有{len(after)}页，原件有{len(before)}页，请重新生成。"]
        wrong = _sizes(before, after)
        secrets = _secrets(before, regions)
        wrong += _words(after, redacted, secrets, regions)
        wrong += _leaves(before, after, redacted, regions)
    return list(dict.fromkeys(wrong))


def _sizes(before: Any, after: Any) -> list[str]:
    return [
        f"第{number}页的大小与原件不同，请重新生成。"
        for number, (one, other) in enumerate(
            zip(sheets.sizes_of(before), sheets.sizes_of(after), strict=True), 1
        )
        if abs(one.width - other.width) > _SAME_SIZE or abs(one.height - other.height) > _SAME_SIZE
    ]


def _secrets(before: Any, regions: Sequence[Region]) -> list[tuple[int, str]]:
    """The words under each box with the number of the mark."""
    pages = {n: letters_of(before, n - 1) for n in {region.page for region in regions}}
    return [
        (number, run)
        for number, region in enumerate(regions, 1)
        for run in runs_under(pages[region.page], region)
        if len(run) >= _SHORTEST
    ]


def _words(
    after: Any, redacted: bytes, secrets: Sequence[tuple[int, str]], regions: Sequence[Region]
) -> list[str]:
    """No text can be drawn out but the grounds in the boxes."""
    by_pdfium = [
        "".join(letter.text for letter in letters_of(after, index)) for index in range(len(after))
    ]
    try:
        by_pypdf = [plain(page.extract_text()) for page in PdfReader(io.BytesIO(redacted)).pages]
    except Exception:  # noqa: BLE001 - a foreign parser fails in endless ways; ours must be readable
        return ["公开副本不能被重新读取，无法核验，请重新生成。"]
    wrong = []
    for index, size in enumerate(sheets.sizes_of(after)):
        marked = [region for region in regions if region.page == index + 1]
        grounds = Counter("".join(map(plain, printed(labels_of(size, marked)))))
        # Readers leave out letters printed twice at one place: fewer is right, others are not.
        if Counter(by_pdfium[index]) - grounds or Counter(by_pypdf[index]) - grounds:
            wrong.append(f"第{index + 1}页还能提取出文字，请重新生成。")
    everything = "\n".join([*by_pdfium, *by_pypdf])
    grounds_text = "\n".join(plain(region.ground) for region in regions)
    wrong += [
        f"第{number}处标记下的文字还能从公开副本中提取出来，请重新生成。"
        for number, run in secrets
        if run in everything and run not in grounds_text
    ]
    return wrong + traces(redacted, secrets)


def _leaves(before: Any, after: Any, redacted: bytes, regions: Sequence[Region]) -> list[str]:
    """Every picture black under its boxes and like the original outside; nothing in the file besides."""
    wrong: list[str] = []
    leaves: list[Leaf] = []
    for index, picture in enumerate(_pictures(redacted)):
        if picture is None or index >= len(before):
            return [*wrong, f"第{index + 1}页不是单一的图像，请重新生成。"]
        marked = [region for region in regions if region.page == index + 1]
        size = sheets.size_of(before[index])
        labels = labels_of(size, marked)
        leaves.append(Leaf(size.width, size.height, picture, labels))
        image = _image(picture)
        if image is None:
            wrong.append(f"第{index + 1}页的图像读不出来，请重新生成。")
            continue
        wrong += _black(image, marked, regions)
        wrong += _black_as_shown(after[index], labels, marked, regions)
        wrong += _alike(before[index], image, marked, index + 1)
    if not wrong and written(leaves) != redacted:
        wrong.append("公开副本里有页面图像以外的内容，请重新生成。")
    return wrong


def _pictures(redacted: bytes) -> Iterator[Picture | None]:
    """The one picture of each page as it lies in the file; None where a page is anything else."""
    try:
        for page in PdfReader(io.BytesIO(redacted)).pages:
            yield _picture(page)
    except Exception:  # noqa: BLE001 - as above
        yield None


def _picture(page: Any) -> Picture | None:
    things = page["/Resources"]["/XObject"]
    image = things["/I"] if list(things) == ["/I"] else None
    if image is None or image.get("/Subtype") != "/Image":
        return None
    return Picture(
        int(image["/Width"]),
        int(image["/Height"]),
        image["/ColorSpace"] == "/DeviceRGB",
        image["/Filter"] == "/DCTDecode",
        bytes(image._data),
    )


def _image(picture: Picture) -> Image.Image | None:
    mode = "RGB" if picture.colour else "L"
    size = (picture.width, picture.height)
    try:
        if picture.jpeg:
            image = Image.open(io.BytesIO(picture.data), formats=["JPEG"])
            image.load()
            return image if (image.mode, image.size) == (mode, size) else None
        return Image.frombytes(mode, size, zlib.decompress(picture.data))
    except (OSError, ValueError, zlib.error):
        return None


def _black(image: Image.Image, marked: Sequence[Region], regions: Sequence[Region]) -> list[str]:
    """All points under a box are 0 in the picture itself, before anything is printed over it."""
    return [
        f"第{_number(region, regions)}处标记没有全部涂黑，请重新生成。"
        for region in marked
        if image.crop(box_of(region, image.size)).convert("L").getextrema() != (0, 0)
    ]


def _black_as_shown(
    page: Any, labels: Sequence[Label], marked: Sequence[Region], regions: Sequence[Region]
) -> list[str]:
    """The same on the page as a viewer draws it, the printed grounds left aside."""
    if not marked:
        return []
    shown = sheets.drawn(page, sheets.scale_of(sheets.size_of(page))).convert("L")
    _, height = page.get_size()
    scale = shown.height / height
    draw = ImageDraw.Draw(shown)
    for label in labels:
        place = label_box(label)
        if place is not None:
            left, bottom, right, top = (side * scale for side in place)
            draw.rectangle((left, shown.height - top, right, shown.height - bottom), fill=0)
    wrong = []
    for region in marked:
        left, top, right, bottom = box_of(region, shown.size)
        if right - left <= 2 * _EDGE or bottom - top <= 2 * _EDGE:
            continue
        inner = shown.crop((left + _EDGE, top + _EDGE, right - _EDGE, bottom - _EDGE))
        if brightest(inner) > _NEARLY_BLACK:
            wrong.append(f"第{_number(region, regions)}处标记显示出来不是全黑，请重新生成。")
    return wrong


def _alike(page: Any, image: Image.Image, marked: Sequence[Region], number: int) -> list[str]:
    """Outside the boxes the page is the page: nothing turned, shifted or mixed up."""
    size = sheets.size_of(page)
    original = sheets.drawn(page, sheets.scale_of(size)).convert("L")
    if original.size != image.size:
        return [f"第{number}页的图像与原件的页面大小不合，请重新生成。"]
    copy = image.convert("L")
    for one in (original, copy):
        paint(one, marked, _COARSER)
    difference = ImageChops.difference(original, copy).reduce(_COARSER)
    if brightest(difference) > _OTHER_SQUARE:
        return [f"第{number}页标记以外的内容与原件不一致，请重新生成。"]
    return []


def _number(region: Region, regions: Sequence[Region]) -> int:
    return list(regions).index(region) + 1
