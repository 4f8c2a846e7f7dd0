"""The pages of the annual report: list, one report, its form, its files, the reminder."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from gongkai.base.services.forms import new_token
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries import reports as reads
from gongkai.foi.services import reporting
from gongkai.foi.states import ReportState
from gongkai.foi.todo_report import reports_todo
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import people_of
from tests.foi.factories import Office
from tests.foi.figures.history import made

AsUser = Callable[..., Any]
YEAR = 2025


@pytest.fixture(autouse=True)
def _january(on_day: OnDay) -> None:
    on_day(dt.date(2026, 1, 12))


@pytest.fixture
def report(office: Office) -> AnnualReport:
    made(office.unit, dt.date(2025, 3, 3), code="D1b", ended=dt.date(2025, 3, 20))
    row = reporting.begin(unit=office.unit, year=YEAR, whole=False, by=office.openness)
    sections = {"5": "答复还不够及时。"}
    return reporting.save(row, by=office.openness, seen=0, sections=sections)


def page_of(report: AnnualReport) -> str:
    return reverse("desk_report", args=[report.pk])


def posted(browser: Any, report: AnnualReport, act: str, **facts: Any) -> Any:
    report.refresh_from_db()
    data = {"form_token": new_token(), "seen": report.row_version, "act": act, **facts}
    return browser.post(page_of(report), data)


def typed(report: AnnualReport, **facts: Any) -> dict[str, Any]:
    report.refresh_from_db()
    texts = {f"section_{key}": report.sections.get(key, "") for key in ("1", "5", "6")}
    return {"form_token": new_token(), "seen": report.row_version, "fixes": 3, **texts, **facts}


def test_a_report_goes_from_the_list_to_a_draft_publication(
    office: Office, as_user: AsUser
) -> None:
    made(office.unit, dt.date(2025, 3, 3), code="D1b", ended=dt.date(2025, 3, 20))
    editor, head = as_user(office.openness), as_user(office.head)
    data = {"form_token": new_token(), "unit": office.unit.pk, "year": YEAR, "whole": ""}
    begun = editor.post(reverse("desk_reports"), data)
    row = AnnualReport.objects.get()
    assert begun.url == reverse("desk_report_edit", args=[row.pk])
    saved = editor.post(
        begun.url,
        typed(row, section_5="答复还不够及时。", licences_decided="12", fees_amount="3.5"),
    )
    assert saved.url == page_of(row)
    assert posted(head, row, "confirm").status_code == 302
    assert posted(editor, row, "publication").status_code == 302
    row.refresh_from_db()
    assert row.publication is not None
    page = editor.get(page_of(row)).content.decode()
    assert reverse("desk_publication", args=[row.publication.pk]) in page
    assert "草稿在审校发布" in page


def test_a_failing_identity_names_its_cells_and_leads_to_them(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    reporting.save(
        report, by=office.openness, seen=1, sections={},
        entered={"table2": {"a4.c1": 1}}, explained={"table2.a4.c1": "多填的一件。"},
    )  # fmt: skip
    page = as_user(office.openness).get(page_of(report)).content.decode()
    assert "“自然人”一列新收加上年结转是1，办结总计加结转下年是2" in page
    assert '<a href="#cell-table2.a4.c1">表二“四、结转下年度继续办理”的“自然人”</a>' in page
    assert 'id="cell-table2.a4.c1" class="num cell-wrong"' in page


def test_the_editor_finds_no_button_to_confirm(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    row = reporting.save(report, by=office.head, seen=1, sections={})
    own = as_user(office.head).get(page_of(report)).content.decode()
    other = as_user(office.signer).get(page_of(report)).content.decode()
    assert ('value="confirm"' in own, "您参与了编制" in own) == (False, True)
    assert 'value="confirm"' in other
    assert posted(as_user(office.head), row, "confirm").status_code == 403


def test_who_may_do_what_with_a_report(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    seen, edits, confirms = {}, {}, {}
    for name, user in people_of(office).items():
        browser = as_user(user)
        seen[name] = browser.get(page_of(report)).status_code
        edits[name] = browser.get(reverse("desk_report_edit", args=[report.pk])).status_code
        confirms[name] = browser.post(page_of(report), {"act": "confirm"}).status_code
    assert seen == {
        "registrar": 200, "handler": 403, "other_handler": 403, "unit_head": 200, "openness": 200,
        "head": 200, "secrecy": 200, "legal": 200, "signer": 200, "authority": 200,
        "statistician": 200, "stranger": 404, "admin": 403,
    }  # fmt: skip
    assert [name for name, code in edits.items() if code == 200] == [
        "openness",
        "head",
        "authority",
    ]
    # The others get a sentence about the missing token, or that they edited it.
    assert [name for name, code in confirms.items() if code == 400] == [
        "unit_head", "head", "signer", "authority",
    ]  # fmt: skip


def test_a_bad_cell_is_told_at_its_field_and_everything_typed_stays(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    url = reverse("desk_report_edit", args=[report.pk])
    data = typed(report, section_5="写了很久的文字。", licences_decided="十二", fix0_row="a2")
    page = as_user(office.openness).post(url, data)
    text = page.content.decode()
    assert page.status_code == 422
    assert ("写了很久的文字。" in text, 'value="十二"' in text) == (True, True)
    assert page.context["form"].errors["licences_decided"] == ["请填写不小于零的整数，没有的填0。"]
    assert list(page.context["form"].errors) == ["licences_decided", "fix0_column"]


def test_what_another_saved_meanwhile_is_told_and_everything_typed_stays(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    data = typed(report, section_5="后写的文字。")
    reporting.save(report, by=office.head, seen=1, sections={"5": "先写的文字。"})
    page = as_user(office.openness).post(reverse("desk_report_edit", args=[report.pk]), data)
    text = page.content.decode()
    assert (page.status_code, "后写的文字。" in text, "公开办负责人己刚刚改过" in text) == (
        422,
        True,
        True,
    )
    report.refresh_from_db()
    assert report.sections["5"] == "先写的文字。"


def test_sent_twice_a_form_saves_once(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    data = typed(report, section_5="改过的文字。")
    browser = as_user(office.openness)
    url = reverse("desk_report_edit", args=[report.pk])
    assert [browser.post(url, data).status_code for _ in range(2)] == [302, 302]
    report.refresh_from_db()
    assert report.row_version == 2


def test_corrections_of_one_cell_count_together(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    fixes: dict[str, Any] = {}
    for number, (row, column) in enumerate([("a2", "c1"), ("a2", "c1"), ("review", "kept")]):
        fixes |= {
            f"fix{number}_row": row, f"fix{number}_column": column, f"fix{number}_number": 1,
            f"fix{number}_why": f"来源{number}",
        }  # fmt: skip
    url = reverse("desk_report_edit", args=[report.pk])
    assert as_user(office.openness).post(url, typed(report, **fixes)).status_code == 302
    report.refresh_from_db()
    assert report.entered == {"table2": {"a2.c1": 2}, "table3": {"review.kept": 1}}
    assert report.explained["table2.a2.c1"] == "来源0；来源1"
    page = as_user(office.openness).get(url)
    assert page.context["form"].fixes == 5


def test_a_copied_text_is_flagged(report: AnnualReport, office: Office, as_user: AsUser) -> None:
    AnnualReport.objects.create(
        unit=office.unit, year=YEAR - 1, sections=report.sections, state=ReportState.EDITING
    )
    page = as_user(office.openness).get(page_of(report))
    assert page.context["alike"].percent == 100
    assert "超过80%，容易被认定为照抄上年年报，请改写。" in page.content.decode()


def test_the_files_hold_the_form_and_are_marked_until_confirmed(
    report: AnnualReport, office: Office, as_user: AsUser
) -> None:
    browser = as_user(office.openness)
    word = browser.get(reverse("desk_report_file", args=[report.pk, "docx"]))
    document = Document(io.BytesIO(word.content))
    assert len(document.tables) == 6
    assert document.sections[0].header.paragraphs[0].text == "未核定的预览稿，不是正式文本"
    book = browser.get(reverse("desk_report_file", args=[report.pk, "xlsx"]))
    rows = list(load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True))
    assert len(rows) == 1 + 10 + 175 + 15
    assert ("表二", "（一）予以公开", "自然人", 1, 1, None) in rows
    pdf = browser.get(reverse("desk_report_file", args=[report.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-" or pdf.status_code == 503
    assert browser.get(reverse("desk_report_file", args=[report.pk, "txt"])).status_code == 404
    assert as_user(office.stranger).get(
        reverse("desk_report_file", args=[report.pk, "docx"])
    ).status_code == 404  # fmt: skip


def test_the_list_costs_the_same_for_one_report_and_for_three(
    office: Office, as_user: AsUser
) -> None:
    asked = []
    units = [office.unit, office.city.finance, office.city.reform]
    as_user(office.authority).get(reverse("desk_reports"))  # what a process reads once
    for number in (1, 3):
        for unit in units[:number]:
            AnnualReport.objects.get_or_create(unit=unit, year=YEAR)
        browser = as_user(office.authority)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(reverse("desk_reports")).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("act", ["", "x", "confirm\x00"])
def test_an_act_nobody_offered_is_refused(
    report: AnnualReport, office: Office, as_user: AsUser, act: str
) -> None:
    assert posted(as_user(office.head), report, act).status_code == 400


def test_departments_report_in_january_and_governments_in_march(office: Office) -> None:
    days = {
        name: reads.due_on(getattr(office.city, name), YEAR)
        for name in ("education", "office", "city", "east", "zone")
    }
    assert days == {
        "education": dt.date(2026, 1, 31),
        "office": dt.date(2026, 1, 31),
        "city": dt.date(2026, 3, 31),
        "east": dt.date(2026, 3, 31),
        "zone": dt.date(2026, 1, 31),
    }


def test_the_report_stands_among_what_is_to_be_done(office: Office) -> None:
    def said(user: Any) -> list[tuple[str, dt.date | None]]:
        return [(row.what, row.due) for row in reports_todo(user, 50)]

    due = dt.date(2026, 1, 31)
    assert said(office.openness) == [("编制2025年政府信息公开工作年度报告", due)]
    assert said(office.signer) == []
    row = reporting.begin(unit=office.unit, year=YEAR, whole=False, by=office.openness)
    assert said(office.signer) == [("编制、核定2025年政府信息公开工作年度报告", due)]
    AnnualReport.objects.filter(pk=row.pk).update(state=ReportState.CONFIRMED)
    assert said(office.openness) == [("公布2025年政府信息公开工作年度报告", due)]
    assert said(office.signer) == []


def test_the_reminder_costs_nothing_without_the_role(office: Office) -> None:
    office.handler.roles_on(dt.date(2026, 1, 12))
    list(reports_todo(office.handler, 50))
    with CaptureQueriesContext(connection) as seen:
        assert list(reports_todo(office.handler, 50)) == []
    assert len(seen) == 0
