"""The checks that need nothing but the text, and the order and number of findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from gongkai.lib.proofread import (
    days,
    document_numbers,
    marks,
    personal,
    repeats,
    structure,
    widths,
)
from gongkai.lib.proofread.found import Found

_RULES = (
    document_numbers.check,
    days.check,
    widths.check,
    repeats.check,
    marks.check_brackets,
    marks.check_doubled,
    structure.check,
    personal.check,
)
# A text that mixes widths throughout would bury everything else.
_MOST_OF_A_KIND = 100


def by_rule(text: str) -> list[Found]:
    """What rules alone find in a text."""
    return [finding for rule in _RULES for finding in rule(text)]


def in_order(findings: Iterable[Found]) -> list[Found]:
    """By place; the same place is said once a kind; of a kind at most a hundred, and that is said.

    Where a finding of width lies inside one of a document number, the number's is enough.
    """
    ordered = sorted(set(findings), key=lambda f: (f.offset, -len(f.text), f.kind))
    numbers = [(f.offset, f.offset + len(f.text)) for f in ordered if f.kind == "doc_no"]
    counts: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    kept: list[Found] = []
    for finding in ordered:
        end = finding.offset + len(finding.text)
        if finding.kind == "width" and any(a <= finding.offset and end <= b for a, b in numbers):
            continue
        counts[finding.kind] += 1
        if counts[finding.kind] <= _MOST_OF_A_KIND or finding.severity == "error":
            shown[finding.kind] += 1
            kept.append(finding)
    for place in {finding.kind: place for place, finding in enumerate(kept)}.values():
        last = kept[place]
        more = counts[last.kind] - shown[last.kind]
        if more:
            kept[place] = replace(last, reason=f"{last.reason}同类问题还有{more}处，没有逐一列出。")
    return kept
