"""Service windows of public institutions and enterprises on the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.models import Unit
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, page_of, person, settle
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.catalogue import rules
from gongkai.catalogue.forms import WindowForm
from gongkai.catalogue.models import Catalogue, ServiceWindow
from gongkai.catalogue.queries.sectors import public_bodies
from gongkai.catalogue.services import sectors
from gongkai.catalogue.states import CatalogueKind

_KEEPERS = "咨询窗口由本单位的信息员、公开工作机构和主管部门维护，您的账号没有这个权限；需要改动请联系他们。"


@require_safe
def window_list(request: HttpRequest) -> HttpResponse:
    """Public institutions and enterprises of the person with their window, or none yet."""
    allow(rules.may_keep_window(request.user), _KEEPERS)
    own = units_for(request.user, *rules.WINDOW_KEEPERS)
    rows = public_bodies().filter(pk__in=own).select_related("service_window").order_by("path")
    if wants_workbook(request):
        head = ("单位", "行业", "地址", "服务时间", "电话", "网上咨询", "答复时限（工作日）")
        return xlsx("咨询窗口", head, (_cells(unit) for unit in rows))
    context = {
        "page": page_of(request, rows),
        "page_title": "咨询窗口",
        "lede": "公共企事业单位不办理依申请公开，由咨询窗口答复公众，有异议的向主管部门申诉。",
    }
    return render(request, "catalogue/desk_windows.html", context)


def _cells(unit: Unit) -> list[Any]:
    window: ServiceWindow | None = getattr(unit, "service_window", None)
    if window is None:
        return [unit.name, "", "", "", "", "", None]
    return [
        unit.name, window.sector, window.place, window.hours, window.phone, window.online,
        window.answer_days,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """The window of one unit; the basic catalogue of its sector."""
    unit = get_object_or_404(public_bodies(), pk=pk)
    allow(rules.may_keep_window(request.user, unit), _KEEPERS)
    if request.POST.get("act") == "seed":
        return _seed(request, unit)
    return _window(request, unit, None)


def _window(request: HttpRequest, unit: Unit, refusal: Refusal | None) -> HttpResponse:
    held = ServiceWindow.objects.filter(pk=unit.pk).select_related("complaint_unit").first()
    initial = WindowForm.initial_of(held) if held else {}
    posted = request.POST if request.method == "POST" and refusal is None else None
    form = WindowForm(posted, initial=initial)

    def act() -> dict[str, Any]:
        return {"pk": sectors.save_window(unit, by=person(request), **form.cleaned_data).pk}

    if posted is not None and form.is_valid() and settle(form, f"window-{unit.pk}", act):
        done(request, "咨询窗口已保存，公众在单位页面上看得到。")
        return redirect("desk_window", unit.pk)
    context = {
        "unit": unit,
        "form": form,
        "window": held,
        "catalogue": Catalogue.objects.filter(
            unit=unit, kind=CatalogueKind.SECTOR, active=True
        ).first(),
        "refusal": refusal,
        "page_title": f"{unit.label}的咨询窗口",
        "lede": "写明公众到哪里、怎样咨询，多久答复，不满意向谁申诉。",
        "crumbs": crumbs(("咨询窗口", at("desk_windows")), (unit.label, "")),
    }
    wrong = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "catalogue/desk_window.html", context, status=wrong)


def _seed(request: HttpRequest, unit: Unit) -> HttpResponse:
    """编制行业目录 from the basic one."""

    def act() -> dict[str, Any]:
        held = ServiceWindow.objects.filter(pk=unit.pk).first()
        if held is None:
            raise Refusal("请先保存咨询窗口、写明所属行业，再编制行业目录。")
        return {"pk": sectors.seed_sector(unit, held.sector, by=person(request)).pk}

    try:
        answer, _ = once(request.POST.get("form_token", ""), f"sector-{unit.pk}", act)
    except Refusal as refusal:
        return _window(request, unit, refusal)
    done(request, "行业目录已按基本目录编制，请逐项核对。")
    return redirect("desk_catalogue", answer["pk"])
