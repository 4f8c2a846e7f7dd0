"""政府公报: series, issues, items, proofs, publication; old issues from their PDF."""

from gongkai.publishing.services.gazette.alarm import note_difference, tell_differences
from gongkai.publishing.services.gazette.collecting import collect
from gongkai.publishing.services.gazette.issues import (
    edit_issue,
    edit_series,
    open_issue,
    open_series,
)
from gongkai.publishing.services.gazette.items import add, advance, arrange, move, remove
from gongkai.publishing.services.gazette.old import (
    keep_old,
    keep_old_problem,
    receive_old,
    set_contents,
)
from gongkai.publishing.services.gazette.proofs import (
    keep_proof,
    keep_proof_problem,
    keep_remade,
    log_proofreading,
    order_proof,
    remake_stale,
)
from gongkai.publishing.services.gazette.publication import reasons_against_release, release

__all__ = [
    "add",
    "advance",
    "arrange",
    "collect",
    "edit_issue",
    "edit_series",
    "keep_old",
    "keep_old_problem",
    "keep_proof",
    "keep_proof_problem",
    "keep_remade",
    "log_proofreading",
    "move",
    "note_difference",
    "open_issue",
    "open_series",
    "order_proof",
    "reasons_against_release",
    "receive_old",
    "release",
    "remake_stale",
    "remove",
    "set_contents",
    "tell_differences",
]
