"""What the buttons on the page of a draft do. None of them loses what is typed in the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from gongkai.base.forms import add_refusal
from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import is_token, once
from gongkai.base.views_registers.common import person
from gongkai.publishing.forms_drafting import DraftForm
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.services import drafts, findings
from gongkai.publishing.services.findings import Shown
from gongkai.publishing.views_desk.drafting_page import draft_page, number_of


def answer(request: HttpRequest, found: Publication) -> HttpResponse:
    """Does what the pressed button says; `act` is its verb, behind a colon what it is about."""
    verb, _, about = request.POST.get("act", "").partition(":")
    act = _ACTS.get(verb)
    if act is None:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return act(request, found, about)


def _form(request: HttpRequest, found: Publication) -> DraftForm:
    return DraftForm.of(found, person(request), request.POST)


def _fresh(request: HttpRequest, found: Publication) -> Publication:
    """The row as it stands now."""
    return get_object_or_404(queries.seen_by(request.user), pk=found.pk)


def _stay(
    request: HttpRequest,
    found: Publication,
    *,
    refusal: Refusal | None = None,
    version: int | None = None,
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """The page with everything that was typed; a refusal keeps the token it was sent with."""
    found = _fresh(request, found)
    seen = number_of(request.POST.get("version")) if version is None else version
    token = request.POST.get("form_token", "") if refusal is not None else ""
    status = more.pop("status", refusal.status if refusal else 200)
    return draft_page(
        request, found, more.pop("form", None) or _form(request, found), version=seen,
        token=token if is_token(token) else "", refusal=refusal, said=said, status=status, **more,
    )  # fmt: skip


# -- the text


def _save(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    return _saved(request, found, number_of(request.POST.get("version")))


def _save_over(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Knowingly over what somebody else saved, which stays a version."""
    return _saved(request, found, number_of(request.POST.get("current")))


def _saved(request: HttpRequest, found: Publication, seen: int) -> HttpResponse:
    form, by = _form(request, found), person(request)
    if not form.is_valid():
        return _stay(request, found, form=form, status=422)

    def act() -> dict[str, Any]:
        return {"version": drafts.save(found, by=by, seen=seen, facts=form.facts()).row_version}

    try:
        once(form.token, f"draft-{found.pk}", act)
    except Refusal as refusal:
        return _refused(request, found, form, refusal)
    messages.success(request, "草稿已保存。")
    return redirect("desk_draft", found.pk)


def _refused(
    request: HttpRequest, found: Publication, form: DraftForm, refusal: Refusal
) -> HttpResponse:
    """At its field where it has one; what somebody else saved meanwhile is shown beside what was typed."""
    if refusal.field in form.fields:
        add_refusal(form, refusal)
        return _stay(request, found, form=form, status=refusal.status)
    return _stay(request, found, form=form, refusal=refusal)


def _drop(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    drafts.drop_typed(found, by=person(request))
    messages.success(request, "未保存的内容已经清除，下面是已保存的草稿。")
    return redirect("desk_draft", found.pk)


# -- proof-reading


def _proofread(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form = _form(request, found)
    looked = _look(request, found, form)
    count = len(looked.open)
    said = f"校对完成，有{count}处提示，列在正文下面。" if count else "校对完成，没有发现问题。"
    return _stay(request, found, form=form, looked=looked, said=said)


def _look(request: HttpRequest, found: Publication, form: DraftForm) -> findings.Looked:
    title = str(form["title"].value() or "")
    return findings.look(found, by=person(request), title=title, html=form.typed_html())


def _wanted(request: HttpRequest, found: Publication, form: DraftForm, key: str) -> Shown:
    """The finding a button belongs to, looked for in the text as it stands in the form now."""
    row = next((row for row in _look(request, found, form).open if row.key == key), None)
    if row is None:
        raise Refusal("这条提示对应的文字已经变了，请重新点“校对”。")
    return row


def _accept(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Puts the suggestion into the form; saved it is with the rest."""
    form = _form(request, found)
    try:
        row = _wanted(request, found, form, about)
        title, html = findings.accepted(
            row, title=str(form["title"].value() or ""), html=form.typed_html()
        )
    except Refusal as refusal:
        return _stay(request, found, form=form, refusal=refusal, looked=_look(request, found, form))
    data = request.POST.copy()
    data["title"] = title
    data["body-html"], data["body-mode"] = html, "html"
    form = DraftForm.of(found, person(request), data)
    said = f"已把“{row.found.text}”改为“{row.found.suggestion}”，还没有保存。"
    return _stay(request, found, form=form, looked=_look(request, found, form), said=said)


def _leave(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form, reason = _form(request, found), request.POST.get(f"reason-{about}", "")
    reason = reason.replace("\x00", "")
    try:
        row = _wanted(request, found, form, about)
        once(
            form.token,
            f"leave-{found.pk}",
            lambda: {"pk": findings.leave(found, row, by=person(request), reason=reason).pk},
        )
    except Refusal as refusal:
        return _stay(
            request, found, form=form, refusal=refusal, looked=_look(request, found, form),
            reason=(about, reason), status=422,
        )  # fmt: skip
    return _stay(
        request,
        found,
        form=form,
        looked=_look(request, found, form),
        said="已记下不改的理由，这一处不再提示。",
    )


def _take_up(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form, by = _form(request, found), person(request)
    pk = number_of(about)

    def act() -> dict[str, Any]:
        findings.take_up(found, pk, by=by)
        return {}

    once(form.token, f"take-up-{found.pk}", act)
    return _stay(
        request, found, form=form, looked=_look(request, found, form), said="这一处重新提示。"
    )


# -- attachments


def _attach(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """The copy is made before the transaction; what is not attached in the end is not kept."""
    upload, by = request.FILES.get("attachment"), person(request)
    if upload is None:
        refusal = Refusal(
            "还没有选择要添加的附件，请选择文件后再添加。", field="attachments", status=422
        )
        return _stay(request, found, refusal=refusal)
    title = request.POST.get("attachment_title", "").replace("\x00", "")
    copy: StoredFile | None = None
    try:
        copy = drafts.prepare_file(upload, name=upload.name or "未命名", by=by)
        ready = copy
        response = _settled(
            request, found, "attach",
            lambda seen: drafts.attach(found, by=by, seen=seen, copy=ready, title=title).publication,
            "附件已添加。",
        )  # fmt: skip
    except Refusal as refusal:
        response = _stay(request, found, refusal=refusal)
    if copy is not None and not found.attachments.filter(file=copy).exists():
        drafts.forget_file(copy)
    return response


def _detach(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    by, number = person(request), number_of(about)
    return _settled(
        request, found, f"detach-{number}",
        lambda seen: drafts.detach(found, by=by, seen=seen, number=number),
        f"附件{number}已移去，以前的版本里仍有它。",
    )  # fmt: skip


def _rename(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    by, number = person(request), number_of(about)
    title = request.POST.get(f"attachment-{number}", "").replace("\x00", "")
    return _settled(
        request, found, f"rename-{number}",
        lambda seen: drafts.rename_attachment(found, by=by, seen=seen, number=number, title=title),
        f"附件{number}的名称已保存。",
    )  # fmt: skip


def _settled(
    request: HttpRequest,
    found: Publication,
    purpose: str,
    act: Callable[[int], Publication],
    said: str,
) -> HttpResponse:
    """An act on attachments: done at once, while the text in the form waits to be saved."""
    seen = number_of(request.POST.get("version"))
    try:
        answer, _ = once(
            request.POST.get("form_token", ""),
            f"{purpose}-{found.pk}",
            lambda: {"version": _version_after(found, act, seen)},
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _stay(request, found, refusal=refusal)
    return _stay(request, found, version=answer["version"], said=said)


def _version_after(found: Publication, act: Callable[[int], Publication], seen: int) -> int:
    act(seen)
    return Publication.objects.values_list("row_version", flat=True).get(pk=found.pk)


_ACTS: dict[str, Callable[[HttpRequest, Publication, str], HttpResponse]] = {
    "save": _save,
    "over": _save_over,
    "drop": _drop,
    "proofread": _proofread,
    "accept": _accept,
    "leave": _leave,
    "again": _take_up,
    "attach": _attach,
    "detach": _detach,
    "rename": _rename,
}
