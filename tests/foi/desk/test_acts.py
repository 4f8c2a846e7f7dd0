"""The one door for every act: allowed, refused with everything typed, once, two people at once."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi import deeds
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.states import CASE_MOVES, Act, Stage
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import act_url, page_url, perform, typed
from tests.foi.factories import RECEIVED, Office, make_case


class TrialForm(DeedForm):
    """A word, and a file that may come with it."""

    word = forms.CharField(label="一个词", error_messages={"required": "请写一个词。"})
    proof = forms.FileField(label="凭证", required=False)


def _do(case: DisclosureRequest, form: Any, user: User) -> str:
    row = acting.lock(case, seen=form.seen)
    if form.cleaned_data["word"] == "不行":
        raise Refusal("这个词不能用，请换一个词。", field="word")
    if form.cleaned_data["word"] == "不是时候":
        raise Refusal("现在不是时候，请稍后再办。")
    acting.perform(row, Act.NOTE, by=user, on=RECEIVED, note=form.cleaned_data["word"])
    return "已经记下。"


def _give_away(case: DisclosureRequest, form: Any, user: User) -> str:
    row = acting.lock(case, seen=form.seen)
    acting.perform(row, Act.HAND_OVER, by=user, on=RECEIVED, sets={"handler": None})
    return "已经转出。"


TRIAL = (
    Deed(Act.NOTE, "试记一笔", "把一个词记进案卷。", TrialForm, _do, main=True),
    Deed(
        Act.NOTE, "另一种记法", "也是记录。", TrialForm, _do,
        why_not=lambda case, user: "还缺一份材料，请先补齐。",
    ),
    Deed(Act.HAND_OVER, "转出去", "交给别人。", DeedForm, _give_away),
    Deed(Act.SIGN, "签一下", "签发。", DeedForm, _do),
)  # fmt: skip


@pytest.fixture
def case(office: Office, on_day: OnDay, monkeypatch: pytest.MonkeyPatch) -> DisclosureRequest:
    """A case in hand; the deeds are the trial ones, whatever the slices have."""
    on_day(RECEIVED)
    keys = ("note", "note-2", "hand_over", "sign")
    offered = tuple(deeds.Offered(deed, key) for deed, key in zip(TRIAL, keys, strict=True))
    monkeypatch.setattr(deeds, "collected", lambda: offered)
    return make_case(office.unit, Stage.HANDLING, handler=office.handler)


def notes(case: DisclosureRequest) -> list[str]:
    return [act.note for act in case.acts.filter(kind=Act.NOTE)]


def test_an_act_is_done_and_told(office: Office, case: DisclosureRequest, as_user: type) -> None:
    answer = as_user(office.handler).post(
        act_url(case, "note"), typed(case, word="收到"), follow=True
    )
    assert answer.redirect_chain == [(page_url(case), 302)]
    assert "已经记下。" in answer.content.decode()
    assert notes(case) == ["收到"]


def test_only_what_may_be_done_is_offered(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    page = as_user(office.handler).get(page_url(case)).content.decode()
    assert "试记一笔" in page
    assert "还缺一份材料，请先补齐。" in page
    assert "签一下" not in page
    assert "转出去" not in as_user(office.authority).get(page_url(case)).content.decode()


def test_what_was_typed_stays_when_a_field_is_wrong(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    proof = SimpleUploadedFile("回执.pdf", b"%PDF-1.4")
    sent = typed(case, word="", proof=proof)
    answer = as_user(office.handler).post(act_url(case, "note"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("请写一个词。") == 2  # in the summary and at the field
    assert '<a href="#note_word">' in page
    assert "data-focus" in page
    assert "请重新选择：回执.pdf" in page
    assert f'value="{sent["form_token"]}"' in page
    assert "<title>错误：" in page


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("不行", "这个词不能用，请换一个词。"), ("不是时候", "现在不是时候，请稍后再办。")],
)
def test_a_refusal_of_the_service_keeps_everything_typed(
    office: Office, case: DisclosureRequest, as_user: type, word: str, sentence: str
) -> None:
    answer = as_user(office.handler).post(act_url(case, "note"), typed(case, word=word))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert sentence in page
    assert f'value="{word}"' in page
    assert '<details class="deed" id="deed-note" open>' in page
    assert notes(case) == []


def test_a_deed_that_cannot_be_done_yet_says_why_when_it_is_sent_all_the_same(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    answer = as_user(office.handler).post(act_url(case, "note-2"), typed(case, word="早了"))
    assert answer.status_code == 409
    assert "还缺一份材料，请先补齐。" in answer.content.decode()
    assert 'value="早了"' in answer.content.decode()
    assert notes(case) == []


def test_a_wrong_stage_is_told_on_the_page_with_what_was_typed(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    sent = typed(case, word="晚了")
    DisclosureRequest.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED, outcome="D1b")
    answer = as_user(office.handler).post(act_url(case, "note"), sent)
    assert answer.status_code == 409
    assert "当前状态是“已归档”，不能办理“工作记录”" in answer.content.decode()
    assert 'value="晚了"' in answer.content.decode()


def test_a_double_click_does_it_once_and_answers_alike(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    browser, sent = as_user(office.handler), typed(case, word="一次")
    answers = [browser.post(act_url(case, "note"), sent) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, page_url(case))] * 2
    assert notes(case) == ["一次"]


def test_two_people_at_once_the_second_is_told_who_was_first(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    first, second = typed(case, word="甲的"), typed(case, word="乙的")
    as_user(office.openness).post(act_url(case, "note"), first)
    answer = as_user(office.handler).post(act_url(case, "note"), second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "公开办戊刚刚办理了“工作记录”，这一步没有保存。" in page
    assert 'value="乙的"' in page
    assert notes(case) == ["甲的"]
    # The page shows the case as it is now: sent again from there it is done.
    again = typed(case, word="乙的") | {"form_token": second["form_token"]}
    assert as_user(office.handler).post(act_url(case, "note"), again).status_code == 302
    assert notes(case) == ["甲的", "乙的"]


def test_who_gives_a_case_out_of_hand_comes_to_the_list(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    browser, sent = as_user(office.handler), typed(case)
    answers = [browser.post(act_url(case, "hand_over"), sent) for _ in range(2)]
    assert [one["Location"] for one in answers] == [reverse("desk_requests")] * 2
    assert browser.get(page_url(case)).status_code == 404


def test_seen_but_not_allowed_is_a_sentence_that_names_who_may(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    answer = as_user(office.handler).post(act_url(case, "sign"), typed(case, word="x"))
    assert answer.status_code == 403
    assert "“签发”由签发人办理" in answer.content.decode()


def test_an_unknown_act_and_a_look_are_no_acts(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    browser = as_user(office.handler)
    assert browser.post(act_url(case, "nothing"), typed(case)).status_code == 404
    assert browser.get(act_url(case, "note")).status_code == 405


def test_a_form_without_its_token_is_refused(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    sent = typed(case, word="无") | {"form_token": "x"}
    answer = as_user(office.handler).post(act_url(case, "note"), sent)
    assert answer.status_code == 400
    assert "校验标记" in answer.content.decode()
    assert notes(case) == []


def test_every_deed_of_the_slices_has_a_move_a_key_and_words() -> None:
    deeds.collected.cache_clear()
    found = deeds.collected()
    moves = {act for stage in Stage for act in CASE_MOVES.allowed(stage)}
    assert [one.key for one in found if one.act not in moves] == []
    assert len({one.key for one in found}) == len(found)
    assert all(deeds.by_key(one.key) is one.deed for one in found)
    assert [one.key for one in found if not one.deed.explain.endswith("。")] == []


def test_the_letter_is_shown_beside_with_what_was_typed(
    office: Office, on_day: OnDay, as_user: type
) -> None:
    on_day(dt.date(2026, 3, 6))
    deeds.collected.cache_clear()
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    perform(case, Act.NOTE, by=office.handler, on=RECEIVED)
    sent = typed(case, on="2026年3月6日", until="2026年3月20日", what="写明年份", look_letter="1")
    browser = as_user(office.head)
    page = browser.post(act_url(case, "ask_clarification"), sent)
    beside = browser.post(act_url(case, "ask_clarification"), sent, headers={"HX-Request": "true"})
    for answer in (page, beside):
        assert answer.status_code == 200
        assert "写明年份" in answer.content.decode()
        assert "陈一诺" not in answer.content.decode()
    assert "<html" not in beside.content.decode()
    assert [act.kind for act in case.acts.all()] == [Act.NOTE]
