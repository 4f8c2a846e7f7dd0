"""The stored outline of a text as plain data: nodes `{level, label, heading, stop, run_in, text, children}`.

`stop` is the mark that ends the heading in print; `run_in` says that the text follows it in the
same line. Texts stored before these keys were written go without them.
"""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
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


def table_lines(tables: list[dict[str, Any]]) -> Iterator[str]:
    """What tables say, a row a line, so that it can be found."""
    for table in tables:
        yield from filter(None, [str(table.get("title") or "")])
        for row in [table.get("header") or [], *(table.get("rows") or [])]:
            yield from filter(None, ["　".join(str(cell) for cell in row)])
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


def with_ids(nodes: list[Node]) -> list[Node]:
    """A copy in which each node has an `id` for anchors, a `depth` and its `paragraphs`."""
    return list(_with_ids(nodes, "n", 1))


def _with_ids(nodes: list[Node], prefix: str, depth: int) -> Iterator[Node]:
    for number, node in enumerate(nodes, 1):
        name = f"{prefix}{number}"
        yield {
            **node,
            "id": name,
            "depth": depth,
            "run_in": runs_in(node),
            "paragraphs": paragraphs_of(node),
            "children": list(_with_ids(node.get("children") or [], f"{name}-", depth + 1)),
        }


def headings(nodes: list[Node]) -> list[Node]:
    """The nodes that a table of contents lists: those with a label or a heading, two levels deep."""
    return [
        {
            **node,
            "children": [
                child for child in node["children"] if child.get("label") or child.get("heading")
            ],
        }
        for node in nodes
        if node.get("label") or node.get("heading")
    ]
