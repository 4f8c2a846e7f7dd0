"""What is marked: regions of pages and passages of text, each with the ground for withholding it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.lib.redaction.errors import NotRedacted

MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 300
MOST_MARKS = 5000
# A thousandth of a side: less is a slip of the mouse and covers no letter.
LEAST_SIDE = 0.001


@dataclass(frozen=True, slots=True)
class Region:
    """A box on a page as it is seen: turned as the page says, cut to its crop box.

    Attributes:
        page: counted from 1, as people count.
        left, top, right, bottom: fractions 0..1 of the page's width and height from the upper left.
        ground: short words printed into the box where they fit, as 「个人隐私」.
        note: why, for those inside; it goes into no file.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    ground: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` up to, not including, `end` of a text, withheld on a ground."""

    start: int
    end: int
    ground: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page as seen, in points (1/72 inch)."""

    width: float
    height: float


def check_size(data: bytes) -> None:
    """Refuses a file of more bytes than are taken.

    Raises:
        NotRedacted: it is too big.
    """
    if len(data) > MOST_BYTES:
        raise NotRedacted(
            f"文件有{len(data) / 1024 / 1024:.0f}MB，超过{MOST_BYTES // 1024 // 1024}MB的上限，请拆分成几份再涂黑。"
        )


def check_pages(pages: int) -> None:
    """Refuses a file of no pages, or of more than are taken.

    Raises:
        NotRedacted: with the number.
    """
    if pages < 1:
        raise NotRedacted("这份PDF里没有页面，请重新导出后再上传。")
    if pages > MOST_PAGES:
        raise NotRedacted(f"这份PDF有{pages}页，超过{MOST_PAGES}页的上限，请拆分成几份，分别涂黑。")


def check_regions(regions: Sequence[Region], pages: int) -> None:
    """Refuses regions that lie on no page, reach over its edge or cover nothing.

    A box that reaches over the edge is refused, not cut: it was measured on another page.

    Args:
        pages: how many pages the file has.

    Raises:
        NotRedacted: the first that cannot be, with its number in the list.
    """
    if len(regions) > MOST_MARKS:
        raise NotRedacted(
            f"标记有{len(regions)}处，超过{MOST_MARKS}处的上限，请把文件拆分成几份，分别涂黑。"
        )
    for number, region in enumerate(regions, 1):
        wrong = _wrong_with(region, pages)
        if wrong:
            raise NotRedacted(f"第{number}处标记{wrong}")


def _wrong_with(region: Region, pages: int) -> str:
    if not 1 <= region.page <= pages:
        return f"在第{region.page}页，文件只有{pages}页，请改正页码。"
    sides = (region.left, region.top, region.right, region.bottom)
    if not all(math.isfinite(side) and 0 <= side <= 1 for side in sides):
        return "超出了页面，位置请填页面宽和高的0%到100%之间。"
    if region.right - region.left < LEAST_SIDE or region.bottom - region.top < LEAST_SIDE:
        return "没有宽度或者没有高度，什么也盖不住，请重新画框。"
    return ""
