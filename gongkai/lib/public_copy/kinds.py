"""Which cleaner a kind of file has; what has none is refused by name."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import pypdfium2 as pdfium

from gongkai.lib.officialdoc import secrecy
from gongkai.lib.officialdoc.errors import SecrecyMark, Unreadable
from gongkai.lib.officialdoc.readers import read_source
from gongkai.lib.public_copy.errors import NotPublic

_HERE = "gongkai.lib.public_copy"
KINDS = {
    "docx": f"{_HERE}.office", "xlsx": f"{_HERE}.office", "pptx": f"{_HERE}.office",
    "pdf": f"{_HERE}.pdf", "ofd": f"{_HERE}.ofd", "txt": f"{_HERE}.text", "csv": f"{_HERE}.text",
    "png": f"{_HERE}.image", "jpg": f"{_HERE}.image", "jpeg": f"{_HERE}.image",
    "gif": f"{_HERE}.image", "webp": f"{_HERE}.image", "tif": f"{_HERE}.image",
    "tiff": f"{_HERE}.image", "mp3": f"{_HERE}.media", "mp4": f"{_HERE}.media",
}  # fmt: skip
# Those whose words the reader of documents knows how to get at.
_READ = ("docx", "xlsx", "pdf", "ofd", "txt", "csv")
_REFUSED = {
    "html": "网页文件可能带有脚本，不能作为公开附件，请转成PDF或者Word（docx）后再上传。",
    "zip": "压缩包里的文件无法逐个检查，不能作为公开附件，请解压后逐个上传。",
    "old": "旧版格式的文件不能可靠地去除作者等信息，请在原来的软件中另存为{new}或者PDF后再上传。",
}
_OLD = {"doc": "docx", "wps": "docx", "xls": "xlsx", "et": "xlsx", "ppt": "pptx"}


def clean(kind: str, data: bytes) -> bytes:
    """The bytes of the public copy, made in this process.

    Args:
        kind: the extension of the file's name, small letters, without dot.

    Raises:
        NotPublic: a secrecy mark, comments, tracked changes or anything else that would become
            public unseen; a kind that cannot be cleaned.
    """
    if kind not in KINDS:
        raise NotPublic(_sentence(kind))
    _refuse_marked(kind, data)
    cleaner: Callable[[str, bytes], bytes] = importlib.import_module(KINDS[kind]).clean
    return cleaner(kind, data)


def _sentence(kind: str) -> str:
    if kind in _OLD:
        return _REFUSED["old"].format(new=_OLD[kind])
    if kind in ("html", "htm"):
        return _REFUSED["html"]
    if kind == "zip":
        return _REFUSED["zip"]
    return "这种格式的文件不能作为公开附件，请转成PDF、Word（docx）或者Excel（xlsx）后再上传。"


def _refuse_marked(kind: str, data: bytes) -> None:
    """Secrecy marks stop a file; one whose words cannot be read (a scan) is left to the reviewers."""
    if kind not in _READ:
        return
    try:
        if kind == "pdf":
            texts, meta = _pdf_lines(data), {}
        else:
            source = read_source(f"x.{'txt' if kind == 'csv' else kind}", data)
            texts, meta = source.texts, source.meta
        secrecy.refuse_marked(texts, meta)
    except SecrecyMark as mark:
        raise NotPublic(mark.sentence) from None
    except Unreadable:
        return


def _pdf_lines(data: bytes) -> list[str]:
    """The lines of a PDF as they come; to find a mark their order need not be that of reading.

    The reader of documents looks for columns and tables, at a tenth of a second for a page.
    """
    lines: list[str] = []
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return lines
    with document:
        for page in document:
            lines += page.get_textpage().get_text_bounded().splitlines()
    return lines
