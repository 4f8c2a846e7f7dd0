"""I9 as a property: whatever is written where, and whatever is marked, nothing marked is left."""

import random

import pytest

from gongkai.lib.redaction import find_text, redact_pdf, verify_pdf, words_under
from tests.lib.redaction.papers import line, paper
from tests.lib.redaction.test_redact import traces_of

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@pytest.mark.parametrize("seed", range(8))
def test_nothing_of_what_is_marked_can_be_read_again(seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 — repeatable, not secret
    words = ["".join(luck.choices(LETTERS, k=luck.randint(5, 14))) for _ in range(12)]
    pages = [
        b"".join(
            line(luck.randint(30, 300), 760 - 60 * row, word)
            for row, word in enumerate(luck.sample(words, 8))
        )
        for _ in range(luck.randint(1, 3))
    ]
    turn = luck.choice([0, 90, 180, 270])
    original = paper(*pages, page=b"/MediaBox[0 0 600 800]/Rotate %d" % turn)
    marked = luck.sample(words, 3)
    regions = [region for word in marked for region in find_text(original, word)]
    copy = redact_pdf(original, regions)
    assert {found for run in words_under(original, regions) for found in run} <= {
        word.lower() for word in marked
    }
    assert traces_of(copy, *words) == []
    assert verify_pdf(copy, original, regions) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_property_sees_a_copy_that_was_not_redacted(seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 — repeatable, not secret
    word = "".join(luck.choices(LETTERS, k=9))
    original = paper(line(100, 600, word))
    assert verify_pdf(original, original, find_text(original, word)) != []
