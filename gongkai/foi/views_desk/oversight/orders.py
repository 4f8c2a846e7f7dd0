"""督办单: the list, a new one, and one with its answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today, working_calendar
from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.views_registers.common import allow, crumbs, done, person, settle, whole
from gongkai.base.views_registers.lists import chosen, page_of, wants_workbook
from gongkai.foi import rules
from gongkai.foi.forms.oversight import AnswerForm, GiveBackForm, OrderForm, SettleForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.oversight import board
from gongkai.foi.queries.oversight import orders as reads
from gongkai.foi.services.oversight import orders
from gongkai.foi.states import OrderState
from gongkai.foi.views_desk.common import NOT_USER
from gongkai.foi.views_desk.oversight.common import NOT_SUPERVISOR, authority
from gongkai.lib.remaining import remaining

_STATES = {"": "全部", "late": "逾期未回复", **dict(OrderState.choices)}
_HEAD = ("种类", "单位", "申请", "要求", "回复期限", "状态", "发出人", "发出时间", "回复", "回复人", "回复时间")  # fmt: skip
_NOT_ANSWERER = (
    "督办单由收到单位的公开工作机构、登记员或者这件申请的承办人回复，您的账号没有这些角色。"
)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The orders the person sent, or that the own unit got."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    state = chosen(request, "state", _STATES)
    rows = reads.visible_orders(user)
    if state == "late":
        rows = rows.filter(state=OrderState.SENT, due_on__lt=today())
    elif state:
        rows = rows.filter(state=state)
    rows = rows.order_by(F("settled_at").asc(nulls_first=True), "due_on", "-pk")
    if wants_workbook(request):
        return xlsx("督办单", _HEAD, (_line(row) for row in rows[:MOST_ROWS]))
    page = page_of(request, rows)
    supervises = rules.may_supervise(user)
    context = {
        "page": page,
        "rows": [{"order": row, "left": _left(row)} for row in page],
        "state": state,
        "states": _STATES.items(),
        "action": {"label": "发督办单", "url": reverse("desk_order_new")} if supervises else None,
        "page_title": "督办单",
        "lede": "主管部门发给各单位的催办、抽查意见和责令改正；收到的单位在期限内回复，由主管部门了结。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), ("督办单", "")),
    }
    return render(request, "foi/desk_orders.html", context)


def _left(row: SupervisionOrder) -> Any:
    """What is left for the answer; None where none is waited for."""
    if row.state != OrderState.SENT:
        return None
    return remaining(row.due_on, today(), working_calendar())


def _line(row: SupervisionOrder) -> list[Any]:
    return [
        row.get_kind_display(), row.unit.name, str(row.case) if row.case else "", row.text, row.due_on,
        row.get_state_display(), str(row.by), row.at, row.answer,
        str(row.answered_by) if row.answered_by else "", row.answered_at,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new order to a unit, or about the case that the address names."""
    user = authority(request)
    units = board.watched_units(user).filter(active_to=None)
    pk = whole(request.GET.get("case"))
    case = get_object_or_404(_watched(user), pk=pk) if pk else None
    form = OrderForm(
        request.POST or None,
        units=units,
        fixed=case is not None,
        initial={"unit": whole(request.GET.get("unit")) or None},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        unit = case.unit if case is not None else said["unit"]

        def send() -> dict[str, Any]:
            row = orders.send(
                kind=said["kind"],
                unit=unit,
                text=said["text"],
                days=said["days"],
                by=user,
                case=case,
            )
            return {"pk": row.pk}

        answer = settle(form, f"foi-order-{case.pk if case else 0}", send)
        if answer is not None:
            done(request, "督办单已发出，该单位的公开工作机构、登记员和承办人会收到通知。")
            return redirect("desk_order", answer[0]["pk"])
    context = {
        "form": form,
        "case": case,
        "page_title": "发督办单",
        "lede": "写明要求和回复期限；发出以后对方单位马上收到通知。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            ("督办单", reverse("desk_orders")),
            ("新的", ""),
        ),
    }
    return render(request, "foi/desk_order_new.html", context, status=422 if form.errors else 200)


def _watched(user: Any) -> Any:
    return board.watched(user).select_related("unit", "application", "handler")


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order; a post answers, settles or gives back."""
    user = person(request)
    row = get_object_or_404(reads.visible_orders(user), pk=pk)
    if request.method != "POST":
        return _page(request, row)
    wanted = request.POST.get("act", "")
    acts: dict[str, tuple[bool, str, _Act]] = {
        "answer": (rules.may_answer_order(user, row), _NOT_ANSWERER, _answer),
        "back": (rules.may_supervise(user, row.unit), NOT_SUPERVISOR, _give_back),
        "settle": (rules.may_supervise(user, row.unit), NOT_SUPERVISOR, _settle),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    allowed, sentence, (form_class, do, said) = acts[wanted]
    allow(allowed, sentence)
    form = form_class(request.POST)

    def act() -> dict[str, Any]:
        return {"pk": do(row, user, form.cleaned_data).pk}

    if form.is_valid() and settle(form, f"foi-order-{wanted}-{pk}", act) is not None:
        done(request, said)
        return redirect("desk_order", pk)
    return _page(request, reads.visible_orders(user).get(pk=pk), form)


_Act = tuple[
    type[TokenForm], Callable[[SupervisionOrder, User, dict[str, Any]], SupervisionOrder], str
]
_answer: _Act = (
    AnswerForm,
    lambda row, by, said: orders.answer(row, by=by, text=said["answer"], seen=said["seen"]),
    "回复已提交，主管部门会收到通知。",
)
_give_back: _Act = (
    GiveBackForm,
    lambda row, by, said: orders.give_back(
        row, by=by, reason=said["reason"], days=said["days"], seen=said["seen"]
    ),
    "已退回，对方会收到通知。",
)
_settle: _Act = (
    SettleForm,
    lambda row, by, said: orders.settle(row, by=by, seen=said["seen"]),
    "督办单已了结。",
)


def _page(
    request: HttpRequest, row: SupervisionOrder, failed: TokenForm | None = None
) -> HttpResponse:
    """The order as it stands; with what was typed where something is to be put right."""
    user = person(request)
    supervises = rules.may_supervise(user, row.unit)
    answers = rules.may_answer_order(user, row)
    seen = {"seen": row.row_version}
    offered: dict[str, TokenForm] = {}
    if answers and row.state == OrderState.SENT:
        offered["answer_form"] = AnswerForm(initial=seen)
    if supervises and row.state == OrderState.ANSWERED:
        offered |= {
            "back_form": GiveBackForm(initial=seen),
            "settle_form": SettleForm(initial=seen),
        }
    for name, kind in (("answer_form", AnswerForm), ("back_form", GiveBackForm)):
        if isinstance(failed, kind):
            offered[name] = failed
    context = {
        "order": row,
        "left": _left(row),
        "case": _case(user, row),
        **offered,
        "form": failed or TokenForm(),
        "page_title": f"{row.get_kind_display()}：{row.unit.label}",
        "lede": _lede(row, answers, supervises),
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            ("督办单", reverse("desk_orders")),
            (row.get_kind_display(), ""),
        ),
    }
    return render(request, "foi/desk_order.html", context, status=422 if failed else 200)


def _case(user: Any, row: SupervisionOrder) -> dict[str, Any] | None:
    """The case of an order, linked where the person may open it; nobody is named."""
    if row.case is None:
        return None
    found: DisclosureRequest | None = case_pages.open_case(user, row.case.pk)
    matter = veiled(found.matter, case_pages.secrets_of(found)) if found else ""
    return {
        "case": row.case,
        "matter": matter,
        "open": visible_to(user).filter(pk=row.case.pk).exists(),
        "watch": board.watched(user).filter(pk=row.case.pk).exists(),
    }


def _lede(row: SupervisionOrder, answers: bool, supervises: bool) -> str:
    if row.state == OrderState.SENT and answers:
        return "请在期限内回复：已经做了什么、结果怎样。"
    if row.state == OrderState.ANSWERED and supervises:
        return "对方已经回复，核对以后了结；没有落实的，写明理由退回。"
    if row.state == OrderState.SENT:
        return "等对方单位回复。"
    return "督办单的要求、回复和办理情况。"
