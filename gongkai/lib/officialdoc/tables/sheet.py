"""A table before it is understood: tokens as the source has them, then rows of cells by column."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.lib.officialdoc.tables.columns import Column


@dataclass(slots=True)
class Token:
    """One cell as the source prints it.

    `starts`: True where the layout says that a row begins here, False where it says that none
    does, None where it does not say. `marked`: a weak sign of a new row; `gap`: a blank line
    stands before it; `loose`: nothing tells whether the line begins a cell or goes on with one;
    `full`: such a line is as long as the page is wide, so that the next one may go on with it.
    `read` keeps the cell as one line, once it has been asked for.
    """

    paragraphs: list[str]
    line: int = 0
    starts: bool | None = None
    marked: bool = False
    gap: bool = False
    loose: bool = False
    full: bool = False
    read: str | None = field(default=None, compare=False)

    @property
    def blank(self) -> bool:
        """Tell whether the cell is printed but holds nothing."""
        return not self.paragraphs


@dataclass(slots=True)
class Row:
    """One row: for each column its paragraphs, `[]` for a blank cell, None for a cell not printed."""

    cells: list[list[str] | None]
    line: int = 0


@dataclass(slots=True)
class Sheet:
    """One table as rows under columns, with its title and the source line of its header."""

    title: str
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
