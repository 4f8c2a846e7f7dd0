"""Importing catalogues: choose a file, look at every row, correct, load."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import add_refusal
from gongkai.base.models import Unit
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, whole
from gongkai.catalogue import rules
from gongkai.catalogue.forms import TableFileForm, TableHeadForm
from gongkai.catalogue.queries.duty_units import DutyRegister
from gongkai.catalogue.services.importing import WORDS, CatalogueHead, ImportPlan, load, plan
from gongkai.catalogue.services.table_heads import guess_head
from gongkai.catalogue.views_desk.catalogues import KEEPERS
from gongkai.lib.catalogue_tables import FIELDS, LABELS, CatalogueTable, RawRow, read_file
from gongkai.lib.officialdoc.errors import Unreadable

# Eleven fields a row have to fit into what one form may send.
MOST_ROWS = 700
_LONG = frozenset({"content", "basis", "channels"})


@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_import(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what was read, load it."""
    allow(rules.may_keep_catalogues(request.user), KEEPERS)
    if request.method != "POST":
        return _page(request, TableFileForm(initial={"unit": person(request).unit}))
    if request.POST.get("act") == "load":
        return _load(request)
    form = TableFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    unit = form.cleaned_data["unit"]
    try:
        allow(rules.may_keep_catalogues(request.user, unit), KEEPERS)
        tables = _read(form.cleaned_data["file"])
    except Forbidden as refusal:
        form.add_error("unit", refusal.sentence)
        return _page(request, form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form)
    heads = [
        TableHeadForm(prefix=f"t{n}", initial={"use": True, **guess_head(table, unit)})
        for n, table in enumerate(tables)
    ]
    return _preview(request, unit, heads, tables)


def _read(file: Any) -> list[CatalogueTable]:
    try:
        tables = read_file(file.name, file.read())
    except Unreadable as problem:
        raise Refusal(str(problem), field="file") from None
    rows = sum(len(table.rows) for table in tables)
    if rows > MOST_ROWS:
        raise Refusal(
            f"文件里有{rows}行，网页上一次最多核对{MOST_ROWS}行。请按领域拆开，或者请管理员用 import-catalogue 命令导入。",
            field="file",
        )
    return tables


def _preview(
    request: HttpRequest, unit: Unit, heads: list[TableHeadForm], tables: list[CatalogueTable],
    refusal: Refusal | None = None, dropped: frozenset[str] = frozenset(),
) -> HttpResponse:  # fmt: skip
    register = DutyRegister(unit)
    shown = []
    for n, (head, table) in enumerate(zip(heads, tables, strict=True)):
        facts = dict(head.initial) if not head.is_bound else _typed(head)
        found = plan(_head(unit, facts), table.rows, register=register)
        shown.append(_table(n, head, table, found, dropped))
    wrong = bool(refusal or any(head.errors for head in heads))
    context = {
        "tables": shown,
        "unit": unit,
        "doubtful": sum(table["plan"].doubtful for table in shown),
        "total": sum(len(table["rows"]) for table in shown),
        "refusal": refusal,
        "labels": LABELS,
        "page_title": "核对目录",
        "lede": "还没有写入。每一行都可以改，不要的勾选不导入；有疑问的行写明了原因。",
        "crumbs": _crumbs("核对目录"),
    }
    return render(
        request, "catalogue/desk_import_preview.html", context, status=422 if wrong else 200
    )


def _table(
    n: int, head: TableHeadForm, table: CatalogueTable, found: ImportPlan, dropped: frozenset[str]
) -> dict[str, Any]:
    return {
        "n": n,
        "head": head,
        "table": table,
        "plan": found,
        "seen": found.seen,
        "counts": [(WORDS[state], count) for state, count in found.counts.items() if count],
        "rows": [
            {
                "n": m,
                "name": f"t{n}-r{m}",
                "row": row,
                "dropped": f"t{n}-r{m}" in dropped,
                "cells": [(k, LABELS[k], row.raw.texts.get(k, ""), k in _LONG) for k in FIELDS],
                "own": "\n".join(row.raw.warnings),
            }
            for m, row in enumerate(found.rows)
        ],
    }


def _typed(head: TableHeadForm) -> dict[str, Any]:
    head.is_valid()
    return {**head.initial, **getattr(head, "cleaned_data", {})}


def _head(unit: Unit, facts: dict[str, Any]) -> CatalogueHead:
    return CatalogueHead(
        unit, facts.get("kind") or "standard", facts.get("name") or "", facts.get("field") or "",
        facts.get("year"), facts.get("source") or "",
    )  # fmt: skip


def _load(request: HttpRequest) -> HttpResponse:
    """Loads the tables that are wanted, all or none; after a refusal everything typed is there."""
    unit = Unit.objects.filter(pk=whole(request.POST.get("unit", ""))).first()
    if unit is None:
        raise Refusal("没有写明编制单位，请重新选择文件。", status=400)
    allow(rules.may_keep_catalogues(request.user, unit), KEEPERS)
    tables = list(_posted(request.POST))
    heads = [TableHeadForm(request.POST, prefix=f"t{n}") for n in range(len(tables))]
    dropped = frozenset(key.removesuffix("-drop") for key in request.POST if key.endswith("-drop"))
    wanted = [n for n, head in enumerate(heads) if request.POST.get(f"t{n}-use")]
    valid = [heads[n].is_valid() for n in wanted]  # every form is asked: all errors at once
    if not all(valid):
        return _preview(request, unit, heads, tables, dropped=dropped)

    def act() -> dict[str, Any]:
        return _load_all(request, unit, [(n, heads[n], tables[n]) for n in wanted], dropped)

    try:
        if not wanted:
            raise Refusal("没有勾选要导入的表，什么都没有写入；请至少勾选一张。")
        answer, _ = once(request.POST.get("form_token", ""), "catalogue-import", act)
    except Refusal as refusal:
        return _preview(request, unit, heads, tables, refusal, dropped)
    done(
        request, f"已导入{len(wanted)}份目录：新增{answer['new']}项，有变化{answer['changed']}项。"
    )
    return redirect("desk_catalogue", answer["pk"])


def _load_all(
    request: HttpRequest, unit: Unit, wanted: list[tuple[int, TableHeadForm, CatalogueTable]],
    dropped: frozenset[str],
) -> dict[str, Any]:  # fmt: skip
    register = DutyRegister(unit)
    answer = {"pk": 0, "new": 0, "changed": 0}
    for n, head, table in wanted:
        facts = head.cleaned_data
        rows = [row for m, row in enumerate(table.rows) if f"t{n}-r{m}" not in dropped]
        found = load(
            _head(unit, facts), rows, by=person(request), seen=facts["seen"],
            retire=facts["retire"], note="按导入的表更新", register=register,
        )  # fmt: skip
        answer["pk"] = found.catalogue.pk if found.catalogue else 0
        answer["new"] += found.counts["new"]
        answer["changed"] += found.counts["changed"]
    return answer


def _posted(data: QueryDict) -> Iterator[CatalogueTable]:
    """The tables as they came back from the preview."""
    for n in range(min(whole(data.get("tables", "")), 100)):
        rows = min(whole(data.get(f"t{n}-rows", "")), MOST_ROWS)
        table = CatalogueTable(data.get(f"t{n}-title", "")[:200])
        for m in range(rows):
            name = f"t{n}-r{m}"
            texts = {
                field: " ".join(data.get(f"{name}-{field}", "").replace("\x00", "").split())
                for field in FIELDS
            }
            doubts = data.get(f"{name}-own", "").splitlines()[:20]
            table.rows.append(RawRow(texts, [one[:500] for one in doubts if one.strip()]))
        yield table


def _page(request: HttpRequest, form: TableFileForm) -> HttpResponse:
    context = {
        "form": form,
        "labels": list(LABELS.values()),
        "page_title": "导入目录",
        "lede": "选择各领域的目录文件，逐行核对以后再写入；同一份目录再次导入就是更新。",
        "crumbs": _crumbs("导入目录"),
    }
    return render(
        request, "catalogue/desk_import.html", context, status=422 if form.errors else 200
    )


def _crumbs(label: str) -> list[dict[str, str]]:
    return crumbs(("公开目录", at("desk_catalogues")), (label, ""))
