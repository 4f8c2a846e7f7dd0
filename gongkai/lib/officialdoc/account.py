"""The book of lines: proves that nothing of a source is lost and nothing is counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gongkai.lib.officialdoc.model import Document, ParseResult
from gongkai.lib.officialdoc.outline import walk
from gongkai.lib.officialdoc.text import is_blank


def owners(documents: Iterable[Document]) -> Counter[int]:
    """Return how many elements and outline nodes own each line."""
    counted: Counter[int] = Counter()
    for document in documents:
        for numbers in document.positions.values():
            counted.update(numbers)
        for node in walk(document.outline):
            counted.update(node.lines)
    return counted


def account_for_lines(result: ParseResult) -> dict[int, int]:
    """Return the lines that are wrong: visible lines not owned exactly once, and how often they are.

    An empty dict proves that each non-blank line is in exactly one element, node or table, or in
    `unplaced`.
    """
    counted = owners(result.documents)
    counted.update(result.unplaced)
    texts = result.source.texts if result.source else []
    for start, end in result.table_lines:
        counted.update(number for number in range(start, end) if not is_blank(texts[number]))
    wrong = {
        number: counted[number]
        for number, text in enumerate(texts)
        if not is_blank(text) and counted[number] != 1
    }
    wrong |= {
        number: times
        for number, times in counted.items()
        if times and (number >= len(texts) or is_blank(texts[number]))
    }
    return wrong
