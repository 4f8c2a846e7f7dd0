"""Desk pages of clean-ups: roles, preview, concluding one and many, the acts of the office, costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.publishing import todo_validity
from gongkai.publishing.models import CleanupCampaign, CleanupItem, Publication
from gongkai.publishing.states import CleanupState, Conclusion
from tests.cast import City, People
from tests.publishing.cleanup.test_cleanup import begin, four, say
from tests.publishing.factories import make_many, make_publication

SignedIn = Callable[[User], Client]
HERE = {"clerk", "clerk_of_another_unit", "handler", "office_head", "openness", "authority"}


def posted(**data: Any) -> dict[str, Any]:
    return {"form_token": new_token(), **data}


@pytest.mark.parametrize("name", People.__slots__)
def test_a_campaign_opens_for_who_concludes_or_runs_it(
    name: str, people: People, city: City, as_user: SignedIn
) -> None:
    campaign, items = four(people, city)
    client = as_user(getattr(people, name))
    stranger = name == "clerk_of_another_unit"
    seen = 404 if stranger else 200 if name in HERE else 403
    for url in (
        reverse("desk_cleanup_campaign", args=[campaign.pk]),
        reverse("desk_cleanup_item", args=[items[0].pk]),
    ):
        assert client.get(url).status_code == seen, url
    assert client.get(reverse("desk_cleanup")).status_code == (200 if name in HERE else 403)
    runs = name in {"openness", "authority"}
    assert client.get(reverse("desk_cleanup_new")).status_code == (200 if runs else 403)


@pytest.mark.parametrize("name", sorted(HERE - {"clerk_of_another_unit", "authority"}))
def test_the_acts_of_the_office_are_not_for_the_units(
    name: str, people: People, city: City, as_user: SignedIn
) -> None:
    campaign, _ = four(people, city)
    url = reverse("desk_cleanup_campaign", args=[campaign.pk])
    client = as_user(getattr(people, name))
    for act in ("urge", "conclude", "draw_up", "reopen", "cancel", "assign"):
        assert client.post(url, posted(act=act, item="1-1")).status_code == 403, act


def test_a_campaign_is_previewed_started_concluded_and_drawn_up_through_the_pages(
    people: People, city: City, as_user: SignedIn
) -> None:
    make_many(2, unit=city.education)
    office, clerk = as_user(people.authority), as_user(people.clerk)
    new = reverse("desk_cleanup_new")
    typed = {
        "title": "2026年清理",
        "unit": city.office.pk,
        "due_on": "2099-12-31",
        "year_from": "2020",
    }
    preview = office.post(new, posted(act="preview", **typed))
    assert (preview.context["count"], CleanupCampaign.objects.count()) == (2, 0)
    changed = office.post(new, posted(act="start", expected=3, **typed))
    assert "预览时选出3份，现在是2份" in changed.content.decode()
    office.post(new, posted(act="start", expected=2, **typed))
    campaign = CleanupCampaign.objects.get()
    url = reverse("desk_cleanup_campaign", args=[campaign.pk])
    first, second = campaign.items.order_by("pk")
    one = reverse("desk_cleanup_item", args=[first.pk])
    wrong = clerk.post(one, posted(conclusion="repeal", reason="", version=1))
    assert "请写明理由" in wrong.content.decode()
    clerk.post(one, posted(conclusion="repeal", reason="任务已完成", version=1))
    clerk.post(url, posted(act="keep", item=f"{second.pk}-1"))
    assert office.post(url, posted(act="conclude")).status_code == 302
    office.post(url, posted(act="draw_up"))
    campaign.refresh_from_db()
    assert campaign.state == CleanupState.CONCLUDED
    assert campaign.result == Publication.objects.get(state="draft")
    page = office.get(url)
    assert "关于公布2026年清理结果的通知" in page.content.decode()


def test_a_unit_touches_only_its_own_documents(
    people: People, city: City, as_user: SignedIn
) -> None:
    make_publication("教育", unit=city.education)
    make_publication("财政", unit=city.finance)
    campaign = begin(people, city)
    foreign = campaign.items.get(unit=city.finance)
    client = as_user(people.clerk)
    url = reverse("desk_cleanup_campaign", args=[campaign.pk])
    assert [row.unit for row in client.get(url).context["page"]] == [city.education]
    refused = client.post(url, posted(act="keep", item=f"{foreign.pk}-1"))
    assert "没有选中文件" in refused.content.decode()
    foreign.refresh_from_db()
    assert foreign.conclusion == ""


def test_what_was_changed_meanwhile_is_named_and_the_rest_is_done(
    people: People, city: City, as_user: SignedIn
) -> None:
    campaign, items = four(people, city)
    say(items[0], people, Conclusion.REPEAL, "任务已完成")
    url = reverse("desk_cleanup_campaign", args=[campaign.pk])
    page = as_user(people.openness).post(
        url, posted(act="keep", item=[f"{items[0].pk}-1", f"{items[1].pk}-1"])
    )
    assert page.status_code == 409
    assert [outcome.item for outcome in page.context["outcomes"]] == [items[0]]
    assert CleanupItem.objects.get(pk=items[1].pk).conclusion == Conclusion.KEEP


def test_filters_narrow_the_list(people: People, city: City, as_user: SignedIn) -> None:
    campaign, items = four(people, city)
    say(items[0], people, Conclusion.KEEP)
    client, url = as_user(people.clerk), reverse("desk_cleanup_campaign", args=[campaign.pk])
    for query, number in (
        ({"conclusion": "none"}, 3), ({"conclusion": "keep"}, 1), ({"q": "第2项"}, 1),
        ({"unit": city.finance.pk}, 0), ({"unit": "x"}, 4),
    ):  # fmt: skip
        assert len(client.get(url, query).context["page"].object_list) == number, query


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_documents(
    number: int, people: People, city: City, as_user: SignedIn
) -> None:
    make_many(number, unit=city.education)
    campaign = begin(people, city)
    client, url = as_user(people.authority), reverse("desk_cleanup_campaign", args=[campaign.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) == STATEMENTS


STATEMENTS = 12


def test_a_clean_up_waits_for_the_units_and_then_for_the_office(people: People, city: City) -> None:
    campaign, items = four(people, city)
    (mine,) = todo_validity.cleanups(people.clerk, 9)
    assert (mine.what, mine.due) == ("2026年文件清理：还有4份文件没有结论", campaign.due_on)
    assert todo_validity.cleanups(people.authority, 9) == []
    for item in items:
        say(item, people, Conclusion.KEEP)
    assert todo_validity.cleanups(people.clerk, 9) == []
    assert [row.what for row in todo_validity.cleanups(people.authority, 9)] == [
        "2026年文件清理：汇总结论"
    ]
