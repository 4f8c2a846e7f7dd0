"""What the buttons on the page of a draft do. None of them loses what is typed in the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import person
from gongkai.lib.dates import plain_date
from gongkai.publishing.forms_drafting import DraftForm
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts, findings
from gongkai.publishing.services.findings import Shown
from gongkai.publishing.views_desk import drafting_hints, drafting_parts
from gongkai.publishing.views_desk.drafting_page import form_sent, number_of, stay


def answer(request: HttpRequest, found: Publication) -> HttpResponse:
    """Does what the pressed button says; `act` is its verb, behind a colon what it is about."""
    verb, _, about = request.POST.get("act", "").partition(":")
    act = _ACTS.get(verb)
    if act is None:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return act(request, found, about)


# -- the text


def _save(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    return _saved(request, found, number_of(request.POST.get("version")))


def _save_over(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Knowingly over what somebody else saved, which stays a version."""
    return _saved(request, found, number_of(request.POST.get("current")))


def _saved(request: HttpRequest, found: Publication, seen: int) -> HttpResponse:
    form, by = form_sent(request, found), person(request)
    if not form.is_valid():
        return stay(request, found, form=form, status=422)

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
        return stay(request, found, form=form, status=refusal.status)
    return stay(request, found, form=form, refusal=refusal)


def _drop(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    drafts.drop_typed(found, by=person(request))
    messages.success(request, "未保存的内容已经清除，下面是已保存的草稿。")
    return redirect("desk_draft", found.pk)


# -- proof-reading


def _proofread(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form = form_sent(request, found)
    looked = _look(request, found, form)
    count = len(looked.open)
    said = f"校对完成，有{count}处提示，列在正文下面。" if count else "校对完成，没有发现问题。"
    return stay(request, found, form=form, looked=looked, said=said)


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
    form = form_sent(request, found)
    try:
        row = _wanted(request, found, form, about)
        title, html = findings.accepted(
            row, title=str(form["title"].value() or ""), html=form.typed_html()
        )
    except Refusal as refusal:
        return stay(request, found, form=form, refusal=refusal, looked=_look(request, found, form))
    data = request.POST.copy()
    data["title"] = title
    data["body-html"], data["body-mode"] = html, "html"
    form = DraftForm.of(found, person(request), data)
    said = f"已把“{row.found.text}”改为“{row.found.suggestion}”，还没有保存。"
    return stay(request, found, form=form, looked=_look(request, found, form), said=said)


def _leave(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form, reason = form_sent(request, found), request.POST.get(f"reason-{about}", "")
    reason = reason.replace("\x00", "")
    try:
        row = _wanted(request, found, form, about)
        once(
            form.token,
            f"leave-{found.pk}",
            lambda: {"pk": findings.leave(found, row, by=person(request), reason=reason).pk},
        )
    except Refusal as refusal:
        return stay(
            request, found, form=form, refusal=refusal, looked=_look(request, found, form),
            reason=(about, reason), status=422,
        )  # fmt: skip
    return stay(
        request,
        found,
        form=form,
        looked=_look(request, found, form),
        said="已记下不改的理由，这一处不再提示。",
    )


def _take_up(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    form, by = form_sent(request, found), person(request)
    pk = number_of(about)

    def act() -> dict[str, Any]:
        findings.take_up(found, pk, by=by)
        return {}

    once(form.token, f"take-up-{found.pk}", act)
    return stay(
        request, found, form=form, looked=_look(request, found, form), said="这一处重新提示。"
    )


# -- hints


def _take_expiry(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Puts the proposed last day into the form; saved it is with the rest."""
    hint = drafting_hints.expiry_of(form_sent(request, found))
    if hint is None:
        refusal = Refusal("按现在填写的内容没有建议的截止日期，请核对标题、文件类别和施行日期。")
        return stay(request, found, refusal=refusal)
    data = request.POST.copy()
    data["expires_on"] = plain_date(hint.day)
    said = f"有效期截止日期已填为{plain_date(hint.day)}，还没有保存。"
    return stay(request, found, form=DraftForm.of(found, person(request), data), said=said)


def _take_entry(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Ticks a suggested entry in the form; saved it is with the rest."""
    form = form_sent(request, found)
    wanted = next((one for one in form.suggested() if str(one.entry.pk) == about), None)
    if wanted is None:
        refusal = Refusal("这个事项已经选上，或者不再是建议的事项；请在“对应的目录事项”里核对。")
        return stay(request, found, refusal=refusal)
    data = request.POST.copy()
    data.appendlist("entries", about)
    said = f"已选上“{wanted.entry}”，还没有保存。"
    return stay(request, found, form=DraftForm.of(found, person(request), data), said=said)


_ACTS: dict[str, Callable[[HttpRequest, Publication, str], HttpResponse]] = {
    "save": _save,
    "over": _save_over,
    "drop": _drop,
    "proofread": _proofread,
    "accept": _accept,
    "leave": _leave,
    "again": _take_up,
    "expiry": _take_expiry,
    "entry": _take_entry,
    "attach": drafting_parts.attach,
    "detach": drafting_parts.detach,
    "relate": drafting_parts.relate,
    "unrelate": drafting_parts.unrelate,
}
