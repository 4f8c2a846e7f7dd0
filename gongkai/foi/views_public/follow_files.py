"""Letters and files the applicant takes away: never another file than those that were given."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.foi.queries import follow as queries
from gongkai.foi.services import collecting, redacting, vault
from gongkai.foi.services.letters import as_docx, file_name, letter_file_for_applicant
from gongkai.foi.states import DeliveryMode
from gongkai.foi.views_public import follow_query, visitors
from gongkai.foi.views_public.private import private

_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@private
@require_safe
def letter(request: HttpRequest, number: str, key: str, ending: str) -> HttpResponse:
    """A letter as PDF or Word; taking the answer is kept as its receipt."""
    application = visitors.application_of(request, number)
    if application is None:
        return follow_query.to_query()
    row = queries.letter_by(application, key)
    if row is None or ending not in ("pdf", "docx"):
        raise Http404
    kept = letter_file_for_applicant(row)
    content = vault.read(kept) if ending == "pdf" else as_docx(row)
    if request.method == "GET" and row.deliveries.filter(mode=DeliveryMode.ELECTRONIC).exists():
        collecting.collect(row)
    return _download(content, file_name(row, ending), _PDF if ending == "pdf" else _WORD)


@private
@require_safe
def file(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A file that was given with the answer; asked anew at the moment it is fetched."""
    application = visitors.application_of(request, number)
    if application is None:
        return follow_query.to_query()
    row = queries.file_by(application, key)
    if row is None or not redacting.may_be_served(row):
        raise Http404
    return _download(vault.read(row), row.name, "application/octet-stream")


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
