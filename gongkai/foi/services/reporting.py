"""编制年度报告: begun, edited, confirmed by another person, drafted for publication (条例第四十九条)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Event, Unit, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.trail import record
from gongkai.foi.letters.matter import printable
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries.figures.annual import EARLIEST, Annual, annual, facts_of
from gongkai.foi.services import report_files
from gongkai.foi.states import ReportState
from gongkai.lib.annual_report import (
    BY_KEY,
    ENDS,
    GROUPS,
    LEAVES,
    LINE_OF,
    MONEY,
    PARTS,
    SECTIONS,
    Unusable,
    cell_name,
    draft_sections,
    number,
)
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Kind

WRITTEN = report_files.WRITTEN
# Rows that a person may add to: what came and ended outside the platform.
OPEN_ROWS = ("a1", "a2", *LEAVES, "a4")
LONGEST = 20_000
_MOST = 10_000_000
_MONEY_MOST = 100_000_000
_EDITED = "编制年度报告"
_BEGUN = "开始编制年度报告"
_TITLES = dict(SECTIONS)


@transaction.atomic
def begin(*, unit: Unit, year: int, whole: bool, by: User) -> AnnualReport:
    """The report of a unit for a year, with its sections drafted; the one there is, where there is one.

    Args:
        whole: of the unit and everything below it.

    Raises:
        Refusal: the year has not begun, or lies before the regulation; nothing lies below the unit.
    """
    if not EARLIEST <= year <= today().year:
        raise Refusal(
            f"只能编制{EARLIEST}年至{today().year}年的年度报告，请重新选择年度。", field="year"
        )
    if whole and unit.is_leaf():
        raise Refusal(
            f"{unit.name}没有下属单位，不需要汇总，请编制本单位的年度报告。", field="whole"
        )
    row, fresh = AnnualReport.objects.get_or_create(
        unit=unit, year=year, consolidated=whole, defaults={"by": by}
    )
    if fresh:
        row.sections = draft_sections(facts_of(annual(unit, year, whole=whole, report=row)))
        row.save()
        record(_BEGUN, row, by=by, unit=unit, data={"year": year, "consolidated": whole})
    return row


@transaction.atomic
def save(
    report: AnnualReport,
    *,
    by: User,
    seen: int,
    sections: Mapping[str, str],
    entered: Mapping[str, Mapping[str, Any]] | None = None,
    explained: Mapping[str, str] | None = None,
) -> AnnualReport:
    """Keeps what a person wrote and entered.

    Args:
        seen: row version of the page.
        sections: text of the written sections, by number.
        entered: {"table1": {"licences.decided": 3}, "table2": {"a2.c1": 1}, "table3": {…}}; table one
            takes the place of the platform's figure, the others add to it.
        explained: why, by place ("table2.a2.c1"), and "carry.c1" for a difference from last year.

    Raises:
        Refusal: changed since `seen`, confirmed already, a cell that cannot be, no explanation.
    """
    row = _editable(report, seen)
    row.sections = {**row.sections, **_texts(sections)}
    if entered is not None:
        row.entered, row.explained = _figures(row, entered, explained or {})
    row.by = by
    return _kept(row, _EDITED, by)


@transaction.atomic
def redraft(report: AnnualReport, *, by: User, seen: int) -> AnnualReport:
    """Replaces the written sections by a new draft from today's figures; the old text stays in the trail."""
    row = _editable(report, seen)
    old = dict(row.sections)
    row.sections = draft_sections(
        facts_of(annual(row.unit, row.year, whole=row.consolidated, report=row))
    )
    row.by = by
    return _kept(row, _EDITED, by, note="按平台数据重新起草文字部分", data={"before": old})


@transaction.atomic
def confirm(report: AnnualReport, *, by: User, seen: int) -> AnnualReport:
    """Confirms a report somebody else has edited; its tables are fixed from now on.

    Raises:
        Refusal: the year still runs, an identity fails, a section is empty.
        Forbidden: the person edited it.
    """
    row = _editable(report, seen)
    if by.pk in editors_of(row):
        raise Forbidden("年度报告由编制人以外的另一个人核定，您参与了编制，请另外一位同志核定。")
    reasons = why_not_confirm(row, annual(row.unit, row.year, whole=row.consolidated, report=row))
    if reasons:
        raise Refusal(f"还不能核定：{''.join(reasons)}")
    found = annual(row.unit, row.year, whole=row.consolidated, report=row)
    row.tables = found.tables.to_json()
    row.state = ReportState.CONFIRMED
    row.confirmed_by, row.confirmed_at = by, timezone.now()
    return _kept(row, "核定年度报告", by, data={"tables": row.tables})


def why_not_confirm(row: AnnualReport, found: Annual) -> list[str]:
    """Sentences that keep the report from being confirmed, besides who confirms."""
    reasons = []
    if today() <= dt.date(row.year, 12, 31):
        reasons.append(f"{row.year}年还没有结束，数据还会变化。")
    reasons += [f"{check.id}：{check.sentence}" for check in found.wrong]
    empty = [_TITLES[key] for key in WRITTEN if not row.sections.get(key, "").strip()]
    if empty:
        reasons.append(f"“{'”“'.join(empty)}”还没有写。")
    return reasons


@transaction.atomic
def take_back(report: AnnualReport, *, by: User, seen: int, reason: str) -> AnnualReport:
    """Gives a confirmed report back for editing, with the reason.

    Raises:
        Refusal: not confirmed; no reason; published already, which a correction must change.
    """
    row = _locked(report, seen)
    if row.state != ReportState.CONFIRMED:
        raise Refusal(f"这份年度报告现在是“{row.get_state_display()}”，不能退回编制。")
    if not reason.strip():
        raise Refusal("请写明为什么退回编制。", field="reason")
    if row.publication is not None and row.publication.is_public:
        raise Refusal("这份年度报告已经公布，请在文件库里对公布的年报起草更正稿。")
    row.state, row.tables = ReportState.EDITING, {}
    row.confirmed_by = row.confirmed_at = None
    return _kept(row, "退回年度报告", by, note=reason.strip()[:300])


@transaction.atomic
def draft_publication(report: AnnualReport, *, by: User, seen: int) -> Publication:
    """Drafts the publication in the block 政府信息公开年报, with the fixed tables; reviewed like any other.

    Raises:
        Refusal: not confirmed; drafted already.
    """
    row = _locked(report, seen)
    if row.state == ReportState.EDITING:
        raise Refusal("年度报告还没有核定，请先由另一位同志核定，再生成年报草稿。")
    if row.publication is not None:
        raise Refusal("已经生成过年报草稿，请在那份草稿上办理。")
    found = annual(row.unit, row.year, whole=row.consolidated, report=row)
    publication = drafts.create(
        by=by,
        unit=row.unit,
        kind=Kind.ANNUAL_REPORT,
        title=report_files.title_of(row),
        facts={
            "html": report_files.html_of(found, row.sections),
            "source": row.unit.name,
            "keywords": ["政府信息公开", "年度报告", f"{row.year}年"],
        },
    )
    publication.period_year = row.year
    publication.save(update_fields=["period_year"])
    row.publication = publication
    _kept(row, "生成年报草稿", by, data={"publication": publication.pk})
    return publication


@transaction.atomic
def note_release(publication: Publication) -> None:
    """Marks the report whose publication was released; for the signal `publishing.signals.released`."""
    rows = AnnualReport.objects.select_for_update().filter(
        publication=publication, state=ReportState.CONFIRMED
    )
    for row in rows:
        row.state = ReportState.PUBLISHED
        _kept(row, "公布年度报告", None)


def editors_of(row: AnnualReport) -> set[int]:
    """Everybody who began or edited the report, from the trail."""
    events = Event.objects.filter(
        subject_type=row._meta.label_lower, subject_id=str(row.pk), act__in=[_BEGUN, _EDITED]
    )
    return {pk for pk in events.values_list("actor_id", flat=True) if pk} | (
        {row.by_id} if row.by_id else set()
    )


def _locked(report: AnnualReport, seen: int) -> AnnualReport:
    rows = AnnualReport.objects.select_for_update(of=("self",)).select_related(
        "unit", "publication"
    )
    row = rows.get(pk=report.pk)
    if row.row_version != seen:
        who = f"{row.by}刚刚改过" if row.by else "内容刚刚有了变化"
        raise Refusal(f"{who}这份年度报告，没有保存。请刷新页面核对后再办，您填写的内容仍在下面。")
    return row


def _editable(report: AnnualReport, seen: int) -> AnnualReport:
    row = _locked(report, seen)
    if row.state != ReportState.EDITING:
        raise Refusal(
            f"这份年度报告现在是“{row.get_state_display()}”，不能改动；需要修改请先退回编制。"
        )
    return row


def _kept(
    row: AnnualReport,
    act: str,
    by: User | None,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> AnnualReport:
    row.row_version += 1
    row.save()
    record(act, row, by=by, unit=row.unit, note=note, data={"year": row.year, **(data or {})})
    return row


def _texts(sections: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for key in WRITTEN:
        if key not in sections:
            continue
        text = printable(sections[key].replace("\r\n", "\n")).strip()
        if len(text) > LONGEST:
            raise Refusal(
                f"“{_TITLES[key]}”有{len(text)}个字，最多{LONGEST}个字，请写短一些。",
                field=f"section_{key}",
            )
        found[key] = text
    return found


def _figures(
    row: AnnualReport, entered: Mapping[str, Mapping[str, Any]], explained: Mapping[str, str]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """What was entered, checked and as JSON holds it; the explanations of what is there."""
    if row.consolidated and any(entered.values()):
        raise Refusal("汇总年报由各单位的年报相加得出，不能另外填报；请在有关单位的年报里填报。")
    kept: dict[str, dict[str, Any]] = {
        "table1": {
            place: _published(place, value) for place, value in entered.get("table1", {}).items()
        }
    }
    for name in ("table2", "table3"):
        kept[name] = {}
        for place, value in entered.get(name, {}).items():
            whole = f"{name}.{place}"
            kept[name][place] = _more(whole, value)
            if not explained.get(whole, "").strip():
                raise Refusal(
                    f"{cell_name(whole)}是平台以外的数据，请写明来源和理由。", field="corrections"
                )
    wanted = {f"{name}.{place}" for name in kept for place in kept[name]}
    wanted |= {f"carry.{column}" for column in PARTS}
    reasons = {
        place: printable(text).strip()[:300]
        for place, text in explained.items()
        if place in wanted and text.strip()
    }
    return {name: cells for name, cells in kept.items() if cells}, reasons


def _published(place: str, value: Any) -> int | str:
    line, _, column = place.partition(".")
    if line not in LINE_OF or column not in dict(LINE_OF[line].columns):
        raise Refusal(f"表一没有“{place[:40]}”这一格，请刷新页面后重新填写。", status=400)
    field, money = f"{line}_{column}", (line, column) == MONEY
    try:
        found = number(value, cell_name(f"table1.{place}"), money=money)
    except Unusable as problem:
        raise Refusal(str(problem), field=field) from None
    if not 0 <= found <= (_MONEY_MOST if money else _MOST) or not (money or isinstance(found, int)):
        raise Refusal(f"{cell_name(f'table1.{place}')}应当是不小于零的整数，请核对。", field=field)
    return f"{found:f}" if money else int(found)


def _more(place: str, value: Any) -> int:
    name, row, column = place.split(".") if place.count(".") == 2 else ("", "", "")
    fine = (name == "table2" and row in OPEN_ROWS and row in BY_KEY and column in PARTS) or (
        name == "table3" and row in GROUPS and column in ENDS and column != "total"
    )
    if not fine:
        raise Refusal(
            "所选的行和列不在同一张表里，或者那一格由平台计算，请重新选择。", field="corrections"
        )
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < abs(value) <= _MOST:
        raise Refusal(
            f"{cell_name(place)}要增加或者减少的件数应当是不为零的整数。", field="corrections"
        )
    return value
