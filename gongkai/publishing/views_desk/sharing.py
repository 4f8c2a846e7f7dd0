"""Who sees a draft: limits inside the unit, links for those without an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, person
from gongkai.lib.titles import quoted
from gongkai.publishing.forms_drafting import LinkForm, SightForm
from gongkai.publishing.models import PreviewLink, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.services import drafts
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import DraftSight, State
from gongkai.publishing.views_desk.drafting import draft_for

_PREVIEWED = (State.DRAFT, State.REVIEWING, State.SIGNED)


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
