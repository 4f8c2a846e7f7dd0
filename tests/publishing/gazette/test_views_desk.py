"""The desk of the gazette: who comes in, one act a token, what was typed stays."""

import datetime as dt
import io
from collections.abc import Callable

import lxml.html
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfWriter

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from gongkai.publishing.models import GazetteIssue, GazetteSeries, Publication
from gongkai.publishing.queries import gazette
from gongkai.publishing.states import GazetteState, State
from tests.cast import City, People, make_user
from tests.publishing.gazette.factories import make_document, make_issue, publish, put

SignedIn = Callable[[User], Client]


def url(issue: GazetteIssue, end: str = "") -> str:
    return f"/desk/gazette/{issue.pk}/{end}"


def send(client: Client, address: str, token: str = "", **data: object) -> object:
    return client.post(address, {"form_token": token or new_token(), **data})


@pytest.fixture
def editor(authority: User, as_user: SignedIn) -> Client:
    """The browser of 主管部门, which makes the gazette of the city."""
    return as_user(authority)


@pytest.fixture
def three(city: City, issue: GazetteIssue) -> GazetteIssue:
    """甲、乙、丙 in the issue."""
    for title in "甲乙丙":
        put(issue, make_document(city.education, title))
    return issue


def order(issue: GazetteIssue) -> list[str]:
    return list(issue.items.order_by("position").values_list("publication__title", flat=True))


# --- who may come in ----------------------------------------------------------------------------

MAKERS = {"clerk", "clerk_of_another_unit", "signer", "openness", "authority"}


@pytest.mark.parametrize("name", People.__slots__)
def test_an_issue_is_seen_by_those_who_make_its_gazette_and_the_rest_are_told_why(
    name: str, people: People, three: GazetteIssue, as_user: SignedIn
) -> None:
    client = as_user(getattr(people, name))
    assert client.get("/desk/gazette/").status_code == (200 if name in MAKERS else 403)
    wanted = 200 if name == "authority" else 404 if name in MAKERS else 403
    for end in ("", "edit/", "add/", "preview/"):
        assert client.get(url(three, end)).status_code == wanted, end
    assert send(client, url(three), act="arrange").status_code == (409 if wanted == 200 else wanted)  # type: ignore[attr-defined]


def test_the_office_of_a_government_makes_its_gazette_and_no_other_office_does(
    three: GazetteIssue, city: City, as_user: SignedIn
) -> None:
    makers = {
        "own": make_user("own", Role.OPENNESS, unit=city.office),
        "clerk": make_user("own-clerk", Role.INFORMATION, unit=city.office),
        "below": make_user("below", Role.OPENNESS, unit=city.east_office),
        "reader": make_user("reader", Role.SECRECY, unit=city.office),
    }
    seen = {
        name: [
            (as_user(user).get(url(three)).status_code),
            gazette.may_edit(user, city.city),
            gazette.may_release(user, city.city),
            gazette.series_of(user).count(),
        ]
        for name, user in makers.items()
    }
    assert seen == {
        "own": [200, True, True, 1],
        "clerk": [200, True, False, 1],
        "below": [404, False, False, 0],
        "reader": [403, False, False, 0],
    }


def test_a_clerk_of_the_government_edits_and_does_not_publish(
    three: GazetteIssue, city: City, as_user: SignedIn, authority: User, with_font: None
) -> None:
    clerk = as_user(make_user("gazette", Role.INFORMATION, unit=city.city))
    assert send(clerk, url(three), act="proof").status_code == 302  # type: ignore[attr-defined]
    jobs.run_due()
    answer = send(clerk, url(three), act="release")
    assert answer.status_code == 403  # type: ignore[attr-defined]
    three.refresh_from_db()
    assert three.state == GazetteState.DRAFT


# --- registers ----------------------------------------------------------------------------------


def test_a_gazette_is_registered_and_changed(editor: Client, city: City) -> None:
    facts = {
        "name": "明湖市人民政府公报", "slug": "minghu", "unit": city.city.pk, "classes": ["rules", "normative"],
        "sections": "规章\n规范性文件\n\n规章", "cadence": "月刊",
    }  # fmt: skip
    assert send(editor, "/desk/gazette/series/new/", **facts).status_code == 302  # type: ignore[attr-defined]
    row = GazetteSeries.objects.get()
    assert (row.classes, row.sections) == (["rules", "normative"], ["规章", "规范性文件"])
    send(editor, f"/desk/gazette/series/{row.pk}/", **{**facts, "cadence": "半月刊"})
    row.refresh_from_db()
    assert row.cadence == "半月刊"


def test_departments_run_no_gazette(editor: Client, city: City) -> None:
    page = lxml.html.fromstring(editor.get("/desk/gazette/series/new/").content)
    names = page.xpath("//select[@name='unit']/option/text()")
    assert names == [
        "请选择",
        "明湖市人民政府",
        "东泉区人民政府",
        "西泉区人民政府",
        "南山县人民政府",
    ]


def test_a_new_issue_comes_with_the_next_number(editor: Client, series: GazetteSeries) -> None:
    page = lxml.html.fromstring(editor.get(f"/desk/gazette/series/{series.pk}/new/").content)
    assert page.xpath("//input[@name='number']/@value") == ["1"]
    answer = send(editor, f"/desk/gazette/series/{series.pk}/new/", year=2024, number=5)
    issue = GazetteIssue.objects.get()
    assert answer["Location"] == url(issue)  # type: ignore[index]
    again = send(editor, f"/desk/gazette/series/{series.pk}/new/", year=2024, number=5)
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "已经有2024年第5期" in again.content.decode()  # type: ignore[attr-defined]


def test_the_facts_of_an_issue_are_changed_unless_somebody_was_faster(
    editor: Client, issue: GazetteIssue
) -> None:
    facts = {
        "year": 2024,
        "number": 1,
        "total_number": "12",
        "editor": "新编辑",
        "published_on": "2024-06-15",
    }
    assert send(editor, url(issue, "edit/"), seen=1, **facts).status_code == 302  # type: ignore[attr-defined]
    issue.refresh_from_db()
    assert (issue.total_number, issue.editor, issue.published_on) == (
        12,
        "新编辑",
        dt.date(2024, 6, 15),
    )
    late = send(editor, url(issue, "edit/"), seen=1, **facts)
    assert late.status_code == 422  # type: ignore[attr-defined]
    assert "刚刚有了变化" in late.content.decode()  # type: ignore[attr-defined]


def test_the_list_costs_the_same_for_one_issue_and_three(
    editor: Client, series: GazetteSeries
) -> None:
    counts = []
    editor.get("/desk/gazette/")  # what every page knows is read once
    for number in (1, 2, 3):
        make_issue(series, number)
        with CaptureQueriesContext(connection) as asked:
            editor.get("/desk/gazette/")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_list_is_exported_with_every_issue(editor: Client, three: GazetteIssue) -> None:
    answer = editor.get("/desk/gazette/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][:4] == ["明湖市人民政府公报", 2024, 1, None]
    assert rows[1][-1] == 3


# --- the issue ----------------------------------------------------------------------------------


def test_the_page_of_an_issue_costs_the_same_for_one_document_and_three(
    editor: Client, issue: GazetteIssue, city: City
) -> None:
    counts = []
    editor.get(url(issue))
    for title in "甲乙丙":
        put(issue, make_document(city.education, title))
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(url(issue)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_order_is_changed_by_numbers_and_by_buttons(
    editor: Client, three: GazetteIssue
) -> None:
    first, second, third = three.items.order_by("position")
    places = {f"place-{first.pk}": 3, f"place-{second.pk}": 1, f"place-{third.pk}": 2}
    sections = {f"section-{item.pk}": "规章" for item in (first, second, third)}
    answer = send(editor, url(three), act="arrange", seen=1, **places, **sections)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert order(three) == ["乙", "丙", "甲"]
    send(editor, url(three), act=f"up-{first.pk}")
    send(editor, url(three), act=f"down-{second.pk}")
    assert order(three) == ["甲", "乙", "丙"]
    assert set(three.items.values_list("section", flat=True)) == {"规章"}


def test_numbers_that_were_typed_are_shown_again_after_a_refusal(
    editor: Client, three: GazetteIssue
) -> None:
    first = three.items.order_by("position")[0]
    answer = send(editor, url(three), act="arrange", seen=99, **{f"place-{first.pk}": "8"})
    assert answer.status_code == 409  # type: ignore[attr-defined]
    page = lxml.html.fromstring(answer.content)  # type: ignore[attr-defined]
    assert page.xpath(f"//input[@name='place-{first.pk}']/@value") == ["8"]


def test_a_document_is_found_and_added_once_for_a_token(
    editor: Client, issue: GazetteIssue, city: City
) -> None:
    row = make_document(city.education)
    make_document(city.education, "草稿", state=State.DRAFT)
    make_document(city.province, "省里的办法")
    page = lxml.html.fromstring(editor.get(url(issue, "add/")).content)
    assert page.xpath("//ol[@class='gazette-found']//a/text()") == ["供暖补贴办法"]
    assert "供暖补贴办法" in editor.get(url(issue, "add/?q=供暖")).content.decode()
    token = new_token()
    for _ in range(2):
        answer = send(
            editor,
            url(issue, "add/?q=%E4%BE%9B%E6%9A%96"),
            token,
            publication=row.pk,
            section="规章",
        )
        assert answer["Location"] == url(issue, "add/?q=%E4%BE%9B%E6%9A%96")  # type: ignore[index]
    assert list(issue.items.values_list("publication", "section")) == [(row.pk, "规章")]
    again = send(editor, url(issue, "add/"), publication=row.pk)
    assert again.status_code == 409  # type: ignore[attr-defined]
    assert "不用重复收录" in again.content.decode()  # type: ignore[attr-defined]
    above = Publication.objects.get(title="省里的办法")
    assert send(editor, url(issue, "add/"), publication=above.pk).status_code == 404  # type: ignore[attr-defined]


def test_a_document_is_removed_with_a_reason_asked_for_on_the_page(
    editor: Client, three: GazetteIssue
) -> None:
    item = three.items.get(position=2)
    page = editor.get(url(three, f"?remove={item.pk}")).content.decode()
    assert "移出《乙》" in page
    empty = send(editor, url(three, f"?remove={item.pk}"), act=f"remove-{item.pk}", reason="")
    assert "请写明把《乙》移出这一期的原因" in empty.content.decode()  # type: ignore[attr-defined]
    send(editor, url(three), act=f"remove-{item.pk}", reason="改在下一期。")
    assert order(three) == ["甲", "丙"]


def test_an_item_of_another_issue_cannot_be_touched_here(
    editor: Client, three: GazetteIssue, city: City
) -> None:
    other = put(make_issue(three.series, 2), make_document(city.education, "丁"))
    assert send(editor, url(three), act=f"remove-{other.pk}", reason="误。").status_code == 404  # type: ignore[attr-defined]
    assert send(editor, url(three), act="nonsense").status_code == 400  # type: ignore[attr-defined]


def test_proof_reading_and_publication_on_the_page(
    editor: Client, three: GazetteIssue, with_font: None, visitor: Client
) -> None:
    assert "还没有现在这个内容的清样" in editor.get(url(three)).content.decode()
    send(editor, url(three), act="proof")
    jobs.run_due()
    assert editor.get(url(three, "proof.pdf"))["Content-Type"] == "application/pdf"
    assert editor.get(url(three, "proof.exe")).status_code == 404
    send(editor, url(three), act="read", round="二校", note="无误。")
    page = editor.get(url(three)).content.decode()
    assert "二校：无误。" in page
    assert "可以出版了" in page
    send(editor, url(three), act="release")
    assert "甲" in visitor.get("/gazette/minghu/2024/1/").content.decode()
    assert "看公众页面" in editor.get(url(three)).content.decode()


def test_the_preview_turns_the_texts_in_the_order_of_print(
    editor: Client, three: GazetteIssue
) -> None:
    titles = []
    for number in (1, 2, 3):
        page = lxml.html.fromstring(editor.get(url(three, f"preview/?page={number}")).content)
        titles += [node.text_content() for node in page.xpath("//article//header/h2")]
    assert titles == ["甲", "乙", "丙"]


# --- old issues, differences --------------------------------------------------------------------


def blank_pdf() -> bytes:
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(stream)
    return stream.getvalue()


def test_an_old_issue_is_uploaded_its_contents_typed_and_published(
    editor: Client, series: GazetteSeries, visitor: Client
) -> None:
    file = SimpleUploadedFile("旧刊.pdf", blank_pdf())
    facts = {"series": series.pk, "year": 1999, "number": 4, "published_on": "1999-04-01"}
    send(editor, "/desk/gazette/old/", file=file, **facts)
    issue = GazetteIssue.objects.get()
    jobs.run_due()
    issue.refresh_from_db()
    lines = "关于供暖的通知　12\n关于2000年的决定\n任免 …… 20"
    answer = send(
        editor,
        url(issue),
        act="contents",
        contents=lines,
        seen=issue.row_version,
        published_on="1999-04-01",
    )
    assert answer.status_code == 302  # type: ignore[attr-defined]
    issue.refresh_from_db()
    assert issue.contents == [
        {"title": "关于供暖的通知", "page": 12},
        {"title": "关于2000年的决定", "page": None},
        {"title": "任免", "page": 20},
    ]
    send(editor, url(issue), act="release")
    assert "关于供暖的通知" in visitor.get("/gazette/minghu/1999/4/").content.decode()
    assert visitor.get("/gazette/minghu/1999/4/gazette.pdf").status_code == 200


def test_without_a_file_or_with_another_the_form_says_what_is_wanted(
    editor: Client, series: GazetteSeries
) -> None:
    facts = {"series": series.pk, "year": 1999, "number": 4}
    assert "请选择旧刊的PDF文件" in send(editor, "/desk/gazette/old/", **facts).content.decode()  # type: ignore[attr-defined]
    file = SimpleUploadedFile("旧刊.txt", "文字".encode())
    answer = send(editor, "/desk/gazette/old/", file=file, **facts)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "旧刊只收PDF文件" in answer.content.decode()  # type: ignore[attr-defined]


def test_what_differs_is_listed_and_settled_with_a_note(
    editor: Client, three: GazetteIssue, authority: User, visitor: Client, with_font: None
) -> None:
    publish(three, authority)
    row = Publication.objects.get(title="甲")
    row.text.plain = "更正后的正文。"
    row.text.version += 1
    row.text.save()
    item = three.items.get(publication=row)
    page = editor.get("/desk/gazette/differences/").content.decode()
    assert "所载的正文与文件库现在的文本不同" in page
    empty = send(editor, "/desk/gazette/differences/", item=item.pk, note="")
    assert "请写一句更正说明" in empty.content.decode()  # type: ignore[attr-defined]
    send(editor, "/desk/gazette/differences/", item=item.pk, note="第一段有更正。")
    assert "公报文字与文件库一致。" in editor.get("/desk/gazette/differences/").content.decode()
    assert "第一段有更正。" in visitor.get("/gazette/minghu/2024/1/1/").content.decode()


def test_a_difference_of_a_foreign_gazette_is_404(
    three: GazetteIssue, openness: User, as_user: SignedIn
) -> None:
    item = three.items.get(position=1)
    answer = send(as_user(openness), "/desk/gazette/differences/", item=item.pk, note="说明。")
    assert answer.status_code == 404  # type: ignore[attr-defined]


@pytest.fixture
def openness(people: People) -> User:
    """公开工作机构 of 市教育局."""
    return people.openness
