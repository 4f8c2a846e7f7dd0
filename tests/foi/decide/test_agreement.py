"""The deeds on the page, the services behind them and the table of outcomes say the same."""

import pytest

from gongkai.foi import deeds
from gongkai.foi.forms.deciding import GIVEN_LABELS, outcome_choices
from gongkai.foi.letters import KINDS
from gongkai.foi.outcomes import BY_HAND, OUTCOMES
from gongkai.foi.states import Act, Stage
from tests.foi.decide import way
from tests.foi.factories import Office


def test_the_editor_offers_every_outcome_by_hand_once() -> None:
    offered = [code for _, rows in outcome_choices()[1:] for code, _ in rows]
    assert sorted(offered) == sorted(code for code, _ in BY_HAND)
    assert [name for name, _ in outcome_choices()[1:]] == [
        "予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理",
    ]  # fmt: skip


def test_every_outcome_has_a_letter_of_its_redress() -> None:
    assert {o.code: KINDS[o.letter].redress for o in OUTCOMES} == {
        o.code: o.redress for o in OUTCOMES
    }


def test_every_outcome_that_gives_says_what_is_given() -> None:
    assert [o.code for o in OUTCOMES if o.gives and o.code not in GIVEN_LABELS] == []


@pytest.mark.parametrize(
    ("stage", "who", "acts"),
    [
        (Stage.HANDLING, "handler", {Act.PROPOSE, Act.SEND_TO_REVIEW, Act.SEARCH}),
        (Stage.REVIEW, "secrecy", {Act.SECRECY_REVIEW, Act.RETURN}),
        (Stage.REVIEW, "legal", {Act.LEGAL_REVIEW, Act.RETURN}),
        (Stage.SIGNING, "signer", {Act.SIGN, Act.RETURN}),
        (Stage.SIGNING, "handler", set()),
        (Stage.DECIDED, "registrar", {Act.DELIVER}),
        (Stage.DELIVERED, "registrar", {Act.CLOSE, Act.REMEDY}),
        (Stage.CLOSED, "registrar", {Act.ARCHIVE, Act.REMEDY}),
        (Stage.ARCHIVED, "legal", {Act.REMEDY}),
        (Stage.ARCHIVED, "authority", set()),
    ],
)
def test_each_stage_offers_its_deeds_to_those_who_do_them(
    office: Office, stage: Stage, who: str, acts: set[Act]
) -> None:
    case = way.case_of(office)
    case.stage, case.outcome = stage, "D1b"
    case.save()
    mine = {
        Act.PROPOSE, Act.SEND_TO_REVIEW, Act.SEARCH, Act.SECRECY_REVIEW, Act.LEGAL_REVIEW, Act.RETURN,
        Act.SIGN, Act.DELIVER, Act.CLOSE, Act.REMEDY, Act.REOPEN, Act.ARCHIVE,
    }  # fmt: skip
    offered = {one.act for one in deeds.deeds_for(case, getattr(office, who))}
    assert offered & mine == acts
