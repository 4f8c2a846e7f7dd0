"""What stands between the server and the views: methods, outages, refusals, the desk's session."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import get_resolver
from django.utils.cache import add_never_cache_headers

from gongkai.base import outages, signin, where
from gongkai.base.refusal import Refusal

logger = logging.getLogger("gongkai.requests")

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
# Served in every zone.
EVERYWHERE = ("/static/", "/healthz", "/metrics")


class PlainMethods:
    """Refuses TRACE and whatever else no page here answers to."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            return self.get_response(request)
        return HttpResponse(
            "本站只接受 GET、HEAD 和 POST 请求。",
            status=405,
            headers={"Allow": ", ".join(METHODS)},
            content_type="text/plain; charset=utf-8",
        )


class Outages:
    """A database that is locked, lost or out of room is answered with 503 and one sentence.

    Errors of views come by `process_exception`. Those of other middleware (reading the session,
    say) never do: Django has made a 500 page of them by the time they get here, so they are caught
    by its signal. Every request is written to the log with its outcome.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        got_request_exception.connect(self._note, dispatch_uid="gongkai.base.outages")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        address = where.address_of(request)
        with where.coming_from(address):
            response = self.get_response(request)
            sentence = getattr(request, "outage", None)
            if sentence is not None and response.status_code == 500:
                response = outages.answer(request, sentence)
            _write_down(request, response, address, time.monotonic() - began)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        sentence = outages.recognise(exception)
        if sentence is None:
            return None
        logger.error("outage: %s %s", request.method, request.path, exc_info=exception)
        return outages.answer(request, sentence)

    @staticmethod
    def _note(request: HttpRequest | None = None, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        sentence = outages.recognise(error)
        if request is not None and sentence is not None:
            logger.error("outage: %s %s", request.method, request.path, exc_info=error)
            request.outage = sentence  # type: ignore[attr-defined]


class Refusals:
    """A `Refusal` nobody caught becomes a page, a partial or JSON with its sentence and status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if exception.status == 404:
            return _not_found(request)
        return refusal_response(request, exception)


class DeskSession:
    """Guards the desk: zones, sign-in, the end of an idle session, the change of an old password.

    Works in `process_view`, after the check against forged requests: what somebody typed is handed
    on to the sign-in page only where they sent it themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not in_zone(request.path):
            return _not_found(request)
        response = self.get_response(request)
        if is_desk(request.path):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_desk(request.path) or getattr(view, "open_to_all", False):
            return None
        user = request.user
        if not user.is_authenticated:
            return _to_sign_in(request, "请先登录工作台。")
        idle = settings.DESK_IDLE_MINUTES
        if signin.is_idle(request.session):
            kept = signin.keep(request, user.pk)
            logout(request)
            return _to_sign_in(
                request, f"您已超过{idle}分钟没有操作，为保护信息安全已自动退出，请重新登录。", kept
            )
        signin.touch(request.session)
        if signin.must_change_password(user) and not getattr(view, "open_before_change", False):
            return redirect("/desk/password/?" + urlencode({"next": request.get_full_path()}))
        return None


def is_desk(path: str) -> bool:
    """True for an address of the staff desk."""
    return path == "/desk" or path.startswith("/desk/")


def in_zone(path: str) -> bool:
    """True where this process serves that address (setting `ZONE`)."""
    if settings.ZONE == "all" or path.startswith(EVERYWHERE):
        return True
    return is_desk(path) == (settings.ZONE == "desk")


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer that shows a refusal: JSON below /api/, a partial for htmx, else a page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": refusal.sentence}, status=refusal.status)
    template = "desk/refusal.html" if is_desk(request.path) else "refusal.html"
    if getattr(request, "htmx", False):
        template = "base/_refusal.html"
    return render(request, template, {"sentence": refusal.sentence}, status=refusal.status)


def _not_found(request: HttpRequest) -> HttpResponse:
    handler: Any = get_resolver().resolve_error_handler(404)
    response: HttpResponse = handler(request, exception=Http404())
    return response


def _to_sign_in(request: HttpRequest, sentence: str, kept: str = "") -> HttpResponse:
    from gongkai.base import views_desk

    if request.method == "POST":
        return views_desk.sign_in_again(request, sentence, kept or signin.keep(request, None))
    here = request.get_full_path()
    if getattr(request, "htmx", False):
        shown = request.htmx.current_url_abs_path or "/desk/"  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": signin.address(shown)})
    signin.tell(request, sentence)
    return redirect(signin.address(here))


def _write_down(request: HttpRequest, response: HttpResponse, address: str, seconds: float) -> None:
    if (
        request.method in ("GET", "HEAD")
        and response.status_code < 400
        and not is_desk(request.path)
    ):
        return
    user = getattr(request, "_cached_user", None)  # asking for `user` itself could ask the database
    logger.info(
        "request",
        extra={
            "method": request.method,
            "path": request.path[:300],
            "status": response.status_code,
            "ms": round(seconds * 1000),
            "user": getattr(user, "pk", None),
            "address": address,
        },
    )
