"""What the applicant is given: proved copies alone, and what somebody said goes out whole.

An original is never given. A file that goes out whole goes out as a copy, too: without the metadata
of those who wrote it and under a neutral name.
"""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.services import vault
from gongkai.foi.services.redacting import originals
from gongkai.foi.services.redacting.marks import latest_of, retire
from gongkai.foi.states import FilePurpose, RedactionState
from gongkai.lib.public_copy import NotPublic, cleaned


def prepare_whole(file: CaseFile) -> bytes:
    """The file without metadata; takes seconds, so it belongs outside of transactions.

    Raises:
        Refusal: a secrecy mark, comments or tracked changes; a format that cannot be cleaned.
    """
    try:
        return cleaned(PurePath(file.name).suffix.lower().lstrip("."), vault.read(file))
    except NotPublic as problem:
        raise Refusal(f"“{file.name}”不能全文提供。{problem.sentence}") from None


@transaction.atomic
def give_whole(file: CaseFile, content: bytes, *, by: User) -> CaseFile:
    """Notes that a file is given in full, and keeps the copy that will be given.

    Returns:
        The copy, which no applicant sees before the reply is delivered.

    Raises:
        Refusal: parts of it are marked as withheld; it was taken out; a closed stage.
    """
    case = originals.open_for_work(file.case)  # type: ignore[arg-type]
    row = CaseFile.objects.select_for_update().get(pk=file.pk)
    if row.removed_at or row.purpose != FilePurpose.RECORD:
        raise Refusal("这份文件不是待提供的原件，不能全文提供。")
    if latest_of(row) is not None:
        raise Refusal(
            "这份文件有涂黑标记，不能全文提供。确实没有要遮盖的内容，请先收回，再选择全文提供。"
        )
    known = _whole_copy(row)
    if row.given_whole and known is not None:
        return known
    row.given_whole = True
    row.save(update_fields=["given_whole"])
    copy = vault.keep(
        content,
        name=originals.neutral_name(row, PurePath(row.name).suffix.lower().lstrip(".")),
        purpose=FilePurpose.COPY,
        by=by,
        case=case,
        media_type=row.media_type,
        original=row,
        given_whole=True,
    )
    record(
        "定为全文提供", case, by=by, unit=case.unit, data={"file": row.pk, "sha256": copy.sha256}
    )
    return copy


@transaction.atomic
def take_back(file: CaseFile, *, by: User, reason: str) -> CaseFile:
    """Ends whatever was decided on an original: marks, copies, full text. Copies are seen no more.

    Possible in every stage, in an archived case too: a mistake that has gone out is stopped at once.

    Raises:
        Refusal: no reason; nothing was decided on this file.
    """
    if not reason.strip():
        raise Refusal("请写收回的原因，它会记入办理记录。", field="reason")
    case = DisclosureRequest.objects.select_for_update().get(pk=file.case.pk)  # type: ignore[union-attr]
    row = CaseFile.objects.select_for_update().get(pk=file.pk)
    latest = latest_of(row)
    if latest is None and not row.given_whole:
        raise Refusal("这份文件没有涂黑，也没有定为全文提供，不用收回。")
    if latest is not None:
        retire(latest)
    row.copies.filter(removed_at=None).update(visible=False, removed_at=timezone.now())
    row.given_whole = False
    row.save(update_fields=["given_whole"])
    record("收回公开副本", case, by=by, unit=case.unit, note=reason.strip(), data={"file": row.pk})
    return row


def undecided(case: DisclosureRequest) -> list[str]:
    """Why the materials of a case cannot be given yet, one sentence a file; empty where they can."""
    wrong = []
    for number, file in enumerate(originals.records_of(case), 1):
        latest = latest_of(file)
        if file.removed_at or latest is None or latest.state == RedactionState.VERIFIED:
            continue
        wrong.append(
            f"附件{number}有要遮盖的内容，公开副本还没有{_missing(RedactionState(latest.state))}。"
        )
    return wrong


def _missing(state: RedactionState) -> str:
    return "由另一位同志核对" if state == RedactionState.MADE else "生成"


def delivered_files_of(case: DisclosureRequest) -> list[CaseFile]:
    """The copies that go to the applicant with the reply, in order. Never an original.

    An original that is neither marked nor given whole is not given: that is what the rest is for.

    Raises:
        Refusal: a file is marked and its copy not yet proved and looked through.
    """
    wrong = undecided(case)
    if wrong:
        raise Refusal(f"{''.join(wrong)}请在材料清单中办完，再送达。")
    copies = [_copy_of(file) for file in originals.records_of(case) if not file.removed_at]
    return [copy for copy in copies if copy is not None]


@transaction.atomic
def open_to_applicant(case: DisclosureRequest) -> list[CaseFile]:
    """Lets the applicant see the copies, from the delivery on; part of the act that delivers.

    Raises:
        Refusal: as `delivered_files_of`.
    """
    copies = delivered_files_of(case)
    for copy in copies:
        copy.visible = True
        copy.save(update_fields=["visible"])
    return copies


def may_be_served(file: CaseFile) -> bool:
    """Whether an applicant may fetch this very file; the one question the public route asks.

    Looked up anew: a copy taken back a moment ago is not served.
    """
    row = CaseFile.objects.select_related("original", "made_by").filter(pk=file.pk).first()
    if row is None or not row.visible or row.removed_at or row.purpose != FilePurpose.COPY:
        return False
    original = row.original
    if original is None or original.removed_at:
        return False
    made_by = getattr(row, "made_by", None)
    if made_by is not None:
        return bool(made_by.state == RedactionState.VERIFIED)
    return row.given_whole and original.given_whole


def _copy_of(file: CaseFile) -> CaseFile | None:
    latest = latest_of(file)
    if latest is not None:
        return latest.copy if latest.state == RedactionState.VERIFIED else None
    return _whole_copy(file) if file.given_whole else None


def _whole_copy(file: CaseFile) -> CaseFile | None:
    return file.copies.filter(given_whole=True, removed_at=None).order_by("-pk").first()
