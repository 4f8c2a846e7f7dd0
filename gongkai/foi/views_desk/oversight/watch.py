"""The supervision at a glance: units with their figures, cases behind a figure, one case with its steps."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.models import Unit
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import page_of as plain_page_of
from gongkai.base.views_registers.common import whole, words
from gongkai.base.views_registers.lists import chosen, page_of, wants_workbook
from gongkai.foi.forms.oversight import OrderForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.oversight import board
from gongkai.foi.queries.oversight.orders import to_settle
from gongkai.foi.services.oversight import orders
from gongkai.foi.states import OrderKind
from gongkai.foi.views_desk.oversight.common import authority, shown, way

_FIGURES = ("open", "late", "soon", "paused", "slow")
_HEAD = (
    "单位", "在办", "超期", f"{board.SOON_DAYS}个工作日内到期", "暂停或者等申请人", "环节超时",
    "待回复督办单", "逾期未回复督办单",
)  # fmt: skip
_HEAD_CASES = (
    "登记编号", "承办机关", "事项", "申请人", "收到日期", "答复期限", "提示", "剩余工作日", "现在的环节",
    "承办人", "办理结果", "接收", "移交", "办理", "审核", "答复", "超时的环节",
)  # fmt: skip
_MOST_URGED = 100


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Units with open cases or orders, and the cases to be urged."""
    user = authority(request)
    rows = board.by_unit(user)
    if wants_workbook(request):
        return xlsx("申请督办", _HEAD, (_unit_line(row) for row in rows))
    urged = board.to_urge(user).select_related("unit", "handler", "application")
    found = list(urged.defer("application__wanted")[: _MOST_URGED + 1])
    page = plain_page_of(request, rows)
    context = {
        "page": page,
        "totals": [
            (name, label, sum(getattr(row, name) for row in rows))
            for name, label in board.ONLY.items()
            if name in _FIGURES
        ],
        "figures": [(name, board.ONLY[name]) for name in _FIGURES],
        "urge": shown(found[:_MOST_URGED]),
        "more_to_urge": len(found) > _MOST_URGED,
        "links": _links(),
        "page_title": "申请督办",
        "lede": "先看超期和环节超时的单位，点数字看是哪些申请；要催办的逐件核对以后发出。",
        "crumbs": [*way()[:1], {"label": "申请督办", "url": ""}],
    }
    return render(request, "foi/desk_watch.html", context)


def _links() -> list[tuple[str, str]]:
    pages = (
        ("督办单", "desk_orders"),
        ("抽查", "desk_checks"),
        ("环节时限", "desk_step_limits"),
        ("案例库", "desk_studies"),
        ("高频事项", "desk_matters"),
        ("申请前查到", "desk_found"),
    )
    return [(label, reverse(name)) for label, name in pages]


def _unit_line(row: board.UnitRow) -> list[Any]:
    return [
        row.unit.name, row.open, row.late, row.soon, row.paused, row.slow, row.orders,
        row.late_orders,
    ]  # fmt: skip


@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """Sends the urgings that were ticked; a case that needs none any more is left out."""
    user = authority(request)
    keys = [whole(text) for text in request.POST.getlist("case")][:_MOST_URGED]
    cases = list(board.to_urge(user).filter(pk__in=keys).select_related("unit", "handler"))
    if not keys:
        messages.warning(request, "还没有选申请，没有发出。请先勾选要催办的申请。")
        return redirect("desk_watch")

    def act() -> dict[str, Any]:
        return {"sent": len(orders.urge(cases, by=user))}

    answer, _ = once(request.POST.get("form_token", ""), "foi-urge", act)
    left = len(set(keys)) - answer["sent"]
    messages.success(request, f"已发出催办{answer['sent']}份，要求1个工作日内回复。")
    if left > 0:
        messages.warning(request, f"另有{left}件已经答复、暂停或者已经催办过，没有再发。")
    return redirect("desk_watch")


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases behind a figure, with the working days of their steps."""
    user = authority(request)
    only = chosen(request, "only", board.ONLY, "open")
    unit = board.watched_units(user).filter(pk=whole(request.GET.get("unit"))).first()
    rows = board.watched(user)
    if unit is not None:
        rows = rows.filter(unit=unit)
    text = words(request, "q", 60)
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(matter__icontains=text)
    rows = board.narrowed(rows, only, today()).order_by("due_on", "-pk")
    rows = rows.select_related("unit", "handler", "application").defer("application__wanted")
    if wants_workbook(request):
        return xlsx(f"申请督办（{board.ONLY[only]}）", _HEAD_CASES, _lines(rows[:MOST_ROWS]))
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": shown(list(page)),
        "unit": unit,
        "units": _units_with_cases(request),
        "only": only,
        "choices": board.ONLY.items(),
        "asked": text,
        "page_title": f"{unit.label if unit else '所辖单位'}：{board.ONLY[only]}的申请",
        "lede": "每个环节写明用了几个工作日，超过时限的标出；点事项看这件申请的全部环节和督办单。",
        "crumbs": way(("申请", "")),
    }
    return render(request, "foi/desk_watch_cases.html", context)


def _units_with_cases(request: HttpRequest) -> list[Unit]:
    user = authority(request)
    keys = board.watched(user).order_by().values("unit").distinct()
    return list(Unit.objects.filter(pk__in=keys))


def _lines(rows: Any) -> Iterator[list[Any]]:
    chunk: list[DisclosureRequest] = []
    for case in rows.iterator(chunk_size=500):
        chunk.append(case)
        if len(chunk) == 500:
            yield from _chunk_lines(chunk)
            chunk = []
    yield from _chunk_lines(chunk)


def _chunk_lines(chunk: list[DisclosureRequest]) -> Iterator[list[Any]]:
    for row in shown(chunk):
        case, light = row["case"], row["light"]
        steps = row["steps"]
        yield [
            str(case),
            case.unit.name,
            row["matter"],
            row["applicant"],
            case.received_on,
            case.due_on,
            "：".join(part for part in (light.word, light.text) if part),
            light.days,
            case.get_stage_display(),
            str(case.handler) if case.handler else "",
            case.get_outcome_display() if case.outcome else "",
            *[time.days if time else None for _, time in steps],
            "、".join(f"{step.label}超{time.over}日" for step, time in steps if time and time.over),
        ]


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case as the authority watches it: its light, its steps, its orders; and a new order."""
    user = authority(request)
    found = case_pages.open_case(user, pk)
    if found is None or not board.watched(user).filter(pk=pk).exists():
        raise Http404
    row = shown([found])[0]
    form = OrderForm(
        units=[],
        fixed=True,
        initial={"kind": OrderKind.URGE, "text": orders.urging(found), "days": orders.URGE_DAYS},
    )
    context = {
        **row,
        "orders": to_settle(user).filter(case=found),
        "form": form,
        "today": today(),
        "page_title": str(found),
        "lede": "看各环节用时；需要催办、提意见或者责令改正的，在下面发督办单。督办不改变申请的办理。",
        "crumbs": way((str(found), "")),
    }
    return render(request, "foi/desk_watch_case.html", context)
