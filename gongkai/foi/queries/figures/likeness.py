"""How like last year's text a report is: copied reports are a finding of every assessment."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

FLAGGED = 80
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are.

    Args:
        percent: 0 to 100, paragraphs by their length.
        copied: paragraphs that are as good as those of last year.
    """

    percent: int
    copied: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether somebody should look."""
        return self.percent > FLAGGED


def likeness(text: str, before: str) -> Likeness | None:
    """Each paragraph against the nearest of last year; None where there is nothing to compare."""
    mine, theirs = _paragraphs(text), _paragraphs(before)
    if not mine or not theirs:
        return None
    scores = [(paragraph, _nearest(paragraph, theirs)) for paragraph in mine]
    total = sum(len(paragraph) for paragraph, _ in scores)
    alike = sum(len(paragraph) * score for paragraph, score in scores) / total
    return Likeness(round(alike), tuple(p for p, score in scores if score > FLAGGED))


def _paragraphs(text: str) -> list[str]:
    """Short lines are headings, which the form itself prescribes."""
    return [line.strip() for line in text.splitlines() if len(line.strip()) > _SHORT][:400]


def _nearest(paragraph: str, others: Sequence[str]) -> float:
    found = process.extractOne(paragraph, others, scorer=fuzz.ratio)
    return float(found[1]) if found else 0.0
