"""The annual report as text: rich text for the publication, Word, PDF, and lines for a workbook."""

from collections.abc import Iterator
from html import escape
from typing import Any

from gongkai.base.calendar import today
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries.figures.annual import Annual
from gongkai.lib.annual_report import SECTIONS, grid_three, grid_two, grids_one
from gongkai.lib.annual_report.form import COLUMNS, ENDS, GROUPS, LINES, ROWS
from gongkai.lib.dates import plain_date
from gongkai.publishing import richtext
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import Sheet, rich_paragraphs
from gongkai.publishing.render.word import word

WRITTEN = ("1", "5", "6")


def title_of(report: AnnualReport) -> str:
    """明湖市教育局2025年政府信息公开工作年度报告."""
    return f"{report.unit.name}{report.year}年政府信息公开工作年度报告"


def html_of(found: Annual, sections: dict[str, str]) -> str:
    """The whole report as rich text: six titles, the texts, the tables."""
    tables = {
        "2": [grid.html() for grid in grids_one(found.tables)],
        "3": [grid_two(found.tables).html()],
        "4": [grid_three(found.tables).html()],
    }
    parts = []
    for key, title in SECTIONS:
        lines = (line.strip() for line in sections.get(key, "").splitlines())
        parts.append(f"<h1>{escape(title, quote=False)}</h1>")
        parts += [f"<p>{escape(line, quote=False)}</p>" for line in lines if line]
        parts += tables.get(key, [])
    return richtext.clean("".join(parts))


def sheet_of(report: AnnualReport, found: Annual) -> Sheet:
    """The report as the printed sheet that Word and PDF are made from."""
    above, _ = rich_paragraphs(html_of(found, report.sections), letter=False)
    return sheet(title_of(report), above, draft=not found.fixed)


def sheet(title: str, paragraphs: list[Any], *, draft: bool = False) -> Sheet:
    """A sheet with today's day at its foot, marked as a draft where it is one."""
    return Sheet(
        title=title,
        paragraphs=paragraphs,
        printed_at=plain_date(today()),
        mark="未核定" if draft else "",
    )


def docx(report: AnnualReport, found: Annual) -> bytes:
    """The report as a Word file."""
    return word(sheet_of(report, found))


def pdf(report: AnnualReport, found: Annual) -> bytes:
    """The report as a PDF.

    Raises:
        Refusal: the server has no Chinese font.
    """
    return pdf_render.pdf(sheet_of(report, found))


HEAD = ("表", "行", "列", "数据", "平台统计", "上一年度")


def lines(found: Annual) -> Iterator[list[Any]]:
    """Every cell as a row: table, row, column, the figure, what the platform counts, last year's."""
    now, live = found.tables.cells(), found.live.cells()
    before = found.before.cells() if found.before else {}
    for place, names in _names():
        value = now[place]
        last = before.get(place)
        yield [*names, _plain(value), _plain(live[place]), "" if last is None else _plain(last)]


def _names() -> Iterator[tuple[str, tuple[str, str, str]]]:
    for line in LINES:
        for column, name in line.columns:
            yield f"table1.{line.key}.{column}", (f"表一 {line.item}", line.name, name)
    for row in ROWS:
        for column, name in COLUMNS.items():
            yield f"table2.{row.key}.{column}", ("表二", row.name, name)
    for group, label in GROUPS.items():
        for end, name in ENDS.items():
            yield f"table3.{group}.{end}", ("表三", label, name)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else float(value)
