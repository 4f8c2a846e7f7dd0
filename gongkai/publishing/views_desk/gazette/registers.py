"""Gazettes and issues: the list, and the forms that open and change them."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    settle,
    whole,
)
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.publishing.forms_gazette import (
    IssueForm,
    NewIssueForm,
    OldIssueForm,
    SeriesForm,
    next_number,
)
from gongkai.publishing.queries import gazette as queries
from gongkai.publishing.services import gazette
from gongkai.publishing.views_desk.gazette.common import (
    NOT_MAKER,
    NOT_RELEASER,
    POST,
    issue_for,
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The gazettes the person works on, and their issues, newest first."""
    user = person(request)
    allow(queries.may_edit(user), NOT_MAKER)
    rows = (
        queries.issues_of(user)
        .select_related("series")
        .defer("plain", "contents")
        .annotate(count=Count("items"))
        .order_by("state", "-year", "-number", "pk")
    )
    if wants_workbook(request):
        return _export(rows)
    series = list(queries.series_of(user).select_related("unit").order_by("name"))
    context = {
        "series": series,
        "page": page_of(request, rows),
        "differences": len(queries.differences(queries.series_of(user), quick=True)),
        "page_title": "公报",
        "lede": "把文件库中的文件编成一期公报：收录、排序、做清样、校对，然后出版。",
        "action": {"label": "导入旧刊", "url": at("desk_gazette_old")} if series else None,
    }
    return render(request, "publishing/gazette_desk.html", context)


def _export(rows: Any) -> HttpResponse:
    head = ["公报", "年份", "期", "总期", "状态", "出版日期", "责任编辑", "文件数"]
    cells = (
        [
            row.series.name,
            row.year,
            row.number,
            row.total_number,
            row.get_state_display(),
            row.published_on,
            row.editor,
            len(row.contents) if row.scanned else row.count,
        ]
        for row in rows.defer("plain")
    )
    return xlsx("公报期次", head, cells)


@require_http_methods(POST)
def series_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Founds a gazette or changes its facts."""
    user = person(request)
    allow(queries.may_edit(user), NOT_MAKER)
    found = get_object_or_404(queries.series_of(user), pk=pk) if pk else None
    if found:
        allow(queries.may_release(user, found.unit), NOT_RELEASER)
    form = SeriesForm.of(user, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        allow(queries.may_release(user, facts["unit"]), NOT_RELEASER)

        def act() -> dict[str, Any]:
            row = (
                gazette.edit_series(found, by=user, **facts)
                if found
                else gazette.open_series(by=user, **facts)
            )
            return {"pk": row.pk}

        if settle(form, f"gazette-series-{pk or 'new'}", act):
            done(request, f"公报“{facts['name']}”已保存。")
            return redirect("desk_gazette")
    title = f"修改{found.name}" if found else "登记公报"
    lede = "选定自动收录的文件类别以后，这几类文件一发布就收进准备中的一期。"
    return _form(request, form, title, "保存", at("desk_gazette"), lede)


@require_http_methods(POST)
def issue_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens an issue of a gazette."""
    user = person(request)
    allow(queries.may_edit(user), NOT_MAKER)
    found = get_object_or_404(queries.series_of(user), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = NewIssueForm(posted, initial=next_number(found))
    if posted is not None and form.is_valid():
        facts = form.cleaned_data

        def act() -> dict[str, Any]:
            return {"pk": gazette.open_issue(found, by=user, **facts).pk}

        answer = settle(form, f"gazette-issue-{pk}", act)
        if answer:
            done(request, "这一期已经建好，可以收录文件了。")
            return redirect("desk_gazette_issue", answer[0]["pk"])
    lede = "定好年份和期号就可以收录文件，出版日期可以以后再填。"
    return _form(request, form, f"{found.name}：新建一期", "新建", at("desk_gazette"), lede)


@require_http_methods(POST)
def issue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, editor and day of an issue in preparation."""
    found = issue_for(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = IssueForm.of(found, posted)
    if posted is not None and form.is_valid():
        facts = form.cleaned_data
        seen = whole(posted.get("seen", ""))

        def act() -> dict[str, Any]:
            row = gazette.edit_issue(found, by=person(request), seen=seen, **facts)
            return {"version": row.row_version}

        if settle(form, f"gazette-edit-{pk}", act):
            done(request, "已保存。封面有变化，清样要重新制作。")
            return redirect("desk_gazette_issue", pk)
    back = at("desk_gazette_issue", pk)
    extra = {"seen": posted.get("seen", "") if posted else found.row_version}
    lede = "出版以后期号和出版日期不再改动，保存前请核对。"
    return _form(request, form, f"修改{found.series}{found}", "保存", back, lede, extra)


@require_http_methods(POST)
def old_new(request: HttpRequest) -> HttpResponse:
    """Takes in the PDF of an old issue."""
    user = person(request)
    allow(queries.may_edit(user), NOT_MAKER)
    posted = request.POST if request.method == "POST" else None
    form = OldIssueForm(posted, request.FILES or None)
    form.fields["series"].queryset = queries.series_of(user)  # type: ignore[attr-defined]
    if posted is not None and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")

        def act() -> dict[str, Any]:
            name = upload.name or "旧刊.pdf"
            series = facts.pop("series")
            row = gazette.receive_old(series, by=user, file=upload, name=name, **facts)
            return {"pk": row.pk}

        answer = settle(form, "gazette-old", act)
        if answer:
            done(request, "旧刊已收下，正在读取文字。")
            return redirect("desk_gazette_issue", answer[0]["pk"])
    context = {"multipart": True}
    lede = "上传过去各期的PDF，程序读出目录和文字，由您核对后公开。"
    return _form(request, form, "导入旧刊", "上传这一期", at("desk_gazette"), lede, context)


def _form(
    request: HttpRequest,
    form: Any,
    title: str,
    act: str,
    back: str,
    lede: str,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "act": act,
        "back": back,
        "page_title": title,
        "lede": lede,
        "crumbs": crumbs(("公报", at("desk_gazette")), (title, "")),
        **(extra or {}),
    }
    status = 422 if form.errors else 200
    return render(request, "publishing/gazette_desk_form.html", context, status=status)
