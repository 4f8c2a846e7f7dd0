"""Whether a text may be changed now, and under which name its version is kept."""

from gongkai.base.models import User
from gongkai.publishing.models import (
    Publication,
)
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services.reviewing import REVIEWED
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import State


def may_edit(user: User, publication: Publication) -> bool:
    """Whether the person may change the text now: a draft of their unit, or in their turn of review.

    Who sees the draft is asked elsewhere; this asks for the state.
    """
    head = head_of(publication)
    if head.state == State.DRAFT:
        return True
    if head.state != State.REVIEWING:
        return False
    passed = turns.passed_reviews(head)
    step = turns.next_step(head, passed)
    return step is not None and turns.turn_of(user, head, step, passed=passed).may


def version_note(row: Publication) -> str:
    """What a version is kept as: those who drafted it do not review it."""
    return turns.DRAFTING if head_of(row).state == State.DRAFT else REVIEWED
