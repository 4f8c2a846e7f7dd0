"""数据质量: findings by unit and rule, the publications behind each figure, as a table too."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.views_registers.common import allow, at, crumbs, page_of, person, whole
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.publishing import rules
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import quality as reads

NOT_READER = "数据质量由起草、审校和签发人员查看，您的账号没有这些角色。"


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The counts; with `check`, the publications that fail that rule."""
    allow(rules.may_see_drafts(request.user), NOT_READER)
    rows = _mine(person(request))
    check = request.GET.get("check", "")
    if check in reads.NAMES:
        return _listed(request, rows, check)
    found = reads.by_unit(rows)
    if wants_workbook(request):
        head = ["单位", *(check.label for check in reads.CHECKS), "合计"]
        lines = ([_label(row), *row.counts, row.total] for row in found)
        return xlsx("数据质量", head, lines)
    sums = [sum(row.counts[place] for row in found) for place in range(len(reads.CHECKS))]
    context = {
        "rows": [_row(row) for row in found],
        "checks": list(zip(reads.CHECKS, sums, strict=True)),
        "total": sum(sums),
        "page_title": "数据质量",
        "lede": "用今天的规则重新检查已经公开的信息，不合格的列在这里，请逐件处理；点数字看是哪些。",
    }
    return render(request, "publishing/validity_quality.html", context)


def _mine(user: User) -> Any:
    """What is public of the person's units; to the authority also what has no unit."""
    public = Publication.objects.public()
    own = public.filter(unit__in=units_for(user, *rules.READERS))
    return own | public.filter(unit=None) if has_role(user, Role.AUTHORITY) else own


def _label(row: reads.Row) -> str:
    return row.unit.label if row.unit else "没有单位"


def _row(row: reads.Row) -> dict[str, Any]:
    cells = [
        {"name": check.name, "label": check.label, "count": count}
        for check, count in zip(reads.CHECKS, row.counts, strict=True)
    ]
    return {"unit": row.unit, "label": _label(row), "cells": cells, "total": row.total}


def _listed(request: HttpRequest, rows: Any, name: str) -> HttpResponse:
    check = next(check for check in reads.CHECKS if check.name == name)
    found = reads.listed(rows, name, whole(request.GET.get("unit")) or None)
    if wants_workbook(request):
        head = ["标题", "发文字号", "单位", "发布时间", "问题"]
        lines = (
            [
                row.title,
                row.document.doc_no if getattr(row, "document", None) else "",
                row.unit.label if row.unit else "",
                row.released_at,
                check.label,
            ]
            for row in found.iterator(chunk_size=500)
        )
        return xlsx(f"数据质量：{check.label}", head, lines)
    context = {
        "check": check,
        "page": page_of(request, found),
        "page_title": check.label,
        "lede": check.remedy,
        "crumbs": crumbs(("数据质量", at("desk_quality")), (check.label, "")),
    }
    return render(request, "publishing/validity_quality_list.html", context)
