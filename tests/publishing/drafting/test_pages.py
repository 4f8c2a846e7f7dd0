"""The page of a draft: saving, two officers at once, what is kept unsaved, who may come in."""

import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from gongkai.base.models import Event, FormToken, User
from gongkai.base.services.forms import new_token
from gongkai.publishing.models import EditingSession, FindingDecision, PreviewLink, Publication
from gongkai.publishing.queries.records import records_of
from gongkai.publishing.render import pdf
from gongkai.publishing.services import drafts, interpretation
from gongkai.publishing.states import DraftSight, InterpretationForm, Kind, State
from tests.cast import City, People, make_user
from tests.publishing.drafting.factories import (
    fields_of,
    form_of,
    make_draft,
    page_of,
    rows_of,
    statements,
    words,
)
from tests.publishing.factories import attach, make_publication, stored_names

pytestmark = pytest.mark.django_db


def address(row: Publication, name: str = "desk_draft") -> str:
    return reverse(name, args=[row.pk])


# -- who may come in


def test_a_draft_of_another_unit_is_not_there(
    clerk: User, clerk_of_another_unit: User, as_user: type[Client]
) -> None:
    row = make_draft(clerk)
    statuses = {
        name: as_user(clerk_of_another_unit).get(address(row, name)).status_code
        for name in (
            "desk_draft", "desk_draft_preview", "desk_draft_versions", "desk_draft_compare",
            "desk_draft_sharing", "desk_draft_docx",
        )
    }  # fmt: skip
    assert statuses == dict.fromkeys(statuses, 404)


def test_who_sees_a_draft_and_may_not_change_it_reads_why(
    clerk: User, signer: User, as_user: type[Client]
) -> None:
    row = make_draft(clerk)
    client = as_user(signer)
    response = client.get(address(row))
    assert response.status_code == 200
    assert "起草由本单位的信息员、承办人、公开工作机构或者主管部门办理" in words(response)
    assert client.post(address(row), {"act": "save"}).status_code == 403


def test_a_draft_under_review_is_closed_to_who_has_no_turn(
    clerk: User, as_user: type[Client]
) -> None:
    row = make_draft(clerk, state=State.REVIEWING)
    response = as_user(clerk).get(address(row))
    assert "现在是“审校中”，不能改动内容" in words(response)


def test_the_reviewer_whose_turn_it_is_may_change_the_text(
    people: People, as_user: type[Client]
) -> None:
    row = make_draft(people.clerk, state=State.REVIEWING)
    client = as_user(people.handler)  # 一审 is done by 信息员 or 承办人 who did not draft it
    data = form_of(client.get(address(row)))
    response = client.post(address(row), {**data, "title": "改过的标题", "act": "save"})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.versions.last().note) == ("改过的标题", "审校修改")


def test_what_is_released_leads_to_its_page(clerk: User, as_user: type[Client]) -> None:
    row = make_publication(unit=clerk.unit)
    response = as_user(clerk).get(address(row))
    assert (response.status_code, response["Location"]) == (302, f"/desk/library/{row.pk}/")


# -- to save


def test_saving_keeps_everything_and_makes_a_version(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row)))
    data |= {
        "doc_no": "明教发[2026]3号", "signed_on": "2026-5-6", "issuers": "明湖市教育局",
        "keywords": "教育、时间", "body": "第一段。\n第二段。", "act": "save",
    }  # fmt: skip
    response = client.post(address(row), data)
    assert response.status_code == 302
    row = Publication.objects.select_related("document", "text").get(pk=row.pk)
    assert row.document.doc_no == "明教发〔2026〕3号"
    assert str(row.document.signed_on) == "2026-05-06"
    assert [issuer.name for issuer in row.document.issuers.all()] == ["明湖市教育局"]
    assert row.keywords == ["教育", "时间"]
    assert row.text.plain == "第一段。\n第二段。"
    assert row.versions.count() == 2


def test_saving_without_touching_the_text_leaves_it_as_it_is_stored(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    before = row.text.__class__.objects.get(pk=row.pk)
    data = form_of(client.get(address(row)))
    client.post(address(row), {**data, "summary": "一句话。", "act": "save"})
    after = before.__class__.objects.get(pk=row.pk)
    assert (after.html, after.plain, after.outline) == (before.html, before.plain, before.outline)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("doc_no", "第3号文", "不像发文字号"),
        ("signed_on", "2026年2月30日", "不是有效的日期"),
        ("title", "长" * 501, "标题有501个字，最多500个字，请写短一些。"),
        ("issuers", "机关" * 60, "请核对是否漏了顿号"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_shown_again(
    clerk: User, as_user: type[Client], field: str, typed: str, sentence: str
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {field: typed, "summary": "写好的一句话。"}
    response = client.post(address(row), {**data, "act": "save"})
    again = form_of(response)
    assert response.status_code == 422
    assert sentence in words(response)
    assert (again[field], again["summary"]) == (typed, "写好的一句话。")
    assert Publication.objects.get(pk=row.pk).row_version == row.row_version


def test_an_end_before_the_beginning_is_refused(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row)))
    data |= {"effective_on": "2026年6月1日", "expires_on": "2026年5月1日", "act": "save"}
    response = client.post(address(row), data)
    assert "有效期截止日期不能早于施行日期2026年6月1日，请核对后改正。" in words(response)


def test_an_unknown_act_is_refused(clerk: User, as_user: type[Client]) -> None:
    response = as_user(clerk).post(address(make_draft(clerk)), {"act": "explode"})
    assert response.status_code == 400


def test_the_same_form_sent_twice_saves_once(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = {**form_of(client.get(address(row))), "summary": "甲。", "act": "save"}
    assert [client.post(address(row), data).status_code for _ in range(2)] == [302, 302]
    assert Publication.objects.get(pk=row.pk).versions.count() == 2


# -- two officers


@pytest.fixture
def two(people: People, as_user: type[Client]) -> tuple[Client, Client, Publication]:
    """Two officers with the same draft open, the first of whom has saved."""
    row = make_draft(people.clerk)
    first, second = as_user(people.handler), as_user(people.clerk)
    theirs, _ = form_of(first.get(address(row))), second.get(address(row))
    saved = first.post(
        address(row), {**theirs, "title": "对方的标题", "body": "对方的正文。", "act": "save"}
    )
    assert saved.status_code == 302
    return first, second, row


def test_who_saves_second_sees_both_and_loses_nothing(
    two: tuple[Client, Client, Publication], people: People, as_user: type[Client]
) -> None:
    _, second, row = two
    data = form_of(second.get(address(row))) | {
        "version": "2",
        "title": "我的标题",
        "body": "我的正文。",
    }
    response = second.post(address(row), {**data, "act": "save"})
    shown, again = words(response), form_of(response)
    assert response.status_code == 409
    assert "韩承办在您填写期间保存过这份草稿" in shown
    assert ["标题", "对方的标题", "我的标题"] in rows_of(response)
    assert (again["title"], again["body"]) == ("我的标题", "我的正文。")
    assert Publication.objects.get(pk=row.pk).title == "对方的标题"


def test_knowingly_saved_over_theirs_stays_a_version(
    two: tuple[Client, Client, Publication],
) -> None:
    _, second, row = two
    data = form_of(second.get(address(row))) | {"version": "2", "title": "我的标题"}
    response = second.post(address(row), {**data, "act": "save"})
    (current,) = page_of(response).xpath('//input[@name="current"]/@value')
    again = form_of(response) | {"current": current, "act": "over"}
    assert second.post(address(row), again).status_code == 302
    assert Publication.objects.get(pk=row.pk).title == "我的标题"
    titles = [v.content["title"] for v in row.versions.order_by("number")]
    assert titles == ["关于调整办理时间的公告", "对方的标题", "我的标题"]


def test_saving_over_is_refused_again_when_they_saved_again(
    two: tuple[Client, Client, Publication], people: People
) -> None:
    first, second, row = two
    data = form_of(second.get(address(row))) | {"version": "2", "title": "我的标题"}
    response = second.post(address(row), {**data, "act": "save"})
    (current,) = page_of(response).xpath('//input[@name="current"]/@value')
    newer = form_of(first.get(address(row))) | {"title": "又改了", "act": "save"}
    first.post(address(row), newer)
    answer = second.post(address(row), {**form_of(response), "current": current, "act": "over"})
    assert answer.status_code == 409
    assert Publication.objects.get(pk=row.pk).title == "又改了"


def test_who_else_is_at_it_is_said(people: People, as_user: type[Client]) -> None:
    row = make_draft(people.clerk)
    as_user(people.handler).get(address(row))
    shown = words(as_user(people.clerk).get(address(row)))
    assert "韩承办正在编辑这份草稿，保存前请先沟通。" in shown


# -- what is kept unsaved


def test_what_is_typed_is_kept_and_offered_again(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"title": "没保存的标题", "body": "没保存的正文。"}
    answer = client.post(address(row, "desk_draft_autosave"), data)
    kept = json.loads(answer.content)
    assert (answer.status_code, kept["others"], kept["stale"]) == (200, [], False)
    assert row.versions.count() == 1
    offered = client.get(address(row))
    assert "有一份没有保存的内容" in words(offered)
    assert form_of(offered)["title"] == row.title
    resumed = client.get(address(row) + "?resume=1")
    again = form_of(resumed)
    assert (again["title"], again["body"]) == ("没保存的标题", "没保存的正文。")
    assert client.post(address(row), {**again, "act": "save"}).status_code == 302
    assert Publication.objects.get(pk=row.pk).title == "没保存的标题"
    assert "有一份没有保存的内容" not in words(client.get(address(row)))


def test_what_is_not_wanted_back_is_gone(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"title": "没保存的标题"}
    client.post(address(row, "desk_draft_autosave"), data)
    assert client.post(address(row), {"act": "drop"}).status_code == 302
    assert EditingSession.objects.get(publication=row, user=clerk).typed == {}


def test_what_is_resumed_on_an_older_version_is_a_conflict_and_not_an_overwriting(
    people: People, as_user: type[Client]
) -> None:
    row = make_draft(people.clerk)
    mine, other = as_user(people.clerk), as_user(people.handler)
    data = form_of(mine.get(address(row))) | {"title": "我没保存的标题"}
    mine.post(address(row, "desk_draft_autosave"), data)
    theirs = form_of(other.get(address(row))) | {"title": "对方的标题", "act": "save"}
    other.post(address(row), theirs)
    resumed = mine.get(address(row) + "?resume=1")
    assert "在您填写期间保存过这份草稿" in words(resumed)
    response = mine.post(address(row), {**form_of(resumed), "act": "save"})
    assert (response.status_code, Publication.objects.get(pk=row.pk).title) == (409, "对方的标题")


def test_the_answer_to_keeping_says_that_somebody_saved(
    people: People, as_user: type[Client]
) -> None:
    row = make_draft(people.clerk)
    client = as_user(people.clerk)
    data = form_of(client.get(address(row)))
    drafts.save(row, by=people.handler, seen=row.row_version, facts={"title": "对方的"})
    drafts.open_session(row, by=people.handler)
    answer = json.loads(client.post(address(row, "desk_draft_autosave"), data).content)
    assert (answer["stale"], answer["others"]) == (True, ["韩承办"])


def test_keeping_what_may_not_be_changed_says_why(clerk: User, as_user: type[Client]) -> None:
    row = make_draft(clerk, state=State.REVIEWING)
    answer = as_user(clerk).post(address(row, "desk_draft_autosave"), {"title": "改"})
    assert answer.status_code == 403
    assert "现在是“审校中”" in json.loads(answer.content)["error"]


def test_keeping_after_the_session_ended_answers_401(clerk: User) -> None:
    row = make_draft(clerk)
    assert Client().post(address(row, "desk_draft_autosave"), {"title": "改"}).status_code == 401


# -- attachments on the page


def test_an_attachment_is_added_while_the_typed_text_waits(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"title": "还没保存的标题", "act": "attach"}
    file = SimpleUploadedFile("申请表.txt", "姓名".encode())
    response = client.post(address(row), {**data, "attachment": file, "attachment_title": ""})
    again = form_of(response)
    assert response.status_code == 200
    name = f"file-{row.attachments.get().pk}-title"
    assert (again["title"], again[name]) == ("还没保存的标题", "申请表")
    assert Publication.objects.get(pk=row.pk).title == row.title
    assert client.post(address(row), {**again, "act": "save"}).status_code == 302
    assert Publication.objects.get(pk=row.pk).title == "还没保存的标题"


def test_a_refused_attachment_says_why_and_leaves_no_file(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"title": "还没保存的标题", "act": "attach"}
    file = SimpleUploadedFile("旧表.html", b"<html><body>x</body></html>")
    response = client.post(address(row), {**data, "attachment": file})
    assert response.status_code == 415
    assert "网页文件可能带有脚本，不能作为公开附件" in words(response)
    assert form_of(response)["title"] == "还没保存的标题"
    assert stored_names() == []


def test_nothing_chosen_is_said(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row)))
    response = client.post(address(row), {**data, "act": "attach"})
    assert (response.status_code, "还没有选择要添加的附件" in words(response)) == (422, True)


def with_files(client: Client, row: Publication, *names: str) -> dict[str, object]:
    """The draft with these attachments added on its page, and its form then."""
    for name in names:
        data = form_of(client.get(address(row))) | {"act": "attach"}
        client.post(address(row), {**data, "attachment": SimpleUploadedFile(name, name.encode())})
    return form_of(client.get(address(row)))


def test_attachments_are_named_and_taken_off(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = with_files(client, row, "甲.txt", "乙.txt")
    second = row.attachments.get(number=2)
    data |= {f"file-{second.pk}-title": "新名称", "title": "还没保存的标题", "act": "detach:1"}
    response = client.post(address(row), data)
    # Numbers move up, what was typed stays with its attachment and is saved with the rest.
    assert form_of(response)[f"file-{second.pk}-title"] == "新名称"
    assert list(row.attachments.values_list("number", "title")) == [(1, "乙")]
    assert client.post(address(row), form_of(response) | {"act": "save"}).status_code == 302
    assert list(row.attachments.values_list("number", "title")) == [(1, "新名称")]


def test_an_attachment_that_is_not_public_is_served_by_no_public_address(
    clerk: User, as_user: type[Client], visitor: Client, own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = with_files(client, row, "甲.txt", "乙.txt")
    first = row.attachments.get(number=1)
    data |= {f"file-{first.pk}-attribute": "on_request", "act": "save"}
    assert client.post(address(row), data).status_code == 302
    link = make_link(client, row)
    assert [visitor.get(f"{link}files/{n}/").status_code for n in (1, 2)] == [404, 200]
    preview = client.get(address(row, "desk_draft_preview")).content.decode()
    assert ("乙" in preview, "甲" in preview) == (True, False)
    Publication.objects.filter(pk=row.pk).update(
        state=State.RELEASED,
        attribute="proactive",
        released_at=timezone.now(),
        release_basis="stock",
    )
    row.refresh_from_db()
    public = reverse("publication", args=[row.code])
    statuses = [visitor.get(f"{public}files/{n}/").status_code for n in (1, 2)]
    assert statuses == [404, 200]
    page = visitor.get(public).content.decode()
    assert (f"{public}files/2/" in page, f"{public}files/1/" in page, "甲" in page) == (
        True, False, False,
    )  # fmt: skip
    (record,) = records_of([row])
    assert [file.number for file in record.files] == [2]


def test_an_attribute_nobody_knows_is_refused_at_its_field(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = with_files(client, row, "甲.txt")
    name = f"file-{row.attachments.get().pk}-attribute"
    response = client.post(address(row), data | {name: "unknown", "act": "save"})
    assert (response.status_code, "没有这样的公开属性" in words(response)) == (422, True)
    assert list(row.attachments.values_list("attribute", flat=True)) == ["proactive"]


def test_what_was_typed_of_attachments_is_kept_and_offered_again(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = with_files(client, row, "甲.txt")
    name = f"file-{row.attachments.get().pk}-attribute"
    client.post(address(row, "desk_draft_autosave"), data | {name: "withheld"})
    page = client.get(address(row))
    assert ["附件1的公开属性", "主动公开", "不予公开"] in rows_of(page)
    assert form_of(client.get(address(row) + "?resume=1"))[name] == "withheld"


def test_the_copy_of_an_attachment_is_read_by_who_sees_the_draft(
    clerk: User, clerk_of_another_unit: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"act": "attach"}
    client.post(address(row), {**data, "attachment": SimpleUploadedFile("甲.txt", "甲".encode())})
    file = reverse("desk_draft_file_of", args=[row.pk, 1])
    assert b"".join(client.get(file).streaming_content).decode() == "甲"
    assert as_user(clerk_of_another_unit).get(file).status_code == 404


# -- proof-reading


TYPED = "请于2026年2月30日前办理。"


def proofread(client: Client, row: Publication) -> object:
    data = form_of(client.get(address(row))) | {"body": TYPED, "act": "proofread"}
    return client.post(address(row), data)


def key_of(response: object, verb: str) -> str:
    found = page_of(response).xpath(f'//button[starts-with(@value,"{verb}:")]/@value')
    return str(found[0])


def test_findings_stand_beside_the_text_that_is_not_saved(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    response = proofread(client, row)
    assert response.status_code == 200
    assert page_of(response).xpath('//*[@id="proof"]//mark/text()') == ["2026年2月30日"]
    assert form_of(response)["body"] == TYPED
    assert row.versions.count() == 1


def test_a_suggestion_is_put_into_the_form_and_not_saved(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {
        "body": "依照明教发[2024]7号办理。",
        "act": "proofread",
    }
    response = client.post(address(row), data)
    taken = client.post(address(row), form_of(response) | {"act": key_of(response, "accept")})
    assert form_of(taken)["body"] == "依照明教发〔2024〕7号办理。"
    assert row.versions.count() == 1
    assert client.post(address(row), form_of(taken) | {"act": "save"}).status_code == 302
    row.text.refresh_from_db()
    assert row.text.plain == "依照明教发〔2024〕7号办理。"


def test_a_finding_is_left_with_a_reason_and_taken_up_again(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    response = proofread(client, row)
    act = key_of(response, "leave")
    key = act.partition(":")[2]
    refused = client.post(address(row), form_of(response) | {"act": act})
    assert (refused.status_code, "请写明不改的理由" in words(refused)) == (422, True)
    left = client.post(
        address(row), form_of(refused) | {"act": act, f"reason-{key}": "引用原文如此。"}
    )
    assert "已记下不改的理由" in words(left)
    assert page_of(left).xpath('//*[@id="proof"]//mark') == []
    assert form_of(left)["body"] == TYPED
    decision = FindingDecision.objects.get()
    assert (decision.reason, decision.by) == ("引用原文如此。", clerk)
    again = client.post(address(row), form_of(left) | {"act": f"again:{decision.pk}"})
    assert page_of(again).xpath('//*[@id="proof"]//mark/text()') == ["2026年2月30日"]
    assert list(Event.objects.filter(act__startswith="校对").values_list("act", flat=True)) == [
        "校对提示不改", "校对提示重新提示",
    ]  # fmt: skip


def test_a_finding_that_is_gone_is_said(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    data = form_of(client.get(address(row))) | {"act": "accept:b0-abc"}
    response = client.post(address(row), data)
    assert "这条提示对应的文字已经变了，请重新点“校对”。" in words(response)


# -- what stands around the form


def test_the_interpretation_is_begun_beside_the_document(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    page = page_of(client.get(address(row)))
    (form,) = page.xpath(f'//form[@action="{address(row, "desk_draft_companion")}"]')
    response = client.post(form.get("action"), fields_of(form))
    made = row.companions.get()
    assert response["Location"] == address(made)
    assert (made.kind, made.form) == (Kind.INTERPRETATION, "text")
    assert f"这是《{row.title}》的同步解读" in words(client.get(address(made)))


def test_a_correction_says_what_it_corrects_and_asks_for_the_public_note(
    clerk: User, as_user: type[Client]
) -> None:
    original = make_publication(unit=clerk.unit, text="原来的正文。")
    row = drafts.start_correction(original, by=clerk)
    drafts.save(row, by=clerk, seen=row.row_version, facts={"body": "改过的正文。"})
    client = as_user(clerk)
    response = client.get(address(row))
    assert f"更正的是《{original.title}》" in words(response)
    data = form_of(response) | {"correction_note": "正文有误。", "act": "save"}
    client.post(address(row), data)
    row.refresh_from_db()
    assert row.correction_note == "正文有误。"


def test_the_page_costs_the_same_with_one_and_with_three_attachments(
    clerk: User, as_user: type[Client], own_files: object
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    attach(row, 1)
    counts = []
    for number in (2, 3):
        client.get(address(row))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(address(row))
        counts.append(statements(seen))
        attach(row, number, title=f"表{number}", content=f"{number}".encode())
    assert counts[0] == counts[1]


# -- sight


def test_limited_to_persons_list_page_preview_and_versions_agree(
    people: People, city: City, as_user: type[Client]
) -> None:
    row = make_draft(people.clerk)
    colleague = make_user("colleague", "information", unit=city.education, name="同事")
    named = make_user("named", "information", unit=city.education, name="指定")
    client = as_user(people.clerk)
    page = client.get(address(row, "desk_draft_sharing"))
    assert "同事" in words(page)
    data = {
        "form_token": page_of(page).xpath('//form[.//button[@value="sight"]]//input[@name="form_token"]/@value')[0],
        "sight": DraftSight.PERSONS, "readers": [named.pk], "remark": "涉及人事安排。", "act": "sight",
    }  # fmt: skip
    assert client.post(address(row, "desk_draft_sharing"), data).status_code == 302
    names = ("desk_draft", "desk_draft_preview", "desk_draft_versions", "desk_draft_compare",
             "desk_draft_sharing", "desk_publication")  # fmt: skip
    seen = {
        user.username: [as_user(user).get(address(row, name)).status_code for name in names]
        for user in (people.clerk, named, colleague, people.signer)
    }
    listed = {
        user.username: row.title in as_user(user).get(reverse("desk_library")).content.decode()
        for user in (people.clerk, named, colleague, people.signer)
    }
    assert seen == {
        "clerk": [200] * 6, "named": [200] * 6, "colleague": [404] * 6, "signer": [404] * 6,
    }  # fmt: skip
    assert listed == {"clerk": True, "named": True, "colleague": False, "signer": False}


def test_who_decides_sees_a_limited_draft_once_it_is_under_review(
    people: People, as_user: type[Client]
) -> None:
    row = make_draft(people.clerk)
    drafts.limit_sight(
        row, by=people.clerk, sight=DraftSight.PERSONS, readers=[people.clerk], remark="内容敏感。"
    )
    before = as_user(people.signer).get(address(row)).status_code
    Publication.objects.filter(pk=row.pk).update(state=State.REVIEWING)
    after = as_user(people.signer).get(address(row)).status_code
    assert (before, after) == (404, 200)


def test_a_companion_is_not_limited_apart_from_its_document(
    clerk: User, as_user: type[Client]
) -> None:
    row = make_draft(clerk)
    beside = interpretation.start(row, by=clerk, form=InterpretationForm.TEXT)
    client, page = as_user(clerk), address(beside, "desk_draft_sharing")
    assert "同步解读随所解读的文件一起限定" in words(client.get(page))
    response = client.post(page, {"act": "sight", "sight": "persons", "form_token": new_token()})
    assert response.status_code == 409
    assert f"同步解读随《{row.title}》一起限定可见范围" in response.content.decode()


def test_limiting_without_a_remark_is_refused_and_the_choice_stays(
    people: People, as_user: type[Client]
) -> None:
    row, client = make_draft(people.clerk), as_user(people.clerk)
    page = client.get(address(row, "desk_draft_sharing"))
    token = page_of(page).xpath(
        '//form[.//button[@value="sight"]]//input[@name="form_token"]/@value'
    )[0]
    response = client.post(
        address(row, "desk_draft_sharing"),
        {
            "form_token": token,
            "sight": "persons",
            "readers": [people.handler.pk],
            "remark": "",
            "act": "sight",
        },
    )
    assert response.status_code == 409
    assert "请写明调整可见范围的原因" in words(response)
    chosen = page_of(response).xpath('//input[@name="readers" and @checked]/@value')
    assert chosen == [str(people.handler.pk)]


# -- preview and links


def make_link(client: Client, row: Publication) -> str:
    page = client.get(address(row, "desk_draft_sharing"))
    token = page_of(page).xpath(
        '//form[.//button[@value="link"]]//input[@name="form_token"]/@value'
    )[0]
    response = client.post(
        address(row, "desk_draft_sharing"),
        {"form_token": token, "note": "请法律顾问审阅", "act": "link"},
    )
    (link,) = page_of(response).xpath('//input[@id="shown-link"]/@value')
    return str(link).replace("http://testserver", "")


def test_a_share_link_is_shown_once_and_opens_the_marked_preview(
    clerk: User, as_user: type[Client], visitor: Client
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    link = make_link(client, row)
    response = visitor.get(link)
    assert response.status_code == 200
    assert "未发布的预览稿，不是正式文本，请勿转发。" in words(response)
    assert "每天上午九时到下午五时。" in words(response)
    assert (response["Cache-Control"], response["X-Robots-Tag"], response["Referrer-Policy"]) == (
        "no-store, private", "noindex, nofollow, noarchive", "no-referrer",
    )  # fmt: skip
    token = link.strip("/").rpartition("/")[2]
    assert token not in client.get(address(row, "desk_draft_sharing")).content.decode()
    assert token not in str(list(FormToken.objects.values_list("answer", flat=True)))


def test_a_link_sent_twice_is_made_once(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    page = client.get(address(row, "desk_draft_sharing"))
    token = page_of(page).xpath(
        '//form[.//button[@value="link"]]//input[@name="form_token"]/@value'
    )[0]
    data = {"form_token": token, "note": "", "act": "link"}
    first, second = (client.post(address(row, "desk_draft_sharing"), data) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 409)
    assert PreviewLink.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"state": State.RELEASED, "attribute": "proactive", "release_basis": "stock"},
            "已经公开发布",
        ),
        ({"state": State.DISCARDED}, "已经办结"),
    ],
)
def test_a_link_ends_with_the_draft(
    clerk: User, as_user: type[Client], visitor: Client, change: dict[str, str], sentence: str
) -> None:
    row = make_draft(clerk)
    link = make_link(as_user(clerk), row)
    released = {"released_at": timezone.now()} if "release_basis" in change else {}
    Publication.objects.filter(pk=row.pk).update(**change, **released)
    response = visitor.get(link)
    assert (response.status_code, sentence in response.content.decode()) == (410, True)
    assert "每天上午九时" not in response.content.decode()


def test_a_revoked_link_is_gone(clerk: User, as_user: type[Client], visitor: Client) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    link = make_link(client, row)
    page = page_of(client.get(address(row, "desk_draft_sharing")))
    (form,) = page.xpath('//form[contains(@action,"/revoke/")]')
    assert client.post(form.get("action"), fields_of(form)).status_code == 302
    response = visitor.get(link)
    assert (response.status_code, "已被撤销" in response.content.decode()) == (410, True)


def test_an_expired_link_is_gone(clerk: User, as_user: type[Client], visitor: Client) -> None:
    link = make_link(as_user(clerk), make_draft(clerk))
    PreviewLink.objects.update(ends_at=timezone.now() - dt.timedelta(minutes=1))
    response = visitor.get(link)
    assert (response.status_code, "到期" in response.content.decode()) == (410, True)


def test_a_link_that_never_was_is_not_there(visitor: Client, db: None) -> None:
    assert visitor.get("/preview/abcdefgh/").status_code == 404


def test_the_preview_on_the_desk_is_marked(clerk: User, as_user: type[Client]) -> None:
    row = make_draft(clerk)
    response = as_user(clerk).get(address(row, "desk_draft_preview"))
    assert "未发布的预览稿" in words(response)
    assert page_of(response).xpath('//div[@class="watermark"]/@data-mark') == ["未发布"]


def test_word_and_pdf_of_a_draft_carry_the_mark(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    made = Document(io.BytesIO(client.get(address(row, "desk_draft_docx")).content))
    assert made.sections[0].header.paragraphs[0].text == "未发布的预览稿，不是正式文本"
    if pdf.available():
        pages = PdfReader(io.BytesIO(client.get(address(row, "desk_draft_pdf")).content)).pages
        assert "未发布的预览稿，不是正式文本" in pages[0].extract_text()


# -- versions


def test_versions_are_listed_compared_and_restored(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    saved = drafts.save(
        row, by=clerk, seen=row.row_version,
        facts={"title": "新标题", "body": "新的正文。", "printing_unit": "办公室"},
    )  # fmt: skip
    listed = client.get(address(row, "desk_draft_versions"))
    assert "第2版" in words(listed)
    response = client.get(address(row, "desk_draft_compare") + "?from=1&to=2")
    assert rows_of(response) == [
        ["标题", "关于调整办理时间的公告", "新标题"], ["印发机关", "（空）", "办公室"],
    ]  # fmt: skip
    (form,) = page_of(response).xpath('//form[contains(@action,"/restore/")]')
    assert fields_of(form)["version"] == str(saved.row_version)
    assert client.post(form.get("action"), fields_of(form)).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.versions.count()) == ("关于调整办理时间的公告", 3)


def test_the_list_of_versions_costs_the_same_for_one_and_for_three(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    counts = []
    client.get(address(row, "desk_draft_versions"))
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(address(row, "desk_draft_versions"))
        counts.append(statements(seen))
        for more in range(2):
            row = drafts.save(
                row, by=clerk, seen=row.row_version, facts={"title": f"标题{number}{more}"}
            )
    assert counts[0] == counts[1]


def test_a_version_that_never_was_is_not_there(clerk: User, as_user: type[Client]) -> None:
    row = make_draft(clerk)
    assert (
        as_user(clerk).get(address(row, "desk_draft_compare") + "?from=1&to=99").status_code == 404
    )
