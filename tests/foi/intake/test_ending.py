"""Taken back, noted down, let lapse."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, FeeNotice
from gongkai.foi.services import acting, intake, lapses
from gongkai.foi.states import Act, FeeTariff, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.intake.people import DAY, registered

ASKED = dt.date(2026, 3, 9)
UNTIL = dt.date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


@transaction.atomic
def act(case: DisclosureRequest, what: Act, on: dt.date, office: Office, **data: Any) -> None:
    row = acting.lock(case)
    acting.perform(row, what, by=office.openness, on=on, data=data, visible=True)


def test_the_applicant_takes_a_request_back(office: Office) -> None:
    case = registered(office.unit)
    row = intake.withdraw(case, note="已经查到了")
    assert (row.stage, row.outcome) == (Stage.WITHDRAWN, "D6-3")
    last = row.acts.last()
    assert (last.actor, last.by, last.visible, last.note) == ("申请人", None, True, "已经查到了")
    assert (row.due_on, row.next_limit_on) == (None, None)


def test_before_registration_it_may_be_taken_back_too(office: Office, settings: Any) -> None:
    settings.FOI_AUTO_RECEIPT = False
    row = intake.withdraw(registered(office.unit))
    assert (row.stage, row.received_on, row.outcome) == (Stage.WITHDRAWN, None, "D6-3")


def test_a_clerk_who_enters_it_says_on_what_ground(office: Office) -> None:
    case = registered(office.unit)
    with pytest.raises(Refusal) as refused:
        intake.withdraw(case, by=office.registrar)
    assert refused.value.field == "note"
    row = intake.withdraw(case, by=office.registrar, note="2026年3月4日来信")
    assert (row.acts.last().actor, row.acts.last().data) == ("登记员甲", {"on_behalf": True})


def test_the_handler_is_told_to_stop(office: Office) -> None:
    case = registered(office.unit)
    intake.assign(case, handler=office.handler, by=office.registrar)
    intake.withdraw(case)
    titles = Notice.objects.filter(user=office.handler).values_list("title", flat=True)
    assert "申请人撤回了申请，请停止办理" in titles


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.DELIVERED, Stage.CLOSED, Stage.WITHDRAWN])
def test_after_the_decision_nothing_is_taken_back(office: Office, stage: Stage) -> None:
    facts = {"received_on": DAY} if stage == Stage.WITHDRAWN else {}
    with pytest.raises(Refusal, match="不能办理“撤回申请”"):
        intake.withdraw(make_case(office.unit, stage, **facts))


def test_a_note_is_sealed_and_not_shown_to_the_applicant(office: Office) -> None:
    case = registered(office.unit)
    intake.add_note(case, by=office.registrar, note="来电询问进展", seen=case.row_version)
    last = case.acts.last()
    assert (last.kind, last.note, last.visible, last.data) == (Act.NOTE, "来电询问进展", False, {})
    with pytest.raises(Refusal) as refused:
        intake.add_note(case, by=office.registrar, note=" ")
    assert refused.value.field == "text"


def test_nothing_is_noted_in_an_archived_case(office: Office) -> None:
    with pytest.raises(Refusal, match="不能办理“工作记录”"):
        intake.add_note(make_case(office.unit, Stage.ARCHIVED), by=office.registrar, note="补记")


def uncorrected(office: Office, on_day: OnDay) -> DisclosureRequest:
    case = registered(office.unit)
    on_day(ASKED)
    act(case, Act.ASK_CLARIFICATION, ASKED, office, until=UNTIL.isoformat())
    return case


def test_a_request_that_was_not_corrected_lapses_after_the_last_day(
    office: Office, on_day: OnDay
) -> None:
    case = uncorrected(office, on_day)
    on_day(UNTIL)
    with pytest.raises(Refusal) as refused:
        lapses.lapse(case, by=office.registrar)
    assert refused.value.sentence == (
        "申请人补正的期限到2026年3月31日，过了这一天还没有补正的，才能按视为放弃办理。"
    )
    on_day(UNTIL + dt.timedelta(days=1))
    row = lapses.lapse(case, by=office.registrar)
    assert (row.stage, row.outcome) == (Stage.LAPSED, "D6-1")
    last = row.acts.last()
    assert (last.letter.kind, last.visible) == ("lapse_correction", True)
    assert last.data == {"outcome": "D6-1", "after": "2026-03-31"}


def test_a_fee_that_was_not_paid_lets_it_lapse(office: Office, on_day: OnDay) -> None:
    case = registered(office.unit)
    intake.assign(case, handler=office.handler, by=office.registrar)
    on_day(ASKED)
    pay_until = dt.date(2026, 4, 7)
    FeeNotice.objects.create(
        case=case,
        tariff=FeeTariff.COUNT,
        quantity=1,
        amount=100,
        served_on=ASKED,
        pay_until=pay_until,
    )
    act(case, Act.FEE_NOTICE, ASKED, office)
    case.refresh_from_db()
    assert case.waits_until == pay_until
    on_day(pay_until)
    with pytest.raises(Refusal, match="缴费的期限到2026年4月7日"):
        lapses.lapse(case, by=office.registrar)
    on_day(pay_until + dt.timedelta(days=1))
    row = lapses.lapse(case, by=office.registrar)
    assert (row.stage, row.outcome, row.acts.last().letter.kind) == (
        Stage.LAPSED,
        "D6-2",
        "lapse_fee",
    )


def test_nothing_lapses_where_nobody_waits_for_the_applicant(office: Office) -> None:
    case = registered(office.unit)
    intake.assign(case, handler=office.handler, by=office.registrar)
    with pytest.raises(Refusal, match="现在没有等待申请人补正或者缴费"):
        lapses.lapse(case, by=office.registrar)


def test_nothing_lapses_before_registration(office: Office, settings: Any) -> None:
    settings.FOI_AUTO_RECEIPT = False
    case = registered(office.unit)
    assert lapses.why_not(case) == "这件申请还没有登记，谈不上逾期。"
    with pytest.raises(Refusal, match="不能办理“视为放弃”"):
        lapses.lapse(case, by=office.registrar)


def test_a_correction_in_time_keeps_it_open(office: Office, on_day: OnDay) -> None:
    case = uncorrected(office, on_day)
    on_day(UNTIL)
    act(case, Act.RECEIVE_CORRECTION, UNTIL, office)
    on_day(UNTIL + dt.timedelta(days=1))
    with pytest.raises(Refusal, match="现在没有等待申请人补正或者缴费"):
        lapses.lapse(case, by=office.registrar)
