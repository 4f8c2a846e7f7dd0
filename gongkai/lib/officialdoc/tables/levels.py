"""Decide level 1 and level 2 of every row: printed, filled down, or by the body (R13, R18)."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.lib.officialdoc.tables.drafts import Draft
from gongkai.lib.officialdoc.tables.labels import Labels, same_label
from gongkai.lib.officialdoc.tables.witness import SAME_LABEL, SAME_TEXT, Witness, bare, likeness

_SURE_LEAD = 0.15


def find_items(drafts: Sequence[Draft], witness: Witness) -> None:
    """Set for every draft the body item that its requirement was taken from, where one is sure."""
    for draft in drafts:
        match = witness.match(draft.text, draft.printed2)
        if not match or match.lead < _SURE_LEAD:
            continue
        heading = witness.level2_of(match.index) or witness.level1_of(match.index)
        labelled = witness.names(draft.printed2, heading, witness.items[match.index].level)
        if match.score >= SAME_TEXT or labelled:
            draft.item = match.index


def settle_levels(drafts: Sequence[Draft], witness: Witness, labels: Labels) -> None:
    """Give every draft its two labels; what is not printed in the row is marked as filled."""
    wording = _Wording(drafts, witness)
    before: Draft | None = None
    for draft, later in zip(drafts, _later_labels(drafts), strict=True):
        _settle_first(draft, before, later, witness, wording, labels)
        if labels.two_levels:
            _settle_second(draft, before, witness, wording, labels)
        before = draft
    if labels.two_levels and not labels.mixed:
        _mend_late(drafts)


def _later_labels(drafts: Sequence[Draft]) -> list[str]:
    """Return for each draft the next level 1 that is printed below it, "" where none is."""
    labels, following = [], ""
    for draft in reversed(drafts):
        labels.append(following)
        following = draft.printed1 or following
    return labels[::-1]


def _mend_late(drafts: Sequence[Draft]) -> None:
    """Without a body, see from a level 1 that changes inside a level 2 group that it stands late.

    A group has one level 1, so the label holds for the whole group; as such a table prints tall
    merged cells beside their middle, every other filled level 1 is in doubt too.
    """
    late = [
        place
        for place, draft in enumerate(drafts)
        if place and _stands_late(draft, drafts[place - 1]) and draft.item is None
    ]
    for place in late:
        _lift(drafts, place)
    headless = bool(drafts) and not drafts[0].printed1 and any(draft.printed1 for draft in drafts)
    for draft in drafts if late or headless else []:
        if "level1" in draft.filled and draft.item is None:
            draft.warnings.append("本表一级任务有晚印的情形，本行一级任务系推定，请核对。")


def _stands_late(draft: Draft, before: Draft) -> bool:
    inside_group = not draft.printed2 and bool(before.level2)
    return bool(draft.printed1) and inside_group and not _same_first(draft, before)


def _lift(drafts: Sequence[Draft], place: int) -> None:
    """Give a late level 1 to the rows of its level 2 group that stand above it."""
    late, start = drafts[place], place - 1
    while start > 0 and not drafts[start].printed2 and not drafts[start].printed1:
        start -= 1
    if drafts[start].printed1 or not drafts[start].printed2:
        return
    for draft in drafts[start:place]:
        draft.level1 = late.level1
    for draft in drafts[place:]:
        if draft is not late and (draft.printed1 or draft.printed2):
            break
        draft.level2 = drafts[start].level2
        draft.warnings.append(f"本行未印二级任务，按上文填为“{draft.level2}”，请核对。")


class _Wording:
    """The table's own printed labels, found by the body's heading that they stand for."""

    def __init__(self, drafts: Sequence[Draft], witness: Witness) -> None:
        self._labels: dict[tuple[int, str], str] = {}
        for draft in drafts:
            for level, label in ((1, draft.printed1), (2, draft.printed2)):
                hit = witness.heading(label, level) if label else None
                if hit:
                    self._labels.setdefault((level, hit.heading), label)

    def of(self, level: int, heading: str) -> str:
        """Return the table's wording of a heading, the heading itself where it is never printed."""
        return self._labels.get((level, heading), heading)


def _settle_first(
    draft: Draft,
    before: Draft | None,
    later: str,
    witness: Witness,
    wording: _Wording,
    labels: Labels,
) -> None:
    body = witness.level1_of(draft.item) if draft.item is not None else ""
    if draft.printed1:
        draft.level1 = draft.printed1
        _compare(draft, "一级任务", draft.printed1, body)
        return
    draft.filled.append("level1")
    naive = before.level1 if before else ""
    if body:
        draft.level1 = naive if witness.names(naive, body, 1) else wording.of(1, body)
        if draft.level1 != naive:
            draft.warnings.append(f"本行未印一级任务，依据正文大纲定为“{draft.level1}”，请核对。")
        return
    draft.level1 = naive or later
    _warn_unconfirmed(draft, "一级任务", draft.level1, sure=bool(naive) and _is_sure(draft, labels))


def _settle_second(
    draft: Draft, before: Draft | None, witness: Witness, wording: _Wording, labels: Labels
) -> None:
    body = witness.level2_of(draft.item) if draft.item is not None else ""
    if draft.printed2:
        draft.level2 = draft.printed2
        _compare(draft, "二级任务", draft.printed2, body)
        return
    draft.filled.append("level2")
    same_group = before is not None and _same_first(draft, before)
    naive = before.level2 if before and same_group else ""
    if draft.item is not None:
        goes_on = witness.names(naive, body, 2)
        draft.level2 = naive if goes_on else wording.of(2, body)
        if draft.level2 and (not goes_on or (labels.mixed and draft.printed1)):
            draft.warnings.append(f"本行未印二级任务，依据正文大纲定为“{draft.level2}”，请核对。")
        return
    draft.level2 = naive
    sure = bool(naive) and _is_sure(draft, labels) and not (labels.mixed and draft.printed1)
    _warn_unconfirmed(draft, "二级任务", naive, sure=sure)


def _same_first(draft: Draft, before: Draft) -> bool:
    return bare(draft.level1) == bare(before.level1)


def _is_sure(draft: Draft, labels: Labels) -> bool:
    """A blank printed cell of a clean column is a merged one; a cell not printed may be lost."""
    clean = not labels.mixed or not labels.two_levels
    return clean and not draft.missing & {"level", "level1", "level2"}


def _warn_unconfirmed(draft: Draft, name: str, value: str, *, sure: bool) -> None:
    if sure:
        return
    if value:
        draft.warnings.append(f"本行未印{name}，暂按邻近行填为“{value}”，未能与正文核对，请核对。")
    else:
        draft.warnings.append(f"本行未印{name}，也无从推定，请补录。")


def _compare(draft: Draft, name: str, printed: str, body: str) -> None:
    """Warn where table and body word a label differently, or say different things."""
    if not body or same_label(printed, body):
        return
    if likeness(printed, body) >= SAME_LABEL:
        draft.warnings.append(f"{name}与正文表述不一致：表内“{printed}”，正文“{body}”。")
    else:
        draft.warnings.append(f"{name}“{printed}”与正文中对应段落的标题“{body}”不符，请核对归属。")
