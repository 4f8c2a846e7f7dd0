"""Information-processing fee (信息处理费) after 国办函〔2020〕109号, in force since 2021-01-01.

Two tariffs, both progressive by slice; the agency chooses one of them for a request, never both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

NOTICE = "国办函〔2020〕109号"
VALID_FROM = date(2021, 1, 1)
PAY_WITHIN_WORKDAYS = 20


@dataclass(frozen=True)
class Fee:
    """An amount in whole yuan with the sentences that explain it."""

    amount: int
    lines: tuple[str, ...]


class Band(NamedTuple):
    """From the first to the last item (None: no end) each costs `price` yuan."""

    first: int
    last: int | None
    price: int


PAGE_BANDS = (Band(1, 30, 0), Band(31, 100, 10), Band(101, 200, 20), Band(201, None, 40))


def _count_bands() -> Iterator[Band]:
    """10 free, 11 to 30 at 100 yuan, then every ten cost 100 more each."""
    yield Band(1, 10, 0)
    yield Band(11, 30, 100)
    first, price = 31, 200
    while True:
        yield Band(first, first + 9, price)
        first, price = first + 10, price + 100


def fee_by_count(items: int, before: int = 0) -> Fee:
    """Fee for `items` requests of one applicant in one calendar month (按件).

    Args:
        items: requests, or smallest units of one, to charge for now.
        before: how many the same applicant made to the same agency earlier in the month.

    Raises:
        ValueError: a negative number.
    """
    _refuse_negative(items, before)
    return _by_bands(_count_bands(), before + 1, before + items, unit="件", lead="本月第")


def fee_by_pages(pages: int) -> Fee:
    """Fee for the pages (one side of A4 or smaller) supplied on one request (按量).

    Raises:
        ValueError: a negative number.
    """
    _refuse_negative(pages)
    return _by_bands(iter(PAGE_BANDS), 1, pages, unit="页", lead="第")


def monthly_fees(received: Iterable[date]) -> dict[tuple[int, int], Fee]:
    """Fee by count of every calendar month in which one applicant's requests were received."""
    months = Counter((day.year, day.month) for day in received)
    return {month: fee_by_count(count) for month, count in sorted(months.items())}


def _refuse_negative(*numbers: int) -> None:
    if min(numbers) < 0:
        raise ValueError("件数和页数不能是负数，请重新填写。")


def _by_bands(bands: Iterator[Band], first: int, last: int, *, unit: str, lead: str) -> Fee:
    total = 0
    lines: list[str] = []
    for band in bands:
        low = max(first, band.first)
        high = last if band.last is None else min(last, band.last)
        if low <= high:
            count = high - low + 1
            total += count * band.price
            lines.append(_line(lead, low, high, unit, band.price))
        if band.last is None or band.last >= last:
            break
    lines.append(f"合计{total}元。")
    return Fee(total, tuple(lines))


def _line(lead: str, low: int, high: int, unit: str, price: int) -> str:
    span = f"{lead}{low}{unit}" if low == high else f"{lead}{low}{unit}至第{high}{unit}"
    count = high - low + 1
    if price == 0:
        return f"{span}，共{count}{unit}，不收费。"
    return f"{span}，共{count}{unit}，每{unit}{price}元，计{count * price}元。"
