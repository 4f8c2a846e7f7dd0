"""Tell the two levels of labels apart and take them out of cells where they do not belong (R18)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.lib.officialdoc.tables.cells import plain
from gongkai.lib.officialdoc.tables.drafts import Draft, Section
from gongkai.lib.officialdoc.tables.witness import Witness, bare, likeness, mark_level, unmarked
from gongkai.lib.officialdoc.text import ends_sentence, key

_INNER_MARK = re.compile(r"(?<=[^\s（(])\s*(?=[（(][一二三四五六七八九十]{1,3}[）)])")
_SURE_LABEL = 0.85
_MAX_HEADING = 40


@dataclass(slots=True)
class Labels:
    """What the labels of one table are: both levels in one column, and whether there are two."""

    mixed: bool
    two_levels: bool


def read_labels(
    entries: Sequence[Draft | Section], witness: Witness, *, mixed: bool, two_levels: bool
) -> tuple[list[Draft], Labels, list[str]]:
    """Set `printed1` and `printed2` of every draft; returns the labels that stand over no row."""
    drafts = [entry for entry in entries if isinstance(entry, Draft)]
    sections = len(drafts) < len(entries)
    if mixed:
        two_levels = _read_mixed(drafts, witness, sections) or two_levels
    left_over = _apply_sections(entries, witness)
    labels = Labels(mixed, two_levels or (sections and any(draft.printed2 for draft in drafts)))
    for draft in drafts:
        _take_from_requirement(draft, witness, labels)
    return drafts, labels, left_over


def _read_mixed(drafts: Sequence[Draft], witness: Witness, sections: bool) -> bool:
    """Read cells that hold level 1, level 2 or both; tells whether any cell has a level 2."""
    firsts = _known_firsts(drafts, witness)
    paired = any(len(draft.label) == 2 for draft in drafts)
    for draft in drafts:
        if not draft.label:
            continue
        first, second = split_label(draft.label, witness, firsts)
        if first is None or second is None:
            first, second = _unguided(draft, witness, paired or sections)
        draft.printed1, draft.printed2 = first, second
    return any(draft.printed2 for draft in drafts)


def _known_firsts(drafts: Sequence[Draft], witness: Witness) -> set[str]:
    """Labels seen as the upper one of two in some cell: alone they are level 1 too."""
    pairs = [split_label(draft.label, witness, set()) for draft in drafts if draft.label]
    sure = {bare(first) for first, second in pairs if first and second}
    uppers = Counter(bare(draft.label[0]) for draft in drafts if len(draft.label) == 2)
    alone = {bare(plain(draft.label)) for draft in drafts if len(draft.label) == 1}
    return sure | {label for label, times in uppers.items() if times > 1 or label in alone}


def split_label(
    cell: Sequence[str], witness: Witness, firsts: set[str]
) -> tuple[str, str] | tuple[None, None]:
    """Cut a label cell into level 1 and level 2 by marks, body headings or known level 1 labels."""
    marked = _by_marks(cell)
    if marked:
        return marked
    pieces = [piece for paragraph in cell for piece in paragraph.split()]
    best, best_score = None, 0.0
    for cut in range(len(pieces) + 1):
        first, second = plain(pieces[:cut]), plain(pieces[cut:])
        score = _pair_score(first, second, witness)
        if score > best_score:
            best, best_score = (first, second), score
    if best:
        return best
    return _by_known(pieces, firsts) or (None, None)


def _by_marks(cell: Sequence[str]) -> tuple[str, str] | None:
    whole = plain([paragraph.replace("\n", " ") for paragraph in cell])
    level = mark_level(whole)
    if level == 2:
        return "", whole
    if level != 1:
        return None
    first, *rest = _INNER_MARK.split(whole, maxsplit=1)
    return first.strip(), (rest[0] if rest else "")


def _pair_score(first: str, second: str, witness: Witness) -> float:
    """How well both parts resemble headings of their level; 0 where one of them does not."""
    one = witness.heading(first, 1) if first else None
    two = witness.heading(second, 2) if second else None
    if (first and not one) or (second and not two):
        return 0.0
    score = (one.score * len(first) if one else 0.0) + (two.score * len(second) if two else 0.0)
    return score / max(1, len(first) + len(second))


def _by_known(pieces: Sequence[str], firsts: set[str]) -> tuple[str, str] | None:
    for cut in range(len(pieces), 0, -1):
        if bare(plain(pieces[:cut])) in firsts:
            return plain(pieces[:cut]), plain(pieces[cut:])
    return None


def _unguided(draft: Draft, witness: Witness, lower: bool) -> tuple[str, str]:
    """Read a label for which neither mark nor body nor another cell says its level."""
    if len(draft.label) == 2:
        first, second = plain(draft.label[:1]), plain(draft.label[1:])
        draft.warnings.append(
            f"任务名称一格有两段，暂以“{first}”为一级、“{second}”为二级，请核对。"
        )
        return first, second
    text = plain([paragraph.replace("\n", "") for paragraph in draft.label])
    if witness:
        draft.warnings.append(f"任务名称“{text}”在正文中没有对应的标题，级别系推断，请核对。")
    return ("", text) if lower else (text, "")


def _apply_sections(entries: Sequence[Draft | Section], witness: Witness) -> list[str]:
    """Hand a label that has a row of its own to the next draft; returns what found no draft."""
    waiting: dict[int, str] = {}
    lost: list[str] = []
    for entry in entries:
        if isinstance(entry, Section):
            level = _section_level(entry.text, witness)
            if level in waiting:
                lost.append(waiting[level])
            waiting[level] = entry.text
            continue
        if 1 in waiting and not entry.printed1:
            entry.printed1 = waiting.pop(1)
        if 2 in waiting and not entry.printed2:
            entry.printed2 = waiting.pop(2)
        lost += waiting.values()
        waiting = {}
    return [*lost, *waiting.values()]


def _section_level(text: str, witness: Witness) -> int:
    stated = mark_level(text)
    if stated:
        return stated
    hit = witness.heading(text)
    return hit.level if hit else 1


def _take_from_requirement(draft: Draft, witness: Witness, labels: Labels) -> None:
    """Move a level 2 heading that stands as first paragraph of the requirement to its place."""
    if draft.printed2 or not labels.two_levels or len(draft.requirement) < 2:
        return
    first = plain(draft.requirement[:1])
    if len(key(first)) > _MAX_HEADING or ends_sentence(first):
        return
    hit = witness.heading(first, 2)
    if (hit and hit.score >= _SURE_LABEL) or (not witness and draft.printed1):
        draft.printed2 = first
        draft.requirement = draft.requirement[1:]
        draft.warnings.append(
            f"二级任务“{unmarked(first)}”原印在具体要求栏内，已移至二级任务，请核对。"
        )


def same_label(left: str, right: str) -> bool:
    """Tell whether two labels say the same, number marks, points and spaces aside."""
    return likeness(left, right) == 1.0
