"""The demonstration city: loads whole, is refused twice, shows every part, and leaks no canary."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import Catalogue, NegativeItem
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import OutletState
from gongkai.portal import cache
from gongkai.portal.demo import canaries, loader
from gongkai.publishing.models import (
    CleanupCampaign,
    Delivery,
    GazetteIssue,
    Publication,
    Topic,
    ValidityChange,
)
from gongkai.publishing.queries import coverage
from gongkai.publishing.states import ChangeState, DeliveryState, GazetteState, TopicState
from gongkai.search import services as search_services

MARK = re.compile(r"GKC-[a-z]+-[a-z_0-9]+-[0-9]+")
LINK = re.compile(
    r'(?:href="|<loc>http://127\.0\.0\.1:8000|href="http://127\.0\.0\.1:8000)(/[^"<#]*)'
)
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files made of a page that is looked at itself; pages for people who are asked who they are.
LEFT_OUT = re.compile(
    r"\.(?:docx|pdf|epub|css|js|svg|ico|png|woff2)\Z|/static/|/desk/|/preferences/"
)


@pytest.fixture(scope="module")
def db(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, int]]:
    """The demonstration with canaries, loaded once for all tests of this file.

    pytest-django makes a database for tests that ask for one by this name.
    """
    folder = tmp_path_factory.mktemp("demo")
    own = {"FILES": folder / "files", "INDEX": folder / "index", "DATA": folder}
    own["FILES"].mkdir()
    with (
        django_db_blocker.unblock(),
        override_settings(**own, PASSWORD_HASHERS=QUICK, DEMO_ALLOWED=True),
        transaction.atomic(),
    ):
        yield loader.load(seed=11)
        transaction.set_rollback(True)


@pytest.fixture
def demo(db: dict[str, int]) -> dict[str, int]:
    """How much was loaded; nothing is remembered of before."""
    cache.forget()
    return db


@pytest.fixture(scope="module")
def planted(db: dict[str, int]) -> set[str]:
    """All strings that must not show."""
    return set(Path(settings.DATA, canaries.LIST).read_text(encoding="utf-8").split())


def test_every_part_of_the_desk_has_something(demo: dict[str, int]) -> None:
    assert {name: number for name, number in demo.items() if name != "canaries"} == {
        "units": 95, "people": len(User.objects.all()), "documents": 81, "readings": 54,
        "outlets": 10, "catalogues": 5, "issues": 2, "drafts": 6, "posted": 1, "linked": 23,
        "topics": 2, "cleanup": 7, "requests": 47,
    }  # fmt: skip


def test_a_second_load_is_refused(demo: dict[str, int]) -> None:
    with pytest.raises(Refusal) as refused:
        loader.load()
    assert refused.value.sentence == (
        "数据库里已经有数据，演示数据只能载入空的安装。请用 GONGKAI_DATA 指定一个新的数据文件夹。"
    )


def test_outlets_stand_in_every_state_with_their_filing(demo: dict[str, int]) -> None:
    found = dict(Outlet.objects.values_list("slug", "state"))
    assert found["linchengshichangjianguan"] == OutletState.CLOSED
    assert found["lanshanshengzhengfuxinxihuijixitong"] == OutletState.PAUSED
    assert found["linchengshirenminzhengfumenhuwangzhan"] == OutletState.RUNNING
    assert Column.objects.count() == 14
    assert Column.objects.filter(last_on=None).count() == 3


def test_a_release_of_the_demonstration_reached_the_outlets_and_the_open_issue(
    demo: dict[str, int],
) -> None:
    row = Publication.objects.get(document__doc_no="临民发〔2026〕28号", corrects=None)
    states = set(Delivery.objects.filter(publication=row).values_list("state", flat=True))
    assert states == {DeliveryState.SENT, DeliveryState.POSTED}
    issue = GazetteIssue.objects.get(state=GazetteState.DRAFT, number=6)
    assert issue.items.filter(publication=row).count() == 1


def test_the_gazette_of_last_year_is_out_with_its_files(demo: dict[str, int]) -> None:
    issue = GazetteIssue.objects.get(state=GazetteState.RELEASED)
    assert (issue.year, issue.number, issue.items.count()) == (2025, 5, 5)
    assert (issue.pdf.media_type, issue.epub.media_type) == (
        "application/pdf",
        "application/epub+zip",
    )
    assert [item.page is None for item in issue.items.all()] == [False] * 5


def test_the_board_shows_every_light_that_a_city_has(demo: dict[str, int]) -> None:
    total = coverage.board().total
    assert {light for light, number in total.items() if number} >= {
        "fulfilled", "overdue", "blank", "declared",
    }  # fmt: skip
    assert Catalogue.objects.filter(active=True).count() == 5
    assert NegativeItem.objects.filter(active=True).count() == 7  # six, and one with a canary


def test_no_row_of_the_catalogues_was_read_with_a_doubt(demo: dict[str, int]) -> None:
    doubts = [
        (entry.level2, entry.warnings)
        for catalogue in Catalogue.objects.all()
        for entry in catalogue.entries.filter(active=True)
        if entry.warnings
    ]
    assert doubts == []


def test_topics_clean_up_and_validity_are_under_way(demo: dict[str, int]) -> None:
    shown = Topic.objects.filter(state=TopicState.RELEASED).values_list("slug", flat=True)
    assert set(shown) == {"yanglao", "xinsheng-er"}
    campaign = CleanupCampaign.objects.get(state="open")
    done = campaign.items.exclude(conclusion="").count()
    assert (campaign.items.count(), done) == (7, 4)
    states = set(ValidityChange.objects.exclude(state="dropped").values_list("state", flat=True))
    assert states == {ChangeState.PROPOSED, ChangeState.CONFIRMED}


# --- leaks -------------------------------------------------------------------------------------


def pages(client: Client) -> Iterator[tuple[str, int, str]]:
    """Every page that can be reached by links, feeds, sitemaps and the API; (address, status, text)."""
    begin = [
        "/",
        "/sitemap/",
        "/sitemap.xml",
        "/feed.atom",
        "/topics/feed.atom",
        "/gazette/feed.atom",
    ]
    begin += [
        "/api/v1/documents?limit=100",
        "/api/v1/gazette/issues",
        "/api/v1/topics",
        "/api/v1/catalogues",
    ]
    begin += [
        f"/api/v1/catalogues/{pk}/entries" for pk in Catalogue.objects.values_list("pk", flat=True)
    ]
    begin += [
        reverse("topic", args=[slug]) for slug in Topic.objects.values_list("slug", flat=True)
    ]
    begin += [
        reverse("outlet", args=[slug]) for slug in Outlet.objects.values_list("slug", flat=True)
    ]
    begin += [
        f"/outlets/{slug}/feed.json" for slug in Outlet.objects.values_list("slug", flat=True)
    ]
    begin += [
        reverse("gazette_issue", args=["lincheng", row.year, row.number])
        for row in GazetteIssue.objects.all()
    ]
    begin += [f"/d/{row.code}/" for row in Publication.objects.only("pk")]
    begin += [f"/api/v1/documents/{row.code}" for row in Publication.objects.only("pk")]
    begin += [f"/search/?q={word}&validity=all" for word in ("演示", "检查", "GKC", "泄露", "标记")]
    begin += [f"/gazette/?q={word}" for word in ("演示", "GKC", "标记")]
    waiting, seen = begin, set(begin)
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        kind = answer.headers.get("Content-Type", "")
        if answer.streaming or not re.match(r"text/|application/(?:atom|xml|json|feed)", kind):
            continue
        text = answer.content.decode()
        yield url, answer.status_code, text
        for raw in LINK.findall(text):
            link = raw.replace("&amp;", "&")
            many = link.startswith("/search/") and "?" in link
            if link not in seen and not many and not LEFT_OUT.search(link):
                seen.add(link)
                waiting.append(link)


def test_every_hidden_field_has_its_string(planted: set[str]) -> None:
    places = {tuple(mark.split("-")[1:3]) for mark in planted}
    assert places >= {
        ("written", "title"), ("written", "body"), ("written", "second"), ("written", "remark"),
        ("written", "link"), ("written", "left"), ("typed", "html"), ("typed", "title"),
        ("returned", "withheld"), ("returned", "reason"), ("returned", "finding"),
        ("tomorrow", "title"), ("tomorrow", "opinion"), ("tomorrow", "proof"),
        ("tomorrow", "secrecy"), ("tomorrow", "signature"), ("tomorrow", "exempt"),
        ("urgent", "reason"), ("urgent", "secrecy"), ("urgent", "submission"),
        ("correction", "body"), ("correction", "note"), ("substitution", "reason"),
        ("account", "contact"), ("account", "filing"), ("zone", "name"), ("system", "name"),
        ("delivery", "note"), ("entry", "level2"), ("declaration", "unsigned"),
        ("declaration", "revoked"), ("negative", "word"), ("negative", "matter"),
        ("issue", "editor"), ("topic", "title"), ("topic", "answer"), ("topic", "reason"),
        ("cleanup", "title"), ("cleanup", "reason"), ("change", "note"), ("term", "note"),
        ("asked", "name"), ("asked", "id"), ("asked", "address"), ("asked", "content"),
        ("corrected", "note"), ("third", "opinion"), ("confer", "opinion"), ("letter", "body"),
        ("original", "content"), ("search", "words"), ("correction", "text"),
    }  # fmt: skip
    assert len(planted) > 150


def test_a_crawl_of_everything_public_finds_no_string(
    demo: dict[str, int], planted: set[str]
) -> None:
    with (
        connection.cursor() as cursor
    ):  # the planted strings are in the database, so finding none says something
        cursor.execute("SELECT count(*) FROM publishing_publication WHERE title LIKE '%GKC-%'")
        assert cursor.fetchone()[0] > 0
    search_services.rebuild()
    leaks: dict[str, list[str]] = {}
    broken, visited = {}, 0
    for url, status, text in pages(Client(raise_request_exception=True)):
        visited += 1
        found = sorted(set(MARK.findall(text)))
        if found:
            leaks[url] = found
        if status >= 500:
            broken[url] = status
    assert (leaks, broken) == ({}, {})
    assert visited > 300
