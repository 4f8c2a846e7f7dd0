"""The facts of an outlet as they are typed, brought into the form in which they are stored."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.lib.ids import check_phone, check_site_code
from gongkai.lib.widths import fold, strip_spaces
from gongkai.outlets.addresses import is_government, read_address
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import CopyFormat, OutletKind, Platform

BY_KIND: dict[str, tuple[str, ...]] = {
    OutletKind.SITE: ("name", "url", "site_code", "icp_no", "police_no", "operator", "contact", "phone", "update_days"),
    OutletKind.ACCOUNT: (
        "platform", "name", "account_id", "url", "operator", "main", "contact", "phone", "update_days",
    ),
    OutletKind.ZONE: ("name", "place", "hours", "operator", "contact", "phone"),
    OutletKind.SYSTEM: ("name", "operator", "contact", "phone"),
}  # fmt: skip


def _column_of(model: type[Model], name: str) -> Any:
    """The field of a table by its name."""
    return model._meta.get_field(name)


LABELS = {
    name: str(_column_of(Outlet, name).verbose_name)
    for name in (*sorted({name for names in BY_KIND.values() for name in names}), "unit")
} | {"update_days": "更新周期"}
COLUMN_LABELS = {
    name: str(_column_of(Column, name).verbose_name)
    for name in ("name", "parent", "unit", "column_type", "description", "cycle_days", "position", "active")
}  # fmt: skip
# What the filing of each kind must say before it runs (国办发〔2017〕47号, 国办发〔2018〕123号).
NEEDED_TO_OPEN: dict[str, tuple[str, ...]] = {
    OutletKind.SITE: ("url", "site_code", "icp_no", "contact"),
    OutletKind.ACCOUNT: ("platform", "account_id", "contact"),
    OutletKind.ZONE: ("place", "hours"),
    OutletKind.SYSTEM: (),
}
FIRST_FORMAT = {
    OutletKind.SITE: CopyFormat.PAGE,
    OutletKind.ACCOUNT: CopyFormat.TEXT,
    OutletKind.ZONE: CopyFormat.PAGE,
    OutletKind.SYSTEM: CopyFormat.JSON,
}
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_ICP = re.compile(rf"([{_PROVINCES}])icp(?:备|备案)?:?([0-9]{{6,10}})号?(?:-([0-9]{{1,3}}))?\Z")
_POLICE = re.compile(rf"([{_PROVINCES}])?公网安备:?([0-9]{{14}})号?\Z")
_UNPRINTABLE = dict.fromkeys([*range(32), *range(0xD800, 0xE000)])


@dataclass(slots=True)
class Cleaned:
    """Facts ready to be stored, what is wrong with them by field, and doubts that do not refuse."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def clean(kind: str, facts: Mapping[str, Any]) -> Cleaned:
    """Checks each fact of an outlet of that kind by itself; other facts are dropped."""
    result = Cleaned()
    for name in BY_KIND[kind]:
        if name in facts:
            result.facts[name] = _clean_one(kind, name, facts[name], result)
    if not result.facts.get("name", "-"):
        result.problems.append(("name", "请填写名称。"))
    if result.facts.get("platform", Platform.OTHER) not in Platform.values:
        result.problems.append(("platform", "请选择平台。"))
    return result


def _clean_one(kind: str, name: str, value: Any, result: Cleaned) -> Any:
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()).translate(_UNPRINTABLE)
    special = _SPECIAL.get(name)
    if special and text:
        text = special(kind, text[:400], result)
    most = _column_of(Outlet, name).max_length
    if most and len(text) > most and not any(field == name for field, _ in result.problems):
        result.problems.append(
            (name, f"{LABELS[name]}有{len(text)}个字，最多{most}个字，请写短一些。")
        )
    return text


def _url(kind: str, text: str, result: Cleaned) -> str:
    address = read_address(text)
    if address.problem:
        result.problems.append(("url", address.problem))
        return text
    if kind == OutletKind.SITE and not is_government(address.host):
        result.problems.append(
            (
                "url",
                f"政府网站的域名应当以 .gov.cn 结尾，“{address.host}”不是；请改用本级政府的域名。（国办发〔2017〕47号）",
            )
        )
    return address.normal


def _site_code(kind: str, text: str, result: Cleaned) -> str:
    check = check_site_code(text)
    if check.normal is None:
        result.problems.append(("site_code", check.reason))
        return text
    if check.warning:
        result.warnings.append(check.warning)
    return check.normal


def _icp(kind: str, text: str, result: Cleaned) -> str:
    found = _ICP.match(strip_spaces(fold(text)))
    if found is None:
        result.problems.append(("icp_no", "ICP备案号的格式不正确，请按“鲁ICP备12345678号-1”填写。"))
        return text
    return f"{found[1]}ICP备{found[2]}号" + (f"-{found[3]}" if found[3] else "")


def _police(kind: str, text: str, result: Cleaned) -> str:
    found = _POLICE.match(strip_spaces(fold(text)))
    if found is None:
        result.problems.append(
            ("police_no", "公安备案号的格式不正确，请按“鲁公网安备37010202000001号”填写。")
        )
        return text
    return f"{found[1] or ''}公网安备{found[2]}号"


def _phone(kind: str, text: str, result: Cleaned) -> str:
    check = check_phone(text)
    if check.normal is None:
        result.problems.append(("phone", check.reason))
        return text
    return check.normal


_SPECIAL: dict[str, Callable[[str, str, Cleaned], str]] = {
    "url": _url,
    "site_code": _site_code,
    "icp_no": _icp,
    "police_no": _police,
    "phone": _phone,
}


def missing_to_open(outlet: Outlet) -> list[str]:
    """Labels of what the filing still lacks before the outlet may open."""
    return [LABELS[name] for name in NEEDED_TO_OPEN[outlet.kind] if not getattr(outlet, name)]


def needs_reason_for_site(unit: Unit, parent: Unit | None) -> bool:
    """County departments, towns and streets in principle have no site of their own (国办发〔2017〕47号)."""
    if unit.kind in (UnitKind.TOWN, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.VILLAGE):
        return True
    below_county = parent is not None and parent.kind == UnitKind.COUNTY
    return below_county and unit.kind in UnitKind.departments() - {UnitKind.OFFICE}


def difference(
    labels: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """{label: [before, after]} of what changed, in words people read."""
    return {
        labels[name]: [_word(name, before[name]), _word(name, value)]
        for name, value in after.items()
        if before[name] != value
    }


def _word(name: str, value: Any) -> str:
    if name == "platform" and value:
        return str(Platform(value).label)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
