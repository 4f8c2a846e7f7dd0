"""What every page knows: the site, the reader's display mode, the doors that exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from gongkai.base import rules as base_rules
from gongkai.base.models import Notice, User
from gongkai.base.queries.people import role_labels
from gongkai.base.queries.units import home_unit
from gongkai.catalogue import rules as catalogue_rules
from gongkai.foi import rules as foi_rules
from gongkai.outlets import rules as outlet_rules
from gongkai.portal import cache
from gongkai.portal.preferences import mode_of
from gongkai.publishing import rules
from gongkai.publishing.present import BLOCKS
from gongkai.publishing.queries import gazette


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor; the facts of the host unit are read once a version."""
    desk = rail_of(request) if request.path.startswith("/desk/") else {}
    return {
        **desk,
        "site": cache.remember("site", _site),
        "mode": mode_of(request),
        "here": request.get_full_path(),
        "doors": [
            {"label": "查文件", "url": reverse("search"), "hint": "按标题、文号或者要办的事查找"},
            {
                "label": "申请公开",
                "url": reverse("foi_start"),
                "hint": "没有查到的，向掌握它的机关申请，约三分钟",
            },
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail.

    Args:
        label: the words of the link.
        name: name of the address.
        may: who sees it.
        key: the letter after g that leads there; each letter once.
        count: how many things wait there, one cheap statement; nothing is shown for none.
    """

    label: str
    name: str
    may: Callable[[User], bool]
    key: str = ""
    count: Callable[[User], int] | None = None


def _everybody(user: User) -> bool:
    return True


def unread(user: User) -> int:
    """How many notices the person has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()


# Groups of the rail in their order; what a person may not open is not there.
RAIL: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (Entry("待办", "desk_home", _everybody, key="t"),)),
    (
        "我的工作",
        (
            Entry("起草", "desk_draft_new", rules.may_draft, key="d"),
            Entry("导入", "desk_import", rules.may_import, key="i"),
            Entry("文件库", "desk_library", rules.may_see_drafts, key="l"),
            Entry("渠道发布", "desk_deliveries", outlet_rules.may_see, key="p"),
            Entry("目录落实", "desk_coverage", catalogue_rules.may_see_catalogues, key="c"),
            Entry("立改废", "desk_expiring", rules.may_see_drafts, key="v"),
            Entry("文件清理", "desk_cleanup", rules.may_conclude),
            Entry("公报", "desk_gazette", gazette.may_edit, key="g"),
            Entry("专题", "desk_topics", rules.may_edit_topics),
        ),
    ),
    (
        "依申请公开",
        (
            Entry("申请办理", "desk_requests", foi_rules.may_use, key="r"),
            Entry("待登记申请", "desk_request_inbox", foi_rules.may_register),
            Entry("督办", "desk_watch", foi_rules.may_supervise),
            Entry("督办单", "desk_orders", foi_rules.may_use),
            Entry("案例库", "desk_studies", foi_rules.may_use),
            Entry("高频事项", "desk_matters", foi_rules.may_see_figures),
            Entry("数据中心", "desk_figures", foi_rules.may_see_figures),
            Entry("年度报告", "desk_reports", foi_rules.may_see_figures),
        ),
    ),
    (
        "登记",
        (
            Entry("渠道", "desk_outlets", outlet_rules.may_see),
            Entry("栏目", "desk_columns", outlet_rules.may_see),
            Entry("公开目录", "desk_catalogues", catalogue_rules.may_see_catalogues),
            Entry("负面清单", "desk_negative", catalogue_rules.may_see_catalogues),
            Entry("咨询窗口", "desk_windows", catalogue_rules.may_see_catalogues),
            Entry("代办", "desk_substitutes", rules.may_name_substitutes),
            Entry("审校环节", "desk_review_steps", rules.may_set_steps),
            Entry("规范表述", "desk_formulations", rules.may_see_drafts),
            Entry("单位", "desk_units", base_rules.may_manage_units),
            Entry("人员", "desk_people", base_rules.may_see_people),
            Entry("工作日历", "desk_calendar", base_rules.may_load_calendar),
        ),
    ),
    (
        "查看",
        (
            Entry("通知", "notices", _everybody, key="n", count=unread),
            Entry("解读情况", "desk_interpretations", rules.may_see_drafts),
            Entry("无信息声明", "desk_declarations", catalogue_rules.may_see_catalogues),
            Entry("数据质量", "desk_quality", rules.may_see_drafts),
            Entry("事件记录", "desk_trail", base_rules.may_read_trail),
        ),
    ),
)


def rail_of(request: HttpRequest) -> dict[str, Any]:
    """The left rail of the desk: only what this person may open."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    seen = [(label, [entry for entry in group if entry.may(user)]) for label, group in RAIL]
    here = _here(request.path, [entry for _, group in seen for entry in group])
    return {
        "rail": [
            {"label": label, "links": [_rail_link(entry, user, here) for entry in group]}
            for label, group in seen
            if group
        ],
        "roles": role_labels(user),
        "desk_unit": user.unit.label if user.unit else "",
    }


def _here(path: str, entries: list[Entry]) -> str:
    """Name of the entry the page belongs to: the one with the longest address that the path begins with."""
    addresses = {entry.name: reverse(entry.name) for entry in entries}
    home = addresses.pop("desk_home", "")
    fits = [name for name, address in addresses.items() if path.startswith(address)]
    if path == home:
        return "desk_home"
    return max(fits, key=lambda name: len(addresses[name]), default="")


def _rail_link(entry: Entry, user: User, here: str) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": reverse(entry.name),
        "active": entry.name == here,
        "key": entry.key,
        "count": entry.count(user) if entry.count else None,
    }
