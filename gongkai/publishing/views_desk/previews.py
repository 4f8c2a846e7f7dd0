"""The preview of a draft: on the desk, and by a link for those without an account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.services.files import open_file
from gongkai.lib.dates import plain_date
from gongkai.publishing import present, richtext
from gongkai.publishing.models import PreviewLink, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.pictures import of_publication
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import sheet_of
from gongkai.publishing.render.word import word
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Attribute, Kind, State
from gongkai.publishing.views_desk.drafting import draft_for

MARK = "未发布"
_FOOT = "未发布的预览稿，不是正式文本，请勿转发"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PREVIEWED = (State.DRAFT, State.REVIEWING, State.SIGNED)


# -- the preview


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as its public page will look, marked as not released."""
    found, _ = draft_for(request, pk)
    if found.state not in _PREVIEWED:
        return redirect("desk_publication", found.pk)
    context = _context(
        found,
        picture_url=lambda file: reverse("desk_picture", args=[file]),
        file_url=lambda number: reverse("desk_draft_file_of", args=[found.pk, number]),
    )
    context |= {
        "beside": _beside(found, lambda row: reverse("desk_draft_preview", args=[row.pk])),
        "back": reverse("desk_draft", args=[found.pk]),
        "word_url": reverse("desk_draft_docx", args=[found.pk]),
        "pdf_url": reverse("desk_draft_pdf", args=[found.pk]) if pdf_render.available() else "",
    }
    return render(request, "publishing/preview.html", context)


def _context(
    found: Publication, *, picture_url: Callable[[int], str], file_url: Callable[[int], str]
) -> dict[str, Any]:
    """What the sheet shows; nothing that only a public page has (address, citation, QR code)."""
    detail = pages.detail(found)
    document, text = detail.document, found.text
    body = (
        present.body(text.outline, text.tables) if text.outline else present.paragraphs(text.plain)
    )
    return {
        "publication": found,
        "document": document,
        "issuers": [issuer.name for issuer in detail.issuers],
        "addressees": document.addressees if document else [],
        "signature": document.signature.split("\n") if document and document.signature else [],
        "body": body,
        "rich": _rich(text.html, picture_url),
        "letter": [node for node in body if not node.get("enclosed")],
        "enclosed": [node for node in body if node.get("enclosed")],
        "toc": present.contents(text.outline),
        "tables": present.tables(text.tables, text.outline),
        "elements": present.elements(detail),
        "attachments": [
            {"number": item.number, "title": item.title, "url": file_url(item.number)}
            for item in detail.attachments
        ],
        "is_interpretation": found.kind == Kind.INTERPRETATION,
        "mark": MARK,
        "day": today(),
        "crumbs": [],
        "meta": {"title": f"{MARK}：{found.title}", "robots": "noindex, nofollow, noarchive"},
    }


def _beside(found: Publication, url: Callable[[Publication], str]) -> list[dict[str, str]]:
    """The interpretations that will be released with the document, each with its own preview."""
    return [
        {"title": row.title or "（还没有标题）", "form": row.get_form_display(), "url": url(row)}
        for row in queries.companions_shown(found)
        if row.state in _PREVIEWED
    ]


def _rich(html: str, picture_url: Callable[[int], str]) -> present.RichView | None:
    return present.RichView(*richtext.parts_for_page(html, picture_url)) if html else None


@require_safe
def preview_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a Word file, marked as not released."""
    found, _ = draft_for(request, pk)
    return _download(word(_sheet(found)), _WORD, f"{MARK}：{found.title or '草稿'}.docx")


@require_safe
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a PDF, marked as not released."""
    found, _ = draft_for(request, pk)
    return _download(
        pdf_render.pdf(_sheet(found)), "application/pdf", f"{MARK}：{found.title or '草稿'}.pdf"
    )


def _sheet(found: Publication) -> Any:
    if found.state not in _PREVIEWED:
        raise Http404
    sheet = sheet_of(pages.detail(found), validity=_FOOT, day=plain_date(today()))
    sheet.address, sheet.mark = "", MARK
    return sheet


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    stem, dot, ending = name.rpartition(".")
    clean = "".join(c for c in stem if c.isprintable() and c not in '\\/:*?"<>|')[:80]
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(clean + dot + ending)}"
    return _private(response)


@require_safe
def draft_attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """The public copy of an attachment of a draft, for those who see the draft."""
    found, _ = draft_for(request, pk)
    return _attachment(found, number)


def _attachment(found: Publication, number: int) -> FileResponse:
    item = get_object_or_404(
        found.attachments.select_related("file"), number=number, file__zone="public"
    )
    response = FileResponse(
        open_file(item.file), as_attachment=True, filename=item.file.name,
        content_type=item.file.media_type,
    )  # fmt: skip
    return _private(response)


# -- by a link, without an account


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The preview behind a share link; 404 for a link that never was, 410 for one that has ended."""
    link = _link(token)
    why_ended = drafts.why_ended(link)
    if why_ended:
        context = {"title": "预览链接已失效", "sentence": why_ended, "meta": {"robots": "noindex"}}
        return _private(render(request, "refusal.html", context, status=410))
    found = link.publication
    beside = _beside(found, lambda row: reverse("preview_beside", args=[token, row.pk]))
    return _shared_page(
        request, link, found,
        beside=beside,
        file_url=lambda number: reverse("preview_file", args=[token, number]),
        picture_url=lambda file: reverse("preview_picture", args=[token, file]),
    )  # fmt: skip


@require_safe
def shared_beside(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """An interpretation of a shared document: the link to the document opens it, too."""
    link, found = _beside_of(token, pk)
    return _shared_page(
        request, link, found,
        of={"title": link.publication.title, "url": reverse("preview", args=[token])},
        file_url=lambda number: reverse("preview_beside_file", args=[token, pk, number]),
        picture_url=lambda file: reverse("preview_beside_picture", args=[token, pk, file]),
    )  # fmt: skip


def _shared_page(
    request: HttpRequest,
    link: PreviewLink,
    found: Publication,
    *,
    picture_url: Callable[[int], str],
    file_url: Callable[[int], str],
    **more: Any,
) -> HttpResponse:
    context = _context(found, picture_url=picture_url, file_url=file_url)
    context |= {"ends_at": link.ends_at, **more}
    return _private(render(request, "publishing/preview.html", context))


def _beside_of(token: str, pk: int) -> tuple[PreviewLink, Publication]:
    """A link that holds, and the interpretation that goes with its document."""
    link = _link(token)
    if drafts.why_ended(link):
        raise Http404
    rows = link.publication.companions.filter(state__in=_PREVIEWED)
    rows = rows.select_related("unit", "text", "theme__parent", "document__document_class")
    return link, get_object_or_404(rows, pk=pk)


def _link(token: str) -> PreviewLink:
    link = drafts.link_of(token)
    if link is None:
        raise Http404
    return link


def _open(token: str) -> Publication:
    link = _link(token)
    if drafts.why_ended(link):
        raise Http404
    return link.publication


@require_safe
def shared_picture(request: HttpRequest, token: str, number: int) -> FileResponse:
    """A picture of a shared draft."""
    return _picture(_open(token), number)


@require_safe
def shared_file(request: HttpRequest, token: str, number: int) -> FileResponse:
    """An attachment of a shared draft: its public copy."""
    return _shared_attachment(_open(token), number)


@require_safe
def beside_picture(request: HttpRequest, token: str, pk: int, number: int) -> FileResponse:
    """A picture of an interpretation of a shared document."""
    return _picture(_beside_of(token, pk)[1], number)


@require_safe
def beside_file(request: HttpRequest, token: str, pk: int, number: int) -> FileResponse:
    """An attachment of an interpretation of a shared document."""
    return _shared_attachment(_beside_of(token, pk)[1], number)


def _picture(found: Publication, number: int) -> FileResponse:
    row = of_publication(found, number)
    if row is None:
        raise Http404
    return _private(FileResponse(open_file(row.file), content_type=row.file.media_type))


def _shared_attachment(found: Publication, number: int) -> FileResponse:
    """Only what is 主动公开: a link shows no more than the page will."""
    if not found.attachments.filter(number=number, attribute=Attribute.PROACTIVE).exists():
        raise Http404
    return _attachment(found, number)


def _private(response: Any) -> Any:
    """Kept by nobody on the way, found by no search engine, and its address handed to nobody."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
