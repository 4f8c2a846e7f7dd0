"""Blacking out: what must not be disclosed is taken out of a copy, and the copy is proved.

The copy is a file of pictures (see `redact_pdf` for why) or, for plain text, a text with squares of
one fixed length. Nothing here writes into the original. PDFs and pictures from outside are opened
only in a child process with limits on time and memory.
"""

from gongkai.lib.redaction.errors import NotRedacted
from gongkai.lib.redaction.isolate import (
    blind_pages,
    find_text,
    left_elsewhere,
    page_image,
    page_sizes,
    picture_pdf,
    redact_pdf,
    verify_pdf,
    words_under,
)
from gongkai.lib.redaction.model import MOST_BYTES, MOST_PAGES, PageSize, Passage, Region
from gongkai.lib.redaction.text import find_passages, redact_text, verify_text
from gongkai.lib.redaction.words import Left

__all__ = [
    "MOST_BYTES",
    "MOST_PAGES",
    "Left",
    "NotRedacted",
    "PageSize",
    "Passage",
    "Region",
    "blind_pages",
    "find_passages",
    "find_text",
    "left_elsewhere",
    "page_image",
    "page_sizes",
    "picture_pdf",
    "redact_pdf",
    "redact_text",
    "verify_pdf",
    "verify_text",
    "words_under",
]
