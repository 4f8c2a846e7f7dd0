"""What the blocks of a text amount to: the outline as the parser reads it, places on the page."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from gongkai.lib.officialdoc.marks import read_mark
from gongkai.lib.officialdoc.model import Node as Read
from gongkai.lib.officialdoc.outline import Paragraph, nest
from gongkai.publishing.outline import Node, letter_length, paragraphs_of, walk
from gongkai.publishing.richtext.model import Block, Kind, Table, cut, trimmed
from gongkai.publishing.richtext.read import grid

# 附件1 alone in its line belongs to the title below it.
ANNEX = re.compile(
    r"(?:附件|附表|附录)(?:[0-9]{1,2}(?:-[0-9]{1,2})?|[一二三四五六七八九十]{1,2})?[：:]?\Z"
)
_STOPS = "。：；"


def outline_of(blocks: list[Block]) -> list[Node]:
    """The outline: headings from tags, and from the printed numbering of paragraphs.

    The numbering governs: a heading with a mark has the level of the mark, as in what the parser
    reads. `lines` are the numbers of the blocks.
    """
    return [node for part in _parts(blocks) for node in _part(blocks, part)]


def _parts(blocks: list[Block]) -> list[list[int]]:
    """Numbers of the blocks, cut before each title of something enclosed (with its 附件1)."""
    parts: list[list[int]] = [[]]
    for number, block in enumerate(blocks):
        if _is_title(block):
            label = parts[-1][-1:] if _is_label(blocks, parts[-1]) else []
            del parts[-1][len(parts[-1]) - len(label) :]
            parts.append([*label, number])
        else:
            parts[-1].append(number)
    return [part for part in parts if part]


def _is_title(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.level == 1


def _is_label(blocks: list[Block], part: list[int]) -> bool:
    last = blocks[part[-1]] if part else None
    return last is not None and last.kind is Kind.PARAGRAPH and bool(ANNEX.match(last.text))


def _part(blocks: list[Block], part: list[int]) -> list[Node]:
    head = next((place for place in (0, 1) if _is_title_at(blocks, part, place)), None)
    titles: list[Node] = []
    if head is not None:
        label = "".join(blocks[part[0]].text.split()) if head else ""
        title = Read(0, label, blocks[part[head]].text, "", [], part[: head + 1])
        titles, part = [title.to_json()], part[head + 1 :]
    found = nest(list(_paragraphs(blocks, part)))
    return [*titles, *(_settled(node.to_json(), blocks) for node in found.nodes)]


def _is_title_at(blocks: list[Block], part: list[int], place: int) -> bool:
    return place < len(part) and _is_title(blocks[part[place]])


def _paragraphs(blocks: list[Block], part: list[int]) -> Iterator[Paragraph]:
    """What the parser is given: list items and quotes carry no marks, tables stay where they are.

    Text below a table must not be folded into the item above the table: it would be moved.
    """
    below_table = False
    for number in part:
        block = blocks[number]
        if block.kind is Kind.TABLE:
            below_table = True
            yield Paragraph("", [number], None, fixed=True)
            continue
        heading = block.kind is Kind.HEADING
        reads = heading or block.kind is Kind.PARAGRAPH
        mark = read_mark(block.text) if reads else None
        below_table = below_table and not heading and mark is None
        hashes = block.level if heading else 0
        yield Paragraph(block.text, [number], mark, hashes, fixed=below_table)


def _settled(node: Node, blocks: list[Block]) -> Node:
    """A node with its table, and whole where a heading tag says that the line is a heading."""
    first = blocks[node["lines"][0]] if node["lines"] else None
    if first is not None and first.kind is Kind.TABLE:
        node["table"] = first.number
    elif first is not None and first.kind is Kind.HEADING:
        _make_whole(node)
    node["children"] = [_settled(child, blocks) for child in node["children"]]
    return node


def _make_whole(node: Node) -> None:
    if node["heading"] and not node["run_in"]:
        return
    first, _, rest = node["text"].partition("\n")
    line = f"{node['heading']}{node['stop']}{first}"
    bare = line.rstrip(_STOPS) or line
    node |= {"heading": bare, "stop": line[len(bare) :], "run_in": False, "text": rest}


def numbered(blocks: list[Block]) -> list[Block]:
    """The blocks, each table with its number from 0."""
    count = 0
    for block in blocks:
        if block.kind is Kind.TABLE:
            block.number = count
            count += 1
    return blocks


def stored_table(table: Table) -> dict[str, Any]:
    """A table as the library stores it: rows of one width, a span's words where it begins."""
    rows = [[cell.text if cell else "" for cell in row] for row in grid(table)]
    heads = min(table.heads, 1)
    return {
        "title": table.title,
        "header": rows[0] if heads else [],
        "rows": rows[heads:],
    }


def placed(blocks: list[Block]) -> list[Block]:
    """The blocks with everything that hangs on the whole text: anchors, levels, labels, lead-ins."""
    nodes = outline_of(numbered(blocks))
    letter = letter_length(nodes)
    for number, node in enumerate(nodes):
        for item in walk([node]):
            for line in item["lines"]:
                blocks[line].enclosed = number >= letter
    _place(nodes, blocks, "s", 2)
    for before, block in pairwise(blocks):
        if block.table is not None:
            title = "".join(block.table.title.split())
            block.named = bool(title) and title == "".join(before.text.split())
    return blocks


def _place(nodes: list[Node], blocks: list[Block], prefix: str, step: int) -> None:
    for number, node in enumerate(nodes, 1):
        name = f"{prefix}{number}"
        if node["lines"]:
            _mark(node, blocks, name, min(step, 5))
        _place(node["children"], blocks, f"{name}-", step + (1 if node["heading"] else 0))


def _mark(node: Node, blocks: list[Block], name: str, step: int) -> None:
    lines = node["lines"]
    block = blocks[lines[-1] if not node["level"] and node["label"] else lines[0]]
    if block.kind is Kind.TABLE:
        return
    block.anchor, block.rank = name, int(node["level"])
    if not node["level"] and node["label"]:
        blocks[lines[0]].anchor = f"{name}-label"
    mark = read_mark(block.text) if node["level"] and node["label"] else None
    block.label = mark.end if mark else 0
    if not node["heading"]:
        return
    block.step = step
    if not node["run_in"]:
        block.kind = Kind.HEADING
        return
    _lead(node, block)


def _lead(node: Node, block: Block) -> None:
    """Cuts the heading off a paragraph that goes on in the same line."""
    following = paragraphs_of(node)[0]
    text = block.text
    if text.endswith(following):
        lead, rest = cut(block.runs, len(text) - len(following))
        block.lead, block.runs = trimmed(lead), trimmed(rest)
