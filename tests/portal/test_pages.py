"""The public pages as a whole: statements, labels, cache, conditional requests, preferences."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import TrailHead, User
from gongkai.catalogue.models import StatutoryItem, Theme
from gongkai.portal import cache
from gongkai.publishing.models import Publication
from gongkai.publishing.services import publications, release
from gongkai.publishing.states import Kind, RelationKind
from tests.cast import City, People
from tests.publishing.factories import attach, make_publication, reindex, relate
from tests.publishing.workflow import people as way

SignedIn = Callable[[User], Client]
DOCUMENT_STATEMENTS, LIST_STATEMENTS = 4, 5


def statements(client: Client, url: str) -> list[str]:
    """What a page asks the database when nothing of it is remembered but the site's own facts."""
    cache.forget()
    client.get("/accessibility/")  # site facts and version are looked up here
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [query["sql"] for query in captured]


def fill(city: City, rows: int) -> Publication:
    """A library in which every list has that many rows; returns a document with as many relations."""
    theme, item = Theme.objects.filter(parent=None)[0], StatutoryItem.objects.get(number=3)
    made = [
        make_publication(f"第{rows}批第{n}份", unit=city.education, kind=kind, theme=theme, statutory_item=item, keywords=[f"词{n}"], period_year=2020 + n % 3)
        for n in range(rows) for kind in (Kind.DOCUMENT, Kind.GUIDE, Kind.SYSTEM, Kind.ANNUAL_REPORT, Kind.INTERPRETATION)
    ]  # fmt: skip
    row = make_publication(
        "有关系的文件",
        unit=city.education,
        doc_no=f"明教发〔2024〕{rows}号",
        issuers=["明湖市教育局"] * rows,
    )
    for number, other in enumerate(made[:rows], 1):
        relate(row, RelationKind.BASED_ON, other)
        relate(other, RelationKind.INTERPRETS, row)
        attach(row, number, title=f"附件{number}")
    reindex(row, *made)
    return row


PAGES = ["/", "/search/?q=份", "/search/?validity=all", "/units/", "/units/education/", "/open/guide/", "/open/system/", "/open/statutory/", "/open/annual-report/",
         "/units/education/open/annual-report/", "/feed.atom", "/sitemap.xml", "/sitemap-2024-5.xml", "/sitemap/"]  # fmt: skip


def test_statements_are_few_and_do_not_grow_with_the_library(
    city: City, index: object, visitor: Client
) -> None:
    small = fill(city, 2).get_absolute_url()  # a second guide is a list of other guides
    before = {url: len(statements(visitor, url)) for url in [*PAGES, small]}
    large = fill(city, 12).get_absolute_url()
    after = {url: len(statements(visitor, url)) for url in [*PAGES, large]}
    assert [(url, after[url]) for url in PAGES if after[url] > before[url]] == []
    assert (before[small], after[large]) == (before[small], before[small])
    assert after[large] <= DOCUMENT_STATEMENTS
    assert after["/search/?q=份"] <= LIST_STATEMENTS


def test_a_remembered_page_asks_the_database_nothing(
    city: City, visitor: Client, django_assert_num_queries: Any
) -> None:
    row = make_publication(unit=city.education)
    for url in (
        "/",
        row.get_absolute_url(),
        "/units/education/",
        "/feed.atom",
        "/api/v1/documents",
    ):
        first = visitor.get(url)
        with django_assert_num_queries(0):
            again = visitor.get(url)
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])


# --- the cache ---------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request looks at the version: what a second later every process does."""
    monkeypatch.setattr(cache, "_LOOK_EVERY", 0.0)


def test_a_release_and_a_withdrawal_are_on_every_page_at_once(
    city: City, people: People, authority: User, visitor: Client, impatient: None
) -> None:
    urls = ("/", "/units/education/", "/feed.atom", "/sitemap.xml", "/api/v1/documents")
    empty = {url: visitor.get(url).content for url in urls}
    row = release.release(
        way.seal(make_publication("新通知", state="draft", unit=city.education), people),
        by=authority,
    )
    full = {url: visitor.get(url).content for url in urls}
    assert [url for url in urls if full[url] == empty[url]] == []
    assert visitor.get(row.get_absolute_url()).status_code == 200
    publications.withdraw(row, by=authority, reason="误发。")
    assert visitor.get(row.get_absolute_url()).status_code == 410
    assert [url for url in urls if "新通知".encode() in visitor.get(url).content] == []


def test_a_page_begun_before_a_withdrawal_is_not_remembered_after_it(
    city: City, authority: User, visitor: Client, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.publishing.queries import pages

    row = make_publication("将被撤下", unit=city.education)
    real = pages.detail

    def slow(found: Publication) -> Any:
        detail = real(found)
        publications.withdraw(found, by=authority, reason="误发。")
        return detail

    with monkeypatch.context() as patch:
        patch.setattr(pages, "detail", slow)
        assert visitor.get(row.get_absolute_url()).status_code == 200
    assert visitor.get(row.get_absolute_url()).status_code == 410


def test_a_change_of_what_the_index_shows_needs_no_other_look(
    city: City, index: object, visitor: Client
) -> None:
    row = make_publication("供暖办法", unit=city.education)
    reindex(row)
    assert "供暖办法" in visitor.get("/search/").content.decode()
    Publication.objects.filter(pk=row.pk).update(state="withdrawn")
    assert "供暖办法" not in visitor.get("/search/").content.decode()


def test_nothing_personal_is_remembered(
    city: City, clerk: User, visitor: Client, as_user: SignedIn
) -> None:
    row = make_publication(unit=city.education)
    for url in ("/", row.get_absolute_url(), "/units/"):
        signed_in = as_user(clerk).get(url)
        cache.forget()
        anonymous = visitor.get(url)
        assert signed_in.content == anonymous.content
        assert (signed_in.cookies, anonymous.cookies) == ({}, {})
        assert "陈信息" not in signed_in.content.decode()
        assert "csrfmiddlewaretoken" not in signed_in.content.decode()


def test_pages_of_the_desk_are_never_remembered(
    clerk: User, as_user: SignedIn, visitor: Client
) -> None:
    answer = as_user(clerk).get("/desk/")
    assert "no-store" in answer["Cache-Control"]
    assert visitor.get("/desk/").status_code == 302


def test_the_display_mode_is_part_of_what_is_remembered(city: City, visitor: Client) -> None:
    large = Client()
    large.cookies["gongkai_mode"] = "auto.normal.large"
    assert 'data-size="large"' not in visitor.get("/").content.decode()
    assert 'data-size="large"' in large.get("/").content.decode()
    assert 'data-size="large"' not in visitor.get("/").content.decode()


def test_an_error_is_never_remembered(city: City, visitor: Client) -> None:
    row = make_publication(unit=city.education, state="draft")
    assert visitor.get(row.get_absolute_url()).status_code == 404
    Publication.objects.filter(pk=row.pk).update(
        state="released", released_at="2024-05-06T04:00:00Z", release_basis="stock"
    )
    assert visitor.get(row.get_absolute_url()).status_code == 200


def test_the_version_is_the_outbox_number_and_the_day(db: None) -> None:
    TrailHead.objects.update_or_create(pk=1, defaults={"outbox_seq": 41})
    seq, day = cache.version()
    assert seq == 41
    assert re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day)


# --- requests ----------------------------------------------------------------------------------


def test_head_answers_like_get_without_a_body(city: City, index: object, visitor: Client) -> None:
    row = make_publication(unit=city.education)
    for url in (
        "/",
        row.get_absolute_url(),
        "/search/",
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/documents",
        "/healthz",
        "/desk/login/",
    ):
        get, head = visitor.get(url), visitor.head(url)
        if url == "/api/v1/documents":
            assert head.status_code in (200, 405)
            continue
        assert (head.status_code, head.content) == (get.status_code, b""), url
        if "ETag" in get:
            assert head["ETag"] == get["ETag"], url


def test_who_has_the_page_gets_304(city: City, visitor: Client) -> None:
    row = make_publication(unit=city.education)
    for url in ("/", row.get_absolute_url(), "/feed.atom"):
        etag = visitor.get(url)["ETag"]
        again = visitor.get(url, headers={"If-None-Match": f'"other", W/{etag}'})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert visitor.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "GARBAGE"]
)
def test_other_methods_are_refused(method: str, city: City, visitor: Client) -> None:
    row = make_publication(unit=city.education)
    for url in ("/", row.get_absolute_url(), "/search/", "/desk/import/", "/api/v1/documents"):
        assert visitor.generic(method, url).status_code == 405, url


def test_public_pages_take_no_post(city: City, visitor: Client) -> None:
    row = make_publication(unit=city.education)
    for url in (
        "/",
        row.get_absolute_url(),
        "/search/",
        "/units/",
        "/open/guide/",
        "/preferences/",
        "/feed.atom",
        "/healthz",
        "/metrics",
    ):
        assert visitor.post(url).status_code == 405, url


@pytest.mark.parametrize(
    "url",
    [
        "/d/",
        "/d/ZZZZ/",
        "/d/0001/",
        "/d/%00/",
        "/d/%F0%9F%94%A5/",
        f"/d/{'Z' * 300}/",
        "/units/nobody/",
        "/open/secret/",
        "/units/education/open/x/",
        "/d/0011/files/1/",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404_with_ways_on(url: str, city: City, visitor: Client) -> None:
    answer = visitor.get(url)
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_code_as_people_type_it_leads_to_its_address(city: City, visitor: Client) -> None:
    row = make_publication(unit=city.education)
    answer = visitor.get(f"/d/{row.code.lower()}/")
    if row.code.lower() != row.code:
        assert (answer.status_code, answer["Location"]) == (301, row.get_absolute_url())
    assert visitor.get(f"/d/{row.code[:2]}-{row.code[2:]}/")["Location"] == row.get_absolute_url()


# --- preferences -------------------------------------------------------------------------------


def test_a_preference_is_kept_in_a_cookie_and_leads_back(db: None, visitor: Client) -> None:
    answer = visitor.get("/preferences/", {"size": "large", "next": "/units/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/units/?a=1")
    cookie = answer.cookies["gongkai_mode"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        "auto.normal.large",
        True,
        "Lax",
        "/",
    )
    visitor.get("/preferences/", {"contrast": "high"})
    page = visitor.get("/").content.decode()
    assert 'data-size="large"' in page
    assert 'data-contrast="high"' in page


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:evil.example",
        " //evil.example",
        "evil.example",
        "///evil.example",
        "/%0d%0aSet-Cookie:x",
    ],
)
def test_a_preference_leads_nowhere_else(onward: str, db: None, visitor: Client) -> None:
    answer = visitor.get("/preferences/", {"size": "large", "next": onward})
    assert answer.status_code == 302
    assert answer["Location"] in ("/preferences/?saved=1", "/%0d%0aSet-Cookie:x")
    assert visitor.get("/preferences/", {"next": onward}).context["next_url"] in (
        "",
        "/%0d%0aSet-Cookie:x",
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "large",
        "x.y.z",
        "dark.high.large.more",
        "../..",
        "%00",
        "auto.normal." + "l" * 5000,
        "<script>.normal.normal",
    ],
)
def test_a_bad_cookie_is_the_default(value: str, db: None, visitor: Client) -> None:
    visitor.cookies["gongkai_mode"] = value
    page = visitor.get("/preferences/")
    assert page.status_code == 200
    assert (
        page.context["mode"].theme,
        page.context["mode"].contrast,
        page.context["mode"].size,
    ) == ("auto", "normal", "normal")


def test_a_preference_that_there_is_not_changes_nothing(db: None, visitor: Client) -> None:
    answer = visitor.get("/preferences/", {"size": "giant", "theme": "dark"})
    assert answer.cookies["gongkai_mode"].value == "dark.normal.normal"


def test_the_page_for_errors_names_local_addresses_alone(db: None, visitor: Client) -> None:
    assert (
        visitor.get("/find-errors/", {"page": "/d/001M/"}).context["page"]
        == "http://127.0.0.1:8000/d/001M/"
    )
    assert visitor.get("/find-errors/", {"page": "//evil.example/"}).context["page"] == ""


# --- labels of government pages (国办发〔2017〕47号) ----------------------------------------------


def labels(client: Client, url: str) -> dict[str, str]:
    found = re.findall(
        r'<meta name="([A-Za-z]+)" content="([^"]*)">', client.get(url).content.decode()
    )
    return {name: value for name, value in found if name[0].isupper()}


SITE = {"SiteName": "明湖市人民政府政务公开", "SiteDomain": "127.0.0.1", "SiteIDCode": ""}


def test_the_home_page_bears_the_labels_of_the_site(city: City, visitor: Client) -> None:
    found = labels(visitor, "/")
    assert {name: found[name] for name in SITE} == SITE
    assert (found["ColumnName"], found["ColumnType"]) == ("首页", "首页")


def test_a_list_bears_the_labels_of_its_column(city: City, index: object, visitor: Client) -> None:
    types = {
        "/search/": "政策文件",
        "/units/": "机构职能",
        "/open/guide/": "信息公开指南",
        "/open/statutory/": "信息公开目录",
        "/open/annual-report/": "信息公开年报",
    }
    for url, kind in types.items():
        found = labels(visitor, url)
        assert {name: found[name] for name in SITE} == SITE
        assert found["ColumnType"] == kind
        assert all(found[name] for name in ("ColumnName", "ColumnDescription", "ColumnKeywords"))


def test_a_document_bears_the_labels_of_an_article(city: City, visitor: Client) -> None:
    row = make_publication(
        "供暖补贴办法",
        unit=city.education,
        keywords=["供暖", "补贴"],
        summary="冬季供暖怎样领补贴。",
    )
    found = labels(visitor, row.get_absolute_url())
    assert {name: found[name] for name in SITE} == SITE
    assert {name: value for name, value in found.items() if name not in SITE and not name.startswith("Column")} == {
        "ArticleTitle": "供暖补贴办法", "PubDate": "2024-05-06 12:00", "ContentSource": "明湖市教育局", "Keywords": "供暖、补贴",
        "Description": "冬季供暖怎样领补贴。", "Url": f"http://127.0.0.1:8000{row.get_absolute_url()}",
    }  # fmt: skip
    assert found["ColumnType"] == "政策文件"
    reading = make_publication("解读", kind=Kind.INTERPRETATION)
    assert labels(visitor, reading.get_absolute_url())["ColumnType"] == "政策解读"


def test_a_search_is_not_for_crawlers_and_the_list_is(
    city: City, index: object, visitor: Client
) -> None:
    robots = '<meta name="robots" content="noindex">'
    assert robots in visitor.get("/search/?q=供暖").content.decode()
    assert robots not in visitor.get("/search/").content.decode()


# --- for machines ------------------------------------------------------------------------------


@pytest.fixture
def well(db: None, index: object) -> None:
    from gongkai.base import health

    health.beat("worker")


def test_healthz_is_200_while_all_is_well(well: None, visitor: Client) -> None:
    answer = visitor.get("/healthz")
    report = answer.json()
    assert (answer.status_code, report["ok"], answer["Cache-Control"]) == (200, True, "no-store")
    assert {name for name, part in report.items() if isinstance(part, dict)} >= {
        "database",
        "background",
        "disk",
        "clock",
        "search",
    }


def test_healthz_is_503_with_the_reason_when_something_is_not(
    well: None, visitor: Client, settings: Any, tmp_path: Any
) -> None:
    settings.INDEX = tmp_path / "none"
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()["ok"], answer.json()["search"]["ok"]) == (
        503,
        False,
        False,
    )
    assert "检索库尚未建立" in answer.json()["search"]["problem"]


def test_metrics_are_the_numbers_of_the_same_report(well: None, visitor: Client) -> None:
    answer = visitor.get("/metrics")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert 'gongkai{name="ok"} 1.0' in lines
    assert 'gongkai{name="search_documents"} 0.0' in lines
    assert [
        line
        for line in lines
        if not re.fullmatch(
            r'# (HELP|TYPE) gongkai .*|gongkai\{name="[a-z_0-9]+"\} [-+0-9.e]+', line
        )
    ] == []


def test_scheduled_releases_do_not_make_the_worker_look_dead(well: None, visitor: Client) -> None:
    from gongkai.base.models import Heartbeat

    publications.announce_due()
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["worker"]
    assert visitor.get("/healthz").status_code == 200


def test_the_api_page_lists_every_operation_in_words(db: None, visitor: Client) -> None:
    operations = visitor.get(reverse("api_docs")).context["operations"]
    assert [operation["path"] for operation in operations] == [
        "/api/v1/documents",
        "/api/v1/documents/{code}",
        "/api/v1/gazette/issues",
        "/api/v1/gazette/issues/{series}/{year}/{number}",
        "/api/v1/catalogues",
        "/api/v1/catalogues/{catalogue}/entries",
        "/api/v1/topics",
        "/api/v1/topics/{slug}",
    ]
    assert [p["name"] for o in operations for p in o["parameters"] if not p["description"]] == []
