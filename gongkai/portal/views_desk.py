"""The desk's home: what is to be done now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.publishing import rules
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.desk import items_of, library_of
from gongkai.publishing.states import ImportState, State

_SHOWN = 30
_FIRST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """待办: files to check and drafts to release, at most three marked for now."""
    todo = [*_imports(request), *_drafts(request)][:_SHOWN]
    for row in todo[:_FIRST]:
        row["first"] = True
    context = {"todo": todo, "done_today": 0, "figures": _figures(request)}
    return render(request, "desk/home.html", context)


def _imports(request: HttpRequest) -> list[dict[str, Any]]:
    if not rules.may_import(request.user):
        return []
    items = (
        items_of(request.user)
        .filter(state=ImportState.PARSED)
        .select_related("batch__created_by")
        .defer("source_lines", "parsed", "edited")
    )
    return [
        {
            "what": f"核对“{item.name}”",
            "url": reverse("desk_import_item", args=[item.pk]),
            "source": f"{item.batch.created_by or '系统'}导入",
            "tone": "soon",
            "word": "待核对",
        }
        for item in items.order_by("id")[:_SHOWN]
    ]


def _drafts(request: HttpRequest) -> list[dict[str, Any]]:
    if not rules.may_release(request.user):
        return []
    rows = library_of(request.user).filter(state=State.DRAFT).select_related("unit")
    return [
        {
            "what": row.title,
            "url": reverse("desk_publication", args=[row.pk]),
            "source": row.unit.label if row.unit else "尚未确定发布机构",
            "tone": "calm",
            "word": "草稿",
        }
        for row in rows.order_by("-id")[:_SHOWN]
    ]


def _figures(request: HttpRequest) -> list[dict[str, Any]]:
    if not rules.may_see_drafts(request.user):
        return []
    library = reverse("desk_library")
    return [
        {
            "label": "已公开",
            "value": Publication.objects.public().count(),
            "url": f"{library}?state=released",
            "hint": "公众现在看得到的",
        },
        {
            "label": "草稿",
            "value": library_of(request.user).filter(state=State.DRAFT).count(),
            "url": f"{library}?state=draft",
            "hint": "还没有发布的",
        },
    ]
