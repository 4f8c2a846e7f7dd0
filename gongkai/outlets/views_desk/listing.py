"""The list of outlets, to be narrowed and taken along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, page_of, words
from gongkai.outlets import queries, rules
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OutletKind, OutletState
from gongkai.outlets.views_desk.common import TONES, WHO_SEES

_HEAD = (
    "类型", "平台", "名称", "账号", "地址", "主办单位", "承办或者运维单位", "负责人", "联系电话",
    "网站标识码", "ICP备案号", "公安备案号", "状态", "开通日期", "注销日期",
)  # fmt: skip


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Sites, accounts, zones and receiving systems of the person's units."""
    allow(rules.may_see(request.user), WHO_SEES)
    kind, state = words(request, "kind", 10), words(request, "state", 10)
    unit, text = words(request, "unit", 60), words(request, "q")
    rows = _filtered(request, kind, state, unit, text)
    if request.GET.get("format") == "xlsx":
        return xlsx("渠道登记", _HEAD, (_cells(row) for row in rows.iterator()))
    may = rules.may_keep(request.user)
    context = {
        "page": page_of(request, rows),
        "tones": TONES,
        "kinds": [("", "全部"), *OutletKind.choices],
        "states": [("", "全部"), *OutletState.choices],
        "kind": kind,
        "state": state,
        "unit": unit,
        "query": text,
        "may_keep": may,
        "page_title": "渠道",
        "lede": "登记网站、政务新媒体、公开专区和接收系统，办理开通、变更、暂停和注销；发布时信息送到这里的渠道。",
    }
    return render(request, "outlets/outlets.html", context)


def _filtered(request: HttpRequest, kind: str, state: str, unit: str, text: str) -> Any:
    rows = queries.outlets_of(request.user).order_by("unit__path", "kind", "name")
    if kind in OutletKind.values:
        rows = rows.filter(kind=kind)
    if state in OutletState.values:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit__name__contains=unit) | rows.filter(unit__short_name__contains=unit)
    if text:
        rows = rows.filter(name__contains=text) | rows.filter(account_id__contains=text)
    return rows


def _cells(row: Outlet) -> list[Any]:
    return [
        row.get_kind_display(), row.get_platform_display(), row.name, row.account_id, row.url, row.unit.name,
        row.operator, row.contact, row.phone, row.site_code, row.icp_no, row.police_no, row.get_state_display(),
        row.opened_on, row.closed_on,
    ]  # fmt: skip
