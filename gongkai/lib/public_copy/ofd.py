"""OFD files (GB/T 33190): without the facts about who made them."""

from __future__ import annotations

import zipfile
from typing import Any

import lxml.etree

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.readers.archive import open_checked, read_member
from gongkai.lib.public_copy.errors import NotPublic
from gongkai.lib.public_copy.packing import parsed, repacked, serialised
from gongkai.lib.public_copy.strip import stripped

_DAMAGED = "ofd文件已损坏或格式特殊，不能生成公开副本，请另存为PDF后再上传。"
_SIGNED = "这份ofd带有电子签章，去除文件信息会使签章失效，请导出为PDF后再上传。"
_ATTACHED = "这份ofd里夹带了附件，附件会随文件一起公开，请在版式软件中移除附件后再上传。"


def clean(kind: str, data: bytes) -> bytes:
    """The same pages; author, program, dates and keywords gone."""
    try:
        archive = open_checked(data)
    except Unreadable as problem:
        raise NotPublic(problem.sentence) from None
    names = [name.lower() for name in archive.namelist()]
    if any(name.endswith(("signatures.xml", "signature.xml")) for name in names):
        raise NotPublic(_SIGNED)
    if any(name.endswith("attachments.xml") or "/attachs/" in name for name in names):
        raise NotPublic(_ATTACHED)
    return repacked(archive, lambda member: _cleaned(archive, member))


def _cleaned(archive: zipfile.ZipFile, member: str) -> bytes:
    content = read_member(archive, member)
    name = member.lower()
    if name.rpartition("/")[2] == "ofd.xml":
        root = parsed(content, _DAMAGED)
        for info in root.iter("{*}DocInfo"):
            _empty(info)
        return serialised(root)
    if "annot" in name and name.endswith(".xml"):
        root = parsed(content, _DAMAGED)
        for note in root.iter("{*}Annot"):
            for attribute in ("Creator", "LastModDate"):
                if attribute in note.attrib:
                    note.set(attribute, "" if attribute == "Creator" else "2000-01-01")
        return serialised(root)
    return stripped(content)


def _empty(info: Any) -> None:
    """Leaves the identity of the document, which the format asks for."""
    for child in list(info):
        if lxml.etree.QName(child).localname != "DocID":
            info.remove(child)
