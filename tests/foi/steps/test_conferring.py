"""会商: another unit sees the question and nothing else; the clock goes on."""

import pytest
from django.urls import reverse

from gongkai.base.models import Notice
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Consultation, DisclosureRequest
from gongkai.foi.services import clocks, conferring
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FilePurpose, Stage, Stance
from tests.cast import make_user
from tests.conftest import SignedIn
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import fresh, handled, march

QUESTION = "贵局是否保存有2025年度校舍维修资金的分配方案。"


def conferred(
    case: DisclosureRequest, office: Office, on_day: OnDay, **facts: object
) -> Consultation:
    on_day(march(5))
    values = {"unit": office.city.finance, "question": QUESTION, "due_on": march(12)} | facts
    return conferring.confer(case, by=office.handler, **values)  # type: ignore[arg-type]


def test_the_other_unit_is_told_and_the_clock_goes_on(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = conferred(case, office, on_day)
    case = fresh(case)
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (office.stranger, f"/desk/requests/confer/{made.pk}/")
    assert "陈一诺" not in notice.title + notice.text
    assert clocks.clock_of(case).due == march(30)  # type: ignore[union-attr]
    assert case.acts.get().visible is False
    assert made.letter is not None
    assert QUESTION in "".join(paragraphs_of(made.letter))


def test_any_level_may_be_asked_but_not_oneself(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    for unit in (office.city.province, office.city.east_street, office.city.tax):
        assert conferred(case, office, on_day, unit=unit).unit == unit
    with pytest.raises(Refusal, match="请选择别的单位"):
        conferred(case, office, on_day, unit=office.unit)


def test_question_and_day_are_looked_at(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    with pytest.raises(Refusal, match="不得透露申请人"):
        conferred(case, office, on_day, question="陈一诺要的分配方案")
    with pytest.raises(Refusal, match="已经过去"):
        conferred(case, office, on_day, due_on=march(4))
    with pytest.raises(Refusal, match="请写明会商的问题"):
        conferred(case, office, on_day, question="")


def test_the_asked_unit_answers_once(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = conferred(case, office, on_day)
    made = conferring.confer_answer(
        made, by=office.stranger, opinion="有，见附件。", files=[("方案.txt", "方案".encode())]
    )
    act = fresh(case).acts.get(kind=Act.CONFER_ANSWER)
    assert (made.stance, made.opinion, made.answered_on) == (
        Stance.OPINION,
        "有，见附件。",
        march(5),
    )
    assert (act.by, act.note, case.files.get().purpose) == (
        office.stranger,
        "有，见附件。",
        FilePurpose.OPINION,
    )
    with pytest.raises(Refusal, match="不能再答复一次"):
        conferring.confer_answer(made, by=office.stranger, opinion="补充")


def test_an_answer_on_paper_is_entered_by_who_asked(office: Office, on_day: OnDay) -> None:
    made = conferred(handled(office), office, on_day)
    on_day(march(10))
    made = conferring.confer_answer(made, by=office.registrar, opinion="没有。", on=march(9))
    assert made.answered_on == march(9)


@pytest.mark.parametrize("name", ["other_handler", "legal", "authority", "statistician", "admin"])
def test_nobody_else_answers(office: Office, on_day: OnDay, name: str) -> None:
    made = conferred(handled(office), office, on_day)
    with pytest.raises(Forbidden, match="会商由被征求单位"):
        conferring.confer_answer(made, by=getattr(office, name), opinion="好")


def test_after_the_decision_no_answer_is_taken(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = conferred(case, office, on_day)
    DisclosureRequest.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    with pytest.raises(Refusal, match="当前状态是“已签发”"):
        conferring.confer_answer(made, by=office.stranger, opinion="有")


# -- the page


def test_the_page_shows_the_question_and_nothing_of_the_case(office: Office, on_day: OnDay) -> None:
    case = handled(office, number="教登2026-77", wanted="2025年度义务教育学校招生计划")
    made = conferred(case, office, on_day)
    page = SignedIn(office.stranger).get(reverse("desk_request_confer", args=[made.pk]))
    text = page.content.decode()
    person = case.application.applicant
    secrets = [person.name, person.phone, person.address, case.application.wanted,
               case.application.number, case.number, f"/desk/requests/{case.pk}/"]  # fmt: skip
    assert page.status_code == 200
    assert QUESTION in text
    assert [word for word in secrets if word in text] == []
    assert SignedIn(office.stranger).get(f"/desk/requests/{case.pk}/").status_code == 404


def test_who_sees_the_page(office: Office, on_day: OnDay) -> None:
    made = conferred(handled(office), office, on_day)
    colleague = make_user("czxx", unit=office.city.finance)
    address = reverse("desk_request_confer", args=[made.pk])
    seen = {
        user.username: SignedIn(user).get(address).status_code
        for user in (
            office.stranger,
            office.handler,
            office.authority,
            office.other_handler,
            colleague,
        )
    }
    assert seen == {"cz": 200, "cbr": 200, "zgbm": 200, "cbr2": 404, "czxx": 404}


def test_the_answer_is_sent_from_the_page_once(office: Office, on_day: OnDay) -> None:
    made = conferred(handled(office), office, on_day)
    browser, address = SignedIn(office.stranger), reverse("desk_request_confer", args=[made.pk])
    sent = {"form_token": new_token(), "opinion": "有，另行函送。"}
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, sent).status_code == 302
    made.refresh_from_db()
    assert made.opinion == "有，另行函送。"
    assert "有，另行函送。" in browser.get(address).content.decode()


def test_an_empty_answer_is_shown_again(office: Office, on_day: OnDay) -> None:
    made = conferred(handled(office), office, on_day)
    page = SignedIn(office.stranger).post(
        reverse("desk_request_confer", args=[made.pk]), {"form_token": new_token(), "opinion": " "}
    )
    assert page.status_code == 422
    assert "请写明贵单位的意见。" in page.content.decode()


def test_who_sees_the_case_may_not_answer_for_the_other_unit(office: Office, on_day: OnDay) -> None:
    made = conferred(handled(office), office, on_day)
    page = SignedIn(office.legal).post(
        reverse("desk_request_confer", args=[made.pk]),
        {"form_token": new_token(), "opinion": "有"},
    )
    assert page.status_code == 403


def test_files_of_the_answer_open_for_those_who_see_the_page(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = conferred(case, office, on_day)
    conferring.confer_answer(
        made, by=office.stranger, opinion="见附件", files=[("方案.txt", "方案".encode())]
    )
    file = case.files.get()
    address = reverse("desk_request_confer_file", args=[made.pk, file.pk])
    page = SignedIn(office.stranger).get(address)
    assert (page.status_code, page.content) == (200, "方案".encode())
    assert SignedIn(office.other_handler).get(address).status_code == 404
