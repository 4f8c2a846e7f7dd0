"""Which annual reports a person sees, when they are due, what is to be done (条例第四十九条)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role, UnitKind
from gongkai.foi.models import AnnualReport
from gongkai.foi.rules import READERS
from gongkai.foi.states import ReportState
from gongkai.publishing.models import Publication, PublicationText
from gongkai.publishing.states import Kind

# Towns and streets are governments, too, but the later day is for those of a county and above.
LATE_KINDS = frozenset({UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COUNTY})
# Bodies that make a report of their own.
KINDS = frozenset(
    {
        *UnitKind.governments(),
        UnitKind.OFFICE,
        UnitKind.DEPARTMENT,
        UnitKind.AFFILIATED,
        UnitKind.DISPATCHED,
        UnitKind.VERTICAL,
        UnitKind.ZONE,
    }
)


def due_on(unit: Unit, year: int) -> dt.date:
    """Last day for the report of a year: departments 31 January, governments 31 March."""
    # 条例第四十九条：县级以上人民政府部门每年1月31日前，县级以上地方人民政府每年3月31日前。
    return dt.date(year + 1, 3, 31) if unit.kind in LATE_KINDS else dt.date(year + 1, 1, 31)


def visible_units(user: User) -> "QuerySet[Unit]":
    """Units whose reports the person sees."""
    return units_for(user, *READERS, Role.AUTHORITY, Role.STATISTICIAN)


def visible_reports(user: User) -> "QuerySet[AnnualReport]":
    """Reports the person sees; agrees with `rules.may_see_figures`."""
    return AnnualReport.objects.filter(
        unit__in=visible_units(user).order_by().values("pk")
    ).select_related("unit", "publication", "by", "confirmed_by")


def reporting_units(user: User) -> "QuerySet[Unit]":
    """Units that make a report, among those the person sees, in tree order."""
    return visible_units(user).filter(kind__in=KINDS, active_to=None).order_by("path")


def reports_of(units: list[Unit], year: int) -> dict[tuple[int, bool], AnnualReport]:
    """Reports of a year by unit and whether consolidated; one statement."""
    rows = AnnualReport.objects.filter(unit__in=units, year=year).select_related(
        "publication", "by", "confirmed_by"
    )
    return {(row.unit_id, row.consolidated): row for row in rows}


def state_of(report: AnnualReport | None) -> tuple[str, str]:
    """Word and tone of where a report stands."""
    if report is None:
        return "未开始", "idle"
    if report.publication is not None and report.publication.is_public:
        return "已公布", "ok"
    if report.publication is not None:
        return "草稿在审校发布", "soon"
    word = report.get_state_display()
    return word, "soon" if report.state == ReportState.EDITING else "declared"


@dataclass(frozen=True, slots=True)
class LastText:
    """What last year's report said, and where that was found."""

    text: str
    source: str


def last_text(unit: Unit, year: int, *, whole: bool) -> LastText | None:
    """The text of last year's report: of the platform, else of the annual report published then."""
    row = AnnualReport.objects.filter(unit=unit, year=year - 1, consolidated=whole).first()
    if row is not None and any(row.sections.values()):
        return LastText("\n".join(row.sections.values()), f"平台上的{year - 1}年年报")
    publications = Publication.objects.public().filter(kind=Kind.ANNUAL_REPORT, unit=unit)
    found = publications.filter(Q(period_year=year - 1)).order_by("-released_at").first()
    if found is None:
        return None
    text = PublicationText.objects.filter(publication=found).values_list("plain", flat=True).first()
    return LastText(text or "", f"已公布的《{found.title}》")
