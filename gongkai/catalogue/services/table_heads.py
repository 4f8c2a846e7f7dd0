"""What a table's title says of the catalogue it is: name, field, year."""

import re
from typing import Any

from gongkai.base.models import Unit
from gongkai.catalogue.states import FIELDS, SECTORS, CatalogueKind
from gongkai.lib.catalogue_tables import CatalogueTable

_YEAR = re.compile(r"(20[0-9]{2})\s*年")
_FIELD = re.compile(r"(?P<field>[\u4e00-\u9fff]{2,20}?)(?:领域|行业)")


def guess_head(table: CatalogueTable, unit: Unit) -> dict[str, Any]:
    """Name, kind, field and year out of the title, for a person to correct."""
    title = table.title or f"{unit.label}公开目录"
    year = _YEAR.search(title)
    sector = next((one for one in SECTORS if one in title), "") if "企事业" in title else ""
    field = sector or next((one for one in FIELDS if one in title), "") or _named_field(title, unit)
    basic = not field and "主动公开" in title
    kind = (
        CatalogueKind.SECTOR
        if sector
        else CatalogueKind.PROACTIVE
        if basic
        else CatalogueKind.STANDARD
    )
    return {
        "name": title[:100],
        "kind": kind.value,
        "field": field,
        "year": int(year[1]) if year else None,
        "retire": True,
    }


def _named_field(title: str, unit: Unit) -> str:
    """天桥区旅游领域标准目录 gives 旅游."""
    found = _FIELD.search(title)
    if found is None:
        return ""
    name = found["field"].split("年")[-1]
    for place in re.findall(r"[\u4e00-\u9fff]{1,8}?[省市区县]", unit.name):
        name = name.removeprefix(place)
    return name[-12:]
