"""The clause library on the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, at, crumbs, done, page_of, person, settle
from gongkai.base.views_registers.lists import chosen, wants_workbook
from gongkai.foi import rules
from gongkai.foi.forms.letters import ClauseForm, kind_choices
from gongkai.foi.letters import KINDS
from gongkai.foi.models import Clause
from gongkai.foi.queries import letters as queries
from gongkai.foi.services.clauses import NOT_KEEPER, save_clause

_NOT_READER = "条款库由公开工作机构、法制审核人员和主管部门维护，起草文书时可以直接选用；您的账号没有维护的角色。"
_OWN_ORDER = 1000


@require_http_methods(["GET", "HEAD", "POST"])
def clauses(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The list, with the form to add one or to change the one of the address."""
    allow(rules.may_edit_clauses(request.user), _NOT_READER)
    seen = queries.clauses_seen(request.user)
    row = get_object_or_404(seen, pk=pk) if pk else None
    may_keep = row is None or queries.may_keep_clauses(request.user, row.unit)
    units = queries.clause_units(request.user)
    form = ClauseForm(
        request.POST or None, initial=_initial_of(row, units), units=units, fixed=row is not None
    )
    if request.method == "POST":
        allow(may_keep, NOT_KEEPER)
        if form.is_valid() and _save(request, form, row):
            done(request, "条款已保存，起草文书时即可选用；已经写好的文书不受影响。")
            return redirect("desk_clauses")
    kind = chosen(request, "kind", KINDS)
    rows = [r for r in seen.order_by("order", "pk") if not kind or kind in r.kinds or not r.kinds]
    if wants_workbook(request):
        cells = (
            (r.title, r.text, _kinds_of(r), r.unit.label if r.unit else "全市通用", "启用" if r.is_active else "停用")
            for r in rows
        )  # fmt: skip
        return xlsx("条款库", ["名称", "文字", "适用文书", "单位", "状态"], cells)
    context = {
        "form": form,
        "row": row,
        "may_keep": may_keep,
        "page": page_of(request, [(r, _kinds_of(r)) for r in rows], per_page=25),
        "kind": kind,
        "kind_choices": kind_choices(),
        "page_title": "条款库",
        "lede": "起草文书时按文书种类和办理结果列出可用的条款；带有【】的地方在文书里填写。",
        "crumbs": crumbs(("依申请公开", at("desk_requests")), ("条款库", "")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "foi/desk_clauses.html", context, status=status)


def _initial_of(row: Clause | None, units: Any) -> dict[str, Any]:
    if row is None:
        return {"is_active": True, "unit": units.first()}
    names = ("title", "text", "kinds", "outcomes", "is_active")
    return {name: getattr(row, name) for name in names}


def _save(request: HttpRequest, form: ClauseForm, row: Clause | None) -> bool:
    data, by = form.cleaned_data, person(request)
    facts = {name: data[name] for name in ("title", "text", "kinds", "outcomes", "is_active")}
    purpose = f"foi-clause-{row.pk if row else 'new'}"
    order = row.order if row else _OWN_ORDER

    def act() -> dict[str, Any]:
        return {"pk": save_clause(row, by=by, unit=data.get("unit"), order=order, **facts).pk}

    return settle(form, purpose, act) is not None


def _kinds_of(row: Clause) -> str:
    names = [KINDS[code].name for code in row.kinds if code in KINDS]
    return "、".join(names) or "全部文书"
