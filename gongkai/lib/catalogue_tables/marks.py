# ruff: noqa: RUF001 — look-alike marks are what this module is about
"""Tick boxes of printed tables, and what fonts and copying have made of them."""

from __future__ import annotations

TICKED, OPEN = "■", "□"

# Letters stand where a symbol font was lost: in Wingdings n is ■, t ◆, þ ☑, ü ✓, o and q □; in
# Wingdings 2 R is ☑, P ✓, £ □. U+F0xx is the same with the font's own code.
_TICKED_SURE = "■▣◼⬛☑☒✓✔√✅●þýü\uf06e\uf0fe\uf0fd\uf0fc\uf052\uf050\uf053\uf074\uf0a7"
_OPEN_SURE = "□◻☐❏❑⬜○◇¨£\uf06f\uf071\uf0a8\uf0a3\uf02a\uf0a1"
_TICKED_DOUBTFUL = "tRnP"
_OPEN_DOUBTFUL = "口o〇q"

MEANING = {
    **dict.fromkeys(_TICKED_SURE, True),
    **dict.fromkeys(_OPEN_SURE, False),
    **dict.fromkeys(_TICKED_DOUBTFUL, True),
    **dict.fromkeys(_OPEN_DOUBTFUL, False),
}
DOUBTFUL = frozenset(_TICKED_DOUBTFUL + _OPEN_DOUBTFUL)
_NO = frozenset(
    {"", "-", "—", "——", "－", "/", "／", "×", "✗", "✘", "无", "否", "N", "n/a", "不涉及"}
)
_YES = frozenset({"是", "有", "Y", "y", "v", "V", "*", "★"})


def meaning_of(mark: str) -> bool | None:
    """True for a ticked box, False for an empty one, None for what is no box.

    Any other character of the private area is a box whose shape was lost: it counts as empty.
    """
    if is_lost(mark):
        return False
    return MEANING.get(mark)


def is_lost(mark: str) -> bool:
    """Whether it is a symbol of a private font that nothing is known of."""
    return len(mark) == 1 and "\ue000" <= mark <= "\uf8ff" and mark not in MEANING


def is_doubtful(mark: str) -> bool:
    """Whether somebody ought to look at what was made of the mark."""
    return mark in DOUBTFUL or is_lost(mark)


def cell_says_yes(text: str) -> bool:
    """Whether a cell of a tick column says yes: a ticked box, a word, but not an empty box."""
    bare = "".join(text.split())
    if bare in _NO:
        return False
    if bare in _YES:
        return True
    said = [meaning_of(c) for c in bare]
    if all(one is not None for one in said):
        return any(said)
    return True


def is_tick(text: str) -> bool:
    """Whether a cell holds a mark alone and no words."""
    bare = "".join(text.split())
    return bare in _YES or (bool(bare) and all(meaning_of(c) is not None for c in bare))
