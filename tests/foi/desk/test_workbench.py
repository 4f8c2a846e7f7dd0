"""The workbench: queues by role, order, filters, export, statements."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.base.models import Event
from gongkai.base.states import Role
from gongkai.foi.models import Decision
from gongkai.foi.queries import workbench as reads
from gongkai.foi.states import Act, Channel, Stage
from tests.cast import give_roles
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import perform, settled
from tests.foi.factories import RECEIVED, Office, make_case

TODAY = dt.date(2026, 3, 20)
URL = "desk_requests"


@pytest.fixture(autouse=True)
def _today(on_day: OnDay) -> None:
    on_day(TODAY)


def listed(browser: Any, **asked: str) -> list[str]:
    """The matters of the page in their order."""
    answer = browser.get(reverse(URL), asked)
    assert answer.status_code == 200
    return [row["case"].matter for row in answer.context["rows"]]


def test_everybody_has_the_tabs_of_their_roles(office: Office) -> None:
    tabs = {
        name: [queue.label for queue in reads.queues_for(getattr(office, name))]
        for name in ("registrar", "handler", "unit_head", "secrecy", "legal", "signer", "authority")
    }
    assert tabs == {
        "registrar": ["待登记", "待分办", "我承办的", "待送审", "待送达", "待办结", "等待申请人", "全部"],
        "handler": ["我承办的", "待送审", "待送达", "待办结", "等待申请人", "全部"],
        "unit_head": ["待分办", "我承办的", "全部"],
        "secrecy": ["我承办的", "待保密审查", "全部"],
        "legal": ["我承办的", "待法制审核", "全部"],
        "signer": ["我承办的", "待签发", "全部"],
        "authority": ["全部"],
    }  # fmt: skip


def test_a_case_stands_in_the_queue_of_its_stage(office: Office) -> None:
    for stage in Stage:
        make_case(office.unit, stage, handler=office.handler)
    everybody = (office.registrar, office.secrecy, office.legal, office.signer, office.handler)
    found: dict[str, list[str]] = {}
    for user in everybody:
        for queue in reads.queues_for(user):
            rows = reads.in_queue(user, queue).values_list("stage", flat=True)
            found[queue.label] = sorted(rows)
    assert {label: rows for label, rows in found.items() if label not in ("全部", "我承办的")} == {
        "待登记": ["submitted"],
        "待分办": ["registered", "reopened"],
        "待送审": [],
        "待保密审查": ["review"],
        "待法制审核": ["review"],
        "待签发": ["signing"],
        "待送达": ["decided"],
        "待办结": ["delivered", "lapsed", "withdrawn"],
        "等待申请人": ["clarifying", "handling", "review", "signing"],
    }
    assert set(found["我承办的"]) == {*Stage.open()}


def test_a_review_leaves_the_queue_when_it_is_given_and_comes_back_when_both_are(
    office: Office,
) -> None:
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    secrecy, legal = reads.BY_KEY["secrecy"], reads.BY_KEY["legal"]

    def waiting() -> tuple[int, int]:
        return (
            reads.in_queue(office.secrecy, secrecy).count(),
            reads.in_queue(office.legal, legal).count(),
        )

    perform(case, Act.SEND_TO_REVIEW, by=office.handler, on=TODAY)
    assert waiting() == (1, 1)
    perform(case, Act.SECRECY_REVIEW, by=office.secrecy, on=TODAY)
    assert waiting() == (0, 1)
    perform(case, Act.LEGAL_REVIEW, by=office.legal, on=TODAY)
    assert waiting() == (1, 1)  # nobody has sent it on: it must not be forgotten
    perform(case, Act.RETURN, by=office.legal, on=TODAY)
    assert waiting() == (0, 0)
    perform(case, Act.SEND_TO_REVIEW, by=office.handler, on=TODAY)
    assert waiting() == (1, 1)


def test_a_proposed_answer_waits_to_be_sent_to_review(office: Office) -> None:
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    make_case(office.unit, Stage.HANDLING, handler=office.handler)
    Decision.objects.create(case=case, outcome="D1b", proposed_by=office.handler)
    queue = reads.BY_KEY["to_review"]
    assert list(reads.in_queue(office.handler, queue)) == [case]
    assert list(reads.in_queue(office.other_handler, queue)) == []


def test_the_first_page_is_the_first_queue_in_which_something_waits(
    office: Office, as_user: type
) -> None:
    make_case(office.unit, Stage.DECIDED)
    answer = as_user(office.registrar).get(reverse(URL))
    assert answer.context["queue"].label == "待送达"
    assert as_user(office.legal).get(reverse(URL)).context["queue"].label == "全部"


def test_what_has_the_fewest_working_days_left_comes_first(office: Office, as_user: type) -> None:
    for day, matter in ((5, "中间"), (2, "最急"), (16, "最后")):
        settled(
            make_case(
                office.unit, Stage.HANDLING, handler=office.handler, wanted=matter,
                received_on=dt.date(2026, 3, day),
            )
        )  # fmt: skip
    browser = as_user(office.handler)
    assert listed(browser, queue="mine") == ["最急", "中间", "最后"]
    assert listed(browser, queue="all") == ["最后", "最急", "中间"]
    assert listed(browser, queue="all", order="due") == ["最急", "中间", "最后"]


NARROWED: list[tuple[dict[str, str], list[str]]] = [
    ({"q": "招生"}, ["招生计划"]),
    ({"number": "〔2026〕2号"}, ["会议纪要"]),
    ({"stage": "closed"}, ["会议纪要"]),
    ({"outcome": "D1b"}, ["会议纪要"]),
    ({"channel": "fax"}, ["采购合同"]),
    ({"received_from": "2026年3月3日"}, ["招生计划"]),
    ({"received_to": "2026-02-10"}, ["采购合同"]),
    ({"due_from": "2026.3.25", "due_to": "2026.4.30"}, ["招生计划"]),
    ({"overdue": "1"}, ["采购合同"]),
    ({"stage": "nonsense"}, ["采购合同", "会议纪要", "招生计划"]),
    ({"unit": "999999"}, []),
    ({"q": "没有"}, []),
]


def test_the_list_is_narrowed_down(office: Office, as_user: type) -> None:
    day = dt.date
    settled(make_case(office.unit, Stage.HANDLING, wanted="招生计划", received_on=RECEIVED))
    make_case(office.unit, Stage.CLOSED, wanted="会议纪要", received_on=day(2026, 3, 2))
    settled(
        make_case(
            office.unit, Stage.HANDLING, wanted="采购合同", channel=Channel.FAX,
            received_on=day(2026, 2, 5),
        )
    )  # fmt: skip
    browser = as_user(office.registrar)
    assert [(asked, listed(browser, queue="all", **asked)) for asked, _ in NARROWED] == NARROWED


def test_a_day_that_cannot_be_read_is_told_at_its_field(office: Office, as_user: type) -> None:
    answer = as_user(office.registrar).get(reverse(URL), {"due_from": "下周"})
    assert "“下周”不是有效的日期" in answer.content.decode()


def test_an_empty_queue_says_what_would_stand_there(office: Office, as_user: type) -> None:
    page = as_user(office.registrar).get(reverse(URL)).content.decode()
    assert "这里现在没有申请。" in page


def test_the_list_takes_as_many_statements_for_three_cases_as_for_one(
    office: Office, as_user: type
) -> None:
    browser = as_user(office.registrar)
    settled(make_case(office.unit, Stage.HANDLING, handler=office.handler))
    browser.get(reverse(URL), {"queue": "all"})
    with CaptureQueriesContext(connection) as one:
        assert len(listed(browser, queue="all")) == 1
    for _ in range(2):
        settled(make_case(office.unit, Stage.HANDLING, handler=office.other_handler))
    with CaptureQueriesContext(connection) as three:
        assert len(listed(browser, queue="all")) == 3
    assert len(three) == len(one) <= 15


# -- export


def sheet(answer: Any) -> list[dict[str, Any]]:
    head, *lines = load_workbook(io.BytesIO(answer.content)).active.values
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_the_plain_export_is_masked_and_leaves_no_look(office: Office, as_user: type) -> None:
    settled(make_case(office.unit, Stage.HANDLING, handler=office.handler))
    answer = as_user(office.registrar).get(reverse(URL), {"queue": "all", "format": "xlsx"})
    [line] = sheet(answer)
    assert line["申请人"] == "陈**"
    assert line["剩余工作日"] == 8
    assert line["提示"] == "留意：还有8个工作日"
    assert "证件号码" not in line
    assert not Event.objects.filter(act="查看个人信息").exists()


def test_the_export_with_applicants_shows_and_notes_only_those_one_may_know(
    office: Office, as_user: type
) -> None:
    own = make_case(office.unit, Stage.HANDLING, handler=office.authority, name="陈一诺")
    make_case(office.unit, Stage.HANDLING, name="王小明", id_number="")
    give_roles(office.authority, Role.HANDLER, unit=office.unit)
    answer = as_user(office.authority).post(reverse("desk_requests_export"), {"query": "queue=all"})
    shown = sorted((line["申请人"], line["电话"]) for line in sheet(answer))
    assert shown == [("王**", "139****0001"), ("陈一诺", "13900000001")]
    looks = Event.objects.filter(act="查看个人信息")
    assert [(event.subject_id, event.note) for event in looks] == [(str(own.pk), "导出申请人信息")]


def test_who_may_know_nobody_gets_no_such_export(office: Office, as_user: type) -> None:
    answer = as_user(office.legal).post(reverse("desk_requests_export"), {"query": "queue=all"})
    assert answer.status_code == 403
