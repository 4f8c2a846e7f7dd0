"""Word, Excel and PowerPoint files (OOXML): without authors, paths and leftovers.

What would become public without anybody seeing it on the page (comments, tracked changes, hidden
text, sheets and slides) is not taken out silently: the file is refused and the sentence names it,
because only its author knows whether it should be shown, accepted or deleted.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.readers.archive import open_checked, read_member
from gongkai.lib.public_copy.errors import NotPublic
from gongkai.lib.public_copy.office_hidden import refuse_hidden
from gongkai.lib.public_copy.packing import parsed, repacked, serialised
from gongkai.lib.public_copy.strip import stripped

DAMAGED = "Office文件已损坏，无法打开，请在Word、Excel或者WPS中重新保存后上传。"
# Parts that hold nothing of the page: properties, thumbnails, people, data of add-ins, printers.
_DROPPED = ("docprops/", "customxml/", "word/people.xml", "word/comments", "ppt/commentauthors.xml",
            "ppt/authors.xml", "xl/persons/", "xl/printersettings/", "word/printersettings/",
            "xl/calcchain.xml")  # fmt: skip
_ACTIVE = {
    "vbaproject": "宏", "activex/": "ActiveX控件", "embeddings/": "嵌入的对象",
    "externallinks/": "对其他工作簿的引用", "afchunk": "嵌入的网页", "querytables/": "外部数据查询",
    "connections.xml": "外部数据连接", "pivotcache/": "数据透视表的缓存",
}  # fmt: skip
_REMEDY = {
    "宏": "请另存为不带宏的docx、xlsx或者pptx后再上传。",
    "ActiveX控件": "请删除控件后再上传。",
    "嵌入的对象": "其中的全部数据会随文件公开，请把它转为图片或者普通表格后再上传。",
    "对其他工作簿的引用": "其中带有本机路径和缓存的数据，请断开链接后再上传。",
    "嵌入的网页": "请删除后再上传。",
    "外部数据查询": "请断开连接后再上传。",
    "外部数据连接": "请断开连接后再上传。",
    "数据透视表的缓存": "其中带有全部源数据，请复制为数值后再上传。",
}
_HYPERLINK = "/hyperlink"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Elements of settings and workbooks that name templates, data sources, paths and people.
_TELLING = frozenset(
    {"attachedTemplate", "docVars", "mailMerge", "saveThroughXslt", "fileSharing", "absPath",
     "readOnlyRecommended", "customSheetViews"}
)  # fmt: skip


def clean(kind: str, data: bytes) -> bytes:
    """The same document; see the module for what is taken out and what refuses.

    Raises:
        NotPublic: macros, embedded objects, links to this machine, comments, tracked changes,
            hidden text, sheets, slides or notes; a damaged or locked file.
    """
    try:
        archive = open_checked(data)
    except Unreadable as problem:
        raise NotPublic(problem.sentence) from None
    try:
        _refuse_active(archive)
        refuse_hidden(kind, archive)
        return repacked(archive, lambda member: _cleaned(archive, member))
    except Unreadable:
        raise NotPublic(DAMAGED) from None


def _refuse_active(archive: zipfile.ZipFile) -> None:
    for member in archive.namelist():
        for part, name in _ACTIVE.items():
            if part in member.lower():
                raise NotPublic(f"文件中带有{name}，不能作为公开附件。{_REMEDY[name]}")


def _cleaned(archive: zipfile.ZipFile, member: str) -> bytes | None:
    name = member.lower()
    if name.startswith(_DROPPED):
        return None
    content = read_member(archive, member)
    if name == "[content_types].xml":
        return _types(content)
    if name.endswith(".rels"):
        return _links(content, member)
    if name.startswith(("word/", "xl/", "ppt/")) and name.endswith(".xml"):
        return _part(content)
    return stripped(content) if "/media/" in name else content


def _types(content: bytes) -> bytes:
    root = parsed(content, DAMAGED)
    for item in root.findall("{*}Override"):
        if (item.get("PartName") or "").lstrip("/").lower().startswith(_DROPPED):
            root.remove(item)
    return serialised(root)


def _links(content: bytes, member: str) -> bytes:
    """Relations without those to parts that are gone; links into this machine refuse."""
    root = parsed(content, DAMAGED)
    home = posixpath.dirname(posixpath.dirname(member))
    for item in root.findall("{*}Relationship"):
        target, kind = item.get("Target") or "", item.get("Type") or ""
        if item.get("TargetMode") == "External":
            if kind.endswith("/attachedTemplate"):
                root.remove(item)
            else:
                _check_outside(target, kind)
            continue
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(
            posixpath.join(home, target)
        )  # fmt: skip
        if inside.lower().startswith(_DROPPED):
            root.remove(item)
    return serialised(root)


def _check_outside(target: str, kind: str) -> None:
    if not kind.endswith(_HYPERLINK):
        raise NotPublic(
            "文件中的图片或者对象是链接来的，没有保存在文件里，别人打开时看不到，还会暴露存放位置；请改为嵌入后再上传。"
        )
    lowered = target.lower()
    if lowered.startswith(("file:", "\\\\")) or lowered[1:3] in (":\\", ":/"):
        raise NotPublic(
            f"文件中的链接“{target[:60]}”指向内部电脑上的路径，公开后打不开，还会暴露路径；请修改或者取消链接后再上传。"
        )


def _part(content: bytes) -> bytes:
    if not any(name.encode() in content for name in (*_TELLING, "pageSetup")):
        return content
    root = parsed(content, DAMAGED)
    for item in list(root.iter()):
        name = _local(item)
        if name in _TELLING:
            _remove(item)
        elif name == "pageSetup":
            item.attrib.pop(f"{_R}id", None)
    return serialised(root)


def _remove(item: Any) -> None:
    """Takes an element out, with the wrapper that held only it."""
    above = item.getparent()
    if above is None:
        return
    above.remove(item)
    while above is not None and _local(above) in ("Choice", "AlternateContent") and not len(above):
        above, gone = above.getparent(), above
        if above is not None:
            above.remove(gone)


def _local(item: Any) -> str:
    return item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""
