"""What a typed query says: numbers, words in quotation marks, and terms with their weights."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gongkai.lib.doc_no import find_doc_nos, looks_like_doc_no
from gongkai.lib.han import words
from gongkai.search.engine.encode import number_keys, serial_part, year_part
from gongkai.search.engine.text import key, storable, tokens

# Longer input is cut: whoever pastes a page wants what its beginning is about.
LONGEST_QUERY = 600
# Of a long query the terms that say most are kept. Measured: from 24 on nothing changes, 20 lose
# a first hit in a hundred.
MOST_TERMS = 28
# Pairs with these characters are mostly the grammar of a question. Half weight is best on both
# halves of the 379 questions; without them altogether first hits fall by half a point.
_GRAMMAR = frozenset(
    "的了吗呢是有在和与及对把被将从到为以由于其这那哪什么怎如何谁几多少请问吧啊着过等"
)
GRAMMAR_WEIGHT = 0.5
_QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』]{2,60})[”\"」』]")


@dataclass(frozen=True, slots=True)
class Term:
    """A token of the query: its weight in the score, and whether it counts towards a match."""

    token: str
    weight: float
    core: bool


@dataclass(slots=True)
class Understood:
    """A query taken apart; nothing of the text reaches tantivy in any other form."""

    text: str
    cut: bool = False
    numbers: list[str] = field(default_factory=list)
    number_part: str = ""
    title_key: str = ""
    quoted: list[list[str]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing was asked: no text, or marks only."""
        return not (self.terms or self.characters or self.numbers or self.number_part)

    def as_dict(self) -> dict[str, object]:
        """For JSON and for the page: what the query was taken for."""
        return {
            "text": self.text,
            "cut": self.cut,
            "numbers": self.numbers,
            "number_part": self.number_part,
            "terms": [term.token for term in self.terms] + self.characters,
        }


def understand(text: str) -> Understood:
    """Takes a query apart; never raises, whatever is typed."""
    clean = " ".join(storable(text[: 4 * LONGEST_QUERY]).split())
    short = clean[:LONGEST_QUERY]
    result = Understood(text=short, cut=len(clean) > len(short), title_key=key(short))
    _read_numbers(result)
    found = list(dict.fromkeys(tokens(short)))
    single = [token for token in found if len(token) == 1 and not token.isascii()]
    if len(single) == len(found):
        result.characters = found
        return result
    result.quoted = [tokens(match[1]) for match in _QUOTED.finditer(short)]
    whole = _pairs_inside_words(short)
    result.terms = [
        Term(token, GRAMMAR_WEIGHT if grammar else 1.0, not grammar and token in whole)
        for token in found
        if len(token) > 1 or token.isascii()
        for grammar in [not _GRAMMAR.isdisjoint(token)]
    ]
    return result


def weigh(
    understood: Understood, frequency: Callable[[str], int], total: int
) -> list[tuple[Term, float]]:
    """The terms that occur, with their rarity, the most telling first, at most MOST_TERMS."""
    known = [(term, frequency(term.token)) for term in understood.terms]
    rated = [
        (term, math.log(1 + (total - count + 0.5) / (count + 0.5)))
        for term, count in known
        if count
    ]
    rated.sort(key=lambda item: -item[0].weight * item[1])
    return rated[:MOST_TERMS]


def _read_numbers(result: Understood) -> None:
    asked = looks_like_doc_no(result.text)
    if asked and asked.doc_no:
        result.numbers = [asked.doc_no.key]
    elif asked and (asked.year or asked.serial):
        year, serial = asked.year, asked.serial
        result.number_part = (
            year_part(asked.word, year) if year else serial_part(asked.word, serial or 0)
        )
    mentioned = (mention.doc_no.key for mention in find_doc_nos(result.text))
    bare = number_keys(result.text) if re.search("[0-9]", result.text) else []
    result.numbers = _unique([*result.numbers, *mentioned, *bare])


def _pairs_inside_words(text: str) -> set[str]:
    """Pairs that do not straddle two words of the dictionary: 优待证办理 without 证办."""
    return {pair for word in words(text) for pair in tokens(word)}


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
