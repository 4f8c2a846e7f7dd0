"""The read API of gazette, catalogues and topics: shape, sight, paging, a constant number of statements."""

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.catalogue.models import EmptyDeclaration
from gongkai.publishing.models import Fulfilment, Topic, TopicGroup, TopicItem
from gongkai.publishing.states import GazetteState, State, Takedown, TopicState
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.portal.test_api import description, fits
from tests.publishing.factories import NOON, make_publication
from tests.publishing.gazette.factories import make_issue, make_series, put

__all__ = ["description"]
ROOT = "http://127.0.0.1:8000"


def get(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def shape(description: dict[str, Any], path: str) -> dict[str, Any]:
    responses = description["paths"][f"/api/v1{path}"]["get"]["responses"]
    return responses["200"]["content"]["application/json"]["schema"]


# --- gazette -----------------------------------------------------------------------------------


def test_an_issue_names_its_articles_and_only_links_what_may_be_read(
    city: City, visitor: Client, description: dict[str, Any]
) -> None:
    series = make_series(city.city)
    issue = make_issue(series, state=GazetteState.RELEASED, total_number=9, released_at=NOON)
    row = make_publication("供暖补贴办法", unit=city.education, doc_no="明教发〔2024〕7号")
    put(issue, row, "规范性文件")
    gone = make_publication("误发的办法", unit=city.education)
    put(issue, gone)
    gone.state, gone.takedown = State.WITHDRAWN, Takedown.ERROR
    gone.withdrawn_at, gone.withdrawal_reason = NOON, "误发。"
    gone.save()
    listed = {
        "url": f"{ROOT}/gazette/minghu/2024/1/", "series": "minghu", "name": series.name,
        "year": 2024, "number": 1, "total_number": 9, "label": "2024年第1期（总第9期）",
        "published_on": "2024-06-01", "publisher": "明湖市人民政府",
    }  # fmt: skip
    page = get(visitor, "/gazette/issues")
    assert page == {"items": [listed], "next": ""}
    found = get(visitor, "/gazette/issues/minghu/2024/1")
    assert {name: found[name] for name in listed} == listed
    assert (found["pdf_url"], found["epub_url"]) == ("", "")
    assert [(i["title"], i["url"], i["document_url"], i["withdrawn"]) for i in found["items"]] == [
        (
            "供暖补贴办法",
            f"{ROOT}/gazette/minghu/2024/1/1/",
            f"{ROOT}{row.get_absolute_url()}",
            False,
        ),
        ("误发的办法", "", "", True),
    ]
    assert fits(page, shape(description, "/gazette/issues"), description)
    assert fits(found, shape(description, "/gazette/issues/{series}/{year}/{number}"), description)


def test_an_issue_in_preparation_cannot_be_told_from_none(city: City, visitor: Client) -> None:
    make_issue(make_series(city.city), number=7)
    assert get(visitor, "/gazette/issues") == {"items": [], "next": ""}
    answers = [visitor.get(f"/api/v1/gazette/issues/minghu/2024/{n}") for n in (7, 8)]
    assert [(a.status_code, a.content) for a in answers] == [(404, answers[1].content)] * 2


def test_issues_follow_each_other_by_year_and_number(city: City, visitor: Client) -> None:
    series = make_series(city.city)
    for year, number in ((2023, 5), (2024, 1), (2024, 2)):
        make_issue(series, number, year=year, state=GazetteState.RELEASED, released_at=NOON)
    first = get(visitor, "/gazette/issues", limit=2)
    assert [(i["year"], i["number"]) for i in first["items"]] == [(2024, 2), (2024, 1)]
    rest = get(visitor, "/gazette/issues", limit=2, after=first["next"])
    assert ([(i["year"], i["number"]) for i in rest["items"]], rest["next"]) == ([(2023, 5)], "")
    assert [i["number"] for i in get(visitor, "/gazette/issues", year=2023)["items"]] == [5]
    assert get(visitor, "/gazette/issues", series="nobody")["items"] == []


def test_an_old_issue_gives_the_titles_of_its_contents(city: City, visitor: Client) -> None:
    make_issue(
        make_series(city.city), scanned=True, state=GazetteState.RELEASED, released_at=NOON,
        contents=[{"title": "旧刊的文章", "page": 3}],
    )  # fmt: skip
    (item,) = get(visitor, "/gazette/issues/minghu/2024/1")["items"]
    assert (item["title"], item["page"], item["url"]) == ("旧刊的文章", 3, "")


# --- catalogues --------------------------------------------------------------------------------


def test_entries_say_for_each_unit_what_is_public_what_is_declared_and_what_is_blank(
    city: City, people: People, visitor: Client, description: dict[str, Any]
) -> None:
    catalogue = make_catalogue(city.city, year=2026, source="国办发〔2019〕54号")
    entry = make_entry(catalogue, level2="收支总表", channels=[{"name": "政府网站", "must": True}])
    make_entry(catalogue, "停用的事项", active=False)
    done, declared, _blank = (
        make_duty(entry, unit) for unit in (city.finance, city.education, city.garden)
    )
    row = make_publication("2026年预算", unit=city.finance)
    Fulfilment.objects.create(duty=done, publication=row)
    facts = {"starts_on": dt.date(2026, 7, 1), "ends_on": dt.date(2026, 9, 30)}
    EmptyDeclaration.objects.create(
        duty=declared, statement="本季度无。", declared_by=people.clerk,
        signed_by=people.office_head, signed_at=NOON, **facts,
    )  # fmt: skip
    EmptyDeclaration.objects.create(
        duty=_blank, statement="没有签字的声明。", declared_by=people.clerk, **facts
    )
    (listed,) = get(visitor, "/catalogues")["items"]
    assert listed == {
        "id": catalogue.pk, "url": f"{ROOT}/catalogue/{catalogue.pk}/", "kind": "standard",
        "name": "财政领域标准目录", "field": "财政预决算", "unit": "明湖市人民政府", "year": 2026,
        "source": "国办发〔2019〕54号", "entries": 1,
    }  # fmt: skip
    page = get(visitor, f"/catalogues/{catalogue.pk}/entries")
    (found,) = page["items"]
    assert (found["level2"], found["channels"], found["published"], found["unit_count"]) == (
        "收支总表", ["政府网站"], 1, 3,
    )  # fmt: skip
    assert {unit["slug"]: unit["state"] for unit in found["units"]} == {
        city.finance.slug: "published", city.education.slug: "declared", city.garden.slug: "blank",
    }  # fmt: skip
    newest = next(unit["newest"] for unit in found["units"] if unit["newest"])
    assert (newest["title"], newest["url"]) == ("2026年预算", f"{ROOT}{row.get_absolute_url()}")
    assert "没有签字的声明" not in str(page)
    assert fits(page, shape(description, "/catalogues/{catalogue}/entries"), description)
    (alone,) = get(visitor, f"/catalogues/{catalogue.pk}/entries", unit=city.garden.slug)["items"]
    assert [unit["state"] for unit in alone["units"]] == ["blank"]
    assert get(visitor, f"/catalogues/{catalogue.pk}/entries", unit="nobody")["items"] == []


def test_a_catalogue_out_of_force_is_404(city: City, visitor: Client) -> None:
    old = make_catalogue(city.city, active=False)
    assert get(visitor, "/catalogues")["items"] == []
    for pk in (old.pk, old.pk + 1, 0, -1, 10**30):
        assert visitor.get(f"/api/v1/catalogues/{pk}/entries").status_code == 404, pk


def test_entries_cost_the_same_for_one_and_for_three_and_follow_each_other(
    city: City, visitor: Client, django_assert_num_queries: Any
) -> None:
    catalogue = make_catalogue(city.city)
    for number in range(1, 4):
        entry = make_entry(catalogue, f"事项{number}")
        duty = make_duty(entry, city.finance)
        Fulfilment.objects.create(duty=duty, publication=make_publication(unit=city.finance))
    path = f"/catalogues/{catalogue.pk}/entries"
    get(visitor, path, limit=99)
    with django_assert_num_queries(6):
        first = get(visitor, path, limit=1)
    with django_assert_num_queries(6):
        assert len(get(visitor, path, limit=98)["items"]) == 3
    second = get(visitor, path, limit=1, after=first["next"])
    assert [page["items"][0]["level1"] for page in (first, second)] == ["事项1", "事项2"]
    assert len(get(visitor, "/catalogues", kind="standard", unit=city.city.slug)["items"]) == 1
    assert get(visitor, "/catalogues", kind="sector")["items"] == []


# --- topics ------------------------------------------------------------------------------------


def make_topic(people: People, slug: str, state: TopicState = TopicState.RELEASED) -> Topic:
    return Topic.objects.create(
        slug=slug, title=f"专题{slug}", lede="一句话。", unit=people.clerk.unit, owner=people.clerk,
        state=state, released_at=NOON, ends_on=dt.date(2099, 12, 31),
    )  # fmt: skip


def test_a_topic_comes_with_what_the_public_sees_of_it(
    people: People, visitor: Client, description: dict[str, Any]
) -> None:
    topic = make_topic(people, "one")
    group = TopicGroup.objects.create(topic=topic, position=1, title="第一步")
    row = make_publication("供暖补贴办法")
    hidden = make_publication("草稿", state=State.DRAFT)
    document, question = TopicItem.Kind.DOCUMENT, TopicItem.Kind.QUESTION
    for position, publication in enumerate((row, hidden), 1):
        TopicItem.objects.create(
            group=group, position=position, kind=document, publication=publication
        )
    TopicItem.objects.create(
        group=group, position=3, kind=question, title="怎么领？", text="不用申请。", url="/units/"
    )
    TopicGroup.objects.create(topic=topic, position=2, title="空的一步")
    page, found = get(visitor, "/topics"), get(visitor, "/topics/one")
    assert [(t["slug"], t["url"]) for t in page["items"]] == [("one", f"{ROOT}/topics/one/")]
    assert [
        (g["title"], [(i["title"], i["url"]) for i in g["items"]]) for g in found["groups"]
    ] == [
        (
            "第一步",
            [("供暖补贴办法", f"{ROOT}{row.get_absolute_url()}"), ("怎么领？", f"{ROOT}/units/")],
        )
    ]
    assert fits(page, shape(description, "/topics"), description)
    assert fits(found, shape(description, "/topics/{slug}"), description)


@pytest.mark.parametrize("state", [TopicState.DRAFT, TopicState.CLOSED])
def test_a_topic_that_is_not_shown_cannot_be_told_from_none(
    state: TopicState, people: People, visitor: Client
) -> None:
    make_topic(people, "hidden", state)
    assert get(visitor, "/topics")["items"] == []
    answers = [visitor.get(f"/api/v1/topics/{slug}") for slug in ("hidden", "nothing")]
    assert [(a.status_code, a.content) for a in answers] == [(404, answers[1].content)] * 2


def test_topics_of_the_same_moment_follow_each_other(people: People, visitor: Client) -> None:
    for slug in ("a", "b", "c"):
        make_topic(people, slug)
    seen, after = [], ""
    for _ in range(3):
        page = get(visitor, "/topics", limit=1, after=after)
        seen += [topic["slug"] for topic in page["items"]]
        after = page["next"]
    assert (seen, after) == (["c", "b", "a"], "")


# --- whatever is typed -------------------------------------------------------------------------

PLACES = [
    "x",
    "1",
    "1-",
    "-1",
    "--",
    "1-2-3-4",
    "9" * 18 + "-" + "9" * 18,
    "１-１",
    "\x00-1",
    "0-0-0",
]


@pytest.mark.parametrize("after", PLACES)
def test_a_place_that_nobody_gave_out_ends_in_no_error(
    after: str, city: City, people: People, visitor: Client
) -> None:
    make_topic(people, "one")
    make_issue(make_series(city.city), state=GazetteState.RELEASED, released_at=NOON)
    catalogue = make_catalogue(city.city)
    for path in (
        "/gazette/issues",
        "/topics",
        "/catalogues",
        f"/catalogues/{catalogue.pk}/entries",
    ):
        answer = visitor.get(f"/api/v1{path}", {"after": after})
        assert answer.status_code == 200, (path, after)
        assert answer.json()["next"] == ""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(word=st.text(min_size=1, max_size=40))
def test_no_name_whatever_ends_in_an_error_of_the_server(word: str, db: None) -> None:
    client = Client(raise_request_exception=False)
    safe = quote(word.encode("utf-8", "replace"), safe="")
    for path in (
        f"/topics/{safe}",
        f"/gazette/issues/{safe}/2024/1",
        f"/catalogues/{safe}/entries",
    ):
        assert client.get(f"/api/v1{path}").status_code in (404, 422), path
