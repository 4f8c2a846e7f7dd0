"""From bytes to `Source`: what kind of file it is, and one reader for each kind."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Source
from gongkai.lib.officialdoc.readers.sniff import HEAVY, sniff, wrong_extension
from gongkai.lib.officialdoc.text import is_blank

__all__ = ["HEAVY", "MAX_BYTES", "MAX_LINES", "check_size", "read_source", "sniff"]

MAX_BYTES = 50 * 1024 * 1024
# A thousand pages. What is read of a file grows with its lines and is kept with it: without a limit
# a text of a million short lines fits into the size and then stops every page that shows it.
MAX_LINES = 20_000

# Heavy libraries are imported only when such a file comes.
_READERS = {kind: f"gongkai.lib.officialdoc.readers.{kind}" for kind in (*HEAVY, "html")} | {
    "txt": "gongkai.lib.officialdoc.readers.plain",
    "md": "gongkai.lib.officialdoc.readers.plain",
}


def check_size(data: bytes, max_bytes: int = MAX_BYTES) -> None:
    """Refuse an empty file and one above the limit (in bytes)."""
    if not data:
        raise Unreadable("文件是空的，没有任何内容，请检查后重新上传。")
    if len(data) > max_bytes:
        limit = f"{max_bytes / 1024 / 1024:.0f}"
        raise Unreadable(f"文件超过{limit} MB的上限，请拆分或压缩其中的图片后重新上传。")


def read_source(name: str, data: bytes, *, max_bytes: int = MAX_BYTES) -> Source:
    """Read a file's bytes, in this process.

    Arguments: the file's name (only its extension counts) and its content.
    Raises `Unreadable` with one Chinese sentence where the content cannot be read.
    """
    check_size(data, max_bytes)
    kind = sniff(name, data)
    reader: Callable[[str, bytes], Source] = importlib.import_module(_READERS[kind]).read
    source = reader(name, data)
    source.warnings[:0] = wrong_extension(name, kind)
    if all(is_blank(text) for text in source.texts):
        raise Unreadable("文件里没有读到任何文字，请确认内容后重新上传。")
    if len(source.lines) > MAX_LINES:
        raise Unreadable(f"文件超过{MAX_LINES}行，为保护系统没有读取，请拆分后重新上传。")
    return source
