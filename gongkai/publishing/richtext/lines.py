"""Rich text as plain lines to type in, and back: the field for those who work without scripts."""

import re
from itertools import pairwise

from gongkai.lib.officialdoc.text import ends_sentence
from gongkai.publishing.richtext.difference import matching
from gongkai.publishing.richtext.model import Block, Kind, Run
from gongkai.publishing.richtext.read import read
from gongkai.publishing.richtext.reading import ANNEX, placed
from gongkai.publishing.richtext.write import write

_LONGEST_TITLE = 60


def to_lines(html: str) -> str:
    """The text a paragraph a line; a table or a picture is a line 【表1：…】 that keeps its place."""
    return "\n".join(line for line, _ in _lines_of(read(html)))


def from_lines(text: str, base: str = "") -> str:
    """HTML of typed lines, each a paragraph or the heading that the parser reads it as.

    A line that stood in `base` keeps the look, the table or the picture it had there.
    """
    typed = [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    known = _lines_of(read(base)) if base else []
    kept = dict(matching(typed, [line for line, _ in known]))
    blocks = [
        known[kept[number]][1] if number in kept else Block(Kind.PARAGRAPH, [Run(line)])
        for number, line in enumerate(typed)
    ]
    return write(_headed(_titled(blocks)))


def _lines_of(blocks: list[Block]) -> list[tuple[str, Block]]:
    found: list[tuple[str, Block]] = []
    tables = pictures = 0
    for block in blocks:
        if block.table is not None:
            tables += 1
            found.append((f"【表{tables}：{block.table.title or '无标题'}】", block))
        elif block.picture is not None:
            pictures += 1
            found.append((f"【图{pictures}：{block.picture.alt}】", block))
        else:
            found.append((block.text, block))
    return found


def _titled(blocks: list[Block]) -> list[Block]:
    """Makes the short line below 附件1 the title of what is enclosed."""
    for label, title in pairwise(blocks):
        both = label.kind is Kind.PARAGRAPH and title.kind is Kind.PARAGRAPH
        short = len(title.text) <= _LONGEST_TITLE and not ends_sentence(title.text)
        if both and short and ANNEX.match(label.text) and not ANNEX.match(title.text):
            title.kind, title.level = Kind.HEADING, 1
    return blocks


def _headed(blocks: list[Block]) -> list[Block]:
    """Gives lines that are headings by their numbering the tag of one, so that they look like it."""
    read_again = placed(read(write(blocks)))
    if len(read_again) != len(blocks):
        return blocks
    for block, found in zip(blocks, read_again, strict=True):
        is_heading = block.kind is Kind.PARAGRAPH and found.kind is Kind.HEADING
        if is_heading and 1 <= found.rank <= 3:
            block.kind, block.level = Kind.HEADING, found.rank + 1
            block.runs = [Run(block.text)]
    return blocks
