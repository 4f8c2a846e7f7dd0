"""Columns of a site: added, changed, and how fresh they are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.queries.people import units_for
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    settle,
    words,
)
from gongkai.outlets import queries, rules, services
from gongkai.outlets.forms import ColumnForm
from gongkai.outlets.views_desk.common import WHO_KEEPS, WHO_SEES, form_page, kept


@require_http_methods(["GET", "HEAD", "POST"])
def column_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a column to a site."""
    found = kept(request, pk)
    form = ColumnForm(found, request.POST or None, initial={"unit": found.unit})
    if request.method == "POST" and form.is_valid():
        answer = settle(
            form,
            f"column-new-{pk}",
            lambda: {
                "column": services.add_column(found, by=person(request), facts=form.facts()).pk
            },
        )
        if answer is not None:
            done(request, "栏目已增设。")
            return redirect("desk_outlet", pk)
    return form_page(
        request, form, "增设栏目", "增设", at("desk_outlet", pk), outlet=found,
        lede="栏目要有责任单位和更新周期；到期没有新内容的会提醒责任单位。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def column_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a column."""
    allow(rules.may_see(request.user), WHO_SEES)
    column = get_object_or_404(queries.columns_of(request.user), pk=pk)
    allow(rules.may_keep(request.user, column.outlet.unit), WHO_KEEPS)
    form = (
        ColumnForm(column.outlet, request.POST, column=column)
        if request.method == "POST"
        else ColumnForm.of(column.outlet, column)
    )
    if request.method == "POST" and form.is_valid():
        answer = settle(
            form,
            f"column-{pk}",
            lambda: {
                "column": services.change_column(column, by=person(request), facts=form.facts()).pk
            },
        )
        if answer is not None:
            done(request, "栏目已修改。")
            return redirect("desk_outlet", column.outlet_id)
    return form_page(
        request, form, f"修改栏目“{column.name}”", "保存", at("desk_outlet", column.outlet_id), outlet=column.outlet,
        lede="写明责任单位和更新周期，超过周期没有新内容会提醒这个单位。",
    )  # fmt: skip


_COLUMN_HEAD = (
    "网站",
    "栏目",
    "责任单位",
    "更新周期（天）",
    "最近更新",
    "应更新日期",
    "剩余天数",
    "状态",
)


@require_safe
def column_list(request: HttpRequest) -> HttpResponse:
    """How fresh the columns are: overdue and blank ones first."""
    allow(rules.may_see(request.user), WHO_SEES)
    day = today()
    rows = queries.columns(day, units_for(request.user, *rules.SEERS))
    wanted = words(request, "state", 10)
    counts = {key: sum(row.key == key for row in rows) for key in queries.FRESHNESS}
    if wanted in queries.FRESHNESS:
        rows = [row for row in rows if row.key == wanted]
    if request.GET.get("format") == "xlsx":
        return xlsx("栏目更新", _COLUMN_HEAD, (_column_cells(row) for row in rows))
    context = {
        "page": page_of(request, rows),
        "counts": [(key, label, counts[key]) for key, label in queries.FRESHNESS.items()],
        "state": wanted,
        "page_title": "栏目更新",
        "lede": f"截至{day.year}年{day.month}月{day.day}日，各栏目离下一次应当更新还有几天；发布时自动收录到栏目的，日期自动更新。",
        "crumbs": crumbs(("渠道", at("desk_outlets")), ("栏目更新", "")),
    }
    return render(request, "outlets/columns.html", context)


def _column_cells(row: queries.ColumnState) -> list[Any]:
    column = row.column
    cycle = column.cycle_days or column.outlet.update_days
    return [
        column.outlet.name,
        column.name,
        column.unit.name,
        cycle,
        row.last_on,
        row.due,
        row.days,
        row.word,
    ]
