"""Catalogues, entries and duties for tests, written straight into tables; sample files of tables."""

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from gongkai.base.models import Unit
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty

SINCE = dt.date(2024, 1, 2)
HIGH = (
    "序号",
    "公开事项",
    "",
    "公开内容（要素）",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
    "公开对象",
    "",
    "公开方式",
    "",
    "公开层级",
    "",
)
LOW = (
    "",
    "一级事项",
    "二级事项",
    "",
    "",
    "",
    "",
    "",
    "全社会",
    "特定群体",
    "主动",
    "依申请公开",
    "县级",
    "乡、村级",
)
ROWS = (
    ("1", "政府预算", "收支总表", "一般公共预算收支", "《预算法》第十四条", "批准后20日内", "财政部门", "■政府网站 □政府公报", "√", "", "√", "", "√", ""),
    ("2", "", "预算说明", "转移支付安排", "", "自信息形成或者变更之日起20个工作日内", "市教育局、市财政局", "■政府网站", "√", "", "√", "", "√", ""),
    ("3", "政府决算", "决算公开", "决算收支", "《预算法》第十四条", "每季度更新", "市级有关部门、镇街", "口政府网站 R两微一端", "", "受助人员", "", "√", "", "√"),
)  # fmt: skip


def make_catalogue(unit: Unit, name: str = "财政领域标准目录", **facts: Any) -> Catalogue:
    facts.setdefault("kind", "standard")
    facts.setdefault("field", "财政预决算")
    return Catalogue.objects.create(unit=unit, name=name, **facts)


def make_entry(catalogue: Catalogue, level1: str = "政府预算", **facts: Any) -> CatalogueEntry:
    facts.setdefault("position", catalogue.entries.count() + 1)
    facts.setdefault("limit_text", "自信息形成或者变更之日起20个工作日内")
    facts.setdefault("limit_kind", "after")
    facts.setdefault("limit_days", 20)
    facts.setdefault("limit_unit", "wd")
    return CatalogueEntry.objects.create(catalogue=catalogue, level1=level1, **facts)


def make_duty(entry: CatalogueEntry, unit: Unit, **facts: Any) -> EntryDuty:
    facts.setdefault("since", SINCE)
    return EntryDuty.objects.create(entry=entry, unit=unit, **facts)


def as_html(rows: Any = ROWS, title: str = "明湖市财政预决算领域基层政务公开标准目录") -> bytes:
    """A web page with the table; blank cells under 一级事项 and 公开依据 are merged ones."""
    lines = [HIGH, LOW, *rows]
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in lines)
    return f"<html><body><p>{title}</p><table>{body}</table></body></html>".encode()


def as_xlsx(*sheets: tuple[str, Any]) -> bytes:
    """A workbook with merged cells: title over the table, 公开事项 over two columns."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title[:20])
        sheet.append([title])
        for line in (HIGH, LOW, *rows):
            sheet.append([cell or None for cell in line])
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("B4:B5")
        sheet.append(["注：本目录自印发之日起执行。"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_docx(rows: Any = ROWS, *, repeat_header: bool = False, symbol: str = "") -> bytes:
    """A Word file with a vertically merged first level; `symbol` sets a tick as a font's character."""
    document = Document()
    document.add_paragraph("明湖市财政预决算领域基层政务公开标准目录")
    lines: list[Any] = [HIGH, LOW, *rows]
    if repeat_header:
        lines[4:4] = [HIGH, LOW]
    table = document.add_table(rows=len(lines), cols=len(HIGH))
    for y, line in enumerate(lines):
        for x, text in enumerate(line):
            table.cell(y, x).text = text
    table.cell(2, 1).merge(table.cell(3, 1))
    if symbol:
        run = table.cell(2, 7).paragraphs[0].runs[0]
        mark = OxmlElement("w:sym")
        mark.set(qn("w:font"), "Wingdings 2")
        mark.set(qn("w:char"), symbol)
        run.text = ""
        run._r.append(mark)
        table.cell(2, 7).paragraphs[0].add_run("政府网站")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
