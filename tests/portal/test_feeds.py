"""Feeds, sitemaps and robots.txt as machines read them."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from gongkai.publishing.states import State
from tests.cast import City
from tests.publishing.factories import NOON, make_many, make_publication, reindex

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def tree_of(client: Client, url: str, media_type: str) -> ElementTree.Element:
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, f"{media_type}; charset=utf-8"), (
        url
    )
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def feed_of(client: Client, url: str) -> ElementTree.Element:
    return tree_of(client, url, "application/atom+xml")


def locations(client: Client, url: str) -> list[str]:
    return [
        node.text.removeprefix(settings.SITE_URL)
        for node in tree_of(client, url, "application/xml").iter(f"{MAP}loc")
    ]


def test_the_feed_names_itself_and_dates_every_entry(city: City, visitor: Client) -> None:
    row = make_publication("供暖补贴办法", unit=city.education, summary="冬季供暖怎样领补贴。")
    feed = feed_of(visitor, "/feed.atom")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{settings.SITE_URL}/", "self": f"{settings.SITE_URL}/feed.atom",
    }  # fmt: skip
    (entry,) = feed.findall(f"{ATOM}entry")
    url = f"{settings.SITE_URL}{row.get_absolute_url()}"
    assert (entry.findtext(f"{ATOM}id"), entry.find(f"{ATOM}link").get("href")) == (url, url)
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == (
        "供暖补贴办法",
        "冬季供暖怎样领补贴。",
    )
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == NOON
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == row.updated_at
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "明湖市教育局"
    assert dt.datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == row.updated_at


def test_an_empty_feed_is_a_feed(db: None, visitor: Client) -> None:
    feed = feed_of(visitor, "/feed.atom")
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated")


def test_a_feed_of_a_unit_holds_that_unit_alone_newest_first(city: City, visitor: Client) -> None:
    make_many(2, unit=city.education)
    make_publication("别的单位", unit=city.finance)
    entries = feed_of(visitor, "/units/education/feed.atom").findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "关于第2项工作的通知",
        "关于第1项工作的通知",
    ]
    assert visitor.get("/units/nobody/feed.atom").status_code == 404


def test_a_search_can_be_subscribed_to(city: City, index: object, visitor: Client) -> None:
    reindex(
        make_publication("供暖补贴办法", unit=city.education),
        make_publication("课后服务办法", unit=city.finance),
    )
    feed = feed_of(visitor, "/search/feed.atom?q=供暖&unit=" + str(city.education.pk))
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == [
        "供暖补贴办法"
    ]
    assert feed.findtext(f"{ATOM}title") == "查找“供暖”的结果"
    own = next(
        link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"
    )
    assert own.startswith(f"{settings.SITE_URL}/search/feed.atom?q=")


def test_characters_that_xml_cannot_hold_break_no_feed(city: City, visitor: Client) -> None:
    make_publication("供\x01暖\x0b<&>补贴", unit=city.education, summary="\ufffe说明\x1f")
    (entry,) = feed_of(visitor, "/feed.atom").findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == (
        "供暖<&>补贴",
        "说明",
    )


def test_the_sitemap_has_a_file_for_the_pages_and_one_for_each_month(
    city: City, visitor: Client
) -> None:
    may = make_publication("五月")
    last = make_publication(
        "五月最后一刻", released_at=dt.datetime(2024, 5, 31, 15, 59, 59, tzinfo=dt.UTC)
    )
    june = make_publication(
        "六月第一刻", released_at=dt.datetime(2024, 5, 31, 16, 0, tzinfo=dt.UTC)
    )
    make_publication("草稿", state=State.DRAFT)
    assert locations(visitor, "/sitemap.xml") == [
        "/sitemap-pages.xml",
        "/sitemap-parts.xml",
        "/sitemap-2024-6.xml",
        "/sitemap-2024-5.xml",
    ]
    assert locations(visitor, "/sitemap-2024-5.xml") == [
        last.get_absolute_url(),
        may.get_absolute_url(),
    ]
    assert locations(visitor, "/sitemap-2024-6.xml") == [june.get_absolute_url()]


def test_every_page_of_the_sitemap_is_there(city: City, index: object, visitor: Client) -> None:
    make_publication(unit=city.education)
    addresses = locations(visitor, "/sitemap-pages.xml")
    assert {"/", "/search/", "/units/", "/open/guide/", "/units/education/"} <= set(addresses)
    assert {url: visitor.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


@pytest.mark.parametrize("month", ["1999-1", "2024-12", "2999-12", "1949-1"])
def test_a_month_without_documents_is_a_valid_empty_file(
    month: str, db: None, visitor: Client
) -> None:
    assert locations(visitor, f"/sitemap-{month}.xml") == []


@pytest.mark.parametrize(
    "month",
    ["2024-0", "2024-13", "0-1", "3000-1", "99999999999999999999-1", "2024-99999999999999999999"],
)
def test_a_month_that_is_none_is_404(month: str, db: None, visitor: Client) -> None:
    assert visitor.get(f"/sitemap-{month}.xml").status_code == 404


def test_every_change_is_dated_in_the_zone_of_the_site(db: None, visitor: Client) -> None:
    make_publication()
    tree = tree_of(visitor, "/sitemap-2024-5.xml", "application/xml")
    assert tree.findtext(f"{MAP}url/{MAP}lastmod").endswith("+08:00")


def test_robots_shut_the_desk_and_name_the_sitemap(db: None, visitor: Client) -> None:
    lines = visitor.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /preferences/",
        "Disallow: /requests/apply/",
        "Disallow: /requests/done/",
        "Disallow: /requests/follow/",
        "Disallow: /requests/opinion/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
