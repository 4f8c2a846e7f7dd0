"""The register of units as a table: import with a preview, export."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base import rules
from gongkai.base.calendar import today
from gongkai.base.forms import add_refusal
from gongkai.base.forms_registers import UnitsFileForm
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.services.unit_table.columns import COLUMNS, Table
from gongkai.base.services.unit_table.load import load
from gongkai.base.services.unit_table.plan import CHANGED, NEW, WORDS, WRONG, Plan, plan
from gongkai.base.services.unit_table.read import read_table, read_text
from gongkai.base.services.unit_table.write import as_csv, as_xlsx, register_rows, table_as_csv
from gongkai.base.states import UnitKind
from gongkai.base.views_registers.common import allow, at, crumbs, done, person

_KEEPERS = "单位表由系统管理员和主管部门导入导出，您的账号没有这些角色。"
# Beyond this the table would not come back from the preview (DATA_UPLOAD_MAX_MEMORY_SIZE).
_MOST_BYTES = 4 * 1024 * 1024
_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
def units_import(request: HttpRequest) -> HttpResponse:
    """Choose a table, look at what it would change, load it."""
    allow(rules.may_manage_units(request.user), _KEEPERS)
    if request.method != "POST":
        return _page(request, UnitsFileForm())
    if request.POST.get("act") == "load":
        return _load(request)
    form = UnitsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        table = read_table(form.cleaned_data["file"].read(), form.cleaned_data["file"].name)
        return _preview(request, table, form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form)


def _preview(
    request: HttpRequest, table: Table, form: UnitsFileForm, refusal: Refusal | None = None
) -> HttpResponse:
    text = table_as_csv(table)
    if len(text.encode()) > _MOST_BYTES:
        raise Refusal(
            "这张表太大，网页上预览不了。请按区县拆开导入，或者在服务器上用 import-units 命令导入。",
            field="file",
        )
    found = plan(table, by=person(request))
    return _page(request, form, found, text=text, refusal=refusal)


def _load(request: HttpRequest) -> HttpResponse:
    """Loads what was looked at; where the register changed meanwhile, shows it again."""
    table = read_text(request.POST.get("table", ""), request.POST.get("name", "")[:100])
    token, digest = request.POST.get("form_token", ""), request.POST.get("digest", "")
    try:
        answer, _ = once(
            token, "units-import", lambda: load(table, by=person(request), digest=digest).counts
        )
    except Refusal as refusal:
        return _preview(request, table, UnitsFileForm(), refusal)
    done(request, f"单位表已导入：新增{answer[NEW]}个，更改{answer[CHANGED]}个。")
    return redirect("desk_units")


def _page(
    request: HttpRequest,
    form: UnitsFileForm,
    found: Plan | None = None,
    *,
    text: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "columns": [column.heading for column in COLUMNS],
        "kinds": UnitKind.labels,
        "page_title": "导入单位表",
        "lede": "一次登记整个单位库，或者按新的表更新；重复导入不会产生重复。",
        "crumbs": crumbs(("单位", at("desk_units")), ("导入单位表", "")),
        "refusal": refusal,
    }
    if found is not None:
        rows = sorted(
            found.rows, key=lambda row: (row.state != WRONG, row.state == "unchanged", row.number)
        )
        context |= {
            "plan": found,
            "counts": [(WORDS[state], count, state) for state, count in found.counts.items()],
            "rows": rows[:_SHOWN],
            "hidden": max(0, len(rows) - _SHOWN),
            "text": text,
            "changes": found.counts[NEW] + found.counts[CHANGED],
        }
    wrong = bool(form.errors or refusal or (found and not found.is_loadable))
    return render(request, "base/units_import.html", context, status=422 if wrong else 200)


@require_safe
def units_export(request: HttpRequest, form: str) -> HttpResponse:
    """The whole register as CSV or as a workbook."""
    allow(rules.may_manage_units(request.user), _KEEPERS)
    if form not in ("csv", "xlsx"):
        raise Http404
    name = f"units-{today().isoformat()}.{form}"
    rows = register_rows()
    if form == "csv":
        # With the mark, so that spreadsheet programs take it for UTF-8.
        answer = HttpResponse("\ufeff" + as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(
            as_xlsx(rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
