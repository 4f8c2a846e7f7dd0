"""Marks, copies and what is given: each way through the services once."""

import hashlib
from typing import Any

import pytest

from gongkai.base import jobs
from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import path_of
from gongkai.foi.models import CaseFile
from gongkai.foi.services import redacting, vault
from gongkai.foi.states import FilePurpose, RedactionState, Stage
from gongkai.lib.redaction import Passage, Region
from tests.foi.factories import Office, make_case
from tests.foi.redaction.world import (
    PAPER,
    SECRET,
    add_file,
    case_with_paper,
    confirmed,
    ground,
    made,
    marked,
)
from tests.lib.redaction.papers import line, paper


def test_words_are_marked_wherever_they_stand(office: Office) -> None:
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    assert [(mark["page"], mark["ground"], mark["by"]) for mark in row.marks] == [
        (1, "E15-2", office.handler.pk),
        (2, "E15-2", office.handler.pk),
    ]


def test_a_note_beside_a_mark_is_stored_sealed(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    row = redacting.add(
        row, [Region(1, 0, 0, 1, 1)], ground=ground("E14-2"), note=" 商业银行法 ",
        by=office.handler, seen=0,
    )  # fmt: skip
    assert "商业" not in str(row.marks)
    assert redacting.note_of(row.marks[0]) == "商业银行法"


def test_of_two_people_who_mark_at_once_the_second_is_told(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.begin(file, by=office.handler)
    marks = [Region(1, 0, 0, 1, 1)]
    redacting.add(row, marks, ground=ground(), note="", by=office.handler, seen=0)
    with pytest.raises(Refusal, match="刚刚被别人改动"):
        redacting.add(row, marks, ground=ground(), note="", by=office.openness, seen=0)


def test_a_place_is_not_marked_twice(office: Office) -> None:
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    with pytest.raises(Refusal, match="都已经标记过了"):
        redacting.add(
            row, redacting.find(row, SECRET), ground=ground(), note="", by=office.handler, seen=1
        )


def test_a_mark_taken_off_is_gone(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.remove(marked(file, office.handler), [1], by=office.handler, seen=1)
    assert [mark["page"] for mark in row.marks] == [2]


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (Region(3, 0, 0, 1, 1), "标记在第3页，文件只有2页，请改正页码。"),
        (Region(1, 0.5, 0, 0.5, 1), "标记没有宽度或者没有高度，什么也盖不住，请重新画框。"),
    ],
)
def test_a_mark_off_the_file_is_refused(office: Office, mark: Region, sentence: str) -> None:
    row = redacting.begin(case_with_paper(office)[1], by=office.handler)
    with pytest.raises(Refusal) as refused:
        redacting.fit(row, [mark])
    assert refused.value.sentence == sentence


def test_words_that_stand_nowhere_are_refused(office: Office) -> None:
    row = redacting.begin(case_with_paper(office)[1], by=office.handler)
    with pytest.raises(Refusal, match="没有找到“王五”"):
        redacting.find(row, "王五")


def test_a_place_that_was_overlooked_is_named(office: Office) -> None:
    _, file = case_with_paper(office)
    row = redacting.remove(marked(file, office.handler), [2], by=office.handler, seen=1)
    assert redacting.still_readable(row) == ["“secretzhang”已在别处标记，第2页还有1处没有遮盖。"]


@pytest.mark.parametrize(
    ("stage", "words"),
    [(Stage.REVIEW, "正在审核"), (Stage.SIGNING, "正在签发"), (Stage.ARCHIVED, "已归档")],
)
def test_what_others_look_at_is_not_changed_under_them(
    office: Office, stage: Stage, words: str
) -> None:
    _, file = case_with_paper(office, stage=stage)
    with pytest.raises(Refusal, match=words):
        redacting.begin(file, by=office.handler)


def test_word_files_are_sent_back_as_pdf(office: Office) -> None:
    case, _ = case_with_paper(office)
    word = vault.keep(
        b"PK", name="a.docx", purpose=FilePurpose.RECORD, by=None, case=case,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )  # fmt: skip
    with pytest.raises(Refusal, match="另存为PDF"):
        redacting.begin(word, by=office.handler)


# --- the copy ----------------------------------------------------------------------------------


def test_the_copy_is_proved_named_neutrally_and_seen_by_nobody_yet(office: Office) -> None:
    _, file = case_with_paper(office)
    row = made(file, office.handler)
    assert row.copy is not None
    assert (row.state, row.problems, row.copy.name) == (RedactionState.MADE, [], "附件1.pdf")
    assert (row.copy.visible, row.copy.original_id, row.copy.purpose) == (False, file.pk, "copy")
    assert SECRET.encode() not in vault.read(row.copy)
    assert vault.read(file) == PAPER


def test_a_copy_that_fails_the_proof_is_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redacting.making, "redact_pdf", lambda original, regions: original)
    row = made(case_with_paper(office)[1], office.handler)
    assert (row.state, row.copy) == (RedactionState.FAILED, None)
    assert "第1页还能提取出文字，请重新生成。" in row.problems
    assert CaseFile.objects.filter(purpose=FilePurpose.COPY).count() == 0


def test_a_copy_too_big_to_be_kept_is_refused_before_it_is_stored(
    office: Office, settings: Any
) -> None:
    row = marked(case_with_paper(office)[1], office.handler)
    settings.UPLOAD_LIMIT = 5000
    with pytest.raises(Refusal, match="请把原件拆分成几份"):
        redacting.prepare(row)


def test_nothing_is_made_without_marks(office: Office) -> None:
    row = redacting.begin(case_with_paper(office)[1], by=office.handler)
    with pytest.raises(Refusal, match="还没有标记要遮盖的内容"):
        redacting.prepare(row)


def test_a_copy_of_marks_that_have_changed_meanwhile_is_dropped(office: Office) -> None:
    row = marked(case_with_paper(office)[1], office.handler)
    prepared = redacting.prepare(row)
    redacting.remove(row, [1], by=office.openness, seen=1)
    with pytest.raises(Refusal, match="刚刚被别人改动"):
        redacting.keep(row, prepared, by=office.handler)


def test_who_marked_does_not_confirm(office: Office) -> None:
    row = made(case_with_paper(office)[1], office.handler)
    with pytest.raises(Refusal, match="不能核对自己的标记"):
        redacting.confirm(row, by=office.handler, seen=row.row_version)


def test_another_confirms_and_the_trail_says_so(office: Office) -> None:
    row = confirmed(case_with_paper(office)[1], office.handler, office.secrecy)
    assert row.copy is not None
    assert (row.state, row.verified_by) == (RedactionState.VERIFIED, office.secrecy)
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "开始涂黑", "改动涂黑标记", "生成公开副本", "核对公开副本",
    ]  # fmt: skip
    digest = hashlib.sha256(vault.read(row.copy)).hexdigest()
    assert Event.objects.order_by("-seq")[0].data["sha256"] == digest


def test_marks_of_a_made_copy_change_only_in_a_new_version(office: Office) -> None:
    row = confirmed(case_with_paper(office)[1], office.handler, office.secrecy)
    with pytest.raises(Refusal, match="收回副本，重新涂黑"):
        redacting.remove(row, [1], by=office.handler, seen=row.row_version)


def test_a_new_version_keeps_the_marks_and_takes_the_old_copy_from_the_applicant(
    office: Office,
) -> None:
    case, file = case_with_paper(office)
    old = confirmed(file, office.handler, office.secrecy)
    copy = redacting.open_to_applicant(case)[0]
    assert redacting.may_be_served(copy) is True
    fresh = redacting.revise(old, by=office.handler, seen=old.row_version)
    old.refresh_from_db()
    assert (old.state, fresh.version, fresh.marks) == (RedactionState.SUPERSEDED, 2, old.marks)
    assert redacting.may_be_served(copy) is False
    assert vault.read(old.copy) == vault.read(copy)  # type: ignore[arg-type]


# --- the worker --------------------------------------------------------------------------------


def test_the_worker_makes_the_copy_and_tells(office: Office) -> None:
    _, file = case_with_paper(office)
    row = marked(file, office.handler)
    redacting.ask(row, by=office.handler, seen=1)
    redacting.ask(row, by=office.handler, seen=1)
    assert redacting.is_waiting(row) is True
    assert jobs.run_due(1) == 1
    laid_by = CaseFile.objects.get(purpose=FilePurpose.COPY)
    assert (redacting.is_waiting(row), laid_by.removed_at is None) == (True, False)
    assert jobs.run_due() == 1
    row.refresh_from_db()
    assert (row.state, redacting.is_waiting(row)) == (RedactionState.MADE, False)
    assert (row.copy, row.copy.removed_at) == (laid_by, None)  # type: ignore[union-attr]
    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (office.handler, "公开副本已经生成，请另一位同志核对")


def test_a_job_for_marks_that_have_changed_does_nothing(office: Office) -> None:
    row = marked(case_with_paper(office)[1], office.handler)
    redacting.ask(row, by=office.handler, seen=1)
    redacting.remove(row, [1], by=office.handler, seen=1)
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, Notice.objects.count()) == (RedactionState.MARKING, 0)


@pytest.mark.parametrize("when", ["marks changed", "proof failed"])
def test_a_copy_the_worker_could_not_prove_leaves_no_bytes(
    office: Office, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    row = marked(case_with_paper(office)[1], office.handler)
    redacting.ask(row, by=office.handler, seen=1)
    jobs.run_due(1)
    path = path_of(CaseFile.objects.get(purpose=FilePurpose.COPY).stored)
    assert path.exists()
    if when == "marks changed":
        redacting.remove(row, [1], by=office.handler, seen=1)
    else:
        monkeypatch.setattr(redacting.making, "verify_pdf", lambda *args: ["第1页还能提取出文字。"])
    jobs.run_due()
    row.refresh_from_db()
    assert (row.copy, path.exists()) == (None, False)
    assert CaseFile.objects.filter(purpose=FilePurpose.COPY).count() == 0


def test_a_file_the_worker_cannot_open_is_told_with_its_sentence(office: Office) -> None:
    case, _ = case_with_paper(office)
    broken = add_file(case, b"%PDF-1.7 broken")
    row = redacting.begin(broken, by=office.handler)
    row = redacting.add(
        row, [Region(1, 0, 0, 1, 1)], ground=ground(), note="", by=office.handler, seen=0
    )
    redacting.ask(row, by=office.handler, seen=1)
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, len(row.problems)) == (RedactionState.FAILED, 1)
    assert (Notice.objects.get().title, Notice.objects.get().text) == (
        "公开副本没有生成",
        row.problems[0],
    )


# --- texts and pictures ------------------------------------------------------------------------


def test_a_text_file_gets_a_text_as_copy(office: Office) -> None:
    case, _ = case_with_paper(office)
    file = add_file(case, "张三住明湖路。\r\n电话张 三留。".encode("gb18030"), "a.txt")
    row = marked(file, office.handler, "张三")
    row = redacting.keep(row, redacting.prepare(row), by=office.handler)
    assert row.copy is not None
    assert row.copy.name == "附件2.txt"
    text = vault.read(row.copy).decode("utf-8-sig")
    assert text == "████（个人隐私）住明湖路。\n电话████（个人隐私）留。"


def test_a_passage_beyond_the_text_is_refused(office: Office) -> None:
    case, _ = case_with_paper(office)
    row = redacting.begin(add_file(case, "短文。".encode(), "a.txt"), by=office.handler)
    with pytest.raises(Refusal, match="标记不在文字之内（全文3个字）"):
        redacting.fit(row, [Passage(1, 9)])


# --- what is given -----------------------------------------------------------------------------


def test_an_original_nobody_decided_on_is_not_given(office: Office) -> None:
    case, file = case_with_paper(office)
    assert redacting.delivered_files_of(case) == []
    file.visible = True
    file.save()
    assert redacting.may_be_served(file) is False


def test_a_file_with_marks_stops_the_delivery_until_its_copy_is_confirmed(office: Office) -> None:
    case, file = case_with_paper(office)
    row = made(file, office.handler)
    with pytest.raises(Refusal, match="附件1有要遮盖的内容，公开副本还没有由另一位同志核对"):
        redacting.delivered_files_of(case)
    row = redacting.confirm(row, by=office.secrecy, seen=row.row_version)
    assert redacting.delivered_files_of(case) == [row.copy]


def test_a_file_given_whole_goes_out_without_author_and_under_a_neutral_name(
    office: Office,
) -> None:
    case, file = case_with_paper(office)
    whole = add_file(
        case, paper(line(100, 700, "open"), trailer=b"/Info<</Author(Zhang San)>>"), "张三.pdf"
    )
    copy = redacting.give_whole(whole, redacting.prepare_whole(whole), by=office.handler)
    assert redacting.delivered_files_of(case) == [copy]
    assert (copy.name, b"Zhang San" in vault.read(copy)) == ("附件2.pdf", False)
    assert redacting.may_be_served(copy) is False
    redacting.open_to_applicant(case)
    assert (redacting.may_be_served(copy), redacting.may_be_served(whole)) == (True, False)
    assert redacting.may_be_served(file) is False


def test_a_file_with_marks_cannot_be_given_whole(office: Office) -> None:
    _, file = case_with_paper(office)
    marked(file, office.handler)
    with pytest.raises(Refusal, match="有涂黑标记，不能全文提供"):
        redacting.give_whole(file, b"%PDF", by=office.handler)


def test_a_file_given_whole_cannot_be_marked_before_it_is_taken_back(office: Office) -> None:
    _, file = case_with_paper(office)
    redacting.give_whole(file, redacting.prepare_whole(file), by=office.handler)
    with pytest.raises(Refusal, match="请先收回"):
        redacting.begin(CaseFile.objects.get(pk=file.pk), by=office.handler)
    redacting.take_back(file, by=office.handler, reason="含有姓名")
    fresh = redacting.begin(CaseFile.objects.get(pk=file.pk), by=office.handler)
    assert fresh.version == 1


@pytest.mark.parametrize("stage", [Stage.DELIVERED, Stage.CLOSED, Stage.REVIEW])
def test_a_mistake_is_taken_back_at_once_in_any_stage(office: Office, stage: Stage) -> None:
    case, file = case_with_paper(office)
    confirmed(file, office.handler, office.secrecy)
    copy = redacting.open_to_applicant(case)[0]
    case.stage, case.outcome = stage, "D1b"
    case.save()
    redacting.take_back(file, by=office.handler, reason="漏遮了电话")
    copy.refresh_from_db()
    assert (copy.visible, copy.removed_at is None, redacting.may_be_served(copy)) == (
        False, False, False,
    )  # fmt: skip
    assert redacting.delivered_files_of(case) == []


def test_taking_back_wants_a_reason_and_something_to_take(office: Office) -> None:
    _, file = case_with_paper(office)
    with pytest.raises(Refusal, match="请写收回的原因"):
        redacting.take_back(file, by=office.handler, reason=" ")
    with pytest.raises(Refusal, match="不用收回"):
        redacting.take_back(file, by=office.handler, reason="误点")


def test_the_next_version_after_taking_back_has_the_next_number(office: Office) -> None:
    _, file = case_with_paper(office)
    confirmed(file, office.handler, office.secrecy)
    redacting.take_back(file, by=office.handler, reason="重来")
    row = redacting.begin(CaseFile.objects.get(pk=file.pk), by=office.handler)
    assert (row.version, row.marks) == (2, [])


def test_files_of_another_case_do_not_count(office: Office) -> None:
    case, file = case_with_paper(office)
    other = make_case(office.unit)
    copy = confirmed(add_file(other), office.handler, office.secrecy).copy
    assert redacting.delivered_files_of(case) == []
    assert [redacting.neutral_name(file, "pdf"), copy.name] == ["附件1.pdf", "附件1.pdf"]  # type: ignore[union-attr]
