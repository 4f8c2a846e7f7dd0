"""Where a draft is between two pages: sealed in the session, and sealed in the page itself.

The page's copy brings everything back where the session has ended; the session's keeps refreshing
and going back harmless. Neither can be read without the key, wherever they are stored.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers

from gongkai.foi.services.applying import Draft, open_draft, sealed_draft

_KEY = "foi_draft"
_DONE = "foi_done"
# How long the page with the query code can be opened again.
_DONE_SECONDS = 30 * 60
_DONE_SECONDS_KIOSK = 3 * 60

View = Callable[..., HttpResponse]


class _Check(CsrfViewMiddleware):
    """Django's check, which answers with its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def private(view: View) -> View:
    """Pages of one person: kept by nobody on the way, and no address of theirs is handed on.

    A page that has grown old (`request.stale`) is shown again with everything typed, instead of the
    general page for forms from elsewhere; nothing is stored of it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.stale = bool(_reason(request))  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def is_stale(request: HttpRequest) -> bool:
    """Whether a form came without the mark of its own page."""
    return bool(getattr(request, "stale", False))


def _reason(request: HttpRequest) -> Any:
    check = _Check(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {})


def _nothing(request: HttpRequest) -> HttpResponseBase:
    """Stands for the view, which the check only asks whether it is exempt."""
    return HttpResponseBase()


def draft_of(request: HttpRequest) -> Draft | None:
    """The draft of this visitor.

    Of two copies of one draft the session's is the later; a copy of another draft in the page (two
    applications in two windows) is the one that is meant.
    """
    held = open_draft(str(request.session.get(_KEY, "")))
    if request.method != "POST":
        return held
    sent = open_draft(request.POST.get("draft", ""))
    if sent is None or (held is not None and held.id == sent.id):
        return held
    return sent


def keep(request: HttpRequest, draft: Draft) -> None:
    """Puts the draft into the session."""
    request.session[_KEY] = sealed_draft(draft)


def forget(request: HttpRequest) -> None:
    """Takes draft and receipt out of the session."""
    request.session.pop(_KEY, None)
    request.session.pop(_DONE, None)


def remember_done(request: HttpRequest, answer: dict[str, Any], *, kiosk: bool) -> None:
    """What the page of confirmation shows; the draft is over."""
    request.session.pop(_KEY, None)
    request.session[_DONE] = answer | {"at": time.time(), "kiosk": kiosk}


def done_of(request: HttpRequest) -> dict[str, Any] | None:
    """What was submitted a moment ago in this session."""
    answer: dict[str, Any] | None = request.session.get(_DONE)
    if answer is None:
        return None
    limit = _DONE_SECONDS_KIOSK if answer["kiosk"] else _DONE_SECONDS
    return answer if time.time() - answer["at"] < limit else None


def follow_url() -> str:
    """Where an application is followed."""
    try:
        return reverse("foi_follow")
    except NoReverseMatch:
        return "/requests/follow/"
