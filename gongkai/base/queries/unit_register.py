"""The register of units below one root, read once, ready to be asked for names."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from gongkai.base.calendar import today
from gongkai.base.models import Unit, UnitAlias
from gongkai.base.queries import unit_names as names
from gongkai.base.queries.unit_groups import Group, group_of
from gongkai.base.states import UnitKind
from gongkai.lib.dates import plain_date
from gongkai.lib.officialdoc.units_text import split_units

_LEVEL_KINDS = {
    "省": frozenset({UnitKind.PROVINCE}),
    "市": frozenset({UnitKind.CITY}),
    "区": frozenset({UnitKind.COUNTY}),
    "县": frozenset({UnitKind.COUNTY}),
}
_SEATS = UnitKind.governments() | {UnitKind.ZONE}
_LIKE_ENOUGH = 60
_LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """One name as it stands in the text and the units it means; `group` for 各区县政府 and the like."""

    name: str
    units: list[Unit]
    group: bool = False


@dataclass(slots=True)
class Resolution:
    """What a text of responsible units means.

    `units` in the order of the text, each once; `unknown` names nobody answers to; `open` where the
    text leaves units to be named (等有关部门); `warnings` whole sentences for whoever checks it.
    """

    units: list[Unit] = field(default_factory=list)
    rows: list[ResolvedName] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    open: bool = False
    warnings: list[str] = field(default_factory=list)

    def add(self, row: ResolvedName) -> None:
        """Adds a row and those of its units that are not there yet."""
        self.rows.append(row)
        seen = {unit.pk for unit in self.units}
        self.units += [unit for unit in row.units if unit.pk not in seen]


class UnitRegister:
    """Every unit of one tree with its names; asks the database twice, when made."""

    def __init__(self, within: Unit, on: dt.date | None = None) -> None:
        self.within = within
        self.on = on or today()
        root = within.path[: Unit.steplen]
        self._units: list[Unit] = list(Unit.objects.filter(path__startswith=root).order_by("path"))
        self._by_pk = {unit.pk: unit for unit in self._units}
        self._by_path = {unit.path: unit for unit in self._units}
        self._seat = {unit.pk: self._find_seat(unit) for unit in self._units}
        self._whole: dict[str, dict[int, Unit]] = defaultdict(dict)
        self._core: dict[tuple[str, str], dict[int, Unit]] = defaultdict(dict)
        self._said: dict[int, list[str]] = defaultdict(list)
        for pk, alias in UnitAlias.objects.filter(unit__path__startswith=root).values_list(
            "unit_id", "name"
        ):
            self._said[pk].append(alias)
        for unit in self._units:
            self._index(unit)

    def resolve(self, text: str) -> Resolution:
        """The units a text names; see `resolve_units`."""
        result = Resolution()
        cut = split_units(text[:_LONGEST_TEXT])
        if len(text) > _LONGEST_TEXT:
            result.warnings.append(
                f"责任单位文字超过{_LONGEST_TEXT}字，只处理了前面的部分，请核对。"
            )
        result.open = cut.open
        level = ""
        for name in cut.names:
            group = group_of(names.plain(name))
            if group is None:
                self._add_one(result, name)
                level = ""
                continue
            if not group.level and group.own and level:
                group = Group(group.kinds, level, group.ends, group.own)
            level = group.level
            self._add_group(result, name, group)
        return result

    def find(self, name: str) -> Unit | None:
        """The one unit of that name, a closed one by its successor; None for none and for several."""
        found = self._candidates(name)
        return self._current(found[0])[0] if len(found) == 1 else None

    # -- names of one body

    def _add_one(self, result: Resolution, name: str) -> None:
        found = self._candidates(name)
        how = ""
        if not found:
            found = self._by_abbreviation(name)
            how = "是简称" if len(found) == 1 else ""
        if len(found) != 1:
            result.unknown.append(name)
            result.add(ResolvedName(name, []))
            result.warnings.append(self._explain_unknown(name, found))
            return
        unit, warning = self._current(found[0])
        if how and unit:
            result.warnings.append(f"“{name}”是简称，已按“{unit.name}”处理，请核对。")
        if warning:
            result.warnings.append(warning.format(name=name))
        if unit is None:
            result.unknown.append(name)
        result.add(ResolvedName(name, [unit] if unit else []))

    def _candidates(self, name: str) -> list[Unit]:
        """Units of that name, the best level only: exact first, then by level, then anywhere below."""
        for spelling in dict.fromkeys(
            (names.key(name), names.key(names.without_notes(names.plain(name))))
        ):
            found = self._exactly(spelling)
            if found:
                return found
        return []

    def _exactly(self, spelling: str) -> list[Unit]:
        level, core = names.level_of(spelling)
        seat = self._seat_of_level(level)
        if seat is not None:
            at_level = (
                self._core.get((seat.path, core))
                if level
                else self._core.get((seat.path, spelling))
            )
            if at_level:
                return self._preferred(at_level.values())
        whole = self._whole.get(spelling)
        if whole:
            nearest = [u for u in whole.values() if u.path.startswith(self.within.path)]
            return self._preferred(nearest or whole.values())
        return []

    def _preferred(self, units: Iterable[Unit]) -> list[Unit]:
        """Of several with one name those that exist on the day, if any."""
        found = list(units)
        return [unit for unit in found if self._exists(unit)] or found

    def _by_abbreviation(self, name: str) -> list[Unit]:
        spelling = names.key(names.without_notes(names.plain(name)))
        level, core = names.level_of(spelling)
        seat = self._seat_of_level(level)
        if seat is None:
            return []
        found: dict[int, Unit] = {}
        for (path, full), units in self._core.items():
            if path == seat.path and names.is_abbreviation(core, full):
                found.update(units)
        return self._preferred(found.values())

    def _explain_unknown(self, name: str, found: list[Unit]) -> str:
        if found:
            several = "、".join(unit.name for unit in found[:4])
            return f"“{name}”可能指{several}，无法确定，请指定其中一个。"
        spelling = names.plain(name)
        choices = {unit.pk: names.plain(unit.label) for unit in self._units if self._exists(unit)}
        best = process.extractOne(spelling, choices, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
        hint = f"，名称最接近的是“{self._by_pk[best[2]].name}”" if best else ""
        return f"单位库中没有“{name}”{hint}，请核对后指定，或先在单位库中补录。"

    def _current(self, unit: Unit) -> tuple[Unit | None, str]:
        """The unit, or what took its place, with a sentence (the name as {name}) that says so."""
        seen = {unit.pk}
        first = unit
        while not self._exists(unit):
            follower = self._by_pk.get(unit.successor_id or 0)
            if follower is None or follower.pk in seen:
                return None, "“{name}”" + self._when_closed(
                    first
                ) + "且没有登记承继单位，请核对后指定。"
            seen.add(follower.pk)
            unit = follower
        if unit.pk == first.pk:
            return unit, ""
        return unit, "“{name}”" + self._when_closed(
            first
        ) + f"，已按承继单位“{unit.name}”处理，请核对。"

    def _when_closed(self, unit: Unit) -> str:
        if unit.active_to is not None and unit.active_to < self.on:
            return f"已于{plain_date(unit.active_to)}撤销"
        return f"到{plain_date(self.on)}尚未设立"

    # -- groups

    def _add_group(self, result: Resolution, name: str, group: Group) -> None:
        if group.is_open:
            result.open = True
            result.add(ResolvedName(name, [], group=True))
            return
        seat = self._seat_of_level(group.level)
        if seat is None:
            result.unknown.append(name)
            result.add(ResolvedName(name, [], group=True))
            result.warnings.append(f"“{name}”没有写明是哪一个{group.level}，请指定单位。")
            return
        units = self._members(group, seat)
        if not units:
            result.unknown.append(name)
            result.warnings.append(
                f"“{seat.name}”下没有登记“{name}”所指的单位，请先在单位库中补录。"
            )
        result.add(ResolvedName(name, units, group=True))
        result.warnings += self._left_out(name, group, seat)

    def _members(self, group: Group, seat: Unit) -> list[Unit]:
        return [
            unit
            for unit in self._units
            if unit.kind in group.kinds
            and unit.pk != seat.pk
            and unit.path.startswith(seat.path)
            and self._exists(unit)
            and (not group.own or self._seat[unit.pk] is seat)
            and (not group.ends or _place(unit).endswith(group.ends))
        ]

    def _left_out(self, name: str, group: Group, seat: Unit) -> list[str]:
        if group.ends != "区":
            return []
        everyone = self._members(Group(group.kinds), seat)
        others = [unit for unit in everyone if not _place(unit).endswith("区")]
        if not others:
            return []
        return [
            f"“{name}”按字面只含区，未包括{'、'.join(unit.label for unit in others)}；如应包括，请补充。"
        ]

    # -- the tree

    def _exists(self, unit: Unit) -> bool:
        begun = unit.active_from is None or unit.active_from <= self.on
        return begun and (unit.active_to is None or unit.active_to >= self.on)

    def _find_seat(self, unit: Unit) -> Unit | None:
        """The government or zone a body belongs to; for a government itself."""
        for path in reversed(unit.ancestor_paths()):
            above = self._by_path.get(path)
            if above is not None and above.kind in _SEATS:
                return above
        return None

    def _seat_of_level(self, level: str) -> Unit | None:
        """The government a level word means in this text; without a word the text's own."""
        own = self._seat.get(self.within.pk) or self.within
        if not level:
            return own
        for path in reversed(own.ancestor_paths()):
            above = self._by_path.get(path)
            if above is not None and above.kind in _LEVEL_KINDS[level]:
                return above
        return None

    def _index(self, unit: Unit) -> None:
        seat = self._seat[unit.pk]
        for said in (unit.name, unit.short_name, *self._said[unit.pk]):
            spelling = names.key(said)
            if not spelling:
                continue
            for whole in _spellings(spelling, unit):
                self._whole[whole][unit.pk] = unit
            if seat is not None and seat.pk != unit.pk:
                for core in _cores(spelling, seat):
                    self._core[seat.path, core][unit.pk] = unit
            elif seat is not None:
                self._index_government(unit, spelling)

    def _index_government(self, unit: Unit, spelling: str) -> None:
        """A government is 市政府 to those below it, and a part of its tree to the one above it."""
        self._core[unit.path, "政府"][unit.pk] = unit
        above = self._by_path.get(unit.path[: -Unit.steplen])
        if above is not None:
            self._core[above.path, spelling][unit.pk] = unit


def _spellings(spelling: str, unit: Unit) -> list[str]:
    """A whole name; a government's also without 政府, a zone's without 管委会, a street's with 办."""
    for end, kinds in (("政府", UnitKind.governments()), ("管委会", {UnitKind.ZONE})):
        if unit.kind in kinds and spelling.endswith(end) and len(spelling) > len(end) + 1:
            return [spelling, spelling.removesuffix(end)]
        if unit.kind in kinds and unit.kind != UnitKind.STREET:
            return [spelling, spelling + end]
    return [spelling]


def _cores(spelling: str, seat: Unit) -> set[str]:
    """What is left of a body's name without its place: 济南市教育局, 市教育局 give 教育局."""
    cores = {spelling, names.level_of(spelling)[1]}
    place = _place(seat)
    for start in (place, place[:-1]):
        if len(start) >= 2 and spelling.startswith(start) and len(spelling) - len(start) >= 2:
            cores |= {spelling.removeprefix(start), names.level_of(spelling.removeprefix(start))[1]}
    return cores


def _place(unit: Unit) -> str:
    """The name of the place a government is of: 天桥区人民政府 gives 天桥区."""
    return names.key(unit.name).removesuffix("政府").removesuffix("管委会")
