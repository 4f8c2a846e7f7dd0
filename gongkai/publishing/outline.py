"""The stored outline of a text as plain data: nodes `{level, label, heading, stop, run_in, text, children}`.

`stop` is the mark that ends the heading in print; `run_in` says that the text follows it in the
same line. Texts stored before these keys were written go without them.
"""

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
_FIGURE = re.compile(r"\s*[-—]?[0-9.,，]*\s*%?\s*\Z")
_TERMINAL = "。！？；：…"


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node, parents before children, in reading order."""
    for node in nodes:
        yield node
        yield from walk(node.get("children") or [])


def lines(nodes: list[Node]) -> Iterator[str]:
    """The text as paragraphs, as printed: a run-in heading stands in one with what follows it."""
    for node in walk(nodes):
        head, paragraphs = printed_heading(node), paragraphs_of(node)
        label = node.get("label") or ""
        if stands_apart(node):
            yield label
        else:
            head = label + head
        if head and paragraphs and runs_in(node):
            yield head + paragraphs[0]
            paragraphs = paragraphs[1:]
        elif head:
            yield head
        yield from paragraphs


def printed_heading(node: Node) -> str:
    """The heading with the mark that ends it in print, "" where the node has none."""
    return f"{node.get('heading') or ''}{node.get('stop') or ''}"


def paragraphs_of(node: Node) -> list[str]:
    """The paragraphs of a node's text."""
    return [part for part in (node.get("text") or "").split("\n") if part.strip()]


def stands_apart(node: Node) -> bool:
    """Whether the label has a line of its own above the heading: 附件1 over the title of an annex."""
    return not node.get("level") and bool(node.get("label")) and bool(node.get("heading"))


def placed_tables(nodes: list[Node]) -> set[int]:
    """Numbers of the tables that stand inside the text: nodes `{…, "table": n}`."""
    return {node["table"] for node in walk(nodes) if isinstance(node.get("table"), int)}


def settled(nodes: list[Node], tables: list[dict[str, Any]]) -> list[Node]:
    """The outline with tables behind the text put under the heading that already prints their title.

    Only a bare heading at the top takes one: an annex that consists of the table. Its node then
    carries `table` and `named`, so that the title is not printed twice.
    """
    taken, found = placed_tables(nodes), []
    for node in nodes:
        place = None if _filled(node) else _named_by(node.get("heading") or "", tables, taken)
        if place is not None:
            taken.add(place)
            node = {**node, "table": place, "named": True}
        found.append(node)
    return found


def _filled(node: Node) -> bool:
    return bool(node.get("text") or node.get("children") or isinstance(node.get("table"), int))


def _named_by(heading: str, tables: list[dict[str, Any]], taken: set[int]) -> int | None:
    name = "".join(heading.split())
    for number, table in enumerate(tables):
        if name and number not in taken and "".join(str(table.get("title") or "").split()) == name:
            return number
    return None


def letter_length(nodes: list[Node]) -> int:
    """How many nodes at the top make the letter itself; signed below them, before what it encloses.

    What follows begins with a heading of level 0: the rules that an order publishes, the measures
    that a notice prints, an annex. A text that begins with such a heading encloses nothing.
    """
    for number, node in enumerate(nodes):
        if number and not node.get("level") and node.get("heading"):
            return number
    return len(nodes)


def table_lines(tables: list[dict[str, Any]]) -> Iterator[str]:
    """What tables say, a row a line, so that it can be found; bare figures say nothing alone."""
    for table in tables:
        yield from filter(None, [str(table.get("title") or "")])
        for row in [table.get("header") or [], *(table.get("rows") or [])]:
            yield from filter(
                None, ["　".join(cell for cell in map(str, row) if not _FIGURE.match(cell))]
            )
        for task in table.get("tasks") or []:
            cells = [
                task.get("level1"),
                task.get("level2"),
                task.get("requirement"),
                "、".join(task.get("units") or []),
            ]
            yield "　".join(cell for cell in [*cells, task.get("deadline")] if cell)


def runs_in(node: Node) -> bool:
    """Whether text follows in the same line: after a heading that runs in, or after a bare label."""
    heading = node.get("heading") or ""
    if "run_in" in node:
        return bool(node["run_in"]) or not heading
    return not heading or heading[-1] in _TERMINAL


def plain(nodes: list[Node]) -> str:
    """The whole text, a paragraph a line."""
    return "\n".join(lines(nodes))
