"""Figures as Word and PDF, by the same sheet that publications are printed with."""

from collections.abc import Sequence
from html import escape

from gongkai.base.calendar import today
from gongkai.lib.dates import plain_date
from gongkai.publishing import richtext
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import Sheet, rich_paragraphs
from gongkai.publishing.render.word import word


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as rich text."""
    top = "".join(f"<th>{escape(name, quote=False)}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(text, quote=False)}</td>' for text in row)}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def sheet_of(title: str, html: str) -> Sheet:
    """A sheet of rich text with today's day at its foot."""
    paragraphs, _ = rich_paragraphs(richtext.clean(html), letter=False)
    return Sheet(title=title, paragraphs=paragraphs, printed_at=plain_date(today()))


def made(kind: str, sheet: Sheet) -> bytes:
    """The bytes: docx or pdf.

    Raises:
        Refusal: a PDF on a server without a Chinese font.
    """
    return word(sheet) if kind == "docx" else pdf_render.pdf(sheet)
