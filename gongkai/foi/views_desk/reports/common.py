"""What the pages of the annual report share."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from gongkai.base.views_registers.common import allow, person
from gongkai.foi import rules
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries import reports as reads
from gongkai.foi.queries.figures.annual import Annual, annual
from gongkai.foi.views_desk.figures.scope import NOT_READER

NOT_EDITOR = "年度报告由本单位的公开工作机构和主管部门编制，您的账号没有这个权限。"
NOT_CONFIRMER = (
    "年度报告由公开工作机构负责人、单位负责人、签发人或者主管部门核定，您的账号没有这个角色。"
)


def report_or_404(request: HttpRequest, pk: int) -> AnnualReport:
    """The report; one of a unit the person has nothing to do with is not there."""
    allow(rules.may_see_figures(request.user), NOT_READER)
    return get_object_or_404(reads.visible_reports(person(request)), pk=pk)


def standing(report: AnnualReport) -> Annual:
    """The report as it stands."""
    found = annual(report.unit, report.year, whole=report.consolidated, report=report)
    if found.report is None:
        raise Http404
    return found
