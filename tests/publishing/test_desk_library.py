"""The list of the library: filters, order, next steps, export; acts on many at once."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.base.views_registers import lists
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.publishing.models import Publication, Review, Submission, UrgentRelease
from gongkai.publishing.queries.library_list import Step, next_steps
from gongkai.publishing.states import Attribute, Kind, ReviewOutcome, State
from tests.cast import City, People
from tests.publishing.factories import NOON, make_many, make_publication

SignedIn = Callable[[User], Client]
WEDNESDAY = dt.datetime(2024, 9, 11, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def url(db: None) -> str:
    return reverse("desk_library")


def titles(client: Client, **query: object) -> list[str]:
    return [row.title for row in client.get(reverse("desk_library"), query).context["page"]]


def draft(title: str, by: User, **facts: Any) -> Publication:
    return make_publication(title, state=State.DRAFT, unit=by.unit, created_by=by, **facts)


def reviewing(title: str, by: User, *passed: int) -> Publication:
    """In review since that Wednesday, with these levels passed on Thursday."""
    row = make_publication(title, state=State.REVIEWING, unit=by.unit, created_by=by, round=1)
    sent = Submission.objects.create(publication=row, round=1, digest="0" * 64, by=by)
    Submission.objects.filter(pk=sent.pk).update(at=WEDNESDAY)
    for level in passed:
        review = Review.objects.create(
            publication=row, round=1, level=level, outcome=ReviewOutcome.PASSED, reviewer=by,
            digest_before="0" * 64, digest_after="0" * 64,
        )  # fmt: skip
        Review.objects.filter(pk=review.pk).update(at=WEDNESDAY + dt.timedelta(days=1))
    return row


# --- filters and order -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["明教发〔2024〕7号", "明教发[2024]7号", "明教发 2024 7", "明教发2024年7号"]
)
def test_a_number_is_found_in_any_spelling(typed: str, clerk: User, as_user: SignedIn) -> None:
    make_publication("甲通知", doc_no="明教发〔2024〕7号")
    make_publication("乙通知", doc_no="明教发〔2024〕17号")
    assert titles(as_user(clerk), q=typed) == ["甲通知"]


def test_part_of_a_number_finds_the_numbers_it_is_part_of(clerk: User, as_user: SignedIn) -> None:
    make_publication("甲通知", doc_no="明教发〔2024〕7号")
    make_publication("乙通知", doc_no="明教发〔2023〕8号")
    client = as_user(clerk)
    assert titles(client, q="明教发 2024") == ["甲通知"]
    assert titles(client, q="明教发") == ["乙通知", "甲通知"]


def test_every_filter_narrows_the_list_down(city: City, clerk: User, as_user: SignedIn) -> None:
    child = Theme.objects.select_related("parent").exclude(parent=None).first()
    kind = DocumentClass.objects.get(code="policy")
    assert child is not None
    make_publication("其他", unit=city.finance)
    make_publication("主题", unit=city.education, theme=child)
    make_publication("类别", unit=city.education, document_class=kind)
    make_publication(
        "旧文", unit=city.education, released_at=dt.datetime(1998, 1, 1, tzinfo=dt.UTC)
    )
    draft("依申请", clerk, attribute=Attribute.ON_REQUEST)
    client = as_user(clerk)
    assert titles(client, theme=child.code) == ["主题"]
    assert titles(client, theme=child.parent.code) == ["主题"]
    assert titles(client, **{"class": "policy"}) == ["类别"]
    assert titles(client, unit=city.finance.pk) == ["其他"]
    assert titles(client, year="1998") == ["旧文"]
    assert titles(client, year=timezone.localdate().year) == ["依申请"]
    assert titles(client, attribute="on_request") == ["依申请"]
    assert titles(client, state="draft", attribute="on_request") == ["依申请"]


def test_what_no_filter_knows_narrows_nothing_and_a_wrong_year_is_said(
    clerk: User, as_user: SignedIn, url: str
) -> None:
    make_publication("甲")
    client = as_user(clerk)
    query = {"state": "无", "unit": "九", "attribute": "x", "order": "y", "whose": "z"}
    assert titles(client, **query) == ["甲"]
    page = client.get(url, {"year": "去年"}).content.decode()
    assert "“去年”不是年份，没有按年份筛选；请填四位数字，如2024。" in page
    assert 'name="year" inputmode="numeric" value="去年" aria-invalid="true"' in page


def test_the_order_is_chosen(clerk: User, as_user: SignedIn) -> None:
    make_publication("乙", released_at=NOON)
    make_publication("甲", released_at=NOON - dt.timedelta(days=2))
    make_publication("丙", released_at=NOON - dt.timedelta(days=1))
    draft("丁", clerk)
    Publication.objects.filter(title="乙").update(updated_at=NOON + dt.timedelta(days=9999))
    client = as_user(clerk)
    assert titles(client) == ["丁", "丙", "甲", "乙"]
    assert titles(client, order="released") == ["乙", "丙", "甲", "丁"]
    assert titles(client, order="updated") == ["乙", "丁", "丙", "甲"]
    assert titles(client, order="title") == sorted(["甲", "乙", "丙", "丁"])


def test_what_i_drafted_and_what_waits_for_me(people: People, as_user: SignedIn) -> None:
    draft("草稿", people.clerk)
    reviewing("一审", people.clerk)
    reviewing("二审", people.clerk, 1)
    make_publication("签发了", state=State.SIGNED, unit=people.clerk.unit)
    make_publication("公开了", unit=people.clerk.unit)
    assert titles(as_user(people.clerk), whose="drafted") == ["二审", "一审", "草稿"]
    assert titles(as_user(people.clerk), whose="waiting") == ["草稿"]
    assert titles(as_user(people.handler), whose="waiting") == ["一审"]
    # The head of the unit also checks the attribute of what is in its first review.
    assert titles(as_user(people.office_head), whose="waiting") == ["二审", "一审"]
    assert titles(as_user(people.signer), whose="waiting") == ["签发了"]


# --- what comes next ---------------------------------------------------------------------------


def test_each_row_says_what_comes_next_and_by_when(people: People) -> None:
    clerk = people.clerk
    urgent = make_publication("紧急", unit=clerk.unit)
    UrgentRelease.objects.create(
        publication=urgent, reason="汛情。", by=people.signer, due_on=dt.date(2024, 9, 13)
    )
    rows = [
        draft("新草稿", clerk),
        draft("退回", clerk, round=1),
        reviewing("刚报审", clerk),
        reviewing("过一审", clerk, 1),
        reviewing("都过了", clerk, 1, 2, 3),
        make_publication("签发了", state=State.SIGNED, unit=clerk.unit),
        urgent,
        make_publication("公开了", unit=clerk.unit),
    ]
    found = next_steps(rows)
    assert [found.get(row.pk) for row in rows] == [
        Step("完善后报审"),
        Step("按退回意见修改"),
        Step("一审一校", dt.date(2024, 9, 12)),
        Step("二审二校", dt.date(2024, 9, 13)),
        Step("签发", dt.date(2024, 9, 13)),
        Step("发布"),
        Step("补齐审校", dt.date(2024, 9, 13)),
        None,
    ]


def test_the_list_costs_the_same_statements_for_one_row_and_for_three(
    people: People, as_user: SignedIn, url: str
) -> None:
    client, counts = as_user(people.clerk), []
    client.get(url)
    for rows in (1, 2):
        for n in range(rows):
            reviewing(f"第{rows}{n}份", people.clerk, 1)
            draft(f"第{rows}{n}份草稿", people.clerk)
            make_publication(f"第{rows}{n}份通知", unit=people.clerk.unit)
        for query in ({}, {"whose": "waiting"}, {"q": "第", "year": "2024"}):
            with CaptureQueriesContext(connection) as asked:
                client.get(url, query)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_a_long_list_is_counted_no_further_than_anybody_leafs(
    clerk: User, as_user: SignedIn, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNTED", 50)
    make_many(51, unit=clerk.unit)
    answer = as_user(clerk).get(url, {"page": 9})
    assert (answer.context["page"].number, answer.context["page"].paginator.num_pages) == (2, 2)
    assert '<span class="num">50</span>份以上，请用上面的条件缩小范围。' in answer.content.decode()


def test_the_list_goes_into_a_workbook_whole_and_narrowed_down(
    people: People, as_user: SignedIn, url: str
) -> None:
    make_many(27, unit=people.clerk.unit, attribute=Attribute.PROACTIVE)
    reviewing("=审校中的", people.clerk)
    client = as_user(people.clerk)
    answer = client.get(url, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 29
    first = dict(
        zip(
            (cell.value for cell in sheet[1]),
            (cell.value for cell in sheet[2]),
            strict=True,
        )
    )
    assert (first["标题"], first["状态"], first["下一步"], first["办理期限"], first["起草人"]) == (
        "=审校中的",
        "审校中",
        "一审一校",
        "2024年9月12日",
        "陈信息",
    )
    link = re.search(r'href="([^"]+)">导出Excel', client.get(url, {"q": "审校"}).content.decode())
    assert link is not None
    narrowed = client.get(url + link[1].replace("&amp;", "&"))
    assert openpyxl.load_workbook(io.BytesIO(narrowed.content)).active.max_row == 2


# --- many at once ------------------------------------------------------------------------------


def look(client: Client, act: str, *rows: Publication, **more: str) -> Any:
    sent = {"act": act, "pk": [row.pk for row in rows], "back": "state=draft", **more}
    return client.post(reverse("desk_library"), sent)


def do(client: Client, act: str, *rows: Publication, **more: str) -> Any:
    seen = {f"version-{row.pk}": str(row.row_version) for row in rows}
    token = more.pop("form_token", new_token())
    return look(client, act, *rows, step="do", form_token=token, **seen, **more)


def outcomes(client: Client, answer: Any) -> list[tuple[str, bool, str]]:
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    return [(one.title, one.done, one.sentence) for one in page.context["outcomes"]]


def test_what_will_happen_is_shown_for_each_and_nothing_is_done_yet(
    people: People, as_user: SignedIn
) -> None:
    client = as_user(people.openness)
    own, public = draft("草稿", people.clerk), make_publication("公开了", unit=people.clerk.unit)
    elsewhere = make_publication("别处公开的", unit=people.clerk_of_another_unit.unit)
    page = look(client, "discard", own, public, elsewhere)
    assert [row.title for row in page.context["able"]] == ["草稿"]
    assert [(row.title, reason) for row, reason in page.context["unable"]] == [
        ("别处公开的", "现在是“已发布”，只有草稿可以弃用草稿。"),
        ("公开了", "现在是“已发布”，只有草稿可以弃用草稿。"),
    ]
    assert "弃用草稿（1份）" in page.content.decode()
    own.refresh_from_db()
    assert own.state == State.DRAFT


def test_drafts_are_discarded_one_by_one_and_a_partial_success_says_so(
    people: People, as_user: SignedIn
) -> None:
    client = as_user(people.openness)
    rows = [draft(f"草稿{n}", people.clerk) for n in (1, 2, 3)]
    Publication.objects.filter(pk=rows[1].pk).update(row_version=7)
    answer = do(client, "discard", *rows)
    assert outcomes(client, answer) == [
        ("草稿3", True, "草稿已弃用。"),
        (
            "草稿2",
            False,
            "核对之后有人改过这一份，为避免误办没有办理；请打开查看最新内容后再办理。",
        ),
        ("草稿1", True, "草稿已弃用。"),
    ]
    page = client.get(answer["Location"]).content.decode()
    assert "共3份，办成2份，没有办成1份；没有办成的写明了原因。" in page
    assert "只办成了一部分" in page
    assert 'href="/desk/library/?state=draft"' in page
    states = Publication.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.DISCARDED, State.DRAFT, State.DISCARDED]
    assert Event.objects.filter(act="弃用草稿", actor=people.openness).count() == 2


def test_sent_twice_it_is_done_once_and_answered_alike(people: People, as_user: SignedIn) -> None:
    client, token = as_user(people.openness), new_token()
    row = draft("草稿", people.clerk)
    answers = [do(client, "discard", row, form_token=token) for _ in range(2)]
    assert (
        outcomes(client, answers[0])
        == outcomes(client, answers[1])
        == [("草稿", True, "草稿已弃用。")]
    )
    assert Event.objects.filter(act="弃用草稿").count() == 1


def test_the_outcome_is_for_who_did_it_alone(people: People, as_user: SignedIn) -> None:
    answer = do(as_user(people.openness), "discard", draft("草稿", people.clerk))
    assert as_user(people.clerk).get(answer["Location"]).status_code == 404
    assert parse_qs(urlsplit(answer["Location"]).query)["act"] == ["discard"]


def test_theme_and_class_are_set_and_everything_else_stays(
    people: People, as_user: SignedIn
) -> None:
    client, theme = as_user(people.clerk), Theme.objects.get(code="0101")
    row = draft("草稿", people.clerk, summary="一句话。")
    other = draft("不是公文", people.clerk, kind=Kind.INFORMATION)
    assert outcomes(client, do(client, "theme", row, other, choice="0101")) == [
        ("不是公文", True, f"主题分类已设为“{theme}”。"),
        ("草稿", True, f"主题分类已设为“{theme}”。"),
    ]
    row, other = (Publication.objects.get(pk=one.pk) for one in (row, other))
    assert outcomes(client, do(client, "class", row, other, choice="policy")) == [
        ("不是公文", False, "这不是公文，没有文件类别，不必设定。"),
        ("草稿", True, "文件类别已设为“政策性文件”。"),
    ]
    row = Publication.objects.select_related("document__document_class").get(pk=row.pk)
    assert (
        row.theme_id,
        row.summary,
        row.document.document_class.code,
        row.document.signed_on,
    ) == (
        theme.pk,
        "一句话。",
        "policy",
        dt.date(2024, 5, 6),
    )


def test_without_a_choice_the_page_asks_for_it_and_keeps_what_was_picked(
    people: People, as_user: SignedIn
) -> None:
    client, row = as_user(people.clerk), draft("草稿", people.clerk)
    page = do(client, "theme", row, choice="")
    text = page.content.decode()
    assert page.status_code == 422
    assert '<a href="#bulk-choice">请先选择主题分类，再确认办理。</a>' in text
    assert f'name="pk" value="{row.pk}"' in text


def test_a_reader_sees_no_check_boxes_and_may_do_nothing_with_many(
    people: People, as_user: SignedIn, url: str
) -> None:
    row = draft("草稿", people.clerk)
    client = as_user(people.reviewer)
    assert 'name="pk"' not in client.get(url).content.decode()
    assert look(client, "discard", row).status_code == 403
    assert do(client, "discard", row).status_code == 403


def test_the_draft_of_another_unit_is_as_if_it_were_not_there(
    people: People, as_user: SignedIn
) -> None:
    row = draft("别人的草稿", people.clerk)
    answer = do(as_user(people.clerk_of_another_unit), "discard", row)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/library/?state=draft")
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_somebody_elses_draft_of_the_unit_is_refused_with_the_reason(
    people: People, as_user: SignedIn
) -> None:
    row = draft("别人的草稿", people.openness)
    page = look(as_user(people.clerk), "discard", row)
    assert [reason for _, reason in page.context["unable"]] == [
        "您没有“市教育局”的办理角色，这一份请由该单位办理。"
    ]


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"act": "burn", "pk": ["1"]}, 400, "没有这样的操作"),
        ({"act": "discard", "pk": [str(n) for n in range(1, 202)]}, 400, "一次最多办理200份"),
        ({"act": "discard"}, 200, "没有勾选任何文件，请先在列表左边勾选"),
        ({"act": "discard", "pk": ["x", "１", "9" * 30]}, 200, "没有勾选任何文件"),
    ],
    ids=["no such act", "too many", "nothing picked", "no numbers"],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    sent: dict[str, Any], status: int, sentence: str, people: People, as_user: SignedIn, url: str
) -> None:
    answer = as_user(people.openness).post(url, sent, follow=True)
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_a_form_without_its_token_does_nothing(people: People, as_user: SignedIn) -> None:
    row = draft("草稿", people.clerk)
    assert do(as_user(people.openness), "discard", row, form_token="none").status_code == 400
    row.refresh_from_db()
    assert row.state == State.DRAFT
