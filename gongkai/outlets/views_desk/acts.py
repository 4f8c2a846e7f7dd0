"""Entering an outlet, changing it, opening, pause, resumption and closing."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.calendar import today
from gongkai.base.queries.people import units_for
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.base.views_registers.materials import keep_upload
from gongkai.outlets import rules, services
from gongkai.outlets.forms import FilingForm, NewOutletForm, OutletForm
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OutletAct, OutletKind
from gongkai.outlets.views_desk.common import WHO_KEEPS, form_page, kept

_NEW_LEDE = "先登记备案要写的内容，登记后是“备案中”；批准以后再办理开通。"


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enters an outlet of one kind, in filing."""
    if kind not in OutletKind.values:
        raise Http404
    allow(rules.may_keep(request.user), WHO_KEEPS)
    label = OutletKind(kind).label
    unit = units_for(request.user, *rules.KEEPERS).first()
    form = NewOutletForm(kind, request.POST or None, initial={"unit": unit})

    def act() -> dict[str, Any]:
        host, reason = form.cleaned_data["unit"], form.cleaned_data.get("reason", "")
        outlet, warnings = services.register(
            by=person(request), unit=host, kind=OutletKind(kind), facts=form.facts(), reason=reason
        )
        return {"outlet": outlet.pk, "warnings": warnings}

    if request.method == "POST" and form.is_valid():
        allow(rules.may_keep(request.user, form.cleaned_data["unit"]), WHO_KEEPS)
        answer = settle(form, "outlet-new", act)
        if answer is not None:
            done(request, "已登记，状态是备案中；批准后在这里办理开通。", answer[0]["warnings"])
            return redirect("desk_outlet", answer[0]["outlet"])
    return form_page(request, form, f"登记{label}", "登记", at("desk_outlets"), lede=_NEW_LEDE)


_DONE = {
    OutletAct.OPEN: "已开通，公众的渠道名录里已经能看到。",
    OutletAct.CHANGE: "变更已登记。",
    OutletAct.PAUSE: "已登记暂停，暂停期间不再送达；到期前请办理恢复。",
    OutletAct.RESUME: "已恢复运行。",
    OutletAct.CLOSE: "已注销，公众的渠道名录里会写明注销日期。",
}
_LEDES = {
    OutletAct.OPEN: "备案齐全并经批准后开通；文号和材料会与日期一并留存。",
    OutletAct.PAUSE: f"先公告再暂停；一年一次，最多{settings.OUTLET_PAUSE_DAYS}天。",
    OutletAct.RESUME: "恢复运行以后，发布的信息重新送达。",
    OutletAct.CLOSE: "先公告再注销；注销以后不能恢复，名录里保留它的名称和注销日期。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Opening, pause, resumption and closing, each with its document and day."""
    if act not in OutletAct.values or act == OutletAct.CHANGE:
        raise Http404
    found, verb = kept(request, pk), OutletAct(act)
    form = FilingForm(
        verb, found, request.POST or None, request.FILES or None, initial={"on": today()}
    )
    if request.method == "POST" and form.is_valid():
        answer = settle(form, f"outlet-{act}-{pk}", lambda: _do(request, found, verb, form))
        if answer is not None:
            done(request, _DONE[verb], answer[0]["warnings"])
            return redirect("desk_outlet", pk)
    title = f"{verb.label}“{found.name}”"
    return form_page(
        request, form, title, f"登记{verb.label}", at("desk_outlet", pk),
        outlet=found, lede=_LEDES[verb], danger=verb == OutletAct.CLOSE,
    )  # fmt: skip


def _do(request: HttpRequest, found: Outlet, act: OutletAct, form: FilingForm) -> dict[str, Any]:
    by, filing = person(request), _filing(request, form.cleaned_data)
    warnings: list[str] = []
    if act == OutletAct.OPEN:
        _, warnings = services.open_outlet(found, by=by, filing=filing)
    else:
        verbs = {
            OutletAct.PAUSE: services.pause,
            OutletAct.RESUME: services.resume,
            OutletAct.CLOSE: services.close,
        }
        verbs[act](found, by=by, filing=filing)
    return {"outlet": found.pk, "warnings": warnings}


def _filing(request: HttpRequest, facts: dict[str, Any]) -> services.Filing:
    return services.Filing(
        on=facts["on"],
        document_no=facts["document_no"],
        note=facts["note"],
        announced=facts["announced"],
        file=keep_upload(request, facts.get("file")),
        security=facts.get("security") or "",
        until=facts.get("until"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes what is filed of an outlet (变更)."""
    found = kept(request, pk)
    sent = request.POST or None
    initial = {name: getattr(found, name) for name in OutletForm(found.kind).fields}
    form = OutletForm(found.kind, sent, initial=initial)
    filing = FilingForm(
        OutletAct.CHANGE, found, sent, request.FILES or None, initial={"on": today()}, prefix="f"
    )
    seen = request.POST.get("seen", "") if sent else str(found.row_version)

    def act() -> dict[str, Any]:
        _, warnings = services.change(
            found,
            by=person(request),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            facts=form.facts(),
            filing=_filing(request, filing.cleaned_data),
        )
        return {"outlet": pk, "warnings": warnings}

    if sent and form.is_valid() and filing.is_valid():
        answer = settle(form, f"outlet-change-{pk}", act)
        if answer is not None:
            done(request, _DONE[OutletAct.CHANGE], answer[0]["warnings"])
            return redirect("desk_outlet", pk)
    context = {
        "form": form,
        "filing": filing,
        "seen": seen,
        "back": at("desk_outlet", pk),
        "page_title": f"变更“{found.name}”",
        "lede": "改动备案的内容，并写明依据；改了什么会逐项留存。",
        "crumbs": crumbs(
            ("渠道", at("desk_outlets")), (found.name, at("desk_outlet", pk)), ("变更", "")
        ),
    }
    wrong = bool(form.errors or filing.errors)
    return render(request, "outlets/change.html", context, status=422 if wrong else 200)
