"""Which terms of a query decide what matches, so that a query costs little in a large library.

A term that stands in a third of a million documents takes milliseconds to walk through and tells
next to nothing. So the rarest terms lead: they decide what matches and give the first order; of
the best by that order a few hundred are then scored by every term.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.search.engine.understand import Term

Weighted = Sequence[tuple[Term, float]]

# Documents the leading terms may stand in, all added up: always this many, or this share.
ALWAYS = 20_000
SHARE = 0.03
# So many lead in any case, unless they alone stand in this share of all documents.
AT_LEAST = 3
AT_LEAST_SHARE = 0.2
# Queries of up to so many pairs are wanted whole.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """Leading terms, how many of them a match must have, and other terms scored at once.

    `whole` says that nothing was left out, so that the first scores are final.
    """

    leading: Weighted
    needed: int
    others: Weighted
    whole: bool


def plans(weighted: Weighted, total: int, *, strict: bool = False) -> list[Plan]:
    """Plans to try in turn, each looser than the one before, until enough is found.

    Where hits are placed by their scores, poor matches lie far down and harm nobody, so one
    leading term is enough; `strict` is for orders that do not look at scores.
    """
    if not weighted:
        return [Plan((), 0, (), whole=True)]
    core = [item for item in weighted if item[0].core] or list(weighted)
    core.sort(key=lambda item: -item[1])
    leading = _leading(core, total)
    cheap = _documents(weighted, total) <= ALWAYS
    needed = [1]
    if strict:
        needed = [math.ceil(len(leading) * 2 / 3), math.ceil(len(leading) / 3)]
    elif len(leading) == len(core):
        needed = [math.ceil(len(core) / 3)]
    made = [_plan(leading, number, weighted, cheap=cheap) for number in dict.fromkeys((*needed, 1))]
    if len(core) <= SHORT:
        made.insert(0, _plan(core, len(core), weighted, cheap=cheap))
    return made


def _plan(leading: Weighted, needed: int, weighted: Weighted, *, cheap: bool) -> Plan:
    others = [item for item in weighted if item not in leading] if cheap else []
    return Plan(leading, needed, others, cheap)


def _leading(core: list[tuple[Term, float]], total: int) -> list[tuple[Term, float]]:
    """The rarest terms, as many as the allowance of documents lets."""
    allowed, least = max(ALWAYS, SHARE * total), AT_LEAST_SHARE * total
    chosen: list[tuple[Term, float]] = []
    spent = 0.0
    for item in core:
        spent += _documents([item], total)
        if chosen and spent > (max(allowed, least) if len(chosen) < AT_LEAST else allowed):
            break
        chosen.append(item)
    return chosen


def _documents(items: Weighted, total: int) -> float:
    """In how many documents the terms stand, added up, from their rarity."""
    return sum((total + 1) / math.exp(rarity) for _, rarity in items)
