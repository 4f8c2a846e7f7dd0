"""Files on their way into the library: drop, progress, review, decision."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, person
from gongkai.publishing import rules
from gongkai.publishing.forms import DocumentForm, DropForm, initial_of, merge_tasks, merged
from gongkai.publishing.forms_relations import merge_relations
from gongkai.publishing.models import ImportBatch, ImportItem
from gongkai.publishing.queries.desk import batches_of, items_of, states_of
from gongkai.publishing.services import imports
from gongkai.publishing.states import ImportState
from gongkai.publishing.views_desk.review import review
from gongkai.publishing.views_desk.sentences import NOT_IMPORTER, NOT_TAKING_OVER


@require_http_methods(["GET", "HEAD", "POST"])
def import_home(request: HttpRequest) -> HttpResponse:
    """Drop files; below it the batches of late."""
    allow(rules.may_import(request.user), NOT_IMPORTER)
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer, _ = once(form.token, "import", lambda: {"batch": _receive(request).pk})
        return redirect("desk_import_batch", answer["batch"])
    batches = list(batches_of(request.user).select_related("created_by")[:20])
    states = states_of(batches)
    context = {
        "form": form,
        "batches": [{"batch": batch, **_tally(states[batch.pk])} for batch in batches],
        "page_title": "导入",
        "lede": "把已经印发的文件放进文件库：程序先读出要素和层次，您核对后入库。",
    }
    return render(
        request, "publishing/desk_import.html", context, status=422 if form.errors else 200
    )


def _receive(request: HttpRequest) -> ImportBatch:
    uploads = [(upload.name or "未命名", upload) for upload in request.FILES.getlist("files")]
    user = request.user
    return imports.receive(uploads, by=user, unit=user.unit)  # type: ignore[arg-type, union-attr]


def _tally(states: Counter[str]) -> dict[str, int]:
    return {
        "total": states.total(),
        "waiting": states[ImportState.QUEUED],
        "open": states[ImportState.PARSED],
        "refused": states[ImportState.REFUSED],
        "done": states[ImportState.ACCEPTED] + states[ImportState.DISCARDED],
    }


@require_safe
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a batch with their progress; asked again by htmx while some are waiting."""
    allow(rules.may_import(request.user), NOT_IMPORTER)
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    items = list(batch.items.defer("source_lines", "parsed", "edited"))
    tally = _tally(Counter(item.state for item in items))
    context = {
        "batch": batch,
        "items": [_item_row(item) for item in items],
        "tally": tally,
        "page_title": "导入结果",
        "lede": f"共{tally['total']}个文件。",
        "crumbs": [
            {"label": "导入", "url": reverse("desk_import")},
            {"label": "导入结果", "url": ""},
        ],
    }
    template = (
        "publishing/_import_items.html"
        if getattr(request, "htmx", False)
        else "publishing/desk_import_batch.html"
    )
    return render(request, template, context)


_TONES = {
    ImportState.QUEUED: "idle",
    ImportState.PARSED: "soon",
    ImportState.REFUSED: "late",
    ImportState.ACCEPTED: "ok",
    ImportState.DISCARDED: "idle",
}


def _item_row(item: ImportItem) -> dict[str, Any]:
    return {
        "item": item,
        "url": reverse("desk_import_item", args=[item.pk])
        if item.state != ImportState.REFUSED
        else "",
        "tone": _TONES[ImportState(item.state)],
        "word": ImportState(item.state).label,
        "titles": [title or "（没有读到标题）" for title in item.summary.get("titles", [])],
        "tasks": item.summary.get("tasks", 0),
        "warnings": item.summary.get("warnings", 0),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def import_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Source left, fields right; save, accept into the library, or put aside."""
    allow(rules.may_import(request.user), NOT_IMPORTER)
    item = get_object_or_404(items_of(request.user).select_related("batch__unit", "file"), pk=pk)
    if request.method != "POST":
        return review(request, item, _forms(item))
    forms = _forms(item, request.POST)
    if request.POST.get("act") == "discard":
        return _settle(
            request,
            item,
            forms,
            lambda version: imports.put_aside(item, by=person(request), version=version),
            "已放弃，文件没有入库。",
        )
    checked = [form.is_valid() for form in forms]  # every form, so that every error is shown
    if not all(checked):
        return review(request, item, forms, status=422)
    edited = _edited(item, forms, request)
    try:
        act, sentence = _chosen(request, item, edited)
    except Forbidden:
        raise
    except Refusal as refusal:
        if not forms:
            raise
        add_refusal(forms[0], refusal)
        return review(request, item, forms, status=refusal.status)
    return _settle(request, item, forms, act, sentence)


def _forms(item: ImportItem, data: Any = None) -> list[DocumentForm]:
    documents = item.edited.get("documents") or []
    return [
        DocumentForm(data, prefix=f"d{number}", initial=initial_of(document))
        for number, document in enumerate(documents)
    ]


def _edited(item: ImportItem, forms: list[DocumentForm], request: HttpRequest) -> dict[str, Any]:
    documents = item.edited.get("documents") or []
    changed = []
    for number, (document, form) in enumerate(zip(documents, forms, strict=True)):
        tables = merge_tasks(document.get("tables") or [], request.POST, f"d{number}")
        relations = merge_relations(document, request.POST, f"d{number}")
        changed.append({**merged(document, form), "tables": tables, "relations": relations})
    return {"documents": changed}


def _chosen(request: HttpRequest, item: ImportItem, edited: dict[str, Any]) -> tuple[Any, str]:
    """What the pressed button means, and what is said when it is done."""
    by, wanted = person(request), request.POST.get("act")

    def save(version: int) -> ImportItem:
        return imports.correct(item, edited, by=by, version=version)

    def accept(version: int) -> ImportItem:
        row = save(version)
        return imports.accept(row, by=by, version=row.row_version, stock_place=place)

    place = ""
    if wanted == "stock":
        allow(rules.may_take_over(request.user, item.batch.unit), NOT_TAKING_OVER)
        place = request.POST.get("stock_place", "").replace("\x00", "")[:100]
        if not place.strip():
            raise Refusal("请写明这些文件原来在哪里公开，例如“市政府门户网站政策文件栏目”。")
        return (
            accept,
            "已入库。标明主动公开并写有原发布日期的已按存量信息公开，其余存为草稿，请按程序报审。",
        )
    if wanted == "accept":
        return accept, "已作为草稿入库，发布前请在文件库中核对。"
    return save, "修改已保存。"


def _settle(
    request: HttpRequest, item: ImportItem, forms: list[DocumentForm], act: Any, sentence: str
) -> HttpResponse:
    """Does it once per form token; a refusal keeps everything that was typed."""
    version = request.POST.get("version", "")
    try:
        # More figures than any version has are none: Python itself refuses to read thousands of them.
        fine = version.isascii() and version.isdigit() and len(version) < 10
        number = int(version) if fine else 0
        once(
            request.POST.get("form_token", ""),
            f"import-{item.pk}",
            lambda: {"version": act(number).row_version},
        )
    except Refusal as refusal:
        if forms:
            add_refusal(forms[0], refusal)
            return review(request, item, forms, status=refusal.status)
        raise
    messages.success(request, sentence)
    stays = request.POST.get("act") == "save"
    return (
        redirect("desk_import_item", item.pk)
        if stays
        else redirect("desk_import_batch", item.batch_id)
    )
