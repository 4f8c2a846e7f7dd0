"""I7 and I8: who may not be the same person, and that reviews hold for exactly one text."""

from typing import Any

import pytest

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.foi.models import FoiLetter, ReviewRecord
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.services import deciding, letters, redacting, reviewing
from gongkai.foi.services.decision_text import digest_of
from gongkai.foi.states import Act, LetterState, ReviewStep, Stage
from tests.cast import give_roles, make_user
from tests.foi.decide import way
from tests.foi.factories import Office


def kinds(case: Any) -> list[str]:
    return list(case.acts.order_by("id").values_list("kind", flat=True))


def test_the_handler_reviews_nothing_and_signs_nothing_of_the_own(office: Office) -> None:
    give_roles(office.handler, Role.SECRECY, Role.LEGAL, Role.SIGNER, unit=office.unit)
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)

    for review in (way.review_secrecy, way.review_legal):
        with pytest.raises(Forbidden, match="承办或者拟写了这份答复"):
            review(case, office.handler)
    way.review_secrecy(case, office.secrecy)
    way.review_legal(case, office.legal)
    with pytest.raises(Forbidden, match="承办或者拟写了这份答复"):
        way.sign(case, office.handler)


def test_who_wrote_before_the_case_was_handed_over_neither_reviews_nor_signs(
    office: Office,
) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    row = way.fresh(case)
    row.handler = office.other_handler
    row.save()
    way.propose(case, office.other_handler)
    way.to_review(case, office.other_handler)

    with pytest.raises(Forbidden):
        way.review_legal(case, office.handler)


def test_who_made_both_reviews_does_not_sign(office: Office) -> None:
    alone = make_user("du", Role.SECRECY, Role.LEGAL, Role.SIGNER, unit=office.unit, name="独任卯")
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    way.review_secrecy(case, alone)
    way.review_legal(case, alone)
    assert way.fresh(case).stage == Stage.SIGNING

    with pytest.raises(Forbidden, match="审核过这份答复"):
        way.sign(case, alone)
    assert way.sign(case, office.signer).signed_by == office.signer


def test_nobody_signs_the_own_single_review(office: Office) -> None:
    both = make_user("liang", Role.LEGAL, Role.SIGNER, unit=office.unit, name="两任辰")
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    way.review_secrecy(case, office.secrecy)
    way.review_legal(case, both)
    with pytest.raises(Forbidden, match="审核过这份答复"):
        way.sign(case, both)


def test_the_last_review_sends_to_signature_by_itself_in_either_order(office: Office) -> None:
    for first, second in (
        (way.review_secrecy, way.review_legal), (way.review_legal, way.review_secrecy),
    ):  # fmt: skip
        case = way.case_of(office)
        way.propose(case, office.handler)
        way.to_review(case, office.handler)
        people = {way.review_secrecy: office.secrecy, way.review_legal: office.legal}
        first(case, people[first])
        assert way.fresh(case).stage == Stage.REVIEW
        second(case, people[second])
        assert way.fresh(case).stage == Stage.SIGNING
        assert kinds(case)[-1] == Act.TO_SIGNATURE


def test_a_file_that_changes_after_the_reviews_stops_the_signature(office: Office) -> None:
    case = way.case_of(office)
    way.give_whole(case, office.handler)
    way.to_signature(case, office, "D2")
    file = case.files.get(purpose="record")
    redacting.take_back(file, by=office.handler, reason="放错了文件")

    with pytest.raises(Refusal, match="保密审查、法制审核没有通过现在的内容"):
        way.sign(case, office.signer)
    assert FoiLetter.objects.get(case=case).state == LetterState.DRAFT


def test_a_letter_that_is_edited_after_the_reviews_stops_the_signature(office: Office) -> None:
    case = way.case_of(office)
    way.to_signature(case, office)
    letter = FoiLetter.objects.get(case=case)
    letters.save(
        letter, by=office.handler, seen=letter.row_version, title=letter.title,
        addressee=letter.addressee, paragraphs=[*letters.paragraphs_of(letter), "另外再加一句。"],
    )  # fmt: skip
    with pytest.raises(Refusal, match="保密审查、法制审核没有通过现在的内容"):
        way.sign(case, office.signer)


def test_the_letter_that_was_reviewed_is_the_letter_that_is_issued(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    draft = FoiLetter.objects.get(case=case)
    words = [*letters.paragraphs_of(draft), "以下无正文。"]
    letters.save(
        draft, by=office.handler, seen=draft.row_version, title=draft.title,
        addressee=draft.addressee, paragraphs=words,
    )  # fmt: skip
    way.review_secrecy(case, office.secrecy)
    way.review_legal(case, office.legal)
    decision = way.sign(case, office.signer)

    assert decision.letter is not None
    assert (decision.letter.pk, letters.paragraphs_of(decision.letter)) == (draft.pk, words)
    assert decision.digest == digest_of(decision)


def test_a_draft_that_is_removed_after_the_reviews_takes_them_along(office: Office) -> None:
    case = way.case_of(office)
    way.to_signature(case, office)
    letters.discard(FoiLetter.objects.get(case=case))
    with pytest.raises(Refusal, match="保密审查、法制审核没有通过现在的内容"):
        way.sign(case, office.signer)


def test_a_review_of_what_the_page_no_longer_shows_is_refused(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    with pytest.raises(Refusal, match="审核意见没有保存"):
        way.review_legal(case, office.legal, digest="0" * 64)


def test_a_review_of_an_older_text_is_made_again_before_the_signature(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    way.review_secrecy(case, office.secrecy)
    letter = FoiLetter.objects.get(case=case)
    letters.save(
        letter, by=office.handler, seen=letter.row_version, title=letter.title,
        addressee=letter.addressee, paragraphs=[*letters.paragraphs_of(letter), "又改了一句。"],
    )  # fmt: skip
    way.review_legal(case, office.legal)
    assert way.fresh(case).stage == Stage.REVIEW

    way.review_secrecy(case, office.secrecy)
    assert way.fresh(case).stage == Stage.SIGNING


def test_points_that_are_not_confirmed_hold_up_a_pass(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    with pytest.raises(Refusal, match="须逐项确认，还有：拟提供的内容不含国家秘密"):
        way.review_secrecy(case, office.secrecy, checklist=["work_secrets"])


def test_a_review_that_does_not_pass_says_why_and_sends_the_case_back(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    with pytest.raises(Refusal, match="请写明哪里不行"):
        way.review_legal(case, office.legal, passed=False)
    way.review_legal(case, office.legal, passed=False, opinion="依据不准确。", checklist=[])

    assert way.fresh(case).stage == Stage.HANDLING
    assert kinds(case)[-2:] == [Act.LEGAL_REVIEW, Act.RETURN]
    assert office.handler.notices.filter(title__startswith="退回修改").count() == 1


def test_after_a_return_every_review_begins_anew_even_for_the_same_text(office: Office) -> None:
    case = way.case_of(office)
    way.to_signature(case, office)
    reviewing.send_back(way.fresh(case), by=office.signer, opinion="再想一想。")
    row = ReviewRecord.objects.filter(case=case, step=ReviewStep.SIGNATURE).get()
    assert (row.passed, way.fresh(case).stage) == (False, Stage.HANDLING)

    way.to_review(case, office.handler)
    way.review_legal(case, office.legal)
    assert way.fresh(case).stage == Stage.REVIEW
    way.review_secrecy(case, office.secrecy)
    assert way.fresh(case).stage == Stage.SIGNING


def test_a_return_wants_an_opinion_and_not_the_writer(office: Office) -> None:
    case = way.case_of(office)
    way.to_signature(case, office)
    with pytest.raises(Refusal, match="请写明退回的理由"):
        reviewing.send_back(way.fresh(case), by=office.signer, opinion="  ")
    with pytest.raises(Forbidden):
        reviewing.send_back(way.fresh(case), by=office.handler, opinion="我自己退回")


def test_two_signers_at_once_sign_once(office: Office) -> None:
    second = make_user("qf2", Role.SIGNER, unit=office.unit, name="签发人巳")
    case = way.case_of(office)
    row = way.to_signature(case, office)
    deciding.sign(row, by=office.signer, seen=row.row_version)
    with pytest.raises(Refusal, match="签发人壬刚刚办理了“签发”"):
        deciding.sign(row, by=second, seen=row.row_version)
    assert FoiLetter.objects.filter(case=case, state=LetterState.ISSUED).count() == 1


def test_two_writers_at_once_do_not_overwrite_each_other(office: Office) -> None:
    case = way.case_of(office)
    row = way.fresh(case)
    case.team.create(user=office.other_handler, role="co_handler")
    deciding.propose(row, by=office.handler, seen=row.row_version, **way.words("D1b"))
    with pytest.raises(Refusal, match="承办人乙刚刚办理了“拟定答复”"):
        deciding.propose(row, by=office.other_handler, seen=row.row_version, **way.words("D3-5"))
    decision = decision_of(way.fresh(case))
    assert decision is not None
    assert (decision.outcome, decision.row_version) == ("D1b", 1)


def test_only_handler_and_team_propose(office: Office) -> None:
    case = way.case_of(office)
    for user in (office.registrar, office.other_handler, office.signer, office.stranger):
        with pytest.raises(Forbidden, match="只有本件的承办人和协办人"):
            way.propose(case, user)


def test_a_proposal_that_says_something_else_lets_go_of_the_drafted_letter(
    office: Office,
) -> None:
    case = way.case_of(office)
    way.to_signature(case, office)
    reviewing.send_back(way.fresh(case), by=office.signer, opinion="改为部分公开。")
    way.propose(case, office.handler, "D2")
    assert FoiLetter.objects.filter(case=case).count() == 0

    way.to_review(case, office.handler)
    assert FoiLetter.objects.get(case=case).kind == "partial"
