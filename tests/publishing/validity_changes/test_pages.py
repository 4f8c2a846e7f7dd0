"""Desk pages of validity and quality: roles, the two-person flow, terms, counts, exports."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Notice, User
from gongkai.base.services.forms import new_token
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.publishing import todo_validity
from gongkai.publishing.models import (
    InterpretationObligation,
    Publication,
    Relation,
    ValidityChange,
)
from gongkai.publishing.queries import quality
from gongkai.publishing.services import quality as quality_service
from gongkai.publishing.services import validity_changes
from gongkai.publishing.states import ChangeState, Kind, RelationKind, State
from tests.cast import People
from tests.publishing.factories import make_publication, relate

SignedIn = Callable[[User], Client]
READERS = {"clerk", "clerk_of_another_unit", "handler", "reviewer", "office_head", "signer", "openness", "authority"}  # fmt: skip


def pair(people: People, **facts: Any) -> tuple[Publication, Publication]:
    unit = people.clerk.unit
    old = make_publication(
        "旧办法", unit=unit, doc_no="明教发〔2020〕1号", signed_on=dt.date(2020, 1, 2), **facts
    )
    new = make_publication(
        "新办法", unit=unit, doc_no="明教发〔2024〕5号", signed_on=dt.date(2024, 5, 1)
    )
    return old, new


def posted(**data: Any) -> dict[str, Any]:
    return {"form_token": new_token(), **data}


def change(**data: Any) -> dict[str, Any]:
    given = {"act": "change", "document": "明教发[2024]5号", "kind": "repeals", "scope": "whole"}
    return posted(**{**given, **data})


def registered(people: People) -> ValidityChange:
    old, new = pair(people)
    row = validity_changes.change(old, basis=new, kind=RelationKind.REPEALS, by=people.openness)
    assert isinstance(row, ValidityChange)
    return row


@pytest.mark.parametrize("name", People.__slots__)
def test_the_pages_open_for_whoever_works_on_texts_and_say_why_not_to_others(
    name: str, people: People, as_user: SignedIn
) -> None:
    row = registered(people)
    client = as_user(getattr(people, name))
    seen = 200 if name in READERS else 403
    for url in (
        reverse("desk_validity", args=[row.target_id]),
        reverse("desk_validity_registrations"),
        reverse("desk_expiring"),
        reverse("desk_quality"),
    ):
        assert client.get(url).status_code == seen, url


def test_one_registers_another_confirms_and_the_public_page_says_so(
    people: People, as_user: SignedIn, visitor: Client
) -> None:
    old, _new = pair(people)
    url = reverse("desk_validity", args=[old.pk])
    clerk = as_user(people.clerk)
    assert clerk.post(url, change()).status_code == 403
    first = as_user(people.openness)
    assert first.post(url, change()).status_code == 302
    row = ValidityChange.objects.get()
    one = reverse("desk_validity_registration", args=[row.pk])
    refused = first.post(one, posted(act="confirm"))
    assert (refused.status_code, "要由两个人办理" in refused.content.decode()) == (409, True)
    as_user(people.signer).post(one, posted(act="confirm"))
    assert visitor.get(old.get_absolute_url()).context["validity"].word == "已废止"
    relation = Relation.objects.get()
    undo = posted(act="undo", relation=relation.pk, reason="")
    assert "请写明撤销的理由" in first.post(url, undo).content.decode()
    first.post(url, posted(act="undo", relation=relation.pk, reason="登记有误。"))
    assert ValidityChange.objects.get(act="undo").state == ChangeState.PROPOSED


def test_what_was_typed_is_shown_again_with_the_refusal_at_its_field(
    people: People, as_user: SignedIn
) -> None:
    old, _ = pair(people)
    url = reverse("desk_validity", args=[old.pk])
    page = as_user(people.openness).post(url, change(document="没有这份", note="按清理结论"))
    form = page.context["change"]
    assert page.status_code == 422
    assert form.errors["document"] == [
        "文件库里没有“没有这份”这份文件；请核对文号或者标题，还没有入库的请先导入。"
    ]
    assert "按清理结论" in page.content.decode()


def test_several_documents_of_one_name_are_listed(people: People, as_user: SignedIn) -> None:
    old, _ = pair(people)
    make_publication("新办法二", doc_no="明教发〔2024〕6号")
    url = reverse("desk_validity", args=[old.pk])
    page = as_user(people.openness).post(url, change(document="新办"))
    (sentence,) = page.context["change"].errors["document"]
    assert sentence.startswith("有几份文件符合")
    assert "明教发〔2024〕6号" in sentence


def test_a_draft_names_what_it_will_change(people: People, as_user: SignedIn) -> None:
    old, new = pair(people)
    Publication.objects.filter(pk=new.pk).update(state=State.DRAFT)
    url = reverse("desk_validity", args=[new.pk])
    client = as_user(people.clerk)
    assert client.post(url, change(document="旧办法")).status_code == 302
    relation = Relation.objects.get()
    assert (relation.source, relation.target) == (new, old)
    client.post(url, posted(act="undo", relation=relation.pk, reason="选错了。"))
    assert Relation.objects.count() == 0


def test_a_term_is_evaluated_on_the_page_and_the_list_shows_it(
    people: People, as_user: SignedIn
) -> None:
    ends = today() + dt.timedelta(days=20)
    old, _ = pair(people, expires_on=ends)
    client = as_user(people.clerk)
    url = reverse("desk_validity", args=[old.pk])
    assert client.post(url, posted(act="evaluate", conclusion="extend", note="")).status_code == 422
    client.post(url, posted(act="evaluate", conclusion="extend", note="仍在执行。"))
    page = client.get(reverse("desk_expiring"))
    (row,) = page.context["page"].object_list
    assert (row["left"], row["evaluation"].note) == (20, "仍在执行。")
    assert "登记延续" in page.content.decode()


def test_a_term_of_keeping_is_decided_on_the_page(people: People, as_user: SignedIn) -> None:
    old, _ = pair(people)
    url = reverse("desk_validity", args=[old.pk])
    data = {"act": "retention", "retention": "permanent", "reason": "档案馆意见"}
    assert as_user(people.clerk).post(url, posted(**data)).status_code == 403
    as_user(people.openness).post(url, posted(**data))
    old.refresh_from_db()
    assert (old.retention, old.retention_reason) == ("permanent", "人工确定：档案馆意见")


def test_an_act_that_is_none_is_refused(people: People, as_user: SignedIn) -> None:
    row = registered(people)
    client = as_user(people.signer)
    for url in (
        reverse("desk_validity", args=[row.target_id]),
        reverse("desk_validity_registration", args=[row.pk]),
    ):
        assert client.post(url, posted(act="fly")).status_code == 400


def test_registrations_of_other_units_are_not_seen(people: People, as_user: SignedIn) -> None:
    row = registered(people)
    url = reverse("desk_validity_registration", args=[row.pk])
    assert as_user(people.clerk_of_another_unit).get(url).status_code == 404


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_cost_the_same_for_one_and_three_rows(people: People, as_user: SignedIn) -> None:
    client = as_user(people.openness)
    unit, soon = people.clerk.unit, today() + dt.timedelta(days=9)
    costs: list[list[int]] = []
    for number in range(3):
        old = make_publication(
            f"旧{number}", unit=unit, signed_on=dt.date(2020, 1, 1), expires_on=soon
        )
        new = make_publication(f"新{number}", unit=unit, signed_on=dt.date(2024, 1, 1))
        validity_changes.change(old, basis=new, kind=RelationKind.AMENDS, by=people.signer)
        costs.append(
            [
                count(client, reverse("desk_validity_registrations")),
                count(client, reverse("desk_expiring")),
                count(client, reverse("desk_quality")),
                count(client, f"{reverse('desk_quality')}?check=no_theme"),
            ]
        )
    assert costs[0] == costs[2]


@pytest.mark.parametrize(
    "url",
    ["desk_validity_registrations", "desk_expiring", "desk_quality", "desk_cleanup", "desk_topics"],
)
def test_every_list_comes_as_a_workbook(url: str, people: People, as_user: SignedIn) -> None:
    registered(people)
    answer = as_user(people.openness).get(reverse(url), {"format": "xlsx"})
    assert answer.content[:2] == b"PK"


# --- what waits for whom -----------------------------------------------------------------------


def test_a_registration_waits_for_everybody_who_may_confirm_but_its_author(people: People) -> None:
    registered(people)
    waiting = {
        name: [row.what for row in todo_validity.registrations(getattr(people, name), 9)]
        for name in People.__slots__
    }
    said = ["登记废止：《旧办法》"]
    assert {name for name, rows in waiting.items() if rows == said} == {"signer", "authority"}
    assert {name for name, rows in waiting.items() if rows} == {"signer", "authority"}


def test_a_term_that_runs_out_waits_for_the_unit(people: People) -> None:
    ends = today() + dt.timedelta(days=20)
    pair(people, expires_on=ends)
    rows = {name: todo_validity.terms(getattr(people, name), 9) for name in People.__slots__}
    assert {name for name, found in rows.items() if found} == {"clerk", "openness"}
    assert rows["clerk"][0].due == ends


def test_who_has_no_role_costs_nothing(people: People) -> None:
    has = people.system_admin
    todo_validity.registrations(has, 9)
    with CaptureQueriesContext(connection) as queries:
        for source in (todo_validity.registrations, todo_validity.terms, todo_validity.cleanups):
            assert list(source(has, 9)) == []
    assert len(queries) == 0


# --- quality -----------------------------------------------------------------------------------


def sound(title: str, **facts: Any) -> Publication:
    """A public document that no rule objects to."""
    facts.setdefault("theme", Theme.objects.filter(parent=None)[0])
    facts.setdefault("document_class", DocumentClass.objects.get(code="other"))
    return make_publication(title, **facts)


def failing(*names: str) -> dict[str, list[str]]:
    found = {
        name: [row.title for row in quality.listed(Publication.objects.public(), name)]
        for name in quality.NAMES
    }
    return {name: titles for name, titles in found.items() if titles}


def test_a_sound_publication_fails_nothing_and_each_rule_finds_its_own(people: People) -> None:
    unit = people.clerk.unit
    due = DocumentClass.objects.get(code="policy")
    sound("好的", unit=unit)
    assert failing() == {}
    sound("没有机构")
    sound("没有主题", unit=unit, theme=None)
    sound("没有类别", unit=unit, document_class=None)
    sound("印发早", unit=unit, signed_on=dt.date(2024, 5, 6), printed_on=dt.date(2024, 5, 5))
    sound("发布早", unit=unit, signed_on=dt.date(2024, 5, 7))
    sound("同号一", unit=unit, doc_no="明教发〔2024〕1号")
    sound("同号二", unit=unit, doc_no="明教发〔2024〕1号")
    sound("没有解读", unit=unit, document_class=due)
    relate(sound("引用没有的", unit=unit), RelationKind.BASED_ON, target_title="没有的文件")
    interpreted = sound("有解读", unit=unit, document_class=due)
    relate(
        make_publication("解读", kind=Kind.INTERPRETATION, unit=unit),
        RelationKind.INTERPRETS,
        interpreted,
    )
    excused = sound("免解读", unit=unit, document_class=due)
    InterpretationObligation.objects.create(publication=excused, required=False)
    broken = sound("没有要素", unit=unit)
    broken.document.delete()
    found = failing()
    assert {name: sorted(titles) for name, titles in found.items()} == {
        "no_unit": ["没有机构"], "no_theme": ["没有主题"], "no_class": ["没有类别"],
        "no_document": ["没有要素"], "dates": ["印发早", "发布早"], "same_no": ["同号一", "同号二"],
        "no_interpretation": ["没有解读"], "dead_relation": ["引用没有的"],
    }  # fmt: skip


def test_the_figures_of_the_page_are_those_of_the_lists_behind_them(
    people: People, as_user: SignedIn
) -> None:
    sound("没有主题", unit=people.clerk.unit, theme=None)
    sound("没有机构")
    page = as_user(people.authority).get(reverse("desk_quality"))
    assert [(row["label"], row["total"]) for row in page.context["rows"]] == [
        ("没有单位", 1), ("市教育局", 1),
    ]  # fmt: skip
    own = as_user(people.clerk).get(reverse("desk_quality"))
    assert [row["label"] for row in own.context["rows"]] == ["市教育局"]
    listed = as_user(people.clerk).get(reverse("desk_quality"), {"check": "no_theme"})
    assert [row.title for row in listed.context["page"]] == ["没有主题"]


def test_units_are_told_once_a_week(people: People) -> None:
    sound("没有主题", unit=people.clerk.unit, theme=None)
    assert quality_service.revalidate() == quality_service.revalidate() == 1
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"clerk", "openness"}
    assert Notice.objects.count() == 2
