"""A document with its interpretation: written, reviewed, signed, released, changed, taken down."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.base.models import Event, Unit, User
from gongkai.base.services.forms import new_token
from gongkai.base.services.trail_check import verify
from gongkai.catalogue.models import CatalogueEntry, DocumentClass, EntryDuty
from gongkai.outlets.models import Outlet
from gongkai.portal import cache
from gongkai.publishing.models import (
    GazetteItem,
    Publication,
    PublicationText,
    ValidityChange,
)
from gongkai.publishing.services.secrecy import CHECKLIST
from gongkai.publishing.states import State
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.flows.desk import LINES, act, page_of, word_file, worker, write
from tests.outlets.factories import make_outlet
from tests.publishing.gazette.factories import make_series

TITLE, NUMBER = "明湖市窗口服务管理办法", "明教发〔2026〕31号"
READING = f"《{TITLE}》政策解读"
DESK_STATEMENTS = 50


@dataclass(frozen=True, slots=True)
class Hall:
    """Everybody with a browser of their own, and the places the release is to reach."""

    clerk: Client
    handler: Client
    openness: Client
    head: Client
    secrecy: Client
    signer: Client
    entry: CatalogueEntry
    duty: EntryDuty
    outlet: Outlet


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_LOOK_EVERY", 0.0)


@pytest.fixture
def hall(city: City, people: People, as_user: Callable[[User], Client], index: object) -> Hall:
    """The city with an entry to fulfil, an outlet that takes everything, and a gazette."""
    entry = make_entry(make_catalogue(city.city, "教育领域目录"), "窗口服务")
    make_series(city.city, classes=["normative"])
    return Hall(
        *map(as_user, (people.clerk, people.handler, people.openness, people.office_head, people.reviewer, people.signer)),
        entry=entry,
        duty=make_duty(entry, city.education),
        outlet=make_outlet(city.education, "system", slug="open-data", automatic=True),
    )  # fmt: skip


def found(client: Client, query: str) -> list[str]:
    return [row.title for row in client.get("/search/", {"q": query}).context["rows"]]


def drop_file(clerk: Client, lines: tuple[str, ...] = LINES) -> Publication:
    """Drops a Word file on the page; the worker reads it; the page leads on to the draft."""
    file = SimpleUploadedFile("办法.docx", word_file(lines))
    sent = {"file": file, "kind": "document", "act": "file", "form_token": new_token()}
    sent["unit"] = Unit.objects.get(slug="education").pk
    status = clerk.post(reverse("desk_draft_new"), sent)["Location"]
    assert "正在读取文件" in clerk.get(status).content.decode()
    worker()
    place = clerk.get(status)["Location"]
    return Publication.objects.get(pk=int(place.strip("/").rsplit("/", 1)[1]))


def draft_with_reading(hall: Hall) -> tuple[Publication, Publication]:
    """The draft from the file, its elements confirmed, and its interpretation."""
    row = drop_file(hall.clerk)
    normative = DocumentClass.objects.get(code="normative")
    write(hall.clerk, row, document_class=normative.pk, entries=[hall.entry.pk], effective_on="2026年6月1日")  # fmt: skip
    began = hall.clerk.post(
        reverse("desk_draft_companion", args=[row.pk]), {"form": "text", "form_token": new_token()}
    )
    reading = Publication.objects.get(companion_of=row)
    assert began["Location"] == reverse("desk_draft", args=[reading.pk])
    write(hall.clerk, reading, body="窗口什么时候开放。\n每天上午九时到下午五时。")
    return row, reading


def go_through(hall: Hall, row: Publication) -> None:
    """From draft to signature, each by whose turn it is."""
    act(hall.clerk, row, "propose", attribute="proactive")
    act(hall.clerk, row, "submit", note="请重点看服务时间。")
    act(hall.handler, row, "review", opinion="同意", proof_note="未发现差错")
    act(hall.openness, row, "check")
    act(hall.openness, row, "review", opinion="同意", proof_note="未发现差错")
    act(hall.head, row, "review", opinion="同意", proof_note="未发现差错")
    act(hall.secrecy, row, "secrecy", checklist=list(CHECKLIST), outcome="passed")
    act(hall.signer, row, "sign")


def test_a_document_reaches_everywhere_at_once_with_its_interpretation(
    hall: Hall, visitor: Client
) -> None:
    row, reading = draft_with_reading(hall)
    go_through(hall, row)
    worker()
    assert visitor.get(row.get_absolute_url()).status_code == 404
    assert found(visitor, NUMBER) == []
    assert hall.duty.last_on is None
    act(hall.openness, row, "release")
    worker()
    row.refresh_from_db()
    page = visitor.get(row.get_absolute_url()).content.decode()
    assert (TITLE in page, reading.get_absolute_url() in page) == (True, True)
    back = visitor.get(reading.get_absolute_url()).content.decode()
    assert ("每天上午九时到下午五时。" in back, row.get_absolute_url() in back) == (True, True)
    lists = ("/", "/feed.atom", "/units/education/", "/api/v1/documents", "/search/")
    assert [url for url in lists if row.code not in visitor.get(url).content.decode()] == []
    assert found(visitor, NUMBER) == [TITLE]
    assert {TITLE, READING} <= set(found(visitor, "窗口开放"))
    feed = json.loads(visitor.get(reverse("outlet_feed", args=["open-data"])).content)
    assert sorted(item["title"] for item in feed["items"]) == sorted([READING, TITLE])
    hall.duty.refresh_from_db()
    assert hall.duty.last_on == timezone.localdate(row.released_at)
    entry = visitor.get(reverse("unit_catalogue", args=["education"])).content.decode()
    assert row.get_absolute_url() in entry
    item = GazetteItem.objects.get()
    assert (item.publication, item.version.number) == (row, row.text.version)
    acts = ["起草", "保存草稿", "提出公开属性", "报审", "一审一校", "核定公开属性", "二审二校", "三审三校", "保密审查", "确定公开属性", "签发", "发布"]  # fmt: skip
    mine = Event.objects.filter(subject_type="publishing.publication", subject_id=str(row.pk))
    assert [name for name in mine.order_by("seq").values_list("act", flat=True) if name in acts[2:]] == acts[2:]  # fmt: skip
    assert verify().ok


def second(hall: Hall) -> Publication:
    """A document that amends an article of the first, on its way to release."""
    lines = tuple(
        line.replace(TITLE, "关于修改窗口服务管理办法的决定").replace("31号", "32号")
        for line in LINES
    )
    row = drop_file(hall.clerk, lines)
    write(hall.clerk, row, document_class=DocumentClass.objects.get(code="other").pk)
    url = reverse("desk_validity", args=[row.pk])
    sent = {"act": "change", "document": NUMBER, "kind": "amends", "scope": "part", "articles": "第一条"}  # fmt: skip
    assert hall.clerk.post(url, {**sent, "form_token": new_token()}).status_code == 302
    return row


def test_what_is_changed_repealed_and_released_by_mistake_says_so(
    hall: Hall, people: People, as_user: Callable[[User], Client], visitor: Client
) -> None:
    row, reading = draft_with_reading(hall)
    go_through(hall, row)
    act(hall.openness, row, "release")
    other = second(hall)
    go_through(hall, other)
    assert visitor.get(row.get_absolute_url()).context["validity"].word == "现行有效"
    act(hall.openness, other, "release")
    changed = visitor.get(row.get_absolute_url())
    assert changed.context["validity"].word == "已修改"
    assert other.get_absolute_url() in changed.content.decode()
    registered = {"act": "change", "document": "明教发〔2026〕32号", "kind": "repeals", "scope": "whole", "form_token": new_token()}  # fmt: skip
    place = hall.openness.post(reverse("desk_validity", args=[row.pk]), registered)
    assert place.status_code == 302
    change = ValidityChange.objects.get()
    confirm = {"act": "confirm", "form_token": new_token()}
    hall.signer.post(reverse("desk_validity_registration", args=[change.pk]), confirm)
    history = visitor.get(row.get_absolute_url())
    assert (history.status_code, history.context["validity"].word) == (200, "已废止")
    assert "窗口每天上午九时到下午五时开放。" in history.content.decode()
    act(hall.openness, row, "withdraw", reason="误发了未定稿的文本。")
    worker()
    assert visitor.get(row.get_absolute_url()).status_code == 410
    assert visitor.get(reading.get_absolute_url()).status_code == 410
    assert found(visitor, NUMBER) == []
    hall.duty.refresh_from_db()
    assert hall.duty.last_on is None


def test_nothing_is_released_that_was_changed_after_its_signature(
    hall: Hall, people: People
) -> None:
    row, _ = draft_with_reading(hall)
    go_through(hall, row)
    PublicationText.objects.filter(publication=row).update(html="<p>另一段。</p>", plain="另一段。")
    url = page_of(row)
    answer = hall.openness.post(url, {"act": "release", "form_token": new_token()})
    assert answer.status_code == 409
    assert "签发以后内容又有改动，不能发布" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.SIGNED


@pytest.mark.parametrize("who", ["clerk", "openness", "signer"])
def test_the_page_of_a_publication_costs_no_more_after_three_reviews_than_after_one(
    hall: Hall, who: str
) -> None:
    row, _ = draft_with_reading(hall)
    act(hall.clerk, row, "propose", attribute="proactive")
    act(hall.clerk, row, "submit")
    client: Any = getattr(hall, who)
    counts = []
    for reviewer in (hall.handler, hall.openness, hall.head):
        act(reviewer, row, "review", opinion="同意", proof_note="未发现差错")
        client.get(page_of(row))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(row)).status_code == 200
        counts.append(len(captured))
    # What is somebody's turn asks for what its form offers; what is past costs nothing more.
    assert max(counts) <= DESK_STATEMENTS, counts
    assert counts[2] <= counts[0], counts
