"""An issue of the gazette as EPUB 3: the pages of the issue in one file, to be read without a network.

Written by hand: the format is a zip of pages, and the one library for it may not be used here. The
same issue gives the same bytes: members in one order, all dated alike.
"""

import io
import uuid
import zipfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import lxml.etree
import lxml.html

from gongkai.base.services.files import open_file
from gongkai.publishing.models import Picture
from gongkai.publishing.render.manuscript import Edition, Manuscript, html_of, pictures_of

_DATE = (1980, 1, 1, 0, 0, 0)
_STYLE = Path(__file__).with_name("epub.css")
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
# What XML cannot hold at all, not even escaped.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(slots=True)
class _Member:
    """A file of the publication: where, what, and how the package names it."""

    name: str
    media_type: str
    content: bytes
    key: str
    properties: str = ""
    in_spine: bool = field(default=False)


def gazette_epub(edition: Edition) -> bytes:
    """The bytes of an EPUB: cover, contents and a page for each document."""
    pictures = pictures_of(edition.manuscripts)
    members = [
        _page("cover.xhtml", "cover", edition.name, _cover(edition)),
        _contents(edition),
        *(_text(number, row, pictures) for number, row in enumerate(edition.manuscripts, 1)),
        _Member("style.css", "text/css", _STYLE.read_bytes(), "style"),
        *(_picture(row) for row in pictures.values()),
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        # Readers tell the format by these first bytes: the first member, and not packed.
        _put(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _put(archive, "META-INF/container.xml", _CONTAINER.encode())
        _put(archive, "EPUB/package.opf", _package(edition, members).encode())
        for member in members:
            _put(archive, f"EPUB/{member.name}", member.content)
    return stream.getvalue()


def _put(
    archive: zipfile.ZipFile, name: str, content: bytes, packing: int = zipfile.ZIP_DEFLATED
) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = packing
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def _package(edition: Edition, members: list[_Member]) -> str:
    title = f"{edition.name}　{edition.label}"
    manifest = "\n".join(_manifest_item(member) for member in members)
    spine = "\n".join(f'<itemref idref="{m.key}"/>' for m in members if m.in_spine)
    serial = (
        f"<dc:source>{_words(edition.serial_code)}</dc:source>\n" if edition.serial_code else ""
    )
    pictured = (
        '<meta property="schema:accessMode">visual</meta>\n' if _has_pictures(members) else ""
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="zh-CN">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, edition.address)}</dc:identifier>
<dc:title>{_words(title)}</dc:title>
<dc:language>zh-CN</dc:language>
<dc:creator>{_words(edition.unit)}</dc:creator>
<dc:publisher>{_words(edition.unit)}</dc:publisher>
{serial}<dc:date>{edition.modified:%Y-%m-%d}</dc:date>
<meta property="dcterms:modified">{edition.modified:%Y-%m-%dT%H:%M:%SZ}</meta>
<meta property="schema:accessMode">textual</meta>
{pictured}<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">displayTransformability</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">全文为可以放大、可以朗读的文字，有目录和逐级标题；图片都有替代文字。</meta>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def _manifest_item(member: _Member) -> str:
    more = f' properties="{member.properties}"' if member.properties else ""
    return f'<item id="{member.key}" href="{member.name}" media-type="{member.media_type}"{more}/>'


def _has_pictures(members: list[_Member]) -> bool:
    return any(member.media_type.startswith("image/") for member in members)


def _page(name: str, key: str, title: str, body: str, properties: str = "") -> _Member:
    content = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="zh-CN" xml:lang="zh-CN">
<head><meta charset="utf-8"/><title>{_words(title)}</title><link rel="stylesheet" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""
    return _Member(name, "application/xhtml+xml", content.encode(), key, properties, in_spine=True)


def _cover(edition: Edition) -> str:
    lines = [
        edition.label,
        edition.published_on,
        f"主办：{edition.unit}",
        f"责任编辑：{edition.editor}" if edition.editor else "",
        f"刊号：{edition.serial_code}" if edition.serial_code else "",
        edition.address,
    ]
    inside = "\n".join(f"<p>{_words(line)}</p>" for line in lines if line)
    return f'<section class="cover" epub:type="titlepage"><h1>{_words(edition.name)}</h1>\n{inside}</section>'


def _contents(edition: Edition) -> _Member:
    number, parts = 0, []
    for name, rows in edition.sections:
        links = []
        for row in rows:
            number += 1
            links.append(f'<li><a href="{_name(number)}">{_words(_entry(row))}</a></li>')
        inside = "\n".join(links)
        # A section without a name has no line of its own: its documents stand at the top.
        parts.append(
            f"<li><span>{_words(name)}</span><ol>\n{inside}\n</ol></li>" if name else inside
        )
    body = '<nav epub:type="toc" role="doc-toc" aria-labelledby="toc"><h1 id="toc">目录</h1><ol>\n{}\n</ol></nav>'
    return _page("nav.xhtml", "nav", "目录", body.format("\n".join(parts)), "nav")


def _entry(row: Manuscript) -> str:
    return f"{row.title}（{row.doc_no}）" if row.doc_no else row.title


def _name(number: int) -> str:
    return f"item-{number:03}.xhtml"


def _text(number: int, row: Manuscript, pictures: dict[int, Picture]) -> _Member:
    def address(file: int) -> str:
        return _picture_name(pictures[file]) if file in pictures else ""

    parts = [f"<h1>{_words(row.title)}</h1>"]
    parts += [f'<p class="doc-no">{_words(row.doc_no)}</p>'] if row.doc_no else []
    parts += [f"<p>{_words(row.notice)}</p>"] if row.notice else []
    parts += [f'<p class="addressees">{_words(row.addressees)}：</p>'] if row.addressees else []
    letter, enclosed = (_xhtml(html_of(part, address)) for part in (row.letter, row.enclosed))
    lines = [*row.signature, *([row.signed_on] if row.signed_on else [])]
    signed = "".join(f"<p>{_words(line)}</p>" for line in lines)
    parts += [letter, f'<div class="sign">{signed}</div>' if signed else ""]
    parts += [f"<p>{_words(row.annotation)}</p>" if row.annotation else "", enclosed]
    body = "\n".join(part for part in parts if part)
    return _page(_name(number), f"item-{number:03}", row.title, f"<article>\n{body}\n</article>")


def _xhtml(html: str) -> str:
    """A fragment of a page as XML; what only steers a browser page is left out."""
    if not html:
        return ""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for node in list(root.iter("caption", "img", "div", "ul")):
        _adapt(node)
    return "".join(
        lxml.etree.tostring(child, encoding="unicode", method="xml", with_tail=True)
        for child in root
    ).translate(_UNWRITABLE)


def _adapt(node: lxml.html.HtmlElement) -> None:
    if node.tag == "caption" and node.get("class") == "unseen":
        node.drop_tree()  # a name for a table that bears none in print
        return
    for name in ("loading", "role", "aria-labelledby", "tabindex"):
        node.attrib.pop(name, None)
    if node.tag == "img" and not node.get("src"):
        node.drop_tree()


def _picture(row: Picture) -> _Member:
    with open_file(row.file) as stream:
        content = stream.read()
    return _Member(_picture_name(row), row.file.media_type, content, f"picture-{row.pk}")


def _picture_name(row: Picture) -> str:
    return f"picture-{row.pk}.{_ENDINGS.get(row.file.media_type, 'png')}"


def _words(text: str) -> str:
    return escape(text.translate(_UNWRITABLE))
