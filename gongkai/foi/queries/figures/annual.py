"""The annual report of a unit or a level: its tables as they stand, and how the identities hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from gongkai.base.models import Unit
from gongkai.foi.models import (
    AnnualReport,
    FeeNotice,
    MatterReview,
    ProactiveReview,
    SupervisionOrder,
)
from gongkai.foi.queries.fees import fees_collected
from gongkai.foi.queries.figures import library, tables
from gongkai.foi.queries.figures.counting import Units, counted, ended_in, year_of
from gongkai.foi.queries.figures.times import times_of
from gongkai.foi.states import OrderState, ProactiveAnswer, ReportState
from gongkai.lib.annual_report import (
    MONEY,
    STOCKS,
    Beside,
    Check,
    Facts,
    Tables,
    check_all,
    consolidated,
    failing,
    number,
    read,
    with_sums,
)
from gongkai.publishing.states import Kind

# The platform does not hold what lies before its first year.
EARLIEST = 2008


@dataclass(slots=True)
class Part:
    """What one unit contributes: its tables, and its report where one was begun."""

    unit: Unit
    tables: Tables
    report: AnnualReport | None = None


@dataclass
class Annual:
    """A report as it stands: the figures of the platform, what was entered, what is compared with it.

    Args:
        live: what the platform counts, without what was entered.
        tables: what the report shows: fixed once confirmed, else live with what was entered.
        before: last year's tables, as confirmed or as counted; None where there are none.
        parts: the units summed up; None for a report of one unit.
    """

    unit: Unit
    year: int
    consolidated: bool
    report: AnnualReport | None
    live: Tables
    tables: Tables
    before: Tables | None
    before_confirmed: bool = False
    parts: list[Part] | None = None
    fixed: bool = field(default=False)

    @cached_property
    def checks(self) -> list[Check]:
        """The nine identities."""
        explained = self.report.explained if self.report else {}
        columns = {name.partition(".")[2] for name in explained if name.startswith("carry.")}
        return check_all(
            self.tables,
            Beside(
                before=self.before,
                parts=None if self.parts is None else [part.tables for part in self.parts],
                partly=self._partly,
                explained=frozenset(columns),
            ),
        )

    @property
    def wrong(self) -> list[Check]:
        """The identities that keep the report from being confirmed."""
        return failing(self.checks)

    @property
    def _partly(self) -> Mapping[str, int]:
        """Cases that ended as partly disclosed, by column: those counted and those entered."""
        row = {name: int(value) for name, value in self.live.table2["r2"].items()}
        entered = entered_of(self.report) if self.parts is None else {}
        for place, more in entered.get("table2", {}).items():
            name, _, column = place.partition(".")
            if name == "r2":
                row[column] += more
                row["c7"] += more
        return row

    @property
    def moved(self) -> list[str]:
        """Places where a fixed report differs from what the cases say today."""
        if not self.fixed:
            return []
        now = with_entered(self.live, entered_of(self.report)) if self.parts is None else self.live
        there = now.cells()
        return [place for place, value in self.tables.cells().items() if there[place] != value]

    def to_json(self) -> dict[str, Any]:
        """As `gongkai report` prints it."""
        return {
            "unit": self.unit.name,
            "year": self.year,
            "consolidated": self.consolidated,
            "state": self.report.state if self.report else "",
            **self.tables.to_json(),
            "identities": [check.to_json() for check in self.checks],
            "carried": {
                "known": self.before is not None,
                "confirmed": self.before_confirmed,
                "expected": self.before.to_json()["table2"]["a4"] if self.before else None,
                "found": self.tables.to_json()["table2"]["a2"],
            },
        }


def annual(
    unit: Unit, year: int, *, whole: bool = False, report: AnnualReport | None = None
) -> Annual:
    """The report of a unit, or of a unit and all below it, for a year.

    A consolidated report sums up the reports of its units: as confirmed where they are, else as they
    stand.

    Args:
        whole: consolidated.
        report: its row where it was read already.
    """
    row = report or _row(unit, year, whole)
    if whole:
        return _whole(unit, year, row)
    parts = parts_of(tables.one(unit), year, [unit])
    fixed = fixed_tables(row)
    last_row = _row(unit, year - 1, False)
    before = fixed_tables(last_row) or _counted_before(tables.one(unit), year, [unit])
    live = live_tables(tables.one(unit), year).get(unit.pk, Tables())
    return Annual(
        unit,
        year,
        False,
        row,
        live,
        fixed or (parts[0].tables if parts else Tables()),
        before,
        fixed_tables(last_row) is not None,
        fixed=fixed is not None,
    )


def _whole(unit: Unit, year: int, row: AnnualReport | None) -> Annual:
    units = tables.level(unit)
    everybody = list(units.order_by("path"))
    parts = parts_of(units, year, everybody)
    together = consolidated(part.tables for part in parts)
    fixed = fixed_tables(row)
    last_row = _row(unit, year - 1, True)
    before = fixed_tables(last_row) or _counted_before(units, year, everybody)
    return Annual(
        unit,
        year,
        True,
        row,
        together,
        fixed or together,
        before,
        fixed_tables(last_row) is not None,
        parts,
        fixed=fixed is not None,
    )


def _row(unit: Unit, year: int, whole: bool) -> AnnualReport | None:
    return AnnualReport.objects.filter(unit=unit, year=year, consolidated=whole).first()


def _counted_before(units: Units, year: int, everybody: list[Unit]) -> Tables | None:
    """Last year's tables where nobody confirmed any: counted, if the platform held cases then."""
    parts = parts_of(units, year - 1, everybody)
    known = any(part.report for part in parts) or tables.has_cases_before(units, year)
    return consolidated(part.tables for part in parts) if known else None


def live_tables(units: Units, year: int) -> dict[int, Tables]:
    """What the platform counts for each unit that has anything: cases, remedies, documents."""
    found: dict[int, Tables] = {}
    for unit, cells in tables.table_two_by_unit(units, year).items():
        found.setdefault(unit, Tables()).table2 = cells
    for unit, cells in tables.table_three_by_unit(units, year).items():
        found.setdefault(unit, Tables()).table3 = cells
    for unit, stock in library.documents_by_unit(units, year).items():
        mine = found.setdefault(unit, Tables())
        for key in STOCKS:
            mine.table1[key] = dict(stock[key])
    return found


def parts_of(units: Units, year: int, everybody: Iterable[Unit]) -> list[Part]:
    """The units' own reports: as confirmed, else counted with what was entered."""
    live = live_tables(units, year)
    reports: QuerySet[AnnualReport] = AnnualReport.objects.filter(
        unit__in=units.order_by().values("pk"), year=year, consolidated=False
    )
    rows = {row.unit_id: row for row in reports}
    found = []
    for unit in everybody:
        row = rows.get(unit.pk)
        own = fixed_tables(row) or with_entered(live.get(unit.pk, Tables()), entered_of(row))
        found.append(Part(unit, own, row))
    return found


def fixed_tables(row: AnnualReport | None) -> Tables | None:
    """The tables as they were confirmed; None while the report is edited."""
    if row is None or row.state == ReportState.EDITING or not row.tables:
        return None
    return read(row.tables)


def entered_of(row: AnnualReport | None) -> dict[str, dict[str, Any]]:
    """What a person entered, by table."""
    return row.entered if row else {}


def with_entered(live: Tables, entered: Mapping[str, Mapping[str, Any]]) -> Tables:
    """The counted tables with what a person entered.

    Table one takes the place of what the library says; tables two and three add what lies outside
    the platform, and their sums follow.
    """
    found = live.copy()
    for place, value in entered.get("table1", {}).items():
        row, _, column = place.partition(".")
        found.table1[row][column] = number(value, place, money=(row, column) == MONEY)
    for name in ("table2", "table3"):
        cells = getattr(found, name)
        for place, more in entered.get(name, {}).items():
            row, _, column = place.partition(".")
            cells[row][column] += more
            if name == "table3":
                cells[row]["total"] += more
    with_sums(found.table2)
    return found


def facts_of(found: Annual) -> Facts:
    """Everything the draft of the text is made of."""
    units = tables.level(found.unit) if found.consolidated else tables.one(found.unit)
    period = year_of(found.year)
    released = library.released_counts(units, found.year)
    earlier = library.released_counts(units, found.year - 1)
    times = times_of(counted(units).filter(ended_in(period), replied_on__isnull=False))
    keys = list(units.values_list("pk", flat=True))
    orders = SupervisionOrder.objects.filter(unit__in=keys, at__year=found.year)
    fees = FeeNotice.objects.filter(case__unit__in=keys, served_on__year=found.year)
    return Facts(
        name=found.unit.name,
        year=found.year,
        tables=found.tables,
        units=sum(1 for part in found.parts or () if _has_anything(part)) or 1,
        before=found.before,
        released=sum(released.values()),
        released_before=sum(earlier.values()) if earlier else None,
        documents=released.get(Kind.DOCUMENT, 0),
        interpretations=released.get(Kind.INTERPRETATION, 0),
        on_time=times.on_time,
        late=times.late,
        average_days=times.average,
        converted=_converted(keys, found.year),
        fees_yuan=fees_collected(keys, found.year),
        fee_notices=fees.count(),
        orders=orders.count(),
        orders_settled=orders.filter(state=OrderState.SETTLED).count(),
    )


def _has_anything(part: Part) -> bool:
    return part.report is not None or any(part.tables.cells().values())


def _converted(units: list[int], year: int) -> int:
    """Matters turned public: at the close of a case, or in the monthly review (条例第四十四条)."""
    of_cases = ProactiveReview.objects.filter(
        case__unit__in=units, at__year=year, answer=ProactiveAnswer.CONVERT
    )
    of_matters = MatterReview.objects.filter(
        unit__in=units, at__year=year, answer=ProactiveAnswer.CONVERT
    )
    return of_cases.count() + of_matters.count()
