"""Who sees a draft: its preview, links for those without an account, limits inside the unit."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.calendar import today
from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, person
from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.publishing import present, richtext
from gongkai.publishing.forms_drafting import LinkForm, SightForm
from gongkai.publishing.models import PreviewLink, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.pictures import of_publication
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import sheet_of
from gongkai.publishing.render.word import word
from gongkai.publishing.services import drafts
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import Attribute, DraftSight, Kind, State
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
    context = _context(
        link.publication,
        picture_url=lambda file: reverse("preview_picture", args=[token, file]),
        file_url=lambda number: reverse("preview_file", args=[token, number]),
    )
    return _private(render(request, "publishing/preview.html", context | {"ends_at": link.ends_at}))


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
    row = of_publication(_open(token), number)
    if row is None:
        raise Http404
    return _private(FileResponse(open_file(row.file), content_type=row.file.media_type))


@require_safe
def shared_file(request: HttpRequest, token: str, number: int) -> FileResponse:
    """An attachment of a shared draft: its public copy."""
    found = _open(token)
    if not found.attachments.filter(number=number, attribute=Attribute.PROACTIVE).exists():
        raise Http404
    return _attachment(found, number)


def _private(response: Any) -> Any:
    """Kept by nobody on the way, found by no search engine, and its address handed to nobody."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


# -- limits and links


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may see the draft, and the links that were handed out."""
    found, _ = draft_for(request, pk)
    if request.method != "POST":
        return _sharing_page(request, found)
    allow(*_may_share(request, found))
    acts = {"sight": _limit, "link": _make_link}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return act(request, found)


def _may_share(request: HttpRequest, found: Publication) -> tuple[bool, str]:
    """Those who draft for the unit, while there is something to limit or to share."""
    head = head_of(found)
    if head.state not in _PREVIEWED:
        label = State(head.state).label
        return False, f"{quoted(head.title)}现在是“{label}”，不需要限定可见范围，也不需要预览链接。"
    may = queries.may_draft_here(person(request), found)
    return may, "可见范围和预览链接由起草单位的同志设定，您的账号没有这份草稿的起草角色。"


def _sharing_page(
    request: HttpRequest,
    found: Publication,
    *,
    sight: SightForm | None = None,
    link: LinkForm | None = None,
    shown: str = "",
    status: int = 200,
) -> HttpResponse:
    may, why_not = _may_share(request, found)
    context = {
        "publication": found,
        "is_companion": found.companion_of is not None,
        "may": may,
        "why_not": why_not,
        "sight": sight or SightForm(found),
        "link": link or LinkForm(),
        "links": [{"link": row, "why_ended": drafts.why_ended(row)} for row in _links(found)],
        "days": drafts.LINK_DAYS,
        "shown": shown,
        "readers": list(found.readers.order_by("name"))
        if found.limited_to == DraftSight.PERSONS
        else [],
        "page_title": "可见范围与预览链接",
        "lede": "限定谁能看到这份草稿，或者把预览发给没有账号的人审阅。",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title or "草稿", at("desk_publication", found.pk)),
            ("可见范围与预览链接", ""),
        ),
    }
    return render(request, "publishing/draft_sharing.html", context, status=status)


def _links(found: Publication) -> list[PreviewLink]:
    rows = queries.links_of(found)
    for row in rows:
        row.publication = found
    return rows


def _limit(request: HttpRequest, found: Publication) -> HttpResponse:
    if found.companion_of is not None:
        raise Refusal(
            f"同步解读随{quoted(found.companion_of.title)}一起限定可见范围，请在那份文件上办理。"
        )
    form, by = SightForm(found, request.POST), person(request)
    if not form.is_valid():
        return _sharing_page(request, found, sight=form, status=422)
    data = form.cleaned_data

    def act() -> dict[str, Any]:
        drafts.limit_sight(
            found, by=by, sight=DraftSight(data["sight"]), readers=list(data["readers"]),
            remark=data["remark"],
        )  # fmt: skip
        return {}

    try:
        once(form.token, f"sight-{found.pk}", act)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _sharing_page(request, found, sight=form, status=refusal.status)
    messages.success(request, "可见范围已调整。")
    return redirect("desk_draft_sharing", found.pk)


def _make_link(request: HttpRequest, found: Publication) -> HttpResponse:
    """Shown in this answer and never again: the token is not kept, not even with the form's token."""
    form, by = LinkForm(request.POST), person(request)
    if not form.is_valid():
        return _sharing_page(request, found, link=form, status=422)
    tokens: list[str] = []

    def act() -> dict[str, Any]:
        row, token = drafts.share_link(found, by=by, note=form.cleaned_data["note"])
        tokens.append(token)
        return {"link": row.pk}

    try:
        once(form.token, f"link-{found.pk}", act)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _sharing_page(request, found, link=form, status=refusal.status)
    if not tokens:
        form.add_error(None, "这个链接刚才已经建立并显示过一次；没有记下的，请撤销后重新建立。")
        return _sharing_page(request, found, link=form, status=409)
    shown = request.build_absolute_uri(reverse("preview", args=[tokens[0]]))
    return _sharing_page(request, found, shown=shown)


@require_POST
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Ends a link at once."""
    found, _ = draft_for(request, pk)
    allow(
        queries.may_draft_here(person(request), found),
        "预览链接由起草单位的同志撤销，您的账号没有这份草稿的起草角色。",
    )
    row = get_object_or_404(found.preview_links, pk=link)
    form, by = TokenForm(request.POST), person(request)
    once(form.token, f"revoke-{row.pk}", lambda: {"pk": drafts.revoke_link(row, by=by).pk})
    messages.success(request, "预览链接已撤销，再打开会提示已失效。")
    return redirect("desk_draft_sharing", found.pk)
