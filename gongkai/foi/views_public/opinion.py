"""What those see who are asked for their opinion and have no account: the question, never who applies."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.calendar import today
from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.foi.forms.consulting import PublicOpinionForm
from gongkai.foi.models import Consultation
from gongkai.foi.queries import consulting as queries
from gongkai.foi.services import consulting
from gongkai.foi.states import ConsultationKind, Stance
from gongkai.lib.dates import plain_date

_UNKNOWN = (
    "没有找到这个链接对应的内容，可能是地址没有复制完整。请核对收到的链接；仍然打不开的，"
    "请与发出征求意见书的机关联系。"
)
_ENDED = (
    "这个链接已经不能使用：意见已经收到、期限已过，或者链接已被更换。如有需要补充的，"
    "请与发出征求意见书的机关联系。"
)


@require_safe
def question(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, by whom, until when; opening the page changes nothing.

    Programs that preview links open them too, so that only a person's answer or confirmation serves
    the letter.
    """
    found = queries.by_token(token)
    if found is None or not queries.link_holds(found):
        return _closed(request, found)
    return _page(request, found, token)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Takes the confirmation that the letter was received, or the answer."""
    token = request.POST.get("link", "")[:200]
    found = queries.by_token(token)
    if found is None:
        return _closed(request, None)
    if request.POST.get("act") == "received":
        return _confirm(request, found, token)
    return _answer(request, found, token)


def _confirm(request: HttpRequest, found: Consultation, token: str) -> HttpResponse:
    form = TokenForm(request.POST)

    def act() -> dict[str, Any]:
        _check_holds(token)
        if not _serves():
            raise Refusal("收到日期由发出征求意见书的机关登记，请直接填写意见。")
        if found.served_on is None:
            consulting.serve(found, by=None, on=today(), evidence="通过链接确认收到")
        return {}

    try:
        once(form.token, _purpose(found, "served"), act)
    except Refusal as refusal:
        return _refused(request, token, PublicOpinionForm(), refusal)
    fresh = queries.by_token(token)
    if fresh is None or not queries.link_holds(fresh):
        return _closed(request, fresh)
    return _page(request, fresh, token, confirmed=True)


def _answer(request: HttpRequest, found: Consultation, token: str) -> HttpResponse:
    form = PublicOpinionForm(request.POST, request.FILES)

    def act() -> dict[str, Any]:
        _check_holds(token)
        if not form.is_valid():
            raise _Wrong
        data = form.cleaned_data
        made = consulting.take_opinion(
            found,
            stance=data["stance"],
            opinion=data["opinion"],
            files=data["files"] or [],
        )
        return {
            "stance": data["stance"],
            "on": plain_date(today()),
            "number": made.letter.number if made.letter else "",
        }

    try:
        answer, _ = once(form.token, _purpose(found, "opinion"), act)
    except _Wrong:
        return _page(request, found, token, form=form, status=422)
    except Refusal as refusal:
        return _refused(request, token, form, refusal)
    context = {
        "receipt": answer,
        "stance": Stance(answer["stance"]).label,
        "meta": _META,
        "page_title": "意见已经收到",
    }
    return _private(render(request, "foi/opinion_received.html", context))


class _Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


def _check_holds(token: str) -> None:
    found = queries.by_token(token)
    if found is None or not queries.link_holds(found):
        raise Refusal(_ENDED, status=410)


def _refused(
    request: HttpRequest, token: str, form: PublicOpinionForm, refusal: Refusal
) -> HttpResponse:
    """The page as it stands now with the sentence and what was typed; the calm page where it ended."""
    fresh = queries.by_token(token)
    if refusal.status == 410 or fresh is None or not queries.link_holds(fresh):
        return _closed(request, fresh)
    if form.is_bound:
        if form.is_valid():  # else it says itself what is wrong
            add_refusal(form, refusal)
        return _page(request, fresh, token, form=form, status=refusal.status)
    return _page(request, fresh, token, refusal=refusal, status=refusal.status)


_META = {"robots": "noindex, nofollow, noarchive"}


def _page(
    request: HttpRequest,
    found: Consultation,
    token: str,
    *,
    form: PublicOpinionForm | None = None,
    refusal: Refusal | None = None,
    confirmed: bool = False,
    status: int = 200,
) -> HttpResponse:
    third = found.kind == ConsultationKind.THIRD_PARTY
    limit = queries.limit_of(found)
    context = {
        "unit": found.case.unit,
        "kind": found.get_kind_display(),
        "third": third,
        "letter": found.letter,
        "question": found.question,
        "items": found.items,
        "served_on": found.served_on,
        "limit": limit,
        "overdue": limit is not None and today() > limit,
        "link_ends_on": queries.link_ends_on(found),
        "may_confirm": _serves() and found.served_on is None,
        "confirmed": confirmed,
        "token": token,
        "form": form or PublicOpinionForm(),
        "refusal": refusal,
        "meta": _META,
        "page_title": found.get_kind_display(),
    }
    return _private(render(request, "foi/opinion.html", context, status=status))


def _closed(request: HttpRequest, found: Consultation | None) -> HttpResponse:
    """One page for all links that open nothing; it says nothing of any case."""
    context = {
        "title": "链接不能使用",
        "sentence": _ENDED if found else _UNKNOWN,
        "meta": _META,
        "here": "/",
    }
    status = 410 if found else 404
    return _private(render(request, "foi/opinion_closed.html", context, status=status))


def _serves() -> bool:
    """Whether the receiver's confirmation counts as service (送达)."""
    return bool(getattr(settings, "FOI_LINK_SERVES", True))


def _purpose(found: Consultation, what: str) -> str:
    return f"foi-{what}-{found.pk}"


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search engine, and its address handed to nobody."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response
