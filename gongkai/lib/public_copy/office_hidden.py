"""What an office file holds beside what one sees when it is opened; each thing refuses by name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from gongkai.lib.officialdoc.readers.archive import read_member
from gongkai.lib.public_copy.errors import NotPublic
from gongkai.lib.public_copy.packing import parsed

_DAMAGED = "Office文件已损坏，无法打开，请在Word、Excel或者WPS中重新保存后上传。"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = frozenset(
    f"{_W}{name}"
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
        "trPrChange", "tcPrChange", "cellIns", "cellDel", "cellMerge", "numberingChange",
    )
)  # fmt: skip
_COMMENTS = ("word/comments.xml", "xl/comments", "xl/threadedcomments/", "ppt/comments/")


def refuse_hidden(kind: str, archive: zipfile.ZipFile) -> None:
    """Raises `NotPublic` with a sentence that names what is hidden."""
    _refuse_comments(archive)
    if kind == "docx":
        _refuse_tracked(archive)
    elif kind == "xlsx":
        _refuse_sheets(archive)
    else:
        _refuse_slides(archive)


def _parts(archive: zipfile.ZipFile, *beginnings: str) -> Iterator[tuple[str, Any]]:
    for member in archive.namelist():
        name = member.lower()
        if name.endswith(".xml") and name.startswith(beginnings):
            yield name, parsed(read_member(archive, member), _DAMAGED)


def _refuse_comments(archive: zipfile.ZipFile) -> None:
    found: list[tuple[str, str]] = []
    for _, root in _parts(archive, *_COMMENTS):
        authors = [(item.text or "").strip() for item in root.iter("{*}author")]
        found += [(_author(item, authors), _words(item)) for item in _comments_of(root)]
    if found:
        who = _names(author for author, _ in found)
        raise NotPublic(
            f"文件中有{len(found)}条批注{who}，如“{found[0][1][:30]}”，会随文件一起公开；请处理并删除全部批注后再上传。"
        )


def _comments_of(root: Any) -> Iterator[Any]:
    for item in root.iter():
        name = item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""
        if name in ("comment", "cm", "threadedComment") and _words(item):
            yield item


def _author(item: Any, authors: list[str]) -> str:
    """Word writes the name at the comment, Excel a number into a list."""
    name = item.get(f"{_W}author")
    number = item.get("authorId") or ""
    if name is None and number.isascii() and number.isdigit() and int(number) < len(authors):
        name = authors[int(number)]
    return name or ""


def _refuse_tracked(archive: zipfile.ZipFile) -> None:
    changes: list[Any] = []
    hidden = ""
    for name, root in _parts(archive, "word/"):
        if name.startswith(("word/styles", "word/numbering", "word/settings")):
            continue
        changes += [item for item in root.iter(*_TRACKED) if item.get(f"{_W}author") is not None]
        hidden = hidden or next(_hidden_words(root), "")
    if changes:
        who = _names(item.get(f"{_W}author") or "" for item in changes)
        gone = next((words for item in changes if (words := _deleted(item))), "")
        example = f"，其中删去的“{gone[:30]}”别人仍能看到" if gone else ""
        raise NotPublic(
            f"文件中有{len(changes)}处修订痕迹{who}{example}；请在“审阅”中接受或者拒绝全部修订后再上传。"
        )
    if hidden:
        raise NotPublic(
            f"文件中有隐藏的文字“{hidden[:30]}”，会随文件一起公开；请取消隐藏或者删除后再上传。"
        )


def _hidden_words(root: Any) -> Iterator[str]:
    for run in root.iter(f"{_W}r"):
        mark = run.find(f"{_W}rPr/{_W}vanish")
        if mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off"):
            words = "".join(text.text or "" for text in run.iter(f"{_W}t")).strip()
            if words:
                yield words


def _deleted(item: Any) -> str:
    return "".join(text.text or "" for text in item.iter(f"{_W}delText")).strip()


def _refuse_sheets(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(name.startswith("xl/revisions/") for name in names):
        raise NotPublic("这是带有修订记录的共享工作簿，请取消共享、清除修订记录后再上传。")
    for _, root in _parts(archive, "xl/workbook.xml"):
        hidden = [
            s.get("name") or ""
            for s in root.iter("{*}sheet")
            if s.get("state", "visible") != "visible"
        ]
        if hidden:
            raise NotPublic(
                f"工作簿中有隐藏的工作表“{'”“'.join(hidden[:5])}”，会随文件一起公开；请取消隐藏或者删除后再上传。"
            )
    for name, root in _parts(archive, "xl/worksheets/"):
        rows = sum(
            1 for row in root.iter("{*}row") if row.get("hidden") in ("1", "true") and len(row)
        )
        columns = sum(1 for column in root.iter("{*}col") if column.get("hidden") in ("1", "true"))
        # A filter hides rows that one click shows again; that is no secret.
        if (rows and root.find("{*}autoFilter") is None) or columns:
            sheet = name.rpartition("/")[2].removesuffix(".xml")
            raise NotPublic(
                f"工作表（{sheet}）中有隐藏的{f'{rows}行' if rows else ''}{f'{columns}列' if columns else ''}，会随文件一起公开；请取消隐藏或者删除后再上传。"
            )


def _refuse_slides(archive: zipfile.ZipFile) -> None:
    hidden = sum(
        1 for _, root in _parts(archive, "ppt/slides/") if root.get("show") in ("0", "false")
    )
    if hidden:
        raise NotPublic(
            f"演示文稿中有{hidden}张隐藏的幻灯片，会随文件一起公开；请取消隐藏或者删除后再上传。"
        )
    for _, root in _parts(archive, "ppt/notesslides/"):
        words = "".join(item.text or "" for item in root.iter("{*}t")).strip()
        # A number alone is the page number of the notes page.
        if words and not words.isdecimal():
            raise NotPublic(
                f"演示文稿中有备注“{words[:30]}”，会随文件一起公开；请删除全部备注后再上传。"
            )


def _words(item: Any) -> str:
    return "".join(item.itertext()).strip()


def _names(names: Any) -> str:
    """（张三、李四）, each once, at most five."""
    known = [name for name in dict.fromkeys(names) if name]
    return f"（{'、'.join(known[:5])}{'等' if len(known) > 5 else ''}）" if known else ""
