"""Originals of the information that was asked for: kept sealed, read for marking."""

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.services import vault
from gongkai.foi.states import FilePurpose, Stage
from gongkai.lib.officialdoc import SecrecyMark, secrecy
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.readers import plain as plain_text
from gongkai.lib.officialdoc.readers import read_source
from gongkai.lib.officialdoc.readers.isolate import read_isolated
from gongkai.lib.redaction import (
    MOST_BYTES,
    NotRedacted,
    PageSize,
    page_image,
    page_sizes,
    picture_pdf,
)

PDF, PICTURE, TEXT = "pdf", "picture", "text"
_KINDS = {
    "application/pdf": PDF,
    "image/png": PICTURE,
    "image/jpeg": PICTURE,
    "image/tiff": PICTURE,
    "text/plain": TEXT,
}
# Formats whose words are looked through for a secrecy mark before they are kept.
_READ = (".pdf", ".docx", ".xlsx", ".txt", ".csv", ".ofd")
# While somebody reviews or signs, what they look at stays as it is; an archived case for good.
_CLOSED_FOR_WORK = {
    Stage.SUBMITTED: "申请还没有登记，请先登记。",
    Stage.REVIEW: "案件正在审核，请先由审核人退回，再改动材料。",
    Stage.SIGNING: "案件正在签发，请先由签发人退回，再改动材料。",
    Stage.LAPSED: "申请已视为放弃，不再提供材料。",
    Stage.WITHDRAWN: "申请已撤回，不再提供材料。",
    Stage.ARCHIVED: "案件已归档，材料不能再改动。",
}


def kind_of(file: CaseFile) -> str:
    """How a file is blacked out: `PDF`, `PICTURE`, `TEXT`; "" where it is not."""
    return _KINDS.get(file.media_type, "")


def records_of(case: DisclosureRequest) -> list[CaseFile]:
    """The originals of a case in their order, those taken out again too."""
    return list(
        case.files.filter(purpose=FilePurpose.RECORD)
        .prefetch_related("redactions__copy", "redactions__verified_by", "copies")
        .order_by("pk")
    )


def number_of(file: CaseFile) -> int:
    """Which attachment of the reply a file is; numbers stay when a file is taken out."""
    return CaseFile.objects.filter(
        case=file.case_id, purpose=FilePurpose.RECORD, pk__lte=file.pk
    ).count()


def neutral_name(file: CaseFile, ending: str) -> str:
    """What the applicant's copy is called: a file name tells names too."""
    return f"附件{number_of(file)}.{ending}"


def read_upload(upload: "UploadedFile[bytes]") -> bytes:
    """The bytes of a found original. Its words are looked through, so it belongs outside of
    transactions.

    Raises:
        Refusal: it bears a secrecy mark.
    """
    data: bytes = upload.read()
    _refuse_marked(upload.name or "", data)
    return data


@transaction.atomic
def add_record(case: DisclosureRequest, data: bytes, *, name: str, by: User) -> CaseFile:
    """Keeps an original that was found in the search, sealed.

    Raises:
        Refusal: a format or size that is not taken; a stage in which nothing is added.
    """
    row = open_for_work(case)
    file = vault.keep(data, name=name, purpose=FilePurpose.RECORD, by=by, case=row)
    record(
        "存入所查信息原件", row, by=by, unit=row.unit, data={"file": file.pk, "sha256": file.sha256}
    )
    return file


def _refuse_marked(name: str, data: bytes) -> None:
    ending = PurePath(name).suffix.lower()
    if ending not in _READ or not data:
        return
    try:
        source = (
            read_source("x.txt", data)
            if ending in (".txt", ".csv")
            else read_isolated(name, data, MOST_BYTES)
        )
        secrecy.refuse_marked(source.texts, source.meta)
    except SecrecyMark as mark:
        raise Refusal(mark.sentence, field="file") from None
    except Unreadable:
        return  # a scan or a damaged file: whoever marks it looks at it


def open_for_work(case: DisclosureRequest) -> DisclosureRequest:
    """The case, locked, in a stage in which its materials may change.

    Raises:
        Refusal: it is with the reviewers, ended or archived.
    """
    row = DisclosureRequest.objects.select_for_update().get(pk=case.pk)
    closed = _CLOSED_FOR_WORK.get(Stage(row.stage))
    if closed:
        raise Refusal(closed)
    return row


def pdf_of(file: CaseFile) -> bytes:
    """The original as a PDF; a picture is one page.

    Raises:
        Refusal: a kind that has no pages, or one that cannot be opened.
    """
    kind = kind_of(file)
    if kind not in (PDF, PICTURE):
        raise Refusal(NO_PAGES)
    data = vault.read(file)
    if kind == PDF:
        return data
    try:
        return picture_pdf(data)
    except NotRedacted as problem:
        raise Refusal(problem.sentence) from None


def text_of(file: CaseFile) -> str:
    """The text of a text file.

    Raises:
        Refusal: it is no text.
    """
    try:
        text = plain_text.decode(vault.read(file))[0]
    except Unreadable as problem:
        raise Refusal(problem.sentence) from None
    # A line end is one letter, as in the browser, where passages are picked.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sizes_of(file: CaseFile) -> list[PageSize]:
    """Sizes of the pages.

    Raises:
        Refusal: damaged, locked, too many pages; with the sentence of the reader.
    """
    try:
        return page_sizes(pdf_of(file))
    except NotRedacted as problem:
        raise Refusal(problem.sentence) from None


def picture_of(file: CaseFile, page: int, width: int) -> bytes:
    """A page as PNG.

    Raises:
        Refusal: no such page, or it cannot be drawn.
    """
    try:
        return page_image(pdf_of(file), page, width)
    except NotRedacted as problem:
        raise Refusal(problem.sentence, status=404) from None


NO_PAGES = (
    "这种格式不能直接涂黑。请在办公软件中打开，打印或者另存为PDF，再把PDF作为原件添加到这里。"
)
