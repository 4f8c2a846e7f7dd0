"""The desk pages of the library: who may open them, once per token, nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.publishing.models import ImportBatch, ImportItem, Publication
from gongkai.publishing.services import imports
from gongkai.publishing.states import ImportState, State
from tests.cast import City, People
from tests.publishing.factories import NOTICE, form_of, make_many, make_publication, read_in, upload

SignedIn = Callable[[User], Client]
TABLE = {
    "title": "任务分工表", "year": 2024, "warnings": [],
    "tasks": [{"no": "1", "level1": "公开", "level2": "目录", "requirement": "编制目录。", "units": ["市教育局"], "deadline": "2024年6月底前"}],
}  # fmt: skip


def item_url(item: ImportItem) -> str:
    return reverse("desk_import_item", args=[item.pk])


def with_table(clerk: User) -> ImportItem:
    """A file that was read, with a task table in it."""
    item = read_in(clerk)
    item.edited["documents"][0]["tables"] = [TABLE]
    item.save()
    return item


def dropped(*names: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, NOTICE.encode()) for name in names]


# --- who may come in ---------------------------------------------------------------------------

IMPORTERS = {"clerk", "clerk_of_another_unit", "openness", "authority"}
READERS = IMPORTERS | {"signer", "handler", "reviewer", "office_head"}


@pytest.mark.parametrize("name", People.__slots__)
def test_import_and_library_open_for_their_roles_and_say_why_not_to_others(
    name: str, people: People, as_user: SignedIn
) -> None:
    client = as_user(getattr(people, name))
    item = read_in(people.clerk)
    row = make_publication(state=State.DRAFT, unit=people.clerk.unit)
    stranger = name == "clerk_of_another_unit"
    for url, own in (
        (reverse("desk_import"), False),
        (reverse("desk_import_batch", args=[item.batch_id]), True),
        (item_url(item), True),
    ):
        answer = client.get(url)
        seen = 404 if own and stranger else 200
        assert answer.status_code == (seen if name in IMPORTERS else 403), url
        assert ("您的账号没有这些角色" in answer.content.decode()) == (name not in IMPORTERS)
    assert client.get(reverse("desk_library")).status_code == (200 if name in READERS else 403)
    answer = client.get(reverse("desk_publication", args=[row.pk]))
    assert answer.status_code == ((404 if stranger else 200) if name in READERS else 403)


@pytest.mark.parametrize("name", People.__slots__)
def test_withdrawal_and_taking_over_stock_are_for_their_roles_alone(
    name: str, people: People, as_user: SignedIn
) -> None:
    may = name in {"openness", "signer", "authority"}
    client = as_user(getattr(people, name))
    row = make_publication(unit=people.clerk.unit)
    answer = client.post(
        reverse("desk_publication", args=[row.pk]),
        {"act": "withdraw", "kind": "error", "reason": "误发。", "form_token": new_token()},
    )
    assert answer.status_code == (302 if may else 403)
    item = read_in(people.clerk)
    stock = {**form_of(item), "act": "stock", "stock_place": "市教育局网站"}
    answer = client.post(item_url(item), stock)
    item.refresh_from_db()
    refused = 404 if name == "clerk_of_another_unit" else 403
    takes_over = name in {"openness", "authority"}
    assert (answer.status_code, item.state) == (
        (302, "accepted") if takes_over else (refused, "parsed")
    )


def test_a_visitor_is_led_to_the_sign_in_page(visitor: Client) -> None:
    answer = visitor.get(reverse("desk_import"))
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login/?next=%2Fdesk%2Fimport%2F"


@pytest.mark.parametrize(
    "url",
    ["/desk/import/99/", "/desk/import/item/99/", "/desk/library/99/", f"/desk/library/{10**30}/"],
)
def test_what_is_not_there_is_404(url: str, clerk: User, as_user: SignedIn) -> None:
    assert as_user(clerk).get(url).status_code == 404


# --- dropping files ----------------------------------------------------------------------------


def test_files_dropped_together_are_a_batch(clerk: User, as_user: SignedIn) -> None:
    answer = as_user(clerk).post(
        reverse("desk_import"), {"files": dropped("甲.txt", "乙.txt"), "form_token": new_token()}
    )
    batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("desk_import_batch", args=[batch.pk])
    assert list(batch.items.values_list("name", "state")) == [
        ("甲.txt", "queued"),
        ("乙.txt", "queued"),
    ]
    assert (batch.created_by, batch.unit) == (clerk, clerk.unit)


def test_the_same_form_sent_twice_is_one_batch(clerk: User, as_user: SignedIn) -> None:
    client, token = as_user(clerk), new_token()
    answers = [
        client.post(reverse("desk_import"), {"files": dropped("甲.txt"), "form_token": token})
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (ImportBatch.objects.count(), ImportItem.objects.count()) == (1, 1)


def test_nothing_chosen_is_said_at_the_field_and_above(clerk: User, as_user: SignedIn) -> None:
    answer = as_user(clerk).post(reverse("desk_import"), {"form_token": new_token()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("还没有选择文件，请选择后再导入。") == 2
    assert 'href="#id_files"' in page


def test_an_empty_file_refuses_itself_and_not_the_others(clerk: User, as_user: SignedIn) -> None:
    files = [SimpleUploadedFile("空.txt", b""), *dropped("甲.txt")]
    assert (
        as_user(clerk)
        .post(reverse("desk_import"), {"files": files, "form_token": new_token()})
        .status_code
        == 302
    )
    jobs.run_due()
    assert dict(ImportItem.objects.values_list("name", "state")) == {
        "空.txt": "refused",
        "甲.txt": "parsed",
    }


def test_a_form_without_token_is_not_taken(clerk: User, as_user: SignedIn) -> None:
    answer = as_user(clerk).post(reverse("desk_import"), {"files": dropped("甲.txt")})
    assert answer.status_code == 422
    assert ImportBatch.objects.count() == 0


def test_the_batch_asks_again_while_something_waits_and_then_stops(
    clerk: User, as_user: SignedIn
) -> None:
    (item,) = upload(clerk, ("甲.txt", NOTICE))
    url, client = reverse("desk_import_batch", args=[item.batch_id]), as_user(clerk)
    assert "hx-trigger" in client.get(url).content.decode()
    jobs.run_due()
    partial = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in partial
    assert "<html" not in partial
    assert item_url(item) in partial


def test_a_refused_file_shows_its_sentence_and_no_link(clerk: User, as_user: SignedIn) -> None:
    (item,) = upload(clerk, ("涉密.txt", "绝密★10年\n\n关于某事的通知\n"))
    jobs.run_due()
    page = as_user(clerk).get(reverse("desk_import_batch", args=[item.batch_id])).content.decode()
    assert "涉密文件不得导入本系统" in page
    assert item_url(item) not in page


# --- the review screen -------------------------------------------------------------------------


def test_the_screen_shows_the_source_beside_every_element(clerk: User, as_user: SignedIn) -> None:
    item = with_table(clerk)
    page = as_user(clerk).get(item_url(item)).content.decode()
    shown = re.findall(
        r'<li id="L[0-9]+" data-number="[0-9]+"(?: class="[a-z]+")?><span>(.*?)</span>', page
    )
    assert "\n".join(shown) == NOTICE
    assert '<a class="place" href="#L3">' in page
    assert page.count('href="#L') == len(set(re.findall(r'href="#(L[0-9]+)"', page)))
    assert 'value="明教发〔2024〕7号"' in page
    assert "编制目录。</textarea>" in page


def test_a_saved_correction_stays_on_the_screen(clerk: User, as_user: SignedIn) -> None:
    item, client = with_table(clerk), as_user(clerk)
    sent = {
        **form_of(item),
        "d0-title": "改过的标题",
        "d0-t0-r0-units": "市教育局、市财政局",
        "act": "save",
    }
    answer = client.post(item_url(item), sent, follow=True)
    item.refresh_from_db()
    (document,) = item.edited["documents"]
    assert answer.redirect_chain == [(item_url(item), 302)]
    assert "修改已保存。" in answer.content.decode()
    assert (document["title"], document["tables"][0]["tasks"][0]["units"]) == (
        "改过的标题",
        ["市教育局", "市财政局"],
    )
    assert (item.row_version, item.checked_by) == (2, clerk)


def test_the_form_sent_unchanged_changes_nothing_but_who_looked(
    clerk: User, as_user: SignedIn
) -> None:
    item = with_table(clerk)
    before = item.edited["documents"][0]
    as_user(clerk).post(item_url(item), {**form_of(item), "act": "save"})
    item.refresh_from_db()
    after = item.edited["documents"][0]
    differing = {
        name: (before.get(name), after[name])
        for name in after
        if (before.get(name) or "") != (after[name] or "")
    }
    assert {
        name: pair for name, pair in differing.items() if pair[0] is not None and name != "tables"
    } == {}
    assert after["outline"] == before["outline"]
    assert {**TABLE["tasks"][0], "filled": []} == after["tables"][0]["tasks"][0]


def test_nothing_typed_is_lost_when_something_else_is_wrong(clerk: User, as_user: SignedIn) -> None:
    item = with_table(clerk)
    sent = {
        **form_of(item), "d0-title": "改过的标题", "d0-signed_on": "2024年2月30日", "d0-body": "改过的正文。", "d0-summary": "一句话说明。",
        "d0-t0-r0-requirement": "改过的要求。", "d0-t0-r0-units": "改过的单位", "d0-t0-r0-drop": "on", "act": "accept",
    }  # fmt: skip
    answer = as_user(clerk).post(item_url(item), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for typed in (
        "改过的标题</textarea>",
        'value="2024年2月30日"',
        "改过的正文。</textarea>",
        "一句话说明。",
        "改过的要求。</textarea>",
        "改过的单位</textarea>",
    ):
        assert typed in page, typed
    assert 'name="d0-t0-r0-drop" checked' in page
    assert page.count("“2024年2月30日”不是有效的日期") == 2
    assert 'href="#id_d0-signed_on"' in page
    item.refresh_from_db()
    assert (item.state, item.row_version) == (ImportState.PARSED, 1)


def test_nothing_typed_is_lost_when_a_service_refuses(clerk: User, as_user: SignedIn) -> None:
    imports.accept(read_in(clerk), by=clerk, version=1)
    item = read_in(clerk, NOTICE.replace("十八时", "十九时"), "改过.txt")
    answer = as_user(clerk).post(
        item_url(item), {**form_of(item), "d0-summary": "一句话说明。", "act": "accept"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "文件库中已有同文号、同标题的" in page
    assert "一句话说明。" in page


def test_the_slower_of_two_reviewers_overwrites_nothing_even_when_sending_again(
    clerk: User, authority: User, as_user: SignedIn
) -> None:
    item = read_in(clerk)
    slow = {**form_of(item), "d0-title": "慢的标题", "act": "save"}
    as_user(authority).post(
        item_url(item), {**form_of(item), "d0-title": "快的标题", "act": "save"}
    )
    client = as_user(clerk)
    for _ in range(2):
        answer = client.post(item_url(item), {**slow, "form_token": new_token()})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "朱主管刚刚保存过这份文件" in page
        assert "慢的标题</textarea>" in page
        slow["version"] = re.search(r'name="version" value="([0-9]+)"', page)[1]  # type: ignore[index]
    item.refresh_from_db()
    assert item.edited["documents"][0]["title"] == "快的标题"


def test_a_double_click_on_accept_is_one_publication(clerk: User, as_user: SignedIn) -> None:
    item, client = read_in(clerk), as_user(clerk)
    sent = {**form_of(item), "act": "accept"}
    answers = [client.post(item_url(item), sent) for _ in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [
        (302, reverse("desk_import_batch", args=[item.batch_id]))
    ] * 2
    row = Publication.objects.get()
    assert (row.state, row.title) == (State.DRAFT, "明湖市教育局关于做好中小学课后服务工作的通知")


def test_what_was_corrected_and_accepted_in_one_go_is_what_enters_the_library(
    clerk: User, as_user: SignedIn
) -> None:
    item = read_in(clerk)
    as_user(clerk).post(
        item_url(item),
        {
            **form_of(item),
            "d0-doc_no": "明教发（2024）8号",
            "d0-theme": "科技、教育\\教育",
            "act": "accept",
        },
    )
    row = Publication.objects.select_related("document", "theme__parent").get()
    assert (row.document.doc_no, str(row.theme)) == ("明教发〔2024〕8号", "科技、教育\\教育")


def test_a_refused_acceptance_keeps_no_half(clerk: User, as_user: SignedIn) -> None:
    item = read_in(clerk)
    sent = {**form_of(item), "d0-title": "改过的标题", "act": "accept"}
    del sent["d0-keep"]
    answer = as_user(clerk).post(item_url(item), sent)
    item.refresh_from_db()
    assert (answer.status_code, item.row_version) == (409, 1)
    assert "没有选中要入库的文件" in answer.content.decode()


def test_a_file_put_aside_needs_no_complete_form(clerk: User, as_user: SignedIn) -> None:
    item = read_in(clerk)
    answer = as_user(clerk).post(
        item_url(item), {**form_of(item), "d0-signed_on": "???", "act": "discard"}, follow=True
    )
    item.refresh_from_db()
    assert item.state == ImportState.DISCARDED
    assert "已放弃，文件没有入库。" in answer.content.decode()
    page = as_user(clerk).get(item_url(item)).content.decode()
    assert 'name="act"' not in page


@pytest.mark.parametrize(
    "version",
    ["", "abc", "-1", "9" * 5000, "１"],
    ids=["empty", "word", "negative", "endless", "wide"],
)
def test_a_version_that_is_none_is_refused_in_a_sentence(
    version: str, clerk: User, as_user: SignedIn
) -> None:
    item = read_in(clerk)
    answer = as_user(clerk).post(
        item_url(item), {**form_of(item), "version": version, "act": "save"}
    )
    assert answer.status_code == 409
    item.refresh_from_db()
    assert item.row_version == 1


def test_null_characters_in_any_cell_do_no_harm(clerk: User, as_user: SignedIn) -> None:
    item = with_table(clerk)
    sent = {**form_of(item), "d0-t0-r0-requirement": "甲\x00乙", "act": "save"}
    assert as_user(clerk).post(item_url(item), sent).status_code == 302
    item.refresh_from_db()
    assert item.edited["documents"][0]["tables"][0]["tasks"][0]["requirement"] == "甲乙"


# --- the library -------------------------------------------------------------------------------


def test_the_library_is_filtered_by_state_and_words(clerk: User, as_user: SignedIn) -> None:
    make_publication("课后服务通知")
    make_publication("供暖通知", state=State.DRAFT, unit=clerk.unit)
    client = as_user(clerk)
    url = reverse("desk_library")

    def titles(**query: str) -> list[str]:
        return [row.title for row in client.get(url, query).context["page"]]

    assert titles() == ["供暖通知", "课后服务通知"]
    assert titles(state="draft") == ["供暖通知"]
    assert titles(q="课后") == ["课后服务通知"]
    assert titles(state="无", q="\x00 通知") == ["供暖通知", "课后服务通知"]
    assert titles(page="99999999999999999999") == ["供暖通知", "课后服务通知"]


def test_the_library_costs_the_same_statements_for_one_row_and_for_a_full_page(
    city: City, clerk: User, as_user: SignedIn
) -> None:
    client, counts = as_user(clerk), []
    client.get(reverse("desk_library"))
    for rows in (1, 24):
        make_many(rows, unit=city.education)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk_library"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- one publication ---------------------------------------------------------------------------


def act(client: Client, row: Publication, what: str, **more: str) -> Any:
    return client.post(
        reverse("desk_publication", args=[row.pk]), {"act": what, "form_token": new_token(), **more}
    )


def test_a_draft_says_what_stands_against_sending_it_for_review(
    authority: User, as_user: SignedIn
) -> None:
    row = make_publication(state=State.DRAFT, attribute="unknown")
    page = as_user(authority).get(reverse("desk_publication", args=[row.pk])).content.decode()
    assert "还没有提出公开属性，请先选择主动公开、依申请公开或者不予公开。" in page
    assert 'value="release"' not in page


def test_withdrawal_by_button(city: City, authority: User, as_user: SignedIn) -> None:
    row, client = make_publication(unit=city.education), as_user(authority)
    answer = act(client, row, "withdraw", kind="error", reason="附件有误。")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.withdrawal_reason) == (State.WITHDRAWN, "附件有误。")


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "请填写撤下的原因。"), ("误" * 301, "最多300个字")]
)
def test_a_refused_withdrawal_shows_the_reason_again(
    reason: str, sentence: str, city: City, authority: User, as_user: SignedIn
) -> None:
    row = make_publication(unit=city.education)
    answer = act(as_user(authority), row, "withdraw", kind="error", reason=reason)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert row.withdrawal_reason == ""
    assert f">\n{reason}</textarea>" in page


def test_an_act_that_is_not_possible_any_more_is_said_on_the_page(
    city: City, authority: User, as_user: SignedIn
) -> None:
    row = make_publication(unit=city.education)
    answer = act(as_user(authority), row, "release")
    assert answer.status_code == 409
    assert "现在是“已发布”，您不能办理“发布”；您现在可以：" in answer.content.decode()


def test_an_act_that_there_is_not_is_refused(
    city: City, authority: User, as_user: SignedIn
) -> None:
    answer = act(as_user(authority), make_publication(unit=city.education), "burn")
    assert answer.status_code == 400
    assert "没有这样的操作" in answer.content.decode()


def test_a_double_click_on_withdraw_keeps_the_first_reason(
    city: City, authority: User, as_user: SignedIn
) -> None:
    row, client, token = make_publication(unit=city.education), as_user(authority), new_token()
    answers = [
        act(client, row, "withdraw", kind="error", reason=reason, form_token=token).status_code
        for reason in ("第一个。", "第二个。")
    ]
    row.refresh_from_db()
    assert (answers, row.withdrawal_reason) == ([302, 302], "第一个。")


def test_a_file_nobody_reads_can_be_given_up(clerk: User, as_user: SignedIn) -> None:
    item = upload(clerk, ("甲.txt", "甲".encode()))[0]
    client = as_user(clerk)
    page = client.get(item_url(item)).content.decode()
    assert "后台还没有读完这份文件" in page
    sent = {"act": "discard", "version": item.row_version, "form_token": new_token()}
    assert client.post(item_url(item), sent).status_code == 302
    item.refresh_from_db()
    assert item.state == "discarded"


def test_lists_of_imports_do_not_load_what_was_read_of_each_file(
    clerk: User, as_user: SignedIn
) -> None:
    item = read_in(clerk)
    client = as_user(clerk)
    for url in (reverse("desk_import"), reverse("desk_import_batch", args=[item.batch_id])):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        sent = "\n".join(query["sql"] for query in asked.captured_queries)
        assert ('"parsed"' in sent, '"source_lines"' in sent) == (False, False)
    page = client.get(reverse("desk_import"))
    assert [(row["total"], row["open"]) for row in page.context["batches"]] == [(1, 1)]
