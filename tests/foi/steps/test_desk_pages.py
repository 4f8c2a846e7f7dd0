"""The deeds on the case page, the page of a consultation, and what waits for whom."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.foi import todo_consulting as todo
from gongkai.foi.deeds import abuse, clarifying, consulting, extending, fees
from gongkai.foi.deeds.base import Deed
from gongkai.foi.models import Consultation, DisclosureRequest
from gongkai.foi.services import conferring
from gongkai.foi.services import consulting as consults
from gongkai.foi.states import Act, FeeTariff, Stage, Stance
from tests.conftest import SignedIn
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.steps.way import (
    ITEM,
    MARCH_2,
    asked,
    corrected_case,
    fresh,
    handled,
    march,
    served,
)

DEEDS = (*clarifying.DEEDS, *consulting.DEEDS, *extending.DEEDS, *fees.DEEDS, *abuse.DEEDS)


def deed(act: Act, label: str = "") -> Deed:
    return next(one for one in DEEDS if one.act == act and label in one.label)


def do(one: Deed, case: DisclosureRequest, user: User, **fields: object) -> str:
    """Fills the form of a deed in as the page would send it, and does it."""
    row = DisclosureRequest.objects.get(pk=case.pk)
    sent = {"form_token": new_token(), "seen": str(row.row_version)} | {
        name: str(value) for name, value in fields.items()
    }
    form = one.form(sent, {}, case=row, user=user)
    assert form.is_valid(), form.errors
    return one.do(row, form, user)


def test_a_correction_is_asked_for_and_entered(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(12))
    said = do(
        deed(Act.ASK_CLARIFICATION), case, office.head,
        what="请写明年度\n请写明范围", until="2026年3月25日", on="2026-03-12",
    )  # fmt: skip
    assert "补正超期" in said
    on_day(march(16))
    said = do(
        deed(Act.RECEIVE_CORRECTION), case, office.registrar, text="2025年度", on="2026-03-16"
    )
    assert said == "补正已登记。答复期限重新计算，到2026年4月14日届满。"


def test_a_consultation_is_sent_served_and_answered(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    said = do(
        deed(Act.CONSULT, "第三方"), case, office.handler,
        name="明湖市东泉餐饮有限公司", items=ITEM, question="是否同意公开",
    )  # fmt: skip
    assert "请登记送达" in said
    which = str(case.consultations.get().pk)
    said = do(deed(Act.CONSULT, "送达"), case, office.registrar, which=which, on="2026-03-05")
    assert "2026年3月26日" in said
    said = do(
        deed(Act.TAKE_OPINION), case, office.handler,
        which=which, stance="refuse", opinion="涉及报价", on="2026-03-05",
    )  # fmt: skip
    assert said == "意见已登记，答复期限继续计算。"
    said = do(
        deed(Act.OVERRIDE), case, office.openness,
        which=which, reason="涉及食品安全", on="2026-03-05",
    )  # fmt: skip
    assert case.consultations.get().told_on == march(5)


def test_a_joint_maker_is_asked_with_its_own_letter(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    said = do(
        deed(Act.CONSULT, "共同制作"), case, office.handler,
        unit=office.city.finance.pk, items=ITEM, question="是否同意公开", served_on="2026-03-05",
    )  # fmt: skip
    made = case.consultations.get()
    assert (made.kind, made.letter.kind) == ("joint_maker", "joint_maker")  # type: ignore[union-attr]
    assert "期间不计算答复期限" in said


def test_a_conferral_and_its_answer_on_paper(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    do(
        deed(Act.CONFER), case, office.handler,
        unit=office.city.finance.pk, question="贵局有没有这份方案", due_on="2026-03-10",
    )  # fmt: skip
    which = case.consultations.get().pk
    do(deed(Act.CONFER_ANSWER), case, office.handler, which=which, opinion="有", on="2026-03-05")
    assert case.consultations.get().stance == Stance.OPINION


def test_extension_fee_and_payment(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    said = do(deed(Act.EXTEND), case, office.head, days=10, reason="需要调取", on="2026-03-05")
    assert said == "延期答复告知书已发出，答复期限延长10个工作日，到2026年4月14日届满。"
    said = do(
        deed(Act.FEE_NOTICE), case, office.openness,
        tariff=FeeTariff.PAGES.value, quantity=31, how_to_pay="到服务窗口缴费。", on="2026-03-05",
    )  # fmt: skip
    assert "应缴10元" in said
    said = do(deed(Act.FEE_PAID), case, office.registrar, voucher="0001", on="2026-03-05")
    assert said == "已登记缴清10元，答复期限从次日起重新计算。"


def test_reasons_and_a_later_day(office: Office, on_day: OnDay) -> None:
    for _ in range(5):
        make_case(office.unit, Stage.HANDLING, received_on=MARCH_2)
    case = handled(office)
    on_day(march(5))
    do(
        deed(Act.DEMAND_REASONS), case, office.openness,
        since="2026-03-01", till="2026-03-05", requests=6, reason="逐月重复",
        until="2026-03-16", on="2026-03-05",
    )  # fmt: skip
    do(deed(Act.TAKE_REASONS), case, office.registrar, text="编写地方志", on="2026-03-05")
    said = do(deed(Act.AGREE_LATER), case, office.head, until="2026-06-30", reason="量大")
    assert said == "延迟答复告知书已发出，应当在2026年6月30日前（含当日）答复。"


def test_what_can_not_be_done_is_closed_with_a_sentence(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    row = fresh(case)
    assert "条例第三十条" in deed(Act.ASK_CLARIFICATION).why_not(row, office.head)
    assert "条例第三十三条" in deed(Act.EXTEND).why_not(row, office.head)
    shown = [one.label for one in DEEDS if one.shown(row, office.head)]
    hidden = {"登记收到的意见", "告知第三方决定公开", "登记会商答复", "登记缴费", "确定延迟答复"}
    assert hidden & set(shown) == set()


def test_the_letter_can_be_seen_before_it_is_sent(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    sent = {
        "form_token": new_token(),
        "seen": str(case.row_version),
        "name": "明湖市东泉餐饮有限公司",
        "items": ITEM,
        "question": "是否同意公开",
        "look_letter": "1",
    }
    page = SignedIn(office.handler).post(
        reverse("desk_request_act", args=[case.pk, "consult"]), sent, headers={"HX-Request": "true"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert ITEM in text
    assert [blank for blank in ("【所涉信息】", "【收件人】") if blank in text] == []


def test_the_deeds_stand_on_the_case_page(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    served(case, office, on_day, march(5))
    page = SignedIn(office.handler).get(reverse("desk_request", args=[case.pk]))
    text = page.content.decode()
    wanted = ["征求第三方意见", "征求共同制作机关意见", "登记收到的意见", "发起会商"]
    assert page.status_code == 200
    assert [label for label in wanted if label not in text] == []
    assert "明湖市东泉餐饮有限公司" not in text


# -- the page of a consultation


def post(user: User, made: Consultation, act: str, **fields: str) -> tuple[int, str]:
    address = reverse("desk_request_consultation", args=[made.pk])
    page = SignedIn(user).post(address, {"form_token": new_token(), "act": act} | fields)
    return page.status_code, page.content.decode()


def test_the_link_is_shown_once(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    status, text = post(office.handler, made, "link")
    found = re.search(r"/requests/opinion/([A-Za-z0-9_-]{43})/", text)
    assert status == 200
    assert found is not None
    assert Client().get(found[0]).status_code == 200
    page = SignedIn(office.handler).get(reverse("desk_request_consultation", args=[made.pk]))
    assert found[1] not in page.content.decode()
    assert post(office.handler, made, "drop")[0] == 302
    assert Client().get(found[0]).status_code == 404


def test_the_same_form_sent_again_makes_no_second_link(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    token = new_token()
    assert post(office.handler, made, "link", form_token=token)[0] == 200
    status, text = post(office.handler, made, "link", form_token=token)
    assert status == 409
    assert "刚才已经建立并显示过一次" in text


def test_service_is_entered_on_the_page(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    status, text = post(office.registrar, made, "serve", on="三月五日")
    assert (status, "不是有效的日期" in text) == (422, True)
    status, text = post(office.registrar, made, "serve", on="2026-03-06")
    assert (status, "还没有到" in text) == (409, True)
    assert post(office.registrar, made, "serve", on="2026-03-05", evidence="窗口签收")[0] == 302
    made.refresh_from_db()
    assert (made.served_on, made.evidence) == (march(5), "窗口签收")


def test_names_are_masked_and_a_look_is_noted(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    page = SignedIn(office.handler).get(reverse("desk_request_consultation", args=[made.pk]))
    assert "明湖市东泉餐饮有限公司" not in page.content.decode()
    _, text = post(office.handler, made, "look")
    assert "明湖市东泉餐饮有限公司" in text
    assert Event.objects.filter(act="查看个人信息", note="被征求意见人信息").count() == 1


@pytest.mark.parametrize(
    ("name", "seen", "acted"),
    [("handler", 200, 302), ("registrar", 200, 302), ("authority", 200, 403),
     ("legal", 200, 403), ("other_handler", 404, 404), ("stranger", 404, 404), ("admin", 404, 404)],
)  # fmt: skip
def test_who_sees_the_page_and_who_acts_there(
    office: Office, on_day: OnDay, name: str, seen: int, acted: int
) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    user = getattr(office, name)
    page = SignedIn(user).get(reverse("desk_request_consultation", args=[made.pk]))
    assert page.status_code == seen
    assert post(user, made, "serve", on="2026-03-05")[0] == acted


def test_the_authority_is_not_shown_names(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = asked(handled(office), office)
    assert post(office.authority, made, "look")[0] == 403


# -- todo


def test_letters_to_be_served_and_limits_that_come_near(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    open_letter, near = handled(office), handled(office)
    asked(open_letter, office)
    served(near, office, on_day, march(5))
    on_day(march(20))
    assert [row.word for row in todo.consultations(office.registrar, 10)] == ["待登记送达"]
    on_day(march(23))
    rows = list(todo.consultations(office.handler, 10))
    assert {(row.due, row.word) for row in rows} == {(None, "待登记送达"), (march(26), "")}
    assert list(todo.consultations(office.other_handler, 10)) == []
    assert list(todo.consultations(office.stranger, 10)) == []
    on_day(march(27))
    consults.close_passed_holds()
    assert len(list(todo.consultations(office.handler, 10))) == 1


def test_limits_of_the_applicant_that_passed(office: Office, on_day: OnDay) -> None:
    correcting, paying = corrected_case(office, on_day), handled(office)
    do(
        deed(Act.FEE_NOTICE), paying, office.openness,
        tariff="pages", quantity=31, how_to_pay="到服务窗口缴费。", on="2026-03-05",
    )  # fmt: skip
    on_day(march(20))
    assert list(todo.lapses(office.registrar, 10)) == []
    on_day(march(21))
    assert [row.due for row in todo.lapses(office.registrar, 10)] == [march(20)]
    on_day(dt.date(2026, 4, 2))
    assert list(todo.payments(office.handler, 10)) == []
    on_day(dt.date(2026, 4, 3))
    assert [str(paying) in row.what for row in todo.payments(office.handler, 10)] == [True]
    assert [str(correcting) in row.what for row in todo.lapses(office.handler, 10)] == [True]
    assert list(todo.lapses(office.stranger, 10)) == list(todo.payments(office.stranger, 10)) == []


def test_the_head_is_told_of_what_is_due_and_may_be_extended(office: Office, on_day: OnDay) -> None:
    near = handled(office, due_on=march(30))
    handled(office, due_on=dt.date(2026, 4, 20))
    handled(office, due_on=march(30), stage=Stage.DECIDED)
    on_day(march(24))
    assert list(todo.extensions(office.head, 10)) == []
    on_day(march(25))
    rows = list(todo.extensions(office.head, 10))
    assert [(row.due, row.url) for row in rows] == [(march(30), f"/desk/requests/{near.pk}/")]
    assert "还可以延长20个工作日" in rows[0].what
    do(deed(Act.EXTEND), near, office.head, days=20, reason="需要调取", on="2026-03-25")
    assert list(todo.extensions(office.head, 10)) == []
    assert list(todo.extensions(office.handler, 10)) == []


def test_conferrals_wait_for_the_unit_that_is_asked(office: Office, on_day: OnDay) -> None:
    on_day(march(5))
    made = conferring.confer(
        handled(office), by=office.handler, unit=office.city.finance,
        question="贵局有没有这份方案", due_on=march(10),
    )  # fmt: skip
    rows = list(todo.conferrals(office.stranger, 10))
    assert [(row.due, row.url) for row in rows] == [
        (march(10), reverse("desk_request_confer", args=[made.pk]))
    ]
    assert "陈一诺" not in rows[0].what
    assert list(todo.conferrals(office.handler, 10)) == []
    conferring.confer_answer(made, by=office.stranger, opinion="有")
    assert list(todo.conferrals(office.stranger, 10)) == []


def test_each_source_costs_the_same_for_one_and_three(office: Office, on_day: OnDay) -> None:
    on_day(march(5))

    def one_more() -> None:
        asked(handled(office), office)
        corrected_case(office, on_day)
        handled(office, due_on=march(6))
        conferring.confer(
            handled(office), by=office.handler, unit=office.city.finance,
            question="有没有", due_on=march(10),
        )  # fmt: skip
        paying = handled(office)
        do(
            deed(Act.FEE_NOTICE), paying, office.openness,
            tariff="pages", quantity=31, how_to_pay="到服务窗口缴费。", on="2026-03-05",
        )  # fmt: skip

    def costs() -> list[int]:
        found = []
        for source, who in (
            (todo.consultations, office.handler),
            (todo.lapses, office.handler),
            (todo.payments, office.handler),
            (todo.extensions, office.head),
            (todo.conferrals, office.stranger),
        ):
            user = User.objects.get(pk=who.pk)
            with CaptureQueriesContext(
                connection,
            ) as statements:
                list(source(user, 10))
            found.append(len(statements))
        return found

    one_more()
    first = costs()
    one_more()
    one_more()
    assert costs() == first
