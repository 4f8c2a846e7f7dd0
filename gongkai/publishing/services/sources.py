"""Reading files, folders and collections from disk for the `import` command."""

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.lib.dates import parse_date
from gongkai.lib.officialdoc import Unreadable, parse_file, parse_text
from gongkai.publishing.services.entries import Entry, from_parsed
from gongkai.publishing.services.imports import draft_from
from gongkai.publishing.states import Attribute, Kind

READABLE = {".txt", ".md", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf"}


@dataclass(slots=True)
class Item:
    """One thing found: its entries, or the sentence that says why it cannot be read."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    problem: str = ""


def items(path: Path) -> Iterator[Item]:
    """Everything that a path holds; a folder is walked in order, a collection is read line by line."""
    if not path.exists():
        yield Item(str(path), problem=f"找不到“{path}”，请检查路径是否写对。")
    elif path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and _kind(child):
                yield from items(child)
    elif _kind(path) == "collection":
        yield from _collection(path)
    else:
        yield _file(path)


def _kind(path: Path) -> str:
    name = path.name.lower()
    if name.endswith((".jsonl", ".jsonl.gz")):
        return "collection"
    return "file" if path.suffix.lower() in READABLE else ""


def _file(path: Path) -> Item:
    try:
        documents = draft_from(parse_file(path))["documents"]
    except Unreadable as problem:
        return Item(str(path), problem=str(problem))
    entries = [from_parsed(document, document["tables"]) for document in documents]
    complete = [entry for entry in entries if entry.title.strip()]
    if not complete:
        return Item(
            str(path),
            problem=f"“{path.name}”里没有找到标题，没有导入；请在工作台的导入页面人工核对。",
        )
    return Item(str(path), complete)


def _collection(path: Path) -> Iterator[Item]:
    opened = gzip.open if path.name.endswith(".gz") else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if number == 1 and not _is_row(line):
                    yield Item(
                        str(path),
                        problem=f"“{path.name}”的第一行没有 docid 和 text，不是文集，没有导入。",
                    )
                    return
                if line.strip():
                    yield _row(f"{path.name} 第{number}行", line)
    except (OSError, UnicodeDecodeError, EOFError, zlib.error):
        yield Item(
            str(path), problem=f"“{path.name}”不是完整的 UTF-8 文本或压缩文件，其后的内容没有导入。"
        )


def _is_row(line: str) -> bool:
    """Whether the line is an object with an id and a text."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and bool(row.get("docid")) and bool(row.get("text"))


def _row(name: str, line: str) -> Item:
    if not _is_row(line):
        return Item(name, problem=f"{name}不是带有 docid 和 text 的 JSON，已跳过。")
    try:
        return Item(name, [_entry(json.loads(line))])
    except (Unreadable, ValueError) as problem:
        return Item(name, problem=f"{name}没有导入：{problem}")


def _entry(row: dict[str, Any]) -> Entry:
    """A row of a collection: stated elements win over what the text itself says.

    A collection is a set of texts that were public already, so a row is of the public attribute
    unless it says otherwise.
    """
    title, text = str(row.get("title") or ""), str(row["text"])
    documents = parse_text(title, text).documents
    parsed = documents[0].to_json() if documents else {}
    entry = from_parsed({**parsed, **{k: v for k, v in row.items() if k in _STATED and v}})
    entry.title = title or entry.title or text.strip()[:60]
    # The text of record is the text as given; the outline is only a view of it.
    entry.plain = text
    entry.external_id = str(row["docid"])
    entry.attribute = Attribute(row.get("attribute") or Attribute.PROACTIVE)
    entry.kind = _kind_of(row, entry)
    entry.released_on = entry.released_on or _date(row.get("released_on"))
    entry.relations = []
    return entry


_STATED = {
    "doc_no", "issuers", "signed_on", "printed_on", "released_on", "effective_on", "expires_on", "index_no",
    "theme", "doc_type", "document_class", "summary", "keywords", "addressees",
}  # fmt: skip


def _kind_of(row: dict[str, Any], entry: Entry) -> Kind:
    if row.get("kind") in Kind.values:
        return Kind(row["kind"])
    if row.get("source") == "interpretation":
        return Kind.INTERPRETATION
    return Kind.DOCUMENT if entry.doc_no or row.get("source") == "law" else Kind.INFORMATION


def _date(value: Any) -> dt.date | None:
    return parse_date(str(value)) if value else None
