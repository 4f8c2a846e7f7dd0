"""督办单: sent by the authority, answered by the unit, settled or given back by the authority."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.queries.lights import light_of
from gongkai.foi.queries.oversight.orders import readers
from gongkai.foi.states import OrderKind, OrderState, Stage
from gongkai.lib.dates import plain_date
from gongkai.lib.workdays import nth_workday

LONGEST = 2000
MOST_DAYS = 60
URGE_DAYS = 1


@transaction.atomic
def send(
    *,
    kind: OrderKind | str,
    unit: Unit,
    text: str,
    days: int,
    by: User,
    case: DisclosureRequest | None = None,
) -> SupervisionOrder:
    """Sends an order to a unit, or about one of its cases.

    Effects: the order with its last day; a notice to those who answer for the unit and to the
    handler of the case; one event. The case itself does not change: the authority decides nothing.

    Args:
        days: working days for the answer, counted from tomorrow.

    Raises:
        Refusal: no text, days out of range, a case of another unit.
    """
    text = _text(text, "text", "请写明要求该单位做什么。")
    last = _last_day(days)
    if case is not None and case.unit_id != unit.pk:
        raise Refusal("所选的申请不是该单位承办的，请刷新页面后重新选择。", field="case")
    row = SupervisionOrder.objects.create(
        kind=OrderKind(kind), unit=unit, case=case, text=text, due_on=last, by=by
    )
    _tell(row, f"收到{row.get_kind_display()}，请在{plain_date(last)}前回复")
    _note("发出督办单", row, by)
    return row


@transaction.atomic
def answer(order: SupervisionOrder, *, by: User, text: str, seen: int) -> SupervisionOrder:
    """Answers an order; what was answered before it was given back stays above the new answer.

    Raises:
        Refusal: changed since `seen`, not waiting for an answer, no text.
    """
    row = _locked(order, seen, OrderState.SENT)
    text = _text(text, "answer", "请写明已经做了什么、结果怎样。")
    row.answer = f"{row.answer}\n\n{text}".strip()
    row.answered_by, row.answered_at = by, timezone.now()
    row.state = OrderState.ANSWERED
    notify([row.by], f"{row.unit.label}回复了{row.get_kind_display()}", url=_url(row))
    return _kept(row, "回复督办单", by)


@transaction.atomic
def settle(order: SupervisionOrder, *, by: User, seen: int) -> SupervisionOrder:
    """Ends an order that was answered.

    Raises:
        Refusal: changed since `seen`, not answered.
    """
    row = _locked(order, seen, OrderState.ANSWERED)
    row.state, row.settled_at = OrderState.SETTLED, timezone.now()
    if row.answered_by is not None:
        notify([row.answered_by], f"{row.get_kind_display()}已了结", url=_url(row))
    return _kept(row, "了结督办单", by)


@transaction.atomic
def give_back(
    order: SupervisionOrder, *, by: User, reason: str, days: int, seen: int
) -> SupervisionOrder:
    """Gives an answer back with the reason and a new last day; reason and answer both stay.

    Raises:
        Refusal: changed since `seen`, not answered, no reason, days out of range.
    """
    row = _locked(order, seen, OrderState.ANSWERED)
    reason = _text(reason, "reason", "请写明为什么退回、还要补做什么。")
    row.due_on = _last_day(days)
    row.answer = f"{row.answer}\n\n（{plain_date(today())}退回：{reason}）"
    row.state = OrderState.SENT
    _tell(row, f"{row.get_kind_display()}的回复被退回，请在{plain_date(row.due_on)}前重新回复")
    return _kept(row, "退回督办单", by)


@transaction.atomic
def urge(cases: list[DisclosureRequest], *, by: User) -> list[SupervisionOrder]:
    """Urges several cases with the standard words; one order each.

    Args:
        cases: of `queries.oversight.board.to_urge`, so that none is urged twice; read with `unit`.
    """
    return [
        send(
            kind=OrderKind.URGE, unit=case.unit, case=case, text=urging(case), days=URGE_DAYS, by=by
        )
        for case in cases
    ]


def urging(case: DisclosureRequest) -> str:
    """The standard words of an urging: number, last day and stage; nothing of the applicant."""
    light = light_of(case, today(), working_calendar())
    when = f"答复期限是{plain_date(case.due_on)}，{light.text}" if case.due_on else light.text
    stage = Stage(case.stage).label
    return f"申请{case}的{when}，现在是“{stage}”。请抓紧办理，并回复办理进展和答复日期。"


def _text(text: str, field: str, sentence: str) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refusal(sentence, field=field)
    if len(text) > LONGEST:
        raise Refusal(f"写了{len(text)}个字，最多{LONGEST}个字，请写短一些。", field=field)
    return text


def _last_day(days: int) -> Any:
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"回复期限应当是1至{MOST_DAYS}个工作日，请核对。", field="days")
    return nth_workday(today(), days, working_calendar())


def _locked(order: SupervisionOrder, seen: int, state: OrderState) -> SupervisionOrder:
    rows = SupervisionOrder.objects.select_for_update(of=("self",))
    row = rows.select_related("unit", "by", "case", "answered_by").get(pk=order.pk)
    if row.row_version != seen:
        raise Refusal(
            f"这份督办单刚刚有了变化，现在是“{row.get_state_display()}”，没有保存。"
            "请刷新页面核对后再办，您填写的内容仍在下面。"
        )
    if row.state != state:
        raise Refusal(f"这份督办单现在是“{row.get_state_display()}”，不能这样办理。")
    return row


def _kept(row: SupervisionOrder, act: str, by: User) -> SupervisionOrder:
    row.row_version += 1
    row.save()
    _note(act, row, by)
    return row


def _note(act: str, row: SupervisionOrder, by: User) -> None:
    data = {"kind": row.kind, "due_on": row.due_on, "case": str(row.case) if row.case else ""}
    record(act, row, by=by, unit=row.unit, data=data)


def _tell(row: SupervisionOrder, title: str) -> None:
    text = f"申请{row.case}。" if row.case else ""
    notify(readers(row.unit, row.case), title, text=text, url=_url(row))


def _url(row: SupervisionOrder) -> str:
    return reverse("desk_order", args=[row.pk])
