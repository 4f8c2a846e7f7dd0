"""What an officer should know of a request: asked before, asked by others, public already, or a petition.

Hints with their reason and the earlier case beside them; the machine never refuses anything.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from gongkai.base.calendar import today
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries.abuse import requests_of_person
from gongkai.foi.queries.petition_words import SIGNS
from gongkai.lib import matters
from gongkai.lib.dates import plain_date
from gongkai.lib.doc_no import find_doc_nos, parse_doc_no
from gongkai.publishing.models import Publication

# How many cases are looked at one by one, of the same person and of the unit, and how far back.
_OF_PERSON = 200
_OF_UNIT = 300
_BACK = dt.timedelta(days=365)
_TITLES = 400
_MOST = 5
# Wordings of which so much is common are near.
NEAR = 0.72
# A title of which so much occurs in the request, or the other way round.
COVERED = 0.8
_SHORTEST = 4  # pairs; below it nearly everything is alike
_MANY = 10


class SimilarKind(models.TextChoices):
    """What the likeness means."""

    REPEATED = "repeated", "疑似重复申请"
    OTHERS = "others", "他人申请过同一事项"
    PUBLIC = "public", "可能已主动公开"


@dataclass(frozen=True, slots=True)
class Similar:
    """One hint.

    Args:
        kind: what it means.
        why: a whole sentence: what is alike, and what may follow from it.
        case: the other case, for the first two kinds.
        publication: what is public, for the third.
        score: 1 for the same, less for the nearly same.
    """

    kind: SimilarKind
    why: str
    case: DisclosureRequest | None = None
    publication: Publication | None = None
    score: float = 1.0


class _Row(NamedTuple):
    """A case of which only the wording is looked at."""

    pk: int
    person: str
    matter_key: str
    matter: str
    doc_no: str


def similar_to(case: DisclosureRequest) -> list[Similar]:
    """What is like this case in its own unit and in the library, the surest first.

    Costs a fixed number of statements: the same matter and the same person are found by index, near
    wordings among a bounded number of recent cases.
    """
    text = f"{case.matter} {case.application.doc_no}"
    numbers = doc_keys(text)
    found = [*_cases(case, numbers), *_public(case, numbers)]
    order = list(SimilarKind)
    return sorted(found, key=lambda one: (order.index(one.kind), -one.score))


def petition_hint(text: str) -> list[str]:
    """Why a text looks like a petition, complaint or tip-off (条例第三十九条第一款); empty if it does not."""
    hints = []
    for sign in SIGNS:
        word = next((word for word in sign.words if _stands(text, word, sign.unless)), None)
        if word is not None:
            hints.append(f"文中有“{word}”，{sign.reason}。请看全文后判断。")
    return hints


def monthly_count_of(case: DisclosureRequest) -> int:
    """How many requests this person has made to this unit in the calendar month, with this one."""
    day = case.received_on or today()
    first = day.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return requests_of_person(case, first, last) + (case.received_on is None)


def many_hint(case: DisclosureRequest) -> str:
    """A sentence where the person applies often (条例第三十五条); "" below the threshold.

    `FOI_MANY_A_MONTH` sets it. Many requests alone are no ground for refusing one.
    """
    count, limit = monthly_count_of(case), int(getattr(settings, "FOI_MANY_A_MONTH", _MANY))
    if count <= limit:
        return ""
    day = case.received_on or today()
    return (
        f"该申请人在{day.year}年{day.month}月已向本机关提出{count}件申请。数量多本身不是不予处理的理由；"
        "明显超过合理范围的，可以要求说明理由（条例第三十五条）。"
    )


def doc_keys(text: str) -> frozenset[str]:
    """The document numbers a text names, as the library compares them."""
    keys = {mention.doc_no.key for mention in find_doc_nos(text)}
    whole = parse_doc_no(text.strip())
    if whole:
        keys.add(whole.key)
    # In running text the word before the year takes in what stands before it.
    return frozenset(matters.without_lead(key) for key in keys)


def _cases(case: DisclosureRequest, numbers: frozenset[str]) -> list[Similar]:
    rows = {row.pk: row for row in _rows(case)}
    own = matters.pair_set(case.matter)
    scored = []
    for row in rows.values():
        score = _score(case, own, numbers, row)
        if score:
            scored.append((score, row))
    scored.sort(key=lambda pair: (-pair[0], -pair[1].pk))
    same = [pair for pair in scored if pair[1].person == case.same_person_key][:_MOST]
    others = [pair for pair in scored if pair[1].person != case.same_person_key][:_MOST]
    kept = [*same, *others]
    found = DisclosureRequest.objects.select_related("application").in_bulk(
        [row.pk for _, row in kept]
    )
    return [_similar(case, found[row.pk], score) for score, row in kept if row.pk in found]


def _rows(case: DisclosureRequest) -> Iterable[_Row]:
    """Three keyed and bounded looks: the same matter, the same person, the unit's last year."""
    base = DisclosureRequest.objects.filter(unit_id=case.unit_id)
    if case.pk:
        base = base.exclude(pk=case.pk)
    since = (case.received_on or today()) - _BACK
    recent = Q(received_on__gte=since) | Q(received_on=None)
    for rows in (
        base.filter(matter_key=case.matter_key).order_by("-pk")[:_OF_PERSON],
        base.filter(same_person_key=case.same_person_key).order_by("-pk")[:_OF_PERSON],
        base.filter(recent).order_by("-pk")[:_OF_UNIT],
    ):
        yield from _wordings(rows)


def _wordings(rows: "QuerySet[DisclosureRequest]") -> Iterable[_Row]:
    fields = ("pk", "same_person_key", "matter_key", "matter", "application__doc_no")
    return (_Row(*values) for values in rows.values_list(*fields))


def _score(
    case: DisclosureRequest, own: frozenset[str], numbers: frozenset[str], row: _Row
) -> float:
    """How alike a row is; 0 where it says nothing."""
    if row.matter_key == case.matter_key:
        return 1.0
    if numbers and numbers & doc_keys(f"{row.matter} {row.doc_no}"):
        return 0.95
    other = matters.pair_set(row.matter)
    if min(len(own), len(other)) < _SHORTEST:
        return 0.0
    score = matters.likeness(own, other)
    return score if score >= NEAR else 0.0


def _similar(case: DisclosureRequest, other: DisclosureRequest, score: float) -> Similar:
    alike = {1.0: "事项相同", 0.95: "提到同一文号"}.get(score, "事项相近")
    name = other.number or other.application.number
    when = f"（{plain_date(other.received_on)}收到）" if other.received_on else "（待登记）"
    if other.same_person_key == case.same_person_key:
        why = (
            f"同一申请人的{name}{when}{alike}，{_standing(other)}。"
            "是否属于重复申请，请比对两件的内容后判断（条例第三十六条第六项）。"
        )
        return Similar(SimilarKind.REPEATED, why, case=other, score=score)
    why = f"另一申请人的{name}{when}{alike}，{_standing(other)}，可以参照答复。"
    return Similar(SimilarKind.OTHERS, why, case=other, score=score)


def _standing(other: DisclosureRequest) -> str:
    result = other.get_outcome_display() if other.outcome else ""
    return f"结果是“{result}”" if result else f"现在是“{other.get_stage_display()}”"


def _public(case: DisclosureRequest, numbers: frozenset[str]) -> list[Similar]:
    """By document number and by title in the whole library, by wording among the unit's latest."""
    titles = _titles_named(case.application.wanted)
    sure = Q(document__doc_no_key__in=numbers) | Q(title__in=titles)
    library = Publication.objects.public()
    found = {}
    for row in library.filter(sure).select_related("unit").order_by("-released_at")[:_MOST]:
        found[row.pk] = Similar(SimilarKind.PUBLIC, _public_why(row, sure=True), publication=row)
    own = matters.pair_set(case.matter)
    latest = library.filter(unit_id=case.unit_id).order_by("-released_at")
    near: list[tuple[float, int]] = []
    for pk, title in latest.values_list("pk", "title")[:_TITLES]:
        score = _covered(own, matters.pair_set(title))
        if score >= COVERED and pk not in found:
            near.append((score, pk))
    near = sorted(near, reverse=True)[: _MOST - len(found)]
    rows = library.select_related("unit").in_bulk([pk for _, pk in near])
    for score, pk in near:
        if pk in rows:
            why = _public_why(rows[pk], sure=False)
            found[pk] = Similar(
                SimilarKind.PUBLIC, why, publication=rows[pk], score=min(score, 0.99)
            )
    return list(found.values())


def _covered(one: frozenset[str], other: frozenset[str]) -> float:
    """The shorter in the longer; nothing where the shorter says too little."""
    shorter, longer = sorted((one, other), key=len)
    return matters.covered(shorter, longer) if len(shorter) >= _SHORTEST else 0.0


def _public_why(row: Publication, *, sure: bool) -> str:
    when = f"{plain_date(row.released_at.date())}" if row.released_at else ""
    how = "已经主动公开" if sure else "标题相近，可能就是所需信息"
    unit = row.unit.label if row.unit else ""
    return (
        f"{unit}{when}发布的《{row.title.strip('《》')}》{how}。"
        "确是所需信息的，告知获取方式和途径（条例第三十六条第一项）。"
    )


def _titles_named(text: str) -> Sequence[str]:
    """What stands between 《 and 》, with and without what officials put around a title."""
    named: list[str] = []
    rest = text
    while len(named) < _MOST and "《" in rest:
        rest = rest.partition("《")[2]
        title, mark, after = rest.partition("》")
        if not mark:
            break
        named.append(title.strip())
        rest = after
    return [title for title in named if 2 <= len(title) <= 300]


def _stands(text: str, word: str, unless: tuple[str, ...]) -> bool:
    """Whether the word occurs in another way than as part of the name of some information."""
    start = text.find(word)
    while start >= 0:
        after = text[start + len(word) :]
        if not after.startswith(unless) or not unless:
            return True
        start = text.find(word, start + 1)
    return False
