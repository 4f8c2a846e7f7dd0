"""Which characters are taken for one another: alike in sound or in shape, and how readily.

The tables beside this file are made by `python -m tools.confusion`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
# How much less likely a confusion is than one of the same sound, as natural logarithms.
SAME_SOUND, NEAR_SOUND, LIKE_SHAPE = 0.0, -2.0, -1.0
_PER_RANK = -0.1

_NEAR_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_NEAR_ENDS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


def _merged(sound: str) -> str:
    """The sound as speakers hear it who do not tell zh from z, n from l, in from ing."""
    for wide, narrow in _NEAR_STARTS:
        if sound.startswith(wide):
            sound = narrow + sound[2:]
    if sound.startswith("l"):
        sound = "n" + sound[1:]
    for wide, narrow in _NEAR_ENDS:
        if sound.endswith(wide):
            sound = sound.removesuffix(wide) + narrow
    return sound


@cache
def sounds() -> dict[str, tuple[str, ...]]:
    """Readings of each character without tones."""
    lines = (_FOLDER / "sounds.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: tuple(line[2:].split()) for line in lines}


@cache
def _by_sound() -> tuple[dict[str, str], dict[str, str]]:
    same: dict[str, list[str]] = defaultdict(list)
    near: dict[str, list[str]] = defaultdict(list)
    for char, read in sounds().items():
        for sound in read:
            same[sound].append(char)
            near[_merged(sound)].append(char)
    return {s: "".join(c) for s, c in same.items()}, {s: "".join(c) for s, c in near.items()}


@cache
def _shapes() -> dict[str, str]:
    lines = (_FOLDER / "shapes.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}


@lru_cache(maxsize=1000)
def confusable(char: str) -> dict[str, float]:
    """What may have been meant where `char` stands, with the logarithm of how readily."""
    found: dict[str, float] = {}
    shapes = _shapes()
    for rank, other in enumerate(shapes.get(char, "")):
        found[other] = LIKE_SHAPE + rank * _PER_RANK
    same, near = _by_sound()
    for sound in sounds().get(char, ()):
        for other in near[_merged(sound)]:
            found[other] = max(found.get(other, NEAR_SOUND), NEAR_SOUND)
    for sound in sounds().get(char, ()):
        for other in same[sound]:
            found[other] = SAME_SOUND
    found.pop(char, None)
    return found
