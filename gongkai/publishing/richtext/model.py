"""Rich text taken apart: blocks in reading order, runs of one look inside them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look."""

    text: str
    bold: bool = False
    link: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table; its paragraphs are lists of runs."""

    paragraphs: list[list[Run]] = field(default_factory=list)
    header: bool = False
    colspan: int = 1
    rowspan: int = 1

    @property
    def text(self) -> str:
        """What the cell says, a paragraph a line."""
        return "\n".join(words(runs) for runs in self.paragraphs)


@dataclass(slots=True)
class Table:
    """A table: its title, its rows of cells (a cell stands in the row where it begins)."""

    title: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def heads(self) -> int:
        """How many rows at the top are nothing but header cells."""
        count = 0
        for row in self.rows:
            if not row or not all(cell.header for cell in row):
                break
            count += 1
        return count if count < len(self.rows) else 0


@dataclass(slots=True)
class Picture:
    """A picture in the text: number of the stored file, words instead of it, size in pixels."""

    file: int
    alt: str
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Block:
    """One block of a text.

    `level` is that of the tag for a heading (1 to 4; 1 is the title of something enclosed) and the
    depth of an item (1 to 3). `marker` is what stands before an item in print, "" where the item's
    second paragraph goes on. What follows is known only when the whole text was read
    (`reading.read_blocks`): `anchor` is the id on the page and `step` the level 2 to 5 of the heading
    there, `rank` the level of the outline (0 for titles of what is enclosed), `lead` the runs of a
    heading that the paragraph follows in the same line, `label` how many characters of the text are
    the label of a clause, `enclosed` whether it stands below the signature, `number` the number of
    a table from 0 and `named` whether its title is printed by the heading above it.
    """

    kind: Kind
    runs: list[Run] = field(default_factory=list)
    level: int = 0
    ordered: bool = False
    start: int = 1
    marker: str = ""
    table: Table | None = None
    picture: Picture | None = None
    anchor: str = ""
    step: int = 0
    rank: int = 0
    lead: list[Run] = field(default_factory=list)
    label: int = 0
    number: int = 0
    enclosed: bool = False
    named: bool = False

    @property
    def text(self) -> str:
        """The line of the plain text; a table has lines of its own elsewhere."""
        if self.picture is not None:
            return f"图：{self.picture.alt}"
        return self.marker + words(self.runs)


def words(runs: list[Run]) -> str:
    """The characters of runs."""
    return "".join(run.text for run in runs)


def cut(runs: list[Run], at: int) -> tuple[list[Run], list[Run]]:
    """The runs before and after the character number `at`."""
    left: list[Run] = []
    right: list[Run] = []
    for run in runs:
        share = min(max(at, 0), len(run.text))
        at -= len(run.text)
        left += [Run(run.text[:share], run.bold, run.link)] if share else []
        right += [Run(run.text[share:], run.bold, run.link)] if share < len(run.text) else []
    return left, right


def trimmed(runs: list[Run]) -> list[Run]:
    """The runs without white space at both ends, neighbours of one look made one."""
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].bold, found[-1].link) == (run.bold, run.link):
            run = Run(found.pop().text + run.text, run.bold, run.link)
        if run.text:
            found.append(run)
    whole = words(found)
    start = len(whole) - len(whole.lstrip())
    _, found = cut(found, start)
    found, _ = cut(found, len(whole.strip()))
    return found
