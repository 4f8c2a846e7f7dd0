"""The doors of the importer: a file, bytes or a plain text in, a `ParseResult` out."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from gongkai.lib.officialdoc import secrecy, segment
from gongkai.lib.officialdoc.account import owners
from gongkai.lib.officialdoc.document import Reading, read_document
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.lines import Lines
from gongkai.lib.officialdoc.loose import loosen
from gongkai.lib.officialdoc.model import BodyItem, Line, ParseResult, Source, TaskTable
from gongkai.lib.officialdoc.outline import body_items
from gongkai.lib.officialdoc.readers import HEAVY, MAX_BYTES, check_size, read_source, sniff
from gongkai.lib.officialdoc.readers.isolate import read_isolated
from gongkai.lib.officialdoc.tables import Segment, find_segments, ranges_of, read_tables
from gongkai.lib.officialdoc.text import key

_TABLE_HINT = (
    "责任单位",
    "牵头单位",
    "责任部门",
    "牵头部门",
    "配合单位",
    "工作任务",
    "完成时限",
    "责任科室",
    "主办单位",
    "承办单位",
    "重点任务",
    "具体要求",
    "工作内容",
    "任务",
)


def parse_file(path: str | Path, *, max_bytes: int = MAX_BYTES) -> ParseResult:
    """Read one file from disk; heavy formats in a child process.

    Arguments: the path; the size limit in bytes. Raises `Unreadable` (`SecrecyMark` for a marked
    file) with one Chinese sentence.
    """
    place = Path(path)
    try:
        if not place.exists():
            raise Unreadable(f"找不到文件“{place.name}”，请检查路径后重试。")
        if not place.is_file():
            raise Unreadable(f"“{place.name}”不是文件，请指定要读取的公文文件。")
        if place.stat().st_size > max_bytes:
            raise Unreadable(
                f"文件超过{max_bytes / 1024 / 1024:.0f} MB的上限，请拆分或压缩其中的图片后重新上传。"
            )
        data = place.read_bytes()
    except (OSError, ValueError) as fault:
        raise Unreadable(f"文件“{place.name[:80]}”打不开，请检查路径和读取权限后重试。") from fault
    result = parse_untrusted(place.name, data, max_bytes=max_bytes)
    result.file = str(path)
    return result


def parse_untrusted(name: str, data: bytes, *, max_bytes: int = MAX_BYTES) -> ParseResult:
    """Read an upload; pdf, docx, xlsx, doc and ofd in a child with limits on time and memory.

    Raises `Unreadable` with one Chinese sentence, also where the child runs over a limit.
    """
    check_size(data, max_bytes)
    kind = sniff(name, data)
    source = (
        read_isolated(name, data, max_bytes)
        if kind in HEAVY
        else read_source(name, data, max_bytes=max_bytes)
    )
    return parse_source(name, source)


def parse_bytes(name: str, data: bytes, *, max_bytes: int = MAX_BYTES) -> ParseResult:
    """Read a file's bytes in this process; for content that is trusted or light (txt, html)."""
    return parse_source(name, read_source(name, data, max_bytes=max_bytes))


def parse_text(title: str, text: str) -> ParseResult:
    """Read a plain text out of a collection, line breaks lost or not, with the title it goes by.

    Raises `SecrecyMark` for a marked text and `Unreadable` for an empty one.
    """
    lines, title, warnings = loosen(text, title)
    if not any(key(line) for line in lines):
        raise Unreadable("文本是空的，没有任何内容，请检查后重新导入。")
    meta = {"title": title} if title.strip() else {}
    source = Source(kind="text", lines=[Line(line) for line in lines], meta=meta, warnings=warnings)
    return parse_source("", source)


def parse_source(name: str, source: Source) -> ParseResult:
    """Turn what a reader yielded into documents and task tables; every visible line has one owner."""
    texts = source.texts
    secrecy.refuse_marked(texts, source.meta)
    segments = find_segments(texts) if _may_hold_table(texts) else []
    ranges = ranges_of(segments)
    lines = Lines(texts, ranges, markdown=source.kind in ("md", "text"))
    fixed = {number for number, line in enumerate(source.lines) if line.grid is not None}
    readings = [
        read_document(lines, span, source.meta if not place else {}, fixed)
        for place, span in enumerate(segment.split(lines))
    ]
    _hand_over_record(readings)
    _link(readings)
    result = ParseResult(
        name, [reading.document for reading in readings], table_lines=ranges, source=source
    )
    result.warnings = list(source.warnings)
    result.tables = _tables(texts, source, readings, segments)
    result.unplaced = _unplaced(lines, readings)
    if result.unplaced:
        result.warnings.append(
            f"有{len(result.unplaced)}行文字没有归入任何要素或段落，已单独列出，请核对。"
        )
    return result


def _may_hold_table(texts: list[str]) -> bool:
    return any(
        len(text) < 400 and any(hint in "".join(text.split()) for hint in _TABLE_HINT)
        for text in texts
    )


def _tables(
    texts: list[str], source: Source, readings: list[Reading], segments: list[Segment]
) -> list[TaskTable]:
    if not segments and not source.grids:
        return []
    body: list[BodyItem] = [
        item for reading in readings for item in body_items(reading.document.outline)
    ]
    return read_tables(texts, grids=source.grids, body=body, segments=segments)


def _hand_over_record(readings: list[Reading]) -> None:
    """Give the print line at the end of a file to the document it belongs to (印发机关 tells)."""
    if len(readings) < 2:
        return
    first, last = readings[0], readings[-1]
    unit = last.document.printing_unit
    if not last.document.printed_on or not unit:
        return
    if (
        unit in last.document.issuers
        or unit not in first.document.issuers
        or first.document.printed_on
    ):
        return
    for name in ("printed_on", "printing_unit", "cc"):
        setattr(first.document, name, getattr(last.document, name))
        setattr(last.document, name, [] if name == "cc" else None)
        if name in last.document.positions:
            first.document.positions[name] = last.document.positions.pop(name)


def _link(readings: list[Reading]) -> None:
    """Complete a forwarding relation with the title of the document that follows in the file."""
    for before, after in pairwise(readings):
        for relation in before.document.relations:
            if (
                relation.kind == "转发"
                and relation.doc_no
                and relation.doc_no == after.document.doc_no
            ):
                relation.title = after.document.title


def _unplaced(lines: Lines, readings: list[Reading]) -> list[int]:
    owned = owners(reading.document for reading in readings)
    return [number for number in lines.visible if number not in owned]
