"""The drafting table: make, save, share, limit a draft; go back to an earlier version; correct."""

from gongkai.publishing.services.drafts.attachments import (
    SETTABLE,
    attach,
    detach,
    forget_file,
    prepare_file,
)
from gongkai.publishing.services.drafts.facts import nodes_of, set_entries
from gongkai.publishing.services.drafts.relations import MOST_RELATIONS, relate, unrelate
from gongkai.publishing.services.drafts.rights import may_edit
from gongkai.publishing.services.drafts.sessions import (
    KEPT,
    PRESENT,
    autosave,
    drop_typed,
    forget_sessions,
    open_session,
    others_editing,
)
from gongkai.publishing.services.drafts.sight import (
    LINK_DAYS,
    by_token,
    limit_sight,
    link_of,
    revoke_link,
    share_link,
    why_ended,
)
from gongkai.publishing.services.drafts.writing import create, restore, save, start_correction

__all__ = [
    "KEPT",
    "LINK_DAYS",
    "MOST_RELATIONS",
    "PRESENT",
    "SETTABLE",
    "attach",
    "autosave",
    "by_token",
    "create",
    "detach",
    "drop_typed",
    "forget_file",
    "forget_sessions",
    "limit_sight",
    "link_of",
    "may_edit",
    "nodes_of",
    "open_session",
    "others_editing",
    "prepare_file",
    "relate",
    "restore",
    "revoke_link",
    "save",
    "set_entries",
    "share_link",
    "start_correction",
    "unrelate",
    "why_ended",
]
