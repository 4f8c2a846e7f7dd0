from enum import Enum

import pytest

from gongkai.lib.moves import Move, Moves, NotAllowed, as_markdown, as_rows


class State(Enum):
    DRAFT = "起草"
    REVIEW = "审核"
    DONE = "已发布"

    @property
    def label(self) -> str:
        return self.value


class Act(Enum):
    SUBMIT = "送审"
    RETURN = "退回"
    RELEASE = "发布"

    @property
    def label(self) -> str:
        return self.value


TABLE = {
    (State.DRAFT, Act.SUBMIT): State.REVIEW,
    (State.REVIEW, Act.RETURN): State.DRAFT,
    (State.REVIEW, Act.RELEASE): State.DONE,
}
MOVES = Moves(TABLE)


@pytest.mark.parametrize("move", MOVES.every(), ids=str)
def test_every_pair_of_state_and_act_is_allowed_or_refused_as_the_table_says(move):
    assert MOVES.can(move.state, move.act) == ((move.state, move.act) in TABLE)
    if move.to is not None:
        assert MOVES.to(move.state, move.act) is move.to
    else:
        with pytest.raises(NotAllowed):
            MOVES.to(move.state, move.act)


def test_every_lists_each_pair_once():
    assert len(MOVES.every()) == len(set(MOVES.every())) == 9
    assert [move for move in MOVES.every() if move.to is not None] == MOVES.moves()


def test_a_refusal_names_state_and_act_and_what_is_possible():
    with pytest.raises(NotAllowed) as refused:
        MOVES.to(State.REVIEW, Act.SUBMIT)
    assert str(refused.value) == "当前状态是“审核”，不能办理“送审”；现在可以：退回、发布。"
    assert (refused.value.state, refused.value.act) == (State.REVIEW, Act.SUBMIT)


def test_a_refusal_in_a_final_state_says_that_nothing_is_possible():
    with pytest.raises(NotAllowed) as refused:
        MOVES.to(State.DONE, Act.SUBMIT)
    assert (
        str(refused.value) == "当前状态是“已发布”，不能办理“送审”；这一状态下没有可以办理的事项。"
    )


def test_states_acts_and_ends_come_in_reading_order():
    assert MOVES.states == (State.DRAFT, State.REVIEW, State.DONE)
    assert MOVES.acts == (Act.SUBMIT, Act.RETURN, Act.RELEASE)
    assert MOVES.final == (State.DONE,)
    assert MOVES.allowed(State.REVIEW) == (Act.RETURN, Act.RELEASE)


def test_what_can_be_reached():
    assert MOVES.reachable(State.DRAFT) == frozenset(State)
    assert MOVES.reachable(State.DONE) == {State.DONE}


def test_the_table_stays_as_it_was_built():
    table = dict(TABLE)
    moves = Moves(table)
    table.clear()
    assert moves.moves() == [Move(state, act, to) for (state, act), to in TABLE.items()]


def test_the_table_is_printed_for_people():
    assert as_rows(MOVES)[0] == ("起草", "送审", "审核")
    assert as_markdown(MOVES) == (
        "| 状态 | 事项 | 之后的状态 |\n| --- | --- | --- |\n"
        "| 起草 | 送审 | 审核 |\n| 审核 | 退回 | 起草 |\n| 审核 | 发布 | 已发布 |\n"
    )


def test_plain_text_serves_as_its_own_label():
    assert as_rows(Moves({("a", "go"): "b"})) == [("a", "go", "b")]
