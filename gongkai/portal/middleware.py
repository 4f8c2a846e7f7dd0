"""Public pages: remembered whole, without session, with an ETag."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from gongkai.portal import cache
from gongkai.portal.preferences import mode_of

Handler = Callable[[HttpRequest], HttpResponse]
# Requests are between one applicant and one agency: nothing below their address is ever remembered.
_NOT_PUBLIC = ("/desk/", "/static/", "/healthz", "/metrics", "/preferences/", "/requests/")
# Stands on the index, which follows the database a moment later: remembered under the version of
# the database it would stay behind.
_NOT_KEPT = ("/search/",)
_KEPT_HEADERS = ("Content-Type", "Cache-Control", "ETag", "Last-Modified", "Vary")


class PublicPages:
    """Answers repeated reads of a public page from memory.

    Only whole answers to a GET without a query are kept, and only what the view did not mark
    `no-store`. Pages touch no session, so that one reader's page is every reader's page; what
    differs is the display mode, which is part of the key.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path.startswith(_NOT_PUBLIC):
            return self.get_response(request)
        plain = settings.PAGE_CACHE_SECONDS and not request.META.get("QUERY_STRING")
        plain = plain and not request.path.startswith(_NOT_KEPT)
        request.get_host()  # refuses a foreign name here too; no page depends on which of ours it is
        key = (request.path, mode_of(request))
        version = cache.version() if plain else None
        held = cache.page(key, version) if version else None
        if held is None:
            response = self.get_response(request)
            if not _may_keep(response):
                return response
            held = _freeze(response)
            if version:
                cache.keep(key, held, version)
        return _thaw(request, held)


def _may_keep(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
    )


def _freeze(response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    content = response.content
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    headers["ETag"] = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers["Vary"] = "Cookie"
    return content, headers


def _thaw(request: HttpRequest, held: tuple[bytes, dict[str, str]]) -> HttpResponse:
    content, headers = held
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(
            headers={"ETag": headers["ETag"], "Cache-Control": headers["Cache-Control"]}
        )
    return HttpResponse(content, headers=headers)
