"""Documents in the form tantivy is given them."""

from __future__ import annotations

import datetime

import tantivy

from gongkai.lib.doc_no import parse_doc_no
from gongkai.search.engine.documents import Put
from gongkai.search.engine.schema import WORD_FILTERS
from gongkai.search.engine.text import key, marks_of, passage_tokens, sketch, storable, tokens

_ID_BITS = 40


def entries(put: Put) -> tuple[tantivy.Document, list[tantivy.Document]]:
    """The entry of a document and the entries of its passages."""
    title = tokens(storable(put.title))
    spans, cut = passage_tokens(storable(put.text))
    # Many texts begin with their own title; it must not count twice.
    titled = put.text.startswith(put.title)
    document = _facts(put)
    document.add_text("title", " ".join(title))
    if not titled:
        cut[0] = title + cut[0]
    document.add_text("body", marks_of(cut))
    return document, [
        _passage(put.id, span, " ".join(found)) for span, found in zip(spans, cut, strict=True)
    ]


def newest(released: datetime.date | None, id: int) -> int:
    """One number that orders by day of release and then by id; undated documents come first."""
    return ((released.toordinal() if released else 0) << _ID_BITS) + id


def number_keys(text: str) -> list[str]:
    """The keys under which a number is found: its normal form, and the bare letters and digits."""
    found = parse_doc_no(text)
    return [form for form in (found.key if found else "", key(storable(text))) if form]


def number_parts(text: str) -> list[str]:
    """What of a number may be typed without the rest: the word with the year, or with the serial."""
    found = parse_doc_no(text)
    if not found or not found.word:
        return []
    parts = [found.word, serial_part(found.word, found.serial)]
    return [*parts, year_part(found.word, found.year)] if found.year else parts


def year_part(word: str, year: int) -> str:
    """济政办发2020: everything of that agency word in that year."""
    return f"{word}{year}"


def serial_part(word: str, serial: int) -> str:
    """济政办发#12: the twelfth of any year."""
    return f"{word}#{serial}"


def marker(name: str, upto: int) -> tantivy.Document:
    """The entry that carries the last applied number."""
    document = tantivy.Document()
    document.add_text("marker", name)
    document.add_unsigned("applied", upto)
    return document


def _facts(put: Put) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("id", put.id)
    document.add_unsigned("stamp", put.stamp())
    document.add_unsigned("sketch", sketch(put.text))
    document.add_text("title_key", key(storable(put.title)))
    for field, forms in (("number", number_keys), ("number_part", number_parts)):
        for form in dict.fromkeys(form for number in put.numbers for form in forms(number)):
            document.add_text(field, form)
    for field in WORD_FILTERS:
        if value := getattr(put, field):
            document.add_text(field, storable(value))
    _add_numbers(document, put)
    return document


def _add_numbers(document: tantivy.Document, put: Put) -> None:
    for field, value in (("unit", put.unit), ("year", put.year), ("item", put.item)):
        if value is not None:
            document.add_unsigned(field, value)
    for unit in put.within:
        document.add_unsigned("within", unit)
    document.add_integer("released", put.released.toordinal() if put.released else 0)
    document.add_integer("newest", newest(put.released, put.id))
    document.add_integer("first_day", put.first_day())
    document.add_integer("last_day", put.last_day())


def _passage(parent: int, span: tuple[int, int], text: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("parent", parent)
    document.add_unsigned("start", span[0])
    document.add_unsigned("end", span[1])
    document.add_text("passage", text)
    return document
