"""Desk pages of the library: import with review, the library itself."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.publishing import rules
from gongkai.publishing.forms import (
    DocumentForm,
    DropForm,
    initial_of,
    merge_tasks,
    merged,
    rows_of,
    typed_cells,
    units_text,
)
from gongkai.publishing.forms_relations import KINDS, merge_relations, relation_rows
from gongkai.publishing.forms_settle import SettleForm
from gongkai.publishing.models import ImportBatch, ImportItem, Publication
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.desk import batches_of, items_of, library_of
from gongkai.publishing.services import imports, publications
from gongkai.publishing.states import ImportState, State

_NOT_YOURS = (
    "导入文件由信息员、公开工作机构或主管部门办理，您的账号没有这些角色；如需要，请联系系统管理员。"
)

_NOT_RELEASER = (
    "发布和撤下由本单位的公开工作机构、签发人或者主管部门办理，您的账号没有这份信息的办理角色。"
)
_NOT_EDITOR = (
    "要素由本单位的信息员、公开工作机构、签发人或者主管部门认定，您的账号没有这份信息的办理角色。"
)


@require_http_methods(["GET", "HEAD", "POST"])
def import_home(request: HttpRequest) -> HttpResponse:
    """Drop files; below it the batches of late."""
    _allow(rules.may_import(request.user), _NOT_YOURS)
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer, _ = once(form.token, "import", lambda: {"batch": _receive(request).pk})
        return redirect("desk_import_batch", answer["batch"])
    batches = batches_of(request.user).select_related("created_by").prefetch_related("items")[:20]
    context = {
        "form": form,
        "batches": [{"batch": batch, **_tally(list(batch.items.all()))} for batch in batches],
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


def _allow(allowed: bool, sentence: str) -> None:
    if not allowed:
        raise Forbidden(sentence)


def _tally(items: list[ImportItem]) -> dict[str, int]:
    states = [item.state for item in items]
    return {
        "total": len(states),
        "waiting": states.count(ImportState.QUEUED),
        "open": states.count(ImportState.PARSED),
        "refused": states.count(ImportState.REFUSED),
        "done": states.count(ImportState.ACCEPTED) + states.count(ImportState.DISCARDED),
    }


@require_safe
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a batch with their progress; asked again by htmx while some are waiting."""
    _allow(rules.may_import(request.user), _NOT_YOURS)
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    items = list(batch.items.all())
    tally = _tally(items)
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
    documents = item.edited.get("documents") or []
    warnings = sum(len(document.get("warnings") or []) for document in documents)
    return {
        "item": item,
        "url": reverse("desk_import_item", args=[item.pk])
        if item.state != ImportState.REFUSED
        else "",
        "tone": _TONES[ImportState(item.state)],
        "word": ImportState(item.state).label,
        "titles": [document.get("title") or "（没有读到标题）" for document in documents],
        "tasks": sum(
            len(table["tasks"]) for document in documents for table in document.get("tables") or []
        ),
        "warnings": warnings,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def import_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Source left, fields right; save, accept into the library, or put aside."""
    _allow(rules.may_import(request.user), _NOT_YOURS)
    item = get_object_or_404(items_of(request.user).select_related("batch__unit", "file"), pk=pk)
    if request.method != "POST":
        return _review(request, item, _forms(item))
    forms = _forms(item, request.POST)
    if request.POST.get("act") == "discard":
        return _settle(
            request,
            item,
            forms,
            lambda version: imports.put_aside(item, by=_user(request), version=version),
            "已放弃，文件没有入库。",
        )
    checked = [form.is_valid() for form in forms]  # every form, so that every error is shown
    if not all(checked):
        return _review(request, item, forms, status=422)
    edited = _edited(item, forms, request)
    act, sentence = _chosen(request, item, edited)
    return _settle(request, item, forms, act, sentence)


def _user(request: HttpRequest) -> Any:
    return request.user


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
    by, wanted = _user(request), request.POST.get("act")

    def save(version: int) -> ImportItem:
        return imports.correct(item, edited, by=by, version=version)

    def accept(version: int) -> ImportItem:
        row = save(version)
        return imports.accept(row, by=by, version=row.row_version, release=wanted == "release")

    if wanted == "release":
        _allow(rules.may_release(request.user, item.batch.unit), _NOT_RELEASER)
        return accept, "已入库。可以发布的已经发布，其余存为草稿，原因见文件库中的各份文件。"
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
            return _review(request, item, forms, status=refusal.status)
        raise
    messages.success(request, sentence)
    stays = request.POST.get("act") == "save"
    return (
        redirect("desk_import_item", item.pk)
        if stays
        else redirect("desk_import_batch", item.batch_id)
    )


def _review(
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
            {
                "form": form,
                "number": number,
                "prefix": f"d{number - 1}",
                "relations": relation_rows(document, f"d{number - 1}", request.POST),
                "warnings": document.get("warnings") or [],
                "positions": {
                    name: places[0] + 1
                    for name, places in (document.get("positions") or {}).items()
                    if places
                },
                "tables": [
                    _table(table, f"d{number - 1}-t{t}", request.POST)
                    for t, table in enumerate(document.get("tables") or [])
                ],
            }
            for number, (form, document) in enumerate(zip(forms, documents, strict=True), 1)
        ],
        "warnings": item.parsed.get("warnings") or [],
        "unplaced": item.parsed.get("unplaced") or [],
        "relation_kinds": KINDS,
        "may_release": rules.may_release(request.user, item.batch.unit),
        "results": list(item.publications.all()) if item.state == ImportState.ACCEPTED else [],
        "page_title": "核对导入文件",
        "crumbs": [
            {"label": "导入", "url": reverse("desk_import")},
            {"label": "导入结果", "url": reverse("desk_import_batch", args=[item.batch_id])},
            {"label": item.name, "url": ""},
        ],
    }
    return render(request, "publishing/desk_import_item.html", context, status=status)


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


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All publications, drafts first where wanted."""
    _allow(
        rules.may_see_drafts(request.user),
        "文件库由信息员、公开工作机构、签发人和主管部门使用，您的账号没有这些角色。",
    )
    state = request.GET.get("state", "")
    rows = library_of(request.user).select_related("unit", "document").order_by("-id")
    if state in State.values:
        rows = rows.filter(state=state)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if text:
        rows = rows.filter(title__contains=text)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "states": [("", "全部"), *State.choices],
        "state": state,
        "query": text,
        "page_title": "文件库",
        "lede": "草稿、已发布和已撤下的政府信息都在这里。",
        "action": {"label": "导入文件", "url": reverse("desk_import")}
        if rules.may_import(request.user)
        else None,
    }
    return render(request, "publishing/desk_library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication on the desk: what stands against release, and the acts that are possible."""
    _allow(
        rules.may_see_drafts(request.user), "您的账号没有查看草稿的角色；如需要，请联系系统管理员。"
    )
    if request.method == "POST":
        return _act(
            request, get_object_or_404(library_of(request.user).select_related("unit"), pk=pk)
        )
    return _publication(request, pk)


def _publication(
    request: HttpRequest, pk: int, refusal: Refusal | None = None, form: SettleForm | None = None
) -> HttpResponse:
    """The page as things stand now; after a refusal with its sentence and what was typed."""
    found = get_object_or_404(
        library_of(request.user).select_related(
            "unit", "text", "theme__parent", "document__document_class"
        ),
        pk=pk,
    )
    detail = pages.detail(found)
    draft = found.state == State.DRAFT
    context = {
        "publication": found,
        "detail": detail,
        "reasons": publications.reasons_against_release(found) if draft else [],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "may_release": rules.may_release(request.user, found.unit),
        "settle": form or (SettleForm.of(found, request.user) if draft else None),
        "may_settle": rules.may_settle(request.user, found.unit),
        "validity": detail.validity(today()),
        "page_title": found.title,
        "crumbs": [
            {"label": "文件库", "url": reverse("desk_library")},
            {"label": found.title, "url": ""},
        ],
    }
    status = refusal.status if refusal else 422 if form else 200
    return render(request, "publishing/desk_publication.html", context, status=status)


def _settle_draft(request: HttpRequest, found: Publication) -> HttpResponse:
    """认定要素: unit, attribute with its ground, class, theme and the sentence for lists."""
    _allow(rules.may_settle(request.user, found.unit), _NOT_EDITOR)
    form = SettleForm.of(found, request.user, request.POST)
    if not form.is_valid():
        return _publication(request, found.pk, form=form)
    token, purpose = form.token, f"settle-{found.pk}"
    try:
        once(token, purpose, lambda: {"version": form.save(found, by=_user(request)).row_version})
    except Refusal as refusal:
        return _publication(request, found.pk, refusal)
    messages.success(request, "要素已认定。")
    return redirect("desk_publication", found.pk)


_DONE = {
    "release": "已发布。",
    "withdraw": "已撤下，公众页面会说明撤下的时间和原因。",
    "discard": "草稿已弃用。",
}


def _act(request: HttpRequest, found: Publication) -> HttpResponse:
    if request.POST.get("act") == "settle":
        return _settle_draft(request, found)
    _allow(rules.may_release(request.user, found.unit), _NOT_RELEASER)
    by, wanted = _user(request), request.POST.get("act", "")
    reason = request.POST.get("reason", "").replace("\x00", "")
    acts: dict[str, Any] = {
        "release": lambda: publications.release(found, by=by),
        "withdraw": lambda: publications.withdraw(found, by=by, reason=reason),
        "discard": lambda: publications.discard(found, by=by),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    token, purpose = request.POST.get("form_token", ""), f"publication-{found.pk}"
    try:
        once(token, purpose, lambda: {"state": acts[wanted]().state})
    except Refusal as refusal:
        return _publication(request, found.pk, refusal)
    messages.success(request, _DONE[wanted])
    return redirect("desk_publication", found.pk)
