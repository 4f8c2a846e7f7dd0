"""Blocks of a text from the editor as data for the template of the PDF."""

import io
from dataclasses import asdict
from typing import Any

from PIL import Image

from gongkai.publishing.present import absolute
from gongkai.publishing.render.sheet import Paragraph
from gongkai.publishing.richtext import Kind, Run, Table
from gongkai.publishing.richtext.read import grid

_WIDTH, _HEIGHT = 442.0, 600.0  # points that a page has room for
_POINT = 0.75  # points of print of a point of a screen


def data_of(paragraph: Paragraph, pictures: dict[str, bytes]) -> dict[str, Any]:
    """What the template reads of a block; the bytes of its picture go to `pictures` under a name."""
    block = paragraph.rich
    if block is None:
        data = asdict(paragraph)
        return {name: data[name] for name in ("text", "level", "run_in", "table")} | {"kind": ""}
    heading = block.kind is Kind.HEADING
    data = {
        "kind": str(block.kind),
        "text": paragraph.text,
        "level": block.step - 1 if heading else 0,
        "run_in": "",
        "table": None,
        "rank": block.rank,
        "item": block.level if block.kind is Kind.ITEM else 0,
        "marker": block.marker,
        "lead": _runs(block.lead),
        "runs": _runs(block.runs),
    }
    if block.table is not None:
        data["rich"] = _table(block.table, named=block.named)
    if block.picture is not None:
        data |= {"alt": block.picture.alt, **_picture(paragraph, pictures)}
    return data


def _runs(runs: list[Run]) -> list[dict[str, Any]]:
    return [{"text": r.text, "bold": r.bold, "link": absolute(r.link)} for r in runs]


def _picture(paragraph: Paragraph, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Name and size; where its bytes are gone no name, and the words are printed instead."""
    if not paragraph.picture:
        return {"src": ""}
    image = Image.open(io.BytesIO(paragraph.picture))
    width, height = (side * _POINT for side in image.size)
    share = min(1.0, _WIDTH / width, _HEIGHT / height)
    name = f"picture-{len(pictures)}.{'jpg' if image.format == 'JPEG' else 'png'}"
    pictures[name] = paragraph.picture
    return {"src": name, "width": round(width * share, 2)}


def _table(table: Table, *, named: bool) -> dict[str, Any]:
    places = grid(table)
    columns = [[cell for cell in column if cell] for column in zip(*places, strict=True)]
    longest = [max((len(c.text) // c.colspan for c in column), default=0) for column in columns]
    rows = [
        [
            {
                "lines": [_runs(runs) for runs in cell.paragraphs],
                "header": cell.header,
                "colspan": cell.colspan,
                "rowspan": min(cell.rowspan, len(places) - y),
            }
            for cell in row
            if cell is not None
        ]
        for y, row in enumerate(places)
    ]
    return {
        "title": "" if named else table.title,
        "rows": rows,
        "heads": table.heads,
        "weights": [min(max(length, 3), 24) + 4 for length in longest],
    }
