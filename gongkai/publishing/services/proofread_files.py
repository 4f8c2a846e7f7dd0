"""The text of a file as it is proofread: of plain text its own, of other kinds what the reader yields."""

from pathlib import Path

from gongkai.lib.officialdoc import Unreadable, parse_file, secrecy
from gongkai.lib.officialdoc.readers.plain import decode, split_lines

_PLAIN = {".txt", ".md", ".markdown"}
_MARKUP = {".html", ".htm"}
_MOST_BYTES = 50 * 1024 * 1024


def read_for_proofreading(path: Path) -> tuple[str, str, list[str]]:
    """Text, markup ("" but for web pages) and remarks of a file.

    Of a plain text offsets count its own characters, line ends as they are; an empty one is no
    error here, it has no faults.

    Raises:
        Unreadable: cannot be read, is no text, or bears a secrecy mark; one Chinese sentence.
    """
    if path.suffix.lower() in _PLAIN:
        text, remarks = _plain(path)
        secrecy.refuse_marked(split_lines(text), {})
        return text, "", remarks
    result = parse_file(path)
    lines = result.source.texts if result.source else []
    html = decode(path.read_bytes())[0] if path.suffix.lower() in _MARKUP else ""
    return "\n".join(lines), html, list(result.warnings)


def _plain(path: Path) -> tuple[str, list[str]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Unreadable("文件超过50 MB的上限，请拆分后再校对。")
        return decode(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{path.name}”，请检查路径后重试。") from None
    except (OSError, ValueError):
        raise Unreadable(f"文件“{path.name[:80]}”打不开，请检查路径和读取权限后重试。") from None
