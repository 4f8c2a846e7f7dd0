"""Blocks as the HTML that is stored: one form for one text, whatever markup it came from."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from gongkai.publishing.richtext.model import Block, Cell, Kind, Picture, Run, Table


def write(blocks: Iterable[Block]) -> str:
    """The HTML of blocks."""
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind is Kind.ITEM:
            parts.append(_lists(list(group)))
        elif kind is Kind.QUOTE:
            inside = "".join(f"<p>{_inline(block.runs)}</p>" for block in group)
            parts.append(f"<blockquote>{inside}</blockquote>")
        else:
            parts += [_single(block) for block in group]
    return "".join(parts)


def _single(block: Block) -> str:
    if block.table is not None:
        return _table(block.table)
    if block.picture is not None:
        return picture_tag(block.picture)
    tag = f"h{block.level}" if block.kind is Kind.HEADING else "p"
    return f"<{tag}>{_inline(block.runs)}</{tag}>"


def _inline(runs: Iterable[Run]) -> str:
    parts = []
    for run in runs:
        text = escape(run.text, quote=False)
        text = f"<strong>{text}</strong>" if run.bold else text
        parts.append(f'<a href="{escape(run.link)}">{text}</a>' if run.link else text)
    return "".join(parts)


def picture_tag(picture: Picture, src: str = "", *, more: str = "") -> str:
    """The tag of a picture; `src` is its address where it is shown."""
    size = "".join(
        f' {name}="{value}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value
    )
    where = f' src="{escape(src)}"' if src else f' data-file="{picture.file}"'
    return f'<img{where} alt="{escape(picture.alt)}"{size}{more}>'


def _table(table: Table) -> str:
    title = f' data-title="{escape(table.title)}"' if table.title else ""
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f"<table{title}><tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    inside = "".join(f"<p>{_inline(runs)}</p>" for runs in cell.paragraphs) or "<p></p>"
    return f"<{tag}{spans(cell)}>{inside}</{tag}>"


def spans(cell: Cell) -> str:
    """The attributes of a cell that covers more than its own place."""
    return (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
        f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    )


def _lists(items: list[Block]) -> str:
    """Items as nested lists; each opens as many levels as it is deep and shares those it can."""
    parts: list[str] = []
    opened: list[Block] = []  # the newest item of every list that is open
    for item in items:
        while opened and _ends(opened, item):
            parts.append(f"</li></{_tag(opened.pop())}>")
        if item.marker and len(opened) == item.level:
            parts.append("</li><li>")
            opened[-1] = item
        while len(opened) < item.level:
            parts.append(f"<{_tag(item)}{_start(item)}><li>")
            opened.append(item)
        parts.append(f"<p>{_inline(item.runs)}</p>")
    parts += [f"</li></{_tag(first)}>" for first in reversed(opened)]
    return "".join(parts)


def _ends(opened: list[Block], item: Block) -> bool:
    """Whether the innermost open list ends before this item: it is shallower, or counts anew."""
    if len(opened) != item.level:
        return len(opened) > item.level
    before = opened[-1]
    anew = before.ordered != item.ordered or (item.ordered and item.start != before.start + 1)
    return bool(item.marker) and anew


def _tag(item: Block) -> str:
    return "ol" if item.ordered else "ul"


def _start(item: Block) -> str:
    return f' start="{item.start}"' if item.ordered and item.start != 1 else ""
