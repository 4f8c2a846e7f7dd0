"""Validity as the pages say it: a word, a tone, a sentence, and what changed it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.lib.dates import plain_date
from gongkai.lib.validity import Validity
from gongkai.publishing.queries.pages import Detail, Tie
from gongkai.publishing.states import RelationKind

TONES = {
    Validity.IN_FORCE: "force",
    Validity.PENDING: "pending",
    Validity.AMENDED: "changed",
    Validity.PARTLY_REPEALED: "changed",
    Validity.REPEALED: "ended",
    Validity.LAPSED: "ended",
    Validity.UNKNOWN: "unknown",
}


@dataclass(slots=True)
class ValidityView:
    """Validity in a word, a tone for its shape and colour, and a sentence where it says something."""

    word: str = ""
    tone: str = "unknown"
    sentence: str = ""
    links: list[dict[str, Any]] = field(default_factory=list)


def validity_view(detail: Detail, day: dt.date) -> ValidityView:
    """The validity on that day with the sentence of the banner; quiet while it is simply in force."""
    validity = detail.validity(day)
    if validity is None:
        mark = detail.document.status_mark if detail.document else ""
        sentence = f"这是{mark}，不是正式印发的文件，不具有执行效力。" if mark else ""
        return ValidityView(mark, "pending" if mark else "unknown", sentence)
    links = [
        link_of(tie)
        for tie in detail.ties
        if not tie.outgoing and tie.kind in RelationKind.changing()
    ]
    return ValidityView(validity.label, TONES[validity], _sentence(detail, validity, links), links)


def link_of(tie: Tie) -> dict[str, Any]:
    """What stands at the other end of a relation."""
    return {
        "verb": tie.verb,
        "title": tie.title,
        "doc_no": tie.doc_no,
        "url": tie.other.get_absolute_url() if tie.other else "",
        "day": tie.on,
        "note": tie.note,
    }


def _sentence(detail: Detail, validity: Validity, links: Sequence[dict[str, Any]]) -> str:
    document = detail.document
    if document is None:
        return ""
    ends, starts = document.expires_on, document.effective_on
    if validity is Validity.PENDING and starts:
        return f"这份文件自{plain_date(starts)}起施行，现在还没有生效。"
    if validity is Validity.LAPSED and ends:
        return f"这份文件的有效期到{plain_date(ends)}为止，已经失效，正文保留供查阅。"
    if validity is Validity.LAPSED:
        return "这份文件已被宣布失效，正文保留供查阅。"
    if validity is Validity.REPEALED:
        return "这份文件已被废止，不再执行，正文保留供查阅。"
    if validity is Validity.PARTLY_REPEALED:
        return "这份文件的部分内容已被废止，请对照以下文件阅读。"
    if validity is Validity.AMENDED:
        return "这份文件已被修改，请对照以下文件阅读。"
    if ends and validity is Validity.IN_FORCE:
        return f"现行有效，有效期到{plain_date(ends)}。"
    return ""
