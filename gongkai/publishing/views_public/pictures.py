"""A picture of a public text."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from gongkai.base.services.files import open_file
from gongkai.publishing.models import Picture
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.pictures import of_publication


@require_safe
def picture(request: HttpRequest, code: str, number: int) -> HttpResponse | FileResponse:
    """A picture that stands in the current text of a public publication; anything else is not there."""
    found = pages.by_code(code)
    row = of_publication(found, number) if found is not None and found.is_public else None
    if row is None:
        raise Http404
    return picture_response(request, row)


def picture_response(request: HttpRequest, row: Picture) -> HttpResponse | FileResponse:
    """The bytes, asked for anew each time: what is taken down must be gone at once."""
    tag = f'"{row.file.sha256[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    response = FileResponse(open_file(row.file), content_type=row.file.media_type, headers=headers)
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
