"""What may be fetched: letters to the applicant and given copies; nothing else, whatever its state."""

from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.foi.letters import KINDS
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.queries import follow as queries
from gongkai.foi.services import clarifying, redacting, vault
from gongkai.foi.services.letters import shown_to_applicant
from gongkai.foi.states import DeliveryMode, FilePurpose, RedactionState
from tests.foi.conftest import OnDay
from tests.foi.decide import way as decide
from tests.foi.factories import Office
from tests.foi.follow.way import file_url, letter_url, opened, shown, with_code
from tests.foi.redaction import world
from tests.foi.steps.way import asked, corrected_case, fresh, march

SECRET = b"SECRET-ORIGINAL"


def of(case: DisclosureRequest) -> Client:
    with_code(case)
    return opened(case.application.number)


def delivered(office: Office, on_day: OnDay) -> tuple[DisclosureRequest, CaseFile]:
    """An answer with one file given whole, delivered; and its original."""
    on_day(decide.DAY)
    case = decide.case_of(office)
    copy = decide.give_whole(case, office.handler)
    decide.to_signature(case, office)
    decide.sign(case, office.signer)
    decide.deliver(case, office.registrar, mode=DeliveryMode.ELECTRONIC, signed_for_on=None)
    return fresh(case), copy


def copied(original: CaseFile, office: Office) -> Redaction:
    """A confirmed copy whose marks rest on the ground that `decide.words("D2")` names."""
    row = redacting.begin(original, by=office.handler)
    found = redacting.find(row, world.SECRET)
    row = redacting.add(
        row, found, ground=world.ground("E16-2a"), note="", by=office.handler, seen=row.row_version
    )
    row = redacting.keep(row, redacting.prepare(row), by=office.handler)
    return redacting.confirm(row, by=office.other_handler, seen=row.row_version)


def test_a_given_copy_is_fetched_after_delivery_and_not_before(
    office: Office, on_day: OnDay
) -> None:
    on_day(decide.DAY)
    case = decide.case_of(office)
    copy = decide.give_whole(case, office.handler)
    client = of(case)
    for step in (
        lambda: None,
        lambda: decide.to_signature(case, office),
        lambda: decide.sign(case, office.signer),
    ):
        step()
        assert client.get(file_url(case, copy.pk)).status_code == 404
        assert copy.name not in shown(client, case)
    decide.deliver(case, office.registrar)
    answer = client.get(file_url(case, copy.pk))
    assert (answer.status_code, answer.content) == (200, decide.TEXT)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert copy.name in shown(client, case)


def test_a_redacted_copy_goes_out_and_its_original_never(office: Office, on_day: OnDay) -> None:
    on_day(decide.DAY)
    case = decide.case_of(office)
    original = world.add_file(case)
    row = copied(original, office)
    decide.to_signature(case, office, "D2")
    decide.sign(case, office.signer)
    decide.deliver(case, office.registrar)
    client, copy = of(case), row.copy
    assert copy is not None
    answer = client.get(file_url(case, copy.pk))
    assert answer.status_code == 200
    assert world.SECRET.encode() not in answer.content
    assert client.get(file_url(case, original.pk)).status_code == 404
    assert original.name not in shown(client, case)


def test_a_copy_taken_back_is_gone_at_once(office: Office, on_day: OnDay) -> None:
    case, copy = delivered(office, on_day)
    client = of(case)
    assert client.get(file_url(case, copy.pk)).status_code == 200
    assert copy.original is not None
    redacting.take_back(copy.original, by=office.handler, reason="误发")
    assert client.get(file_url(case, copy.pk)).status_code == 404
    assert copy.name not in shown(client, case)


def test_no_file_of_any_purpose_and_state_leaves_but_given_copies(
    office: Office, on_day: OnDay
) -> None:
    """Every purpose, visible or not, whole or not, removed or not, however its marks stand."""
    case, given = delivered(office, on_day)
    client = of(case)
    original = vault.keep(SECRET, name="原件.txt", purpose=FilePurpose.RECORD, by=None, case=case)
    tried = 0
    states: list[RedactionState | None] = [None, *RedactionState]
    for purpose, visible, whole, removed, state in product(
        FilePurpose, (True, False), (True, False), (True, False), states
    ):
        row = CaseFile.objects.create(
            case=case, purpose=purpose, name="某件.txt", stored=original.stored,
            sha256=original.sha256, size=original.size, media_type="text/plain",
            original=None if purpose == FilePurpose.RECORD else original, visible=visible,
            given_whole=whole, removed_at=timezone.now() if removed else None,
        )  # fmt: skip
        made = None
        if state is not None:
            made = Redaction.objects.create(
                file=original, version=1, state=state, copy=row, marks=[]
            )
        fits = (
            purpose == FilePurpose.COPY and visible and not removed
            and state == RedactionState.VERIFIED
        )  # fmt: skip
        answer = client.get(file_url(case, row.pk))
        assert (answer.status_code == 200) is fits, (purpose, visible, whole, removed, state)
        assert redacting.may_be_served(row) is fits
        if made is not None:
            made.delete()
        row.delete()
        tried += 1
    assert tried == len(FilePurpose) * 8 * 6
    assert client.get(file_url(case, given.pk)).status_code == 200


def test_the_list_agrees_with_the_one_question_of_redacting(office: Office, on_day: OnDay) -> None:
    case, copy = delivered(office, on_day)
    vault.keep(b"x", name="a.txt", purpose=FilePurpose.COPY, by=None, case=case, visible=True)
    application = queries.application_for(
        case.application.number, opened=case.application_id, account=0
    )
    assert application is not None
    (row,) = application.cases.all()
    listed = [file.pk for file in queries.files_given(row)]
    assert listed == [file.pk for file in case.files.all() if redacting.may_be_served(file)]
    assert listed == [copy.pk]


# -- letters


def test_a_letter_is_fetched_as_pdf_and_word(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    client, letter = of(case), case.letters.get(kind="clarification")
    pdf = client.get(letter_url(case, letter.pk))
    word = client.get(letter_url(case, letter.pk, "docx"))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert (word.status_code, word.content[:2]) == (200, b"PK")
    assert client.get(letter_url(case, letter.pk, "html")).status_code == 404


def test_a_letter_to_a_third_party_is_neither_listed_nor_fetched(
    office: Office, on_day: OnDay
) -> None:
    on_day(march(5))
    case = decide.case_of(office)
    made = asked(case, office, served_on=march(5))
    assert made.letter is not None
    client = of(case)
    assert client.get(letter_url(case, made.letter.pk)).status_code == 404
    text = shown(client, case)
    assert "征求第三方的意见" in text
    assert [w for w in ("明湖市东泉餐饮", made.letter.number) if w in text] == []


def test_a_signed_answer_is_not_seen_before_it_is_delivered(office: Office, on_day: OnDay) -> None:
    on_day(decide.DAY)
    case = decide.case_of(office)
    decide.to_signature(case, office)
    decide.sign(case, office.signer)
    letter = case.decisions.get().letter
    assert letter is not None
    client = of(case)
    assert client.get(letter_url(case, letter.pk)).status_code == 404
    assert letter.number not in shown(client, case)


def test_the_list_of_letters_agrees_with_the_question_of_letters(
    office: Office, on_day: OnDay
) -> None:
    case = corrected_case(office, on_day)
    on_day(march(10))
    clarifying.receive_correction(case, text="2025年度", on=march(9), by=office.registrar)
    asked(case, office, served_on=march(10))
    application = queries.application_for(
        case.application.number, opened=case.application_id, account=0
    )
    assert application is not None
    (row,) = application.cases.all()
    listed = {letter.pk for letter in queries.letters_shown(row)}
    assert listed == {one.pk for one in case.letters.all() if shown_to_applicant(one)}
    assert len(listed) == 1
    assert {KINDS[one.kind].to for one in case.letters.all()} == {"applicant", "third_party"}


# -- other applications, guessed addresses


def test_keys_of_another_application_open_nothing(office: Office, on_day: OnDay) -> None:
    case, copy = delivered(office, on_day)
    letter = case.decisions.get().letter
    assert letter is not None
    other = decide.case_of(office)
    client = of(other)
    number = other.application.number
    for url in (file_url(case, copy.pk), letter_url(case, letter.pk)):
        assert client.get(url).status_code == 302
        assert client.get(url.replace(case.application.number, number)).status_code == 404


@pytest.mark.parametrize("guess", ["1", "2", "0" * 32, "..", "x" * 500, "%27", "\u202e"])
def test_numbers_counted_up_open_nothing(office: Office, on_day: OnDay, guess: str) -> None:
    case, _ = delivered(office, on_day)
    client = of(case)
    here = f"/requests/follow/{case.application.number}"
    urls = [f"{here}/file/{guess}/", f"{here}/letter/{guess}/pdf/", f"{here}/{guess}/correct/"]
    assert {client.get(url).status_code for url in urls} <= {404, 302}


def test_no_address_on_the_page_holds_the_number_of_a_row(office: Office, on_day: OnDay) -> None:
    case, copy = delivered(office, on_day)
    text = shown(of(case), case)
    assert queries.key_of(case.application, "file", copy.pk) in text
    for pk in (case.pk, copy.pk):
        assert f"/{pk}/" not in text
