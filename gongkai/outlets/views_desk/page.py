"""One outlet: what is filed of it, what was done with it, its papers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gongkai.base.views_registers.common import at, crumbs
from gongkai.base.views_registers.materials import download
from gongkai.outlets import queries, rules
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OUTLET_MOVES, OutletAct, OutletKind, OutletState
from gongkai.outlets.views_desk.common import TONES, visible


@require_safe
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet: its filing, what was done with it, its columns, what can be done now."""
    found = visible(request, pk)
    keeps = rules.may_keep(request.user, found.unit)
    state = OutletState(found.state)
    columns = (
        list(found.columns.select_related("unit", "parent").order_by("position", "id"))
        if found.kind == OutletKind.SITE
        else None
    )
    context = {
        "outlet": found,
        "tone": TONES[state],
        "facts": _facts(found),
        "until": queries.paused_until(found),
        "records": [(r, _changes(r.changes)) for r in found.records.select_related("by", "file")],
        "columns": columns,
        "keeps": keeps,
        "acts": [act for act in OUTLET_MOVES.allowed(state) if keeps],
        "change": OutletAct.CHANGE,
        "page_title": found.name,
        "crumbs": crumbs(("渠道", at("desk_outlets")), (found.name, "")),
    }
    return render(request, "outlets/outlet.html", context)


def _facts(found: Outlet) -> list[tuple[str, Any]]:
    pairs = [
        ("类型", found.get_kind_display()),
        ("平台", found.get_platform_display()),
        ("账号", found.account_id),
        ("主办单位", found.unit.name),
        ("承办或者运维单位", found.operator),
        ("地址", found.url),
        ("地点", found.place),
        ("开放时间", found.hours),
        ("网站标识码", found.site_code),
        ("ICP备案号", found.icp_no),
        ("公安备案号", found.police_no),
        ("负责人", found.contact),
        ("联系电话", found.phone),
        ("主账号", "是" if found.main else ""),
        (
            "更新周期",
            f"{found.update_days}天" if found.kind in (OutletKind.SITE, OutletKind.ACCOUNT) else "",
        ),
    ]
    return [(label, value) for label, value in pairs if value]


def _changes(changes: dict[str, Any]) -> list[str]:
    """What a record says was changed, in words."""
    lines = []
    for label, value in changes.items():
        if label == "until":
            lines.append(f"暂停到{value}")
        elif isinstance(value, list) and len(value) == 2:
            before, after = value
            lines.append(
                f"{label}：{before or '空'} → {after or '空'}" if before else f"{label}：{after}"
            )
    return lines


@require_safe
def outlet_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The material of a record, for those who see the outlet."""
    found = visible(request, pk)
    row = get_object_or_404(found.records.exclude(file=None).select_related("file"), pk=number)
    if row.file is None:
        raise Http404
    return download(row.file)
