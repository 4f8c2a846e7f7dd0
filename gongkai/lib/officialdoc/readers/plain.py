"""Plain text and Markdown in the encodings met in offices: UTF-8, UTF-16, GB 18030."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Line, Source
from gongkai.lib.officialdoc.readers.sniff import extension

_NEWLINE = re.compile(r"\r\n|\r|\n|\f|\v|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_RUBBISH = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")


def read(name: str, data: bytes) -> Source:
    """Read plain text; raises `Unreadable` for binary rubbish."""
    text, warnings = decode(data)
    lines = [Line(line) for line in split_lines(text)]
    kind = "md" if extension(name) in {"md", "markdown"} else "txt"
    return Source(kind=kind, lines=lines, warnings=warnings)


def split_lines(text: str) -> list[str]:
    """Split at every kind of line end; a line never holds one."""
    return _NEWLINE.split(text)


def decode(data: bytes) -> tuple[str, list[str]]:
    """Decode by byte order mark, then UTF-8, UTF-16 without mark, GB 18030.

    Returns the text and warnings; refuses with `Unreadable` what is no text.
    """
    text, warnings = _try_encodings(data)
    sample = text[:100_000]
    bad = len(_RUBBISH.findall(sample))
    if bad > 2 and bad * 50 > len(sample):
        raise Unreadable(
            "文件内容是乱码或二进制数据，不是文字，请另存为UTF-8编码的文本后重新上传。"
        )
    if bad:
        warnings.append(f"文字中有{bad}个无法识别的字符，请核对原文。")
    return text, warnings


def _try_encodings(data: bytes) -> tuple[str, list[str]]:
    marked = _by_mark(data)
    if marked is not None:
        return marked, []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if order := _utf16_order(data):
        return data.decode(order, "replace"), []
    try:
        return data.decode("gb18030"), []
    except UnicodeDecodeError:
        return _broken(data)


def _by_mark(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if order := (b"\x00" in data[:4000] and _utf16_order(data)):
        return data.decode(order, "replace")
    return None


def _utf16_order(data: bytes) -> str:
    """Guess UTF-16 without a mark: line feeds and ASCII leave zeros on one side only."""
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) * 50 < len(sample) // 2:
        return ""
    if odd > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > odd * 4 else ""


def _broken(data: bytes) -> tuple[str, list[str]]:
    """Decode what is nearly UTF-8 or nearly GB 18030, whichever leaves fewer holes."""
    tries = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    return min(tries, key=lambda text: text.count("\ufffd")), [
        "文件编码有损坏，部分文字可能缺失，请核对原文。"
    ]
