"""PDF files: written anew from what the pages need, without who, when and what else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from gongkai.lib.public_copy.errors import NotPublic
from gongkai.lib.public_copy.strip import stripped

_DAMAGED = "PDF文件已损坏，无法打开，请重新导出后再上传。"
_LOCKED = "PDF设有密码或者权限限制，无法检查和去除其中的信息，请取消限制后再上传。"
MOST_PAGES = 3000
# Keys that tell of people, programs, times, attachments and scripts, wherever they stand.
_TELLING = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA", "/XFA", "/EmbeddedFiles", "/EF",
     "/JavaScript", "/JS", "/Renditions", "/SpiderInfo", "/Perms", "/Collection", "/DSS", "/Legal"}
)  # fmt: skip
_OF_NOTES = ("/T", "/M", "/NM", "/CreationDate", "/Subj", "/RC", "/IRT", "/Popup")
_ACTIONS = ("/A", "/OpenAction", "/PA", "/Next")
# What a click may do: go to a place in the file or to an address. Everything else is taken off.
_HARMLESS = frozenset({"/GoTo", "/URI", "/Named", "/Hide", "/SetOCGState"})
_COMMENTS = frozenset(
    {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Popup"}
)
_CARRIERS = frozenset({"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
_DEEPEST = 60


def clean(kind: str, data: bytes) -> bytes:
    """The same pages; properties, XMP, attached files, scripts, authors and earlier states gone.

    Raises:
        NotPublic: comments that would become public, blackening that was not applied, a locked or
            damaged file.
    """
    try:
        return _cleaned(data)
    except (NotPublic, MemoryError):
        raise
    except Exception as fault:  # a damaged file makes a foreign parser fail in endless ways
        raise NotPublic(_DAMAGED) from fault


def _cleaned(data: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise NotPublic(_LOCKED)
    if len(reader.pages) > MOST_PAGES:
        raise NotPublic(f"PDF有{len(reader.pages)}页，最多{MOST_PAGES}页，请拆分后再上传。")
    _refuse_notes(reader)
    writer = PdfWriter(clone_from=reader)
    for thing in list(writer._objects):
        if thing is not None:
            _wipe(thing, 0)
    for page in writer.pages:
        _drop_carriers(page)
    writer.metadata = None
    # What nothing refers to any more is left behind only when the file is read and copied again.
    fresh = PdfWriter(clone_from=PdfReader(io.BytesIO(_bytes_of(writer))))
    fresh.metadata = None
    return _bytes_of(fresh)


def _bytes_of(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _annotations(page: Any) -> Iterator[Any]:
    for item in _plain(page.get("/Annots")) or []:
        note = _plain(item)
        if isinstance(note, DictionaryObject):
            yield note


def _refuse_notes(reader: PdfReader) -> None:
    found: list[tuple[str, str]] = []
    for page in reader.pages:
        for note in _annotations(page):
            kind, words = note.get("/Subtype"), str(_plain(note.get("/Contents")) or "").strip()
            if kind == "/Redact":
                raise NotPublic(
                    "PDF里有还没有应用的涂黑标记，被遮的内容仍然可以看到；请应用涂黑后再上传。"
                )
            if kind in _COMMENTS and words:
                found.append((str(_plain(note.get("/T")) or "").strip(), words))
    if found:
        names = [name for name in dict.fromkeys(name for name, _ in found) if name][:5]
        who = f"（{'、'.join(names)}）" if names else ""
        raise NotPublic(
            f"PDF中有{len(found)}条批注{who}，如“{found[0][1][:30]}”，会随文件一起公开；请处理并删除全部批注后再上传。"
        )


def _wipe(thing: Any, depth: int) -> None:
    """Takes telling keys out of a dictionary and of those that stand inside it."""
    if depth > _DEEPEST:
        raise NotPublic(_DAMAGED)
    if isinstance(thing, ArrayObject):
        for item in thing:
            _wipe(item, depth + 1)
        return
    if not isinstance(thing, DictionaryObject):
        return
    for key in [key for key in thing if key in _TELLING]:
        del thing[key]
    _wipe_actions(thing)
    if "/Rect" in thing and thing.get("/Subtype") not in (None, "/Widget"):
        for key in _OF_NOTES:
            thing.pop(key, None)
    if thing.get("/FT") == "/Sig":
        thing.pop("/V", None)  # what was signed is another file; the seal stays to be seen
    if isinstance(thing, StreamObject):
        _wipe_picture(thing)
    for value in list(thing.values()):
        if not isinstance(value, IndirectObject):
            _wipe(value, depth + 1)


def _wipe_actions(thing: DictionaryObject) -> None:
    for key in _ACTIONS:
        action = _plain(thing.get(key))
        if isinstance(action, DictionaryObject) and action.get("/S", "/GoTo") not in _HARMLESS:
            del thing[key]


def _wipe_picture(thing: StreamObject) -> None:
    filters = _plain(thing.get("/Filter"))
    alone = filters[0] if isinstance(filters, ArrayObject) and len(filters) == 1 else filters
    if alone == "/DCTDecode":
        thing._data = stripped(thing._data)


def _drop_carriers(page: Any) -> None:
    notes = _plain(page.get("/Annots"))
    if not isinstance(notes, ArrayObject):
        return
    kept = [item for item in notes if _subtype(item) not in _CARRIERS]
    notes.clear()
    notes.extend(kept)


def _subtype(item: Any) -> Any:
    note = _plain(item)
    return note.get("/Subtype") if isinstance(note, DictionaryObject) else None


def _plain(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
