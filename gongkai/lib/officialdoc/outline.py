"""The outline of a body: paragraphs re-joined, marks read, headings cut from run-in text, nested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.lib.officialdoc.dates import is_date_line
from gongkai.lib.officialdoc.lines import Lines
from gongkai.lib.officialdoc.marks import Mark, read_mark
from gongkai.lib.officialdoc.model import BodyItem, Node
from gongkai.lib.officialdoc.text import is_chinese, looks_like_organisation, tidy

_LAW = ("book", "chapter", "section", "article")
_PLAIN = ("level1", "level2", "level3", "level4", "level5")
_FULL_LINE = 15
_CLOSING = re.compile(
    r"\A(?:各(?!类|项|级别|种)|以上(?:意见|通知|报告)|本(?:通知|意见|方案|办法|公告|通告|规定|细则|要点)|特此|此前|附件|附：|专此|请各|执行中)"
)
_FORMULA = re.compile(r"(?:特此|此复|专此|此致|妥否)[^，。]{0,12}。\Z")
_NOT_JOINED = re.compile(
    r"\A(?:附件|附表|附：|抄送|注：|备注|说明：|来源：|联系|电话|表[0-9一二三]|图[0-9一二三])"
)


@dataclass
class Paragraph:
    """One paragraph: its text as printed, its lines, and the mark it begins with."""

    text: str
    numbers: list[int]
    mark: Mark | None
    hashes: int = 0
    fixed: bool = False


@dataclass
class Outline:
    """Nodes of one part of a document and what is doubtful about them."""

    nodes: list[Node] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def build(lines: Lines, numbers: Sequence[int], *, fixed: Iterable[int] = ()) -> Outline:
    """Return the outline of some visible lines, in order.

    `fixed` lines (rows of data tables) are never joined to others nor read for marks.
    """
    joined: list[int] = []
    outline = nest(list(_paragraphs(lines, numbers, set(fixed), joined)))
    outline.joined = joined
    return outline


def nest(paragraphs: Sequence[Paragraph]) -> Outline:
    """Return the outline of whole paragraphs: marks read, headings cut, items nested by level.

    For sources that say where a paragraph ends, so that none is ever joined to another.
    """
    outline = Outline()
    levels = level_map(paragraphs)
    _fold_continuations([_Draft.of(paragraph, levels) for paragraph in paragraphs], outline)
    return outline


def level_map(paragraphs: Iterable[Paragraph]) -> dict[str, int]:
    """Return the level of each kind of mark: fixed for plain texts, packed below 编章节条."""
    present = {paragraph.mark.kind for paragraph in paragraphs if paragraph.mark}
    law = [kind for kind in _LAW if kind in present]
    if not law:
        return {kind: level for level, kind in enumerate(_PLAIN, start=1)}
    return {
        kind: level
        for level, kind in enumerate([*law, *(kind for kind in _PLAIN if kind in present)], start=1)
    }


# --- paragraphs -----------------------------------------------------------------------------------


def _paragraphs(
    lines: Lines, numbers: Sequence[int], fixed: set[int], joined: list[int]
) -> Iterator[Paragraph]:
    current: Paragraph | None = None
    for number in numbers:
        text = lines.bare[number].strip(" \t\r\u3000\u00a0\ufeff")
        if number in fixed and current and current.fixed and current.numbers[-1] == number - 1:
            current.text += "\n" + text
            current.numbers.append(number)
            continue
        mark = None if number in fixed else read_mark(text)
        if current and mark is None and number not in fixed and _continues(lines, current, number):
            current.text += ("" if _touch(current.text, text) else " ") + text
            current.numbers.append(number)
            joined.append(number)
            continue
        if current:
            yield current
        current = Paragraph(text, [number], mark, lines.hashes[number], number in fixed)
    if current:
        yield current


def _touch(before: str, after: str) -> bool:
    return bool(before and after) and (is_chinese(before[-1]) or is_chinese(after[0]))


def _continues(lines: Lines, current: Paragraph, number: int) -> bool:
    """Tell whether a line goes on with a paragraph that was cut in the middle (page end, hard wrap)."""
    last = current.numbers[-1]
    before, after = lines.keys[last], lines.keys[number]
    if (
        current.fixed
        or lines.sentence_end[last]
        or len(before) < _FULL_LINE
        or current.hashes
        or lines.hashes[number]
    ):
        return False
    if (
        "\t" in lines.bare[last]
        or "\t" in lines.bare[number].strip()
        or any(n in lines.in_table for n in range(last + 1, number))
    ):
        return False
    if (
        current.mark
        and current.mark.kind != "article"
        and "。" not in current.text
        and (len(before) < 45 or before.endswith("）"))
    ):
        return False
    if not current.mark and not _is_text(current.text):
        return False
    if (
        _NOT_JOINED.match(after)
        or is_date_line(after)
        or looks_like_organisation(after)
        or looks_like_organisation(before)
    ):
        return False
    return lines.sentence_end[number] or len(after) >= _FULL_LINE


def _is_text(text: str) -> bool:
    return bool(re.search("[，。；]", text))


# --- headings -------------------------------------------------------------------------------------


@dataclass
class _Draft:
    node: Node
    kind: str
    number: int | None
    single: bool = False
    stopped: bool = False
    continued: bool = False

    @classmethod
    def of(cls, paragraph: Paragraph, levels: dict[str, int]) -> _Draft:
        mark = paragraph.mark
        if paragraph.fixed:
            return cls(Node(0, "", "", paragraph.text, [], paragraph.numbers), "table", None)
        if mark is None:
            level = max(paragraph.hashes - 1, 1) if paragraph.hashes else 0
            heading, text = (tidy(paragraph.text), "") if paragraph.hashes else ("", paragraph.text)
            return cls(Node(level, "", heading, text, [], paragraph.numbers), "plain", None)
        rest = paragraph.text[mark.end :].strip(" \t\u3000\u00a0")
        cut = split_heading(mark.kind, rest)
        node = Node(
            levels[mark.kind],
            mark.label,
            cut.heading,
            cut.text,
            [],
            paragraph.numbers,
            run_in=bool(cut.heading and cut.text),
            stop=cut.stop,
        )
        stopped = bool(cut.heading) and not cut.text and cut.stop == "。"
        return cls(node, mark.kind, mark.number, cut.single, stopped)


@dataclass(frozen=True)
class Cut:
    """An item's words cut into heading, the mark that ended it, and text.

    `single`: the item is one short sentence of which only what follows tells whether it is a
    heading.
    """

    heading: str = ""
    stop: str = ""
    text: str = ""
    single: bool = False


def split_heading(kind: str, rest: str) -> Cut:
    """Cut the heading off an item's text; heading, stop and text together are the text."""
    if kind in ("book", "chapter", "section"):
        return Cut(tidy(rest))
    if kind == "article":
        named = re.match(r"(?:【[^】]{2,30}】|[（(][^）)]{2,16}[）)](?=\s))\s*", rest)
        return Cut(named[0].strip(), "", rest[named.end() :]) if named else Cut(text=rest)
    stop = rest.find("。")
    if stop < 0:
        return _without_stop(rest)
    if stop == len(rest) - 1:
        return _one_sentence(rest)
    head, upper = rest[:stop], kind in ("level1", "level2")
    commas = head.count("，") + head.count(",")
    if (
        len(head) <= (40 if upper else 25)
        and commas <= (1 if upper else 0)
        and not re.search("[；：]", head)
    ):
        return Cut(tidy(head), "。", rest[stop + 1 :].strip())
    return _colon(rest)


def _without_stop(rest: str) -> Cut:
    cut = _colon(rest)
    if cut.heading:
        return cut
    if len(rest) <= 60 and not rest.endswith(("；", ";", "，", "、")):
        bare = rest.rstrip("：:")
        return Cut(tidy(bare), rest[len(bare) :]) if bare else Cut(text=rest)
    return Cut(text=rest)


def _one_sentence(rest: str) -> Cut:
    bare = rest[:-1]
    if len(bare) <= 20 and not re.search("[，、；：]", bare):
        return Cut(tidy(bare), "。") if bare else Cut(text=rest)
    cut = _colon(rest)
    return cut if cut.heading else Cut(text=rest, single=len(bare) <= 30 and bare.count("，") <= 1)


def _colon(rest: str) -> Cut:
    stop = rest.find("：")
    if 1 < stop <= 20 and len(rest) - stop > 4 and not re.search("[，。；“《（(]", rest[:stop]):
        return Cut(tidy(rest[:stop]), "：", rest[stop + 1 :].strip())
    return Cut(text=rest)


# --- nesting --------------------------------------------------------------------------------------


def _fold_continuations(flat: list[_Draft], outline: Outline) -> None:
    """Give unmarked paragraphs to the item above them and nest the items by level."""
    closing = _closing_paragraphs(flat)
    stack: list[_Draft] = []
    kept: list[_Draft] = []
    for position, draft in enumerate(flat):
        if draft.kind == "table":
            (stack[-1].node.children if stack else outline.nodes).append(draft.node)
            continue
        if draft.kind == "plain" and draft.node.level == 0:
            if stack and position not in closing:
                _append(stack[-1], draft)
                continue
            if position in closing:
                stack.clear()
        _nest(draft, stack, outline.nodes)
        kept.append(draft)
    for before, draft in zip([None, *kept], kept, strict=False):
        _settle(draft, before)
    outline.warnings += numbering_warnings(
        [(draft.kind, draft.number, draft.node) for draft in kept]
    )


def _append(draft: _Draft, paragraph: _Draft) -> None:
    draft.node.text = (
        f"{draft.node.text}\n{paragraph.node.text}" if draft.node.text else paragraph.node.text
    )
    draft.node.lines = draft.node.lines + paragraph.node.lines
    draft.continued = True


def _nest(draft: _Draft, stack: list[_Draft], top: list[Node]) -> None:
    if draft.node.level == 0:
        top.append(draft.node)
        return
    while stack and stack[-1].node.level >= draft.node.level:
        stack.pop()
    (stack[-1].node.children if stack else top).append(draft.node)
    stack.append(draft)


def _settle(draft: _Draft, before: _Draft | None) -> None:
    """Make one short sentence a heading where something stands under it, and text in a list of ；."""
    node = draft.node
    listed = (
        before is not None and before.kind == draft.kind and before.node.text.endswith(("；", ";"))
    )
    if draft.stopped and listed and not node.children:
        node.text = "\n".join(part for part in (node.heading + node.stop, node.text) if part)
        node.heading = node.stop = ""
    if not draft.single or not (draft.continued or node.children):
        return
    first, _, rest = node.text.partition("\n")
    node.heading, node.stop, node.text = tidy(first.removesuffix("。")), "。", rest


def _closing_paragraphs(flat: list[_Draft]) -> set[int]:
    """Return the last paragraphs that speak for the whole text, not for the item above them.

    Punctuation does not tell them apart; they count as such only where no other item has a second
    paragraph and they begin like a closing (各…, 本通知…, 特此…).
    """
    marked = [position for position, draft in enumerate(flat) if draft.kind != "plain"]
    if not marked or marked[-1] + 1 >= len(flat):
        return set()
    last, kind = marked[-1], flat[marked[-1]].kind
    if _FORMULA.match(flat[last + 1].node.text.strip()):
        return set(range(last + 1, len(flat)))
    if kind in _LAW or not _CLOSING.match(flat[last + 1].node.text.strip()):
        return set()
    runs_on = any(
        flat[position].kind == kind
        and flat[position].node.text
        and flat[position + 1].kind == "plain"
        for position in marked[:-1]
    )
    if runs_on or not flat[last].node.text:
        return set()
    return set(range(last + 1, len(flat)))


# --- numbering ------------------------------------------------------------------------------------

_MAX_WARNINGS = 10


def numbering_warnings(items: Iterable[tuple[str, int | None, Node]]) -> list[str]:
    """Return sentences about gaps and repeats; numbering may restart or run through the whole text."""
    warnings: list[str] = []
    last: dict[str, tuple[int, str]] = {}
    fresh: dict[str, bool] = {}
    order = [*_LAW, *_PLAIN]
    for kind, number, node in items:
        if kind not in order or number is None:
            continue
        before = last.get(kind)
        # Within one article a second list may begin again; elsewhere only lower levels do.
        anew = "article" in last or kind in _PLAIN[2:] or fresh.get(kind, False)
        restarted = number == 1 and (before is None or anew)
        if before and not restarted and number != before[0] + 1:
            what = "重复" if number == before[0] else "不连续"
            warnings.append(f"“{before[1]}”之后是“{node.label}”，编号{what}，请核对原文。")
        elif before is None and number != 1:
            warnings.append(f"编号从“{node.label}”开始，前面可能缺少内容，请核对原文。")
        last[kind] = (number, node.label)
        fresh[kind] = False
        for lower in order[order.index(kind) + 1 :]:
            fresh[lower] = True
            if lower in _PLAIN[2:] or (kind in _LAW and lower in _PLAIN):
                last.pop(lower, None)
    return [
        *warnings[:_MAX_WARNINGS],
        *(
            [f"另有{len(warnings) - _MAX_WARNINGS}处编号问题未逐一列出。"]
            if len(warnings) > _MAX_WARNINGS
            else []
        ),
    ]


# --- walks ----------------------------------------------------------------------------------------


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node of a tree in reading order."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def body_items(nodes: Iterable[Node], parents: tuple[str, ...] = ()) -> Iterator[BodyItem]:
    """Yield the flat outline with the headings above each item."""
    for node in nodes:
        yield BodyItem(node.level, node.label, node.heading, node.text, parents)
        yield from body_items(node.children, (*parents, node.heading or node.label))
