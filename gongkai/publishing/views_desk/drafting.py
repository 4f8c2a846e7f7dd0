"""Drafting: three ways to begin, and the page on which a draft is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.forms import add_refusal
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, person
from gongkai.publishing import rules
from gongkai.publishing.forms_drafting import (
    BlankForm,
    CompanionForm,
    FromFileForm,
    FromTextForm,
    kept_of,
)
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.queries.desk import items_of
from gongkai.publishing.services import draft_files, drafts, interpretation
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import ImportState, InterpretationForm, State
from gongkai.publishing.views_desk import drafting_acts
from gongkai.publishing.views_desk.drafting_page import draft_page, number_of

NOT_DRAFTER = "起草由本单位的信息员、承办人、公开工作机构或者主管部门办理，您的账号没有这样的角色；如需要，请联系系统管理员。"


# -- to begin


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Three ways to begin: a file, pasted text, an empty page."""
    allow(rules.may_draft(request.user), NOT_DRAFTER)
    user, way = person(request), request.POST.get("act", "")
    posted = request.method == "POST"
    forms = {
        "file": FromFileForm(*_sent(request, way == "file"), user=user, way="file"),
        "text": FromTextForm(*_sent(request, way == "text"), user=user, way="text"),
        "blank": BlankForm(*_sent(request, way == "blank"), user=user, way="blank"),
    }
    if posted and way not in forms:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if posted and forms[way].is_valid():
        try:
            return _BEGIN[way](request, forms[way], user)
        except Refusal as refusal:
            add_refusal(forms[way], refusal)
    context = {
        "forms": forms,
        "way": way,
        "has_unit": queries.units_to_draft_for(user).exists(),
        "imported": queries.to_continue(user),
        "waiting": queries.files_waiting(user),
        "page_title": "起草",
        "lede": "把已有的文件交给程序读，或者直接写；之后随时可以保存、预览、报审。",
        "crumbs": crumbs(("文件库", at("desk_library")), ("起草", "")),
    }
    return render(request, "publishing/draft_begin.html", context, status=422 if posted else 200)


def _sent(request: HttpRequest, mine: bool) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if mine else (None, None)


def _begin_file(request: HttpRequest, form: Any, user: User) -> HttpResponse:
    upload, unit = form.cleaned_data["file"], form.cleaned_data["unit"]

    def act() -> dict[str, Any]:
        item = draft_files.receive(
            upload, name=upload.name or "未命名", by=user, unit=unit, kind=form.kind_wanted
        )
        return {"item": item.pk}

    answer, _ = once(form.token, "draft-file", act)
    return redirect("desk_draft_file", answer["item"])


def _begin_text(request: HttpRequest, form: Any, user: User) -> HttpResponse:
    text, unit = form.cleaned_data["text"], form.cleaned_data["unit"]

    def act() -> dict[str, Any]:
        made = draft_files.from_text(text, by=user, unit=unit, kind=form.kind_wanted)
        return {"item" if isinstance(made, ImportItem) else "draft": made.pk}

    answer, _ = once(form.token, "draft-text", act)
    if "item" in answer:
        return redirect("desk_draft_file", answer["item"])
    messages.success(request, "已按粘贴的内容起草，请核对读出的要素，尤其是有“▲”的地方。")
    return redirect("desk_draft", answer["draft"])


def _begin_blank(request: HttpRequest, form: Any, user: User) -> HttpResponse:
    data = form.cleaned_data

    def act() -> dict[str, Any]:
        row = drafts.create(
            by=user, unit=data["unit"], kind=form.kind_wanted, title=data["title"],
            facts={"title": data["title"]},
        )  # fmt: skip
        return {"draft": row.pk}

    answer, _ = once(form.token, "draft-blank", act)
    return redirect("desk_draft", answer["draft"])


_BEGIN = {"file": _begin_file, "text": _begin_text, "blank": _begin_blank}


@require_safe
def file_status(request: HttpRequest, pk: int) -> HttpResponse:
    """A file on its way to be a draft: waits, leads to the draft, or says why there is none."""
    allow(rules.may_draft(request.user), NOT_DRAFTER)
    rows = items_of(request.user).defer("parsed", "edited", "source_lines")
    item = get_object_or_404(rows, pk=pk)
    made = list(item.publications.select_related("unit").order_by("pk"))
    if len(made) == 1:
        messages.success(request, "文件已读完，请核对读出的要素，尤其是有“▲”的地方。")
        return redirect("desk_draft", made[0].pk)
    waiting = item.state == ImportState.QUEUED
    context = {
        "item": item,
        "made": made,
        "waiting": waiting,
        "read": item.state == ImportState.PARSED,
        "page_title": "正在读取文件" if waiting else "读取文件",
        "crumbs": crumbs(("起草", at("desk_draft_new")), (item.name, "")),
    }
    response = render(request, "publishing/draft_file.html", context)
    if waiting:
        response["Refresh"] = "3"  # asked again without a script
    return response


# -- to write


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in its form; everything on the page is one form, so that no act loses what is typed."""
    found, why_not = draft_for(request, pk)
    if request.method == "POST":
        allow(not why_not, why_not)
        return drafting_acts.answer(request, found)
    if found.state not in (State.DRAFT, State.REVIEWING):
        return redirect("desk_publication", found.pk)
    if why_not:
        context = {
            "publication": found,
            "why_not": why_not,
            "page_title": found.title or "（还没有标题）",
            "crumbs": crumbs(("文件库", at("desk_library")), (found.title or "草稿", "")),
        }
        return render(request, "publishing/draft_closed.html", context)
    if request.method == "GET":
        drafts.open_session(found, by=person(request))
    return draft_page(request, found)


def draft_for(request: HttpRequest, pk: int) -> tuple[Publication, str]:
    """The draft for this person (404 for what they do not see), and why they may not change it."""
    allow(rules.may_see_drafts(request.user), NOT_DRAFTER)
    found = get_object_or_404(queries.seen_by(request.user), pk=pk)
    user, head = person(request), head_of(found)
    if head.state == State.DRAFT:
        return found, "" if queries.may_draft_here(user, found) else NOT_DRAFTER
    if drafts.may_edit(user, found):
        return found, ""
    label = State(head.state).label
    return (
        found,
        f"这份信息现在是“{label}”，不能改动内容；需要修改的，请在办理页退回起草，或者等轮到您审校时改动。",
    )


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keeps what stands in the form; answers when, and who else is at it."""
    found, why_not = draft_for(request, pk)
    if why_not:
        return JsonResponse({"error": why_not}, status=403)
    user = person(request)
    try:
        row = drafts.autosave(
            found, by=user, typed=kept_of(request.POST), base=number_of(request.POST.get("version"))
        )
    except Refusal as refusal:
        return JsonResponse({"error": refusal.sentence}, status=refusal.status)
    return JsonResponse(
        {
            "at": row.typed_at.isoformat() if row.typed_at else "",
            "others": [
                other.user.name or other.user.username
                for other in drafts.others_editing(found, user)
            ],
            "stale": found.row_version != row.base_version,
        }
    )


@require_POST
def companion(request: HttpRequest, pk: int) -> HttpResponse:
    """起草同步解读: a draft beside the document, released with it."""
    found, why_not = draft_for(request, pk)
    allow(not why_not, why_not)
    form, by = CompanionForm(request.POST), person(request)
    if not form.is_valid():
        raise Refusal("请先选择解读的形式，再起草同步解读。", status=422)
    wanted = InterpretationForm(form.cleaned_data["form"])

    def act() -> dict[str, Any]:
        return {"draft": interpretation.start(found, by=by, form=wanted).pk}

    answer, _ = once(form.token, f"companion-{found.pk}", act)
    messages.success(request, "同步解读的草稿已建立，它随文件一并审校、签发和发布。")
    return redirect("desk_draft", answer["draft"])
