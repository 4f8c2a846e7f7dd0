"""What every page knows: the site, the reader's display mode, the doors that exist."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from gongkai.base import rules as base_rules
from gongkai.base.queries.people import role_labels
from gongkai.base.queries.units import home_unit
from gongkai.portal import cache
from gongkai.portal.preferences import mode_of
from gongkai.publishing import rules
from gongkai.publishing.present import BLOCKS


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor; the facts of the host unit are read once a version."""
    desk = rail_of(request) if request.path.startswith("/desk/") else {}
    return {
        **desk,
        "site": cache.remember("site", _site),
        "mode": mode_of(request),
        "here": request.get_full_path(),
        "doors": [
            {"label": "查文件", "url": reverse("search"), "hint": "按标题、文号或者要办的事查找"}
        ],
        "blocks": [
            {"label": block.label, "url": reverse("block", args=[slug]), "hint": block.hint}
            for slug, block in BLOCKS.items()
        ],
    }


def _site() -> dict[str, Any]:
    unit = home_unit()
    desk = settings.ZONE in ("all", "desk")
    return {
        "name": settings.SITE_NAME or (f"{unit.name}政务公开" if unit else "政务公开"),
        "unit": {"name": unit.name, "url": reverse("unit", args=[unit.slug])} if unit else None,
        "domain": urlsplit(settings.SITE_URL).hostname or "",
        "url": settings.SITE_URL,
        "code": settings.SITE_CODE or (unit.site_code if unit else ""),
        "icp": settings.ICP_NUMBER,
        "police": settings.POLICE_NUMBER,
        "accent": settings.ACCENT,
        "phone": unit.phone if unit else "",
        "address": unit.address if unit else "",
        "hours": unit.hours if unit else "",
        "desk_url": reverse("desk_home") if desk else "",
    }


def rail_of(request: HttpRequest) -> dict[str, Any]:
    """The left rail of the desk: only what this person may open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    groups = [
        ("", [("待办", "desk_home", True)]),
        ("我的工作", _work(user)),
        ("登记", _registers(user)),
        ("查看", _reading(user)),
    ]
    return {
        "rail": [
            {"label": label, "links": [_rail_link(request, *link[:2]) for link in links if link[2]]}
            for label, links in groups
            if any(link[2] for link in links)
        ],
        "roles": role_labels(user),
        "desk_unit": user.unit.label if user.unit else "",
    }


def _work(user: Any) -> list[tuple[str, str, bool]]:
    return [
        ("导入", "desk_import", rules.may_import(user)),
        ("文件库", "desk_library", rules.may_see_drafts(user)),
    ]


def _registers(user: Any) -> list[tuple[str, str, bool]]:
    return [
        ("单位", "desk_units", base_rules.may_manage_units(user)),
        ("人员", "desk_people", base_rules.may_see_people(user)),
        ("工作日历", "desk_calendar", base_rules.may_load_calendar(user)),
    ]


def _reading(user: Any) -> list[tuple[str, str, bool]]:
    return [("通知", "notices", True), ("事件记录", "desk_trail", base_rules.may_read_trail(user))]


def _rail_link(request: HttpRequest, label: str, name: str) -> dict[str, Any]:
    url = reverse(name)
    here = request.path == url or (name != "desk_home" and request.path.startswith(url))
    return {"label": label, "url": url, "active": here, "count": None}
