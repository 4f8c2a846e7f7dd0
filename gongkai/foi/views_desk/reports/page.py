"""One annual report: identities with their failing cells, tables, texts, likeness, what may be done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, done, person, posted, whole
from gongkai.foi import rules
from gongkai.foi.models import AnnualReport
from gongkai.foi.queries import reports as reads
from gongkai.foi.queries.figures import level, one
from gongkai.foi.queries.figures.annual import Annual
from gongkai.foi.queries.figures.likeness import Likeness, likeness
from gongkai.foi.services import report_files, reporting
from gongkai.foi.states import ReportState
from gongkai.foi.views_desk.figures.scope import sees_cases_of
from gongkai.foi.views_desk.reports.common import (
    NOT_CONFIRMER,
    NOT_EDITOR,
    report_or_404,
    standing,
)
from gongkai.lib.annual_report import (
    SECTIONS,
    Check,
    Grid,
    cell_name,
    grid_three,
    grid_two,
    grids_one,
    places_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report; a post confirms, gives back, drafts anew, or drafts the publication."""
    row = report_or_404(request, pk)
    return _act(request, row) if request.method == "POST" else _page(request, row)


def _act(request: HttpRequest, row: AnnualReport) -> HttpResponse:
    user, wanted = person(request), request.POST.get("act", "")
    seen = whole(request.POST.get("seen"))
    reason = posted(request, "reason", 300)
    edits = rules.may_edit_report(user, row.unit)
    confirms = rules.may_confirm_report(user, row.unit)
    acts: dict[str, tuple[bool, str, Callable[[], Any], str]] = {
        "confirm": (confirms, NOT_CONFIRMER, lambda: reporting.confirm(row, by=user, seen=seen), "年度报告已核定，表格数据已固定。"),
        "take_back": (confirms or edits, NOT_EDITOR, lambda: reporting.take_back(row, by=user, seen=seen, reason=reason), "年度报告已退回编制。"),
        "redraft": (edits, NOT_EDITOR, lambda: reporting.redraft(row, by=user, seen=seen), "文字部分已按现在的数据重新起草，请修改后保存。"),
        "publication": (edits or confirms, NOT_EDITOR, lambda: reporting.draft_publication(row, by=user, seen=seen), "年报草稿已生成，请按审校流程发布。"),
    }  # fmt: skip
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    fine, sentence, act, said = acts[wanted]
    allow(fine, sentence)
    token = request.POST.get("form_token", "")
    try:
        once(token, f"foi-report-{wanted}-{row.pk}", lambda: {"pk": act().pk})
    except Refusal as refusal:
        return _page(request, report_or_404(request, row.pk), refusal, reason)
    done(request, said)
    return redirect("desk_report_edit" if wanted == "redraft" else "desk_report", row.pk)


def _page(
    request: HttpRequest, row: AnnualReport, refusal: Refusal | None = None, reason: str = ""
) -> HttpResponse:
    user, found = person(request), standing(row)
    word, tone = reads.state_of(row)
    context = {
        "report": row,
        "found": found,
        "word": word,
        "tone": tone,
        "due": reads.due_on(row.unit, row.year),
        "checks": [_check(check) for check in found.checks],
        "wrong": len(found.wrong),
        "warned": sum(not check.ok and check.warning for check in found.checks),
        "sections": _sections(user, row, found),
        "moved": [cell_name(place) for place in found.moved],
        "parts": _parts(found),
        "reasons": _explained(row),
        **_likeness(row),
        **_doable(user, row, found),
        "refusal": refusal,
        "reason": reason,
        "page_title": report_files.title_of(row),
        "lede": f"{'本级和下属单位汇总。' if row.consolidated else ''}先看勾稽关系，有不符的点单元格核对；核定以后表格不再变动。",
        "crumbs": crumbs(
            ("年度报告", f"{reverse('desk_reports')}?year={row.year}"), (row.unit.label, "")
        ),
    }
    return render(
        request, "foi/desk_report.html", context, status=refusal.status if refusal else 200
    )


def _check(check: Check) -> dict[str, Any]:
    cells = {place: cell_name(place) for cell in check.cells for place in places_of(cell)[-1:]}
    tone = "ok" if check.ok else "soon" if check.warning else "late"
    word = "符合" if check.ok else "请核对" if check.warning else "不符"
    return {"check": check, "tone": tone, "word": word, "cells": list(cells.items())[:30]}


def _sections(user: User, row: AnnualReport, found: Annual) -> list[dict[str, Any]]:
    grids: dict[str, list[Grid]] = {
        "2": grids_one(found.tables),
        "3": [grid_two(found.tables)],
        "4": [grid_three(found.tables)],
    }
    units = level(row.unit) if row.consolidated else one(row.unit)
    linked = sees_cases_of(user, units)
    wrong = {
        place
        for check in found.checks
        if not check.ok
        for cell in check.cells
        for place in places_of(cell)
    }
    return [
        {
            "key": key,
            "title": title,
            "text": row.sections.get(key, ""),
            "grids": [
                {
                    "title": grid.title or title,
                    "caption": grid.title,
                    "head": grid.head,
                    "body": [
                        [
                            (cell, _url(row, cell.place, linked), cell.place in wrong)
                            for cell in line
                        ]
                        for line in grid.body
                    ],
                }
                for grid in grids.get(key, [])
            ],
        }
        for key, title in SECTIONS
    ]


def _url(row: AnnualReport, place: str, linked: bool) -> str:
    """The cases behind a cell of tables two and three."""
    if not linked or not place or place.startswith("table1"):
        return ""
    table, line, column = place.split(".")
    names = ("row", "column") if table == "table2" else ("group", "end")
    below = "&below=1" if row.consolidated else ""
    head = f"{reverse('desk_figures_cases')}?unit={row.unit_id}{below}&year={row.year}"
    return f"{head}&{names[0]}={line}&{names[1]}={column}"


def _parts(found: Annual) -> list[dict[str, Any]]:
    """The units a consolidated report sums up: those with a report or a figure."""
    rows = []
    for part in found.parts or []:
        if part.report is None and not any(part.tables.cells().values()):
            continue
        cells = part.tables.table2
        rows.append(
            {
                "unit": part.unit,
                "report": part.report,
                "word": part.report.get_state_display() if part.report else "未编制，按平台数据",
                "figures": [cells[row]["c7"] for row in ("a1", "a2", "r7", "a4")],
            }
        )
    return rows


def _explained(row: AnnualReport) -> list[tuple[str, str]]:
    return [
        ("上年结转差异" if place.startswith("carry.") else cell_name(place), why)
        for place, why in row.explained.items()
    ]


def _likeness(row: AnnualReport) -> dict[str, Any]:
    last = reads.last_text(row.unit, row.year, whole=row.consolidated)
    alike: Likeness | None = None
    if last is not None:
        alike = likeness("\n".join(row.sections.values()), last.text)
    return {"alike": alike, "last": last}


def _doable(user: User, row: AnnualReport, found: Annual) -> dict[str, Any]:
    edits = rules.may_edit_report(user, row.unit)
    confirms = rules.may_confirm_report(user, row.unit)
    editing = row.state == ReportState.EDITING
    waits = reporting.why_not_confirm(row, found) if editing else []
    own = user.pk in reporting.editors_of(row) if editing and confirms else False
    public = row.publication is not None and row.publication.is_public
    return {
        "may_edit": edits and editing,
        "may_confirm": confirms and editing,
        "own": own,
        "waits": waits,
        "may_take_back": (edits or confirms) and row.state == ReportState.CONFIRMED and not public,
        "may_publish": (edits or confirms) and not editing and row.publication is None,
        "publication": row.publication,
    }
