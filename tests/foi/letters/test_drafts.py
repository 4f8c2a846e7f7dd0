"""Drafts: edited by two, issued only when complete."""

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.forms.letters import split_paragraphs
from gongkai.foi.letters.redress import ONLY_A, ONLY_B
from gongkai.foi.models import FoiLetter
from gongkai.foi.services import letters
from gongkai.foi.states import LetterState, Stage
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import FACTS, facts_for, full_case


def _save(letter: FoiLetter, by: object, rows: list[str], seen: int = 0) -> FoiLetter:
    return letters.save(
        letter, by=by, seen=seen, title=letter.title, addressee=letter.addressee, paragraphs=rows
    )  # type: ignore[arg-type]


def test_the_second_of_two_who_edit_the_same_draft_is_told_so(office: Office) -> None:
    draft = letters.draft(make_case(office.unit), "receipt", by=office.handler)
    _save(draft, office.handler, ["甲写的。"])
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        _save(draft, office.openness, ["乙写的。"])
    assert letters.paragraphs_of(FoiLetter.objects.get(pk=draft.pk)) == ["甲写的。"]


def test_two_drafts_of_one_kind_stand_beside_each_other(office: Office) -> None:
    case = make_case(office.unit)
    one = letters.draft(case, "receipt", by=office.handler)
    two = letters.draft(case, "receipt", by=office.openness)
    first = letters.issue_for(case, "receipt", by=office.openness, draft=two)
    second = letters.issue_for(case, "receipt", by=office.openness, draft=one)
    assert (first.pk, second.pk) == (two.pk, one.pk)
    assert (first.number[-2:], second.number[-2:]) == ("1号", "2号")


def test_an_edited_draft_is_issued_with_its_own_words(office: Office) -> None:
    case = make_case(office.unit)
    draft = letters.draft(case, "clarification", by=office.handler, facts=FACTS["clarification"])
    kept = _save(draft, office.handler, [*letters.paragraphs_of(draft), "自己加的一段。"])
    issued = letters.issue_for(case, "clarification", by=office.openness, draft=kept)
    assert letters.paragraphs_of(issued)[-1] == "自己加的一段。"
    with pytest.raises(Refusal, match="不能再修改"):
        _save(issued, office.handler, ["改一改。"], seen=issued.row_version)


def test_a_blank_that_is_left_refuses_and_is_named(office: Office) -> None:
    case = make_case(office.unit)
    with pytest.raises(Refusal, match="【需要补正的事项】、【补正期限】") as refused:
        letters.issue_for(case, "clarification", by=office.openness)
    assert refused.value.field == "body"
    draft = letters.draft(case, "receipt", by=office.handler, paragraphs=["请到【地点】领取。"])
    with pytest.raises(Refusal, match="【地点】"):
        letters.issue_for(case, "receipt", by=office.openness, draft=draft)
    assert FoiLetter.objects.get(pk=draft.pk).state == LetterState.DRAFT


def test_brackets_the_applicant_wrote_are_no_blanks(office: Office) -> None:
    case = make_case(office.unit, wanted="明教发【2025】12号文件\n以及【附件】")
    letter = letters.issue_for(case, "receipt", by=office.openness)
    assert any(
        "明教发【2025】12号文件\n以及【附件】" in row for row in letters.paragraphs_of(letter)
    )


def test_an_applicant_who_writes_words_of_the_letter_takes_none_from_it(office: Office) -> None:
    case = make_case(office.unit, wanted="【补正期限】")
    with pytest.raises(Refusal, match="【补正期限】"):
        letters.issue_for(case, "clarification", by=office.openness, facts={"what": "学校名称"})
    clause = make_case(office.unit, wanted=ONLY_B)
    facts = {"given": "见附件"}
    assert letters.issue_for(clause, "disclosure", by=office.signer, facts=facts).number
    assert letters.issue_for(clause, "receipt", by=office.openness).number


def test_brackets_of_the_applicant_stay_no_blanks_when_the_text_is_edited(office: Office) -> None:
    case = make_case(office.unit, wanted="第一件\n \n【附件】二")
    draft = letters.draft(case, "receipt", by=office.handler)
    rows = split_paragraphs("\n\n".join(letters.paragraphs_of(draft)), lines=False)
    kept = _save(draft, office.handler, rows)
    assert letters.issue_for(case, "receipt", by=office.openness, draft=kept).number


def test_the_redress_clause_can_be_neither_deleted_nor_exchanged(office: Office) -> None:
    case = full_case(office)
    facts = facts_for(case, "refusal", office)
    rows = letters.preview(case, "refusal", facts)
    without = [row for row in rows if ONLY_A not in row]
    draft = letters.draft(case, "refusal", by=office.handler, paragraphs=without)
    with pytest.raises(Refusal, match="必须写明：对不予公开的决定不服"):
        letters.issue_for(case, "refusal", by=office.signer, draft=draft)
    both = letters.draft(case, "refusal", by=office.handler, paragraphs=[*rows, f"{ONLY_B}起诉。"])
    with pytest.raises(Refusal, match="应当先申请行政复议"):
        letters.issue_for(case, "refusal", by=office.signer, draft=both)


def test_a_step_with_a_redress_clause_is_refused(office: Office) -> None:
    case = make_case(office.unit)
    rows = [*letters.preview(case, "receipt", {}), f"{ONLY_B}提起行政诉讼。"]
    draft = letters.draft(case, "receipt", by=office.handler, paragraphs=rows)
    with pytest.raises(Refusal, match="不写救济途径"):
        letters.issue_for(case, "receipt", by=office.openness, draft=draft)


def test_an_answer_without_six_months_is_refused(office: Office) -> None:
    case = make_case(office.unit)
    rows = [r for r in letters.preview(case, "disclosure", {"given": "见附件"}) if ONLY_B not in r]
    draft = letters.draft(case, "disclosure", by=office.handler, paragraphs=rows)
    with pytest.raises(Refusal, match="6个月内提起行政诉讼"):
        letters.issue_for(case, "disclosure", by=office.signer, draft=draft)


def test_a_refusal_without_its_article_is_not_issued(office: Office) -> None:
    case = full_case(office)
    facts_for(case, "refusal", office)
    told = letters.preview(case, "refusal", {})
    rows = [row.replace("第十六条第二款", "有关规定") for row in told]
    draft = letters.draft(case, "refusal", by=office.handler, paragraphs=rows)
    with pytest.raises(Refusal, match="没有写明依据：条例第十"):
        letters.issue_for(case, "refusal", by=office.signer, draft=draft)


def test_a_draft_of_another_case_or_kind_is_refused(office: Office) -> None:
    case, other = make_case(office.unit), make_case(office.unit)
    draft = letters.draft(other, "receipt", by=office.handler)
    with pytest.raises(Refusal, match="不是这个案件的这种文书"):
        letters.issue_for(case, "receipt", by=office.openness, draft=draft)
    with pytest.raises(Refusal, match="不是这个案件的这种文书"):
        letters.issue_for(
            other, "disclosure", by=office.openness, facts={"given": "附后"}, draft=draft
        )


def test_only_kinds_without_an_act_are_issued_alone(office: Office) -> None:
    case = full_case(office)
    draft = letters.draft(case, "receipt", by=office.handler)
    with pytest.raises(Refusal, match="不能单独发出"):
        letters.issue_alone(draft, by=office.openness, seen=0)
    advice = letters.draft(
        case, "transfer_advice", by=office.handler, facts=FACTS["transfer_advice"]
    )
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        letters.issue_alone(advice, by=office.openness, seen=7)
    issued = letters.issue_alone(advice, by=office.openness, seen=0)
    assert (issued.state, issued.addressee) == (LetterState.ISSUED, "基础教育科")


def test_empty_long_and_unknown_letters_are_refused(office: Office) -> None:
    case = make_case(office.unit)
    draft = letters.draft(case, "receipt", by=office.handler)
    with pytest.raises(Refusal, match="正文是空的"):
        _save(draft, office.handler, ["\n", ""])
    with pytest.raises(Refusal, match="超过60000字"):
        _save(draft, office.handler, ["长" * 60_001])
    with pytest.raises(Refusal, match="没有这种文书"):
        letters.preview(case, "nothing", {})
    archived = make_case(office.unit, Stage.ARCHIVED)
    with pytest.raises(Refusal, match="已经归档"):
        letters.draft(archived, "receipt", by=office.handler)


def test_a_discarded_draft_is_gone_and_an_issued_letter_stays(office: Office) -> None:
    case = make_case(office.unit)
    draft = letters.draft(case, "receipt", by=office.handler)
    letters.discard(draft)
    assert FoiLetter.objects.filter(pk=draft.pk).exists() is False
    issued = letters.issue_for(case, "receipt", by=office.openness)
    with pytest.raises(Refusal, match="不能再修改"):
        letters.discard(issued)
