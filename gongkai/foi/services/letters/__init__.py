"""Letters of a case: drafted, edited, issued with a gapless number, printed, cancelled, reissued."""

from gongkai.foi.services.letters.files import (
    as_docx,
    as_pdf,
    file_name,
    keep_pdf,
    letter_file_for_applicant,
    shown_to_applicant,
)
from gongkai.foi.services.letters.issuing import (
    cancel,
    draft_again,
    issue_alone,
    issue_for,
    reissue,
)
from gongkai.foi.services.letters.text import paragraphs_of
from gongkai.foi.services.letters.writing import discard, draft, preview, save

__all__ = [
    "as_docx",
    "as_pdf",
    "cancel",
    "discard",
    "draft",
    "draft_again",
    "file_name",
    "issue_alone",
    "issue_for",
    "keep_pdf",
    "letter_file_for_applicant",
    "paragraphs_of",
    "preview",
    "reissue",
    "save",
    "shown_to_applicant",
]
