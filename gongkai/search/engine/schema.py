"""The two tantivy indexes of one version: documents, and the passages of their texts.

Documents carry what is matched, filtered and counted; passages only what ranks the best of the
matches and tells where in the text they match. No text is stored, only ids, stamps and offsets.
"""

from __future__ import annotations

from functools import cache

import tantivy

SCHEMA_VERSION = 3

TOKENS = "tokens"

# Filters that are words, and filters that are numbers; each may also be counted.
WORD_FILTERS = ("theme", "subtheme", "type", "kind", "doc_class", "site")
NUMBER_FILTERS = ("unit", "within", "year", "item")

# The one document in each index that is not a document: it carries the last applied number, in
# the same commit as the changes up to it.
MARKER = "applied"


def analyser() -> tantivy.TextAnalyzer:
    """Takes joined tokens apart at the spaces; everything else is done in `text`."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


@cache
def documents_schema() -> tantivy.Schema:
    """Schema of the index of documents."""
    builder = _with_marker()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("stamp", stored=True, fast=True)
    builder.add_unsigned_field("sketch", fast=True)
    builder.add_text_field("title", tokenizer_name=TOKENS, index_option="freq")
    builder.add_text_field("body", tokenizer_name=TOKENS, index_option="freq")
    for name in ("title_key", "number", "number_part"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in WORD_FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in NUMBER_FILTERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    # `newest` orders by day of release and then by id in one number.
    for name in ("released", "newest", "first_day", "last_day"):
        builder.add_integer_field(name, indexed=name == "newest", fast=True)
    return builder.build()


@cache
def passages_schema() -> tantivy.Schema:
    """Schema of the index of passages."""
    builder = _with_marker()
    builder.add_unsigned_field("parent", indexed=True, fast=True)
    builder.add_unsigned_field("start", fast=True)
    builder.add_unsigned_field("end", fast=True)
    builder.add_text_field("passage", tokenizer_name=TOKENS, index_option="freq")
    return builder.build()


def _with_marker() -> tantivy.SchemaBuilder:
    """These two come first in both schemas, so that one query finds the marker of either."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("applied", stored=True)
    builder.add_text_field("marker", tokenizer_name="raw", index_option="basic")
    return builder
