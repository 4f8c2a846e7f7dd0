"""Strings that must never show: one in each hidden field and hidden document.

Each is `GKC-<model>-<field>-<n>` and stands in the file `canaries.txt` of the data folder, so that a
test for leaks is a search for `GKC-` in everything that is public.
"""

from pathlib import Path

from django.conf import settings

from gongkai.base.models import Unit, User
from gongkai.base.services import notices
from gongkai.base.services.trail import record
from gongkai.portal.demo.canaries import desk, library, registers, requests
from gongkai.portal.demo.canaries.nest import LIST, Nest

__all__ = ["LIST", "Nest", "plant"]


def plant(seed: int, units: dict[str, Unit], people: dict[str, User]) -> int:
    """Plants all strings and writes their list; returns how many."""
    nest = Nest(seed)
    clerk = next(iter(people.values()))
    library.plant(nest, next(iter(units.values())), clerk)
    desk.plant(nest, units["minzheng"], people)
    registers.plant(nest, units, people)
    requests.plant(nest, units, people)
    notices.notify([clerk], nest.lay("notice", "title"), text=nest.lay("notice", "text"))
    record(
        "演示标记",
        clerk,
        by=clerk,
        note=nest.lay("event", "note"),
        data={"mark": nest.lay("event", "data")},
    )
    Path(settings.DATA, LIST).write_text("\n".join(nest.made) + "\n", encoding="utf-8")
    return len(nest.made)
