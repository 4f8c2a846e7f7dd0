"""Rich text of record: cleaned, read, shown. Plain functions on strings; decision 0011.

The HTML is the source. Its plain text, outline and tables are derived from it at every save and
have the same form as those of a text that the parser read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from gongkai.publishing import outline as stored_outline
from gongkai.publishing.outline import Node
from gongkai.publishing.richtext.cleaning import clean
from gongkai.publishing.richtext.difference import (
    Line,
    Piece,
    difference,
    difference_html,
    matching,
)
from gongkai.publishing.richtext.limits import MOST_BYTES, TooMuch
from gongkai.publishing.richtext.lines import from_lines, to_lines
from gongkai.publishing.richtext.model import Block, Cell, Kind, Picture, Run, Table
from gongkai.publishing.richtext.page import page_of
from gongkai.publishing.richtext.paste import Pasted, from_paste, pasted
from gongkai.publishing.richtext.read import read
from gongkai.publishing.richtext.reading import numbered, outline_of, placed, stored_table
from gongkai.publishing.richtext.stored import from_outline

__all__ = [
    "MOST_BYTES",
    "Block",
    "Cell",
    "Derived",
    "Kind",
    "Line",
    "Pasted",
    "Picture",
    "Piece",
    "Run",
    "Table",
    "TooMuch",
    "blocks",
    "clean",
    "derived",
    "difference",
    "difference_html",
    "for_page",
    "from_lines",
    "from_outline",
    "from_paste",
    "matching",
    "outline",
    "parts_for_page",
    "pasted",
    "pictures",
    "plain",
    "tables",
    "to_lines",
]


def plain(html: str) -> str:
    """The text of record, a paragraph a line, then what the tables say; pictures as 图：…."""
    return words_of(outline(html), tables(html))


def outline(html: str) -> list[Node]:
    """The outline as the parser reads it; `lines` are the numbers of the blocks."""
    return outline_of(numbered(read(html)))


def tables(html: str) -> list[dict[str, Any]]:
    """The tables as the library stores them, in the order of the `table` nodes of the outline."""
    return [stored_table(block.table) for block in read(html) if block.table is not None]


@dataclass(frozen=True, slots=True)
class Derived:
    """What is stored beside the HTML."""

    plain: str
    outline: list[Node]
    tables: list[dict[str, Any]]


def derived(html: str, before: list[dict[str, Any]] | None = None) -> Derived:
    """Plain text, outline and tables of a text.

    Args:
        html: cleaned.
        before: the tables stored so far; task tables among them are no part of the HTML and stay,
            behind its own.
    """
    nodes = outline(html)
    found = tables(html) + [table for table in before or [] if table.get("tasks")]
    return Derived(words_of(nodes, found), nodes, found)


def words_of(nodes: list[Node], found: list[dict[str, Any]]) -> str:
    """The whole text with what its tables say."""
    lines = (stored_outline.plain(nodes), *stored_outline.table_lines(found))
    return "\n".join(line for line in lines if line)


def pictures(html: str) -> list[Picture]:
    """The pictures in order."""
    return [block.picture for block in read(html) if block.picture is not None]


def blocks(html: str) -> list[Block]:
    """Blocks in reading order for Word and PDF, with what `model.Block` says of places."""
    return placed(read(html))


def for_page(html: str, picture_url: Callable[[int], str]) -> SafeString:
    """The whole text for a page; headings have the ids that `present.contents` links to.

    Args:
        picture_url: the address of the picture with that file number.
    """
    return page_of(blocks(html), picture_url)


def parts_for_page(html: str, picture_url: Callable[[int], str]) -> tuple[SafeString, SafeString]:
    """`for_page` in two: the letter, and what stands below its signature."""
    found = blocks(html)
    return (
        page_of([block for block in found if not block.enclosed], picture_url),
        page_of([block for block in found if block.enclosed], picture_url),
    )
