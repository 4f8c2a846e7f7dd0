"""The acts of the registration desk from the page of a case."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.foi import deeds
from gongkai.foi.models import DisclosureRequest, TeamMember
from gongkai.foi.services import acting, intake
from gongkai.foi.states import Act, Channel, Stage, TeamRole
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import DAY, registered, submitted

AsUser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


def key_of(label: str) -> str:
    return next(one.key for one in deeds.collected() if one.deed.label == label)


def press(client: Client, case: DisclosureRequest, label: str, **typed: Any) -> Any:
    case.refresh_from_db()
    return client.post(
        f"/desk/requests/{case.pk}/act/{key_of(label)}/",
        {"form_token": new_token(), "seen": case.row_version, **typed},
        follow=True,
    )


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_letter_is_confirmed_from_attempt_to_registration(
    office: Office, as_user: AsUser
) -> None:
    desk = as_user(office.registrar)
    case = submitted(office.unit, Channel.POST_PLAIN, by=office.registrar).case
    answer = press(
        desk, case, "登记联系申请人的情况", on="2026年3月4日", how="电话", result="下午接通"
    )
    assert said(answer) == ["联系情况已经记下；联系上以后再确认收到并登记。"]
    refused = press(desk, case, "确认收到并登记", received_on="2026年3月4日", evidence="通话")
    assert refused.status_code == 422
    answer = press(
        desk,
        case,
        "确认收到并登记",
        received_on="2026年3月4日",
        evidence="通话",
        confirmed_with="本人",
    )
    assert said(answer) == [
        "已登记为市教育局依申请〔2026〕1号，应当在2026年4月1日前（含当日）答复；登记回执已经生成。"
    ]


def test_a_case_is_given_with_a_team_split_and_handed_over(office: Office, as_user: AsUser) -> None:
    desk, case = as_user(office.registrar), registered(office.unit)
    answer = press(
        desk,
        case,
        "分办",
        handler=office.handler.pk,
        office="基教科",
        user1=office.other_handler.pk,
        role1=TeamRole.CO_HANDLER,
        due1="2026年3月11日",
        task1="核对数据",
    )
    assert said(answer) == ["已交承办人乙承办，已经通知本人。"]
    assert TeamMember.objects.get().task == "核对数据"
    answer = press(desk, case, "拆分", matters="招生计划\n制定依据")
    assert said(answer) == ["已拆成2件，新的编号是市教育局依申请〔2026〕2号，期限与本件相同。"]
    answer = press(as_user(office.other_handler), case, "完成我的部分", text="核对无误")
    assert said(answer) == ["您的部分已经登记完成，已经告诉承办人。"]
    answer = press(
        as_user(office.handler), case, "转办", handler=office.other_handler.pk, note="业务在高中科"
    )
    assert said(answer) == ["已转交承办人丙承办，期限不变。"]


def test_withdrawal_and_note(office: Office, as_user: AsUser) -> None:
    desk, case = as_user(office.registrar), registered(office.unit)
    assert said(press(desk, case, "写工作记录", text="来电询问进展")) == ["已经记下。"]
    assert said(press(desk, case, "登记申请人撤回", note="3月4日来信")) == [
        "已登记申请人撤回，核对后可以办结。"
    ]
    case.refresh_from_db()
    assert case.stage == Stage.WITHDRAWN


def test_lapsing_is_offered_while_the_applicant_is_waited_for(
    office: Office, on_day: OnDay
) -> None:
    case = registered(office.unit)
    with transaction.atomic():
        acting.perform(
            acting.lock(case),
            Act.ASK_CLARIFICATION,
            by=office.openness,
            data={"until": "2026-03-20"},
        )
    case.refresh_from_db()
    offered = {one.deed.label: one.why_not for one in deeds.deeds_for(case, office.registrar)}
    assert offered["按视为放弃办理"] == (
        "申请人补正的期限到2026年3月20日，过了这一天还没有补正的，才能按视为放弃办理。"
    )
    on_day(dt.date(2026, 3, 21))
    offered = {one.deed.label: one.why_not for one in deeds.deeds_for(case, office.registrar)}
    assert offered["按视为放弃办理"] == ""


def test_what_is_offered_follows_stage_and_person(office: Office) -> None:
    def labels(case: DisclosureRequest, user: User) -> set[str]:
        return {one.deed.label for one in deeds.deeds_for(case, user)} & OURS

    waiting = submitted(office.unit, Channel.FAX, by=office.registrar).case
    assert labels(waiting, office.registrar) == {
        "确认收到并登记",
        "登记联系申请人的情况",
        "登记申请人撤回",
        "写工作记录",
    }
    case = registered(office.unit)
    assert labels(case, office.registrar) == {"分办", "拆分", "登记申请人撤回", "写工作记录"}
    intake.assign(case, handler=office.handler, by=office.registrar)
    case.refresh_from_db()
    assert labels(case, office.handler) == {"转办", "写工作记录"}
    assert labels(case, office.authority) == set()


OURS = {
    "确认收到并登记",
    "登记联系申请人的情况",
    "分办",
    "完成我的部分",
    "拆分",
    "转办",
    "按视为放弃办理",
    "登记申请人撤回",
    "写工作记录",
}
