"""The drafting table: make, save, share, limit a draft; go back to an earlier version; correct."""

from gongkai.publishing.services.drafts.attachments import (
    attach,
    detach,
    forget_file,
    prepare_file,
    rename_attachment,
)
from gongkai.publishing.services.drafts.facts import nodes_of, set_entries
from gongkai.publishing.services.drafts.rights import may_edit
from gongkai.publishing.services.drafts.sessions import (
    PRESENT,
    autosave,
    drop_typed,
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
    "LINK_DAYS",
    "PRESENT",
    "attach",
    "autosave",
    "by_token",
    "create",
    "detach",
    "drop_typed",
    "forget_file",
    "limit_sight",
    "link_of",
    "may_edit",
    "nodes_of",
    "open_session",
    "others_editing",
    "prepare_file",
    "rename_attachment",
    "restore",
    "revoke_link",
    "save",
    "set_entries",
    "share_link",
    "start_correction",
    "why_ended",
]
