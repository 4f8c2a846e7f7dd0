"""Document numbers (发文字号): one number, numbers in a text, numbers in a query."""

from gongkai.lib.doc_no.mentions import Mention, find_doc_nos
from gongkai.lib.doc_no.number import DocNo, DocNoCheck, check_doc_no, parse_doc_no
from gongkai.lib.doc_no.query import DocNoQuery, looks_like_doc_no

__all__ = [
    "DocNo",
    "DocNoCheck",
    "DocNoQuery",
    "Mention",
    "check_doc_no",
    "find_doc_nos",
    "looks_like_doc_no",
    "parse_doc_no",
]
