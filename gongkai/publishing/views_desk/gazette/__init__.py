"""The desk of the gazette: series, issues, what stands in them, proofs, publication, old issues."""

from gongkai.publishing.views_desk.gazette.issue import issue
from gongkai.publishing.views_desk.gazette.registers import (
    home,
    issue_edit,
    issue_new,
    old_new,
    series_edit,
)
from gongkai.publishing.views_desk.gazette.texts import differences, issue_add, preview, proof_file

__all__ = [
    "differences",
    "home",
    "issue",
    "issue_add",
    "issue_edit",
    "issue_new",
    "old_new",
    "preview",
    "proof_file",
    "series_edit",
]
