"""The gazette for readers: what is shown, what is gone, search, files, feed."""

import lxml.etree
import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.publishing.models import GazetteIssue, GazetteSeries, Publication
from gongkai.publishing.services import gazette
from gongkai.publishing.states import Attribute, GazetteState, State
from tests.cast import City
from tests.publishing.gazette.factories import make_document, make_issue, make_series, publish, put

ISSUE = "/gazette/minghu/2024/1/"


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(lxml.html.fromstring(answer.content).xpath("//main")[0].text_content())


def released(series: GazetteSeries, number: int, count: int, city: City) -> GazetteIssue:
    """A published issue with so many documents, without files."""
    issue = make_issue(series, number, state=GazetteState.RELEASED, released_at=timezone.now())
    for place in range(1, count + 1):
        put(issue, make_document(city.education, f"第{number}期第{place}篇", doc_no=""), "规章")
    return issue


# --- pages --------------------------------------------------------------------------------------


def test_home_names_the_gazettes_their_newest_issue_and_their_years(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    released(series, 2, 1, city)
    make_issue(series, 3)
    text = shown(visitor, "/gazette/")
    assert ("看最新一期" in text, "2024年第2期" in text) == (True, True)
    assert "共2期" in text
    assert "第3期" not in text


def test_without_a_published_issue_home_says_what_will_come(
    issue: GazetteIssue, visitor: Client
) -> None:
    assert "还没有出版的公报。" in shown(visitor, "/gazette/")
    assert visitor.get("/gazette/minghu/").status_code == 404


def test_a_series_shows_the_issues_of_one_year(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    old = released(series, 2, 1, city)
    GazetteIssue.objects.filter(pk=old.pk).update(year=2019)
    assert "2024年第1期" in shown(visitor, "/gazette/minghu/")
    assert "2019年第2期" in shown(visitor, "/gazette/minghu/?year=2019")
    assert "2024年第1期" in shown(visitor, "/gazette/minghu/?year=1871")


def test_an_issue_in_preparation_has_no_page_file_or_item(
    issue: GazetteIssue, city: City, authority: User, visitor: Client, with_font: None
) -> None:
    put(issue, make_document(city.education))
    gazette.order_proof(issue, by=authority)
    jobs.run_due()
    for end in ("", "1/", "gazette.pdf", "gazette.epub", "text/"):
        assert visitor.get(ISSUE + end).status_code == 404, end


@pytest.mark.parametrize(
    "url",
    [
        "/gazette/none/2024/1/",
        "/gazette/minghu/2024/9/",
        f"{ISSUE}2/",
        f"{ISSUE}0/",
        f"/gazette/minghu/{10**30}/1/",
    ],
)
def test_what_is_not_there_is_404(
    url: str, series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    assert visitor.get(url).status_code == 404


def test_an_item_leads_to_the_one_before_and_the_one_after(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 3, city)
    links = {}
    for place in (1, 2, 3):
        page = lxml.html.fromstring(visitor.get(f"{ISSUE}{place}/").content)
        links[place] = page.xpath("//nav[@class='gazette-turn']/a[@rel]/@href")
    assert links == {1: [f"{ISSUE}2/"], 2: [f"{ISSUE}1/", f"{ISSUE}3/"], 3: [f"{ISSUE}2/"]}


def test_the_text_shown_is_the_one_that_was_printed_with_a_note_on_what_changed(
    series: GazetteSeries, city: City, authority: User, visitor: Client
) -> None:
    issue = released(series, 1, 1, city)
    row = Publication.objects.get()
    row.text.outline, row.text.plain = [], "改过的正文。"
    row.text.corrections = [{"on": "2024-07-01", "note": "更正了日期。", "version": 2}]
    row.text.save()
    item = issue.items.get()
    gazette.note_difference(item, by=authority, note="第一段的日期有误。")
    text = shown(visitor, f"{ISSUE}1/")
    assert "现就供暖补贴有关事项通知如下。" in text
    assert "改过的正文" not in text
    assert "第一段的日期有误。" in text
    assert "更正了日期。" in text


# --- what is taken down ---------------------------------------------------------------------------


def take_down(title: str, **facts: object) -> None:
    facts = {"state": State.WITHDRAWN, "withdrawn_at": timezone.now(), **facts}
    Publication.objects.filter(title=title).update(**facts)


def test_a_text_published_in_error_is_gone_and_its_title_stays_in_the_contents(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 2, city)
    take_down("第1期第1篇", takedown="error")
    answer = visitor.get(f"{ISSUE}1/")
    assert answer.status_code == 410
    assert "正文不再提供" in answer.content.decode()
    assert "现就供暖补贴" not in answer.content.decode()
    text = shown(visitor, ISSUE)
    assert "第1期第1篇已撤下" in "".join(text.split())
    assert shown(visitor, f"{ISSUE}2/")


def test_a_text_that_lost_its_attribute_is_gone_too(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    Publication.objects.update(attribute=Attribute.ON_REQUEST)
    assert visitor.get(f"{ISSUE}1/").status_code == 410


def test_a_text_that_was_merged_into_another_stays_as_printed(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    other = make_document(city.education, "并入的文件")
    take_down("第1期第1篇", takedown="merged", merged_into=other)
    assert "现就供暖补贴有关事项通知如下。" in shown(visitor, f"{ISSUE}1/")


def test_files_with_a_text_that_is_gone_are_offered_to_nobody_until_made_anew(
    issue: GazetteIssue, city: City, authority: User, visitor: Client, with_font: None
) -> None:
    for title in ("甲", "乙"):
        put(issue, make_document(city.education, title))
    publish(issue, authority)
    first = b"".join(visitor.get(f"{ISSUE}gazette.pdf").streaming_content)  # type: ignore[attr-defined]
    take_down("甲", takedown="error")
    for end in ("gazette.pdf", "gazette.epub"):
        answer = visitor.get(ISSUE + end)
        assert answer.status_code == 503
        assert "下载文件正在重新制作" in answer.content.decode()
    assert "下载文件正在重新制作" in shown(visitor, ISSUE)
    gazette.remake_stale()
    jobs.run_due()
    second = b"".join(visitor.get(f"{ISSUE}gazette.pdf").streaming_content)  # type: ignore[attr-defined]
    assert second != first
    Publication.objects.filter(title="乙").update(attribute=Attribute.ON_REQUEST)
    assert visitor.get(f"{ISSUE}gazette.pdf").status_code == 503
    assert (gazette.remake_stale(), jobs.run_due(), gazette.remake_stale()) == (1, 1, 0)
    assert visitor.get(f"{ISSUE}gazette.epub")["Content-Type"] == "application/epub+zip"


# --- search, old issues, feed ---------------------------------------------------------------------


def hits(client: Client, url: str) -> list[str]:
    page = lxml.html.fromstring(client.get(url).content)
    return [" ".join(node.text_content().split()) for node in page.xpath("//main//ol/li/h2")]


def test_titles_numbers_and_texts_are_searched_in_released_issues(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    issue = released(series, 1, 1, city)
    put(
        issue,
        make_document(city.education, "取暖办法", doc_no="明政令第3号", text="烧煤改烧气。"),
        "规章",
    )
    put(make_issue(series, 2), make_document(city.education, "还没有印的办法"))
    assert hits(visitor, "/gazette/?q=取暖") == ["取暖办法"]
    assert hits(visitor, "/gazette/minghu/?q=改烧气 办法") == ["取暖办法"]
    assert hits(visitor, "/gazette/?q=第3号") == ["取暖办法"]
    assert hits(visitor, "/gazette/?q=没有印") == []
    page = lxml.html.fromstring(visitor.get("/gazette/?q=改烧气").content)
    assert page.xpath("//main//ol/li/h2/a/@href") == [f"{ISSUE}2/"]


def test_a_text_that_is_gone_is_not_found(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    take_down("第1期第1篇", takedown="error")
    assert hits(visitor, "/gazette/?q=供暖") == []


def test_a_search_stays_inside_its_gazette(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    other = make_series(city.east, "east")
    released(other, 2, 1, city)
    assert hits(visitor, "/gazette/east/?q=供暖") == ["第2期第1篇"]


def test_an_old_issue_shows_its_typed_contents_its_text_and_is_found(
    series: GazetteSeries, visitor: Client
) -> None:
    make_issue(
        series, 1, state=GazetteState.RELEASED, scanned=True, plain="旧时的正文。\n第二行。",
        contents=[{"title": "旧文一", "page": 3}, {"title": "旧文二", "page": None}],
    )  # fmt: skip
    page = lxml.html.fromstring(visitor.get(ISSUE).content)
    assert page.xpath("//ol[@class='gazette-contents']//a/@href") == [f"{ISSUE}gazette.pdf#page=3"]
    assert "旧文二" in page.text_content()
    assert "第二行。" in shown(visitor, f"{ISSUE}text/")
    assert hits(visitor, "/gazette/?q=旧时的") == ["明湖市人民政府公报2024年第1期"]
    assert visitor.get(f"{ISSUE}1/").status_code == 404


def test_the_feed_has_the_newest_issues_of_all_gazettes_or_one(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    released(make_series(city.east, "east"), 7, 1, city)
    make_issue(series, 8)

    def titles(url: str) -> set[str | None]:
        answer = visitor.get(url)
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        tree = lxml.etree.fromstring(answer.content)
        return {node.text for node in tree.findall("{*}entry/{*}title")}

    both = {"明湖市人民政府公报2024年第1期", "东泉区人民政府公报2024年第7期"}
    assert titles("/gazette/feed.atom") == both
    assert titles("/gazette/east/feed.atom") == {"东泉区人民政府公报2024年第7期"}
    assert visitor.get("/gazette/none/feed.atom").status_code == 404


def statements(client: Client, url: str) -> int:
    client.get(url)  # what every page knows is read once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("end", ["", "1/"])
def test_pages_of_an_issue_cost_the_same_for_one_document_and_three(
    end: str, series: GazetteSeries, city: City, visitor: Client, settings: object
) -> None:
    settings.PAGE_CACHE_SECONDS = 0  # type: ignore[attr-defined]
    released(series, 1, 1, city)
    released(series, 2, 3, city)
    counts = {statements(visitor, f"/gazette/minghu/2024/{number}/{end}") for number in (1, 2)}
    assert len(counts) == 1
    assert counts.pop() <= 5


def test_lists_and_searches_cost_the_same_for_one_issue_and_three(
    series: GazetteSeries, city: City, visitor: Client, settings: object
) -> None:
    settings.PAGE_CACHE_SECONDS = 0  # type: ignore[attr-defined]
    urls = ("/gazette/", "/gazette/minghu/", "/gazette/?q=供暖")
    released(series, 1, 1, city)
    before = [statements(visitor, url) for url in urls]
    released(series, 2, 3, city)
    released(series, 3, 3, city)
    assert [statements(visitor, url) for url in urls] == before
    assert max(before) <= 6


def test_what_is_found_is_what_was_printed_even_where_the_library_changed(
    series: GazetteSeries, city: City, visitor: Client
) -> None:
    released(series, 1, 1, city)
    row = Publication.objects.get()
    row.text.plain, row.text.version = "改过的正文。", 2
    row.text.save()
    assert hits(visitor, "/gazette/?q=供暖补贴") == ["第1期第1篇"]
    assert hits(visitor, "/gazette/?q=改过") == []
