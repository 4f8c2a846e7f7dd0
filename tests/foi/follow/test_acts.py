"""Correct, give reasons, withdraw, pay, collect, rate: what the applicant does and what is said."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.base.models import Event
from gongkai.base.services.forms import new_token
from gongkai.base.services.trail import note_look
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.services import abuse, extending, fees
from gongkai.foi.states import Act, DeliveryMode, Stage
from gongkai.foi.views_public.follow_redress import months_after
from tests.foi.conftest import OnDay
from tests.foi.decide import way as decide
from tests.foi.factories import Office
from tests.foi.follow.way import (
    FOLLOW,
    act_url,
    applied,
    do,
    letter_url,
    opened,
    page_url,
    shown,
    with_code,
)
from tests.foi.steps.way import corrected_case, fresh, handled, march


def of(case: DisclosureRequest) -> Client:
    with_code(case)
    return opened(case.application.number)


# -- 补正


def test_a_correction_with_text_and_files_restarts_the_period(
    office: Office, on_day: OnDay
) -> None:
    case = corrected_case(office, on_day)
    client = of(case)
    text = shown(client, case)
    assert [w for w in ("请写明所需信息的年度", "2026年3月20日", "补正申请") if w not in text] == []
    form = client.get(act_url(case, "correct")).content.decode()
    assert [w for w in ("请提供身份证明", "2026年3月20日") if w not in form] == []
    on_day(march(12))
    answer = do(
        client, case, "correct", text="2025年度", files=SimpleUploadedFile("说明.txt", b"2025")
    )
    assert answer.status_code == 302
    after = fresh(case)
    act = after.acts.get(kind=Act.RECEIVE_CORRECTION)
    assert (after.stage, act.actor, act.note, act.by) == (
        Stage.HANDLING,
        "申请人",
        "2025年度",
        None,
    )
    assert after.files.count() == 1
    assert after.due_on == dt.date(2026, 4, 10)
    assert "您的补正已经收到" in client.get(answer["Location"]).content.decode()


def test_an_empty_correction_is_refused_with_a_sentence(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    answer = do(of(case), case, "correct", text="  ")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "请写明补正的内容" in text
    assert "<title>错误：" in text


def test_a_late_correction_is_refused_and_the_text_stays(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    client = of(case)
    on_day(march(23))
    answer = do(client, case, "correct", text="来晚了的补正")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "补正期限已于2026年3月20日届满" in text
    assert "来晚了的补正</textarea>" in text
    assert fresh(case).stage == Stage.CLARIFYING


def test_the_same_correction_sent_twice_is_one(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    client, token = of(case), new_token()
    answers = [do(client, case, "correct", form_token=token, text="2025年度") for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert fresh(case).acts.filter(kind=Act.RECEIVE_CORRECTION).count() == 1


# -- 说明理由


def test_reasons_are_asked_for_and_taken_once(office: Office, on_day: OnDay) -> None:
    for _ in range(3):
        handled(office)
    case = handled(office)
    on_day(march(5))
    counts = abuse.Counts(4, march(1), march(5))
    abuse.demand_reasons(
        case, by=office.head, on=march(5), until=march(16), counts=counts, reason="事项相同"
    )
    client = of(case)
    assert "在2026年3月16日前（含当日）说明理由" in shown(client, case)
    assert do(client, case, "reasons", text="用于研究").status_code == 302
    assert fresh(case).acts.get(kind=Act.TAKE_REASONS).note == "用于研究"
    assert "说明理由，答复期限照常计算" not in shown(client, case)
    assert do(client, case, "reasons", text="再说一次").status_code == 409


# -- 撤回


def test_withdrawing_asks_first_and_then_ends_the_case(office: Office) -> None:
    made = applied(office.unit)
    client = opened(made.application.number, made.query_code)
    page = client.get(act_url(made.case, "withdraw")).content.decode()
    assert "也不能恢复" in page
    assert fresh(made.case).stage == Stage.REGISTERED
    assert do(client, made.case, "withdraw", note="已经找到了").status_code == 302
    after = fresh(made.case)
    assert (after.stage, after.outcome) == (Stage.WITHDRAWN, "D6-3")
    text = shown(client, made.case)
    assert "您已经撤回这件申请" in text
    assert "不服怎么办" not in text
    assert act_url(made.case, "withdraw") not in text


def test_a_decided_case_is_not_withdrawn(office: Office, on_day: OnDay) -> None:
    case = handled(office, stage=Stage.DECIDED)
    client = of(case)
    assert "现在不能办理" in client.get(act_url(case, "withdraw")).content.decode()
    answer = do(client, case, "withdraw", note="请停下来")
    assert answer.status_code == 409
    assert "请停下来" in answer.content.decode()


# -- 缴费, 延期


def test_the_fee_says_how_much_how_found_and_until_when(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    made = fees.fee_notice(case, by=office.head, tariff="pages", quantity=250, on=march(5))
    text = shown(of(case), case)
    wanted = [
        f"{made.amount}元",
        "国办函〔2020〕109号",
        *made.lines,
        "政府信息公开信息处理费收费通知书",
    ]
    assert [word for word in wanted if word not in text] == []
    assert "正在等您缴费" in text


def test_an_extension_is_told_with_its_days_and_no_official_is_named(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    on_day(march(5))
    extending.extend(case, by=office.head, days=10, reason="需要汇总", on=march(5))
    text = shown(of(case), case)
    assert "延长答复期限10个工作日" in text
    people = [getattr(office, name).name for name in
              ("registrar", "handler", "head", "openness", "signer", "legal", "secrecy")]  # fmt: skip
    assert [name for name in people if name in text] == []


# -- 查收, 评价, 不服怎么办


def answered(office: Office, on_day: OnDay, code: str = "D1b") -> DisclosureRequest:
    """Decided and served electronically on 17 March."""
    on_day(decide.DAY)
    case = decide.case_of(office)
    decide.prove(case, office, code)
    decide.to_signature(case, office, code)
    decide.sign(case, office.signer)
    decide.deliver(case, office.registrar, mode=DeliveryMode.ELECTRONIC, signed_for_on=None)
    return fresh(case)


def test_the_answer_is_collected_by_reading_it_once(office: Office, on_day: OnDay) -> None:
    case = answered(office, on_day)
    client = of(case)
    assert "查收答复" in shown(client, case)
    letter = case.decisions.get().letter
    assert letter is not None
    on_day(march(19))
    for _ in range(2):
        answer = client.get(letter_url(case, letter.pk, "docx"))
        assert answer.status_code == 200
    (event,) = Event.objects.filter(act="申请人查收文书")
    assert event.data == {"letter": letter.number, "on": "2026-03-19"}
    delivery = case.deliveries.get()
    assert (delivery.effective_on, delivery.signed_for_on) == (decide.DAY, march(19))
    text = shown(client, case)
    assert "您在2026年3月19日查收" in text
    assert ">查收答复</a>" not in text


def test_the_answer_is_collected_by_the_button(office: Office, on_day: OnDay) -> None:
    case = answered(office, on_day)
    assert do(of(case), case, "collect").status_code == 302
    assert Event.objects.filter(act="申请人查收文书").count() == 1


def test_the_answer_is_rated_once(office: Office, on_day: OnDay) -> None:
    case = answered(office, on_day)
    client = of(case)
    assert do(client, case, "rate").status_code == 422
    assert do(client, case, "rate", stars="4", note="很快").status_code == 302
    assert fresh(case).rating == 4
    assert do(client, case, "rate", stars="1").status_code == 409
    assert "4</span>星" in shown(client, case)


def test_either_way_is_open_after_an_answer_that_gives(office: Office, on_day: OnDay) -> None:
    case = answered(office, on_day)
    on_day(march(27))
    text = shown(of(case), case)
    wanted = ["也可以直接向人民法院起诉", "2026年5月16日", '<span class="num">50</span>天', "2026年9月17日",
              "行政诉讼法第四十六条"]  # fmt: skip
    assert [word for word in wanted if word not in text] == []


def test_reconsideration_comes_first_after_a_refusal(office: Office, on_day: OnDay) -> None:
    case = answered(office, on_day, "D3-5")
    text = shown(of(case), case)
    assert "要先申请行政复议，不能直接起诉" in text
    assert "行政诉讼法第四十六条" not in text
    assert "15日内起诉" in text


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 3, 17), 6, dt.date(2026, 9, 17)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2026, 6, 30), 6, dt.date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: dt.date, months: int, then: dt.date) -> None:
    assert months_after(day, months) == then


# -- who looked, what is hidden


def test_looks_are_listed_by_day_and_office_without_names(office: Office) -> None:
    made = applied(office.unit)
    note_look(made.case, by=office.registrar, unit=office.unit, what="申请人信息")
    note_look(made.case, by=office.registrar, unit=office.unit, what="申请人信息")
    note_look(made.case, by=office.registrar, unit=office.unit, what="被征求意见人信息")
    other = applied(office.unit)
    note_look(other.case, by=office.signer, unit=office.unit, what="申请人信息")
    text = shown(opened(made.application.number, made.query_code), made.case)
    assert text.count("查看了申请人信息") == 1
    assert "登记员查看了申请人信息" in text
    assert [w for w in ("登记员甲", "签发人", "被征求意见人") if w in text] == []


def test_acts_that_are_not_visible_and_notes_are_not_shown(office: Office) -> None:
    made = applied(office.unit)
    CaseAct.objects.create(
        case=made.case, kind=Act.NOTE, on=made.case.received_on, actor="测试", stage="registered",
        note="内部的话", digest="0" * 64, event_seq=0,
    )  # fmt: skip
    text = shown(opened(made.application.number, made.query_code), made.case)
    assert [
        w for w in ("内部的话", "工作记录", "陈一诺", "13900000001", "3701021901") if w in text
    ] == []


@pytest.mark.parametrize("act", ["correct", "reasons", "withdraw", "rate", "collect", "sign", ".."])
def test_nobody_acts_on_a_case_of_another(office: Office, act: str) -> None:
    mine, other = applied(office.unit), applied(office.unit)
    client = opened(mine.application.number, mine.query_code)
    before = fresh(other.case).row_version
    mixed = act_url(other.case, "X").replace(other.application.number, mine.application.number)
    for url in (act_url(other.case, "X"), mixed):
        sent = client.post(
            url.replace("/X/", f"/{act}/"), {"form_token": new_token(), "stars": "1"}
        )
        assert sent.status_code in (302, 403, 404)
    assert fresh(other.case).row_version == before
    assert client.get(FOLLOW).status_code == 200
    assert client.get(page_url(mine.application.number)).status_code == 200
