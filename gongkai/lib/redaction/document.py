"""A PDF from outside, opened and drawn. Only the child process does this (see `isolate`)."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from gongkai.lib.redaction.errors import DAMAGED, LOCKED, NotRedacted
from gongkai.lib.redaction.model import PageSize, check_pages, check_size

_DPI = 200
# A sheet of A0 at 200 dpi has 62 million points; it is drawn coarser.
_MOST_POINTS = 16_000_000
_LONGEST_SIDE = 20_000


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document, closed at the end, with its form fields as they are shown.

    Raises:
        NotRedacted: damaged, locked, too big, too many pages.
    """
    check_size(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise NotRedacted(LOCKED if locked or "assword" in str(fault) else DAMAGED) from None
    try:
        check_pages(len(document))
        document.init_forms()
        yield document
    finally:
        document.close()


def sizes_of(document: Any) -> list[PageSize]:
    """Sizes of all pages as seen."""
    return [PageSize(*document.get_page_size(index)) for index in range(len(document))]


def size_of(page: Any) -> PageSize:
    """Size of one page as seen.

    Raises:
        NotRedacted: a page without area.
    """
    width, height = page.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise NotRedacted(DAMAGED)
    return PageSize(width, height)


def scale_of(size: PageSize, dpi: float = _DPI) -> float:
    """Points of the picture for one point of the page: 200 dpi, less for huge sheets."""
    area, side = size.width * size.height, max(size.width, size.height)
    return min(dpi / 72, math.sqrt(_MOST_POINTS / area), _LONGEST_SIDE / side)


def drawn(page: Any, scale: float) -> Image.Image:
    """The page as seen: what its crop box shows, turned, with notes, stamps and filled fields.

    Layers switched off and what lies outside the crop box are not drawn, so they are nowhere.
    """
    try:
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    except pypdfium2.PdfiumError:
        raise NotRedacted(DAMAGED) from None
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def page_png(data: bytes, number: int, width: int) -> bytes:
    """One page as a PNG `width` points wide."""
    with opened(data) as document:
        if not 1 <= number <= len(document):
            raise NotRedacted(f"没有第{number}页，文件共有{len(document)}页。")
        page = document[number - 1]
        size = size_of(page)
        scale = min(width / size.width, scale_of(size))
        stream = io.BytesIO()
        drawn(page, scale).quantize(64).save(stream, "PNG")
        return stream.getvalue()
