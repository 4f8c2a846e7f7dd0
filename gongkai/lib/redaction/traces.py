"""What a PDF may carry besides its pages, and words hidden in its bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from gongkai.lib.redaction.writer import PRODUCER

# What carries words, people or files, by what it is to a reader.
_CARRIERS = {
    "/Metadata": "文档属性", "/Annots": "批注或者表单", "/AcroForm": "批注或者表单",
    "/EmbeddedFiles": "附带的文件", "/EF": "附带的文件", "/AF": "附带的文件",
    "/Collection": "附带的文件", "/Outlines": "书签", "/Thumb": "缩略图",
    "/StructTreeRoot": "结构文字", "/ActualText": "结构文字", "/Alt": "结构文字",
    "/OCProperties": "图层", "/PieceInfo": "编辑软件的数据", "/JavaScript": "脚本",
    "/JS": "脚本", "/OpenAction": "脚本", "/AA": "脚本", "/Names": "名称表",
    "/Dests": "名称表", "/PageLabels": "页码标签", "/SMask": "遮罩图", "/Mask": "遮罩图",
    "/FontFile": "内嵌字体", "/FontFile2": "内嵌字体", "/FontFile3": "内嵌字体",
    "/ToUnicode": "内嵌字体",
}  # fmt: skip
# Shorter words stand in any heap of bytes by chance.
_LEAST_BYTES = 5


def traces(redacted: bytes, secrets: Sequence[tuple[int, str]]) -> list[str]:
    """Sentences on carriers found in the file and on secret words found in its bytes.

    Args:
        secrets: number of the mark and words under it, as compared (small letters, one width).
    """
    wrong: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(redacted))
        things = list(_things(reader))
        wrong += _carried(reader, things)
        heaps = [_without_pictures(redacted, things), *_streams(things)]
    except Exception:  # noqa: BLE001 - a foreign parser fails in endless ways; ours must be readable
        return ["公开副本不能被重新读取，无法核验，请重新生成。"]
    wrong += [
        f"第{number}处标记下的文字还留在公开副本的数据里，请重新生成。"
        for number, words in secrets
        if any(form in heap for form in _forms(words) for heap in heaps)
    ]
    return wrong


def _things(reader: PdfReader) -> Iterator[Any]:
    """All objects, whether anything refers to them or not."""
    for number in sorted(
        {n for table in reader.xref.values() for n in table} | set(reader.xref_objStm)
    ):
        thing = reader.get_object(number)
        if thing is not None:
            yield thing


def _carried(reader: PdfReader, things: Sequence[Any]) -> list[str]:
    found = {_CARRIERS[key] for thing in things for key in _keys(thing) if key in _CARRIERS}
    known: dict[Any, Any] = dict(reader.metadata or {})
    if any(key != "/Producer" or value != PRODUCER for key, value in known.items()):
        found.add("文档属性")
    return [f"公开副本里有{what}，请重新生成。" for what in sorted(found)]


def _keys(thing: Any) -> Iterator[str]:
    if isinstance(thing, DictionaryObject):
        for key in list(thing):
            yield str(key)
            yield from _keys(thing.raw_get(key))
    elif isinstance(thing, ArrayObject):
        for item in list.__iter__(thing):
            yield from _keys(item)


def _streams(things: Sequence[Any]) -> Iterator[bytes]:
    """The contents of all streams but pictures, small letters."""
    for thing in things:
        if isinstance(thing, StreamObject) and thing.get("/Subtype") != "/Image":
            yield thing.get_data().lower()


def _without_pictures(redacted: bytes, things: Sequence[Any]) -> bytes:
    rest = redacted
    for thing in things:
        if isinstance(thing, StreamObject) and thing.get("/Subtype") == "/Image":
            rest = rest.replace(bytes(thing._data), b"", 1)
    return rest.lower()


def _forms(words: str) -> list[bytes]:
    """The words as bytes, in the ways a PDF writes them."""
    plain = [
        words.encode(code, "ignore") for code in ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
    ]
    long = [form.lower() for form in plain if len(form) >= _LEAST_BYTES]
    return long + [form.hex().encode() for form in plain if len(form) >= _LEAST_BYTES]
