"""The list of the library on the desk: filters, pages, export; what is picked goes to the bulk acts."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.calendar import today, working_calendar
from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.views_registers.common import allow, person, words
from gongkai.base.views_registers.lists import chosen, page_of, wants_workbook
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.lib.remaining import remaining
from gongkai.publishing import rules
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.library_list import (
    ORDERS,
    WHOSE,
    Wanted,
    narrow,
    next_steps,
    units_with_publications,
)
from gongkai.publishing.states import Attribute, State
from gongkai.publishing.views_desk import library_bulk

NOT_READER = (
    "文件库由各单位起草、审校、签发和发布信息的人员使用，您的账号没有这些角色；"
    "如需要，请联系安全管理员指定。"
)
_YEARS = range(1900, 2200)
_CHUNK = 500
_MORE = ("class", "theme", "attribute", "year", "order")  # filters that stand behind a fold
_TONES = {
    State.DRAFT: "soon",
    State.REVIEWING: "now",
    State.SIGNED: "now",
    State.RELEASED: "ok",
}


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """All publications a person may see, narrowed down; a POST is for what was picked from them."""
    allow(rules.may_see_drafts(request.user), NOT_READER)
    if request.method == "POST":
        return library_bulk.answer(request)
    if "result" in request.GET:
        return library_bulk.result(request)
    wanted, problem = _wanted(request)
    related = ("unit", "document__document_class", "theme__parent", "created_by")
    rows = narrow(library_of(request.user).select_related(*related), wanted, person(request))
    if wants_workbook(request):
        return _workbook(rows)
    return _page(request, rows, wanted, problem)


def _wanted(request: HttpRequest) -> tuple[Wanted, str]:
    """What is asked for, and a sentence where the year is none."""
    typed, unit = words(request, "year", 10), words(request, "unit", 10)
    year = int(typed) if _whole(typed) and int(typed) in _YEARS else None
    problem = ""
    if typed and year is None:
        problem = f"“{typed}”不是年份，没有按年份筛选；请填四位数字，如2024。"
    wanted = Wanted(
        text=words(request, "q"),
        state=chosen(request, "state", dict(State.choices)),
        unit=int(unit) if _whole(unit) else None,
        document_class=words(request, "class", 20),
        theme=words(request, "theme", 8),
        year=year,
        attribute=chosen(request, "attribute", dict(Attribute.choices)),
        whose=chosen(request, "whose", WHOSE),
        order=chosen(request, "order", ORDERS),
    )
    return wanted, problem


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _page(
    request: HttpRequest, rows: QuerySet[Publication], wanted: Wanted, problem: str
) -> HttpResponse:
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": list(_shown(list(page))),
        "wanted": wanted,
        "problem": problem,
        "year": words(request, "year", 10),
        "more": any(request.GET.get(name) for name in _MORE),
        **_choices(),
        "bulk_acts": library_bulk.acts_of(person(request)),
        "query_string": request.GET.urlencode(),
        "page_title": "文件库",
        "lede": "找到要办的文件，点标题进去办理；要一次办理多份草稿，先在左边勾选。",
        "action": {"label": "导入文件", "url": reverse("desk_import")}
        if rules.may_import(request.user)
        else None,
    }
    return render(request, "publishing/desk_library.html", context)


def _choices() -> dict[str, Any]:
    """What the filters offer; three statements, whatever the size of the library."""
    return {
        "states": [("", "全部"), *State.choices],
        "attributes": [("", "全部"), *Attribute.choices],
        "orders": [(key, label) for key, (label, _) in ORDERS.items()],
        "whose": WHOSE.items(),
        "units": [(unit.pk, unit.label) for unit in units_with_publications()],
        "classes": list(DocumentClass.objects.values_list("code", "name")),
        "themes": [(theme.code, str(theme)) for theme in Theme.objects.select_related("parent")],
    }


def _shown(found: list[Publication]) -> Iterator[dict[str, Any]]:
    """Each row with its state and next step in words."""
    ahead, on, calendar = next_steps(found), today(), working_calendar()
    for row in found:
        step = ahead.get(row.pk)
        yield {
            "publication": row,
            "number": getattr(getattr(row, "document", None), "doc_no", ""),
            "tone": _TONES.get(State(row.state), "idle"),
            "step": step,
            "left": remaining(step.due, on, calendar) if step and step.due else None,
        }


_HEAD = (
    "标题", "文号", "种类", "发布机构", "公开属性", "文件类别", "主题分类", "状态", "下一步", "办理期限",
    "发布时间", "起草人", "建立时间", "修改时间",
)  # fmt: skip


def _workbook(rows: QuerySet[Publication]) -> HttpResponse:
    """The whole list as it is narrowed down, not only the page."""
    return xlsx("文件库", _HEAD, _lines(rows[: MOST_ROWS + 1]))


def _lines(rows: QuerySet[Publication]) -> Iterator[list[Any]]:
    chunk: list[Publication] = []
    for row in rows.iterator(chunk_size=_CHUNK):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _chunk(chunk)
            chunk = []
    yield from _chunk(chunk)


def _chunk(found: Iterable[Publication]) -> Iterator[list[Any]]:
    for shown in _shown(list(found)):
        row, step = shown["publication"], shown["step"]
        document = getattr(row, "document", None)
        yield [
            row.title,
            shown["number"],
            row.get_kind_display(),
            row.unit.label if row.unit else "",
            row.get_attribute_display(),
            document.document_class.name if document and document.document_class else "",
            str(row.theme) if row.theme else "",
            row.get_state_display(),
            step.what if step else "",
            step.due if step else None,
            row.released_at,
            str(row.created_by) if row.created_by else "",
            row.created_at,
            row.updated_at,
        ]
