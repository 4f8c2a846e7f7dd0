# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""OFD files (GB/T 33190): text objects of each page in reading order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import lxml.etree

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Line, Source
from gongkai.lib.officialdoc.readers.archive import open_checked, read_member
from gongkai.lib.officialdoc.text import is_chinese

_PAGE = re.compile(r"(?:\A|/)Pages?/Page_?([0-9]+)/Content\.xml\Z", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*[0-9]{1,4}[-—–－·\s]*\Z")
_MAX_PAGES = 500
_DAMAGED = "ofd文件已损坏或格式特殊，无法读取，请另存为pdf或docx后上传。"
_SCANNED = "这份ofd没有文字层，可能是扫描件，请先做文字识别（OCR）后再上传。"


def read(name: str, data: bytes) -> Source:
    """Read an ofd file; raises `Unreadable` for a damaged one or one without text."""
    archive = open_checked(data)
    pages = sorted(
        (member for member in archive.namelist() if _PAGE.search(member)),
        key=lambda member: (member.rsplit("/Page", 2)[0], int(_PAGE.search(member)[1])),  # type: ignore[index]
    )[:_MAX_PAGES]
    source = Source(kind="ofd", lines=[])
    for page in pages:
        source.lines += [Line(text) for text in _page_lines(read_member(archive, page))]
    if not source.lines:
        raise Unreadable(_SCANNED if pages else _DAMAGED)
    source.warnings.append("ofd文件按版面位置读取，段落和表格请核对。")
    return source


def _page_lines(markup: bytes) -> list[str]:
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = lxml.etree.fromstring(markup, parser)
    except lxml.etree.XMLSyntaxError as fault:
        raise Unreadable(_DAMAGED) from fault
    pieces = [piece for item in root.iter("{*}TextObject") if (piece := _piece(item))]
    lines: list[list[tuple[float, float, float, str]]] = []
    for piece in sorted(pieces, key=lambda one: (one[0], one[1])):
        if lines and abs(lines[-1][-1][0] - piece[0]) < max(piece[2], 1.0) * 0.5:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    rows = [
        (
            min(p[1] for p in line),
            max(p[1] + p[2] * len(p[3]) for p in line),
            _joined(line),
            line[0][2],
        )
        for line in lines
    ]
    return _paragraphs([row for row in rows if not _PAGE_NUMBER.match(row[2])])


def _joined(line: list[tuple[float, float, float, str]]) -> str:
    return "".join(piece[3] for piece in sorted(line, key=lambda one: one[1]))


def _piece(item: Any) -> tuple[float, float, float, str] | None:
    text = "".join(code.text or "" for code in item.iter("{*}TextCode"))
    box = (item.get("Boundary") or "").split()
    try:
        left, top = float(box[0]), float(box[1])
        size = float(item.get("Size") or 4.0)
    except (ValueError, IndexError):
        return None
    return (top, left, size, text) if text.strip() else None


def _paragraphs(rows: list[tuple[float, float, str, float]]) -> list[str]:
    """Join a printed line that fills the measure with the next one that begins at the margin."""
    if not rows:
        return []
    margin, edge = min(row[0] for row in rows), max(row[1] for row in rows)
    texts = [rows[0][2]]
    for before, row in pairwise(rows):
        if (
            edge - before[1] < 1.6 * before[3]
            and row[0] - margin < 1.2 * row[3]
            and row[3] == before[3]
        ):
            texts[-1] += ("" if is_chinese(texts[-1][-1]) or is_chinese(row[2][0]) else " ") + row[
                2
            ]
        else:
            texts.append(row[2])
    return texts
