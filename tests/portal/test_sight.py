"""One rule of sight: what is not public shows on no surface, and 404 tells nothing."""

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from gongkai.base.states import FileZone
from gongkai.catalogue.models import StatutoryItem, Theme
from gongkai.publishing.models import Publication
from gongkai.publishing.render import pdf
from gongkai.publishing.states import Attribute, Kind, RelationKind, State
from gongkai.search.services import rebuild
from tests.cast import City
from tests.publishing.factories import attach, make_publication, reindex, relate

HIDDEN = {
    "draft": {"state": State.DRAFT},
    "unknown": {"state": State.DRAFT, "attribute": Attribute.UNKNOWN},
    "withdrawn": {
        "state": State.WITHDRAWN,
        "title": "撤下的文件",
    },  # its own page names title, time and reason
    "discarded": {"state": State.DISCARDED},
    "onrequest": {"attribute": Attribute.ON_REQUEST},
    "undecided": {"attribute": Attribute.UNKNOWN},
    "withheld": {"state": State.DRAFT, "attribute": Attribute.WITHHELD},
    "tomorrow": {"released_at": timezone.now() + dt.timedelta(days=1)},
    "gonewithheld": {"state": State.WITHDRAWN, "attribute": Attribute.WITHHELD},
    "nevershown": {"state": State.WITHDRAWN, "released_at": timezone.now() + dt.timedelta(days=1)},
}
MARK = "GKC-"


def canary(name: str, field: str) -> str:
    return f"{MARK}{name}-{field}"


def lay(name: str, city: City, theme: Theme, kind: Kind = Kind.DOCUMENT) -> Publication:
    """A hidden publication with a string of its own in every field."""
    mark = {
        field: canary(name, field)
        for field in ("title", "text", "summary", "source", "indexno", "docno", "issuer", "contact")
    }
    facts = {
        "title": mark["title"], "text": mark["text"], "summary": mark["summary"], "source": mark["source"],
        "index_no": mark["indexno"], "keywords": [canary(name, "keyword")], "external_id": canary(name, "externalid"),
        "unit": city.garden, "theme": theme, "kind": kind, "period_year": 2031, "import_key": f"{name}-{kind}",
        "outline": [{"level": 1, "label": "一、", "heading": canary(name, "heading"), "text": canary(name, "para"), "children": []}],
        "statutory_item": StatutoryItem.objects.get(number=3),
    }  # fmt: skip
    if kind == Kind.DOCUMENT:
        facts |= {
            "doc_no": mark["docno"],
            "issuers": [mark["issuer"]],
            "contact": mark["contact"],
            "doc_type": "议案",
        }
    row = make_publication(**{**facts, **HIDDEN[name]})
    attach(row, title=canary(name, "file"), content=canary(name, "bytes").encode())
    return row


@pytest.fixture
def library(city: City, index: object) -> Publication:
    """One public document whose neighbours are all hidden; everything is in the outbox and the index."""
    theme = Theme.objects.filter(parent=None).first()
    public = make_publication(
        "公开的通知",
        unit=city.education,
        doc_no="明教发〔2024〕7号",
        contact=canary("public", "contact"),
    )
    attach(
        public,
        1,
        attribute=Attribute.ON_REQUEST,
        title=canary("attachment", "title"),
        content=canary("attachment", "bytes").encode(),
    )
    attach(
        public,
        2,
        zone=FileZone.ORIGINAL,
        title="正本",
        content=canary("original", "bytes").encode(),
    )
    hidden = [lay(name, city, theme) for name in HIDDEN]
    hidden += [
        lay("draft", city, theme, kind)
        for kind in (Kind.GUIDE, Kind.SYSTEM, Kind.ANNUAL_REPORT, Kind.INTERPRETATION)
    ]
    for row in hidden:
        relate(
            public,
            RelationKind.BASED_ON,
            row,
            target_doc_no=canary("relation", "docno"),
            target_title=canary("relation", "title"),
        )
        relate(
            row,
            RelationKind.INTERPRETS if row.kind == Kind.INTERPRETATION else RelationKind.AMENDS,
            public,
        )
    reindex(public, *hidden)
    return public


def pages_of(public: Publication, city: City) -> Iterator[str]:
    """Every public address there is, with many questions to the search."""
    yield from (
        "/",
        "/units/",
        "/sitemap/",
        "/feed.atom",
        "/search/feed.atom",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/sitemap-parts.xml",
        "/topics/",
        "/topics/feed.atom",
        "/gazette/",
        "/gazette/feed.atom",
        "/catalogue/",
        "/negative-list/",
        "/sectors/",
        "/outlets/",
        "/robots.txt",
        "/api/",
    )
    yield from (
        f"/sitemap-{year}-{month}.xml"
        for year in (2024, timezone.now().year)
        for month in range(1, 13)
    )
    for unit in (city.education, city.garden):
        yield from (
            f"/units/{unit.slug}/",
            f"/units/{unit.slug}/feed.atom",
            f"/units/{unit.slug}/catalogue/",
            f"/search/?unit={unit.pk}&validity=all",
        )
        yield from (
            f"/units/{unit.slug}/open/{slug}/"
            for slug in ("guide", "system", "statutory", "annual-report")
        )
    yield from (f"/open/{slug}/" for slug in ("guide", "system", "statutory", "annual-report"))
    yield from (public.get_absolute_url(), f"{public.get_absolute_url()}?on=2030-01-01")
    yield from (
        "/api/v1/documents",
        f"/api/v1/documents/{public.code}",
        "/api/v1/openapi.json",
        "/api/v1/gazette/issues",
        "/api/v1/catalogues",
        "/api/v1/topics",
        "/api/v1/documents?limit=100",
    )
    words = [
        "",
        "通知",
        "draft",
        "title",
        "关于",
        "撤下的文件",
        canary("draft", "docno"),
        canary("tomorrow", "externalid"),
        "GKC",
    ]
    yield from (
        f"/search/?q={word}&validity={validity}&sort={sort}"
        for word in words
        for validity in ("all", "")
        for sort in ("", "date")
    )
    yield from (
        f"/search/?{part}"
        for part in ("item=3", "type=议案", "year=2031", "kind=guide", "theme=综合政务")
    )
    yield from (f"/search/feed.atom?q={word}" for word in words)


def asked(addresses: list[str]) -> set[str]:
    """The canaries that an address itself holds, which a page may say back."""
    return set(re.findall(r"GKC-[a-z]+-[a-z]+", " ".join(addresses)))


def test_no_string_of_a_hidden_document_is_on_any_surface(
    library: Publication, city: City, visitor: Client
) -> None:
    leaks = {}
    for url in pages_of(library, city):
        answer = visitor.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        found = set(re.findall(r"GKC-[a-z]+-[a-z]+", answer.content.decode())) - asked([url])
        if found:
            leaks[url] = found
    assert leaks == {}


def test_hidden_documents_are_counted_nowhere(
    library: Publication, city: City, visitor: Client
) -> None:
    home = visitor.get("/").context
    assert (home["total"], [link.count for link in home["units"]], home["themes"]) == (1, [1], [])
    garden = visitor.get(f"/units/{city.garden.slug}/").context
    assert (garden["total"], garden["newest"], garden["unit_blocks"]) == (0, [], [])
    assert [
        item["count"] for item in visitor.get("/open/statutory/").context["items"] if item["count"]
    ] == []
    found = visitor.get("/search/?validity=all").context
    counted = {
        facet["name"]: [(o["label"], o["count"]) for o in facet["options"]]
        for facet in found["facets"]
    }
    assert found["total"] == 1
    assert counted == {"unit": [("泉城省政府", 1), ("明湖市政府", 1), ("市教育局", 1)]}
    assert visitor.get("/api/v1/documents").json()["next"] == ""
    assert len(visitor.get("/api/v1/documents").json()["items"]) == 1


def test_a_hidden_document_cannot_be_told_from_one_that_never_was(
    library: Publication, visitor: Client
) -> None:
    absent = Publication(pk=999_999)

    def answers(row: Publication) -> list[tuple[int, str, dict[str, str]]]:
        url = row.get_absolute_url()
        paths = [
            url,
            f"{url}document.docx",
            f"{url}document.pdf",
            f"{url}files/1/",
            f"/api/v1/documents/{row.code}",
        ]
        found = [visitor.get(path) for path in paths]
        return [
            (a.status_code, a.content.decode().replace(row.code, "CODE"), dict(a.headers))
            for a in found
        ]

    expected = answers(absent)
    assert [status for status, _, _ in expected] == [404] * 5
    gone = {"withdrawn"}
    for name in HIDDEN.keys() - gone:
        row = Publication.objects.filter(text__plain=canary(name, "text")).first()
        seen = answers(row)
        assert [(s, t) for s, t, _ in seen] == [(s, t) for s, t, _ in expected], name
        assert [h.keys() for *_, h in seen] == [h.keys() for *_, h in expected], name


def test_the_page_of_a_withdrawn_document_names_title_time_and_reason_and_nothing_else(
    library: Publication, visitor: Client
) -> None:
    row = Publication.objects.get(title="撤下的文件")
    answer = visitor.get(row.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 410
    day = timezone.localdate(row.withdrawn_at)
    assert "《撤下的文件》" in page
    assert f"{day.year}年{day.month}月{day.day}日" in page
    assert "内容有误，更正后重新发布。" in page
    assert MARK not in page
    for path in ("document.docx", "document.pdf", "files/1/"):
        assert visitor.get(row.get_absolute_url() + path).status_code == 404


def test_downloads_hold_no_hidden_string(library: Publication, visitor: Client) -> None:
    word = Document(io.BytesIO(visitor.get(f"{library.get_absolute_url()}document.docx").content))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "公开的通知" in texts
    assert MARK not in "\n".join(texts)
    if pdf.available():
        reader = PdfReader(
            io.BytesIO(visitor.get(f"{library.get_absolute_url()}document.pdf").content)
        )
        assert MARK not in "".join(page.extract_text() for page in reader.pages) + str(
            reader.metadata
        )


def test_attachments_that_are_not_public_have_no_address(
    library: Publication, visitor: Client
) -> None:
    statuses = [
        visitor.get(reverse("publication_file", args=[library.code, number])).status_code
        for number in (1, 2, 3)
    ]
    assert statuses == [404, 404, 404]


def test_a_public_attachment_comes_with_its_name(city: City, visitor: Client) -> None:
    row = make_publication()
    attach(row, title="申请表", content="表格内容\n".encode())
    answer = visitor.get(reverse("publication_file", args=[row.code, 1]))
    assert b"".join(answer.streaming_content) == "表格内容\n".encode()
    assert (
        answer["Content-Disposition"]
        == "attachment; filename*=utf-8''%E7%94%B3%E8%AF%B7%E8%A1%A8.txt"
    )


def test_the_index_holds_no_hidden_document_after_a_rebuild_either(
    library: Publication, visitor: Client
) -> None:
    assert rebuild() == 1
    assert visitor.get("/search/?validity=all").context["total"] == 1


def test_the_rule_of_the_list_and_of_the_row_agree(library: Publication) -> None:
    public = set(Publication.objects.public().values_list("pk", flat=True))
    assert {row.pk for row in Publication.objects.all() if row.is_public} == public == {library.pk}
