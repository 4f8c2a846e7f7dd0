"""A letter as PDF and as Word, on the desk."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.foi.services import letters
from gongkai.foi.views_desk.letters.common import letter_of, note_letter

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def letter_pdf(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """The printed letter; a draft says that it is one."""
    row = letter_of(request, pk, letter_pk)
    content = letters.as_pdf(row)
    note_letter(request, row)
    return _file(content, letters.file_name(row, "pdf"), "application/pdf")


@require_safe
def letter_docx(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """The letter as a Word file."""
    row = letter_of(request, pk, letter_pk)
    content = letters.as_docx(row)
    note_letter(request, row)
    return _file(content, letters.file_name(row, "docx"), _DOCX)


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
