"""The units of the demonstration city."""

from typing import Any

from gongkai.base.models import Unit
from gongkai.base.services import units
from gongkai.base.states import UnitKind
from gongkai.portal.demo import sources

_GOVERNMENTS = {
    "省": UnitKind.PROVINCE,
    "市": UnitKind.CITY,
    "区县": UnitKind.COUNTY,
    "街道镇": UnitKind.TOWN,
}
_KINDS = {
    "办公厅（室）": UnitKind.OFFICE,
    "组成部门": UnitKind.DEPARTMENT,
    "直属机构": UnitKind.AFFILIATED,
    "派出机关": UnitKind.STREET,
    "派出机构／管委会": UnitKind.ZONE,
    "事业单位": UnitKind.INSTITUTION,
    "垂直管理部门": UnitKind.VERTICAL,
    "公共企事业单位": UnitKind.ENTERPRISE,
    "议事协调机构": UnitKind.COORDINATION,
}


def load() -> dict[str, Unit]:
    """Registers all units; by slug."""
    found: dict[str, Unit] = {}
    rows = sources.toml("city.toml")["units"]
    for row in rows:
        parent = found[row["parent"]] if row.get("parent") else None
        found[row["slug"]] = units.establish(
            parent=parent,
            aliases=[*row["aliases"], *row.get("local_aliases", [])],
            by=None,
            **_facts(row),
        )
    for row in rows:
        if row.get("successor"):
            units.succeed(found[row["slug"]], found[row["successor"]], by=None)
    return found


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": _kind(row),
        "name": row["name"],
        "short_name": row.get("short", ""),
        "slug": row["slug"],
        # Departments share the code of their government; the register keeps it for governments alone.
        "division_code": row.get("division_code", "")
        if row["kind"] in ("政府", "派出机关", "社区／村")
        else "",
        "credit_code": row.get("credit_code", ""),
        "agency_words": row.get("agency_words", []),
        "active_from": row.get("active_from"),
        "active_to": row.get("active_to"),
        "functions": row.get("functions", ""),
        "address": row.get("address", ""),
        "hours": row.get("office_hours", ""),
        "phone": row.get("telephone", ""),
        "head_post": row.get("head_post", ""),
        "site_code": row.get("site_code", ""),
    }


def _kind(row: dict[str, Any]) -> UnitKind:
    if row["kind"] == "政府":
        return _GOVERNMENTS[row["level"]]
    if row["kind"] == "社区／村":
        return (
            UnitKind.VILLAGE
            if row["name"].endswith(("村", "村民委员会", "村委会"))
            else UnitKind.COMMUNITY
        )
    return _KINDS[row["kind"]]
