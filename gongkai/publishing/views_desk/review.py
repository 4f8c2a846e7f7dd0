"""The review screen: source left, what was read from it right."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongkai.publishing import rules
from gongkai.publishing.forms import DocumentForm, rows_of, typed_cells, units_text
from gongkai.publishing.forms_relations import KINDS, relation_rows
from gongkai.publishing.models import ImportItem
from gongkai.publishing.states import ImportState


def review(
    request: HttpRequest, item: ImportItem, forms: list[DocumentForm], status: int = 200
) -> HttpResponse:
    """The screen with what was typed, where something was; it keeps the version it was opened at,

    so that sending it again after somebody else saved does not overwrite their work either.
    """
    documents = item.edited.get("documents") or []
    context = {
        "item": item,
        "version": request.POST.get("version", item.row_version),
        "open": item.state == ImportState.PARSED,
        "waiting": item.state == ImportState.QUEUED,
        "lines": _lines(item),
        "documents": [
            _document(document, form, number, request.POST)
            for number, (form, document) in enumerate(zip(forms, documents, strict=True), 1)
        ],
        "warnings": item.parsed.get("warnings") or [],
        "unplaced": item.parsed.get("unplaced") or [],
        "relation_kinds": KINDS,
        "may_take_over": rules.may_take_over(request.user, item.batch.unit),
        "stock_place": request.POST.get("stock_place", ""),
        "results": list(item.publications.all()) if item.state == ImportState.ACCEPTED else [],
        "page_title": "核对导入文件",
        "crumbs": [
            {"label": "导入", "url": reverse("desk_import")},
            {"label": "导入结果", "url": reverse("desk_import_batch", args=[item.batch_id])},
            {"label": item.name, "url": ""},
        ],
    }
    return render(request, "publishing/desk_import_item.html", context, status=status)


def _document(
    document: dict[str, Any], form: DocumentForm, number: int, posted: Any
) -> dict[str, Any]:
    """One document of the file: its fields, relations and tables, and where its elements stood."""
    prefix = f"d{number - 1}"
    positions = (document.get("positions") or {}).items()
    return {
        "form": form,
        "number": number,
        "prefix": prefix,
        "relations": relation_rows(document, prefix, posted),
        "warnings": document.get("warnings") or [],
        "positions": {name: places[0] + 1 for name, places in positions if places},
        "tables": [
            _table(table, f"{prefix}-t{t}", posted)
            for t, table in enumerate(document.get("tables") or [])
        ],
    }


def _lines(item: ImportItem) -> list[dict[str, Any]]:
    """The source with the lines that became elements marked, and those that found no place."""
    marked = {
        place
        for document in item.parsed.get("documents") or []
        for places in (document.get("positions") or {}).values()
        for place in places
    }
    unplaced = {row["line"] for row in item.parsed.get("unplaced") or []}
    return [
        {
            "number": n + 1,
            "text": text,
            "mark": "unplaced" if n in unplaced else "marked" if n in marked else "",
        }
        for n, text in enumerate(item.source_lines)
    ]


def _table(table: dict[str, Any], prefix: str, posted: Any) -> dict[str, Any]:
    return {
        "title": table.get("title"),
        "year": table.get("year"),
        "warnings": table.get("warnings") or [],
        "tasks": [_task(task, base, posted) for task, base in rows_of(table, prefix)],
    }


def _task(task: dict[str, Any], base: str, posted: Any) -> dict[str, Any]:
    """A row of the screen: as stored, or as it was sent."""
    cells = {**task, "units": units_text(task)} | typed_cells(posted, base)
    return {**cells, "prefix": base, "drop": bool(posted.get(f"{base}-drop"))}
