"""Give every printed cell its column, also where rows have decayed and cells are missing.

The cheapest way through the table is sought: each cell costs what it would be unlikely to hold
under a column's name, each column left out costs something, and a new row is cheap where the
layout has a sign of one. A table whose rows are whole comes out as it stands at no cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.lib.officialdoc.tables.columns import LABEL_ROLES, UNIT_ROLES, Column
from gongkai.lib.officialdoc.tables.sheet import Row, Token
from gongkai.lib.officialdoc.text import ends_sentence

Cost = Callable[[str, Token], float]

# A lone label is rather level 2 under a merged level 1 than the other way round.
_SKIP = {"no": 1.0, "level2": 1.4, "requirement": 6.0, "note": 0.3, "other": 0.3}
_SKIP_LABEL, _SKIP_DUTY = 1.0, 1.5
_NEVER = 1e6


@dataclass(slots=True)
class _Step:
    cost: float
    came_from: int
    new_row: bool


def align(
    tokens: Sequence[Token], columns: Sequence[Column], cost: Cost
) -> tuple[list[Row], float]:
    """Return the rows that the tokens form under the columns, and what this reading costs."""
    if not tokens:
        return [], 0.0
    roles = [column.role for column in columns]
    skips = _Skips(roles)
    table: list[list[_Step]] = []
    for number, token in enumerate(tokens):
        hold = [cost(role, token) for role in roles]
        before = tokens[number - 1] if number else None
        table.append(_step(token, before, table[-1] if table else None, hold, roles, skips))
    last = min(range(len(roles)), key=lambda c: table[-1][c].cost + skips.after(c))
    total = table[-1][last].cost + skips.after(last)
    return _rows(tokens, _path(table, last), len(roles)), total


def absent_labels(rows: Sequence[Row], columns: Sequence[Column]) -> float:
    """Return what of a reading's cost comes from label cells that are not printed."""
    return sum(
        _skip_cost(column.role)
        for row in rows
        for cell, column in zip(row.cells, columns, strict=True)
        if cell is None and column.role in LABEL_ROLES
    )


class _Skips:
    """What it costs to leave out columns at a row's start, in its middle and at its end."""

    def __init__(self, roles: Sequence[str]) -> None:
        self._sums = [0.0]
        for role in roles:
            self._sums.append(self._sums[-1] + _skip_cost(role))

    def between(self, left: int, right: int) -> float:
        """Cost of the columns after `left` and before `right`."""
        return self._sums[right] - self._sums[left + 1]

    def before(self, column: int) -> float:
        """Cost of the columns before a row's first cell."""
        return self._sums[column]

    def after(self, column: int) -> float:
        """Cost of the columns after a row's last cell."""
        return self._sums[-1] - self._sums[column + 1]


def _skip_cost(role: str) -> float:
    return _SKIP.get(role, _SKIP_LABEL if role in LABEL_ROLES else _SKIP_DUTY)


def _step(
    token: Token,
    before: Token | None,
    previous: list[_Step] | None,
    hold: list[float],
    roles: Sequence[str],
    skips: _Skips,
) -> list[_Step]:
    if previous is None or before is None:
        return [_Step(here + skips.before(column), -1, True) for column, here in enumerate(hold)]
    ends = [step.cost + skips.after(left) for left, step in enumerate(previous)]
    last = min(range(len(ends)), key=ends.__getitem__)
    fresh = _new_row(token)
    joined = (4.0 if token.marked else 0.0) + (1.0 if token.gap else 0.0)
    steps = []
    for column, here in enumerate(hold):
        best, came_from = ends[last] + skips.before(column) + fresh, last
        new_row = True
        for left in range(0 if token.starts else column + 1):
            further = (
                skips.between(left, column)
                if left < column
                else _going_on(token, before, roles[column])
            )
            price = previous[left].cost + (joined + further)
            if price < best:
                best, came_from, new_row = price, left, False
        steps.append(_Step(best + here, came_from, new_row))
    return steps


def _new_row(token: Token) -> float:
    if token.starts is False:
        return _NEVER
    return 0.0 if token.starts or token.gap or token.marked else 1.0


def _going_on(token: Token, before: Token, role: str) -> float:
    """Cost of reading a cell as a further line of the cell before it."""
    if token.blank or before.blank or role == "no":
        return _NEVER
    broken = not ends_sentence(before.paragraphs[-1])
    if token.loose and broken:
        return 0.3 if before.full else 4.0
    if role == "requirement":
        return 1.2 if token.loose else 2.0
    return 3.0 if role in UNIT_ROLES else 5.0


def _path(table: list[list[_Step]], last: int) -> list[tuple[int, bool]]:
    path = []
    for steps in reversed(table):
        path.append((last, steps[last].new_row))
        last = steps[last].came_from
    return path[::-1]


def _rows(tokens: Sequence[Token], path: Sequence[tuple[int, bool]], width: int) -> list[Row]:
    rows: list[Row] = []
    for token, (column, new_row) in zip(tokens, path, strict=True):
        if new_row:
            rows.append(Row([None] * width, token.line))
        _put(rows[-1], column, token)
    return rows


def _put(row: Row, column: int, token: Token) -> None:
    cell = row.cells[column]
    if cell and token.loose and token.paragraphs:
        first, *rest = token.paragraphs
        row.cells[column] = [*cell[:-1], cell[-1] + "\n" + first, *rest]
    else:
        row.cells[column] = [*(cell or []), *token.paragraphs]
