"""The results page: facets, hidden ended documents, weird questions, a missing index."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.search import forms
from tests.cast import City
from tests.publishing.factories import make_many, make_publication, reindex

ENDED = {
    "signed_on": dt.date(2019, 1, 1),
    "expires_on": dt.date(2020, 12, 31),
    "doc_no": "明政办发〔2019〕3号",
    "doc_type": "通知",
}


@pytest.fixture
def library(city: City, index: Path) -> None:
    """Two in force, one ended."""
    reindex(
        make_publication(
            "供暖补贴办法",
            unit=city.education,
            doc_no="明教发〔2024〕7号",
            text="冬季供暖补贴按户发放。",
            doc_type="通知",
        ),
        make_publication(
            "课后服务办法", unit=city.finance, doc_no="明财发〔2024〕1号", doc_type="意见"
        ),
        make_publication("旧供暖办法", unit=city.education, **ENDED),
    )


def titles(client: Client, **query: str) -> list[str]:
    return [row.title for row in client.get("/search/", query).context["rows"]]


def test_what_is_no_longer_in_force_is_left_out_until_asked_for(
    library: None, visitor: Client
) -> None:
    page = visitor.get("/search/", {"q": "供暖"})
    assert [row.title for row in page.context["rows"]] == ["供暖补贴办法"]
    hidden = page.context["hidden"]
    assert hidden["count"] == 1
    assert "另有" in page.content.decode()
    assert sorted(row.title for row in visitor.get(hidden["url"]).context["rows"]) == sorted(
        ["供暖补贴办法", "旧供暖办法"]
    )
    assert titles(visitor, q="供暖", validity="ended") == ["旧供暖办法"]


@pytest.mark.parametrize(
    "typed", ["明政办发〔2019〕3号", "明政办发[2019] 3号", "明政办发（２０１９）3 号"]
)
def test_whoever_names_a_number_finds_that_document_even_when_it_has_ended(
    typed: str, library: None, visitor: Client
) -> None:
    page = visitor.get("/search/", {"q": typed})
    assert page.context["rows"][0].title == "旧供暖办法"
    assert page.context["rows"][0].validity.word == "已失效"
    assert page.context["understood"] == [{"label": "文号 明政办发〔2019〕3号", "url": ""}]


def test_hits_are_marked_in_title_and_passage(library: None, visitor: Client) -> None:
    (row,) = visitor.get("/search/", {"q": "供暖补贴"}).context["rows"]
    assert "<mark>" in row.marked
    assert re.sub("</?mark>", "", row.snippet) == "冬季供暖补贴按户发放。"


def test_facets_filter_and_can_be_taken_off_again(library: None, visitor: Client) -> None:
    page = visitor.get("/search/", {"validity": "all"})
    facets = {facet["name"]: facet for facet in page.context["facets"]}
    option = next(option for option in facets["type"]["options"] if option["label"] == "通知")
    assert option["count"] == 2
    narrowed = visitor.get(option["url"])
    assert sorted(row.title for row in narrowed.context["rows"]) == sorted(
        ["供暖补贴办法", "旧供暖办法"]
    )
    chips = {chip["label"]: chip["remove_url"] for chip in narrowed.context["chips"]}
    assert set(chips) == {"全部", "通知"}
    assert len(visitor.get(chips["通知"]).context["rows"]) == 3


def test_a_unit_finds_what_the_units_below_it_published(
    city: City, library: None, visitor: Client
) -> None:
    assert sorted(titles(visitor, unit=str(city.city.pk))) == ["供暖补贴办法", "课后服务办法"]
    assert titles(visitor, unit=str(city.finance.pk)) == ["课后服务办法"]


def test_nothing_found_says_so_and_shows_ways_on(library: None, visitor: Client) -> None:
    page = visitor.get("/search/", {"q": "量子纠缠", "type": "通知"})
    assert page.status_code == 200
    assert "没有找到与“量子纠缠”相符的文件。" in page.content.decode()
    assert [step["label"] for step in page.context["suggestions"]][:2] == [
        "去掉所有筛选条件再查",
        "连同已废止、已失效的文件一起查",
    ]


def test_pages_follow_each_other_without_gap_or_repeat(
    city: City, index: Path, visitor: Client
) -> None:
    reindex(*make_many(23, unit=city.education))
    seen, url = [], "/search/?sort=date"
    while url:
        page = visitor.get(url)
        seen += [row.title for row in page.context["rows"]]
        url = page.context["pager"]["next_url"]
    assert seen == [f"关于第{number}项工作的通知" for number in range(23, 0, -1)]


def test_a_missing_index_is_said_with_503_and_other_pages_work(
    city: City, no_index: Path, visitor: Client
) -> None:
    row = make_publication(unit=city.education)
    page = visitor.get("/search/", {"q": "通知"})
    assert page.status_code == 503
    assert "检索暂时用不了" in page.content.decode()
    assert page["Retry-After"] == "60"
    assert visitor.get("/search/feed.atom").status_code == 503
    for url in (
        "/",
        "/units/",
        f"/units/{city.education.slug}/",
        "/open/statutory/",
        "/feed.atom",
        row.get_absolute_url(),
        "/api/v1/documents",
    ):
        assert visitor.get(url).status_code == 200, url


def test_a_fresh_list_is_not_remembered_from_before_the_index_followed(
    city: City, index: Path, visitor: Client
) -> None:
    """The page of the list stands on the index, which follows the database a moment later."""
    from gongkai.base.services.trail import announce
    from gongkai.search.services import catch_up

    row = make_publication(unit=city.education)
    announce([("publication", row.pk)])
    assert "共 0 份" not in visitor.get("/search/").content.decode()
    catch_up()
    assert row.title in visitor.get("/search/").content.decode()


WEIRD = {
    "empty": "", "spaces": "   \u3000 ", "one character": "供", "punctuation": "，。！？（）《》〔〕…—", "ascii punctuation": "!@#$%^&*()_+-=[]{}|;':\",./<>?",
    "500 characters": "供暖" * 250, "5000 characters": "供暖补贴办法 " * 700, "sql": "'; DROP TABLE publishing_publication; --", "sql2": "1' OR '1'='1",
    "engine": 'title:* AND NOT (text:"a" OR [a TO z])', "engine2": "+供暖 -补贴 ~2 ^9 供暖*", "regex": "(供+)+$", "null": "供\x00暖", "control": "供\x01\x08\x1b暖",
    "emoji": "供暖🔥👨‍👩‍👧‍👦", "rtl": "\u202e供暖\u200f مرحبا", "surrogate": "供\ud800暖", "template": "{{ 7*7 }}{% debug %}", "tags": "<script>alert(1)</script>",
    "format": "%s%n%x", "number without a year": "明政办发号", "half number": "〔2024〕", "huge number": "明政办发〔2024〕99999999999999999999号",
    "path": "../../etc/passwd", "zero width": "供\u200b暖", "combining": "供" + "\u0301" * 300,
}  # fmt: skip


@pytest.mark.parametrize("typed", WEIRD.values(), ids=WEIRD)
def test_whatever_is_typed_gets_a_sensible_page(typed: str, library: None, visitor: Client) -> None:
    raw = typed.encode("utf-8", "surrogatepass")
    page = visitor.get(f"/search/?q={quote(raw)}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in text
    assert "相符的文件。" in text or len(page.context["rows"]) == page.context["total"] > 0
    assert visitor.get(f"/search/feed.atom?q={quote(raw)}").status_code == 200


FILTERS = [
    "unit=abc", "unit=-1", "unit=999999999", "unit=9999999999999", "unit=１", "year=0", "year=99999", "theme=\x00", "theme=" + "主" * 500, "type=<b>", "kind=none",
    "validity=never", "sort=random", "page=0", "page=-5", "page=99999999999", "page=abc", "page=100", "item=999", "subtheme=%FF", "doc_class=x", "q=a&q=b", "validity=all&validity=ended",
]  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_filters_that_mean_nothing_do_no_harm(query: str, library: None, visitor: Client) -> None:
    assert visitor.get(f"/search/?{query}").status_code == 200


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "sort", *forms.FACETS, "item"]),
        st.text(max_size=30),
        max_size=5,
    )
)
def test_no_query_string_breaks_the_reading_of_it(query: dict[str, str]) -> None:
    post = QueryDict(mutable=True)
    post.update(query)
    asked = forms.read(post)
    assert 1 <= asked.page <= 100
    assert asked.sort in ("relevance", "date")
    again = forms.read(QueryDict(asked.url().partition("?")[2]))
    assert (again.text, again.chosen, again.sort) == (asked.text, asked.chosen, asked.sort)
