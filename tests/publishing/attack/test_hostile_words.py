"""What nobody types by accident: hours of other zones, days out of reach, marks that break pages."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from gongkai.base.calendar import today
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.publishing.models import TopicItem
from gongkai.publishing.services import topics
from gongkai.publishing.states import State, TopicKind
from tests.cast import City, People
from tests.conftest import SignedIn
from tests.publishing.workflow import people as way

HOURS = (
    "2026年12月6日 09:30+08:00", "2026年12月6日 09:30Z", "2026年12月6日 25:00", "9999年12月31日 23:59",
    "0年1月1日 0:00", "10000年1月1日 0:00", "2026年2月30日 9:30", "-1 -1", "9" * 500, "２０２６年１２月６日 ９",
    "2026年12月6日 0930", "2026-W01-1 9:30", "\x00 9:30",
)  # fmt: skip


@pytest.mark.parametrize("typed", HOURS, ids=range(len(HOURS)))
def test_no_hour_breaks_the_release(typed: str, people: People) -> None:
    row = way.signed(people)
    sent = {"act": "release", "form_token": new_token(), "at": typed}
    answer = SignedIn(people.openness).post(f"/desk/library/{row.pk}/", sent)
    assert (answer.status_code, way.fresh(row).state) == (422, State.SIGNED)


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("take_over", {"place": "网\x00站", "on": "9999年1月1日"}),
        ("propose", {"attribute": "withheld", "legal_ground": "9" * 40, "reason": "x"}),
        ("propose", {"attribute": "unknown"}),
        ("submit", {"version": "9" * 400}),
        ("submit", {"version": "-1"}),
        ("submit", {"version": "1\x00"}),
        ("companion", {"form": "svg"}),
        ("discard\x00", {}),
        ("__class__", {}),
        ("withdraw", {"reason": "x", "kind": "merged", "into": "/d/" + "9" * 400 + "/"}),
    ],
)
def test_no_field_breaks_the_page_of_a_publication(act: str, facts: dict, people: People) -> None:
    row = way.draft(people)
    sent = {"act": act, "form_token": new_token(), **facts}
    answer = SignedIn(people.clerk).post(f"/desk/library/{row.pk}/", sent)
    assert 400 <= answer.status_code < 500
    assert way.fresh(row).state == State.DRAFT


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_marks_typed_anywhere_are_shown_as_text(people: People, visitor: Client) -> None:
    row = way.released(
        people, title=f"关于{EVIL}的通知", summary=EVIL, source=EVIL, keywords=[EVIL],
        signature=EVIL, annotation=EVIL, issuers=[EVIL], addressees=[EVIL], audience=EVIL,
    )  # fmt: skip
    pages = [visitor.get(page).content.decode() for page in (row.get_absolute_url(), "/feed.atom")]
    own = SignedIn(people.openness)
    pages += [
        own.get(f"/desk/library/{row.pk}/").content.decode(),
        own.get(f"/desk/drafts/{row.pk}/versions/").content.decode(),
        own.get("/desk/library/").content.decode(),
    ]
    assert [page.count("<script>alert(1)") + page.count("<img src=x") for page in pages] == [0] * 5


def bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to 300 megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("甲.docx", bomb),
        ("甲.svg", lambda: b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"),
        ("甲.html", lambda: b"<html><script>alert(1)</script></html>"),
        ("../../甲.pdf", lambda: b"<html><script>alert(1)</script></html>"),
        ("甲.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("甲.exe", lambda: b"MZ" + b"\x00" * 100),
        ("甲.pdf", lambda: b""),
        ("\x00", lambda: b"%PDF-1.4"),
    ],
    ids=["bomb", "svg", "html", "path", "png", "exe", "empty", "nul"],
)
def test_no_file_breaks_the_drafting_table(
    name: str, content: Any, city: City, people: People, own_files: Any
) -> None:
    row = way.draft(people)
    upload = io.BytesIO(content())
    upload.name = name
    sent = {
        "act": "attach", "form_token": new_token(), "version": way.fresh(row).row_version,
        "title": row.title, "attachment": upload, "attachment_attribute": "proactive",
    }  # fmt: skip
    answer = SignedIn(people.clerk).post(f"/desk/drafts/{row.pk}/", sent)
    assert 400 <= answer.status_code < 500
    assert row.attachments.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\xff" * 20, b"",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00",
        b"BM" + b"\x00" * 60, b"<html></html>",
    ],
    ids=["svg", "gif", "empty", "giant", "bmp", "html"],
)  # fmt: skip
def test_no_picture_breaks_the_editor(content: bytes, people: People, own_files: Any) -> None:
    upload = io.BytesIO(content)
    upload.name = "甲.png"
    sent = {"form_token": new_token(), "alt": "图", "file": upload}
    answer = SignedIn(people.clerk).post("/desk/pictures/", sent)
    assert 400 <= answer.status_code < 500


def sheet_bomb() -> bytes:
    """A workbook of some kilobytes with a sheet of 200 megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 33_000_000)
    return stream.getvalue()


NEST = b"<table>" + b"<tr><td>" * 20_000 + b"</table>"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "'
    + b"&a;" * 1000 + b'">]><table><tr><td>&b;</td></tr></table>'
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("甲.xlsx", sheet_bomb),
        ("甲.docx", bomb),
        ("甲.html", lambda: NEST),
        ("甲.html", lambda: ENTITIES),
        ("甲.pdf", lambda: b"%PDF-1.4\n" + b"0" * 1000),
        ("甲.xlsx", lambda: b"PK\x03\x04" + b"\x00" * 200),
        ("", lambda: b"x"),
    ],
    ids=["workbook", "word", "nest", "entities", "pdf", "zip", "nameless"],
)
def test_no_file_breaks_the_import_of_catalogues(
    name: str, content: Any, city: City, people: People
) -> None:
    upload = io.BytesIO(content())
    upload.name = name
    sent = {"form_token": new_token(), "unit": city.education.pk, "file": upload}
    answer = SignedIn(people.openness).post("/desk/catalogues/import/", sent)
    assert 400 <= answer.status_code < 500


ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "java\nscript:alert(1)", "\x01javascript:alert(1)", "https://", "ftp://a.example/",
    "https://a.example/ onmouseover=x",
)  # fmt: skip


@pytest.mark.parametrize("url", ADDRESSES, ids=range(len(ADDRESSES)))
def test_no_address_of_a_topic_runs_anything(url: str, city: City, people: People) -> None:
    facts = topics.TopicFacts(
        TopicKind.TOPIC, "kai-xue", "开学", "一句话。", city.education, people.openness, today()
    )
    topic = topics.create(by=people.openness, facts=facts)
    topics.add_group(topic, by=people.openness, seen=topic.row_version, title="一")
    group = topic.groups.get()
    seen = type(topic).objects.get(pk=topic.pk).row_version
    item = topics.ItemFacts(TopicItem.Kind.SERVICE, title="办事", url=url)
    with pytest.raises(Refusal):
        topics.add_item(group, by=people.openness, seen=seen, facts=item)


def test_links_of_a_text_lead_nowhere_by_a_script(people: People, visitor: Client) -> None:
    html = (
        '<p><a href="javascript:alert(1)">甲</a><a href="java&#10;script:alert(1)">乙</a>'
        '<a href="data:text/html,x">丙</a><svg onload="alert(1)"></svg><iframe src="/"></iframe>'
        '<img src="https://evil.example/a.png" onerror="alert(1)"><b onclick="x">丁</b>'
        "<style>*{display:none}</style><form action=/x><input name=y></form></p>"
    )
    row = way.released(people, html=html, body=None)
    body = visitor.get(row.get_absolute_url()).content.decode()
    text = row.text.html
    bad = (
        "javascript",
        "data:text",
        "<svg onload",
        "<iframe",
        "evil.example",
        "onclick",
        "onerror",
    )
    assert [word for word in bad if word in text.lower()] == []
    assert [word for word in bad if word in body.lower()] == []
