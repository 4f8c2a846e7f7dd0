"""Reading of Chinese official documents (公文): elements, outline, relations and task tables."""

from gongkai.lib.officialdoc.errors import SecrecyMark, Unreadable
from gongkai.lib.officialdoc.model import ParseResult
from gongkai.lib.officialdoc.parse import parse_bytes, parse_file, parse_text, parse_untrusted

__all__ = [
    "ParseResult",
    "SecrecyMark",
    "Unreadable",
    "parse_bytes",
    "parse_file",
    "parse_text",
    "parse_untrusted",
]
