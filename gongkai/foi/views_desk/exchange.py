"""The messages with the provincial platform: the list, its export, sending one again."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, person, words
from gongkai.base.views_registers.lists import chosen, page_of, wants_workbook
from gongkai.foi import rules
from gongkai.foi.models import ExchangeMessage
from gongkai.foi.queries.exchange import visible_messages
from gongkai.foi.services import exchange
from gongkai.foi.services.exchange.partners import split
from gongkai.foi.states import MessageDirection, MessageState

NOT_EXCHANGER = "与省平台的交换由公开工作机构和主管部门查看，您的账号没有这些角色；如需要，请联系安全管理员指定。"
KINDS = {
    "application.submitted": "提交申请",
    "correction.received": "补正",
    "withdrawn": "撤回",
    "received": "已收到",
    "registered": "已登记",
    "clarification.asked": "告知补正",
    "extended": "延长期限",
    "paused": "期限暂停",
    "resumed": "期限继续",
    "due.changed": "期限变动",
    "decided": "已答复",
    "closed": "已办结",
}
_HEAD = (
    "时间",
    "方向",
    "类型",
    "对方编号",
    "次序",
    "本机关编号",
    "状态",
    "发送次数",
    "问题",
    "幂等键",
)
_MAY_REPEAT = (MessageState.FAILED, MessageState.SENT)


@require_safe
def messages_list(request: HttpRequest) -> HttpResponse:
    """What came and went, the newest first; narrowed down, paged, as an Excel file."""
    allow(rules.may_exchange(request.user), NOT_EXCHANGER)
    direction = chosen(request, "direction", dict(MessageDirection.choices))
    state = chosen(request, "state", dict(MessageState.choices))
    number = words(request, "number", 80)
    rows = visible_messages(person(request)).select_related("case__application", "case__unit")
    exact = {"direction": direction, "state": state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if number:
        rows = rows.filter(subject__icontains=number)
    if wants_workbook(request):
        return xlsx("省平台交换", _HEAD, _cells(rows.order_by("-pk")[: MOST_ROWS + 1]))
    page = page_of(request, rows.order_by("-pk"))
    context = {
        "page": page,
        "rows": list(_lines(page)),
        "directions": MessageDirection.choices,
        "states": MessageState.choices,
        "direction": direction,
        "state": state,
        "number": number,
        "narrowed": bool(direction or state or number),
        "is_on": exchange.is_on(),
        "page_title": "省平台交换",
        "lede": "看每条报文是否送到、是否处理；没有送达的，处理好原因后重新发送。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), ("省平台交换", "")),
    }
    return render(request, "foi/desk_exchange.html", context)


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Queues a message again."""
    allow(rules.may_exchange(request.user), NOT_EXCHANGER)
    user = person(request)
    row = visible_messages(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = TokenForm(request.POST)

    def act() -> dict[str, Any]:
        exchange.repeat(row, by=user)
        return {"said": "已经排入发送，几分钟内送出；对方按幂等键识别，不会重复处理。"}

    try:
        answer, _ = once(form.token, f"exchange-repeat-{pk}", act)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, answer["said"])
    return redirect("desk_exchange")


def _lines(rows: Iterable[ExchangeMessage]) -> Iterator[dict[str, Any]]:
    for row in rows:
        partner, number = split(row.subject)
        yield {
            "row": row,
            "kind": KINDS.get(row.kind, row.kind),
            "partner": partner,
            "number": number,
            "may_repeat": row.direction == MessageDirection.OUTBOUND and row.state in _MAY_REPEAT,
        }


def _cells(rows: "QuerySet[ExchangeMessage]") -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        yield [
            row.at,
            row.get_direction_display(),
            KINDS.get(row.kind, row.kind),
            split(row.subject)[1],
            row.serial,
            str(row.case) if row.case else "",
            row.get_state_display(),
            row.tries or "",
            row.problem,
            row.key,
        ]
