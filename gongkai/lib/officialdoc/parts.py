"""Main body and annexes: each annex keeps its mark and title and numbers its items afresh."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.lib.officialdoc.dates import is_date_line
from gongkai.lib.officialdoc.elements.titles import is_title_line, join_title, looks_complete
from gongkai.lib.officialdoc.lines import Lines
from gongkai.lib.officialdoc.model import Node
from gongkai.lib.officialdoc.outline import Outline, build
from gongkai.lib.officialdoc.text import is_blank, looks_like_organisation, squeeze, tidy

_ALONE = re.compile(
    r"\A(附件|附表|附录)([0-9]{1,2}(?:-[0-9]{1,2})?|[一二三四五六七八九十]{1,2})?：?\Z"
)
_WITH_TITLE = re.compile(
    r"\A(附件|附表|附录)([0-9]{1,2}(?:-[0-9]{1,2})?|[一二三四五六七八九十]{1,2})[：.、]?(?=[^0-9])"
)
_BRACKETED = re.compile(r"\A（[^（）]{1,30}）\Z")
_DATED = re.compile(
    r"\A（.{0,60}(?:(?:19|20)[0-9]{2}|[一二三四五六七八九〇○零]{4})年[0-9一二三四五六七八九十]{1,2}月.{0,60}）\Z"
)
_MAX_TITLE = 5


@dataclass
class Part:
    """A run of lines with one outline; an annex has a label (附件1) where it stands alone, and a title."""

    numbers: list[int] = field(default_factory=list)
    label: str = ""
    mark_lines: list[int] = field(default_factory=list)
    titled: bool = False


def outline_of(
    lines: Lines, main: Sequence[int], annexes: Sequence[int], fixed: set[int]
) -> Outline:
    """Return the outline of the main body followed by its annexes, each led by a level-0 node."""
    whole = Outline()
    parts = [*_split(lines, main, titled=False), *_split(lines, annexes, titled=True)]
    for part in parts:
        body = part.numbers
        if part.titled or part.mark_lines:
            title, body = _title(lines, part.numbers, fixed)
            if title or part.mark_lines:
                heading = join_title([lines.bare[number] for number in title])
                whole.nodes.append(Node(0, part.label, heading, "", [], [*part.mark_lines, *title]))
        found = build(lines, body, fixed=fixed)
        whole.nodes += _table_captions(lines, found.nodes)
        whole.joined += found.joined
        whole.warnings += found.warnings
    return whole


def _split(lines: Lines, numbers: Sequence[int], *, titled: bool) -> list[Part]:
    parts = [Part(titled=titled)]
    for number in numbers:
        line = lines.keys[number]
        found = _ALONE.match(line) or (
            _WITH_TITLE.match(line) if _is_heading(lines, number) else None
        )
        if not found:
            parts[-1].numbers.append(number)
            continue
        if found.end() == len(line) or _ALONE.match(line):
            label = squeeze(lines.bare[number])
            parts.append(Part(label=label, mark_lines=[number], titled=True))
        else:
            parts.append(Part(numbers=[number], titled=True))
    return [part for part in parts if part.numbers or part.mark_lines]


def _is_heading(lines: Lines, number: int) -> bool:
    return len(lines.keys[number]) <= 60 and not lines.sentence_end[number]


def _title(lines: Lines, numbers: Sequence[int], fixed: set[int]) -> tuple[list[int], list[int]]:
    """Return the title lines an annex begins with, and the rest."""
    candidates: list[int] = []
    for number in numbers[:_MAX_TITLE]:
        text = lines.bare[number]
        single = number not in fixed and is_title_line(text, ended=lines.sentence_end[number])
        if (
            not single
            or is_date_line(text)
            or _DATED.match(lines.keys[number])
            or (candidates and looks_like_organisation(text) and "关于" not in text)
        ):
            break
        candidates.append(number)
    taken = _how_many(lines, candidates, numbers)
    while (
        taken
        and taken < len(numbers)
        and _BRACKETED.match(lines.keys[numbers[taken]])
        and not _DATED.match(lines.keys[numbers[taken]])
    ):
        taken += 1
    return list(numbers[:taken]), list(numbers[taken:])


def _how_many(lines: Lines, candidates: Sequence[int], numbers: Sequence[int]) -> int:
    """Return how many candidate lines make the title: to a gap, to a complete title, or all before text."""
    for count in range(1, len(candidates) + 1):
        together = "".join(lines.keys[number] for number in candidates[:count])
        last = candidates[count - 1]
        following = numbers[count] if count < len(numbers) else None
        gap = following is not None and following > last + 1 and is_blank(lines.raw[last + 1])
        goes_on = following is not None and lines.keys[following].startswith(("的", "（"))
        if (looks_complete(together) and not goes_on) or (
            gap and len(candidates) > count and len(together) >= 6
        ):
            return count
    return (
        len(candidates)
        if len(candidates) < len(numbers) or len(numbers) == 1
        else min(len(candidates), 1)
    )


def _table_captions(lines: Lines, nodes: list[Node]) -> list[Node]:
    """Make a short line that stands right above a task table its caption, apart from the item above."""
    result = []
    for node in nodes:
        result.append(node)
        owner = node
        while owner.children:
            owner = owner.children[-1]
        last = owner.lines[-1] if owner.lines else -1
        if not _above_table(lines, last) or lines.sentence_end[last] or len(lines.keys[last]) > 60:
            continue
        text = lines.bare[last].strip(" \t\u3000")
        if len(owner.lines) > 1 and owner.text.endswith(text):
            owner.lines = owner.lines[:-1]
            owner.text = owner.text[: -len(text)].rstrip("\n")
            result.append(Node(0, "", tidy(text), "", [], [last]))
        elif owner is node and node.level == 0 and not node.heading:
            node.heading, node.text = tidy(text), ""
    return result


def _above_table(lines: Lines, number: int) -> bool:
    following = number + 1
    while (
        0 < following < len(lines.raw)
        and is_blank(lines.raw[following])
        and following not in lines.in_table
    ):
        following += 1
    return following in lines.in_table
