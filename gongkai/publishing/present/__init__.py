"""What pages show of a publication: rows, validity in words, body, elements. No writing, no queries."""

from gongkai.publishing.present.facts import (
    absolute,
    attachments,
    citation,
    clause_words,
    corrections,
    elements,
    relation_groups,
    short_url,
)
from gongkai.publishing.present.rows import BLOCKS, Block, Link, Row, interpreted, row
from gongkai.publishing.present.text import RichView, body, contents, paragraphs, rich, tables
from gongkai.publishing.present.validity import TONES, ValidityView, validity_view

__all__ = [
    "BLOCKS",
    "TONES",
    "Block",
    "Link",
    "RichView",
    "Row",
    "ValidityView",
    "absolute",
    "attachments",
    "body",
    "citation",
    "clause_words",
    "contents",
    "corrections",
    "elements",
    "interpreted",
    "paragraphs",
    "relation_groups",
    "rich",
    "row",
    "short_url",
    "tables",
    "validity_view",
]
