"""Proofs and papers that come with a form, and go out again to those who see the row."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.states import FileZone
from gongkai.base.views_registers.common import person


def keep_upload(request: HttpRequest, upload: Any) -> StoredFile | None:
    """Stores what was uploaded with a form; what is refused stands at the field `file`."""
    if upload is None:
        return None
    try:
        return files.store(upload, name=upload.name, zone=FileZone.ORIGINAL, by=person(request))
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="file", status=refusal.status) from None


def download(stored: StoredFile) -> HttpResponse:
    """The file to be saved, never to be opened in the page, and kept by no cache."""
    with files.open_file(stored) as stream:
        response = HttpResponse(stream.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    response["Cache-Control"] = "no-store"
    return response
