"""The annual report: begun, edited, checked, confirmed by another, drafted for publication."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gongkai.base.models import Event
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.catalogue.models import DocumentClass
from gongkai.foi import rules
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries.figures.annual import annual
from gongkai.foi.services import reporting
from gongkai.foi.states import RemedyResult, ReportState
from gongkai.publishing.models import OfficialDocument, Publication, PublicationText
from gongkai.publishing.states import Attribute, Kind, ReleaseBasis, State
from tests.cast import give_roles
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.figures.history import a_remedy, made

YEAR = 2025
TEXTS = {
    "1": "总体情况如下。",
    "5": "答复还不够及时，今后加强。",
    "6": "没有收取信息处理费，金额为0元。",
}


@pytest.fixture(autouse=True)
def _january(on_day: OnDay) -> None:
    on_day(dt.date(2026, 1, 12))


@pytest.fixture
def report(office: Office) -> AnnualReport:
    """The bureau's report of a year with three requests, one of them carried on."""
    made(office.unit, dt.date(2025, 3, 3), code="D1b", ended=dt.date(2025, 3, 20))
    made(office.unit, dt.date(2025, 6, 3), code="D2", ended=dt.date(2025, 6, 20), kind="business")
    made(office.unit, dt.date(2025, 12, 29))
    return reporting.begin(unit=office.unit, year=YEAR, whole=False, by=office.openness)


def saved(report: AnnualReport, by: Any, **facts: Any) -> AnnualReport:
    facts = {"sections": TEXTS, **facts}
    return reporting.save(report, by=by, seen=report.row_version, **facts)


def confirmed(report: AnnualReport, office: Office) -> AnnualReport:
    row = saved(report, office.openness)
    return reporting.confirm(row, by=office.head, seen=row.row_version)


def test_a_report_begins_with_its_text_drafted_and_is_begun_once(
    report: AnnualReport, office: Office
) -> None:
    assert "全年新收政府信息公开申请3件" in report.sections["1"]
    again = reporting.begin(unit=office.unit, year=YEAR, whole=False, by=office.head)
    assert (again.pk, AnnualReport.objects.count()) == (report.pk, 1)


@pytest.mark.parametrize("year", [2007, 2027])
def test_only_years_since_the_regulation_are_reported(office: Office, year: int) -> None:
    with pytest.raises(Refusal) as refusal:
        reporting.begin(unit=office.unit, year=year, whole=False, by=office.openness)
    assert refusal.value.field == "year"


def test_a_unit_without_units_below_has_nothing_to_sum_up(office: Office) -> None:
    with pytest.raises(Refusal) as refusal:
        reporting.begin(unit=office.unit, year=YEAR, whole=True, by=office.authority)
    assert (
        refusal.value.sentence == "明湖市教育局没有下属单位，不需要汇总，请编制本单位的年度报告。"
    )


def test_what_is_entered_takes_its_place_in_the_tables(
    report: AnnualReport, office: Office
) -> None:
    row = saved(
        report,
        office.openness,
        entered={
            "table1": {"licences.decided": 12, "fees.amount": Decimal("3.50")},
            "table2": {"a2.c1": 1, "r4_1.c1": 1},
            "table3": {"review.kept": 2},
        },
        explained={
            "table2.a2.c1": "纸质登记的一件。",
            "table2.r4_1.c1": "同一件。",
            "table3.review.kept": "启用平台以前的两件。",
            "table2.r1.c1": "没有填报的不保留。",
        },
    )
    found = annual(office.unit, YEAR, report=row)
    assert (found.tables.table1["licences"], found.tables.table1["fees"]) == (
        {"decided": 12},
        {"amount": Decimal("3.50")},
    )
    assert [found.tables.table2[r]["c7"] for r in ("a1", "a2", "r7", "a4")] == [3, 1, 3, 1]
    assert found.tables.table3["review"]["total"] == 2
    assert found.wrong == []
    assert sorted(row.explained) == ["table2.a2.c1", "table2.r4_1.c1", "table3.review.kept"]


@pytest.mark.parametrize(
    ("entered", "explained", "field"),
    [
        ({"table2": {"a2.c1": 1}}, {}, "corrections"),
        ({"table2": {"r7.c1": 1}}, {"table2.r7.c1": "总计"}, "corrections"),
        ({"table2": {"a2.c7": 1}}, {"table2.a2.c7": "总计"}, "corrections"),
        ({"table2": {"a2.kept": 1}}, {"table2.a2.kept": "错列"}, "corrections"),
        ({"table3": {"review.total": 1}}, {"table3.review.total": "总计"}, "corrections"),
        ({"table2": {"a2.c1": 0}}, {"table2.a2.c1": "零"}, "corrections"),
        ({"table2": {"a2.c1": True}}, {"table2.a2.c1": "真"}, "corrections"),
        ({"table1": {"licences.decided": -1}}, {}, "licences_decided"),
        ({"table1": {"fees.amount": "NaN"}}, {}, "fees_amount"),
        ({"table1": {"licences.made": 1}}, {}, None),
    ],
)
def test_a_cell_that_cannot_be_is_refused_and_nothing_is_kept(
    report: AnnualReport, office: Office, entered: Any, explained: Any, field: str | None
) -> None:
    with pytest.raises(Refusal) as refusal:
        saved(report, office.openness, entered=entered, explained=explained)
    assert refusal.value.field == field
    report.refresh_from_db()
    assert (report.entered, report.row_version) == ({}, 0)


def test_two_people_on_one_report_do_not_overwrite_each_other(
    report: AnnualReport, office: Office
) -> None:
    saved(report, office.openness)
    with pytest.raises(Refusal) as refusal:
        reporting.save(report, by=office.head, seen=0, sections={"1": "别的文字"})
    assert refusal.value.sentence.startswith("公开办戊刚刚改过这份年度报告，没有保存。")


def test_whoever_edited_it_does_not_confirm_it(report: AnnualReport, office: Office) -> None:
    """Not even after somebody else has edited it last."""
    row = saved(report, office.head)
    row = saved(row, office.openness)
    with pytest.raises(Forbidden) as refusal:
        reporting.confirm(row, by=office.head, seen=row.row_version)
    assert refusal.value.sentence == (
        "年度报告由编制人以外的另一个人核定，您参与了编制，请另外一位同志核定。"
    )
    assert (
        reporting.confirm(row, by=office.signer, seen=row.row_version).confirmed_by == office.signer
    )


def test_a_broken_identity_keeps_it_from_being_confirmed(
    report: AnnualReport, office: Office
) -> None:
    row = saved(
        report,
        office.openness,
        entered={"table2": {"a2.c1": 1}},
        explained={"table2.a2.c1": "纸质登记的一件。"},
    )
    with pytest.raises(Refusal) as refusal:
        reporting.confirm(row, by=office.head, seen=row.row_version)
    assert (
        "AR-BALANCE：“自然人”一列新收加上年结转是3，办结总计加结转下年是2" in refusal.value.sentence
    )


def test_an_empty_section_keeps_it_from_being_confirmed(
    report: AnnualReport, office: Office
) -> None:
    row = saved(report, office.openness, sections={"5": ""})
    with pytest.raises(Refusal) as refusal:
        reporting.confirm(row, by=office.head, seen=row.row_version)
    assert refusal.value.sentence == "还不能核定：“五、存在的主要问题及改进情况”还没有写。"


def test_a_year_that_still_runs_is_not_confirmed(
    report: AnnualReport, office: Office, on_day: OnDay
) -> None:
    on_day(dt.date(2025, 12, 31))
    row = saved(report, office.openness)
    with pytest.raises(Refusal) as refusal:
        reporting.confirm(row, by=office.head, seen=row.row_version)
    assert refusal.value.sentence == "还不能核定：2025年还没有结束，数据还会变化。"


def test_confirmed_tables_stay_and_say_what_has_moved_since(
    report: AnnualReport, office: Office
) -> None:
    row = confirmed(report, office)
    made(office.unit, dt.date(2025, 12, 30))
    found = annual(office.unit, YEAR, report=row)
    assert found.tables.table2["a1"]["c1"] == 2
    assert found.moved == ["table2.a1.c1", "table2.a1.c7", "table2.a4.c1", "table2.a4.c7"]
    with pytest.raises(Refusal):
        saved(row, office.openness)


def test_next_year_is_compared_with_what_was_confirmed(
    report: AnnualReport, office: Office, on_day: OnDay
) -> None:
    confirmed(report, office)
    made(office.unit, dt.date(2025, 12, 31), kind="other")  # found after the report was out
    found = annual(office.unit, 2026)
    assert [(check.id, check.cells) for check in found.wrong] == [
        ("AR-CARRY", ("carry:c6", "carry:c7"))
    ]
    on_day(dt.date(2027, 1, 5))
    row = reporting.begin(unit=office.unit, year=2026, whole=False, by=office.openness)
    row = saved(
        row, office.openness, entered={}, explained={"carry.c6": "年报公布后才登记的一件。"}
    )
    assert annual(office.unit, 2026, report=row).wrong == []


def test_a_confirmed_report_is_taken_back_with_a_reason(
    report: AnnualReport, office: Office
) -> None:
    row = confirmed(report, office)
    with pytest.raises(Refusal) as refusal:
        reporting.take_back(row, by=office.head, seen=row.row_version, reason=" ")
    assert refusal.value.field == "reason"
    row = reporting.take_back(row, by=office.head, seen=row.row_version, reason="表一漏填许可。")
    assert (row.state, row.tables, row.confirmed_by) == (ReportState.EDITING, {}, None)


def test_the_publication_is_a_draft_in_the_block_of_annual_reports(
    report: AnnualReport, office: Office
) -> None:
    row = saved(report, office.openness)
    with pytest.raises(Refusal):
        reporting.draft_publication(row, by=office.openness, seen=row.row_version)
    row = reporting.confirm(row, by=office.head, seen=row.row_version)
    draft = reporting.draft_publication(row, by=office.openness, seen=row.row_version)
    assert (draft.kind, draft.state, draft.unit, draft.period_year, draft.title) == (
        Kind.ANNUAL_REPORT,
        State.DRAFT,
        office.unit,
        YEAR,
        "明湖市教育局2025年政府信息公开工作年度报告",
    )
    html = PublicationText.objects.get(publication=draft).html
    assert [html.count(f">{title}</h") for title in ("一、总体情况", "六、其他需要报告的事项")] == [
        1,
        1,
    ]
    assert html.count("<table") == 6
    assert "<td><p>3</p></td>" in html
    row.refresh_from_db()
    with pytest.raises(Refusal):
        reporting.draft_publication(row, by=office.openness, seen=row.row_version)


def test_the_report_is_public_once_its_publication_is(report: AnnualReport, office: Office) -> None:
    row = confirmed(report, office)
    draft = reporting.draft_publication(row, by=office.openness, seen=row.row_version)
    reporting.note_release(Publication(pk=0))
    row.refresh_from_db()
    assert row.state == ReportState.CONFIRMED
    reporting.note_release(draft)
    reporting.note_release(draft)
    row.refresh_from_db()
    assert row.state == ReportState.PUBLISHED
    assert Event.objects.filter(act="公布年度报告").count() == 1


def test_a_level_is_the_sum_of_its_units_as_they_reported(
    report: AnnualReport, office: Office
) -> None:
    """The bureau's confirmed figures stand; the finance bureau's are counted."""
    confirmed(report, office)
    made(office.unit, dt.date(2025, 12, 30))
    other = made(office.city.finance, dt.date(2025, 5, 6), code="D3-4", ended=dt.date(2025, 5, 20))
    a_remedy(other, dt.date(2025, 7, 1), result=RemedyResult.KEPT, decided=dt.date(2025, 9, 1))
    whole = annual(office.city.city, YEAR, whole=True)
    assert [whole.tables.table2[r]["c7"] for r in ("a1", "a2", "r7", "a4")] == [4, 0, 3, 1]
    assert whole.tables.table3["review"]["kept"] == 1
    assert whole.wrong == []


def test_a_consolidated_report_takes_no_cells_of_its_own(office: Office) -> None:
    row = reporting.begin(unit=office.city.city, year=YEAR, whole=True, by=office.authority)
    with pytest.raises(Refusal) as refusal:
        saved(row, office.authority, entered={"table1": {"licences.decided": 1}})
    assert refusal.value.sentence.startswith("汇总年报由各单位的年报相加得出")


def test_documents_of_the_library_fill_table_one(report: AnnualReport, office: Office) -> None:
    a_document(office, "normative", dt.date(2025, 4, 1))
    a_document(office, "normative", dt.date(2023, 4, 1))
    a_document(office, "normative", dt.date(2019, 4, 1), expires=dt.date(2024, 3, 31))
    a_document(office, "other", dt.date(2025, 4, 1))
    found = annual(office.unit, YEAR, report=report)
    assert found.tables.table1["normative"] == {"made": 1, "repealed": 0, "valid": 2}
    assert found.tables.table1["rules"] == {"made": 0, "repealed": 0, "valid": 0}


def a_document(
    office: Office, code: str, signed: dt.date, *, expires: dt.date | None = None
) -> OfficialDocument:
    publication = Publication.objects.create(
        kind=Kind.DOCUMENT, title="某某办法", unit=office.unit, state=State.RELEASED,
        attribute=Attribute.PROACTIVE, released_at=timezone.now(), release_basis=ReleaseBasis.values[0],
    )  # fmt: skip
    return OfficialDocument.objects.create(
        publication=publication,
        document_class=DocumentClass.objects.get(code=code),
        signed_on=signed,
        expires_on=expires,
    )


def test_drafting_anew_keeps_the_old_text_in_the_trail(
    report: AnnualReport, office: Office
) -> None:
    row = saved(report, office.openness, sections={"1": "手写的文字。"})
    row = reporting.redraft(row, by=office.openness, seen=row.row_version)
    assert "全年新收政府信息公开申请3件" in row.sections["1"]
    assert Event.objects.latest("seq").data["before"]["1"] == "手写的文字。"


def test_roles_of_the_report(office: Office) -> None:
    give_roles(office.stranger, Role.AUTHORITY, unit=office.city.finance)
    may = {
        name: (
            rules.may_edit_report(getattr(office, name), office.unit),
            rules.may_confirm_report(getattr(office, name), office.unit),
        )
        for name in ("openness", "head", "unit_head", "signer", "authority", "handler", "stranger")
    }
    assert may == {
        "openness": (True, False),
        "head": (True, True),
        "unit_head": (False, True),
        "signer": (False, True),
        "authority": (True, True),
        "handler": (False, False),
        "stranger": (False, False),
    }
