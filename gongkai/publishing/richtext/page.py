"""Rich text as a public page shows it; every tag is written here and every word escaped."""

from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from gongkai.publishing.richtext.model import (
    Block,
    Cell,
    Kind,
    Run,
    Table,
    cut,
    trimmed,
    words,
)
from gongkai.publishing.richtext.write import picture_tag, spans

PictureUrl = Callable[[int], str]


def page_of(blocks: Iterable[Block], picture_url: PictureUrl) -> SafeString:
    """The HTML of blocks that were placed (`reading.placed`)."""
    parts: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind is Kind.ITEM:
            parts.append(_items(list(group)))
        elif kind is Kind.QUOTE:
            inside = "\n".join(f"<p{_id(b)}>{_inline(b.runs)}</p>" for b in group)
            parts.append(f"<blockquote>{inside}</blockquote>")
        else:
            parts += [_single(block, picture_url) for block in group]
    return mark_safe("\n".join(parts))  # noqa: S308 — nothing here comes out unescaped


def _single(block: Block, picture_url: PictureUrl) -> str:
    if block.table is not None:
        return _table(block.table, block.number + 1, named=block.named)
    if block.picture is not None:
        tag = picture_tag(block.picture, picture_url(block.picture.file), more=' loading="lazy"')
        return f'<p class="picture"{_id(block)}>{tag}</p>'
    if block.kind is Kind.HEADING:
        step = block.step or 2
        return f"<h{step}{_id(block)}>{_labelled(block.runs, block.label)}</h{step}>"
    if block.lead:
        head = f"<h{block.step}{_id(block)}>{_labelled(block.lead, block.label)}</h{block.step}>"
        return f'<div class="run-in">{head}<p>{_inline(block.runs)}</p></div>'
    return f"<p{_id(block)}>{_labelled(block.runs, block.label)}</p>"


def _id(block: Block) -> str:
    return f' id="{block.anchor}"' if block.anchor else ""


def _labelled(runs: list[Run], label: int) -> str:
    """The words with 第一条 set off from what follows, as in print."""
    if not label or not words(runs).startswith("第"):
        return _inline(runs)
    head, rest = cut(runs, label)
    after = _inline(trimmed(rest))
    return f"<b>{escape(words(head).strip(), quote=False)}</b>{'　' if after else ''}{after}"


def _inline(runs: Iterable[Run]) -> str:
    parts = []
    for run in runs:
        text = escape(run.text, quote=False)
        text = f"<strong>{text}</strong>" if run.bold else text
        if run.link:
            text = f'<a href="{escape(run.link)}">{text}</a>'
        parts.append(text)
    return "".join(parts)


def _items(items: list[Block]) -> str:
    """A list; what is printed before an item stands in the text, because it is part of the text."""
    rows = []
    for item in items:
        mark = f'<span class="item-mark">{escape(item.marker)}</span>' if item.marker else ""
        rows.append(
            f'<li class="item-{item.level}"{_id(item)}>{mark}<span>{_inline(item.runs)}</span></li>'
        )
    return f'<ul class="text-items" role="list">{"".join(rows)}</ul>'


def _table(table: Table, number: int, *, named: bool) -> str:
    title = escape(table.title) if table.title else f"第{number}张表"
    unseen = "" if table.title and not named else ' class="unseen"'
    heads = table.heads
    head = "".join(_row(row, "col") for row in table.rows[:heads])
    body = "".join(_row(row, "row") for row in table.rows[heads:])
    return (
        '<div class="sheet-table sheet-table-inside">'
        f'<div class="table-scroll" role="region" aria-labelledby="t{number}" tabindex="0">'
        f'<table class="table table-ruled"><caption id="t{number}"{unseen}>{title}</caption>'
        f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div></div>"
    )


def _row(row: list[Cell], scope: str) -> str:
    return f"<tr>{''.join(_cell(cell, scope) for cell in row)}</tr>"


def _cell(cell: Cell, scope: str) -> str:
    inside = "<br>".join(_inline(runs) for runs in cell.paragraphs)
    if not cell.header:
        return f"<td{spans(cell)}>{inside}</td>"
    wide = cell.colspan if scope == "col" else cell.rowspan
    return f'<th scope="{scope}{"group" if wide > 1 else ""}"{spans(cell)}>{inside}</th>'
