"""Letters as PDF and Word, always made from the fixed text; the PDF is remembered sealed."""

from django.db import transaction

from gongkai.base.refusal import Refusal
from gongkai.foi.letters import KINDS
from gongkai.foi.models import CaseFile, FoiLetter
from gongkai.foi.render.page import Page
from gongkai.foi.render.pdf import available, pdf
from gongkai.foi.render.word import word
from gongkai.foi.services import vault
from gongkai.foi.services.letters.text import digest_of, paragraphs_of
from gongkai.foi.states import FilePurpose, LetterState
from gongkai.lib.dates import plain_date

_PDF = "application/pdf"


def as_pdf(letter: FoiLetter) -> bytes:
    """The letter as a tagged PDF; a draft says that it is one, a cancelled letter too.

    Raises:
        Refusal: no Chinese font is installed; the text is not the one that was issued.
    """
    if letter.state == LetterState.ISSUED:
        return vault.read(kept_file(letter))
    return pdf(page_of(letter))


def as_docx(letter: FoiLetter) -> bytes:
    """The letter as a Word file."""
    return word(page_of(letter))


def file_name(letter: FoiLetter, ending: str) -> str:
    """Name for the download: number or title, nothing of the applicant."""
    return f"{letter.number or letter.title}.{ending}"


def kept_file(letter: FoiLetter) -> CaseFile:
    """The sealed PDF of an issued letter, made where it is not there yet.

    Raises:
        Refusal: as `as_pdf`.
    """
    if letter.pdf is not None:
        return letter.pdf
    # Before the transaction: the one writer of SQLite must not wait for the type-setter.
    return _keep(letter, pdf(page_of(letter)))


@transaction.atomic
def _keep(letter: FoiLetter, content: bytes) -> CaseFile:
    row = FoiLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.pdf is None:
        row.pdf = vault.keep(
            content,
            name=file_name(row, "pdf"),
            purpose=FilePurpose.LETTER,
            by=row.by,
            case=row.case,
            media_type=_PDF,
        )
        row.save(update_fields=["pdf"])
    letter.pdf = row.pdf
    return row.pdf


def keep_pdf(pk: int) -> None:
    """Job after the commit: makes the PDF of an issued letter; harmless when run twice.

    A machine without a Chinese font keeps none: the download says so, and makes it later.
    """
    letter = FoiLetter.objects.filter(pk=pk, state=LetterState.ISSUED, pdf=None).first()
    if letter is not None and available():
        kept_file(letter)


def shown_to_applicant(letter: FoiLetter) -> bool:
    """Whether the applicant may have it: issued, addressed to the applicant, and part of an act the
    applicant sees. A reissued letter follows the one it replaces.
    """
    if letter.state != LetterState.ISSUED or KINDS[letter.kind].to != "applicant":
        return False
    row: FoiLetter | None = letter
    while row is not None:
        if row.acts.filter(visible=True).exists():
            return True
        row = row.replaces
    return False


def letter_file_for_applicant(letter: FoiLetter) -> CaseFile:
    """The file the applicant downloads; read it with `vault.read`.

    Raises:
        Refusal: 404 for a letter that is not for the applicant, or not yet.
    """
    if not shown_to_applicant(letter):
        raise Refusal("没有找到这份文书，请从申请进展页面选择。", status=404)
    return kept_file(letter)


def page_of(letter: FoiLetter) -> Page:
    """What is printed.

    Raises:
        Refusal: the text of an issued letter does not agree with its digest.
    """
    if letter.digest and digest_of(letter) != letter.digest:
        raise Refusal(
            f"{letter.number}的内容与发出时不一致，不能使用。请联系系统管理员从备份恢复。",
            status=503,
        )
    kind = KINDS[letter.kind]
    return Page(
        agency=letter.signature or letter.unit.name,
        number=letter.number,
        title=letter.title,
        addressee=letter.addressee,
        paragraphs=paragraphs_of(letter),
        dated_on=plain_date(letter.dated_on) if letter.dated_on else "",
        mark="" if letter.state == LetterState.ISSUED else _MARKS[letter.state],
        form=kind.form,
    )


_MARKS: dict[str, str] = {
    LetterState.DRAFT: "草稿，还没有发出，不具有效力",
    LetterState.CANCELLED: "本文书已经作废，不具有效力",
}
