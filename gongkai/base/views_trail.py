"""The desk's page of the event trail: reading only, there is nothing to change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.base.models import Event, TrailHead
from gongkai.base.refusal import Forbidden
from gongkai.base.rules import may_read_trail
from gongkai.base.services.trail_check import verify
from gongkai.lib.dates import parse_date

_PAGE = 50


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Newest first, by keyset; filtered by words, person and day. `?check=1` verifies
    the whole chain."""
    if not may_read_trail(request.user):
        raise Forbidden("事件记录由审计管理员和主管部门查看，您的账号没有这些角色。")
    words, person, typed = (
        request.GET.get(name, "").replace("\x00", "").strip()[:60]
        for name in ("q", "person", "day")
    )
    day = parse_date(typed) if typed else None
    before = request.GET.get("before", "")
    rows = Event.objects.order_by("-seq")
    if words:
        rows = rows.filter(act__contains=words) | rows.filter(subject__contains=words)
    if person:
        rows = rows.filter(actor_name__contains=person)
    if day:
        rows = rows.filter(at__date=day)
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(seq__lt=int(before))
    found = list(rows[: _PAGE + 1])
    context = {
        "events": found[:_PAGE],
        "older": found[_PAGE - 1].seq if len(found) > _PAGE else None,
        "words": words,
        "person": person,
        "day": typed,
        "day_wrong": bool(typed) and day is None,
        "head": TrailHead.objects.first(),
        "checked": verify() if "check" in request.GET else None,
        "page_title": "事件记录",
        "lede": "谁在什么时候办了什么，逐条相连，只能追加，不能修改。",
    }
    return render(request, "base/trail.html", context)
