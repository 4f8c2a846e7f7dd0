"""征求意见: in writing, the clock stands still from receipt to answer, silence ends it (条例第三十二至三十四条)."""

import datetime as dt

import pytest

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi import rules
from gongkai.foi.models import Consultation, FoiLetter
from gongkai.foi.services import clocks, consulting
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FilePurpose, Stage, Stance
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import ITEM, JOINT, THIRD, asked, fresh, handled, march, served


def test_the_letter_goes_out_and_the_clock_goes_on_until_it_is_received(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    case = fresh(case)
    note = case.acts.get()
    assert (made.ref, made.served_on, made.limit_on) == ("c1", None, None)
    assert (note.kind, note.visible, note.letter) == (Act.NOTE, False, made.letter)
    assert clocks.clock_of(case).due == march(30)  # type: ignore[union-attr]


def test_service_opens_the_hold_for_fifteen_working_days(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(4))
    made = asked(case, office)
    on_day(march(9))
    made = consulting.serve(made, by=office.registrar, on=march(6), evidence="EMS 1029384756")
    case = fresh(case)
    act = case.acts.get(kind=Act.CONSULT)
    assert (made.limit_on, case.paused, act.on, act.visible) == (march(27), True, march(6), True)
    assert act.data == {"kind": "third_party", "ref": "c1", "limit": "2026-03-27"}
    assert (act.note, act.letter) == ("", None)
    assert made.evidence == "EMS 1029384756"


def test_the_applicant_sees_neither_the_third_party_nor_what_it_says(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5), evidence="王五签收")
    consulting.take_opinion(
        made, by=office.handler, on=march(5), stance=Stance.REFUSE, opinion="涉及报价"
    )
    shown = fresh(case).acts.filter(visible=True)
    assert [(act.kind, act.note, act.letter_id) for act in shown] == [
        (Act.CONSULT, "", None),
        (Act.TAKE_OPINION, "", None),
    ]


def test_the_letter_never_says_who_applies(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    for kind in (THIRD, JOINT):
        letter = asked(case, office, kind=kind).letter
        assert letter is not None
        text = "\n".join([letter.title, letter.addressee, *paragraphs_of(letter)])
        person = case.application.applicant
        found = [w for w in (person.name, person.phone, person.address) if w in text]
        assert found == []
        assert ITEM in text


@pytest.mark.parametrize(
    "question",
    [
        "陈一诺申请的合同是否同意公开",
        "陈 一 诺申请的合同",
        "电话139-0000-0001的申请人",
        "１３９０００００００１",
        "住在明湖市东城区求是路8号",
        "证件370102 19010203 0019",
    ],
)
def test_a_question_that_tells_who_applies_is_refused(
    office: Office, on_day: OnDay, question: str
) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="不得透露申请人") as refusal:
        asked(case, office, question=question)
    assert refusal.value.field == "question"
    assert "陈一诺" not in str(refusal.value)
    assert Consultation.objects.count() == 0


def test_a_unit_or_a_name_but_not_both_and_not_oneself(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="只能填一个"):
        asked(case, office, unit=office.city.finance)
    with pytest.raises(Refusal, match="请写明被征求意见人"):
        asked(case, office, name="")
    with pytest.raises(Refusal, match="不能向自己征求意见"):
        asked(case, office, kind=JOINT, unit=office.unit)
    with pytest.raises(Refusal, match="请选择征求谁的意见"):
        asked(case, office, kind="confer", unit=office.city.finance)


def test_the_numbers_of_the_letters_have_no_gap_after_a_refusal(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    on_day(march(5))
    first = asked(case, office).letter
    with pytest.raises(Refusal, match="还没有到"):
        asked(case, office, served_on=march(6))
    second = asked(case, office).letter
    assert first is not None
    assert second is not None
    assert [first.issued_number.serial, second.issued_number.serial] == [1, 2]  # type: ignore[union-attr]
    assert [row.ref for row in case.consultations.all()] == ["c1", "c2"]


def test_after_the_due_day_nobody_is_asked_any_more(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(31))
    with pytest.raises(Refusal, match="条例第三十三条"):
        asked(case, office)


def test_only_while_the_case_is_handled(office: Office, on_day: OnDay) -> None:
    case = handled(office, stage=Stage.REVIEW)
    on_day(march(5))
    with pytest.raises(Refusal, match="当前状态是“审核中”"):
        asked(case, office)


def test_service_is_recorded_once_and_not_before_the_letter(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    with pytest.raises(Refusal, match="不会早在2026年3月4日"):
        consulting.serve(made, by=office.registrar, on=march(4))
    consulting.serve(made, by=office.registrar, on=march(5))
    with pytest.raises(Refusal, match="已登记于2026年3月5日送达"):
        consulting.serve(made, by=office.registrar, on=march(5))
    assert fresh(case).acts.filter(kind=Act.CONSULT).count() == 1


def test_service_after_the_due_day_does_not_stop_a_clock_that_ran_out(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    on_day(march(31))
    with pytest.raises(Refusal, match="条例第三十三条"):
        consulting.serve(made, by=office.registrar, on=march(31))


@pytest.mark.parametrize(
    ("name", "may"),
    [("handler", True), ("registrar", True), ("openness", True), ("other_handler", False),
     ("stranger", False), ("authority", False), ("legal", False)],
)  # fmt: skip
def test_who_may_consult(office: Office, name: str, may: bool) -> None:
    assert rules.may(getattr(office, name), Act.CONSULT, handled(office)) is may


# -- opinions


def test_an_opinion_with_files_is_kept_sealed_and_the_handler_told(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    on_day(march(10))
    made = consulting.take_opinion(
        made,
        stance=Stance.REFUSE,
        opinion="含有报价，公开会损害我方。",
        files=[("说明.txt", "报价".encode())],
    )
    case = fresh(case)
    act = case.acts.get(kind=Act.TAKE_OPINION)
    assert (made.stance, made.opinion, made.answered_on) == (
        Stance.REFUSE,
        "含有报价，公开会损害我方。",
        march(10),
    )
    assert (act.by, act.actor, act.data["late"]) == (None, "被征求意见人", False)
    assert (case.files.get().purpose, case.files.get().visible) == (FilePurpose.OPINION, False)
    assert clocks.clock_of(case, on=march(11)).paused_until is None  # type: ignore[union-attr]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"cbr", "gk", "djy"}


@pytest.mark.parametrize("stance", [Stance.REFUSE, Stance.PARTLY])
def test_who_does_not_agree_says_why(office: Office, on_day: OnDay, stance: str) -> None:
    made = served(handled(office), office, on_day, march(5))
    with pytest.raises(Refusal, match="请写明意见的理由"):
        consulting.take_opinion(made, by=office.handler, on=march(5), stance=stance)


@pytest.mark.parametrize("stance", ["", "silent", "opinion", "whatever"])
def test_only_the_three_stances_are_opinions(office: Office, on_day: OnDay, stance: str) -> None:
    made = served(handled(office), office, on_day, march(5))
    with pytest.raises(Refusal, match="请选择意见"):
        consulting.take_opinion(made, by=office.handler, on=march(5), stance=stance, opinion="好")


def test_an_opinion_is_taken_once_and_not_before_the_letter_came(
    office: Office, on_day: OnDay
) -> None:
    made = served(handled(office), office, on_day, march(9))
    with pytest.raises(Refusal, match="不会早于这一天"):
        consulting.take_opinion(made, by=office.handler, on=march(6), stance=Stance.AGREE)
    consulting.take_opinion(made, by=office.handler, on=march(9), stance=Stance.AGREE)
    with pytest.raises(Refusal, match="已于2026年3月9日收到答复"):
        consulting.take_opinion(
            made, by=office.handler, on=march(9), stance=Stance.REFUSE, opinion="不"
        )


def test_who_answers_has_received_the_letter(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    made = asked(case, office)
    on_day(march(12))
    made = consulting.take_opinion(
        made, by=office.handler, on=march(12), stance=Stance.AGREE, served_on=march(6)
    )
    kinds = list(fresh(case).acts.values_list("kind", "on"))
    assert kinds[1:] == [(Act.CONSULT, march(6)), (Act.TAKE_OPINION, march(12))]
    assert (made.served_on, fresh(case).due_on) == (march(6), dt.date(2026, 4, 3))


def test_answers_go_to_the_letter_they_belong_to(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    first = served(case, office, on_day, march(5))
    second = served(case, office, on_day, march(5), name="明湖市西泉物业有限公司")
    on_day(march(10))
    consulting.take_opinion(second, by=office.handler, on=march(10), stance=Stance.AGREE)
    assert fresh(case).paused is True
    on_day(march(16))
    consulting.take_opinion(first, by=office.handler, on=march(16), stance=Stance.AGREE)
    case = fresh(case)
    assert case.due_on == dt.date(2026, 4, 9)
    assert clocks.clock_of(case, on=march(17)).paused_until is None  # type: ignore[union-attr]


def test_an_opinion_may_come_while_the_decision_is_reviewed(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    type(case).objects.filter(pk=case.pk).update(stage=Stage.REVIEW)
    on_day(march(10))
    made = consulting.take_opinion(made, by=office.handler, on=march(10), stance=Stance.AGREE)
    assert made.stance == Stance.AGREE
    assert fresh(case).stage == Stage.REVIEW


def test_after_the_decision_no_opinion_is_taken(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    type(case).objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    with pytest.raises(Refusal, match="当前状态是“已签发”"):
        consulting.take_opinion(made, by=office.handler, on=march(5), stance=Stance.AGREE)


# -- silence


@pytest.mark.parametrize(("kind", "what"), [(THIRD, "条例第三十二条"), (JOINT, "条例第三十四条")])
def test_silence_is_recorded_on_the_fifteenth_working_day_by_the_program(
    office: Office, on_day: OnDay, kind: str, what: str
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5), kind=kind)
    on_day(march(26))
    assert consulting.close_passed_holds() == 0
    on_day(march(28))
    assert consulting.close_passed_holds() == 1
    assert consulting.close_passed_holds() == 0
    made.refresh_from_db()
    act = fresh(case).acts.get(kind=Act.CLOSE_HOLD)
    assert (made.stance, made.answered_on) == (Stance.SILENT, None)
    assert (act.on, act.by, act.actor) == (march(26), None, "系统")
    texts = Notice.objects.filter(user=office.handler).values_list("text", flat=True)
    assert [what in text for text in texts] == [True]


def test_one_that_cannot_be_closed_does_not_stop_the_others(office: Office, on_day: OnDay) -> None:
    broken, fine = handled(office), handled(office)
    first = served(broken, office, on_day, march(5))
    served(fine, office, on_day, march(5))
    # Restored from a backup with another day of receipt: the clock refuses the acts there are.
    type(broken).objects.filter(pk=broken.pk).update(received_on=march(30))
    on_day(dt.date(2026, 4, 30))
    with pytest.raises(Refusal, match=f"1项期满的征求意见没有登记。征求意见{first.pk}："):
        consulting.close_passed_holds()
    assert fine.consultations.get().stance == Stance.SILENT
    assert broken.consultations.get().stance == ""


def test_what_is_not_served_answered_or_already_decided_is_not_closed(
    office: Office, on_day: OnDay
) -> None:
    on_day(march(5))
    unserved = handled(office)
    asked(unserved, office)
    answered = handled(office)
    made = served(answered, office, on_day, march(5))
    consulting.take_opinion(made, by=office.handler, on=march(5), stance=Stance.AGREE)
    decided = handled(office)
    served(decided, office, on_day, march(5))
    type(decided).objects.filter(pk=decided.pk).update(stage=Stage.DECIDED)
    on_day(march(30))
    assert consulting.close_passed_holds() == 0


def test_a_third_party_that_answers_late_is_heard_but_the_time_is_counted(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    on_day(march(27))
    consulting.close_passed_holds()
    on_day(march(31))
    made = consulting.take_opinion(made, stance=Stance.REFUSE, opinion="涉及报价")
    assert (made.stance, fresh(case).acts.get(kind=Act.TAKE_OPINION).data["late"]) == (
        Stance.REFUSE,
        True,
    )
    assert fresh(case).due_on == dt.date(2026, 4, 21)


def test_a_joint_maker_that_answers_late_has_consented(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5), kind=JOINT)
    on_day(march(31))
    made = consulting.take_opinion(
        made, by=office.handler, on=march(31), stance=Stance.REFUSE, opinion="不宜公开"
    )
    assert (made.stance, made.opinion) == (Stance.SILENT, "不宜公开")


# -- disclosure against the will of a third party


def test_the_third_party_is_told_what_is_disclosed_and_why(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    consulting.take_opinion(
        made, by=office.handler, on=march(5), stance=Stance.REFUSE, opinion="不"
    )
    on_day(march(9))
    made = consulting.tell_third_party(
        made, by=office.openness, reason="涉及学生食品安全，不公开将严重损害公共利益", on=march(9)
    )
    letter = FoiLetter.objects.get(kind="third_party_told")
    text = "".join(paragraphs_of(letter))
    assert (ITEM in text, "学生食品安全" in text) == (True, True)
    assert (made.told_on, made.override_reason) == (
        march(9),
        "涉及学生食品安全，不公开将严重损害公共利益",
    )
    act = fresh(case).acts.get(kind=Act.OVERRIDE)
    assert (act.visible, act.letter, act.data) == (False, letter, {"ref": "c1"})
    with pytest.raises(Refusal, match="已于2026年3月9日告知"):
        consulting.tell_third_party(made, by=office.openness, reason="再次", on=march(9))


@pytest.mark.parametrize(
    ("kind", "stance", "sentence"),
    [(THIRD, Stance.AGREE, "没有表示不同意公开"), (JOINT, Stance.REFUSE, "只有第三方不同意公开")],
)
def test_only_a_third_party_that_refused_is_told(
    office: Office, on_day: OnDay, kind: str, stance: str, sentence: str
) -> None:
    made = served(handled(office), office, on_day, march(5), kind=kind)
    made = consulting.take_opinion(
        made, by=office.handler, on=march(5), stance=stance, opinion="见函"
    )
    with pytest.raises(Refusal, match=sentence):
        consulting.tell_third_party(made, by=office.openness, reason="公共利益", on=march(5))


def test_the_notice_has_its_reason_and_its_day(office: Office, on_day: OnDay) -> None:
    made = served(handled(office), office, on_day, march(5))
    on_day(march(10))
    made = consulting.take_opinion(made, stance=Stance.REFUSE, opinion="不")
    with pytest.raises(Refusal, match="请写明不公开会对公共利益造成重大影响的理由"):
        consulting.tell_third_party(made, by=office.openness, reason=" ", on=march(10))
    with pytest.raises(Refusal, match="不会早于这一天"):
        consulting.tell_third_party(made, by=office.openness, reason="公共利益", on=march(9))
    with pytest.raises(Refusal, match="不得透露申请人"):
        consulting.tell_third_party(made, by=office.openness, reason="陈一诺需要", on=march(10))
