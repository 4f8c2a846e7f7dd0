"""The public copy: made from the marks, proved against the original, looked through by another."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai.base.jobs import enqueue, is_queued
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import forget
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.services import vault
from gongkai.foi.services.redacting import originals
from gongkai.foi.services.redacting.marks import (
    locked,
    passages_of,
    people_of,
    regions_of,
)
from gongkai.foi.states import FilePurpose, RedactionState, Stage
from gongkai.lib.redaction import (
    NotRedacted,
    redact_pdf,
    redact_text,
    verify_pdf,
    verify_text,
)

# More pages are made by the worker: nobody waits longer than some seconds for a page.
MOST_AT_ONCE = 20
_JOB = "gongkai.foi.tasks_redaction.make_copy"
_PROOF = "gongkai.foi.tasks_redaction.prove_copy"
# What sealing adds to a file.
_SEAL = 1024
_ENDED = (Stage.ARCHIVED, Stage.WITHDRAWN, Stage.LAPSED)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A copy as it was made from the marks in `row_version`, and what is wrong with it."""

    row_version: int
    content: bytes
    problems: list[str]


def prepare(redaction: Redaction) -> Prepared:
    """Makes and proves the copy; takes seconds, so it belongs outside of transactions.

    Raises:
        Refusal: no marks; a copy was made already; a file that cannot be opened within the limits.
    """
    content = _content_of(redaction)
    return Prepared(redaction.row_version, content, _proof(redaction, content))


def _content_of(redaction: Redaction) -> bytes:
    _refuse_unready(redaction)
    file = redaction.file
    try:
        if originals.kind_of(file) != originals.TEXT:
            return _fitting(redact_pdf(originals.pdf_of(file), regions_of(redaction)))
        text = redact_text(originals.text_of(file), passages_of(redaction))
    except NotRedacted as problem:
        raise Refusal(problem.sentence) from None
    # With a byte order mark the oldest editors, too, read it as what it is.
    return text.encode("utf-8-sig")


def _fitting(content: bytes) -> bytes:
    most = settings.UPLOAD_LIMIT // 1024 // 1024
    if len(content) >= settings.UPLOAD_LIMIT - _SEAL:
        raise Refusal(f"公开副本超过{most}MB，存不下。请把原件拆分成几份，分别添加、涂黑。")
    return content


def _proof(redaction: Redaction, content: bytes) -> list[str]:
    file = redaction.file
    try:
        if originals.kind_of(file) != originals.TEXT:
            return verify_pdf(content, originals.pdf_of(file), regions_of(redaction))
        copy = content.decode("utf-8-sig")
        return verify_text(copy, originals.text_of(file), passages_of(redaction))
    except NotRedacted as problem:
        raise Refusal(problem.sentence) from None


def _refuse_unready(redaction: Redaction) -> None:
    if redaction.state not in (RedactionState.MARKING, RedactionState.FAILED):
        raise Refusal("这一版的公开副本已经生成。要重新生成，请先收回副本，再改标记。")
    if not redaction.marks:
        raise Refusal(
            "还没有标记要遮盖的内容。请先标记；没有要遮盖的，请回到材料清单选择“全文提供”。"
        )


@transaction.atomic
def keep(redaction: Redaction, prepared: Prepared, *, by: User | None) -> Redaction:
    """Keeps a proved copy under a neutral name, seen by no applicant yet; one that failed is not kept.

    Raises:
        Refusal: the marks have changed since it was made; a closed stage.
    """
    row = locked(redaction, prepared.row_version)
    _refuse_unready(row)
    case = originals.open_for_work(row.file.case)  # type: ignore[arg-type]
    copy = None if prepared.problems else _stored(row, prepared.content, by)
    return _settled(row, case, copy, prepared.problems, by)


def _stored(row: Redaction, content: bytes, by: User | None, **facts: Any) -> CaseFile:
    text = originals.kind_of(row.file) == originals.TEXT
    return vault.keep(
        content,
        name=originals.neutral_name(row.file, "txt" if text else "pdf"),
        purpose=FilePurpose.COPY,
        by=by,
        case=row.file.case,
        media_type="text/plain" if text else "application/pdf",
        original=row.file,
        **facts,
    )


def _settled(
    row: Redaction,
    case: DisclosureRequest,
    copy: CaseFile | None,
    problems: list[str],
    by: User | None,
) -> Redaction:
    """Writes down how a locked version came out."""
    row.copy, row.problems = copy, problems
    row.state = RedactionState.FAILED if problems else RedactionState.MADE
    row.row_version += 1
    row.save()
    record(
        "公开副本核验未通过" if problems else "生成公开副本", case, by=by, unit=case.unit,
        data={
            "file": row.file_id,
            "version": row.version,
            "marks": len(row.marks),
            "sha256": copy.sha256 if copy else "",
        },
    )  # fmt: skip
    return row


# --- long files: two jobs, each within the time one job may take ---------------------------------


@transaction.atomic
def ask(redaction: Redaction, *, by: User, seen: int) -> None:
    """Leaves the making to the worker; the person is told when it is done.

    Raises:
        Refusal: no marks; others have changed them meanwhile.
    """
    row = locked(redaction, seen)
    _refuse_unready(row)
    enqueue(_JOB, row.pk, row.row_version, by.pk, key=_key(row))


def is_waiting(redaction: Redaction) -> bool:
    """True while the worker has still to make the copy."""
    return is_queued(_key(redaction))


def _key(redaction: Redaction) -> str:
    return f"redaction-{redaction.pk}"


def make_asked(redaction: Redaction, *, row_version: int, by: User, url: str) -> None:
    """First job: makes the copy and lays it by, taken out, for the second to prove it.

    Args:
        row_version: of the marks as they stood when it was asked for; changed marks end the job.
        url: where the person goes on.
    """
    if redaction.row_version != row_version:
        return
    try:
        content = _content_of(redaction)
        with transaction.atomic():
            copy = _stored(redaction, content, by, removed_at=timezone.now())
            enqueue(_PROOF, redaction.pk, row_version, by.pk, copy.pk, key=_key(redaction))
    except Refusal as refusal:
        _give_up(redaction, row_version, refusal.sentence, by, url)


def prove_asked(
    redaction: Redaction, copy: CaseFile, *, row_version: int, by: User, url: str
) -> None:
    """Second job: proves the copy that was laid by, and keeps it or throws it away.

    Run again, it finds the work done and does nothing.
    """
    if redaction.row_version != row_version:
        if redaction.copy_id != copy.pk:
            _throw_away(copy)
        return
    try:
        problems = _proof(redaction, vault.read(copy))
        with transaction.atomic():
            row = locked(redaction, row_version)
            case = originals.open_for_work(row.file.case)  # type: ignore[arg-type]
            if not problems:
                copy.removed_at = None
                copy.save(update_fields=["removed_at"])
            _settled(row, case, None if problems else copy, problems, by)
            _tell(row, row_version, by, url)
    except Refusal as refusal:
        problems = [refusal.sentence]
        _give_up(redaction, row_version, refusal.sentence, by, url)
    if problems:
        _throw_away(copy)


def _throw_away(copy: CaseFile) -> None:
    """A copy that was never proved leaves no bytes: it may hold what it should not."""
    with transaction.atomic():
        CaseFile.objects.filter(pk=copy.pk).delete()
        forget(copy.stored)


@transaction.atomic
def _give_up(redaction: Redaction, row_version: int, sentence: str, by: User, url: str) -> None:
    row = Redaction.objects.select_for_update().get(pk=redaction.pk)
    if row.row_version != row_version:
        return  # somebody has gone on marking; what was asked for no longer counts
    row.state, row.problems = RedactionState.FAILED, [sentence]
    row.row_version += 1
    row.save()
    _tell(row, row_version, by, url)


def _tell(row: Redaction, row_version: int, by: User, url: str) -> None:
    done = row.state == RedactionState.MADE
    title = "公开副本已经生成，请另一位同志核对" if done else "公开副本没有生成"
    text = "" if done else "".join(row.problems)
    notify([by], title, text=text, url=url, key=f"redaction-{row.pk}-{row_version}")


@transaction.atomic
def confirm(redaction: Redaction, *, by: User, seen: int) -> Redaction:
    """Somebody who set no mark has looked the copy through: from now on it may be given.

    Raises:
        Refusal: the same person; no proved copy; others have acted meanwhile.
    """
    row = locked(redaction, seen)
    case = row.file.case
    if row.state != RedactionState.MADE or row.copy is None:
        raise Refusal("这一版还没有通过核验的公开副本，请先生成公开副本。")
    if case is None or case.stage in _ENDED:
        raise Refusal("案件已经结束，不再核对公开副本。")
    if by.pk in people_of(row):
        raise Refusal("标记的人不能核对自己的标记，请换一位同志逐页看过后确认。")
    vault.read(row.copy)  # what is confirmed is what was stored
    row.state, row.verified_by, row.verified_at = RedactionState.VERIFIED, by, timezone.now()
    row.row_version += 1
    row.save()
    record(
        "核对公开副本", case, by=by, unit=case.unit,
        data={"file": row.file_id, "version": row.version, "sha256": row.copy.sha256},
    )  # fmt: skip
    return row
