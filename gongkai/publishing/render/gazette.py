"""An issue of the gazette as a tagged PDF, set by typst; words go in as data, never as markup."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file
from gongkai.publishing.models import Picture
from gongkai.publishing.render import pdf as fonts_of
from gongkai.publishing.render.manuscript import Edition, Manuscript, pictures_of
from gongkai.publishing.richtext import Block, Kind, Run, Table

_TEMPLATE = Path(__file__).with_name("gazette.typ")
NO_FONT = "这台服务器没有安装中文字体，不能制作公报的PDF；请管理员安装Noto CJK字体以后再制作清样。"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes of a PDF, and the page on which each item begins."""

    content: bytes
    pages: dict[int, int]


def gazette_pdf(edition: Edition) -> Printed:
    """Sets an issue: cover, contents with page numbers, documents.

    Raises:
        Refusal: no Chinese font is installed.
    """
    found = fonts_of.fonts()
    if found is None:
        raise Refusal(NO_FONT, status=503)
    pictures = pictures_of(edition.manuscripts)
    data = json.dumps(_issue(edition, found, pictures), ensure_ascii=False)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        (root / "issue.json").write_text(data, encoding="utf-8")
        for row in pictures.values():
            (root / _file_name(row)).write_bytes(_bytes(row))
        # One for both, so that the second finds the layout done.
        compiler = typst.Compiler(root / "main.typ", root=root, font_paths=fonts_of.typefaces())
        content = compiler.compile(format="pdf", pdf_standards=["ua-1"])
        marks = json.loads(compiler.query("<item>", field="value"))
    if not isinstance(content, bytes):
        raise TypeError("typst gave no single file")
    return Printed(content, {mark["item"]: mark["page"] for mark in marks})


def _issue(
    edition: Edition, found: tuple[str, str], pictures: dict[int, Picture]
) -> dict[str, Any]:
    return {
        "name": edition.name,
        "label": edition.label,
        "unit": edition.unit,
        "serial_code": edition.serial_code,
        "published_on": edition.published_on,
        "editor": edition.editor,
        "address": edition.address,
        "serif": found[0],
        "sans": found[1],
        "sections": [
            {"name": name, "items": [_item(row, pictures) for row in rows]}
            for name, rows in edition.sections
        ],
    }


def _item(manuscript: Manuscript, pictures: dict[int, Picture]) -> dict[str, Any]:
    blocks = _with_depths(manuscript.blocks, pictures)
    count = len(manuscript.letter)
    return {
        "item": manuscript.item,
        "title": manuscript.title,
        "doc_no": manuscript.doc_no,
        "addressees": manuscript.addressees,
        "letter": blocks[:count],
        "signature": manuscript.signature,
        "signed_on": manuscript.signed_on,
        "annotation": manuscript.annotation,
        "enclosed": blocks[count:],
        "notice": manuscript.notice,
    }


def _with_depths(blocks: list[Block], pictures: dict[int, Picture]) -> list[dict[str, Any]]:
    """Blocks as data. Headings of a tagged PDF begin below the title and skip no level."""
    above: list[int] = []
    found = []
    for block in blocks:
        row = _block(block, pictures)
        if block.kind is Kind.HEADING:
            while above and above[-1] >= (block.step or 2):
                above.pop()
            above.append(block.step or 2)
            row["depth"] = len(above) + 1
        found.append(row)
    return found


def _block(block: Block, pictures: dict[int, Picture]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": str(block.kind),
        "lead": _runs(block.lead),
        "runs": _runs(block.runs),
        "marker": block.marker,
        "level": block.level,
        "rank": block.rank,
        "depth": 2,
        "label": not block.rank and block.anchor.endswith("-label"),
        "table": _table(block.table, named=block.named) if block.table is not None else None,
        "picture": None,
    }
    picture = pictures.get(block.picture.file) if block.picture is not None else None
    if picture is not None and block.picture is not None:
        words = block.picture.alt or picture.alt
        row["picture"] = {"name": _file_name(picture), "alt": words, "width": picture.width}
    return row


def _runs(runs: list[Run]) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": run.bold} for run in runs]


def _table(table: Table, *, named: bool) -> dict[str, Any]:
    """Cells row by row; columns as wide as their words ask for, within reason.

    Args:
        named: the heading above prints the title already.
    """
    longest: dict[int, int] = {}
    for row in table.rows:
        place = 0
        for cell in row:
            if cell.colspan == 1:
                longest[place] = max(longest.get(place, 0), len(cell.text))
            place += cell.colspan
    width = max(sum(cell.colspan for cell in row) for row in table.rows)
    return {
        "title": "" if named else table.title,
        "weights": [min(max(longest.get(n, 3), 3), 24) + 4 for n in range(width)],
        "heads": table.heads,
        "rows": [
            [
                {"text": c.text, "header": c.header, "colspan": c.colspan, "rowspan": c.rowspan}
                for c in row
            ]
            for row in table.rows
        ],
    }


def _file_name(picture: Picture) -> str:
    return f"picture-{picture.pk}.{_ENDINGS.get(picture.file.media_type, 'png')}"


def _bytes(picture: Picture) -> bytes:
    with open_file(picture.file) as stream:
        return stream.read()
