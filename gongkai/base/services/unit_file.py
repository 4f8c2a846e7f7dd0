"""The register of units from a table that an office keeps in its spreadsheet program."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.base.services import units
from gongkai.base.states import UnitKind

# Heading of the column, and the fact of the unit it fills as it stands.
COLUMNS = {
    "代号": "slug",
    "全称": "name",
    "简称": "short_name",
    "区划代码": "division_code",
    "统一社会信用代码": "credit_code",
    "机构职能": "functions",
    "办公地址": "address",
    "办公时间": "hours",
    "联系电话": "phone",
    "负责人职务": "head_post",
    "网站标识码": "site_code",
}
NEEDED = ("代号", "全称", "类别")
OTHERS = ("类别", "上级代号", "机关代字", "别名")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many units are new, and how many were there already."""

    created: int
    present: int


@transaction.atomic
def load_units(content: bytes) -> Loaded:
    """Enters every unit of a CSV table that is not in the register yet; all of them or none.

    The first line holds the headings; a unit stands below its superior. Names and words in one
    cell are parted by 、. What is in the register already stays as it is.

    Raises:
        Refusal: the table cannot be read, or a line is wrong; the sentence names the line.
    """
    created = present = 0
    for number, row in _rows(content):
        slug = row["代号"]
        if Unit.objects.filter(slug=slug).exists():
            present += 1
            continue
        try:
            _enter(row)
        except Refusal as refusal:
            raise Refusal(
                f"第{number}行没有登记：{refusal.sentence}整张表都没有写入，改正后再试。"
            ) from None
        created += 1
    return Loaded(created, present)


def _enter(row: dict[str, str]) -> None:
    kinds = {kind.label: kind for kind in UnitKind}
    kind = kinds.get(row["类别"])
    if kind is None:
        raise Refusal(f"没有“{row['类别']}”这个类别，应为{'、'.join(kinds)}之一。")
    superior = row.get("上级代号", "")
    parent = Unit.objects.filter(slug=superior).first() if superior else None
    if superior and parent is None:
        raise Refusal(f"还没有代号为“{superior}”的上级单位，上级要写在下级的前面。")
    facts = {field: row.get(heading, "") for heading, field in COLUMNS.items()}
    units.establish(
        parent=parent,
        aliases=_parts(row.get("别名", "")),
        by=None,
        kind=kind,
        agency_words=_parts(row.get("机关代字", "")),
        **facts,
    )


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    table = csv.DictReader(io.StringIO(_text(content)))
    headings = [(heading or "").strip() for heading in table.fieldnames or []]
    table.fieldnames = headings
    missing = [heading for heading in NEEDED if heading not in headings]
    if missing:
        raise Refusal(f"表头缺少{'、'.join(missing)}，请在第一行写明各列的名称后再试。")
    unknown = [
        heading
        for heading in headings
        if heading and heading not in COLUMNS and heading not in OTHERS
    ]
    if unknown:
        raise Refusal(
            f"不认识{'、'.join(unknown)}这样的列，可用的列是{'、'.join((*COLUMNS, *OTHERS))}。"
        )
    for row in table:
        cells = {heading: (row.get(heading) or "").strip() for heading in headings}
        if not any(cells.values()):
            continue
        empty = [heading for heading in NEEDED if not cells[heading]]
        if empty:
            raise Refusal(f"第{table.line_num}行没有填{'、'.join(empty)}，请补上后再试。")
        yield table.line_num, cells


def _text(content: bytes) -> str:
    """UTF-8 with or without mark, or what Chinese spreadsheet programs save by default."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("这个文件不是 CSV 文本，请在表格软件中另存为 CSV 后再试。")


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("、") if part.strip()]
