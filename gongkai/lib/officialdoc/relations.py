"""Ties to other documents: what is forwarded, issued, repealed, amended, relied on, interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gongkai.lib.officialdoc.cites import (
    RELYING,
    Cite,
    cites_in,
    outer_titles,
    spoken_clause,
    spoken_title,
)
from gongkai.lib.officialdoc.model import Relation
from gongkai.lib.officialdoc.numbers import cited_numbers
from gongkai.lib.officialdoc.text import key

# Between the verb and the title may stand whose document it is, but no other act.
_WHOSE = (
    r"(?:(?:(?!修改|修订(?!的)|废止|失效|制定(?!的)|编制|起草|转发|印发(?!的)|公布(?!的)|发布(?!的)|调整)[\u4e00-\u9fff、]){0,30}"
    r"(?:府|厅|局|部|委|会|院|署|办|室|行|处|中心|机制|小组|中央|省|市|区|县|年|的|和|及|与|等|国家|现行|有关|相关|法律|法规|规章))?"
)
_BASIS = re.compile(
    rf"(?:{RELYING}{_WHOSE}|(?:深入|全面|认真)*贯彻(?:落实|执行|实施)?(?:了)?(?:好)?"
    r"(?:国家|省|市|党中央|国务院|省委|省政府|市委|市政府|、)*|(?<!停止)(?<!不再)执行)\Z"
)
_APPROVED = re.compile(
    r"(?:已经|业经|报经|已由|经)[^，。；《》（）]{2,40}(?:批复|批准|核准|审批|同意)（\Z"
)
# What joins documents that share one act or one basis: 、和 and whose the next one is.
_JOINT = r"(?:、|，?(?:和|及|与|以及|并|或者?))"
_GLUE = re.compile(
    r"）?(?:（[^（）]{0,40}）)?(?:第[一二三四五六七八九十百零0-9]{1,5}条(?:第[一二三四五六七八九十]{1,3}[款项])?[、和]?)*"
    rf"等?(?:{_JOINT}(?:[\u4e00-\u9fff0-9]{{0,24}}（?|[^，。；《》]{{0,120}}的)|，[0-9]{{4}}年[^，。；《》]{{0,120}}的)?"
)
_REPEALED = re.compile(r"废止|停止执行|不再执行")
_LAPSED = re.compile(r"(?:宣布|同时|即行)失效")
_NO_ACT = re.compile(r"不得|如|若|被废止|已(?:经|于.{1,12})?废止")
_STOPPED = re.compile(r"停止执行|不再执行")
_TAKES_EFFECT = re.compile(r"本[\u4e00-\u9fff]{2,6}自[^。；]{2,30}(?:施行|实施|执行)")
_BY_THIS = re.compile(
    r"(?:由|以|被)本[\u4e00-\u9fff]{1,8}(?:取代|代替|替代)|(?<!不一致的，)(?<!不符的，)以本.{0,6}为准"
)
_AMENDED = re.compile(r"(?:作|做)(?:如下|出)修改|予以修改|修改为|修改如下|进行修订|进行修改")
# Behind these words another thing is acted upon: 根据《甲》，现将乙印发给你们.
_OBJECT = re.compile(r"(?:现|决定)[将就对]([^，。；]{0,40})")
_SAME_OBJECT = re.compile(r"(?:其|该|上述|全文|文件|通知|意见)")
_SHORT = re.compile(r"(?:统称|简称|下称)(?:为)?[“《]?([^”》）]{1,30})")


def find(
    title: str | None,
    paragraphs: Iterable[tuple[int, str]],
    listed: Mapping[int, str] | None = None,
) -> list[Relation]:
    """Return the relations a document states, first the acts, then the mere citations.

    Arguments: the title, paragraphs as (line number, text), and for lines under a heading like
    废止的文件 the act that falls on what is listed there (see `listed_act`).
    """
    ties = _Ties()
    for relation in _from_title(title or ""):
        ties.add(relation)
    shorts: set[str] = set()
    for number, text in paragraphs:
        if "《" not in text and "号" not in text:
            continue
        for relation in _from_paragraph(key(text), number, shorts, (listed or {}).get(number)):
            ties.add(relation)
    own = key(title or "")
    return [tie for tie in ties.found if (tie.doc_no or tie.title) and not _itself(tie, own)]


def _itself(tie: Relation, own: str) -> bool:
    """Tell whether a tie is only the text naming itself; an older text may bear the same title."""
    if tie.doc_no or tie.kind not in ("印发", "引用"):
        return False
    return key(tie.title or "").translate(_INNER) == own.translate(_INNER)


_INNER = str.maketrans("〈〉", "《》")
_LISTED = re.compile(r"(废止|失效)(?:的)?[^，。；]{0,20}(?:文件|规章|规定|目录|清单|名单)")


def listed_act(headings: Sequence[str]) -> str | None:
    """Return the act on what stands under headings, outermost first: 废止, 宣布失效, or none.

    The innermost heading that speaks of it decides; one that names several acts decides nothing.
    """
    for heading in reversed(headings):
        bare = key(heading)
        if re.search(r"修改|继续有效|保留|现行有效|废止.*失效|失效.*废止", bare):
            return None
        if found := _LISTED.search(bare):
            return "废止" if found[1] == "废止" else "宣布失效"
    return None


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
        or found[1].startswith(("的", "部分", "一批", "有关", "和", "及", "与", "、"))
        or re.match(r"[0-9一二三四五六七八九十]{1,3}[件部项]", found[1])
    ):
        return None
    return found[1]


def _from_paragraph(
    bare: str, line: int, shorts: set[str], listed: str | None
) -> Iterator[Relation]:
    cites = [cite for cite in cites_in(bare) if not _is_short(bare, cite)]
    # In a list of documents only the first sentence names them; what follows gives reasons.
    listing = bare.find("。", cites[0].end) if cites else -1
    for cite, kind in zip(cites, _kinds(bare, cites), strict=True):
        if cite.title and cite.title in shorts:
            continue
        in_list = listed and kind != "依据" and (listing < 0 or cite.start < listing)
        act = listed if listed and in_list else kind
        yield Relation(act, cite.number, cite.title or spoken_title(bare, cite), line)
        behind = bare[cite.end : cite.end + 60]
        short = _SHORT.search(behind.split("。")[0])
        if short:
            shorts.add(short[1].strip("《》“”"))


def _is_short(bare: str, cite: Cite) -> bool:
    """Tell whether this is where a short name is given: （以下简称《办法》）."""
    return bool(re.search(r"(?:统称|简称|下称)为?\Z", bare[max(cite.start - 4, 0) : cite.start]))


def _kinds(bare: str, cites: Sequence[Cite]) -> list[str]:
    """Return what each cited document is to the text; joined ones share an act or a basis."""
    kinds: list[str] = []
    while len(kinds) < len(cites):
        first = last = len(kinds)
        while last + 1 < len(cites) and _glued(bare, cites[last], cites[last + 1]):
            last += 1
        shared = "依据" if _is_basis(bare, cites[first]) else _act(bare, cites, first, last)
        kinds += [
            "依据" if _is_basis(bare, cite) else shared or "引用"
            for cite in cites[first : last + 1]
        ]
    return kinds


def _glued(bare: str, one: Cite, other: Cite) -> bool:
    return bool(_GLUE.fullmatch(bare[one.end : other.start]))


def _is_basis(bare: str, cite: Cite) -> bool:
    before = bare[max(cite.start - 60, 0) : cite.start]
    if _BASIS.search(before):
        return True
    if cite.title or not before.endswith("（"):
        return False
    if _APPROVED.search(before):
        return True
    issuer, about, _ = spoken_clause(bare, cite).partition("关于")
    return bool(about and spoken_title(bare, cite) and re.search(RELYING, issuer))


def _act(bare: str, cites: Sequence[Cite], first: int, last: int) -> str | None:
    """Return the act on a run of documents: what follows the last of them, or precedes the first."""
    start, end = cites[first].start, cites[last].end
    sentence = bare[max(bare.rfind("。", 0, start) + 1, 0) : start]
    stops = [found for stop in "。；" if (found := bare.find(stop, end)) >= 0]
    after = bare[end : min(stops, default=len(bare))]
    near = bare[end : cites[last + 1].start] if last + 1 < len(cites) else after
    near = near[: len(after)]
    titles = [cite.title or "" for cite in cites[first : last + 1]]
    if (other := _OBJECT.search(near)) and not _same_object(other[1], titles):
        near = near[: other.start()]
    return (
        _issued(near)
        or _ended(near, after, bare)
        or _ended_before(sentence, near)
        or _changed(sentence, near)
    )


def _same_object(words: str, titles: Sequence[str]) -> bool:
    """Tell whether 现将… means the documents just named: by a general word or the end of a title."""
    if not words or _SAME_OBJECT.match(words):
        return True
    return any(title.endswith(words[:count]) for title in titles for count in range(3, 13))


def _issued(near: str) -> str | None:
    if re.search(r"(?:转发|批转)(?:给|你|各|至)", near[:80]):
        return "转发"
    if re.search(r"印发(?:给|你|各|实施|执行)|现予印发", near[:80]):
        return "印发"
    if re.search(r"现(?:将|予)?公布|予以公布|现予公布", near[:60]):
        return "印发"
    return None


def _ended(near: str, after: str, bare: str) -> str | None:
    """Read 同时废止, 停止执行, 由本办法代替: replaced where this document steps in, else repealed."""
    if _BY_THIS.search(after[:80]):
        return "替代"
    tail = near[-60:]
    if _LAPSED.search(tail):
        return "宣布失效"
    if _REPEALED.search(tail) and not _NO_ACT.search(tail):
        return "替代" if _STOPPED.search(tail) and _TAKES_EFFECT.search(bare) else "废止"
    return "废止" if re.match(r"[，已]*由.{2,30}(?:取代|代替|替代)", near) else None


def _ended_before(sentence: str, near: str) -> str | None:
    if re.search(r"(?<!已)(?<!被)废止(?:下列|以下)?(?:[\u4e00-\u9fff0-9]{0,8}：)?\Z", sentence):
        return "废止"
    lapsed = re.search(r"宣布\Z", sentence) and re.match(r"（?[^，。；]{0,12}失效", near)
    return "宣布失效" if lapsed else None


def _changed(sentence: str, near: str) -> str | None:
    if _AMENDED.search(near[:30]) or re.search(r"(?:修改|修订)\Z", sentence):
        return "修改"
    if re.search(r"(?:现)?(?:对|就)\Z", sentence[-2:]) and "解读" in near[:20]:
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
