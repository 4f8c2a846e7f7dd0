"""Zip containers taken apart and packed anew: no dates, no comments, no extra fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import lxml.etree

from gongkai.lib.public_copy.errors import NotPublic

_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(archive: zipfile.ZipFile, content: Callable[[str], bytes | None]) -> bytes:
    """A new container; `content` gives each member's bytes, None leaves it out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in archive.infolist():
            if member.is_dir():
                continue
            written = content(member.filename)
            if written is not None:
                packed.writestr(_bare(member.filename), written, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _bare(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _EPOCH)


def parsed(content: bytes, sentence: str) -> Any:
    """The root of an XML part; entities and outside resources are never followed."""
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = lxml.etree.fromstring(content, parser)
    except (lxml.etree.XMLSyntaxError, ValueError):
        raise NotPublic(sentence) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotPublic(sentence)
    return root


def serialised(root: Any) -> bytes:
    """The bytes of an XML part."""
    return bytes(lxml.etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
