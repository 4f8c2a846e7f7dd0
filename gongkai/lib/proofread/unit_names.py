"""Names of units that are one slip away from a registered one, and names that are no longer used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import Levenshtein

from gongkai.lib.proofread.found import Found, found

_SHORTEST = 6
# What may differ between two right names: which place, which number, which side.
_TELLING = frozenset(
    "〇零一二三四五六七八九十0123456789东西南北中上下前后左右大小新老甲乙丙丁省市区县镇乡街村州盟旗"
)
_PLACE = re.compile("\\A.{1,8}?[省市区县州盟旗镇乡]")


def check(text: str, current: Iterable[str], former: Mapping[str, str]) -> Iterator[Found]:
    """Wrong and former names of units.

    Args:
        text: the text.
        current: every name that may be used, full and short ones.
        former: names no longer used, each with a clause that says what holds now.
    """
    names = set(current)
    whole = [m.span() for name in names if name in text for m in re.finditer(re.escape(name), text)]
    taken: list[tuple[int, int]] = []
    for name in sorted(former, key=len, reverse=True):
        if name in names or len(name) < 4 or name not in text:
            continue
        for match in re.finditer(re.escape(name), text):
            if _free(match.span(), whole, taken):
                taken.append(match.span())
                yield _former(text, match, former[name])
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= _SHORTEST:
            for span in _near(text, name, names, former):
                if _free(span, whole, taken):
                    taken.append(span)
                    yield _slip(text, span, name)


def _free(
    span: tuple[int, int], whole: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> bool:
    """Whether the span is no part of a right name and touches nothing that was reported."""
    inside = any(start <= span[0] and span[1] <= end for start, end in whole)
    return not inside and not any(start < span[1] and span[0] < end for start, end in taken)


def _former(text: str, match: re.Match[str], clause: str) -> Found:
    return found(
        text,
        *match.span(),
        kind="unit_name",
        severity="warning",
        reason=f"“{match[0]}”{clause}；如果不是引用历史文件，请改用现在的名称。",
    )


def _near(
    text: str, name: str, names: set[str], former: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Places where one half of the name stands and the other differs in one character."""
    half = len(name) // 2
    for part, offset in ((name[:half], 0), (name[half:], half)):
        at = text.find(part)
        while at >= 0:
            start = at - offset
            for span in ((start, start + len(name)), *_shorter_or_longer(start, name, offset)):
                if span[0] >= 0 and _is_slip(text, span, name, names, former):
                    yield span
                    break
            at = text.find(part, at + 1)


def _shorter_or_longer(start: int, name: str, offset: int) -> list[tuple[int, int]]:
    """With one character missing, or one too many, in the half that is not the same."""
    if offset:
        return [(start + 1, start + len(name)), (start - 1, start + len(name))]
    return [(start, start + len(name) - 1), (start, start + len(name) + 1)]


def _is_slip(
    text: str,
    span: tuple[int, int],
    name: str,
    names: set[str],
    former: Mapping[str, str],
) -> bool:
    written = text[span[0] : span[1]]
    if written in names or written in former or written[-1:] != name[-1] or written[:1] != name[:1]:
        return False
    edits = [(e.tag, e.src_pos, e.dest_pos) for e in Levenshtein.editops(written, name)]
    if len(edits) != 1:
        return False
    kind, at, to = edits[0]
    place = _PLACE.match(name)
    if place and to < place.end():
        return False
    changed = (written[at] if kind != "insert" else "") + (name[to] if kind != "delete" else "")
    return all("\u4e00" <= char <= "\u9fff" and char not in _TELLING for char in changed)


def _slip(text: str, span: tuple[int, int], name: str) -> Found:
    return found(
        text,
        *span,
        kind="unit_name",
        severity="warning",
        suggestion=name,
        reason=f"单位库中没有“{text[span[0] : span[1]]}”，名称最接近的是“{name}”，请核对。",
    )
