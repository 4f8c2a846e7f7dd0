"""One publication: its page, its copies as Word and PDF, its files."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.services.files import open_file
from gongkai.lib.dates import parse_date, plain_date
from gongkai.publishing import present
from gongkai.publishing.models import Publication
from gongkai.publishing.qr import qr_svg
from gongkai.publishing.queries import pages
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import Sheet, sheet_of
from gongkai.publishing.render.word import word
from gongkai.publishing.states import Kind, Takedown

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def publication(request: HttpRequest, code: str) -> HttpResponse:
    """One publication; what is not public is 404 exactly like what does not exist."""
    found = pages.by_code(code)
    if found is None or not found.is_public:
        return _gone(request, found)
    if code != found.code:
        return HttpResponse(status=301, headers={"Location": found.get_absolute_url()})
    detail = pages.detail(found)
    context = _common(detail)
    if found.kind == Kind.INTERPRETATION:
        context["interprets"] = present.interpreted(detail.ties, outgoing=True)
        return render(request, "publishing/interpretation.html", context)
    context |= _validity_part(request, detail)
    return render(request, "publishing/document.html", context)


def _gone(request: HttpRequest, found: Publication | None) -> HttpResponse:
    """Withdrawn after release: said so, without the text, or led to what holds the matter now.

    Everything else was never there.
    """
    if found is None or not found.was_public:
        raise Http404
    if found.takedown == Takedown.MERGED and found.merged_into and found.merged_into.is_public:
        return redirect(found.merged_into, permanent=True)
    day = timezone.localdate(found.withdrawn_at) if found.withdrawn_at else None
    context = {
        "title": found.title,
        "day": day,
        "reason": found.withdrawal_reason,
        "successor": None,
        "meta": {"title": "已撤下"},
    }
    return render(request, "publishing/withdrawn.html", context, status=410)


def _common(detail: pages.Detail) -> dict[str, Any]:
    found, document = detail.publication, detail.document
    nodes = found.text.outline
    body = present.body(nodes, found.text.tables) if nodes else present.paragraphs(found.text.plain)
    url = present.short_url(found)
    return {
        "publication": found,
        "document": document,
        "issuers": [issuer.name for issuer in detail.issuers],
        "addressees": document.addressees if document else [],
        "signature": document.signature.split("\n") if document and document.signature else [],
        "body": body,
        "rich": present.rich(found),
        "corrections": present.corrections(found),
        "letter": [node for node in body if not node.get("enclosed")],
        "enclosed": [node for node in body if node.get("enclosed")],
        "toc": present.contents(nodes),
        "tables": present.tables(found.text.tables, nodes),
        "elements": present.elements(detail),
        "interpretations": present.interpreted(detail.ties, outgoing=False),
        "interpretation_missing": _missing(detail),
        "relations": present.relation_groups(detail),
        "attachments": present.attachments(detail),
        "pdf_available": pdf_render.available(),
        "docx_available": True,
        "citation": present.citation(detail),
        "qr": qr_svg(url),
        "short_url": url,
        "page_url": url,
        "issue_url": f"{reverse('find_errors')}?page={quote(found.get_absolute_url())}",
        "feed_url": reverse("feed"),
        "crumbs": _crumbs(found),
        "meta": _meta(found, url),
    }


def _missing(detail: pages.Detail) -> str:
    """Says so when the class asks for an interpretation and none is there yet."""
    document = detail.document
    due = document and document.document_class and document.document_class.interpretation_due
    if not due or any(tie.kind == "interprets" and not tie.outgoing for tie in detail.ties):
        return ""
    return "这份文件还没有发布解读。"


def _validity_part(request: HttpRequest, detail: pages.Detail) -> dict[str, Any]:
    typed = request.GET.get("on", "").strip()
    day = parse_date(typed) if typed else today()
    error = "" if day else f"“{typed[:20]}”不是有效的日期，请按2024-05-06这样的格式填写。"
    day = day or today()
    view = present.validity_view(detail, day)
    return {
        "validity": view if view.word else None,
        "as_of": {"day": day, "today": day == today(), "error": error, "word": view.word}
        if detail.document
        else None,
    }


def _crumbs(found: Publication) -> list[dict[str, str]]:
    unit = found.unit
    middle = [{"label": unit.label, "url": reverse("unit", args=[unit.slug])}] if unit else []
    return [*middle, {"label": found.title, "url": ""}]


def _meta(found: Publication, url: str) -> dict[str, Any]:
    kind = Kind(found.kind)
    column = {
        "name": kind.label,
        "description": f"{kind.label}栏目",
        "keywords": kind.label,
        "type": _COLUMN_TYPES.get(kind, "政策文件"),
    }
    return {
        "title": found.title,
        "description": found.summary or found.text.plain[:120].replace("\n", " "),
        "keywords": "、".join(found.keywords),
        "column": column,
        "article": {
            "title": found.title,
            "pub_date": found.released_at,
            "source": found.source or (found.unit.name if found.unit else ""),
            "keywords": "、".join(found.keywords),
            "url": url,
        },
        "canonical": url,
        "robots": "",
    }


_COLUMN_TYPES = {
    Kind.DOCUMENT: "政策文件",
    Kind.INTERPRETATION: "政策解读",
    Kind.GUIDE: "信息公开指南",
    Kind.SYSTEM: "政策文件",
    Kind.ANNUAL_REPORT: "信息公开年报",
}


@require_safe
def publication_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The publication as a Word file."""
    sheet = _sheet(code)
    return _download(word(sheet), _WORD, f"{sheet.title}.docx")


@require_safe
def publication_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The publication as a PDF; without a Chinese font on the server a sentence says so."""
    sheet = _sheet(code)
    return _download(pdf_render.pdf(sheet), "application/pdf", f"{sheet.title}.pdf")


def _sheet(code: str) -> Sheet:
    detail = pages.detail(_public(code))
    view = present.validity_view(detail, today())
    words = f"{plain_date(today())}效力：{view.word}" if detail.document and view.word else ""
    return sheet_of(detail, validity=words, day=plain_date(today()))


def _public(code: str) -> Publication:
    found = pages.by_code(code)
    if found is None or not found.is_public:
        raise Http404
    return found


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_file_name(name))}"
    response["Cache-Control"] = "no-store"
    return response


def _file_name(name: str) -> str:
    """The title as a file name; overlong titles are cut before the ending."""
    stem, dot, ending = name.rpartition(".")
    clean = "".join(c for c in stem if c not in '\\/:*?"<>|\r\n\t')
    return f"{clean[:80]}{dot}{ending}"


@require_safe
def publication_file(request: HttpRequest, code: str, number: int) -> FileResponse:
    """A public attachment of a public publication; the original it was made from has no address."""
    found = _public(code)
    item = get_object_or_404(
        found.attachments.select_related("file"),
        number=number,
        attribute="proactive",
        file__zone="public",
    )
    response = FileResponse(
        open_file(item.file),
        as_attachment=True,
        filename=item.file.name,
        content_type=item.file.media_type,
    )
    response["Cache-Control"] = "no-store"
    return response
