"""Which files are taken in, and whether a file is what its name says.

The name alone proves nothing and the first bytes alone are not enough (a .docx and an .apk begin
alike), so each kind is told by its first bytes and, for archives, by the member it must have.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic

from gongkai.base.refusal import Refusal

HEAD_BYTES = 8192
ARCHIVE_MEMBERS = 5000
ARCHIVE_BYTES = 2 * 1024**3
# An entry of more than this much that unpacks more than a hundredfold is a bomb, not an office file.
SUSPECT_BYTES = 100 * 1024**2
SUSPECT_RATIO = 100
_OLE = frozenset({".doc", ".xls", ".ppt"})


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: media type, what puremagic calls it, and the member an archive must have."""

    media_type: str
    magic: frozenset[str] = frozenset()
    member: str = ""
    is_text: bool = False


def _zip(media_type: str, member: str) -> FileType:
    return FileType(media_type, frozenset({".zip", ".docx"}), member)


_OPENXML = "application/vnd.openxmlformats-officedocument."
_JPEG = FileType("image/jpeg", frozenset({".jpg"}))
_TIFF = FileType("image/tiff", frozenset({".tif"}))
_HTML = FileType("text/html", is_text=True)

FILE_TYPES: dict[str, FileType] = {
    ".pdf": FileType("application/pdf", frozenset({".pdf"})),
    ".ofd": _zip("application/ofd", "OFD.xml"),
    ".docx": _zip(_OPENXML + "wordprocessingml.document", "word/"),
    ".xlsx": _zip(_OPENXML + "spreadsheetml.sheet", "xl/"),
    ".pptx": _zip(_OPENXML + "presentationml.presentation", "ppt/"),
    ".doc": FileType("application/msword", _OLE),
    ".wps": FileType("application/vnd.ms-works", _OLE),
    ".xls": FileType("application/vnd.ms-excel", _OLE),
    ".et": FileType("application/vnd.ms-excel", _OLE),
    ".ppt": FileType("application/vnd.ms-powerpoint", _OLE),
    ".txt": FileType("text/plain", is_text=True),
    ".csv": FileType("text/csv", is_text=True),
    ".html": _HTML,
    ".htm": _HTML,
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": FileType("image/png", frozenset({".png"})),
    ".gif": FileType("image/gif", frozenset({".gif"})),
    ".webp": FileType("image/webp", frozenset({".webp"})),
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".mp3": FileType("audio/mpeg", frozenset({".mp3"})),
    ".mp4": FileType("video/mp4", frozenset({".mp4"})),
    ".zip": _zip("application/zip", ""),
}


def media_type_of(path: Path, name: str) -> str:
    """Media type of the file at `path` that its sender calls `name`.

    Raises:
        Refusal: a kind that is not taken, a content that does not fit the name, an archive too big.
    """
    extension = Path(name).suffix.lower()
    kind = FILE_TYPES.get(extension)
    if kind is None:
        taken = "、".join(e[1:] for e in FILE_TYPES)
        raise Refusal(f"「{name}」的文件格式不能上传。可以上传的格式有：{taken}。", status=415)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise Refusal(f"「{name}」是空文件，没有内容可以保存。请检查后重新选择文件。", status=415)
    fits = _is_text(head) if kind.is_text else bool(kind.magic & _magic(head))
    if fits and ".zip" in kind.magic:
        fits = _archive_fits(path, name, kind)
    if not fits:
        raise Refusal(
            f"「{name}」的内容与扩展名「{extension[1:]}」不符，未保存。请用原来的软件另存为正确的格式后再上传。",
            status=415,
        )
    return kind.media_type


def _magic(head: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # The last character may be cut in two by the end of the sample.
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return "\0" not in text
    return False


def _archive_fits(path: Path, name: str, kind: FileType) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    bomb = total > SUSPECT_BYTES and total / packed > SUSPECT_RATIO
    if len(members) > ARCHIVE_MEMBERS or total > ARCHIVE_BYTES or bomb:
        raise Refusal(f"「{name}」展开后过大或文件过多，未保存。请拆分后分别上传。", status=413)
    return not kind.member or any(member.filename.startswith(kind.member) for member in members)
