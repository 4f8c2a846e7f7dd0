"""How all duties of many units stand, by unit and field."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit
from gongkai.catalogue.queries.lights import Light, Lights
from gongkai.publishing.queries.coverage.facts import days_of, entry_facts, narrow


@dataclass(slots=True)
class Cell:
    """How many duties of a unit in a field stand how."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def worst(self) -> str:
        """The light that presses most."""
        return next((light.value for light in Light if self.counts[light.value]), "")

    @property
    def done(self) -> int:
        """Fulfilled or signed as empty, in whole per cent."""
        settled = self.counts[Light.FULFILLED] + self.counts[Light.DECLARED]
        return settled * 100 // self.total if self.total else 0


@dataclass(slots=True)
class Board:
    """Every duty of a set of units by unit and field."""

    cells: dict[tuple[int, str], Cell]
    units: dict[int, Counter[str]]
    fields: dict[str, Counter[str]]
    total: Counter[str]


def board(units: "QuerySet[Unit] | None" = None) -> Board:
    """How all duties stand today; two statements, the second narrow: it reads an index alone.

    Args:
        units: whose duties; None for everybody's.
    """
    lights = Lights(today(), working_calendar())
    entries = {pk: (facts.field, lights.rule(facts.rule)) for pk, facts in entry_facts().items()}
    counted: dict[int, dict[tuple[str, Light], int]] = {}
    for unit, entry, since, formed, last, declared in narrow(units, "unit_id", "entry_id"):
        found = entries.get(entry)
        if found is None:
            continue
        days = days_of(since, formed, last, declared)
        key = (found[0], found[1].light(days))
        of_unit = counted.setdefault(unit, {})
        of_unit[key] = of_unit.get(key, 0) + 1
    return _sum(counted)


def _sum(counted: dict[int, dict[tuple[str, Light], int]]) -> Board:
    cells: defaultdict[tuple[int, str], Cell] = defaultdict(Cell)
    units: defaultdict[int, Counter[str]] = defaultdict(Counter)
    fields: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for unit, found in counted.items():
        for (name, light), number in found.items():
            cells[unit, name].counts[light.value] += number
            units[unit][light.value] += number
            fields[name][light.value] += number
    total: Counter[str] = Counter()
    for counts in fields.values():
        total.update(counts)
    return Board(dict(cells), dict(units), dict(fields), total)
