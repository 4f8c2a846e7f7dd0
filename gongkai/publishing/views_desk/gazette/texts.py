"""The words of an issue: documents looked for and added, preview, proof, texts that differ."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.files import open_file
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    posted,
    whole,
    words,
)
from gongkai.lib.titles import quoted
from gongkai.publishing.models import GazetteIssue, GazetteItem, Publication
from gongkai.publishing.queries import gazette as queries
from gongkai.publishing.render.manuscript import html_of, label_of, manuscript_of
from gongkai.publishing.services import gazette
from gongkai.publishing.services.gazette.proofs import EPUB_TYPE
from gongkai.publishing.states import Kind
from gongkai.publishing.views_desk.gazette.common import NOT_MAKER, POST, issue_for


@require_http_methods(POST)
def issue_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks for documents in the library and puts them into the issue."""
    found = issue_for(request, pk)
    refusal = None
    if request.method == "POST":
        try:
            return _add(request, found)
        except Forbidden:
            raise
        except Refusal as problem:
            refusal = problem
    typed = words(request, "q")
    here = set(found.items.values_list("publication_id", flat=True))
    rows = _findable(found, typed) if typed else _findable(found, "").filter(kind=Kind.DOCUMENT)
    context = {
        "issue": found,
        "query": typed,
        "page": page_of(request, rows),
        "here": here,
        "sections": found.series.sections,
        "refusal": refusal,
        "page_title": f"收录到{found.series.name}{label_of(found)}",
        "lede": "从文件库中找到已经公开的文件，选好栏目收录；收录的是文件现在的文本。",
        "crumbs": crumbs(
            ("公报", at("desk_gazette")),
            (label_of(found), at("desk_gazette_issue", pk)),
            ("收录文件", ""),
        ),
    }
    status = refusal.status if refusal else 200
    return render(request, "publishing/gazette_desk_add.html", context, status=status)


def _findable(found: GazetteIssue, typed: str) -> Any:
    """Public documents of the unit of the gazette and those below it, by words and number."""
    rows = (
        Publication.objects.public()
        .filter(unit__path__startswith=found.series.unit.path)
        .select_related("unit", "document")
        .order_by("-released_at", "-pk")
    )
    for word in queries.words_of(typed):
        rows = rows.filter(Q(title__contains=word) | Q(document__doc_no__contains=word))
    return rows


def _add(request: HttpRequest, found: GazetteIssue) -> HttpResponse:
    row = get_object_or_404(_findable(found, ""), pk=whole(request.POST.get("publication", "")))
    section = " ".join(posted(request, "section").split())[:40]

    def act() -> dict[str, Any]:
        return {"pk": gazette.add(found, row, by=person(request), section=section).pk}

    once(request.POST.get("form_token", ""), f"gazette-add-{found.pk}", act)
    done(request, f"{quoted(row.title)}已收录。")
    return redirect(request.get_full_path())


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an issue prints as it stands now, a document a page in the order of print."""
    found = issue_for(request, pk)
    entries = queries.in_order(found, queries.entries_of(found))
    page = Paginator(entries, 1).get_page(request.GET.get("page"))
    context = {
        "issue": found,
        "page": page,
        "page_title": f"预览：{found.series.name}{label_of(found)}",
        "lede": "按印刷的顺序逐篇看这一期现在的文字；印刷的版面请看清样。",
        "crumbs": crumbs(
            ("公报", at("desk_gazette")),
            (label_of(found), at("desk_gazette_issue", pk)),
            ("预览", ""),
        ),
    }
    if entries:
        context |= _text_of(page.object_list[0].pk)
    return render(request, "publishing/gazette_desk_preview.html", context)


def _text_of(pk: int) -> dict[str, Any]:
    item = GazetteItem.objects.select_related("version", "publication").get(pk=pk)
    manuscript = manuscript_of(item, unseen=True)

    def address(file: int) -> str:
        return reverse("desk_picture", args=[file])

    return {
        "manuscript": manuscript,
        "letter": html_of(manuscript.letter, address),
        "enclosed": html_of(manuscript.enclosed, address),
    }


@require_safe
def proof_file(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """The proof of an issue in preparation, or its files once it is published."""
    found = issue_for(request, pk)
    file = {"pdf": found.pdf, "epub": found.epub}.get(kind)
    if file is None:
        raise Http404
    response = FileResponse(
        open_file(file),
        as_attachment=kind == "epub",
        filename=file.name,
        content_type="application/pdf" if kind == "pdf" else EPUB_TYPE,
    )
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(POST)
def differences(request: HttpRequest) -> HttpResponse:
    """标准文本核对: what was printed and is different in the library today."""
    user = person(request)
    allow(queries.may_edit(user), NOT_MAKER)
    refusal, target = None, whole(request.POST.get("item", ""))
    if request.method == "POST":
        rows = GazetteItem.objects.filter(issue__in=queries.issues_of(user))
        found = get_object_or_404(rows, pk=target)
        note = posted(request, "note")
        try:
            once(
                request.POST.get("form_token", ""),
                f"gazette-note-{found.pk}",
                lambda: {"pk": gazette.note_difference(found, by=user, note=note).pk},
            )
            done(request, "更正说明已保存，读者在这篇文章上方可以看到。")
            return redirect("desk_gazette_differences")
        except Refusal as problem:
            refusal = problem
    context = {
        "rows": queries.differences(queries.series_of(user)),
        "refusal": refusal,
        "target": target,
        "note": request.POST.get("note", ""),
        "today": today(),
        "page_title": "公报文字核对",
        "lede": "公报刊载的是标准文本；文件库里的文字后来有变化的，在这里逐件说明。",
        "crumbs": crumbs(("公报", at("desk_gazette")), ("文字核对", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "publishing/gazette_desk_differences.html", context, status=status)
