"""督办单: sent, answered, given back, settled; notices, todo, who may do what."""

import datetime as dt

import pytest
from django.urls import reverse

from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.queries.oversight.orders import visible_orders
from gongkai.foi.services.oversight import orders
from gongkai.foi.states import OrderKind, OrderState
from gongkai.foi.todo_oversight import cases_to_urge, orders_to_answer, orders_to_settle
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import people_of
from tests.foi.factories import Office
from tests.foi.oversight.helpers import lit, post, signed_in


@pytest.fixture
def case(office: Office) -> DisclosureRequest:
    return lit(office, dt.date(2026, 3, 13))


@pytest.fixture
def order(office: Office, case: DisclosureRequest) -> SupervisionOrder:
    """A rectification that is to be answered within five working days."""
    return orders.send(
        kind=OrderKind.RECTIFY, unit=office.unit, case=case, text="请补正理由。", days=5, by=office.authority
    )  # fmt: skip


def fresh(order: SupervisionOrder) -> SupervisionOrder:
    return SupervisionOrder.objects.get(pk=order.pk)


def test_an_order_has_its_day_and_tells_those_who_answer(
    office: Office, order: SupervisionOrder
) -> None:
    assert order.due_on == dt.date(2026, 3, 24)
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {"gk", "gkfzr", "djy", "cbr"}
    event = Event.objects.get(act="发出督办单")
    assert "请补正理由" not in str(event.data)


def test_the_case_does_not_change_with_an_order(
    order: SupervisionOrder, case: DisclosureRequest
) -> None:
    case.refresh_from_db()
    assert (case.row_version, case.acts.count()) == (0, 0)


def test_an_answer_given_back_stays_with_the_reason_above_the_next_one(
    office: Office, order: SupervisionOrder
) -> None:
    orders.answer(order, by=office.openness, text="已经补了。", seen=0)
    orders.give_back(order, by=office.authority, reason="没有附件。", days=2, seen=1)
    again = fresh(order)
    assert (again.state, again.due_on) == (OrderState.SENT, dt.date(2026, 3, 19))
    orders.answer(order, by=office.openness, text="附件已经上传。", seen=2)
    orders.settle(order, by=office.authority, seen=3)
    done = fresh(order)
    assert (done.state, done.settled_at is not None) == (OrderState.SETTLED, True)
    assert done.answer == "已经补了。\n\n（2026年3月17日退回：没有附件。）\n\n附件已经上传。"


@pytest.mark.parametrize("act", ["settle", "give_back", "answer"])
def test_an_act_that_does_not_fit_the_state_is_refused(
    office: Office, order: SupervisionOrder, act: str
) -> None:
    if act == "answer":
        orders.answer(order, by=office.openness, text="好。", seen=0)
    calls = {
        "settle": lambda: orders.settle(order, by=office.authority, seen=0),
        "give_back": lambda: orders.give_back(
            order, by=office.authority, reason="x", days=1, seen=0
        ),
        "answer": lambda: orders.answer(order, by=office.openness, text="又。", seen=1),
    }
    with pytest.raises(Refusal, match="现在是"):
        calls[act]()


def test_somebody_who_was_faster_is_told(office: Office, order: SupervisionOrder) -> None:
    orders.answer(order, by=office.openness, text="好。", seen=0)
    answer = post(
        signed_in(office.head), reverse("desk_order", args=[order.pk]), act="answer", answer="我写的。", seen=0
    )  # fmt: skip
    page = answer.content.decode()
    assert (answer.status_code, "刚刚有了变化" in page, "我写的。" in page) == (422, True, True)


@pytest.mark.parametrize(("text", "days"), [("", 5), ("做", 0), ("做", 61), ("长" * 2001, 5)])
def test_an_order_without_words_or_with_an_odd_period_is_refused(
    office: Office, text: str, days: int
) -> None:
    with pytest.raises(Refusal):
        orders.send(
            kind=OrderKind.CHECK, unit=office.unit, text=text, days=days, by=office.authority
        )


def test_an_order_about_a_case_goes_to_its_unit(office: Office, case: DisclosureRequest) -> None:
    with pytest.raises(Refusal, match="不是该单位承办"):
        orders.send(
            kind=OrderKind.URGE, unit=office.city.finance, case=case, text="催", days=1, by=office.authority
        )  # fmt: skip


def test_list_and_object_check_agree_for_everybody(office: Office, order: SupervisionOrder) -> None:
    plain = orders.send(
        kind=OrderKind.CHECK, unit=office.city.finance, text="看", days=3, by=office.authority
    )
    for name, user in people_of(office).items():
        listed = set(visible_orders(user).values_list("pk", flat=True))
        checked = {row.pk for row in (order, plain) if rules.may_see_order(user, fresh(row))}
        assert (name, listed) == (name, checked)
        answer = signed_in(user).get(reverse("desk_order", args=[order.pk]))
        assert (name, answer.status_code) == (name, 200 if order.pk in listed else 404)


def test_the_unit_answers_and_the_authority_settles_not_the_other_way_round(
    office: Office, order: SupervisionOrder
) -> None:
    url = reverse("desk_order", args=[order.pk])
    authority, handler = signed_in(office.authority), signed_in(office.handler)
    assert post(authority, url, act="answer", answer="好。", seen=0).status_code == 403
    assert post(handler, url, act="answer", answer="正在办。", seen=0).status_code == 302
    assert post(handler, url, act="settle", seen=1).status_code == 403
    assert post(authority, url, act="back", reason="", days=1, seen=1).status_code == 422
    assert post(authority, url, act="settle", seen=1).status_code == 302
    assert fresh(order).state == OrderState.SETTLED


def test_the_same_form_sent_twice_makes_one_order(office: Office, case: DisclosureRequest) -> None:
    client, url = signed_in(office.authority), f"{reverse('desk_order_new')}?case={case.pk}"
    sent = {"form_token": new_token(), "kind": "urge", "text": "请抓紧。", "days": "1"}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert SupervisionOrder.objects.count() == 1


def test_what_was_typed_is_shown_again_after_a_mistake(office: Office) -> None:
    answer = post(
        signed_in(office.authority),
        reverse("desk_order_new"),
        kind="check",
        text="请核对。",
        days="x",
    )
    page = answer.content.decode()
    assert (answer.status_code, "请核对。" in page, "请填写整数" in page) == (422, True, True)


def test_todo_on_both_sides(office: Office, order: SupervisionOrder, on_day: OnDay) -> None:
    assert [row.url for row in orders_to_answer(office.openness, 9)] == [
        reverse("desk_order", args=[order.pk])
    ]
    assert [len(list(orders_to_answer(user, 9))) for user in (office.handler, office.stranger, office.other_handler)] == [1, 0, 0]  # fmt: skip
    assert list(orders_to_settle(office.authority, 9)) == []
    orders.answer(order, by=office.openness, text="好。", seen=0)
    assert list(orders_to_answer(office.openness, 9)) == []
    assert len(list(orders_to_settle(office.authority, 9))) == 1
    assert "1件" in next(iter(cases_to_urge(office.authority, 9))).what


def test_overdue_orders_are_shown(office: Office, order: SupervisionOrder, on_day: OnDay) -> None:
    on_day(dt.date(2026, 3, 26))
    page = (
        signed_in(office.authority).get(reverse("desk_orders"), {"state": "late"}).content.decode()
    )
    assert "已超期2个工作日" in page
    watch = signed_in(office.authority).get(reverse("desk_watch")).content.decode()
    assert "逾期1份" in watch
