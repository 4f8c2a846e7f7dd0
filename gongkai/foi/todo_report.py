"""待办 of the annual report: to write, to confirm, to publish, from 1 January on (条例第四十九条)."""

from collections.abc import Iterable

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries.reports import KINDS, due_on, reports_of
from gongkai.foi.states import ReportState

_WRITERS = (Role.OPENNESS, Role.OPENNESS_HEAD)
_CONFIRMERS = (Role.OPENNESS_HEAD, Role.UNIT_HEAD, Role.SIGNER)
_DAYS = 20


def reports_todo(user: User, limit: int) -> Iterable[Todo]:
    """Last year's report of the person's own units until it is public; three statements, none without
    the role.

    The authority is reminded of its own unit alone: of the others the list of reports tells.
    """
    if not has_role(user, *_WRITERS, *_CONFIRMERS):
        return []
    year = today().year - 1
    units = list(units_for(user, *_WRITERS, *_CONFIRMERS).filter(kind__in=KINDS, active_to=None))
    rows = reports_of(units, year)
    found = [_todo(user, unit, year, rows.get((unit.pk, False))) for unit in units]
    return sorted((row for row in found if row), key=lambda row: str(row.due))[:limit]


def _todo(user: User, unit: Unit, year: int, report: AnnualReport | None) -> Todo | None:
    writes = has_role(user, *_WRITERS, unit=unit)
    # From the year's end on a report that nobody began is reminded of for one year.
    if report is None:
        return _row(unit, year, "编制", "", f"?year={year}") if writes else None
    if report.publication is not None and report.publication.is_public:
        return None
    page = reverse("desk_report", args=[report.pk])
    if report.state == ReportState.EDITING:
        mine = report.by_id == user.pk
        if has_role(user, *_CONFIRMERS, unit=unit) and not mine:
            return _row(unit, year, "编制、核定", page)
        return _row(unit, year, "编制", page) if writes else None
    return _row(unit, year, "公布", page) if writes else None


def _row(unit: Unit, year: int, what: str, page: str, query: str = "") -> Todo:
    return Todo(
        what=f"{what}{year}年政府信息公开工作年度报告",
        url=page or f"{reverse('desk_reports')}{query}",
        source=unit.label,
        due=due_on(unit, year),
        total_days=_DAYS,
        kind="年报",
    )
