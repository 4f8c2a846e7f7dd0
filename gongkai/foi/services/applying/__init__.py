"""Everything of an application before it is submitted: the draft, its files, what was found instead."""

from gongkai.foi.services.applying.budget import AN_HOUR, spend
from gongkai.foi.services.applying.drafts import Draft, new_draft, open_draft, sealed_draft
from gongkai.foi.services.applying.found import FoundAct, count_found
from gongkai.foi.services.applying.papers import (
    forget_held,
    forget_old,
    held_files,
    hold,
    let_go,
    opened_papers,
)
from gongkai.foi.services.applying.sending import send

__all__ = [
    "AN_HOUR",
    "Draft",
    "FoundAct",
    "count_found",
    "forget_held",
    "forget_old",
    "held_files",
    "hold",
    "let_go",
    "new_draft",
    "open_draft",
    "opened_papers",
    "sealed_draft",
    "send",
    "spend",
]
