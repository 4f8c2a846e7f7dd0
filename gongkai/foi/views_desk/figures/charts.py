"""Where the marks of a chart stand; drawn by the templates, without any inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

_ROW, _BAR_AT = 46, 22
_PLOT, _HEAD = 140, 20
_SHORTEST = 0.6


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or column: places in pixels, widths in per cent of the drawing."""

    label: str
    number: str
    url: str
    x: str
    y: int
    width: str
    height: int
    label_y: int
    number_y: int
    middle: str
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one kind: `bars` lie, `columns` stand."""

    kind: str
    height: int
    marks: list[Mark]


def bars(rows: Sequence[tuple[str, int, str]]) -> Chart:
    """Lying bars, each under its label: (label, number, address)."""
    most = max([number for _, number, _ in rows], default=0)
    marks = [
        Mark(
            label, str(number), url, "0", place * _ROW + _BAR_AT, _share(number, most), 14,
            place * _ROW + 16, place * _ROW + 16, "0",
        )
        for place, (label, number, url) in enumerate(rows)
    ]  # fmt: skip
    return Chart("bars", len(rows) * _ROW, marks)


def columns(rows: Sequence[tuple[str, int, str]], *, every: int = 1) -> Chart:
    """Standing columns: (label, number, address); only every n-th label is written."""
    most = max([number for _, number, _ in rows], default=0)
    step = 100 / max(len(rows), 1)
    marks = []
    for place, (label, number, url) in enumerate(rows):
        height = round(_PLOT * number / most) if most else 0
        top = _HEAD + _PLOT - height
        marks.append(
            Mark(
                label, str(number), url, f"{place * step + step * 0.15:.2f}", top,
                f"{step * 0.7:.2f}", height, _HEAD + _PLOT + 18, top - 5,
                f"{place * step + step / 2:.2f}", place % every == 0,
            )
        )  # fmt: skip
    return Chart("columns", _HEAD + _PLOT + 26, marks)


def _share(number: int, most: int) -> str:
    """Width in per cent; what is not nothing can be seen."""
    return f"{max(number / most * 100, _SHORTEST if number else 0):.2f}" if most else "0"
