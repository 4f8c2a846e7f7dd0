"""Tables of moves: which act is allowed in which state, and where it leads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)
Act = TypeVar("Act", bound=Hashable)


def label_of(thing: object) -> str:
    """The Chinese label of a choice, else the thing as text."""
    return str(getattr(thing, "label", thing))


class NotAllowed(Exception):
    """The act is not allowed in this state; the message is a whole Chinese sentence."""

    def __init__(self, state: object, act: object, allowed: Iterable[object]) -> None:
        self.state, self.act, self.allowed = state, act, tuple(allowed)
        names = "、".join(label_of(a) for a in self.allowed)
        what_next = f"现在可以：{names}" if names else "这一状态下没有可以办理的事项"
        super().__init__(f"当前状态是“{label_of(state)}”，不能办理“{label_of(act)}”；{what_next}。")


class Move(NamedTuple, Generic[State, Act]):
    """One cell of the table: where an act leads, None where it is refused."""

    state: State
    act: Act
    to: State | None


class Moves(Generic[State, Act]):
    """An immutable table of moves.

    Args:
        table: (state, act) to the next state, in the order people should read it.
    """

    def __init__(self, table: Mapping[tuple[State, Act], State]) -> None:
        self._table = dict(table)
        self._allowed: dict[State, tuple[Act, ...]] = {}
        for state, act in self._table:
            self._allowed[state] = (*self._allowed.get(state, ()), act)

    @property
    def states(self) -> tuple[State, ...]:
        """Every state that occurs, in the order of its first appearance."""
        seen: dict[State, None] = {}
        for (state, _), to in self._table.items():
            seen[state] = None
            seen[to] = None
        return tuple(seen)

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act that occurs, in the order of its first appearance."""
        return tuple(dict.fromkeys(act for _, act in self._table))

    @property
    def final(self) -> tuple[State, ...]:
        """States from which no act leads on."""
        return tuple(state for state in self.states if state not in self._allowed)

    def allowed(self, state: State) -> tuple[Act, ...]:
        """The acts allowed in this state, in table order."""
        return self._allowed.get(state, ())

    def can(self, state: State, act: Act) -> bool:
        """True when the act is allowed in this state."""
        return (state, act) in self._table

    def to(self, state: State, act: Act) -> State:
        """The state the act leads to.

        Raises:
            NotAllowed: the act is not allowed in this state.
        """
        try:
            return self._table[state, act]
        except KeyError:
            raise NotAllowed(state, act, self.allowed(state)) from None

    def reachable(self, start: State) -> frozenset[State]:
        """Every state that can come after `start`, and `start` itself."""
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for act in self.allowed(here):
                there = self._table[here, act]
                if there not in seen:
                    seen.add(there)
                    todo.append(there)
        return frozenset(seen)

    def moves(self) -> list[Move[State, Act]]:
        """Every allowed move, in table order."""
        return [Move(state, act, to) for (state, act), to in self._table.items()]

    def every(self) -> list[Move[State, Act]]:
        """Every pair of state and act, allowed or refused: parameters for tests."""
        return [
            Move(state, act, self._table.get((state, act)))
            for state in self.states
            for act in self.acts
        ]


def as_rows(moves: Moves[State, Act]) -> list[tuple[str, str, str]]:
    """(state, act, next state) in labels, for pages."""
    return [(label_of(m.state), label_of(m.act), label_of(m.to)) for m in moves.moves()]


def as_markdown(moves: Moves[State, Act]) -> str:
    """The table of moves as Markdown, for the manual."""
    lines = ["| 状态 | 事项 | 之后的状态 |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in as_rows(moves)]
    return "\n".join(lines) + "\n"
