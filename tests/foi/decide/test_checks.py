"""`reasons_against`: what each outcome has to prove, say and give."""

import datetime as dt
from typing import Any

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.models import FeeNotice
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.services import deciding, searching
from gongkai.foi.services.decision_checks import reasons_against
from gongkai.foi.states import Act, ConsultationKind, FeeTariff, Stance
from tests.foi.decide import way
from tests.foi.factories import Office, make_case


def reasons(office: Office, code: str, *, case: Any = None, **changes: Any) -> list[str]:
    """What stands against a proposal with changes."""
    case = case or way.case_of(office)
    decision = way.propose(case, office.handler, code, **changes)
    return reasons_against(way.fresh(case), decision)


def test_without_a_proposal_there_is_one_reason(office: Office) -> None:
    (reason,) = reasons_against(way.case_of(office), None)
    assert reason.startswith("还没有拟定答复")


@pytest.mark.parametrize("code", ["D4-1a", "D4-2"])
def test_no_unavailable_information_without_a_search(office: Office, code: str) -> None:
    case = way.case_of(office)
    (reason,) = reasons(office, code, case=case)
    assert reason.startswith("还没有检索的记录")
    with pytest.raises(Refusal, match="还没有检索的记录"):
        way.to_review(case, office.handler)
    way.search(case, office.handler)
    assert reasons(office, code, case=case) == []


def test_what_was_found_does_exist(office: Office) -> None:
    case = way.case_of(office)
    way.search(case, office.handler, found=True)
    (reason,) = reasons(office, "D4-1a", case=case)
    assert "写明查到了信息" in reason


@pytest.mark.parametrize(
    "code",
    [found.code for found in OUTCOMES if found.by_hand and found.code not in
     ("D1a", "D1b", "D3-8", "D5-3")],
)  # fmt: skip
def test_every_refusal_says_why(office: Office, code: str) -> None:
    case = way.case_of(office)
    way.prove(case, office, code)
    (reason,) = reasons(office, code, case=case, reasons=" ")
    assert "必须说明理由" in reason


@pytest.mark.parametrize("code", ["D1a", "D3-8", "D5-3"])
def test_where_it_is_to_be_had_is_said(office: Office, code: str) -> None:
    (reason,) = reasons(office, code, given="")
    assert reason.startswith("请写明")


def test_a_refusal_wants_a_ground_of_its_own_kind_from_the_closed_list(office: Office) -> None:
    case = way.case_of(office)
    (none,) = reasons(office, "D3-5", case=case, grounds=[])
    (other,) = reasons(office, "D3-5", case=case, grounds=["E16-2a"])
    (made_up,) = reasons(office, "D3-5", case=case, grounds=["E99"])
    (needless,) = reasons(office, "D4-3", case=_corrected(office), grounds=["E16-2a"])

    assert none.startswith("请选择不予公开的依据")
    assert other == (
        "所选的依据“过程性信息：讨论记录”与“不予公开：三类内部事务信息”不符，请重新选择。"
    )
    assert made_up.startswith("所选的依据“E99”")
    assert "不引用不予公开的依据" in needless


def _corrected(office: Office) -> Any:
    case = way.case_of(office)
    way.prove(case, office, "D4-3")
    return case


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], ["至少要有一项提供", "至少要有一项不提供"]),
        ([("a", "full", "")], ["至少要有一项不提供"]),
        ([("a", "withheld", "E16-2a")], ["至少要有一项提供"]),
        ([("a", "full", ""), ("b", "withheld", "")], ["请选择不予公开的依据", "请选择这一项的依据"]),
        ([("a", "partial", "E16-2a")], []),
        ([("a", "full", ""), ("b", "withheld", "E16-2a")], []),
    ],
)  # fmt: skip
def test_a_partial_disclosure_gives_something_and_keeps_something_back(
    office: Office, items: list[tuple[str, str, str]], told: list[str]
) -> None:
    rows = [dict(zip(("what", "result", "ground"), item, strict=True)) for item in items]
    grounds = (
        []
        if items and items[-1][2]
        else ([] if told[:1] == ["请选择不予公开的依据"] else ["E16-2a"])
    )
    found = reasons(office, "D2", items=rows, grounds=grounds)
    assert len(found) == len(told)
    assert all(word in reason for word, reason in zip(told, found, strict=True))


def test_an_item_without_words_or_result_is_refused_at_its_field(office: Office) -> None:
    case = way.case_of(office)
    for row in (
        {"ground": "E16-2a", "result": "withheld"},
        {"what": "某信息", "result": "perhaps"},
    ):
        with pytest.raises(Refusal) as refused:
            way.propose(case, office.handler, "D2", items=[row])
        assert refused.value.field == "items"


def test_a_disclosure_gives_something_and_everything(office: Office) -> None:
    case = way.case_of(office)
    (nothing,) = reasons(office, "D1b", case=case, given="")
    assert nothing.startswith("还没有要提供的内容")

    way.record(case)
    (undecided,) = reasons(office, "D1b", case=case)
    assert "没有标明全文提供" in undecided


def test_a_refusal_gives_no_files(office: Office) -> None:
    case = way.case_of(office)
    way.give_whole(case, office.handler)
    (reason,) = reasons(office, "D3-5", case=case)
    assert "不提供文件" in reason


# -- those who were asked


def test_the_rights_of_a_third_party_are_protected_after_asking_it(office: Office) -> None:
    case = way.case_of(office)
    (unasked,) = reasons(office, "D3-4", case=case)
    assert "须先书面征求第三方的意见" in unasked

    way.third_party(case, "", limit_on=dt.date(2026, 3, 27))
    (waiting,) = reasons(office, "D3-4", case=case)
    assert waiting.startswith("还在等待征求第三方意见的答复，意见期限到2026年3月27日")


@pytest.mark.parametrize("stance", [Stance.REFUSE, Stance.PARTLY, Stance.SILENT])
def test_refused_or_silent_the_agency_decides(office: Office, stance: str) -> None:
    case = way.case_of(office)
    way.third_party(case, stance)
    assert reasons(office, "D3-4", case=case) == []


def test_silence_counts_from_the_day_after_the_limit(office: Office, on_day: Any) -> None:
    case = way.case_of(office)
    way.third_party(case, "", limit_on=way.DAY)
    assert len(reasons(office, "D3-4", case=case)) == 1
    on_day(way.DAY + dt.timedelta(days=1))
    assert reasons(office, "D3-4", case=case) == []


def test_where_all_agree_nothing_is_protected(office: Office) -> None:
    case = way.case_of(office)
    way.third_party(case, Stance.AGREE)
    (reason,) = reasons(office, "D3-4", case=case)
    assert "都同意公开" in reason


def test_nothing_is_given_while_a_joint_maker_is_asked(office: Office) -> None:
    case = way.case_of(office)
    way.third_party(case, "", kind=ConsultationKind.JOINT_MAKER, ref="j1")
    (reason,) = reasons(office, "D1b", case=case)
    assert "条例第三十四条" in reason


def test_a_third_party_that_refused_is_told_before_the_disclosure(office: Office) -> None:
    case = way.case_of(office)
    way.third_party(case, Stance.REFUSE)
    (reason,) = reasons(office, "D1b", case=case)
    assert "请先书面告知第三方" in reason


# -- outcomes with a history


def test_still_unclear_is_said_only_after_a_correction(office: Office) -> None:
    (reason,) = reasons(office, "D4-3")
    assert reason.startswith("申请人还没有补正过")


def test_excessive_is_said_only_after_reasons_were_demanded(office: Office) -> None:
    (reason,) = reasons(office, "D5-4")
    assert "应当先要求申请人说明理由" in reason


def test_a_repetition_names_an_answered_request_of_the_same_person(office: Office) -> None:
    case = way.case_of(office)
    answered = make_case(office.unit, number="〔2025〕7号", replied_on=dt.date(2025, 11, 3))
    waiting = make_case(office.unit, number="〔2025〕8号")
    other = make_case(
        office.unit, number="〔2025〕9号", name="李四", id_number="370102190102030027",
        replied_on=dt.date(2025, 11, 3),
    )  # fmt: skip

    (unnamed,) = reasons(office, "D5-2", case=case, earlier_reply="")
    assert unnamed.startswith("请写明此前答复的文号")
    assert (
        reasons(office, "D5-2", case=case, earlier_reply=f"{answered.number}，2025年11月3日") == []
    )
    (unanswered,) = reasons(office, "D5-2", case=case, earlier_reply=waiting.number)
    assert "还没有答复" in unanswered
    (another,) = reasons(office, "D5-2", case=case, earlier_reply=other.number)
    assert "不是同一申请人提出的" in another


def test_the_right_agency_is_named_or_said_to_be_unknown(office: Office) -> None:
    case = way.case_of(office)
    (nobody,) = reasons(office, "D4-1b", case=case, right_body="", right_contact="")
    (unreachable,) = reasons(office, "D4-1b", case=case, right_contact="")
    assert nobody.startswith("请写明负责公开该信息的机关")
    assert unreachable == "请写明明湖市财政局的联系方式（条例第三十六条第五项）。"
    assert reasons(office, "D4-1b", case=case, right_body="不能确定", right_contact="") == []


# -- everything else


def test_nothing_is_decided_while_a_fee_is_unpaid(office: Office) -> None:
    case = way.case_of(office)
    FeeNotice.objects.create(
        case=case, tariff=FeeTariff.PAGES, quantity=31, amount=10, served_on=dt.date(2026, 3, 10),
        pay_until=dt.date(2026, 4, 8),
    )  # fmt: skip
    (reason,) = reasons(office, "D1b", case=case)
    assert "缴费期限到2026年4月8日" in reason


def test_a_secrecy_mark_stops_the_decision(office: Office) -> None:
    (reason,) = reasons(office, "D1b", given="机密★10年\n会议纪要")
    assert "密级标志“机密”" in reason


def test_a_text_without_end_is_refused_at_its_field(office: Office) -> None:
    case = way.case_of(office)
    with pytest.raises(Refusal) as refused:
        way.propose(case, office.handler, "D1b", reasons="长" * 20_001)
    assert (refused.value.field, "超过20000字" in refused.value.sentence) == ("reasons", True)


def test_a_search_wants_words_and_a_day_after_the_receipt(office: Office) -> None:
    case = way.case_of(office)
    facts: dict[str, Any] = {
        "by": office.handler, "on": way.DAY, "places": "档案室", "words": "计划", "method": "",
        "found": False, "result": "没有",
    }  # fmt: skip
    for field, value in (
        ("places", " "), ("words", ""), ("result", ""),
        ("on", dt.date(2026, 3, 1)), ("on", dt.date(2026, 3, 18)),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            searching.search_record(way.fresh(case), **(facts | {field: value}))
        assert refused.value.field == field
    assert case.searches.count() == 0
    searching.search_record(way.fresh(case), **facts)
    assert case.acts.get(kind=Act.SEARCH).data == {"search": case.searches.get().pk, "found": False}


def test_what_is_missing_holds_up_the_review_with_every_sentence(office: Office) -> None:
    case = way.case_of(office)
    decision = way.propose(case, office.handler, "D3-4", reasons="", grounds=[])
    missing = deciding.reasons_against(way.fresh(case), decision)
    with pytest.raises(Refusal) as refused:
        way.to_review(case, office.handler)
    assert (len(missing), refused.value.sentence) == (2, "".join(missing))
