"""From the outline that is stored to rich text: what the parser read, for the editor."""

from collections.abc import Iterator
from typing import Any

from gongkai.publishing import outline
from gongkai.publishing.outline import Node
from gongkai.publishing.richtext.model import Block, Cell, Kind, Run, Table, trimmed
from gongkai.publishing.richtext.write import write


def from_outline(nodes: list[Node], tables: list[dict[str, Any]]) -> str:
    """HTML for the editor, every line of the outline a block.

    Task tables (with `tasks`) are no part of it: they are data with a form of their own, and stay in
    the stored tables (see `derived`).
    """
    nodes = outline.settled(nodes, tables)
    waiting = outline.placed_tables(nodes)
    blocks = [block for node in outline.walk(nodes) for block in _of_node(node, tables)]
    behind = [table for number, table in enumerate(tables) if number not in waiting]
    return write([*blocks, *(block for table in behind for block in _table(table))])


def _of_node(node: Node, tables: list[dict[str, Any]]) -> Iterator[Block]:
    texts = outline.paragraphs_of(node)
    label, heading = node.get("label") or "", outline.printed_heading(node)
    if outline.stands_apart(node):
        yield from _paragraph(label)
        label = ""
    # Without a number only the tag can say that a line is a heading: it stands alone then.
    if heading and texts and label and outline.runs_in(node):
        yield from _paragraph(label + heading + texts.pop(0))
    elif heading:
        yield from _heading(node, label + heading)
    elif label:
        yield from _paragraph(label + (texts.pop(0) if texts else ""))
    for text in texts:
        yield from _paragraph(text)
    place = node.get("table")
    if isinstance(place, int) and 0 <= place < len(tables):
        yield from _table(tables[place])


def _heading(node: Node, text: str) -> Iterator[Block]:
    """A heading; from the fourth level down a paragraph, whose numbering says that it is one."""
    level = int(node.get("level") or 0)
    if level > 3 and node.get("label"):
        yield from _paragraph(text)
    else:
        yield Block(Kind.HEADING, [Run(text)], level=min(level + 1, 4))


def _paragraph(text: str) -> Iterator[Block]:
    runs = trimmed([Run(text)])
    if runs:
        yield Block(Kind.PARAGRAPH, runs)


def _table(stored: dict[str, Any]) -> Iterator[Block]:
    if stored.get("tasks") or not (stored.get("rows") or stored.get("header")):
        return
    table = Table(" ".join(str(stored.get("title") or "").split()))
    header = stored.get("header") or []
    table.rows += [[_cell(text, header=True) for text in header]] if header else []
    table.rows += [[_cell(text) for text in row] for row in stored.get("rows") or [] if row]
    yield Block(Kind.TABLE, table=table)


def _cell(text: Any, *, header: bool = False) -> Cell:
    lines = [trimmed([Run(line)]) for line in str(text).split("\n")]
    return Cell([runs for runs in lines if runs], header)
