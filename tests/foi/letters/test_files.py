"""PDF and Word hold the words of the letter and nothing else; whatever is typed is printed."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from gongkai.base.jobs import run_due
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.foi.models import CaseFile, FoiLetter
from gongkai.foi.render import pdf as rendering
from gongkai.foi.services import acting, letters, vault
from gongkai.foi.states import Act, FilePurpose
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import FACTS, all_kinds, facts_for, full_case

HOSTILE = (
    "#let x = 1 $a^2$ \\n @ref *强* _斜_ `代码` <标签> // 注 /* 注 */ ~ [链接] \"引\" '号' %s {0}"
)
needs_font = pytest.mark.skipif(not rendering.available(), reason="no Chinese font on this machine")


def bare(text: str) -> str:
    """The text without white space, which the page adds at line ends."""
    return "".join(text.split())


def pdf_text(content: bytes) -> str:
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return bare("".join([*(p.text for p in document.paragraphs), *cells]))


@needs_font
@pytest.mark.parametrize("code", all_kinds())
def test_pdf_and_word_hold_every_paragraph(office: Office, code: str) -> None:
    case = full_case(office)
    letter = letters.issue_for(case, code, by=office.openness, facts=facts_for(case, code, office))
    printed, written = pdf_text(letters.as_pdf(letter)), docx_text(letters.as_docx(letter))
    for row in [letter.title, letter.number, letter.addressee, letter.signature]:
        assert bare(row) in printed
        assert bare(row) in written
    for row in letters.paragraphs_of(letter):
        for part in row.split("：", 1) if code == "delivery_receipt" else [row]:
            assert bare(part) in printed
            assert bare(part) in written


@needs_font
def test_hostile_text_is_printed_as_it_was_typed(office: Office) -> None:
    wanted = f'{HOSTILE}\n第二行\x01\x1b[31m\u202e反写\n#include "/etc/passwd"'
    case = make_case(office.unit, wanted=wanted, name="#陈$一\\诺@")
    letter = letters.issue_for(case, "receipt", by=office.openness)
    printed, written = pdf_text(letters.as_pdf(letter)), docx_text(letters.as_docx(letter))
    for text in (HOSTILE, "第二行[31m反写", '#include"/etc/passwd"', "#陈$一\\诺@："):
        assert bare(text) in printed
        assert bare(text) in written


@needs_font
def test_ten_thousand_characters_fill_several_pages_whole(office: Office) -> None:
    wanted = "".join(f"第{n}句要公开的内容。" for n in range(1, 1001))
    assert len(wanted) > 10_000
    case = make_case(office.unit, wanted=wanted)
    letter = letters.issue_for(case, "receipt", by=office.openness)
    content = letters.as_pdf(letter)
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) > 8
    text = pdf_text(content)
    # The foot of each page stands between its words.
    assert [n for n in range(1, 1001, 97) if f"第{n}句" not in text] == []
    assert bare(wanted) in docx_text(letters.as_docx(letter))


@needs_font
def test_the_pdf_is_tagged_chinese_and_named_by_its_number(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    reader = PdfReader(io.BytesIO(letters.as_pdf(letter)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert bool(root["/MarkInfo"]["/Marked"]) is True
    assert str(root["/Lang"]).lower().startswith("zh")
    assert reader.metadata.title == f"{letter.title} {letter.number}"


@needs_font
def test_the_pdf_is_made_after_the_commit_and_remembered_sealed(
    office: Office,
) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    assert letter.pdf is None
    run_due()
    kept = FoiLetter.objects.get(pk=letter.pk).pdf
    assert kept is not None
    assert kept.purpose == FilePurpose.LETTER
    with files.open_file(kept.stored) as raw:
        assert b"%PDF" not in raw.read()
    assert vault.read(kept) == letters.as_pdf(FoiLetter.objects.get(pk=letter.pk))
    letters.keep_pdf(letter.pk)
    assert CaseFile.objects.filter(purpose=FilePurpose.LETTER).count() == 1


@needs_font
def test_the_same_letter_gives_the_same_bytes(office: Office) -> None:
    from gongkai.foi.services.letters.files import page_of

    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    assert rendering.pdf(page_of(letter)) == rendering.pdf(page_of(letter))


@needs_font
def test_a_draft_and_a_cancelled_letter_say_what_they_are(office: Office) -> None:
    case = make_case(office.unit)
    draft = letters.draft(case, "receipt", by=office.handler)
    assert "草稿，还没有发出" in pdf_text(letters.as_pdf(draft))
    assert "草稿，还没有发出" in docx_text(letters.as_docx(draft))
    issued = letters.issue_for(case, "receipt", by=office.openness)
    gone = letters.cancel(issued, by=office.openness, reason="有误")
    assert "本文书已经作废" in pdf_text(letters.as_pdf(gone))
    assert CaseFile.objects.filter(purpose=FilePurpose.LETTER).count() == 0


def test_a_changed_text_is_not_printed(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    letter.body = '["另一段话。"]'
    letter.save()
    with pytest.raises(Refusal, match="与发出时不一致"):
        letters.as_docx(letter)
    with pytest.raises(Refusal, match="与发出时不一致"):
        letters.as_pdf(letter)


def test_without_a_chinese_font_the_sentence_says_so_and_word_still_works(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "fonts", lambda: None)
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    with pytest.raises(Refusal, match="没有安装中文字体"):
        letters.as_pdf(letter)
    assert bare(letter.number) in docx_text(letters.as_docx(letter))


@needs_font
def test_the_applicant_gets_letters_of_acts_that_are_visible(office: Office) -> None:
    from django.db import transaction

    case = make_case(office.unit)
    with transaction.atomic():
        row = acting.lock(case)
        mine = letters.issue_for(row, "receipt", by=office.openness)
        acting.perform(row, Act.NOTE, by=office.openness, letter=mine, visible=True)
        inner = letters.issue_for(row, "receipt", by=office.openness)
        acting.perform(row, Act.NOTE, by=office.openness, letter=inner)
        other = letters.issue_for(
            row, "third_party", by=office.openness, facts=FACTS["third_party"]
        )
        acting.perform(row, Act.NOTE, by=office.openness, letter=other, visible=True)
    assert vault.read(letters.letter_file_for_applicant(mine)).startswith(b"%PDF")
    for hidden in (inner, other):
        with pytest.raises(Refusal, match="没有找到这份文书"):
            letters.letter_file_for_applicant(hidden)
    again = letters.draft_again(mine, by=office.openness)
    new = letters.reissue(mine, by=office.openness, reason="笔误", draft=again)
    assert letters.shown_to_applicant(new) is True
    assert letters.shown_to_applicant(FoiLetter.objects.get(pk=mine.pk)) is False
