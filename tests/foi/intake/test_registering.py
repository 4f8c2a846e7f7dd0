"""The day of receipt by channel, with its evidence (条例第三十一条)."""

import datetime as dt
from typing import Any

import pytest

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import intake
from gongkai.foi.states import Act, Channel, Stage, WantedRoute
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import DAY, submitted

TOMORROW = DAY + dt.timedelta(days=1)
NEXT_WEEK = DAY + dt.timedelta(days=7)
FIXED = [Channel.IN_PERSON, Channel.ORAL, Channel.KIOSK, Channel.POST_SIGNED]
CONFIRMED = [Channel.INTERNET, Channel.EMAIL, Channel.FAX, Channel.POST_PLAIN]


@pytest.fixture(autouse=True)
def _day(on_day: OnDay, settings: Any) -> None:
    settings.FOI_AUTO_RECEIPT = False
    on_day(DAY)


def waiting(office: Office, channel: str) -> DisclosureRequest:
    """An application that came on `DAY` and waits for registration."""
    by = None if channel == Channel.INTERNET else office.registrar
    case = submitted(office.unit, channel, by=by, read_back=True).case
    assert case.stage == Stage.SUBMITTED
    return case


def test_every_channel_has_its_rule() -> None:
    assert set(intake.RULES) == set(Channel)
    assert set(FIXED) | set(CONFIRMED) == set(Channel)


@pytest.mark.parametrize("channel", FIXED)
def test_where_arrival_fixes_the_day_it_is_that_of_arrival(
    office: Office, on_day: OnDay, channel: Channel
) -> None:
    case = waiting(office, channel)
    on_day(NEXT_WEEK)
    row = intake.register(case, by=office.registrar, evidence="邮件号XA00000001，收发室签收")
    assert (row.received_on, row.stage) == (DAY, Stage.REGISTERED)
    assert row.acts.last().on == DAY


@pytest.mark.parametrize("channel", FIXED)
@pytest.mark.parametrize("days", [-1, 1])
def test_where_arrival_fixes_the_day_no_other_is_taken(
    office: Office, on_day: OnDay, channel: Channel, days: int
) -> None:
    case = waiting(office, channel)
    on_day(NEXT_WEEK)
    with pytest.raises(Refusal) as refused:
        intake.register(
            case,
            by=office.registrar,
            received_on=DAY + dt.timedelta(days=days),
            evidence="邮件号XA00000001",
        )
    assert refused.value.field == "received_on"
    if days > 0:
        assert intake.RULES[channel] in refused.value.sentence
        assert "条例第三十一条" in refused.value.sentence


@pytest.mark.parametrize("channel", CONFIRMED)
def test_elsewhere_the_day_is_that_of_confirmation(
    office: Office, on_day: OnDay, channel: Channel
) -> None:
    case = waiting(office, channel)
    intake.note_attempt(case, by=office.registrar, on=DAY, how="电话", result="无人接听")
    on_day(NEXT_WEEK)
    row = intake.register(
        case,
        by=office.registrar,
        received_on=TOMORROW,
        evidence="3月5日上午通话",
        confirmed_with="陈一诺",
    )
    assert row.received_on == TOMORROW
    act = row.acts.last()
    assert (act.on, act.note) == (TOMORROW, "确认人：陈一诺；凭据：3月5日上午通话")
    assert "陈一诺" not in str(act.data)


@pytest.mark.parametrize("channel", CONFIRMED)
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"evidence": "通话"}, "confirmed_with"),
        ({"confirmed_with": "本人"}, "evidence"),
        (
            {
                "evidence": "通话",
                "confirmed_with": "本人",
                "received_on": DAY - dt.timedelta(days=1),
            },
            "received_on",
        ),
        (
            {"evidence": "通话", "confirmed_with": "本人", "received_on": NEXT_WEEK},
            "received_on",
        ),
    ],
)
def test_a_confirmation_has_its_evidence_and_a_day_that_can_be(
    office: Office, channel: Channel, facts: dict[str, Any], field: str
) -> None:
    case = waiting(office, channel)
    with pytest.raises(Refusal) as refused:
        intake.register(case, by=office.registrar, **facts)
    assert refused.value.field == field
    case.refresh_from_db()
    assert (case.stage, case.number) == (Stage.SUBMITTED, "")


def test_a_plain_letter_confirmed_late_wants_the_attempts_before(
    office: Office, on_day: OnDay
) -> None:
    case = waiting(office, Channel.POST_PLAIN)
    on_day(TOMORROW)
    facts = {"evidence": "通话", "confirmed_with": "本人", "received_on": TOMORROW}
    with pytest.raises(Refusal, match="请先登记此前联系申请人的情况") as refused:
        intake.register(case, by=office.registrar, **facts)
    assert refused.value.field == "received_on"
    intake.note_attempt(case, by=office.registrar, on=DAY, how="电话", result="关机")
    assert intake.register(case, by=office.registrar, **facts).received_on == TOMORROW


def test_a_plain_letter_confirmed_the_same_day_wants_no_attempt(office: Office) -> None:
    case = waiting(office, Channel.POST_PLAIN)
    row = intake.register(case, by=office.registrar, evidence="通话", confirmed_with="本人")
    assert row.received_on == DAY


def test_a_registered_letter_wants_its_slip(office: Office) -> None:
    case = waiting(office, Channel.POST_SIGNED)
    with pytest.raises(Refusal) as refused:
        intake.register(case, by=office.registrar)
    assert refused.value.field == "evidence"


def test_the_program_registers_only_what_the_applicant_sent_by_own_hand(
    office: Office, settings: Any
) -> None:
    case = waiting(office, Channel.FAX)
    settings.FOI_AUTO_RECEIPT = True
    with pytest.raises(Refusal, match="需要由登记员核对后登记"):
        intake.register(case, by=None)


def test_a_page_that_is_no_longer_true_is_refused(office: Office) -> None:
    case = waiting(office, Channel.IN_PERSON)
    with pytest.raises(Refusal, match="这一步没有保存"):
        intake.register(case, by=office.registrar, seen=case.row_version - 1)


def test_it_is_registered_once(office: Office) -> None:
    case = waiting(office, Channel.IN_PERSON)
    intake.register(case, by=office.registrar)
    with pytest.raises(Refusal, match="不能办理“确认收到并登记”"):
        intake.register(case, by=office.registrar)
    assert DisclosureRequest.objects.get().number == "市教育局依申请〔2026〕1号"


def test_registration_makes_the_receipt_and_tells_the_desk(office: Office) -> None:
    case = waiting(office, Channel.IN_PERSON)
    Notice.objects.all().delete()
    row = intake.register(case, by=office.registrar)
    letter = row.acts.last().letter
    assert (letter.kind, letter.state) == ("receipt", "issued")
    assert "2026年4月1日" in letter.body
    assert set(Notice.objects.values_list("title", flat=True)) == {"申请已经登记，请分办"}


def test_numbers_are_counted_by_agency_and_year_of_receipt(office: Office, on_day: OnDay) -> None:
    on_day(dt.date(2025, 12, 31))
    old = waiting(office, Channel.IN_PERSON)
    on_day(dt.date(2026, 1, 5))
    late = intake.register(old, by=office.registrar)
    new = intake.register(waiting(office, Channel.IN_PERSON), by=office.registrar)
    other = submitted(
        office.city.finance, Channel.IN_PERSON, by=office.stranger, receipt=intake.Receipt()
    ).case
    assert [late.number, new.number, other.number] == [
        "市教育局依申请〔2025〕1号",
        "市教育局依申请〔2026〕1号",
        "市财政局依申请〔2026〕1号",
    ]


@pytest.mark.parametrize(
    ("on", "how", "result", "field"),
    [
        (DAY - dt.timedelta(days=1), "电话", "关机", "on"),
        (TOMORROW, "电话", "关机", "on"),
        (DAY, " ", "关机", "result"),
        (DAY, "电话", " ", "result"),
    ],
)
def test_an_attempt_has_its_day_its_way_and_its_result(
    office: Office, on: dt.date, how: str, result: str, field: str
) -> None:
    case = waiting(office, Channel.POST_PLAIN)
    with pytest.raises(Refusal) as refused:
        intake.note_attempt(case, by=office.registrar, on=on, how=how, result=result)
    assert refused.value.field == field


def test_no_attempt_is_noted_after_registration(office: Office) -> None:
    case = waiting(office, Channel.IN_PERSON)
    intake.register(case, by=office.registrar)
    with pytest.raises(Refusal, match="这件申请已经登记，收到日期是2026年3月4日"):
        intake.note_attempt(case, by=office.registrar, on=DAY, how="电话", result="关机")


def test_the_act_of_an_attempt_names_nobody(office: Office) -> None:
    case = waiting(office, Channel.POST_PLAIN)
    intake.note_attempt(case, by=office.registrar, on=DAY, how="电话", result="陈一诺的号码关机")
    act = case.acts.last()
    assert (act.kind, act.data, act.visible) == (Act.NOTE, {"attempt": "电话"}, False)
    assert act.note == "陈一诺的号码关机"


def test_the_wanted_route_of_a_letter_does_not_hinder_its_registration(office: Office) -> None:
    """条例第三十条: what is missing is asked for by way of 补正, after registration."""
    made = submitted(
        office.unit,
        Channel.POST_SIGNED,
        by=office.registrar,
        id_number="",
        wanted_route=WantedRoute.POST,
        receipt=intake.Receipt(None, "邮件号XA00000001"),
    )
    assert made.case.stage == Stage.REGISTERED
