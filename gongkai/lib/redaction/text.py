"""Text files: passages are taken out, the place says so and on what ground."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gongkai.lib.redaction.errors import NotRedacted
from gongkai.lib.redaction.model import MOST_MARKS, Passage

# Always four: as many squares as letters would tell a name of two from one of three.
BLOCK = "████"
# Characters nobody sees can carry what was taken out: controls, formats, halves of pairs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_KEPT_CONTROLS = frozenset("\n\t")


def redact_text(text: str, passages: Sequence[Passage]) -> str:
    """The text with each passage replaced by four squares and its ground in brackets.

    Passages that overlap become one with all their grounds. Characters nobody sees (zero width,
    controls) are dropped from the rest; line ends become plain ones.

    Raises:
        NotRedacted: a passage that is empty or reaches beyond the text.
    """
    _check(text, passages)
    return "".join(kept + mark for kept, mark in _parts(text, passages))


def verify_text(redacted: str, original: str, passages: Sequence[Passage]) -> list[str]:
    """What is wrong with a redacted text; empty means verified.

    Checked: the parts between the passages stand there in order and nothing else does; what was
    withheld occurs only where the original has it outside the passages too.
    """
    _check(original, passages)
    wrong: list[str] = []
    parts = _parts(original, passages)
    rest = redacted
    for number, (kept, mark) in enumerate(parts, 1):
        if not rest.startswith(kept + mark):
            wrong.append(f"第{number}段文字或者其后的遮盖与原文、标记不一致，请重新生成。")
            break
        rest = rest[len(kept) + len(mark) :]
    else:
        if rest:
            wrong.append("公开副本的末尾多出了原文没有的文字，请重新生成。")
    open_text = "\n".join(kept for kept, _ in parts)
    for number, passage in enumerate(passages, 1):
        words = original[passage.start : passage.end].strip()
        if len(words) > 1 and words in redacted and words not in open_text:
            wrong.append(f"第{number}处应当遮盖的文字仍在公开副本里，请重新生成。")
    return wrong


def find_passages(text: str, words: str, *, ground: str = "", note: str = "") -> list[Passage]:
    """All places where the words stand, blanks and line ends between the letters allowed.

    Raises:
        NotRedacted: no words.
    """
    wanted = "".join(words.split()).casefold()
    if not wanted:
        raise NotRedacted("请写要查找的文字。")
    letters = [(at, one) for at, letter in enumerate(text) for one in _plain(letter)]
    plain = "".join(one for _, one in letters)
    wanted = "".join(_plain(wanted))
    found, begin = [], plain.find(wanted)
    while begin >= 0:
        last = begin + len(wanted) - 1
        found.append(Passage(letters[begin][0], letters[last][0] + 1, ground, note))
        begin = plain.find(wanted, last + 1)
    return found


def _plain(letter: str) -> str:
    """A letter as it is compared: one width, one case; nothing for blanks and unseen ones."""
    return "".join(
        one
        for one in unicodedata.normalize("NFKC", letter).casefold()
        if not one.isspace() and unicodedata.category(one) not in _UNSEEN
    )


def _check(text: str, passages: Sequence[Passage]) -> None:
    if len(passages) > MOST_MARKS:
        raise NotRedacted(f"标记有{len(passages)}处，超过{MOST_MARKS}处的上限，请拆分后再遮盖。")
    for number, passage in enumerate(passages, 1):
        if not 0 <= passage.start < passage.end <= len(text):
            raise NotRedacted(
                f"第{number}处标记不在文字之内（全文{len(text)}个字），请重新选定要遮盖的文字。"
            )


def _merged(passages: Sequence[Passage]) -> list[tuple[int, int, list[str]]]:
    """In order, those that overlap as one; neighbours that only touch stay two."""
    merged: list[tuple[int, int, list[str]]] = []
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        grounds = [passage.ground] if passage.ground else []
        if merged and passage.start < merged[-1][1]:
            start, end, known = merged[-1]
            more = [ground for ground in grounds if ground not in known]
            merged[-1] = (start, max(end, passage.end), known + more)
        else:
            merged.append((passage.start, passage.end, grounds))
    return merged


def _parts(text: str, passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """What stays, and the mark that follows it; the last has none."""
    parts, at = [], 0
    for start, end, grounds in _merged(passages):
        parts.append((_seen(text[at:start]), _mark(grounds)))
        at = end
    return [*parts, (_seen(text[at:]), "")]


def _mark(grounds: list[str]) -> str:
    return f"{BLOCK}（{'、'.join(grounds)}）" if grounds else BLOCK


def _seen(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter
        for letter in plain
        if letter in _KEPT_CONTROLS or unicodedata.category(letter) not in _UNSEEN
    )
