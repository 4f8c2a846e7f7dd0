"""A publication as a tagged PDF, set by typst. Words go in as data, never as markup."""

import json
import tempfile
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import typst

from gongkai.base.refusal import Refusal
from gongkai.publishing.render.pdf_rich import data_of
from gongkai.publishing.render.sheet import Sheet
from gongkai.publishing.render.word import table_rows

_TEMPLATE = Path(__file__).with_name("sheet.typ")
# Free and common fonts, the first that the machine has is taken.
SERIF = (
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
    "FandolSong",
    "AR PL UMing CN",
)
SANS = (
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
)
NO_FONT = "这台服务器没有安装中文字体，暂时不能生成 PDF；请管理员安装 Noto CJK 字体，也可以下载 Word 文件。"


@cache
def typefaces() -> typst.Fonts:
    """The fonts of this machine, looked for once: the search takes longer than setting a page."""
    return typst.Fonts()


@cache
def fonts() -> tuple[str, str] | None:
    """The serif and the sans family to set with; None where the machine has no Chinese font."""
    families = set(typefaces().families())
    serif = next((name for name in SERIF if name in families), None)
    sans = next((name for name in SANS if name in families), None)
    either = serif or sans
    return (serif or sans or "", sans or serif or "") if either else None


def available() -> bool:
    """Whether a PDF can be made here."""
    return fonts() is not None


def pdf(sheet: Sheet) -> bytes:
    """The bytes of a PDF; raises Refusal where no Chinese font is installed."""
    found = fonts()
    if found is None:
        raise Refusal(NO_FONT, status=503)
    pictures: dict[str, bytes] = {}
    data: dict[str, Any] = {field.name: getattr(sheet, field.name) for field in fields(sheet)}
    data["tables"] = [_rows(table) for table in sheet.tables]
    for part in ("paragraphs", "enclosed"):
        data[part] = [data_of(paragraph, pictures) for paragraph in getattr(sheet, part)]
    paragraphs = [*data["paragraphs"], *data["enclosed"]]
    for paragraph in paragraphs:
        paragraph["table"] = _rows(paragraph["table"]) if paragraph["table"] else None
    _set_depths([p for p in paragraphs if p["level"] and not p["run_in"]])
    data["serif"], data["sans"] = found
    return _set(json.dumps(data, ensure_ascii=False), pictures)


def _set(sheet: str, pictures: dict[str, bytes]) -> bytes:
    """Sets the sheet; pictures lie beside the template, in a folder that is gone afterwards."""
    if not pictures:
        return _compiled(_TEMPLATE, sheet)
    with tempfile.TemporaryDirectory(prefix="gongkai-pdf-") as name:
        folder = Path(name)
        template = folder / _TEMPLATE.name
        template.write_bytes(_TEMPLATE.read_bytes())
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content)
        return _compiled(template, sheet)


def _compiled(template: Path, sheet: str) -> bytes:
    content = typst.compile(
        template,
        font_paths=typefaces(),
        sys_inputs={"sheet": sheet},
        pdf_standards=["ua-1"],
    )
    if not isinstance(content, bytes):
        raise TypeError("typst gave no single file")
    return content


def _set_depths(headings: list[dict[str, Any]]) -> None:
    """Gives headings depths that begin with one and skip none, which a tagged PDF must have.

    Documents skip levels (一、 and then 1.), and a run-in heading is no heading of its own.
    """
    above: list[int] = []
    for heading in headings:
        while above and above[-1] >= heading["level"]:
            above.pop()
        above.append(heading["level"])
        heading["depth"] = len(above)


def _rows(table: dict[str, Any]) -> dict[str, Any]:
    """Title and rows, with how wide the columns are."""
    filled = table_rows(table)
    longest = [max(len(row[column]) for row in filled) for column in range(len(filled[0]))]
    # A column as wide as its words ask for, within reason: weights for the free space.
    weights = [min(max(length, 3), 24) + 4 for length in longest]
    return {"title": str(table.get("title") or ""), "rows": filled, "weights": weights}
