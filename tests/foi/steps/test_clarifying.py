"""补正: once, completely, in time; then the count starts anew (条例第三十条)."""

import datetime as dt

import pytest

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.services import clarifying, vault
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FilePurpose, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import corrected_case, fresh, handled, march


def ask(case: DisclosureRequest, office: Office, **facts: object) -> DisclosureRequest:
    values = {"on": march(5), "until": march(20), "what": ["请写明年度"]} | facts
    return clarifying.ask_clarification(case, by=office.head, **values)  # type: ignore[arg-type]


def test_the_clock_waits_for_the_applicant_and_the_applicant_sees_what_to_correct(
    office: Office, on_day: OnDay
) -> None:
    case = corrected_case(office, on_day)
    act = clarifying.correction_asked(case)
    assert act is not None
    assert (case.stage, case.due_on, case.waits_until) == (Stage.CLARIFYING, None, march(20))
    assert (act.visible, act.note) == (True, "请写明所需信息的年度\n请提供身份证明")
    assert act.letter is not None
    assert act.letter.kind == "clarification"
    assert "请写明所需信息的年度" in "".join(paragraphs_of(act.letter))


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.HANDLING])
def test_it_may_be_asked_before_and_after_somebody_handles_it(
    office: Office, on_day: OnDay, stage: Stage
) -> None:
    case = handled(office, stage=stage)
    on_day(march(5))
    assert ask(case, office).stage == Stage.CLARIFYING


def test_the_points_may_be_lines_of_a_text(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    ask(case, office, what="请写明年度\n\n 请写明范围 \n请写明年度")
    act = clarifying.correction_asked(case)
    assert act is not None
    assert act.note == "请写明年度\n请写明范围"


def test_it_is_asked_only_once(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(9))
    clarifying.receive_correction(case, text="2025年度")
    with pytest.raises(Refusal, match=r"补正只能一次性告知.*条例第三十条"):
        ask(case, office, on=march(9))
    assert FoiLetter.objects.filter(kind="clarification").count() == 1


def test_it_is_refused_after_the_reply_was_due(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(31))
    with pytest.raises(Refusal, match="条例第三十条"):
        ask(case, office, on=march(31), until=dt.date(2026, 4, 20))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until": march(5)}, "until"),
        ({"until": march(11)}, "until"),
        ({"on": march(6)}, "on"),
        ({"what": [" ", ""]}, "what"),
        ({"what": ["长" * 301]}, "what"),
        ({"what": [f"第{n}项" for n in range(21)]}, "what"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    office: Office, on_day: OnDay, facts: dict[str, object], field: str
) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal) as refusal:
        ask(case, office, **facts)
    assert refusal.value.field == field
    assert fresh(case).stage == Stage.HANDLING
    assert FoiLetter.objects.count() == 0


def test_five_working_days_are_the_least(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    assert ask(case, office, until=march(12)).waits_until == march(12)


def test_a_page_that_is_old_is_refused(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="请刷新页面"):
        ask(case, office, seen=99)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("openness", True),
        ("head", True),
        ("unit_head", True),
        ("handler", False),
        ("registrar", False),
        ("stranger", False),
        ("authority", False),
    ],
)
def test_who_may_ask(office: Office, name: str, may: bool) -> None:
    case = handled(office)
    assert rules.may(getattr(office, name), Act.ASK_CLARIFICATION, case) is may


# -- the correction


def test_the_original_stays_word_for_word_and_the_correction_is_kept(
    office: Office, on_day: OnDay
) -> None:
    case = corrected_case(office, on_day)
    original = case.application.wanted
    on_day(march(16))
    clarifying.receive_correction(
        case, text="需要2025年度的，身份证明见附件。", files=[("身份证明.txt", "证明".encode())]
    )
    case = fresh(case)
    act = case.acts.get(kind=Act.RECEIVE_CORRECTION)
    file = case.files.get()
    assert case.application.wanted == original
    assert (case.stage, act.actor, act.by, act.visible) == (Stage.HANDLING, "申请人", None, True)
    assert act.note == "需要2025年度的，身份证明见附件。"
    assert (file.purpose, file.visible, vault.read(file)) == (
        FilePurpose.CORRECTION,
        True,
        "证明".encode(),
    )
    assert case.due_on == dt.date(2026, 4, 14)


def test_the_desk_may_give_the_matter_its_new_words(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(16))
    before = case.matter_key
    clarifying.receive_correction(
        case, by=office.registrar, on=march(16), text="见附件", matter="2025年度招生计划"
    )
    case = fresh(case)
    assert case.matter == "2025年度招生计划"
    assert case.matter_key != before


def test_the_receipt_letter_names_the_new_due_day(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(16))
    clarifying.receive_correction(
        case, by=office.registrar, on=march(16), text="2025年度", reply=True
    )
    letter = FoiLetter.objects.get(kind="correction_received")
    assert "2026年4月14日" in "".join(paragraphs_of(letter))


def test_handler_and_desk_are_told_but_not_who_entered_it(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(16))
    clarifying.receive_correction(case, by=office.registrar, on=march(16), text="2025年度")
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"cbr", "gk"}


def test_a_late_correction_needs_a_good_reason(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(23))
    with pytest.raises(Refusal, match=r"已经逾期.*条例第三十条") as refusal:
        clarifying.receive_correction(case, by=office.registrar, on=march(23), text="2025年度")
    assert refusal.value.field == "accepted"
    with pytest.raises(Refusal, match="正当理由"):
        clarifying.receive_correction(
            case, by=office.registrar, on=march(23), text="2025年度", accepted=True
        )
    clarifying.receive_correction(
        case,
        by=office.registrar,
        on=march(23),
        text="2025年度",
        accepted=True,
        reason="住院，有出院记录",
    )
    case = fresh(case)
    act = case.acts.get(kind=Act.RECEIVE_CORRECTION)
    assert (act.data["late"], act.data["accepted"]) == (True, True)
    assert act.note == "2025年度\n\n逾期受理的理由：住院，有出院记录"
    assert case.due_on == dt.date(2026, 4, 21)


def test_a_late_applicant_is_sent_to_the_desk(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    on_day(march(23))
    with pytest.raises(Refusal, match="请与明湖市教育局联系"):
        clarifying.receive_correction(case, text="2025年度", accepted=True, reason="忙")
    assert fresh(case).stage == Stage.CLARIFYING


def test_the_last_day_is_in_time_and_entered_later_it_still_is(
    office: Office, on_day: OnDay
) -> None:
    case = corrected_case(office, on_day)
    on_day(march(23))
    clarifying.receive_correction(case, by=office.registrar, on=march(20), text="2025年度")
    assert fresh(case).acts.get(kind=Act.RECEIVE_CORRECTION).data["late"] is False


def test_nothing_handed_in_is_no_correction(office: Office, on_day: OnDay) -> None:
    case = corrected_case(office, on_day)
    with pytest.raises(Refusal, match="请写明补正的内容"):
        clarifying.receive_correction(case, text="  ")


def test_nothing_is_received_that_was_not_asked_for(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(9))
    with pytest.raises(Refusal, match="当前状态是“办理中”"):
        clarifying.receive_correction(case, text="2025年度")
