"""The deeds of all slices, and those that are offered on the page of a case.

The modules are loaded when they are first asked for: their forms import `deeds.base`, and with it
this package.
"""

import functools
from dataclasses import dataclass
from importlib import import_module

from gongkai.base.models import User
from gongkai.foi import rules
from gongkai.foi.deeds.base import Deed
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.states import CASE_MOVES, Act, Stage

MODULES = (
    "intake",
    "clarifying",
    "consulting",
    "extending",
    "fees",
    "abuse",
    "deciding",
    "delivering",
    "closing",
    "records",
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A deed as a person finds it on the page.

    Args:
        deed: the deed.
        key: names it in the address: the act, and a number where several deeds do the same act.
        why_not: a sentence why it cannot be done yet; "" where it can.
    """

    deed: Deed
    key: str
    why_not: str = ""

    @property
    def act(self) -> Act:
        return self.deed.act


@functools.cache
def collected() -> tuple[Offered, ...]:
    """Every deed of every slice, in the order of the slices, with its key."""
    found: list[Offered] = []
    for module in MODULES:
        for deed in import_module(f"{__name__}.{module}").DEEDS:
            before = sum(one.act == deed.act for one in found)
            key = deed.act.value if not before else f"{deed.act.value}-{before + 1}"
            found.append(Offered(deed, key))
    return tuple(found)


def by_key(key: str) -> Deed | None:
    """The deed an address names."""
    return next((one.deed for one in collected() if one.key == key), None)


def deeds_for(case: DisclosureRequest, user: User) -> list[Offered]:
    """What the person may do with the case in its stage: the main ones first, the closed ones last.

    What the deeds ask of acts, team, consultations and the like they ask of the case as it was read
    for the page; the number of statements does not grow with what happened to it.
    """
    stage = Stage(case.stage)
    offered = [
        Offered(one.deed, one.key, one.deed.why_not(case, user))
        for one in collected()
        if CASE_MOVES.can(stage, one.act)
        and rules.may(user, one.act, case)
        and one.deed.shown(case, user)
    ]
    return sorted(offered, key=lambda one: (bool(one.why_not), not one.deed.main))
