"""The data centre: large figures, charts with their tables, the heat map; Word, Excel and PDF."""

from html import escape
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import rules
from gongkai.foi.queries.figures import centre as reads
from gongkai.foi.services import figure_files
from gongkai.foi.views_desk.figures import parts
from gongkai.foi.views_desk.figures.scope import NOT_READER, SPANS, Scope, scope_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """All figures of the chosen units and days; nothing on the page names an applicant."""
    allow(rules.may_see_figures(request.user), NOT_READER)
    user = person(request)
    scope = scope_of(request, user)
    found = reads.board(scope.units, scope.period)
    wanted = request.GET.get("format", "")
    if wanted == "xlsx":
        head = ("部分", "项目", "数据", "说明")
        return xlsx(_title(scope), head, parts.lines(found, scope))
    if wanted in TYPES:
        return _file(wanted, found, scope)
    return render(request, "foi/desk_figures.html", _context(request, found, scope))


def _context(request: HttpRequest, found: reads.Board, scope: Scope) -> dict[str, object]:
    _, rows = parts.heat(found, scope)
    screen = request.GET.get("screen") == "1"
    return {
        "scope": scope,
        "screen": screen,
        "figures": parts.large(found, scope),
        "parts": parts.parts(found, scope),
        "heat_heads": [(f"{month.year}年", f"{month.month}月") for month in found.months],
        "heat_rows": rows,
        "spans": SPANS.items(),
        "units": scope.allowed.order_by("path"),
        "page_title": "数据中心",
        "lede": f"{scope.title}，{scope.when}。数字都由办理记录算出，不用填报；点数字看是哪些申请。"
        if scope.sees_cases
        else f"{scope.title}，{scope.when}。数字都由办理记录算出，不用填报；您的角色看汇总数据。",
        "here": scope.query(),
        "screen_url": f"?{scope.query(screen='1')}",
        "reports_url": reverse("desk_reports"),
    }


def _title(scope: Scope) -> str:
    return f"依申请公开数据（{scope.title}）"


def _file(kind: str, found: reads.Board, scope: Scope) -> HttpResponse:
    """Word or PDF: the same figures, every chart as its table."""
    sheet = figure_files.sheet_of(f"{scope.title}依申请公开数据", _html(found, scope))
    content = figure_files.made(kind, sheet)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = quote(f"{_title(scope)}.{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


def _html(found: reads.Board, scope: Scope) -> str:
    said = [f"<p>统计期间：{scope.when}。数据截至{parts.made_on()}。</p>", "<h1>一、重点数据</h1>"]
    said.append(
        figure_files.table(
            ("项目", "数据", "说明"),
            [[one.label, one.number + one.unit, one.meaning] for one in parts.large(found, scope)],
        )
    )
    numbers = "二三四五六七八"
    for number, part in zip(numbers, parts.parts(found, scope), strict=False):
        said.append(f"<h1>{number}、{escape(part.title)}</h1><p>{escape(part.sentence)}</p>")
        rows = [[cell.text for cell in row] for row in part.rows]
        said.append(figure_files.table(part.head, rows) if rows else f"<p>{part.empty}</p>")
    heads, heat = parts.heat(found, scope)
    said.append("<h1>七、各单位各月收到</h1>")
    lines = [[row.name, *(text or "0" for text, _, _ in row.cells), row.total] for row in heat]
    short = [head[2:].replace("年", ".").removesuffix("月") for head in heads]
    said.append(
        figure_files.table(("单位", *short, "合计"), lines) if lines else "<p>没有收到申请。</p>"
    )
    return "".join(said)
