"""The page behind the link: the question, one answer, and nothing for anybody else."""

import datetime as dt
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.base.models import Event, FormToken
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Consultation, DisclosureRequest
from gongkai.foi.queries.consulting import by_token, link_ends_on
from gongkai.foi.services import consulting, opinion_links
from gongkai.foi.states import Act, Stage, Stance
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import ITEM, JOINT, asked, fresh, handled, march, served

SEND = "/requests/opinion/"


def linked(office: Office, on_day: OnDay, **facts: object) -> tuple[Consultation, str]:
    """A letter served on 5 March, and the token of its link."""
    made = served(handled(office), office, on_day, march(5), **facts)  # type: ignore[arg-type]
    return made, opinion_links.make_link(made, by=office.handler)


def opened(token: str) -> tuple[int, str]:
    page = Client().get(reverse("foi_opinion", args=[token]))
    return page.status_code, page.content.decode()


def send(token: str, **fields: object) -> tuple[int, str]:
    sent = {"form_token": new_token(), "link": token, "stance": "agree", "opinion": ""} | fields
    page = Client().post(SEND, sent)
    return page.status_code, page.content.decode()


def test_the_page_says_what_by_whom_until_when_and_what_silence_means(
    office: Office, on_day: OnDay
) -> None:
    _, token = linked(office, on_day)
    status, text = opened(token)
    wanted = [ITEM, "明湖市教育局", "2026年3月26日", "15个工作日", "条例第三十二条", "决定是否公开"]
    assert status == 200
    assert [word for word in wanted if word not in text] == []


def test_a_joint_maker_reads_that_silence_is_consent(office: Office, on_day: OnDay) -> None:
    _, token = linked(office, on_day, kind=JOINT)
    _, text = opened(token)
    assert "视为同意公开" in text
    assert "条例第三十四条" in text


def test_nothing_of_the_applicant_or_the_case_is_on_the_page(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    DisclosureRequest.objects.filter(pk=made.case_id).update(number="教登2026-77")
    made.case.refresh_from_db()
    _, text = opened(token)
    person, case = made.case.application.applicant, made.case
    secrets = [person.name, person.phone, person.address, person.id_number,
               case.application.wanted, case.application.number, case.number]  # fmt: skip
    assert [word for word in secrets if word in text] == []


@pytest.mark.parametrize("how", ["open", "ended", "unknown"])
def test_the_page_is_private_whatever_it_says(office: Office, on_day: OnDay, how: str) -> None:
    made, token = linked(office, on_day)
    if how == "ended":
        consulting.take_opinion(made, stance=Stance.AGREE)
    page = Client().get(reverse("foi_opinion", args=[token if how != "unknown" else "x" * 43]))
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_the_answer_is_taken_and_the_receipt_shown(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    on_day(march(10))
    status, text = send(
        token,
        stance="refuse",
        opinion="含有报价",
        files=SimpleUploadedFile("说明.txt", "报价".encode()),
    )
    made.refresh_from_db()
    assert status == 200
    assert "意见已经收到" in text
    assert "含有报价" not in text
    assert (made.stance, made.opinion, made.answered_on) == (Stance.REFUSE, "含有报价", march(10))
    assert made.case.files.count() == 1


def test_opening_serves_nothing(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    token = opinion_links.make_link(made, by=office.handler)
    status, text = opened(token)
    made.refresh_from_db()
    assert (status, made.served_on) == (200, None)
    assert "确认今天收到" in text


def test_confirming_serves_and_the_limit_appears(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(4))
    made = asked(case, office)
    token = opinion_links.make_link(made, by=office.handler)
    on_day(march(5))
    status, text = send(token, act="received")
    made.refresh_from_db()
    act = fresh(case).acts.get(kind=Act.CONSULT)
    assert (status, made.served_on, act.actor) == (200, march(5), "被征求意见人")
    assert "2026年3月26日" in text
    assert "确认今天收到" not in text
    assert send(token, act="received")[0] == 200
    assert fresh(case).acts.filter(kind=Act.CONSULT).count() == 1


def test_where_the_setting_says_so_confirming_does_not_serve(
    office: Office, on_day: OnDay, settings: object
) -> None:
    settings.FOI_LINK_SERVES = False  # type: ignore[attr-defined]
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    token = opinion_links.make_link(made, by=office.handler)
    assert "确认今天收到" not in opened(token)[1]
    status, text = send(token, act="received")
    made.refresh_from_db()
    assert (status, made.served_on) == (409, None)
    assert "由发出征求意见书的机关登记" in text


def test_an_answer_without_service_is_proof_of_receipt(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    token = opinion_links.make_link(made, by=office.handler)
    on_day(march(9))
    assert send(token)[0] == 200
    made.refresh_from_db()
    assert (made.served_on, made.answered_on) == (march(9), march(9))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"stance": ""}, "请选择意见"),
        ({"stance": "silent"}, "请选择意见"),
        ({"stance": "refuse", "opinion": " "}, "请写明意见的理由"),
        ({"form_token": "x"}, "校验标记"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, on_day: OnDay, fields: dict[str, str], sentence: str
) -> None:
    made, token = linked(office, on_day)
    status, text = send(token, **({"opinion": "含有报价数据"} | fields))
    made.refresh_from_db()
    assert status in (400, 409, 422)
    assert sentence in text
    assert made.answered_on is None
    assert ("含有报价数据" in text) is ("opinion" not in fields)


def test_a_file_that_is_not_taken_is_refused_whole(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    status, text = send(token, files=SimpleUploadedFile("病毒.exe", b"MZ\x90\x00" + b"\0" * 200))
    made.refresh_from_db()
    assert status in (409, 415)
    assert made.answered_on is None
    assert "病毒.exe" in text


# -- attacks


@pytest.mark.parametrize(
    "token", ["x" * 43, "..", "a", "<script>", "%00", "’" * 20, "x" * 3000, "c1"]
)
def test_a_wrong_link_opens_nothing(office: Office, on_day: OnDay, token: str) -> None:
    linked(office, on_day)
    status, text = opened(token)
    assert status == 404
    assert ITEM not in text
    assert send(token)[0] == 404


def test_a_used_link_opens_nothing_and_takes_nothing(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    assert send(token)[0] == 200
    for status, text in (opened(token), send(token, stance="refuse", opinion="改变主意")):
        assert status == 410
        assert [w for w in (ITEM, "明湖市东泉餐饮", "征求第三方意见") if w in text] == []
    made.refresh_from_db()
    assert made.stance == Stance.AGREE


def test_the_same_form_sent_again_shows_the_same_receipt(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    form_token = new_token()
    first = send(token, form_token=form_token)
    again = send(token, form_token=form_token, stance="refuse", opinion="不同意")
    made.refresh_from_db()
    assert first[0] == again[0] == 200
    assert "同意公开" in again[1]
    assert made.stance == Stance.AGREE
    assert fresh(made.case).acts.filter(kind=Act.TAKE_OPINION).count() == 1


def test_two_at_once_are_one_answer(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    assert [opened(token)[0] for _ in range(2)] == [200, 200]
    assert [send(token)[0], send(token, stance="refuse", opinion="不")[0]] == [200, 410]
    made.refresh_from_db()
    assert made.stance == Stance.AGREE


def test_a_form_token_of_another_letter_is_refused(office: Office, on_day: OnDay) -> None:
    _, first = linked(office, on_day)
    made, second = linked(office, on_day)
    form_token = new_token()
    assert send(first, form_token=form_token)[0] == 200
    assert send(second, form_token=form_token)[0] == 400
    made.refresh_from_db()
    assert made.answered_on is None


def test_an_expired_link_opens_nothing(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    last = link_ends_on(made)
    assert last == dt.date(2026, 4, 10)
    on_day(dt.date(2026, 3, 30))
    assert "意见期限已经过去" in opened(token)[1]
    on_day(last)
    assert opened(token)[0] == 200
    on_day(last + dt.timedelta(days=1))
    assert opened(token)[0] == 410
    assert send(token)[0] == 410


def test_the_link_of_a_decided_case_opens_nothing(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    DisclosureRequest.objects.filter(pk=made.case_id).update(stage=Stage.DECIDED)
    assert opened(token)[0] == 410


def test_a_new_link_ends_the_old_one_and_a_dropped_one_is_gone(
    office: Office, on_day: OnDay
) -> None:
    made, first = linked(office, on_day)
    second = opinion_links.make_link(made, by=office.handler)
    assert (opened(first)[0], opened(second)[0]) == (404, 200)
    opinion_links.drop_link(made, by=office.handler)
    opinion_links.drop_link(made, by=office.handler)
    assert opened(second)[0] == 404


def test_after_the_answer_no_link_is_made(office: Office, on_day: OnDay) -> None:
    made, _ = linked(office, on_day)
    consulting.take_opinion(made, stance=Stance.AGREE)
    with pytest.raises(Refusal, match="不能再建立在线答复链接"):
        opinion_links.make_link(made, by=office.handler)


def test_the_token_is_stored_nowhere(
    office: Office, on_day: OnDay, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="gongkai.requests"):
        made, token = linked(office, on_day)
        send(token, stance="")
        send(token)
    made.refresh_from_db()
    kept = [
        made.token,
        *(str(event.data) + event.note for event in Event.objects.all()),
        *(str(row.answer) + row.purpose for row in FormToken.objects.all()),
        *(str(act.data) + act.note for act in made.case.acts.all()),
        *(str(record.__dict__) for record in caplog.records),
    ]
    assert [text for text in kept if token in text] == []
    assert by_token(made.token) is None
    assert re.fullmatch("[0-9a-f]{64}", made.token) is not None


def test_a_conferral_has_no_such_page(office: Office, on_day: OnDay) -> None:
    made, token = linked(office, on_day)
    Consultation.objects.filter(pk=made.pk).update(kind="confer")
    assert opened(token)[0] == 404


def test_getting_the_address_for_answers_is_refused(office: Office) -> None:
    assert Client().get(SEND).status_code == 405
