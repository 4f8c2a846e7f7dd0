"""The library on the desk: list, one publication, what may be done with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, person
from gongkai.publishing import rules
from gongkai.publishing.forms_settle import SettleForm
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.services import publications
from gongkai.publishing.states import State
from gongkai.publishing.views_desk.sentences import NOT_EDITOR, NOT_RELEASER


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All publications, drafts first where wanted."""
    allow(
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
    allow(
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
    allow(rules.may_settle(request.user, found.unit), NOT_EDITOR)
    form = SettleForm.of(found, request.user, request.POST)
    if not form.is_valid():
        return _publication(request, found.pk, form=form)
    by, purpose = person(request), f"settle-{found.pk}"

    def act() -> dict[str, Any]:
        return {"version": publications.settle(found, by=by, **form.facts()).row_version}

    try:
        once(form.token, purpose, act)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _publication(request, found.pk, form=form)
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
    allow(rules.may_release(request.user, found.unit), NOT_RELEASER)
    by, wanted = person(request), request.POST.get("act", "")
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
