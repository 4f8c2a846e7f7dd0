"""Number and query code open one application, for half an hour, and tell a stranger nothing."""

import re
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.foi.services import intake
from tests.foi.factories import Office
from tests.foi.follow.way import CODE, FOLLOW, applied, do, opened, page_url, shown, with_code
from tests.foi.steps.way import corrected_case

_VARYING = re.compile(r'name="(?:csrfmiddlewaretoken|number)"[^>]*value="[^"]*"')
_VALUES = re.compile("'[^']*'|\"s[0-9]+_x[0-9]+\"|[0-9]+")


@pytest.fixture
def made(office: Office) -> intake.Submitted:
    return applied(office.unit)


def ask(number: str, code: str, client: Client | None = None) -> tuple[int, str]:
    answer = (client or Client()).post(FOLLOW, {"number": number, "code": code})
    return answer.status_code, answer.content.decode()


def test_number_and_code_open_the_page(made: intake.Submitted) -> None:
    client = opened(made.application.number, made.query_code)
    text = shown(client, made.case)
    wanted = [made.application.number, made.case.number, "您提交了申请", "确认收到您的申请并登记",
              "怎么算的", "下一步", "撤回申请", "还没有人查看过"]  # fmt: skip
    assert [word for word in wanted if word not in text] == []


def test_a_wrong_number_and_a_wrong_code_are_one_answer_in_words_status_and_work(
    made: intake.Submitted,
) -> None:
    def answer(number: str) -> tuple[int, str, list[str]]:
        with CaptureQueriesContext(connection) as seen:
            status, text = ask(number, "00000000")
        text = _VARYING.sub("", text.replace(number, ""))
        return status, text, [_VALUES.sub("?", query["sql"]) for query in seen]

    answer(made.application.number)
    answer("SQ2026999999")
    wrong_code, wrong_number = answer(made.application.number), answer("SQ2026999999")
    assert wrong_code == wrong_number
    assert wrong_code[0] == 422


def test_after_ten_wrong_tries_the_page_says_to_wait(made: intake.Submitted) -> None:
    number = made.application.number
    assert {ask(number, "00000000")[0] for _ in range(10)} == {422}
    answer = Client().post(FOLLOW, {"number": number, "code": made.query_code})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "请等1分钟后再试" in answer.content.decode()


def test_what_was_typed_is_shown_again_for_who_mistyped_one_sign(made: intake.Submitted) -> None:
    _, text = ask(made.application.number, "WRONGCODE")
    assert f'value="{made.application.number}"' in text
    assert 'value="WRONGCODE"' in text


@pytest.mark.parametrize("number", ["", "x" * 300, "SQ2026000001\x00", "<script>"])
def test_anything_typed_is_only_wrong(made: intake.Submitted, number: str) -> None:
    status, text = ask(number, "'--")
    assert status == 422
    assert "<script>alert" not in text


def test_a_stranger_is_sent_to_the_two_fields_whether_the_number_exists_or_not(
    made: intake.Submitted,
) -> None:
    answers = [
        Client().get(page_url(number)) for number in (made.application.number, "SQ2026999999")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, "/requests/follow/?closed=1")
    ] * 2


def test_an_open_page_opens_no_other_application(office: Office, made: intake.Submitted) -> None:
    other = applied(office.unit)
    client = opened(made.application.number, made.query_code)
    absent = client.get(page_url("SQ2026999999"))
    answer = client.get(page_url(other.application.number))
    assert (answer.status_code, answer["Location"]) == (absent.status_code, absent["Location"])


def test_after_half_an_hour_of_silence_the_page_is_closed(
    made: intake.Submitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(made.application.number, made.query_code)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 29 * 60)
    assert client.get(page_url(made.application.number)).status_code == 200
    monkeypatch.setattr(time, "time", lambda: real() + 58 * 60)
    assert client.get(page_url(made.application.number)).status_code == 200
    monkeypatch.setattr(time, "time", lambda: real() + 89 * 60)
    assert client.get(page_url(made.application.number)).status_code == 302


def test_leaving_closes_the_page_and_leaves_the_desk_signed_in(
    office: Office, made: intake.Submitted
) -> None:
    client = Client()
    client.force_login(office.handler)
    client.post(FOLLOW, {"number": made.application.number, "code": made.query_code})
    assert client.get(page_url(made.application.number)).status_code == 200
    client.post("/requests/follow/leave/")
    assert client.get(page_url(made.application.number)).status_code == 302
    assert client.session["_auth_user_id"] == str(office.handler.pk)


def test_who_works_at_the_desk_sees_nothing_more_here(
    office: Office, made: intake.Submitted
) -> None:
    client = Client()
    client.force_login(office.registrar)
    assert client.get(page_url(made.application.number)).status_code == 302


def test_the_key_of_the_session_changes_when_an_application_is_opened(
    made: intake.Submitted,
) -> None:
    client = Client()
    session = client.session
    session["planted"] = 1
    session.save()
    before = client.cookies["gongkai_session"].value
    client.post(FOLLOW, {"number": made.application.number, "code": made.query_code})
    assert client.cookies["gongkai_session"].value != before


def test_every_page_is_private(made: intake.Submitted) -> None:
    client = opened(made.application.number, made.query_code)
    answers = [client.get(FOLLOW), client.get(page_url(made.application.number)),
               Client().get(page_url("SQ2026999999")), Client().get("/requests/account/")]  # fmt: skip
    for answer in answers:
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_the_session_holds_nothing_of_a_person(made: intake.Submitted) -> None:
    client = opened(made.application.number, made.query_code)
    (kept,) = (value for key, value in client.session.items() if key.startswith("foi_"))
    assert set(kept) == {"pk", "seen"}


def test_what_was_typed_survives_the_end_of_the_session(
    office: Office, on_day: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = corrected_case(office, on_day)
    with_code(case)
    client = opened(case.application.number)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 31 * 60)
    answer = do(client, case, "correct", text="补充：2025年秋季的招生计划")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "2025年秋季" not in text
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    assert kept is not None
    again = client.post(FOLLOW, {"number": case.application.number, "code": CODE, "kept": kept[1]})
    assert again.status_code == 200
    assert "2025年秋季的招生计划</textarea>" in again.content.decode()


def test_what_was_kept_for_one_application_opens_in_no_other(
    office: Office, made: intake.Submitted
) -> None:
    other = applied(office.unit)
    sent = do(Client(), other.case, "withdraw", note="他人的话")
    kept = re.search(r'name="kept" value="([^"]+)"', sent.content.decode())
    assert kept is not None
    answer = Client().post(
        FOLLOW,
        {"number": made.application.number, "code": made.query_code, "kept": kept[1]},
    )
    assert answer.status_code == 302


def test_the_page_reads_as_often_for_three_cases_as_for_one(
    office: Office, made: intake.Submitted
) -> None:
    client = opened(made.application.number, made.query_code)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(client, made.case)
        return len(seen)

    shown(client, made.case)
    one = count()
    case = made.case
    case.refresh_from_db()
    intake.split(
        case, by=office.registrar, matters=["甲校招生计划", "乙校招生计划", "丙校招生计划"]
    )
    text = shown(client, made.case)
    assert "第3件" in text
    assert count() == one
