"""The list of deliveries; several can be sent again at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.export import xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, done, page_of, person, words
from gongkai.outlets import rules
from gongkai.outlets.states import OutletKind
from gongkai.publishing.models import Delivery
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.services import deliveries
from gongkai.publishing.states import DeliveryState
from gongkai.publishing.views_desk.deliveries.common import WHO_POSTS, WHO_SEES

_STALE = "stale"
_HAND = "hand"
_VIEWS = [
    (_HAND, "待人工办理"),
    ("", "全部"),
    *DeliveryState.choices,
    (_STALE, "与现在的内容不一致"),
]
_HEAD = (
    "标题",
    "发布单位",
    "渠道",
    "渠道类型",
    "主办单位",
    "事项",
    "状态",
    "办理期限",
    "完成时间",
    "发布地址",
    "未送达的原因",
)
_MOST_AT_ONCE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Copies by hand, failed, recalled, out of date; several can be sent again at once."""
    allow(rules.may_see(request.user), WHO_SEES)
    if request.method == "POST":
        return _retry_many(request)
    return _list(request)


def _list(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    state, kind = words(request, "state", 10), words(request, "kind", 10)
    if "state" not in request.GET:
        state = _HAND
    rows = _rows(request, state, kind)
    if request.GET.get("format") == "xlsx":
        return xlsx("渠道发布", _HEAD, (_cells(row) for row in rows))
    page = page_of(request, rows)
    lines = [(reads.line_of(row), _may_send_again(request, row)) for row in page]
    context = {
        "page": page,
        "rows": lines,
        "some_again": any(again for _, again in lines),
        "states": _VIEWS,
        "kinds": [("", "全部"), *OutletKind.choices],
        "state": state,
        "kind": kind,
        "refusal": refusal,
        "page_title": "渠道发布",
        "lede": "发布以后各渠道的送达情况；由人发布的请在一个工作日内发布并登记网址或者截图。",
    }
    return render(
        request, "publishing/deliveries.html", context, status=refusal.status if refusal else 200
    )


def _may_send_again(request: HttpRequest, row: Delivery) -> bool:
    return reads.can_be_sent_again(row) and rules.may_post(request.user, row.outlet.unit)


def _rows(request: HttpRequest, state: str, kind: str) -> Any:
    rows = reads.listed(request.user)
    if kind in OutletKind.values:
        rows = rows.filter(outlet__kind=kind)
    if state == _STALE:
        return reads.stale(rows)
    if state == _HAND:
        hand = reads.to_do_by_hand(units_for(request.user, *rules.POSTERS)).values("pk")
        return rows.filter(pk__in=hand.order_by())
    return rows.filter(state=state) if state in DeliveryState.values else rows


def _cells(row: Delivery) -> list[Any]:
    line = reads.line_of(row)
    return [
        row.publication.title, row.publication.unit and row.publication.unit.name, row.outlet.name,
        row.outlet.get_kind_display(), row.outlet.unit.name, line.event, row.get_state_display(), line.due,
        row.done_at, row.proof_url, row.problem,
    ]  # fmt: skip


def _retry_many(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    wanted = {
        pk
        for pk in request.POST.getlist("delivery")
        if pk.isascii() and pk.isdigit() and len(pk) < 18
    }
    rows = list(
        reads.visible_to(request.user)
        .filter(pk__in=wanted)
        .select_related("outlet__unit")[:_MOST_AT_ONCE]
    )
    if not rows:
        return _list(
            request, Refusal("还没有勾选，请先勾选要重新送达的，再点“重新送达”。", status=422)
        )
    allow(all(rules.may_post(request.user, row.outlet.unit) for row in rows), WHO_POSTS)
    try:
        once(
            form.token,
            "deliveries-retry",
            lambda: {"count": deliveries.retry(rows, by=person(request))},
        )
    except Refusal as refusal:
        return _list(request, refusal)
    done(request, f"{len(rows)}件已安排重新送达，一两分钟内送出。")
    return redirect("desk_deliveries")
