"""The kind of a file by its content; the extension only decides between plain texts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from gongkai.lib.officialdoc.errors import Unreadable

HEAVY = ("pdf", "docx", "xlsx", "doc", "ofd")

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|section|article)[\s>]",
    re.IGNORECASE,
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_EXTENSIONS = {
    "txt": {"txt", "text", "log", "csv", "tsv", ""},
    "md": {"md", "markdown"},
    "html": {"html", "htm", "shtml", "xhtml", "mht", "jsp", "asp", "aspx", "php", ""},
    "docx": {"docx", "docm", "dotx"},
    "xlsx": {"xlsx", "xlsm"},
    "doc": {"doc", "wps", "dot", "wpt"},
    "pdf": {"pdf"},
    "ofd": {"ofd"},
}


def extension(name: str) -> str:
    """Return the extension without its dot, in small letters."""
    return PurePath(name).suffix.lower().lstrip(".")


def sniff(name: str, data: bytes) -> str:
    """Return the kind (txt, md, html, docx, xlsx, doc, pdf, ofd) or refuse with `Unreadable`."""
    if data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound_kind(data)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        raise Unreadable("这是RTF文件，暂不能读取，请在Word或WPS中另存为docx后重新上传。")
    _refuse_other(data)
    return _text_kind(name, data)


def wrong_extension(name: str, kind: str) -> list[str]:
    """Return a warning where the extension says something else than the content."""
    suffix = extension(name)
    if not suffix or suffix in _EXTENSIONS[kind] or (kind == "txt" and suffix in _EXTENSIONS["md"]):
        return []
    return [f"文件扩展名是{suffix}，内容实际是{kind}，已按内容读取。"]


def _refuse_other(data: bytes) -> None:
    if (
        data.startswith(_PICTURES)
        or data[4:12] in (b"ftypheic", b"ftypavif")
        or data[8:12] == b"WEBP"
    ):
        raise Unreadable("这是一张图片，没有文字，请先做文字识别（OCR）再上传文本。")
    if data.startswith(
        (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
    ):
        raise Unreadable("文件内容是程序或压缩包，不是公文，请上传公文本身。")


def _zip_kind(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as fault:
        raise Unreadable("文件已损坏，无法打开，请重新导出后上传。") from fault
    for kind, member in (
        ("docx", "word/document.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("ofd", "OFD.xml"),
    ):
        if member in names:
            return kind
    if any(member.startswith("ppt/") for member in names):
        raise Unreadable("这是演示文稿，不是公文，请上传docx、doc、pdf、html或txt文件。")
    if "content.xml" in names:
        raise Unreadable("这是ODF文档，暂不能读取，请另存为docx后重新上传。")
    raise Unreadable("文件是压缩包，不是公文，请解压后逐个上传。")


def _compound_kind(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("文件设有打开密码，无法读取，请取消密码后重新上传。")
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        raise Unreadable("这是xls表格，暂不能读取，请另存为xlsx后重新上传。")
    raise Unreadable("文件是旧版Office格式但不是Word文档，或者已经损坏，请另存为docx后重新上传。")


def _text_kind(name: str, data: bytes) -> str:
    suffix = extension(name)
    if b"multipart/related" in data[:4000] and re.search(rb"(?im)^MIME-Version:", data[:4000]):
        return "html"
    probe = (
        data[:200_000].replace(b"\x00", b"")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else data[:200_000]
    )
    tags = len(_HTML.findall(probe[:20_000]))
    opening = probe.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:1] == b"<"
    # Text with a few tags left in its cells (<p>…</p>) is still text, unless the page begins with a tag.
    if (opening and tags) or (tags and suffix in {"html", "htm", "shtml", "xhtml"}):
        return "html"
    if re.search(rb"<html[\s>]", probe[:20_000], re.IGNORECASE):
        return "html"
    return "md" if suffix in _EXTENSIONS["md"] else "txt"
