"""What the desk pages of the register share: who may, the outlet that was asked for, one form page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.base.views_registers.common import allow, at, crumbs
from gongkai.outlets import queries, rules
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OutletState

WHO_SEES = "渠道登记由信息员、公开工作机构、签发人和主管部门查看，您的账号没有这些角色；如需要，请联系系统管理员。"
WHO_KEEPS = "渠道由本单位的公开工作机构或者主管部门登记和管理，您的账号没有这个单位的办理角色。"
TONES = {
    OutletState.FILING: "soon",
    OutletState.RUNNING: "ok",
    OutletState.PAUSED: "soon",
    OutletState.CLOSED: "idle",
}


def visible(request: HttpRequest, pk: int) -> Outlet:
    allow(rules.may_see(request.user), WHO_SEES)
    found: Outlet = get_object_or_404(queries.outlets_of(request.user), pk=pk)
    return found


def kept(request: HttpRequest, pk: int) -> Outlet:
    found = visible(request, pk)
    allow(rules.may_keep(request.user, found.unit), WHO_KEEPS)
    return found


def form_page(
    request: HttpRequest,
    form: Any,
    title: str,
    act: str,
    back: str,
    *,
    outlet: Outlet | None = None,
    lede: str = "",
    danger: bool = False,
) -> HttpResponse:
    path = [("渠道", at("desk_outlets"))]
    if outlet is not None:
        path.append((outlet.name, at("desk_outlet", outlet.pk)))
    context = {
        "form": form,
        "act": act,
        "back": back,
        "danger": danger,
        "page_title": title,
        "lede": lede,
        "crumbs": crumbs(*path, (title, "")),
    }
    return render(request, "outlets/form.html", context, status=422 if form.errors else 200)
