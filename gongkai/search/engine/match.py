"""Queries for tantivy, built from objects; no text of a user is ever parsed as a query."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tantivy
from tantivy import Occur, Query

from gongkai.search.engine.errors import BadQuery
from gongkai.search.engine.plan import Plan, Weighted
from gongkai.search.engine.schema import (
    NUMBER_FILTERS,
    WORD_FILTERS,
    documents_schema,
    passages_schema,
)
from gongkai.search.engine.text import storable
from gongkai.search.engine.understand import Understood

# Far above any sum of term scores: a number asked for comes first, then a whole title.
NUMBER_SCORE = 3000.0
NUMBER_PART_SCORE = 1000.0
TITLE_SCORE = 2000.0
# A match in the title beside the same in the text. Measured; see bench/search_quality.py.
TITLE_WEIGHT = 0.2
# Rare terms count somewhat less than BM25 has it: weight = idf ** -0.3.
RARITY = 0.3

VALIDITIES = ("valid", "pending", "ended")
DATE_FILTERS = ("released_from", "released_to")
FILTERS = (*WORD_FILTERS, *NUMBER_FILTERS, "validity", *DATE_FILTERS)


def text_query(understood: Understood, plan: Plan) -> Query:
    """Documents that answer the typed text, scored by the terms of the plan."""
    return _any([*_named(understood), *_matching(understood, plan, scored=True)])


def counting_query(understood: Understood, plan: Plan) -> Query:
    """The same documents without scores, for counting."""
    return _any([*_named(understood), *_matching(understood, plan, scored=False)])


def rescoring_query(ids: Sequence[int], understood: Understood, weighted: Weighted) -> Query:
    """Some documents, scored by all that the query says."""
    schema = documents_schema()
    terms = [*_scored(schema, "body", weighted), *_scored(schema, "title", weighted, TITLE_WEIGHT)]
    return _on_top(_one_of(schema, "id", ids), [*_named(understood), *terms])


def passages_query(ids: Sequence[int], weighted: Weighted) -> Query:
    """Passages of some documents, scored by the terms they have."""
    schema = passages_schema()
    return _on_top(_one_of(schema, "parent", ids), _scored(schema, "passage", weighted))


def filter_queries(filters: Mapping[str, Any], today: datetime.date) -> dict[str, Query]:
    """One query for each filter; raises BadQuery for a name or value that cannot be."""
    made: dict[str, Query] = {}
    for name, value in filters.items():
        if name not in FILTERS:
            raise BadQuery(f"没有名为“{name}”的筛选条件。")
        values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
        if not values:
            continue
        if name == "validity":
            made[name] = _any(validity_query(one, today) for one in values)
        elif name in DATE_FILTERS:
            made[name] = _released(name, values[0])
        else:
            made[name] = _value_query(name, values)
    return made


def validity_query(state: str, today: datetime.date) -> Query:
    """In force today, not yet, or no longer; ended goes before pending."""
    day = today.toordinal()
    if state == "ended":
        return _days("last_day", None, day - 1)
    if state == "pending":
        return _all([_days("first_day", day + 1, None), _days("last_day", day, None)])
    if state == "valid":
        return _all([_days("first_day", None, day), _days("last_day", day, None)])
    raise BadQuery(f"没有名为“{state}”的效力状态。")


def with_filters(query: Query | None, filters: Iterable[Query]) -> Query:
    """Restricts a query without touching its scores; without a query, everything."""
    base = query if query is not None else Query.exists_query("id")
    musts = [(Occur.Must, Query.const_score_query(item, 0.0)) for item in filters]
    return Query.boolean_query([(Occur.Must, base), *musts]) if musts else base


def _named(understood: Understood) -> Iterable[Query]:
    """Documents the query names: by a number, a part of one, or a whole title."""
    named = [("number", number, NUMBER_SCORE) for number in understood.numbers]
    if understood.number_part:
        named.append(("number_part", understood.number_part, NUMBER_PART_SCORE))
    if understood.title_key:
        named.append(("title_key", understood.title_key, TITLE_SCORE))
    schema = documents_schema()
    for field, value, score in named:
        yield Query.const_score_query(Query.term_query(schema, field, value, "basic"), score)


def _matching(understood: Understood, plan: Plan, *, scored: bool) -> Iterable[Query]:
    if understood.characters:
        yield _characters_query(understood.characters)
    if not plan.leading:
        return
    schema = documents_schema()
    leading = [(Occur.Should, query) for query in _scored(schema, "body", plan.leading)]
    parts = [(Occur.Must, Query.boolean_query(leading, minimum_number_should_match=plan.needed))]
    parts += [
        (Occur.Must, Query.const_score_query(Query.term_query(schema, "body", token), 0.0))
        for phrase in understood.quoted
        for token in dict.fromkeys(phrase)
    ]
    if scored:
        everything = (*plan.leading, *plan.others)
        extra = _scored(schema, "body", plan.others)
        extra += _scored(schema, "title", everything, TITLE_WEIGHT)
        parts += [(Occur.Should, query) for query in extra]
    yield Query.boolean_query(parts)


def _scored(
    schema: tantivy.Schema, field: str, weighted: Weighted, factor: float = 1.0
) -> list[Query]:
    return [
        Query.boost_query(
            Query.term_query(schema, field, term.token, "freq"),
            factor * term.weight * max(rarity, 0.1) ** -RARITY,
        )
        for term, rarity in weighted
    ]


def one(schema: tantivy.Schema, field: str, value: Any) -> Query:
    """Exactly one value of a field."""
    return Query.term_query(schema, field, value, "basic")


def _one_of(schema: tantivy.Schema, field: str, ids: Sequence[int]) -> Query:
    # Measured: three times faster than a term set query for as many ids as are asked for here.
    return Query.const_score_query(
        _any(Query.term_query(schema, field, id, "basic") for id in ids), 0.0
    )


def _on_top(base: Query, additions: Iterable[Query]) -> Query:
    """A few documents with added scores, each addition skipping from document to document.

    As one union the additions would be walked through in full for a hundred documents.
    """
    for addition in additions:
        base = Query.boolean_query([(Occur.Must, base), (Occur.Should, addition)])
    return base


def _characters_query(characters: Sequence[str]) -> Query:
    """Documents with each of some single characters, those with them in the title first."""
    schema = documents_schema()
    parts = []
    for character in characters[:8]:
        one = re.escape(character)
        pattern = f"{one}.*|.{one}"
        body = Query.const_score_query(Query.regex_query(schema, "body", pattern), 1.0)
        title = Query.const_score_query(Query.regex_query(schema, "title", pattern), 4.0)
        parts.append(Query.boolean_query([(Occur.Must, body), (Occur.Should, title)]))
    return _all(parts)


def _value_query(name: str, values: list[Any]) -> Query:
    schema = documents_schema()
    if name in NUMBER_FILTERS:
        try:
            numbers = [int(value) for value in values]
        except (TypeError, ValueError):
            raise BadQuery(f"筛选条件“{name}”的值必须是整数。") from None
        values = [number for number in numbers if 0 <= number < 1 << 63]
    else:
        values = [storable(str(value)) for value in values]
    return _any(Query.term_query(schema, name, value, "basic") for value in values)


def _released(name: str, day: Any) -> Query:
    if not isinstance(day, datetime.date):
        raise BadQuery("发布日期的筛选条件必须是日期。")
    ordinal = day.toordinal()
    return (
        _days("released", ordinal, None)
        if name == "released_from"
        else _days("released", 1, ordinal)
    )


def _days(field: str, first: int | None, last: int | None) -> Query:
    integer = tantivy.FieldType.Integer
    return Query.range_query(documents_schema(), field, integer, first, last)


def _any(queries: Iterable[Query]) -> Query:
    listed = list(queries)
    if not listed:
        return Query.empty_query()
    return (
        listed[0] if len(listed) == 1 else Query.boolean_query([(Occur.Should, q) for q in listed])
    )


def _all(queries: Sequence[Query]) -> Query:
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, q) for q in queries])
    )
