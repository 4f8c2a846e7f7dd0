"""Copies of a record for outlets: the address of its page, a text with a link, data."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.queries.records import Record

# Characters of a text besides title, facts and links; a sentence that would pass it is left out.
TEXT_LENGTH = 600
_SENTENCE = re.compile("[^。！？；]*[。！？；][\u201d\u2019」』）》]*|[^。！？；]+")


def copy_of(record: Record, copy_format: str) -> str:
    """The copy of a record in one of the three forms; all of them say what the record says."""
    if copy_format == CopyFormat.PAGE:
        return record.url
    if copy_format == CopyFormat.TEXT:
        return text_copy(record)
    return json.dumps(item(record), ensure_ascii=False, cls=DjangoJSONEncoder)


def text_copy(record: Record) -> str:
    """Title, number with unit and day, the summary or the first sentences, links; never half a sentence."""
    parts = [record.title, _facts(record), *_opening(record), f"全文：{record.url}"]
    parts += [f"解读{quoted(side.title)}：{side.url}" for side in record.interpretations]
    parts += [f"所解读的文件{quoted(side.title)}：{side.url}" for side in record.explains]
    return "\n\n".join(part for part in parts if part)


def _facts(record: Record) -> str:
    day = record.elements.get("成文日期") or record.elements.get("发布日期", "")
    words = [
        record.elements.get("发文字号", ""),
        record.elements.get("发文机关") or record.unit,
        _day(day),
    ]
    return "　".join(word for word in words if word)


def _day(text: str) -> str:
    return plain_date(date.fromisoformat(text)) if text else ""


def _opening(record: Record) -> list[str]:
    if record.summary:
        return [record.summary]
    lines = (line.strip() for line in record.plain.split("\n"))
    return list(_within([line for line in lines if line and line != record.title], TEXT_LENGTH))


def _within(lines: list[str], room: int) -> Iterator[str]:
    """The first lines that find room; the last of them up to the end of a sentence."""
    for line in lines:
        if len(line) <= room:
            room -= len(line)
            yield line
            continue
        kept = ""
        for sentence in _SENTENCE.findall(line):
            if len(kept) + len(sentence) > room:
                break
            kept += sentence
        if kept:
            yield kept
        return


def item(record: Record) -> dict[str, Any]:
    """The record as an item of JSON Feed 1.1; what that does not know stands under `_gongkai`."""
    return {
        "id": record.url,
        "url": record.url,
        "title": record.title,
        "content_html": record.html,
        "content_text": record.plain,
        "summary": record.summary,
        "date_published": record.released_at,
        "date_modified": record.updated_at,
        "authors": [{"name": record.unit}],
        "tags": record.keywords,
        "language": "zh-Hans",
        "attachments": [
            {"url": f.url, "mime_type": f.media_type, "title": f.title, "size_in_bytes": f.size}
            for f in record.files
        ],
        "_gongkai": {
            "code": record.code,
            "kind": record.kind,
            "elements": record.elements,
            "validity": record.validity,
            "tables": record.tables,
            "corrections": record.corrections,
            "interpretations": [{"title": s.title, "url": s.url} for s in record.interpretations],
            "explains": [{"title": s.title, "url": s.url} for s in record.explains],
            "attachments": [{"number": f.number, "sha256": f.sha256} for f in record.files],
            "sha256": record.digest,
        },
    }
