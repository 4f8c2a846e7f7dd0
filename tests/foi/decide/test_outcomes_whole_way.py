"""Every outcome that is chosen by hand is driven once from 办理中 to 已办结."""

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.models import ReviewRecord
from gongkai.foi.outcomes import OUTCOMES, outcome
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.services import acting
from gongkai.foi.states import Act, LetterState, ReviewStep, Stage
from tests.foi.decide import way
from tests.foi.factories import Office

BY_HAND = [found.code for found in OUTCOMES if found.by_hand]


@pytest.mark.parametrize("code", BY_HAND)
def test_every_outcome_by_hand_reaches_its_row_of_the_report(office: Office, code: str) -> None:
    case = way.case_of(office)

    closed = way.whole_way(case, office, code)

    decision = decision_of(closed)
    assert decision is not None
    assert decision.letter is not None
    assert (closed.stage, closed.outcome, outcome(closed.outcome).row) == (
        Stage.CLOSED, code, outcome(code).row,
    )  # fmt: skip
    assert (closed.decided_on, closed.replied_on, closed.closed_on) == (way.DAY,) * 3
    assert closed.on_time is True
    assert (decision.letter.kind, decision.letter.state) == (
        outcome(code).letter, LetterState.ISSUED,
    )  # fmt: skip
    assert [row.step for row in ReviewRecord.objects.filter(case=case, passed=True)] == [
        ReviewStep.SECRECY, ReviewStep.LEGAL, ReviewStep.SIGNATURE,
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["D6-1", "D6-2", "D9-9", ""])
def test_what_only_its_own_act_leads_to_is_not_chosen_by_hand(office: Office, code: str) -> None:
    case = way.case_of(office)
    with pytest.raises(Refusal, match="请从列表中选择办理结果"):
        way.propose(case, office.handler, "D1b", outcome=code)


def test_a_withdrawn_request_is_closed_as_ended_otherwise(office: Office) -> None:
    case = way.case_of(office)
    with_acting = way.fresh(case)
    acting.perform(with_acting, Act.WITHDRAW, by=None, actor=acting.APPLICANT)

    closed = way.close(case, office.registrar)

    assert (closed.outcome, closed.stage) == ("D6-3", Stage.CLOSED)


def test_a_request_that_lapsed_is_closed_with_the_row_the_clock_names(office: Office) -> None:
    case = way.case_of(office)
    way.act(case, Act.ASK_CLARIFICATION, way.dt.date(2026, 3, 6), until="2026-03-13")
    case.stage = Stage.LAPSED
    case.save()

    closed = way.close(case, office.registrar)

    assert (closed.outcome, outcome(closed.outcome).row) == ("D6-1", "r6_1")
