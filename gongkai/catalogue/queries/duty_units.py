"""Which units a text of 公开主体 means, seen from the unit that made the catalogue."""

import re
from dataclasses import dataclass, field

from gongkai.base.models import Unit
from gongkai.base.queries.unit_register import UnitRegister
from gongkai.lib.officialdoc.units_text import split_units

# 县级有关部门, 各级行业主管部门: every department of the catalogue's government.
_DEPARTMENTS = re.compile(
    r"(?:[市区县]|县市区|区县|县（市、区）|各)?级?(?:人民)?(?:政府)?各?(?:级)?(?:有关|相关|行业|业务|职能|主管|行政|责任)*"
    r"(?:部门|单位|机关)(?:（单位）)?\Z"
)
_TOWNS = re.compile(
    r"各?(?:乡级|乡镇|镇街|街镇|乡（镇）|镇（街道）|乡镇（街道）|街道（镇）|街道、乡镇|镇|街道|乡镇街道)(?:人民)?(?:政府)?"
    r"(?:办事处|办)?(?:（(?:街道办事处|街道|办事处|镇政府|乡镇)）|[、和]街道(?:办事处)?)?\Z"
)
_VILLAGES = re.compile(
    r"各?(?:村级|村居|村（居）|村（社区）|社区（村）|村、社区|村|社区)(?:委会|民委员会|居委会)?\Z"
)
# 教育行政部门, 县级财政部门, 民政主管部门: the body whose name begins with that word.
_FIELD = re.compile(
    r"(?:[市区县]|县市区|区县|本)?级?(?:人民政府)?(?P<word>[\u4e00-\u9fff]{2,12}?)(?:行政)?(?:主管)?(?:部门|机关|机构)\Z"
)
_BODIES = ("局", "委", "委员会", "办公室", "厅", "中心", "大队")


@dataclass(slots=True)
class DutyUnits:
    """Units in the order of the text, each once, and a sentence for whatever nobody answers to."""

    units: list[Unit] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, units: list[Unit]) -> None:
        """Adds those that are not there yet."""
        seen = {unit.pk for unit in self.units}
        self.units += [unit for unit in units if unit.pk not in seen]


class DutyRegister:
    """Reads many texts against one register of units; two queries in all.

    Args:
        unit: the unit that made the catalogue; its government is the level of the texts.
    """

    def __init__(self, unit: Unit) -> None:
        self._register = UnitRegister(unit)
        self._unit = unit
        self._known: dict[str, DutyUnits] = {}

    def read(self, text: str) -> DutyUnits:
        """The units of a text. Blank means the unit that made the catalogue."""
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> DutyUnits:
        found = DutyUnits()
        if not text.strip():
            found.warnings.append(f"公开主体为空，已按编制单位{self._unit.label}登记，请核对。")
            found.add([self._unit])
            return found
        cut = split_units(text)
        for name in cut.names:
            self._name(name, found)
        if cut.open:
            found.warnings.append(f"公开主体“{text[:40]}”以“等”结尾，没有写明的单位请补充指定。")
        return found

    def _name(self, name: str, found: DutyUnits) -> None:
        for pattern, group in ((_DEPARTMENTS, "各部门"), (_TOWNS, "各镇街"), (_VILLAGES, "各村居")):
            if pattern.match(name):
                self._group(name, group, found)
                return
        named = self._by_field(name)
        if named is not None:
            found.add([named])
            return
        answer = self._register.resolve(name)
        found.add(answer.units)
        found.warnings += [f"公开主体：{sentence}" for sentence in answer.warnings]
        if not answer.units and not answer.warnings:
            found.warnings.append(f"公开主体“{name}”没有写明是哪些单位，请指定。")

    def _group(self, name: str, group: str, found: DutyUnits) -> None:
        units = self._register.resolve(group).units
        if not units:
            found.warnings.append(
                f"公开主体“{name}”：单位库中没有登记这一级的单位，请先补录或者指定单位。"
            )
        found.add(units)

    def _by_field(self, name: str) -> Unit | None:
        match = _FIELD.match(name)
        if match is None:
            return None
        word = match["word"].removesuffix("行政").removesuffix("主管")
        for body in _BODIES:
            unit = self._register.find(word + body)
            if unit is not None:
                return unit
        return None
