"""What the texts of one row mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.lib.catalogue_tables.channels import read_channels
from gongkai.lib.catalogue_tables.limits import read_limit
from gongkai.lib.catalogue_tables.marks import meaning_of

_LENGTHS = {"number": 20, "level1": 200, "level2": 300, "limit": 500, "body": 300}
_COUNTY = re.compile(r"[县区市]")
_TOWN = re.compile(r"[乡镇街]")
_VILLAGE = re.compile(r"[村居]|社区")


@dataclass(slots=True)
class RowFacts:
    """One entry of a catalogue, every column understood as far as it can be."""

    number: str
    level1: str
    level2: str
    content: str
    basis: str
    limit_text: str
    limit_kind: str
    limit_days: int | None
    limit_unit: str
    cycle_days: int | None
    body_text: str
    channels: list[dict[str, object]]
    to_all: bool
    audience: str
    proactive: bool
    on_request: bool
    county: bool
    town: bool
    village: bool
    warnings: list[str] = field(default_factory=list)


def facts_of(texts: Mapping[str, str]) -> RowFacts:
    """The facts of a row with a warning for each doubtful cell; what is too long is cut and said so."""
    warnings: list[str] = []
    kept = {name: _fitting(name, texts.get(name, "").strip(), warnings) for name in _LENGTHS}
    limit = read_limit(kept["limit"])
    channels = read_channels(texts.get("channels", ""))
    to_all, audience = _audience(texts.get("audience", ""), warnings)
    proactive, on_request = _method(texts.get("method", ""), warnings)
    county, town, village = _levels(texts.get("levels", ""), warnings)
    if not kept["level1"]:
        warnings.append("没有读到一级事项，请补填。")
    if not channels.rows:
        warnings.append("没有读到公开渠道，请核对。")
    return RowFacts(
        number=kept["number"],
        level1=kept["level1"],
        level2=kept["level2"],
        content=texts.get("content", "").strip(),
        basis=texts.get("basis", "").strip(),
        limit_text=kept["limit"],
        limit_kind=limit.kind,
        limit_days=limit.number,
        limit_unit=limit.unit,
        cycle_days=limit.cycle_days,
        body_text=kept["body"],
        channels=channels.rows,
        to_all=to_all,
        audience=audience,
        proactive=proactive,
        on_request=on_request,
        county=county,
        town=town,
        village=village,
        warnings=[*warnings, *limit.warnings, *channels.warnings],
    )


def _fitting(name: str, text: str, warnings: list[str]) -> str:
    most = _LENGTHS[name]
    if len(text) > most:
        warnings.append(f"“{text[:12]}……”一格有{len(text)}个字，只登记了前{most}个字，请核对。")
    return text[:most]


def _boxes(text: str) -> list[tuple[bool | None, str]]:
    """Words with the box that stands before them; None where none does."""
    found: list[tuple[bool | None, str]] = []
    mark: bool | None = None
    word = ""
    for at, c in enumerate(text):
        box = meaning_of(c) if not c.isascii() or at == 0 or text[at - 1].isspace() else None
        if box is None:
            word += c
            continue
        found.append((mark, word.strip()))
        mark, word = box, ""
    found.append((mark, word.strip()))
    return [(box, word) for box, word in found if word]


def _chosen(text: str) -> str:
    """The text without the options whose box is empty."""
    return "、".join(word for box, word in _boxes(text) if box is not False)


def _audience(text: str, warnings: list[str]) -> tuple[bool, str]:
    said = _chosen(text)
    if not said:
        warnings.append("没有读到公开对象，已按全社会登记，请核对。")
        return True, ""
    to_all = "全社会" in said or "社会公众" in said
    rest = re.sub(r"(?:面向)?(?:全社会|社会公众)[、，,；;]?", "", said)
    group = re.sub(r"^特定(?:群体|对象)[：:]?", "", rest.strip("、，；; ")).strip("（）()：: ")
    if not group and "特定" in rest:
        group = "特定群体"
    return to_all, group[:200]


def _method(text: str, warnings: list[str]) -> tuple[bool, bool]:
    said = _chosen(text)
    proactive, on_request = "主动" in said, "依申请" in said
    if not proactive and not on_request:
        warnings.append("没有读到公开方式，已按主动公开登记，请核对。")
        proactive = True
    return proactive, on_request


def _levels(text: str, warnings: list[str]) -> tuple[bool, bool, bool]:
    said = _chosen(text)
    town, village = bool(_TOWN.search(said)), bool(_VILLAGE.search(said))
    county = bool(_COUNTY.search(said.replace("社区", "").replace("市场", "")))
    if not (county or town or village):
        warnings.append("没有读到公开层级，已按县级登记，请核对。")
        county = True
    return county, town, village
