"""Plain text and tables of text: there is nothing beside the words."""

from __future__ import annotations

from gongkai.lib.cells import decode
from gongkai.lib.public_copy.errors import NotPublic


def clean(kind: str, data: bytes) -> bytes:
    """The words in UTF-8, where the file really is text."""
    words = decode(data)
    if words is None or "\x00" in words:
        raise NotPublic("文件不是可以阅读的文本，请用UTF-8编码另存后再上传。")
    # Chinese spreadsheet programs take a text without the mark for another encoding.
    return words.lstrip("\ufeff").encode("utf-8-sig" if kind == "csv" else "utf-8")
