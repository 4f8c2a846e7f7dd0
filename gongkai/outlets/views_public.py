"""What the public is told of sites, accounts and zones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.outlets import queries
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OutletKind, OutletState

_COLUMN = {
    "name": "政务新媒体和网站矩阵",
    "description": "各单位的政府网站、政务新媒体和公开专区。",
    "keywords": "政府网站、政务新媒体、政务公开专区",
    "type": "机构职能",
}
_TONES = {OutletState.RUNNING: "ok", OutletState.PAUSED: "soon", OutletState.CLOSED: "ended"}
_PUBLIC_KINDS = (OutletKind.SITE, OutletKind.ACCOUNT, OutletKind.ZONE)


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """Sites, accounts and zones of all units, with the state of each; what was closed at the end."""
    rows = list(queries.matrix())
    open_rows = [row for row in rows if row.state != OutletState.CLOSED]
    context = {
        "groups": [
            {
                "key": kind.value,
                "label": kind.label,
                "rows": [_row(r) for r in open_rows if r.kind == kind],
            }
            for kind in _PUBLIC_KINDS
            if any(r.kind == kind for r in open_rows)
        ],
        "closed": [_row(row) for row in rows if row.state == OutletState.CLOSED],
        "crumbs": [{"label": _COLUMN["name"], "url": ""}],
        "meta": {
            "title": _COLUMN["name"],
            "description": _COLUMN["description"],
            "column": _COLUMN,
        },
    }
    return render(request, "outlets/matrix.html", context)


def _row(outlet: Outlet) -> dict[str, Any]:
    return {
        "outlet": outlet,
        "url": reverse("outlet", args=[outlet.slug]),
        "unit_url": reverse("unit", args=[outlet.unit.slug]),
        "tone": _TONES[OutletState(outlet.state)],
    }


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them: where it is, when it is open, who runs it."""
    found = get_object_or_404(queries.matrix(), slug=slug)
    context = {
        **_row(found),
        "facts": _facts(found),
        "until": queries.paused_until(found),
        "crumbs": [
            {"label": _COLUMN["name"], "url": reverse("outlets")},
            {"label": found.name, "url": ""},
        ],
        "meta": {
            "title": found.name,
            "description": f"{found.unit.name}主办的{found.get_kind_display()}。",
            "column": _COLUMN,
        },
    }
    return render(request, "outlets/public_outlet.html", context)


def _facts(found: Outlet) -> list[tuple[str, str]]:
    """What the public may know; the person in charge and inner numbers stay on the desk."""
    is_zone = found.kind == OutletKind.ZONE
    pairs = [
        ("平台", found.get_platform_display()),
        ("账号", found.account_id),
        ("地址" if is_zone else "地点", found.place),
        ("开放时间", found.hours),
        ("咨询电话" if is_zone else "联系电话", found.phone),
        ("网站标识码", found.site_code),
        ("ICP备案号", found.icp_no),
        ("公安备案号", found.police_no),
    ]
    return [(label, value) for label, value in pairs if value]
