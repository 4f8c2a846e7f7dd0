"""Files chosen before the application is submitted: looked at, sealed, and gone after a day."""

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from gongkai.base import filetypes
from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint, seal, unseal
from gongkai.base.services import files
from gongkai.base.states import FileZone
from gongkai.foi.models import HeldFile
from gongkai.foi.services.applying.budget import spend
from gongkai.foi.services.applying.drafts import HOURS, Draft
from gongkai.foi.services.intake import CheckedPaper, Paper, check_papers
from gongkai.foi.services.intake.papers import MOST
from gongkai.foi.states import FilePurpose


def hold(draft: Draft, papers: Iterable[Paper]) -> list[HeldFile]:
    """Keeps files for the application this draft becomes.

    Raises:
        Refusal: at field `files`: one that may not be submitted, more than ten in all, or too many
            from one address.
    """
    checked = check_papers(papers)
    for paper in checked:
        _check_fits(paper)
    return _keep(draft, checked)


@transaction.atomic
def _keep(draft: Draft, papers: Iterable[CheckedPaper]) -> list[HeldFile]:
    kept = [_row(draft, paper) for paper in papers]
    if HeldFile.objects.filter(draft_key=_key(draft)).count() > MOST:
        raise Refusal(
            f"一件申请最多提交{MOST}个文件，这次选的没有保存。请先删除不需要的，或者合并后再选。",
            field="files",
        )
    return kept


def _row(draft: Draft, paper: CheckedPaper) -> HeldFile:
    spend("uploads")
    stored = files.store(
        seal(paper.content),
        name="待提交的文件",
        zone=FileZone.ORIGINAL,
        by=None,
        media_type="application/octet-stream",
    )
    return HeldFile.objects.create(
        draft_key=_key(draft),
        purpose=paper.purpose,
        name=files.clean_name(paper.name),
        stored=stored,
        size=len(paper.content),
    )


def held_files(draft: Draft | None) -> list[HeldFile]:
    """The files of a draft, in the order they were chosen."""
    if draft is None:
        return []
    return list(HeldFile.objects.filter(draft_key=_key(draft)).select_related("stored"))


def opened_papers(draft: Draft) -> list[CheckedPaper]:
    """The files of a draft as `intake.submit` takes them."""
    return [_opened(row) for row in held_files(draft)]


def let_go(draft: Draft, pk: int) -> None:
    """Removes one file of this draft; nothing for any other."""
    for row in HeldFile.objects.filter(draft_key=_key(draft), pk=pk).select_related("stored"):
        _forget(row)


def forget_held(draft: Draft) -> None:
    """Removes all files of a draft."""
    for row in held_files(draft):
        _forget(row)


def forget_old(hours: int = HOURS + 1) -> int:
    """Periodic job: removes files of drafts whose time is over; returns how many."""
    before = timezone.now() - dt.timedelta(hours=hours)
    rows = list(HeldFile.objects.filter(at__lt=before).select_related("stored"))
    for row in rows:
        _forget(row)
    return len(rows)


@transaction.atomic
def _forget(row: HeldFile) -> None:
    stored = row.stored
    row.delete()
    files.forget(stored)


def _opened(row: HeldFile) -> CheckedPaper:
    with files.open_file(row.stored) as handle:
        content = unseal(handle.read())
    return CheckedPaper(content, row.name, FilePurpose(row.purpose))


def _check_fits(paper: CheckedPaper) -> None:
    """Told now, beside the chooser, and not when everything is submitted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(paper.content)
        try:
            filetypes.media_type_of(path, paper.name)
        except Refusal as refusal:
            raise Refusal(refusal.sentence, field="files", status=refusal.status) from None


def _key(draft: Draft) -> str:
    return fingerprint(draft.id, "held-file")
