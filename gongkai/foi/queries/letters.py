"""Letters as lists: those of a case, the register of a unit, the clauses that fit a letter."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.base.models import IssuedNumber, NumberSeries, Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import NumberState, Role
from gongkai.foi import rules
from gongkai.foi.letters import KINDS
from gongkai.foi.models import Clause, Decision, DisclosureRequest, FoiLetter
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.rules import Person
from gongkai.foi.states import LetterState, Stage

_HEADS = (Role.OPENNESS, Role.OPENNESS_HEAD)
# What names a person is read only where it is shown.
_TEXTS = ("body", "addressee")
SERIES = tuple(dict.fromkeys(kind.series for kind in KINDS.values()))


def series_name(unit: Unit, series: str) -> str:
    """Name of the number series of a unit; it stays when the unit is renamed."""
    return f"公开文书 {unit.pk} {series}"


def may_write(user: Person, case: DisclosureRequest) -> bool:
    """Whether the person drafts and edits letters of the case: whoever writes to the applicant."""
    return case.stage != Stage.ARCHIVED and rules.may_see_applicant(user, case)


def may_cancel(user: Person, letter: FoiLetter) -> bool:
    """Whether the person cancels or reissues the letter; a signed decision only a signer reissues."""
    if is_decision(letter):
        return has_role(user, Role.SIGNER, unit=letter.unit)
    return has_role(user, *_HEADS, unit=letter.unit)


def is_decision(letter: FoiLetter) -> bool:
    """Whether the letter is the answer itself, which has been reviewed and signed."""
    return Decision.objects.filter(letter=letter).exists()


def letters_of(case: DisclosureRequest) -> "QuerySet[FoiLetter]":
    """The letters of a case, without their text."""
    return (
        FoiLetter.objects.filter(case=case)
        .select_related("by", "issued_number", "replaces")
        .defer(*_TEXTS, "replaces__body", "replaces__addressee")
        .order_by("-pk")
    )


def drafts_of(case: DisclosureRequest, kind: str) -> "QuerySet[FoiLetter]":
    """Drafts of one kind, newest first, for the act that issues it."""
    return FoiLetter.objects.filter(
        case=case, kind=kind, state=LetterState.DRAFT, replaces=None
    ).order_by("-pk")


def clauses_for(unit: Unit | None, kind: str, outcome: str = "") -> list[Clause]:
    """Clauses that fit a letter: those for everybody and those of the unit, in their order."""
    rows = Clause.objects.filter(is_active=True, unit__isnull=True)
    if unit is not None:
        rows = rows | Clause.objects.filter(is_active=True, unit=unit)
    return [row for row in rows.order_by("order", "pk") if _fits(row, kind, outcome)]


def _fits(row: Clause, kind: str, outcome: str) -> bool:
    if row.kinds and kind not in row.kinds:
        return False
    return not (row.outcomes and outcome and outcome not in row.outcomes)


def may_keep_clauses(user: Person, unit: Unit | None) -> bool:
    """Whether the person keeps the clauses of that unit; those for everybody belong to the authority."""
    if unit is None:
        return has_role(user, Role.AUTHORITY)
    return has_role(user, Role.OPENNESS, Role.OPENNESS_HEAD, Role.LEGAL, Role.AUTHORITY, unit=unit)


def clause_units(user: Person) -> "QuerySet[Unit]":
    """Units whose own clauses the person may keep."""
    return units_for(user, Role.OPENNESS, Role.OPENNESS_HEAD, Role.LEGAL, Role.AUTHORITY)


def clauses_seen(user: Person) -> "QuerySet[Clause]":
    """Clauses for everybody and those of the units of the person."""
    own = Clause.objects.filter(unit__in=clause_units(user).values("pk"))
    return (Clause.objects.filter(unit__isnull=True) | own).select_related("unit")


# -- the register


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """One series of a year: how far it goes, and numbers that no letter has."""

    series: str
    last: int
    used: int
    cancelled: int
    missing: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        if self.missing:
            listed = "、".join(map(str, self.missing[:20]))
            return f"“{self.series}”发到第{self.last}号，第{listed}号没有对应的文书，请联系系统管理员核查。"
        return f"“{self.series}”发到第{self.last}号，连续没有缺号，其中作废{self.cancelled}个。"


def register_units(user: Person) -> "QuerySet[Unit]":
    """Units whose register of letters the person reads."""
    return units_for(user, *rules.READERS, Role.AUTHORITY).order_by("path")


def register(user: Person, unit: Unit, year: int, series: str = "") -> "QuerySet[FoiLetter]":
    """Numbered letters of a unit and year that the person may see, by number; without their text."""
    if not isinstance(user, User):
        return FoiLetter.objects.none()
    rows = FoiLetter.objects.filter(
        unit=unit,
        dated_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        case__in=visible_to(user).values("pk"),
    ).exclude(number="")
    if series:
        rows = rows.filter(kind__in=[code for code, kind in KINDS.items() if kind.series == series])
    return (
        rows.select_related("case", "issued_number__series", "by")
        .defer(*_TEXTS)
        .order_by("issued_number__series__name", "issued_number__serial")
    )


def years_of(unit: Unit) -> list[int]:
    """Years in which the unit has issued letters, newest first."""
    names = [series_name(unit, series) for series in SERIES]
    years = NumberSeries.objects.filter(name__in=names).values_list("year", flat=True)
    return sorted(set(years), reverse=True)


def series_checks(unit: Unit, year: int) -> list[SeriesCheck]:
    """The check for gaps: every number given out has its letter, from 1 to the last."""
    found = {
        row.name: row
        for row in NumberSeries.objects.filter(
            name__in=[series_name(unit, series) for series in SERIES], year=year
        )
    }
    numbers = list(
        IssuedNumber.objects.filter(series__in=[row.pk for row in found.values()])
        .values_list("series_id", "serial", "state")
    )  # fmt: skip
    held = set(
        FoiLetter.objects.filter(issued_number__series__in=[row.pk for row in found.values()])
        .values_list("issued_number__series_id", "issued_number__serial")
    )  # fmt: skip
    return [
        _check(
            series,
            row,
            {serial for owner, serial in held if owner == row.pk},
            sum(1 for owner, _, s in numbers if owner == row.pk and s == NumberState.CANCELLED),
        )
        for series in SERIES
        if (row := found.get(series_name(unit, series)))
    ]


def _check(series: str, row: NumberSeries, held: set[int], cancelled: int) -> SeriesCheck:
    missing = tuple(serial for serial in range(1, row.last + 1) if serial not in held)
    return SeriesCheck(series, row.last, len(held), cancelled, missing)
