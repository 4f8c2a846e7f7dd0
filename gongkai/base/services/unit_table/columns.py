"""The columns of the table of units: their headings in a spreadsheet and their keys in TOML."""

from dataclasses import dataclass, field
from typing import Any

from gongkai.base.states import UnitKind


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the fact of the unit, its heading, other headings it goes by, its key in TOML."""

    fact: str
    heading: str
    others: tuple[str, ...] = ()
    key: str = ""


COLUMNS = (
    Column("slug", "代号", ("网址代号", "单位代号"), "slug"),
    Column("name", "全称", ("单位名称", "名称", "单位全称"), "name"),
    Column("short_name", "简称", ("单位简称",), "short"),
    Column("kind", "类别", ("单位类别", "单位类型", "类型"), "kind"),
    Column("parent", "上级代号", ("上级单位代号", "上级单位", "上级"), "parent"),
    Column("division_code", "区划代码", ("行政区划代码",), "division_code"),
    Column("credit_code", "统一社会信用代码", ("信用代码",), "credit_code"),
    Column("agency_words", "机关代字", (), "agency_words"),
    Column("aliases", "别名", ("曾用名", "单位别名"), "aliases"),
    Column("active_from", "设立日期", (), "active_from"),
    Column("active_to", "撤销日期", (), "active_to"),
    Column("successor", "承继单位代号", ("承继单位",), "successor"),
    Column("functions", "机构职能", ("职能",), "functions"),
    Column("address", "办公地址", ("地址",), "address"),
    Column("hours", "办公时间", (), "office_hours"),
    Column("phone", "联系电话", ("电话",), "telephone"),
    Column("head_post", "负责人职务", (), "head_post"),
    Column("site_code", "网站标识码", (), "site_code"),
)
LISTS = frozenset({"agency_words", "aliases"})
DATES = frozenset({"active_from", "active_to"})
HEADINGS = {column.fact: column.heading for column in COLUMNS}
BY_HEADING = {name: column.fact for column in COLUMNS for name in (column.heading, *column.others)}
BY_KEY = {column.key: column.fact for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of a table: its line there and its cells by fact; empty cells are ""."""

    number: int
    cells: dict[str, Any]


@dataclass(slots=True)
class Table:
    """A table as it was read; `unused` are the columns nobody asked for."""

    name: str
    facts: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    unused: tuple[str, ...] = ()


# The kinds of the demonstration city's TOML, which tells governments apart by their level.
_GOVERNMENTS = {
    "省": UnitKind.PROVINCE,
    "市": UnitKind.CITY,
    "区县": UnitKind.COUNTY,
    "街道镇": UnitKind.TOWN,
}
_KINDS = {
    **{kind.label: kind for kind in UnitKind},
    **{kind.value: kind for kind in UnitKind},
    "办公厅（室）": UnitKind.OFFICE,
    "派出机关": UnitKind.STREET,
    "派出机构／管委会": UnitKind.ZONE,
}


def kind_named(word: str, *, level: str = "", name: str = "") -> UnitKind | None:
    """The kind a table means, or None.

    Args:
        word: what stands in the column.
        level: 省, 市, 区县 or 街道镇, where `word` is only 政府.
        name: full name of the unit, where `word` is only 社区／村.
    """
    if word == "政府":
        return _GOVERNMENTS.get(level)
    if word in ("社区／村", "社区/村"):
        is_village = name.endswith(("村", "村民委员会", "村委会"))
        return UnitKind.VILLAGE if is_village else UnitKind.COMMUNITY
    return _KINDS.get(word)
