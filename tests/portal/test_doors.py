"""The doors from the home page, the unit page, feeds and sitemaps to gazette, topics and catalogues."""

import datetime as dt
from xml.etree import ElementTree

from django.test import Client

from gongkai.catalogue.models import EntryDuty, ServiceWindow
from gongkai.publishing.models import Topic
from gongkai.publishing.states import GazetteState, State, Takedown, TopicState
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.portal.test_feeds import ATOM, feed_of, locations
from tests.publishing.factories import NOON, make_publication
from tests.publishing.gazette.factories import make_issue, make_series, put

DAY = dt.date(2024, 5, 6)


def make_topic(people: People, slug: str, state: TopicState = TopicState.RELEASED) -> Topic:
    return Topic.objects.create(
        slug=slug, title=f"专题{slug}", lede="一句话。", unit=people.clerk.unit, owner=people.clerk,
        state=state, released_at=NOON, ends_on=dt.date(2099, 12, 31),
    )  # fmt: skip


def some_duties(city: City) -> list[EntryDuty]:
    """Three entries of the education office: public, declared empty, blank; and one out of force."""
    catalogue = make_catalogue(city.city)
    entries = [make_entry(catalogue, f"事项{number}") for number in range(3)]
    days = [{"last_on": DAY}, {"declared_to": DAY}, {}]
    make_duty(make_entry(catalogue, "停用", active=False), city.education, last_on=DAY)
    return [
        make_duty(entry, city.education, **facts)
        for entry, facts in zip(entries, days, strict=True)
    ]


def test_the_home_page_shows_three_topics_and_the_newest_issue(
    city: City, people: People, visitor: Client
) -> None:
    for slug in "abcd":
        make_topic(people, slug)
    make_topic(people, "draft", TopicState.DRAFT)
    series = make_series(city.city)
    make_issue(series, 1, state=GazetteState.RELEASED, released_at=NOON)
    newest = make_issue(
        series, 2, state=GazetteState.RELEASED, released_at=NOON, published_on=dt.date(2024, 8, 1)
    )
    make_issue(series, 3, published_on=dt.date(2024, 10, 1))
    context = visitor.get("/").context
    assert [topic.slug for topic in context["topics"]] == ["d", "c", "b"]
    assert (context["issue"]["url"], context["issue"]["published_on"]) == (
        "/gazette/minghu/2024/2/",
        newest.published_on,
    )


def test_the_home_page_says_how_many_entries_have_something_public(
    city: City, visitor: Client
) -> None:
    some_duties(city)
    context = visitor.get("/").context
    assert (context["entries"], context["covered"]) == (3, 1)


def test_a_home_page_without_these_parts_says_nothing_of_them(city: City, visitor: Client) -> None:
    page = visitor.get("/").content.decode()
    assert [name for name in ("topics-title", "gazette-title") if name in page] == []
    assert "个事项由谁公开" not in page


def test_the_unit_page_says_how_its_entries_stand(city: City, visitor: Client) -> None:
    some_duties(city)
    answer = visitor.get("/units/education/")
    asked = answer.context["asked"]
    assert (asked.total, asked.done, asked.declared, asked.blank) == (3, 1, 1, 1)
    assert "/units/education/catalogue/" in answer.content.decode()
    assert visitor.get(f"/units/{city.garden.slug}/").context["asked"].total == 0


def test_what_is_released_for_a_day_to_come_is_not_counted(city: City, visitor: Client) -> None:
    done, *_ = some_duties(city)
    done.last_on = dt.date(2999, 1, 1)
    done.save()
    asked = visitor.get("/units/education/").context["asked"]
    assert (asked.done, asked.blank) == (0, 2)
    assert visitor.get("/").context["covered"] == 0


def test_the_unit_page_has_its_gazette_its_topics_its_window_and_what_is_meant_for_it(
    city: City, people: People, visitor: Client
) -> None:
    make_topic(people, "ours")
    issue = make_issue(make_series(city.city), state=GazetteState.RELEASED, released_at=NOON)
    ServiceWindow.objects.create(
        unit=city.water, sector="供水", phone="0531-12345678", complaint_unit=city.education
    )
    row = make_publication("面向街道的通知", unit=city.education)
    row.audience_units.add(city.east_street)
    unit = people.clerk.unit
    assert unit is not None
    assert [t.slug for t in visitor.get(f"/units/{unit.slug}/").context["topics"]] == ["ours"]
    assert visitor.get(f"/units/{city.city.slug}/").context["issue"]["label"] == "2024年第1期"
    assert issue.series.unit == city.city
    water = visitor.get(f"/units/{city.water.slug}/").content.decode()
    assert "咨询窗口和申诉" in water
    assert "0531-12345678" in water
    street = visitor.get(f"/units/{city.east_street.slug}/")
    assert street.context["meant_for"] == [row]
    assert "面向本地的信息" in street.content.decode()


def test_topics_can_be_subscribed_to_and_closed_ones_are_gone(
    people: People, visitor: Client
) -> None:
    make_topic(people, "open")
    make_topic(people, "closed", TopicState.CLOSED)
    feed = feed_of(visitor, "/topics/feed.atom")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == (
        "专题open",
        "一句话。",
    )
    assert entry.findtext(f"{ATOM}id") == "http://127.0.0.1:8000/topics/open/"


def test_the_sitemap_of_parts_leads_to_topics_catalogues_issues_and_articles(
    city: City, people: People, visitor: Client
) -> None:
    make_topic(people, "open")
    make_topic(people, "draft", TopicState.DRAFT)
    catalogue = make_catalogue(city.city)
    make_catalogue(city.city, "停用的目录", active=False)
    series = make_series(city.city)
    issue = make_issue(series, state=GazetteState.RELEASED, released_at=NOON)
    gone = make_publication("误发的办法", unit=city.education)
    put(issue, gone, "规章")
    put(issue, make_publication("供暖补贴办法", unit=city.education), "规范性文件")
    gone.state, gone.takedown = State.WITHDRAWN, Takedown.ERROR
    gone.withdrawn_at, gone.withdrawal_reason = NOON, "误发。"
    gone.save()
    put(make_issue(series, 2), make_publication("还没出版", unit=city.education))
    assert locations(visitor, "/sitemap-parts.xml") == [
        "/topics/open/",
        f"/catalogue/{catalogue.pk}/",
        "/gazette/minghu/2024/1/",
        "/gazette/minghu/2024/1/2/",
    ]
    assert visitor.get("/gazette/minghu/2024/1/2/").status_code == 200


def test_an_empty_sitemap_of_parts_is_a_sitemap(db: None, visitor: Client) -> None:
    root = ElementTree.fromstring(visitor.get("/sitemap-parts.xml").content)  # noqa: S314 - our own answer
    assert list(root) == []


def test_every_page_leads_to_the_doors(db: None, visitor: Client) -> None:
    page = visitor.get("/accessibility/").content.decode()
    doors = ("/catalogue/", "/gazette/", "/topics/", "/outlets/", "/sectors/", "/negative-list/")
    assert [door for door in doors if f'href="{door}"' not in page] == []


def test_the_page_one_is_on_is_marked_in_the_menu(db: None, visitor: Client) -> None:
    page = visitor.get("/topics/").content.decode()
    assert '<a class="plain" href="/topics/" aria-current="page">专题</a>' in page
