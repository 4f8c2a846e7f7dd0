"""What loading a table of units would do, row by row; nothing is written here."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from typing import Any

from gongkai.base import rules
from gongkai.base.models import Unit, User
from gongkai.base.services import unit_facts
from gongkai.base.services.unit_table.columns import DATES, HEADINGS, Row, Table
from gongkai.base.states import UnitKind
from gongkai.lib.dates import parse_date, plain_date
from gongkai.lib.ids import check_uscc

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"
WORDS = {NEW: "新增", CHANGED: "有变化", UNCHANGED: "无变化", WRONG: "有错误"}
_LINKS = ("parent", "successor", "slug")


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that would change, in words."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class PlannedRow:
    """One row: which unit it is, what becomes of it, and the sentences about it.

    `facts` are those of the row that are columns of `Unit`, ready to be stored; `parent` and
    `successor` are slugs, None where the table has no such column.
    """

    number: int
    name: str
    slug: str
    state: str = UNCHANGED
    unit: Unit | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    parent: str | None = None
    successor: str | None = None
    changes: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """新增, 有变化, 无变化 or 有错误."""
        return WORDS[self.state]


@dataclass(slots=True)
class Plan:
    """All rows of a table with what would become of them."""

    table: Table
    rows: list[PlannedRow]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each state."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in WORDS}

    @property
    def is_loadable(self) -> bool:
        """True where no row is wrong."""
        return not any(row.state == WRONG for row in self.rows)

    @property
    def digest(self) -> str:
        """Changes whenever the table or the register it is compared with does."""
        rows = [
            (row.number, row.slug, row.state, [astuple(change) for change in row.changes])
            for row in self.rows
        ]
        return unit_facts.digest(rows)


def plan(table: Table, *, by: User | None) -> Plan:
    """Compares a table with the register; three queries, however long the table.

    A row is the unit of its 代号, else of its credit code, else of its full name (below the same
    superior); else it is new. A column the table does not have leaves its fact alone, an empty cell
    empties it; aliases are only ever added.
    """
    planner = _Planner(table, by)
    return Plan(table, [planner.row(row) for row in table.rows])


class _Planner:
    """The register and the rows seen so far."""

    def __init__(self, table: Table, by: User | None) -> None:
        units = list(Unit.objects.select_related("successor").prefetch_related("aliases"))
        self.by = by
        self.by_path = {unit.path: unit for unit in units}
        self.by_slug = {unit.slug: unit for unit in units}
        self.by_code = {unit.credit_code: unit for unit in units if unit.credit_code}
        self.by_name: dict[str, list[Unit]] = {}
        for unit in units:
            self.by_name.setdefault(unit.name, []).append(unit)
        self.slugs = set(self.by_slug) | {str(row.cells.get("slug")) for row in table.rows}
        self.listed = {str(row.cells.get("slug") or "") for row in table.rows} | {
            str(row.cells.get("name") or "") for row in table.rows
        }
        self.done: dict[str, PlannedRow] = {}
        self.codes: dict[str, str] = {}
        self.reach: dict[str, bool] = {}

    def row(self, row: Row) -> PlannedRow:
        cells = dict(row.cells)
        cleaned = unit_facts.clean({k: v for k, v in cells.items() if k not in (*_LINKS, *DATES)})
        candidates = self._candidates(cells)
        unit = candidates[0] if len(candidates) == 1 else None
        name = str(cells.get("name") or (unit.name if unit else ""))
        planned = PlannedRow(row.number, name, str(cells.get("slug") or ""), unit=unit)
        planned.warnings = cleaned.warnings
        planned.problems = [
            sentence
            for fact, sentence in cleaned.problems
            if not (fact in ("name", "kind") and not cells.get(fact) and unit is not None)
        ]
        planned.aliases = [alias for alias in cells.get("aliases", []) if alias]
        planned.facts = {k: v for k, v in cleaned.facts.items() if k != "aliases"}
        if len(candidates) > 1:
            planned.problems.append(
                f"单位库中有{len(candidates)}个“{name}”，分不清是哪一个，请写明代号或者上级代号。"
            )
        planned.problems += list(self._dates(cells, planned))
        planned.problems += list(self._links(cells, planned))
        planned.problems += list(self._identity(planned))
        self._judge(planned)
        self._remember(planned)
        return planned

    # -- which unit

    def _candidates(self, cells: dict[str, Any]) -> list[Unit]:
        """The unit a row means; several where it does not say enough, none where it is new."""
        slug, code = str(cells.get("slug") or ""), str(cells.get("credit_code") or "")
        if slug:
            return [self.by_slug[slug]] if slug in self.by_slug else []
        holder = self.by_code.get(check_uscc(code).normal or "")
        if holder is not None:
            return [holder]
        found = self.by_name.get(str(cells.get("name") or ""), [])
        above = self._known(str(cells.get("parent") or ""))
        if above is None:
            return found
        superior = above.unit if isinstance(above, PlannedRow) else above
        return [unit for unit in found if self._parent(unit) is superior] if superior else []

    def _parent(self, unit: Unit) -> Unit | None:
        path: str = unit.path
        return self.by_path.get(path[: -Unit.steplen])

    def _known(self, word: str) -> "Unit | PlannedRow | None":
        """A unit of the register or an earlier row, by its slug or full name."""
        if not word:
            return None
        named = self.by_name.get(word, [])
        return (
            self.done.get(word) or self.by_slug.get(word) or (named[0] if len(named) == 1 else None)
        )

    # -- what is wrong

    def _dates(self, cells: dict[str, Any], planned: PlannedRow) -> Iterator[str]:
        for fact in DATES & cells.keys():
            typed = str(cells[fact])
            day = parse_date(typed) if typed else None
            if typed and day is None:
                yield f"{HEADINGS[fact]}“{typed[:20]}”不是有效的日期，请写成2024-05-06。"
            planned.facts[fact] = day
        unit = planned.unit
        first = planned.facts.get("active_from", unit.active_from if unit else None)
        last = planned.facts.get("active_to", unit.active_to if unit else None)
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            yield "撤销日期不能早于设立日期，请核对两个日期。"

    def _links(self, cells: dict[str, Any], planned: PlannedRow) -> Iterator[str]:
        if "parent" in cells:
            word = str(cells["parent"])
            above = self._known(word)
            planned.parent = above.slug if above else ""
            if not word and planned.unit is not None and planned.unit.depth > 1:
                planned.parent = None  # nobody loses his superior by an empty cell
            if word and above is None:
                later = (
                    "，上级要写在下级的前面"
                    if word in self.listed
                    else "，请先登记上级，或者核对代号"
                )
                yield f"还没有代号为“{word}”的上级单位{later}。"
            elif isinstance(above, PlannedRow) and above.state == WRONG:
                yield f"上级“{above.name}”（第{above.number}行）有错误，请先改正上级。"
            elif (
                planned.unit is not None
                and isinstance(above, Unit)
                and above.path.startswith(planned.unit.path)
            ):
                yield "上级单位不能是它自己或者它下面的单位，请核对。"
        if "successor" in cells:
            word = str(cells["successor"])
            known = self._known(word)
            planned.successor = known.slug if known else word
            if word and known is None and word not in self.listed:
                yield f"没有代号为“{word}”的承继单位，请先登记，或者核对代号。"
            elif word and word in (planned.slug, planned.name):
                yield "承继单位不能是它自己，请核对。"

    def _identity(self, planned: PlannedRow) -> Iterator[str]:
        unit = planned.unit
        if planned.slug and unit is None and unit_facts.clean({"slug": planned.slug}).problems:
            yield "代号只能用小写字母、数字和中间的短横线，最多60个字符，请修改；留空则由名称的拼音生成。"
        if unit is None:
            if "name" not in planned.facts:
                yield "没有填写全称，请补上。"
            if "kind" not in planned.facts:
                yield "没有填写类别，请补上。"
            if not planned.slug:
                named = planned.facts.get("short_name") or planned.name
                planned.slug = unit_facts.make_slug(named, self.slugs)
                self.slugs.add(planned.slug)
        else:
            planned.slug = unit.slug
        earlier = self.done.get(planned.slug)
        if earlier is not None:
            yield f"与第{earlier.number}行是同一个单位（代号{planned.slug}），请只留一行。"
        yield from self._taken(planned)
        yield from self._allowed(planned)

    def _taken(self, planned: PlannedRow) -> Iterator[str]:
        code = planned.facts.get("credit_code")
        if not code:
            return
        holder = self.by_code.get(code)
        if holder is not None and holder is not planned.unit:
            yield unit_facts.code_taken(code, holder)
        elif code in self.codes:
            yield f"统一社会信用代码{code}与“{self.codes[code]}”相同，请核对。"
        else:
            self.codes[code] = planned.name

    def _allowed(self, planned: PlannedRow) -> Iterator[str]:
        """Whether this person keeps the part of the register the row belongs to."""
        if self.by is None:
            return
        if planned.unit is not None:
            if not self._keeps(planned.unit):
                yield f"{planned.unit.label}不在您本级政府之下，请由系统管理员登记。"
        elif not planned.parent and not rules.may_found_registers(self.by):
            yield "没有上级的单位由系统管理员登记，请写明上级代号。"
        above = self.by_slug.get(planned.parent or "")
        if above is not None and not self._keeps(above):
            yield f"上级{above.label}不在您本级政府之下，请由系统管理员登记。"

    def _keeps(self, unit: Unit) -> bool:
        if self.by is None:
            return True
        if unit.slug not in self.reach:
            self.reach[unit.slug] = rules.may_manage_units(self.by, unit)
        return self.reach[unit.slug]

    # -- what becomes of it

    def _judge(self, planned: PlannedRow) -> None:
        if planned.problems:
            planned.state = WRONG
        elif planned.unit is None:
            planned.state = NEW
        else:
            planned.changes = list(self._differences(planned.unit, planned))
            planned.state = CHANGED if planned.changes else UNCHANGED

    def _differences(self, unit: Unit, planned: PlannedRow) -> Iterator[Difference]:
        for fact, after in planned.facts.items():
            before = getattr(unit, fact)
            if fact in ("name", "kind") and not after:
                continue
            if before != after:
                yield Difference(HEADINGS[fact], in_words(fact, before), in_words(fact, after))
        above = self._parent(unit)
        if planned.parent is not None and planned.parent != (above.slug if above else ""):
            yield Difference(HEADINGS["parent"], above.slug if above else "", planned.parent)
        follower = unit.successor.slug if unit.successor else ""
        if planned.successor is not None and planned.successor != follower:
            yield Difference(HEADINGS["successor"], follower, planned.successor)
        known = {
            unit.name,
            unit.short_name,
            planned.name,
            *(alias.name for alias in unit.aliases.all()),
        }
        fresh = [alias for alias in planned.aliases if alias not in known]
        if fresh:
            yield Difference(HEADINGS["aliases"], "", "增加" + "、".join(fresh))

    def _remember(self, planned: PlannedRow) -> None:
        self.done.setdefault(planned.slug, planned)
        if planned.name:
            self.done.setdefault(planned.name, planned)


def in_words(fact: str, value: Any) -> str:
    """A fact as people read it."""
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    if isinstance(value, dt.date):
        return plain_date(value)
    if fact == "kind" and value in UnitKind.values:
        return str(UnitKind(value).label)
    return str(value or "")
