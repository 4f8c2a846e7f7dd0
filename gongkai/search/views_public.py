"""The results page, which is the list of the library too, and its feed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from gongkai.base.models import Unit
from gongkai.publishing import present
from gongkai.publishing.states import Kind
from gongkai.search import forms
from gongkai.search.engine.errors import IndexProblem
from gongkai.search.engine.snippet import Pieces
from gongkai.search.queries.find import Found, FoundItem, find

_LABELS = {
    "validity": "有效性",
    "unit": "发布机构",
    "theme": "主题",
    "type": "体裁",
    "year": "年份",
    "kind": "种类",
    "item": "法定公开事项",
    "subtheme": "主题",
    "doc_class": "文件类别",
}
_VALIDITY = {"valid": "有效", "pending": "尚未施行", "ended": "已废止或失效", "all": "全部"}
_SHOWN = 6


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Hits with facets; without a query the whole library, newest first.

    What is no longer in force is left out until asked for, except where the query is a document
    number: whoever names a document wants to see that one.
    """
    asked = forms.read(request.GET)
    try:
        found = _search(asked)
        problem = ""
    except IndexProblem:
        found, problem = (
            Found(),
            "检索暂时用不了，工作人员已经收到提醒，请稍后再试。按单位和目录浏览不受影响。",
        )
    context = {
        "query": asked.text,
        "understood": _understood(found),
        "corrected": None,
        "as_typed_url": "",
        "total": found.total,
        "rows": [_row(item) for item in found.items],
        "chips": _chips(asked),
        "clear_url": forms.Asked(text=asked.text).url(),
        "facets": _facets(asked, found),
        "sorts": _sorts(asked),
        "hidden": _hidden(asked, found),
        "pager": _pager(asked, found),
        "feed_url": asked.url().replace(reverse("search"), reverse("search_feed"), 1),
        "suggestions": _next_steps(asked),
        "hidden_fields": list(asked.chosen.items()),
        "problem": problem,
        "crumbs": [{"label": f"查找“{asked.text}”" if asked.text else "查文件", "url": ""}],
        "meta": _meta(asked),
    }
    response = render(request, "search/results.html", context, status=503 if problem else 200)
    if problem:
        response["Retry-After"] = "60"
    return response


def _search(asked: forms.Asked) -> Found:
    facets = [forms.ENGINE_NAMES.get(name, name) for name in forms.FACETS]
    return find(
        asked.text,
        filters=asked.filters,
        sort=asked.sort,
        limit=forms.PAGE,
        offset=(asked.page - 1) * forms.PAGE,
        facets=facets,
    )


def _row(item: FoundItem) -> present.Row:
    row = present.row(item.publication, item.validity)
    row.marked = marked(item.title)
    row.snippet = marked(item.snippet) if any(hit for _, hit in item.snippet) else ""
    return row


def marked(pieces: Pieces) -> SafeString:
    """Pieces as HTML with the hits in <mark>; every piece is escaped."""
    parts = [f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in pieces]
    return mark_safe("".join(parts))  # noqa: S308 - all pieces are escaped


def _understood(found: Found) -> list[dict[str, str]]:
    numbers = found.understood.get("numbers") or []
    return [
        {"label": f"文号 {number}", "url": ""}
        for number in numbers[:3]
        if "〔" in str(number) or "令" in str(number)
    ]


def _chips(asked: forms.Asked) -> list[dict[str, str]]:
    return [
        {
            "facet": _LABELS[name],
            "label": _value_label(name, value),
            "remove_url": asked.url(**{name: None}),
        }
        for name, value in asked.chosen.items()
    ]


def _value_label(name: str, value: str | int) -> str:
    if name == "unit":
        return unit_names([int(value)]).get(int(value), f"单位 {value}")
    if name == "validity":
        return _VALIDITY.get(str(value), str(value))
    if name == "kind":
        return str(dict(Kind.choices).get(str(value), value))
    if name == "year":
        return f"{value}年"
    return f"第{value}项" if name == "item" else str(value)


def unit_names(ids: list[int]) -> dict[int, str]:
    """Short names of units; one statement for all of them."""
    return {
        unit.pk: unit.label
        for unit in Unit.objects.filter(pk__in=ids).only("id", "name", "short_name")
    }


def _facets(asked: forms.Asked, found: Found) -> list[dict[str, Any]]:
    shown = []
    names = unit_names([int(value) for value, _ in found.facets.get("within", [])[:40]])
    for name in forms.FACETS:
        counts = [
            (v, n) for v, n in found.facets.get(forms.ENGINE_NAMES.get(name, name), []) if v != ""
        ]
        if name == "year":
            counts.sort(key=lambda pair: -int(pair[0]))
        options = [
            {
                "label": names.get(int(value), "") if name == "unit" else _value_label(name, value),
                "count": count,
                "url": asked.url(**{name: None if asked.chosen.get(name) == str(value) else value}),
                "selected": asked.chosen.get(name) == str(value),
                "indent": False,
            }
            for value, count in counts[:40]
        ]
        options = [option for option in options if option["label"]]
        if len(options) > 1 or any(option["selected"] for option in options):
            more = options[_SHOWN:]
            shown.append(
                {
                    "name": name,
                    "label": _LABELS[name],
                    "options": options[:_SHOWN],
                    "more": more,
                    "open": any(o["selected"] for o in more),
                }
            )
    return shown


def _sorts(asked: forms.Asked) -> list[dict[str, Any]]:
    if not asked.text:
        return []
    return [
        {"label": "最相关", "url": asked.url(sort=None), "selected": asked.sort == "relevance"},
        {"label": "最新", "url": asked.url(sort="date"), "selected": asked.sort == "date"},
    ]


def _hidden(asked: forms.Asked, found: Found) -> dict[str, Any] | None:
    """How many were left out because they are no longer in force, with the way to see them."""
    if not asked.hides_ended:
        return None
    count = dict(found.facets.get("validity", [])).get("ended", 0)
    return {"count": count, "url": asked.url(validity="all")} if count else None


def _pager(asked: forms.Asked, found: Found) -> dict[str, str]:
    last = -(-min(found.total, 1000) // forms.PAGE)
    return {
        "next_url": asked.url(page=asked.page + 1) if asked.page < last else "",
        "prev_url": asked.url(page=asked.page - 1 if asked.page > 2 else None)
        if asked.page > 1
        else "",
        "first_url": asked.url(page=None) if asked.page > 2 else "",
        "last_word": f"第{asked.page}页，共{last}页" if last > 1 else "",
    }


def _next_steps(asked: forms.Asked) -> list[dict[str, str]]:
    """Ways on where nothing was found: without the filters, with the ended ones, by browsing."""
    steps = []
    if asked.chosen:
        steps.append({"label": "去掉所有筛选条件再查", "url": forms.Asked(text=asked.text).url()})
    if "validity" not in asked.chosen:
        steps.append({"label": "连同已废止、已失效的文件一起查", "url": asked.url(validity="all")})
    steps.append({"label": "按单位浏览", "url": reverse("units")})
    steps.append({"label": "按法定公开事项浏览", "url": reverse("block", args=["statutory"])})
    return steps


def _meta(asked: forms.Asked) -> dict[str, Any]:
    column = {
        "name": "查文件",
        "description": "政府文件库",
        "keywords": "政府文件、政策、规范性文件",
        "type": "政策文件",
    }
    return {
        "title": f"查找“{asked.text}”" if asked.text else "查文件",
        "description": "按标题、文号、内容查找政府文件，按单位、主题、年份、有效性筛选。",
        "column": column,
        "robots": "noindex" if asked.text or asked.chosen else "",
    }
