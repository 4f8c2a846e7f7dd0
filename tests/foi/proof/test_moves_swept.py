"""The whole table of stages and acts: allowed acts lead where it says, all others are refused and write nothing."""

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.models import CaseAct
from gongkai.foi.services import acting, consulting
from gongkai.foi.states import CASE_MOVES, Act, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.proof.stages import LATE, START, Ways, everything_of, fresh, undone

# With these a case begins; no service does them to a case that is there.
BEGINNINGS = (Act.SUBMIT, Act.SPLIT_OFF)


@pytest.fixture
def ways(office: Office, on_day: OnDay) -> Ways:
    return Ways(office, on_day)


@pytest.mark.parametrize("stage", Stage)
def test_every_act_in_this_stage_does_what_the_table_says(stage: Stage, ways: Ways) -> None:
    case = ways.reached(stage)
    day = LATE if stage == Stage.LAPSED else START
    for act in Act:
        to = CASE_MOVES.to(stage, act) if CASE_MOVES.can(stage, act) else None
        if to is None:
            with pytest.raises(Refusal, match=f"不能办理“{act.label}”"):
                acting.check_move(case, act)
        if act in BEGINNINGS:
            assert to is None
            continue
        with undone(ways):
            ways.on_day(day)
            made = ways.prepare(act, case)
            if to is None:
                _refused(act, ways, made, case)
            else:
                ways.do(act, case, made or False)
                done = fresh(case)
                assert (done.stage, last_kind(done)) == (to, act), act.label
                assert done.row_version > case.row_version
        assert everything_of(case)[1]["stage"] == stage


def _refused(act: Act, ways: Ways, made: object, case: object) -> None:
    """The service refuses because of the stage, and nothing is written."""
    row = fresh(case)
    before = everything_of(row)
    if act == Act.CLOSE_HOLD:
        # Nobody does this: the night job looks for what is over, and passes such a case by.
        assert consulting.close_passed_holds() == 0
        assert not consulting._close(made.pk, LATE)
    else:
        with pytest.raises(Refusal) as refusal:
            ways.do(act, row, made or False)
        label = Act.LEGAL_REVIEW.label if act == Act.TO_SIGNATURE else act.label
        assert f"不能办理“{label}”" in refusal.value.sentence, act.label
    assert everything_of(row) == before, act.label


def last_kind(case: object) -> str:
    kind: str = CaseAct.objects.filter(case=case).order_by("-id").values_list("kind", flat=True)[0]
    return kind


def test_the_sweep_covers_every_stage_and_every_act_of_the_table() -> None:
    assert set(CASE_MOVES.states) == set(Stage)
    assert set(CASE_MOVES.acts) == set(Act) - set(BEGINNINGS)
    assert len(CASE_MOVES.moves()) == 82


def test_every_stage_is_reached_and_only_the_archive_and_a_withdrawal_end_it() -> None:
    assert CASE_MOVES.reachable(Stage.SUBMITTED) == set(Stage)
    assert CASE_MOVES.final == ()
    assert CASE_MOVES.reachable(Stage.WITHDRAWN) == {
        Stage.WITHDRAWN, *CASE_MOVES.reachable(Stage.CLOSED),
    }  # fmt: skip
