"""The form of an annual report; whatever is refused, everything typed stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.views_registers.common import allow, crumbs, done, person, settle
from gongkai.foi import rules
from gongkai.foi.forms.report import ReportForm
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries.figures.annual import Annual
from gongkai.foi.services import report_files, reporting
from gongkai.foi.states import ReportState
from gongkai.foi.views_desk.reports.common import NOT_EDITOR, report_or_404, standing


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Texts and cells of a report."""
    row = report_or_404(request, pk)
    allow(rules.may_edit_report(request.user, row.unit), NOT_EDITOR)
    found = standing(row)
    if request.method != "POST":
        if row.state != ReportState.EDITING:
            return redirect("desk_report", pk)
        return _page(request, row, ReportForm(found=found), found)
    form = ReportForm(request.POST, found=found)
    if form.is_valid():
        user = person(request)
        answer = settle(
            form,
            f"foi-report-save-{pk}",
            lambda: {
                "pk": reporting.save(
                    row,
                    by=user,
                    seen=form.cleaned_data["seen"],
                    sections=form.sections(),
                    entered=form.entered(),
                    explained=form.explained(),
                ).pk
            },
        )
        if answer is not None:
            done(request, "年度报告已保存。")
            return redirect("desk_report", pk)
    return _page(request, row, form, found, status=422)


def _page(
    request: HttpRequest, row: AnnualReport, form: ReportForm, found: Annual, *, status: int = 200
) -> HttpResponse:
    context = {
        "report": row,
        "form": form,
        "found": found,
        "page_title": f"编制{report_files.title_of(row)}",
        "lede": "文字由平台按数据起草，请修改补充；表一里平台没有的数据由您填报，表二、表三由平台算出。",
        "crumbs": crumbs(
            ("年度报告", f"{reverse('desk_reports')}?year={row.year}"),
            (row.unit.label, reverse("desk_report", args=[row.pk])),
            ("编制", ""),
        ),
    }
    return render(request, "foi/desk_report_edit.html", context, status=status)
