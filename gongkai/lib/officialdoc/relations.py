"""Ties to other documents: what is forwarded, issued, repealed, amended, relied on, interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.lib.officialdoc.model import Relation
from gongkai.lib.officialdoc.numbers import cited_numbers
from gongkai.lib.officialdoc.text import key

_MAX_TITLE = 150
_BASIS = re.compile(
    r"(?:根据|依据|依照|按照|遵照|遵循|参照|为(?:深入|全面|认真|进一步|切实|积极)*(?:贯彻|落实|执行|实施)(?:落实|执行|实施)?|(?:深入|全面|认真)*贯彻(?:落实|执行|实施)?)"
    r"(?:了)?(?:好)?(?:新修订的|修订后的|国家|省|市|党中央|国务院|省委|省政府|市委|市政府|、)*\Z"
)
_CHAINED = re.compile(r"(?:》|））?|）)?(?:、|和|及|以及|与|，)?(?:[\u4e00-\u9fff]{0,12})\Z")
_REPEALED = re.compile(
    r"同时废止|予以废止|停止执行|即行废止|自行废止|同时失效|不再执行|宣布失效|废止"
)
_REPLACED = re.compile(r"取代|代替|替代|以本.{0,6}为准")
_AMENDED = re.compile(r"(?:作|做)(?:如下|出)修改|予以修改|修改为|修改如下|进行修订|进行修改")
_SHORT = re.compile(r"(?:统称|简称|下称)(?:为)?[“《]?([^”》）]{1,30})")
_OUTER = {"《": "》", "〈": "〉", "<": ">"}


@dataclass
class Cite:
    """A title in 《》 with the number that stands in the brackets behind it."""

    title: str | None
    number: str | None
    start: int
    end: int


def find(title: str | None, paragraphs: Iterable[tuple[int, str]]) -> list[Relation]:
    """Return the relations a document states, first the acts, then the mere citations.

    Arguments: the title, and paragraphs as (line number, text).
    """
    ties = _Ties()
    for relation in _from_title(title or ""):
        ties.add(relation)
    shorts: set[str] = set()
    for number, text in paragraphs:
        if "《" not in text and "号" not in text:
            continue
        for relation in _from_paragraph(key(text), number, shorts):
            ties.add(relation)
    return [tie for tie in ties.found if tie.doc_no or tie.title]


def _from_title(title: str) -> Iterator[Relation]:
    bare = key(title)
    numbers = cited_numbers(bare)
    verb = re.search(r"转发|批转|印发|废止|修改|修订|修正|解读", bare)
    kinds = {
        "转发": "转发",
        "批转": "转发",
        "印发": "印发",
        "废止": "废止",
        "修改": "修改",
        "修订": "修改",
        "修正": "修改",
        "解读": "解读",
    }
    cites = list(outer_titles(bare))
    if not verb:
        yield from (Relation("引用", cited.number) for cited in numbers)
        return
    kind = kinds[verb[0]]
    if cites:
        yield from (Relation(kind, cite.number, cite.title) for cite in cites)
    elif numbers:
        yield Relation(kind, numbers[0].number)
    elif inner := _inner(bare, verb.end(), verb[0]):
        yield Relation(kind, None, inner)


def _inner(bare: str, start: int, verb: str) -> str | None:
    """Return the title inside a title: 关于印发X的通知 → X."""
    found = re.match(r"(.{2,120}?)(?:的)?(?:通知|函|决定|公告|通告|意见|批复)?\Z", bare[start:])
    if (
        not found
        or verb in ("解读", "修订", "修正")
        or found[1].startswith(("的", "部分", "一批", "有关"))
    ):
        return None
    return found[1]


def _from_paragraph(bare: str, line: int, shorts: set[str]) -> Iterator[Relation]:
    cites = _with_numbers(bare)
    previous: tuple[Cite, str] | None = None
    for cite in cites:
        if cite.title and cite.title in shorts:
            continue
        kind = _kind(bare, cite, previous)
        previous = (cite, kind)
        yield Relation(kind, cite.number, cite.title, line)
        behind = bare[cite.end : cite.end + 60]
        short = _SHORT.search(behind.split("。")[0])
        if short:
            shorts.add(short[1].strip("《》“”"))


def _with_numbers(bare: str) -> list[Cite]:
    cites = list(outer_titles(bare))
    for cited in cited_numbers(bare):
        owner = next(
            (c for c in cites if c.title and c.number is None and 0 <= cited.start - c.end <= 1),
            None,
        )
        inside = next((c for c in cites if c.start <= cited.start < c.end), None)
        if owner:
            owner.number, owner.end = _with_place(cited.number, owner.title or ""), cited.end
        elif inside is None:
            cites.append(Cite(None, cited.number, cited.start, cited.end))
    return sorted(cites, key=lambda cite: cite.start)


def _with_place(number: str, title: str) -> str:
    """Write out 省政府令 and the like: the title behind which it stands names the place."""
    found = re.match(r"[\u4e00-\u9fff]{2,8}?(?=(?:省|市|自治区|区|县))", title)
    if (
        found
        and re.match(r"(?:省|市|自治区|区|县)(?:人民)?政府令", number)
        and title[found.end() :].startswith(number[0])
    ):
        return found[0] + number
    return number


def outer_titles(bare: str) -> Iterator[Cite]:
    """Yield the outermost 《…》 of a text; titles inside titles stay inside."""
    depth = start = 0
    for position, character in enumerate(bare):
        if character == "《":
            if not depth:
                start = position
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            inner = bare[start + 1 : position]
            if not depth and 2 <= len(inner) <= _MAX_TITLE:
                yield Cite(inner, None, start, position + 1)
        if depth and position - start > 2 * _MAX_TITLE:
            depth = 0


def _kind(bare: str, cite: Cite, previous: tuple[Cite, str] | None) -> str:
    stops = [bare.find(stop, cite.end) for stop in "。；"]
    end = min((stop for stop in stops if stop >= 0), default=len(bare))
    after = bare[cite.end : end]
    act = _act(after, bare[max(bare.rfind("。", 0, cite.start) + 1, 0) : cite.start])
    if act:
        return act
    before = bare[max(cite.start - 24, 0) : cite.start]
    if _BASIS.search(before):
        return "依据"
    if (
        previous
        and previous[1] == "依据"
        and re.fullmatch(
            r"[）、和及与，以等]{0,6}[\u4e00-\u9fff]{0,10}", bare[previous[0].end : cite.start]
        )
    ):
        return "依据"
    return "引用"


def _act(after: str, before: str) -> str | None:
    # Titles that follow at once share the act; one further on takes it for itself.
    near = re.sub(r"\A(?:（[^（）]{0,60}）|、|和|及|以及|《[^《》]{2,80}》)*", "", after)
    near = near[: near.find("《")] if "《" in near else near
    if re.search(r"(?:转发|批转)(?:给|你|各|至)", near[:80]):
        return "转发"
    if re.search(r"印发(?:给|你|各|实施|执行)|现予印发", near[:80]):
        return "印发"
    if re.search(r"现(?:将|予)?公布|予以公布|现予公布", after[:40]):
        return "印发"
    if _REPEALED.search(after[-60:]) and not re.search(r"不得|如|若|被废止", after[-60:]):
        return "废止"
    if _REPLACED.search(after[:30]):
        return "替代"
    if _AMENDED.search(after[:30]) or re.search(r"(?:修改|修订)\Z", before):
        return "修改"
    if re.search(r"(?:现)?(?:对|就)\Z", before[-2:]) and "解读" in after[:20]:
        return "解读"
    return None


class _Ties:
    """Relations found so far, each document once, looked up by number and by title."""

    def __init__(self) -> None:
        self.found: list[Relation] = []
        self.by_number: dict[str, Relation] = {}
        self.by_title: dict[str, Relation] = {}

    def add(self, relation: Relation) -> None:
        """Add a relation or complete the one that names the same document."""
        known = self._known(relation)
        if known is None:
            known = relation
            self.found.append(relation)
        else:
            _complete(known, relation)
        if known.doc_no:
            self.by_number.setdefault(known.doc_no, known)
        if known.title:
            self.by_title.setdefault(_bare(known.title), known)

    def _known(self, relation: Relation) -> Relation | None:
        numbered = self.by_number.get(relation.doc_no or "")
        titled = self.by_title.get(_bare(relation.title)) if relation.title else None
        if titled and titled.doc_no and relation.doc_no and titled.doc_no != relation.doc_no:
            titled = None
        for known in (numbered, titled, self._cut_out(relation)):
            if known is not None and _one_act(known, relation):
                return known
        return None

    def _cut_out(self, relation: Relation) -> Relation | None:
        """Return the relation cut out of the document's own title that this one spells in full."""
        if not relation.title or "关于" not in relation.title:
            return None
        other = _bare(relation.title)
        for known in self.found[:3]:
            one = _bare(known.title or "")
            alike = one and (one.endswith(other) or other.endswith(one))
            if alike and known.line is None and known.kind == relation.kind:
                return known
        return None


def _bare(title: str) -> str:
    return key(title).replace("的", "")


def _one_act(known: Relation, relation: Relation) -> bool:
    """Tell whether two mentions can be one tie: the same act, or one of them a mere citation."""
    mild = ("引用", "依据")
    return relation.kind in (known.kind, *mild) or known.kind in mild


def _complete(known: Relation, relation: Relation) -> None:
    """Fill in what one mention lacks; an act outweighs a basis, a basis a citation."""
    known.doc_no = known.doc_no or relation.doc_no
    # What stands in 《》 is the title itself; what was cut out of another title may lack a word.
    if relation.title and (not known.title or known.line is None):
        known.title = relation.title
    if known.line is None:
        known.line = relation.line
    acts = relation.kind not in ("引用", "依据")
    if known.kind == "引用" or (known.kind == "依据" and acts):
        known.kind = relation.kind
