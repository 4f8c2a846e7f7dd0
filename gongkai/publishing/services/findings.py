"""Proof-reading of a draft while it is written: what is found, taken over, or left with a reason."""

from dataclasses import dataclass

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.proofread import Found
from gongkai.publishing import richtext
from gongkai.publishing.models import FindingDecision, Publication
from gongkai.publishing.services import drafts, proofreading
from gongkai.publishing.services.replacing import replaced
from gongkai.publishing.services.rows import a_reason, head_of
from gongkai.publishing.states import State

_AROUND = 14
# Of these not even the words are kept: the record would hold what the text must not.
_UNKEPT = frozenset({"personal", "secret_title"})
_HIDDEN = "（内容不留存）"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its place: in the title or in a paragraph of the text, words around it."""

    found: Found
    in_title: bool
    place: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """What tells it from every other finding of the same text."""
        return f"{'t' if self.in_title else 'b'}{self.found.offset}-{self.found.fingerprint}"


@dataclass(frozen=True, slots=True)
class Looked:
    """What proof-reading found, without what was decided to be left."""

    open: list[Shown]
    left: int
    warnings: list[str]


def look(publication: Publication, *, by: User, title: str, html: str) -> Looked:
    """Proof-reads title and text as they stand in a form; nothing is saved."""
    plain = richtext.plain(html)
    shown = [_shown(found, title, in_title=True) for found in _read(publication, by, title)]
    shown += [_shown(found, plain) for found in _read(publication, by, plain, html)]
    settled = set(publication.finding_decisions.values_list("fingerprint", flat=True))
    open_ones = [row for row in shown if row.found.fingerprint not in settled]
    return Looked(open_ones, len(shown) - len(open_ones), proofreading.warnings(plain))


def _read(publication: Publication, by: User, text: str, html: str = "") -> list[Found]:
    if not text.strip():
        return []
    return proofreading.proofread(text, html=html, user=by, publication=publication)


def _shown(found: Found, text: str, *, in_title: bool = False) -> Shown:
    start, end = found.offset, found.offset + len(found.text)
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    number = text.count("\n", 0, start) + 1
    return Shown(
        found,
        in_title,
        "标题" if in_title else f"第{number}段",
        text[max(begin, start - _AROUND) : start],
        text[end : min(stop, end + _AROUND)],
    )


def accepted(row: Shown, *, title: str, html: str) -> tuple[str, str]:
    """Title and HTML with the suggestion put in.

    Raises:
        Refusal: there is no suggestion, or its place cannot be found any more.
    """
    found = row.found
    if found.suggestion is None:
        raise Refusal("这一处没有可以直接替换的建议，请在正文中手工修改。")
    if row.in_title:
        end = found.offset + len(found.text)
        return title[: found.offset] + found.suggestion + title[end:], html
    new = replaced(html, richtext.plain(html), found.offset, found.text, found.suggestion)
    return title, new


@transaction.atomic
def leave(publication: Publication, row: Shown, *, by: User, reason: str) -> FindingDecision:
    """Leaves a finding as it is, with the reason; it is not shown again. One event.

    Raises:
        Refusal: no reason; the text may not be changed now.
    """
    _check(publication, by)
    reason = a_reason(reason, what="不改的理由", longest=200)
    found = row.found
    words = _HIDDEN if found.kind in _UNKEPT else found.text[:200]
    decision, fresh = FindingDecision.objects.get_or_create(
        publication=publication,
        fingerprint=found.fingerprint,
        defaults={"kind": found.kind[:20], "text": words, "reason": reason, "by": by},
    )
    if fresh:
        record("校对提示不改", publication, by=by, unit=publication.unit, note=reason,
               data={"kind": found.kind, "text": words})  # fmt: skip
    return decision


@transaction.atomic
def take_up(publication: Publication, pk: int, *, by: User) -> None:
    """Takes such a decision back: the finding is shown again. One event; gone already is fine."""
    _check(publication, by)
    decision = FindingDecision.objects.filter(publication=publication, pk=pk).first()
    if decision is None:
        return
    record("校对提示重新提示", publication, by=by, unit=publication.unit,
           data={"kind": decision.kind, "text": decision.text})  # fmt: skip
    decision.delete()


def _check(publication: Publication, by: User) -> None:
    if not drafts.may_edit(by, publication):
        label = State(head_of(publication).state).label
        raise Refusal(f"《{publication.title}》现在是“{label}”，不能处理校对提示。")
