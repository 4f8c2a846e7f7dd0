"""Tables two and three of the national report, live from the cases: one statement each."""

from collections import defaultdict

from django.db.models import Case, CharField, Count, F, Q, Value, When

from gongkai.base.models import Unit
from gongkai.foi.models import DisclosureRequest, Remedy
from gongkai.foi.queries.figures import counting
from gongkai.foi.queries.figures.counting import COLUMN_OF, ROW_OF, Period, Units, year_of
from gongkai.foi.states import RemedyResult
from gongkai.lib.annual_report import Cells, remedies_from, requests_from

_Counts = list[tuple[str, str, int]]


def table_two(units: Units, year: int) -> Cells:
    """收到和处理政府信息公开申请情况 of the units together."""
    return requests_from(count for counts in _requests(units, year).values() for count in counts)


def table_two_by_unit(units: Units, year: int) -> dict[int, Cells]:
    """The same for each unit that has anything to count, by its key."""
    return {unit: requests_from(counts) for unit, counts in _requests(units, year).items()}


def _requests(units: Units, year: int) -> dict[int, _Counts]:
    """(row, column, number) by unit.

    Every case of the year is either new or carried in, and either ended or carried on: whichever
    way it is counted, both sides of 勾稽关系 get it once.
    """
    period = year_of(year)
    rows = (
        counting.counted(units)
        .filter(counting.not_ended_before(period), received_on__lte=period.last)
        .order_by()
        .values_list(
            "unit_id",
            "application__applicant__kind",
            "result",
            counting.flag(counting.new_in(period)),
            counting.flag(counting.ended_in(period)),
        )
        .annotate(number=Count("pk"))
    )
    found: dict[int, _Counts] = defaultdict(list)
    for unit, kind, result, is_new, is_done, number in rows:
        column = COLUMN_OF[kind]
        found[unit].append(("a1" if is_new else "a2", column, number))
        # Without an outcome nothing ended: the case is looked for among those carried on.
        found[unit].append((ROW_OF[result] if is_done and result else "a4", column, number))
    return found


def table_three(units: Units, year: int) -> Cells:
    """政府信息公开行政复议、行政诉讼情况 of the units together."""
    return remedies_from(count for counts in _remedies(units, year).values() for count in counts)


def table_three_by_unit(units: Units, year: int) -> dict[int, Cells]:
    """The same for each unit that has any, by its key."""
    return {unit: remedies_from(counts) for unit, counts in _remedies(units, year).items()}


def _remedies(units: Units, year: int) -> dict[int, _Counts]:
    rows = (
        of_year(Remedy.objects.filter(case__unit__in=units.order_by().values("pk")), year)
        .order_by()
        .values_list("case__unit_id", "kind", ended_as(year_of(year)))
        .annotate(number=Count("pk"))
    )
    found: dict[int, _Counts] = defaultdict(list)
    for unit, kind, end, number in rows:
        found[unit].append((kind, end, number))
    return found


def of_year(rows: "counting.QuerySet[Remedy]", year: int) -> "counting.QuerySet[Remedy]":
    """Remedies the year's report counts: ended in the year, or under way at its end."""
    period = year_of(year)
    return rows.filter(Q(filed_on__lte=period.last)).filter(
        Q(decided_on=None) | Q(decided_on__gte=period.first)
    )


def ended_as(period: Period) -> Case:
    """The result by the last day of the period; what ended later was pending then."""
    return Case(
        When(decided_on__isnull=False, decided_on__lte=period.last, then=F("result")),
        default=Value(RemedyResult.PENDING.value),
        output_field=CharField(),
    )


def has_cases_before(units: Units, year: int) -> bool:
    """Whether the platform held any case of the units before that year."""
    return DisclosureRequest.objects.filter(
        unit__in=units.order_by().values("pk"), received_on__lt=year_of(year).first
    ).exists()


def one(unit: Unit) -> Units:
    """A unit as the set the figures are asked for."""
    units: Units = Unit.objects.filter(pk=unit.pk)
    return units


def level(unit: Unit) -> Units:
    """A unit and everything below it."""
    units: Units = Unit.objects.under(unit)
    return units
