"""Background jobs of blacking out: the copy of a long file is made in one and proved in the next."""

from django.urls import reverse

from gongkai.base.models import User
from gongkai.foi.models import CaseFile, Redaction
from gongkai.foi.services import redacting


def make_copy(redaction_id: int, row_version: int, user_id: int) -> None:
    """Makes the public copy of a file somebody asked for."""
    row = _row(redaction_id)
    by = User.objects.get(pk=user_id)
    redacting.make_asked(row, row_version=row_version, by=by, url=_url(row))


def prove_copy(redaction_id: int, row_version: int, user_id: int, copy_id: int) -> None:
    """Proves that copy; nothing is left to do where it was thrown away already."""
    row, copy = _row(redaction_id), CaseFile.objects.filter(pk=copy_id).first()
    by = User.objects.get(pk=user_id)
    if copy is not None:
        redacting.prove_asked(row, copy, row_version=row_version, by=by, url=_url(row))


def _row(redaction_id: int) -> Redaction:
    return Redaction.objects.select_related("file__case").get(pk=redaction_id)


def _url(row: Redaction) -> str:
    return reverse("desk_request_redaction", args=[row.file.case_id, row.file_id])
