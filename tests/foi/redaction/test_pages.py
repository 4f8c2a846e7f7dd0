"""The pages of blacking out: who sees what, by keyboard alone, each exit once."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.services import redacting
from gongkai.foi.states import RedactionState
from tests.foi.factories import Office, make_case
from tests.foi.redaction.world import (
    PAPER,
    SECRET,
    add_file,
    case_with_paper,
    made,
    marked,
    post,
)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(file: CaseFile, name: str = "desk_request_redaction", *more: int) -> str:
    return reverse(name, args=[file.case_id, file.pk, *more])


def list_of(case: DisclosureRequest) -> str:
    return reverse("desk_request_materials", args=[case.pk])


def box(**other: Any) -> dict[str, Any]:
    usual = {"page": 1, "left": 10, "top": 20, "width": "30.5", "height": 5, "ground": "E15-2"}
    return usual | other


# --- the list ----------------------------------------------------------------------------------


def test_an_original_is_added_marked_made_and_confirmed_without_a_script(office: Office) -> None:
    case = make_case(office.unit, handler=office.handler)
    handler, other = signed_in(office.handler), signed_in(office.secrecy)
    upload = SimpleUploadedFile("张三.pdf", PAPER, "application/pdf")
    handler.post(list_of(case), post("add", file=upload))
    file = CaseFile.objects.get()
    handler.post(list_of(case), post(f"begin-{file.pk}"))
    row = Redaction.objects.get()
    handler.post(page_of(file), post("words", row, words=SECRET, ground="E15-2"))
    row.refresh_from_db()
    handler.post(page_of(file), post("mark", row, **box()))
    row.refresh_from_db()
    assert len(row.marks) == 3
    handler.post(page_of(file), post("make", row))
    row.refresh_from_db()
    other.post(page_of(file), post("confirm", row, looked="yes"))
    row.refresh_from_db()
    assert (row.state, row.verified_by) == (RedactionState.VERIFIED, office.secrecy)
    assert [copy.name for copy in redacting.delivered_files_of(case)] == ["附件1.pdf"]


def test_the_list_says_of_each_file_what_becomes_of_it(office: Office) -> None:
    case, file = case_with_paper(office)
    add_file(case)
    whole = add_file(case)
    made(file, office.handler)
    redacting.give_whole(whole, redacting.prepare_whole(whole), by=office.handler)
    page = signed_in(office.handler).get(list_of(case)).content.decode()
    assert [word in page for word in ("涂黑：已生成", "不提供", "全文提供")] == [True] * 3
    assert "附件1有要遮盖的内容，公开副本还没有由另一位同志核对。" in page


def test_the_list_asks_the_database_as_often_for_three_files_as_for_one(office: Office) -> None:
    case, file = case_with_paper(office)
    made(file, office.handler)
    client = signed_in(office.handler)
    client.get(list_of(case))
    with CaptureQueriesContext(connection) as one:
        client.get(list_of(case))
    made(add_file(case), office.handler)
    made(add_file(case), office.handler)
    with CaptureQueriesContext(connection) as three:
        client.get(list_of(case))
    assert len(three) == len(one)


def test_a_file_with_a_secrecy_mark_is_stopped_at_the_door(office: Office) -> None:
    case = make_case(office.unit, handler=office.handler)
    upload = SimpleUploadedFile("a.txt", "机密★一年\n关于某事的通知\n".encode(), "text/plain")
    answer = signed_in(office.handler).post(list_of(case), post("add", file=upload))
    assert (answer.status_code, CaseFile.objects.count()) == (422, 0)
    assert "涉密文件不得导入本系统" in answer.content.decode()


def test_a_file_is_given_whole_and_taken_back_with_a_reason(office: Office) -> None:
    case, file = case_with_paper(office)
    client = signed_in(office.handler)
    client.post(list_of(case), post(f"whole-{file.pk}"))
    file.refresh_from_db()
    assert file.given_whole is True
    answer = client.post(list_of(case), post(f"back-{file.pk}", reason=""))
    assert (answer.status_code, "请写收回的原因" in answer.content.decode()) == (422, True)
    client.post(list_of(case), post(f"back-{file.pk}", reason="含有姓名"))
    file.refresh_from_db()
    assert (file.given_whole, redacting.delivered_files_of(case)) == (False, [])


# --- who ---------------------------------------------------------------------------------------

ADDRESSES = [
    ("desk_request_redaction", ()),
    ("desk_request_page", (1,)),
    ("desk_request_copy", ()),
    ("desk_request_copy_page", (1,)),
]


def test_originals_and_copies_are_for_those_who_handle_and_review(office: Office) -> None:
    _, file = case_with_paper(office)
    made(file, office.handler)

    def found(who: str) -> set[int]:
        client = signed_in(getattr(office, who))
        return {client.get(page_of(file, name, *more)).status_code for name, more in ADDRESSES}

    wanted = {
        "handler": 200, "registrar": 200, "openness": 200, "secrecy": 200, "legal": 200,
        "signer": 200, "authority": 403, "other_handler": 404, "stranger": 404,
        "statistician": 404, "admin": 404,
    }  # fmt: skip
    assert {who: found(who) for who in wanted} == {who: {code} for who, code in wanted.items()}


def test_visitors_are_sent_to_sign_in(office: Office) -> None:
    _, file = case_with_paper(office)
    made(file, office.handler)
    answers = [Client().get(page_of(file, name, *more)) for name, more in ADDRESSES]
    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.parametrize("who", ["secrecy", "legal", "signer"])
def test_reviewers_see_and_do_not_mark(office: Office, who: str) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    answer = signed_in(getattr(office, who)).post(page_of(file), post("mark", row, **box()))
    row.refresh_from_db()
    assert (answer.status_code, row.marks) == (403, [])


def test_the_file_of_another_case_is_not_found(office: Office) -> None:
    _, file = case_with_paper(office)
    other = make_case(office.unit, handler=office.handler)
    address = reverse("desk_request_page", args=[other.pk, file.pk, 1])
    assert signed_in(office.handler).get(address).status_code == 404


def test_an_opening_is_noted_once_whatever_pages_are_turned(office: Office) -> None:
    _, file = case_with_paper(office)
    redacting.begin(file, by=office.handler)
    client = signed_in(office.handler)
    for address in (
        page_of(file),
        page_of(file) + "?page=2",
        page_of(file, "desk_request_page", 1),
    ):
        client.get(address)
    looks = Event.objects.filter(act="查看个人信息")
    assert [(look.actor, look.note) for look in looks] == [(office.handler, "所查信息原件")]


def test_a_picture_of_the_original_is_kept_by_no_cache(office: Office) -> None:
    _, file = case_with_paper(office)
    answer = signed_in(office.handler).get(page_of(file, "desk_request_page", 1) + "?width=300")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert Image.open(io.BytesIO(answer.content)).size == (300, 400)


# --- marking -----------------------------------------------------------------------------------


def test_a_box_is_set_by_numbers(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    signed_in(office.handler).post(page_of(file), post("mark", row, **box(page=2)))
    row.refresh_from_db()
    stored = {side: row.marks[0][side] for side in ("page", "left", "top", "right", "bottom")}
    assert stored == {"page": 2, "left": 0.1, "top": 0.2, "right": 0.405, "bottom": 0.25}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"page": 9}, "标记在第9页，文件只有2页，请改正页码。"),
        ({"left": "abc"}, "距左边（%）请填0到100之间的数，可以有小数。"),
        ({"left": "nan"}, "距左边（%）请填0到100之间的数，可以有小数。"),
        ({"width": 95}, "框超出了页面的右边，两个数加起来不能大于100。"),
        ({"height": 0}, "标记没有宽度或者没有高度，什么也盖不住，请重新画框。"),
        ({"ground": ""}, "请选择不予公开的依据，它会写在遮盖的地方。"),
    ],
)
def test_a_wrong_box_is_refused_and_what_was_typed_stays(
    office: Office, wrong: dict[str, Any], sentence: str
) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    sent = post("mark", row, **box(note="写过的话", **wrong))
    answer = signed_in(office.handler).post(page_of(file), sent)
    page = answer.content.decode()
    assert (answer.status_code in (409, 422), sentence in page, "写过的话" in page) == (
        True, True, True,
    )  # fmt: skip


def test_words_that_stand_nowhere_are_named_at_the_field(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    sent = post("words", row, words="王五", ground="E15-2")
    page = signed_in(office.handler).post(page_of(file), sent).content.decode()
    assert "文件里没有找到“王五”。" in page


def test_a_mark_is_taken_off_and_the_second_press_of_the_button_does_nothing(
    office: Office,
) -> None:
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    client, sent = signed_in(office.handler), post("remove-1", row)
    client.post(page_of(file), sent)
    client.post(page_of(file), sent)
    row.refresh_from_db()
    assert [mark["page"] for mark in row.marks] == [2]


def test_marks_changed_by_somebody_else_meanwhile_are_not_overwritten(office: Office) -> None:
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    redacting.remove(row, [1], by=office.openness, seen=1)
    answer = signed_in(office.handler).post(page_of(file), post("remove-1", row))
    assert (answer.status_code, "刚刚被别人改动" in answer.content.decode()) == (409, True)


def test_the_result_is_shown_before_it_is_made(office: Office) -> None:
    _, file = case_with_paper(office)
    marked(file, office.handler)
    page = signed_in(office.handler).get(page_of(file) + "?look=result").content.decode()
    assert 'class="redaction-boxes result"' in page


# --- making and confirming ---------------------------------------------------------------------


def test_places_that_were_overlooked_are_shown_before_anything_is_made(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.remove(marked(file, office.handler), [2], by=office.handler, seen=1)
    client = signed_in(office.handler)
    answer = client.post(page_of(file), post("make", row))
    assert answer.status_code == 422
    assert "第2页还有1处没有遮盖。" in answer.content.decode()
    client.post(page_of(file), post("make", row, anyway="yes"))
    row.refresh_from_db()
    assert row.state == RedactionState.MADE


def test_a_long_file_is_left_to_the_worker(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "MOST_AT_ONCE", 1)
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    page = signed_in(office.handler).post(page_of(file), post("make", row), follow=True)
    row.refresh_from_db()
    assert (row.state, redacting.is_waiting(row)) == (RedactionState.MARKING, True)
    assert "正在后台生成公开副本" in page.content.decode()


def test_confirming_wants_the_tick_and_another_person(office: Office) -> None:
    _, file = case_with_paper(office)
    row = made(file, office.handler)
    other = signed_in(office.legal).post(page_of(file), post("confirm", row))
    same = signed_in(office.handler).post(page_of(file), post("confirm", row, looked="yes"))
    row.refresh_from_db()
    assert (other.status_code, same.status_code, row.state) == (422, 409, RedactionState.MADE)


def test_a_made_copy_is_downloaded_as_the_applicant_gets_it(office: Office) -> None:
    _, file = case_with_paper(office)
    made(file, office.handler)
    answer = signed_in(office.handler).get(page_of(file, "desk_request_copy"))
    assert (answer["Content-Type"], SECRET.encode() in answer.content) == ("application/pdf", False)


def test_a_copy_is_taken_back_to_be_marked_anew(office: Office) -> None:
    _, file = case_with_paper(office)
    row = made(file, office.handler)
    signed_in(office.handler).post(page_of(file), post("revise", row))
    fresh = redacting.latest_of(CaseFile.objects.get(pk=file.pk))
    assert fresh is not None
    assert (fresh.version, fresh.state, fresh.copy) == (2, RedactionState.MARKING, None)


def test_a_text_shows_its_passages_and_takes_one_by_numbers(office: Office) -> None:
    case, _ = case_with_paper(office)
    file = add_file(case, "张三，住明湖路。".encode(), "a.txt")
    row = redacting.begin(file, by=office.handler)
    client = signed_in(office.handler)
    client.post(page_of(file), post("mark", row, first=1, last=2, ground="E15-2"))
    row.refresh_from_db()
    assert [(mark["start"], mark["end"]) for mark in row.marks] == [(0, 2)]
    assert '<mark id="p0">张三</mark>，住明湖路。' in client.get(page_of(file)).content.decode()


def test_an_act_that_does_not_exist_is_refused(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    sent = {"act": "burn", "form_token": new_token(), "version": row.row_version}
    assert signed_in(office.handler).post(page_of(file), sent).status_code == 400
