"""Drafts of letters: made from the facts, edited by whoever handles the case."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.letters import KINDS, LetterKind
from gongkai.foi.models import Decision, DisclosureRequest, FoiLetter
from gongkai.foi.queries.decisions import EDITED
from gongkai.foi.services.letters.gathering import addressee_of, facts_of, matter_of
from gongkai.foi.services.letters.text import (
    LONGEST_ADDRESSEE,
    LONGEST_TITLE,
    one_line,
    packed,
)
from gongkai.foi.states import LetterState, Stage

_GONE = (
    "这份草稿刚刚被别人改过，您的修改没有保存。请刷新页面，看过最新内容后再改；您写的文字仍在下面。"
)


def known_kind(code: str) -> LetterKind:
    """The kind of that code.

    Raises:
        Refusal: there is none.
    """
    if code not in KINDS:
        raise Refusal("没有这种文书，请从列出的种类里选择。", field="kind", status=404)
    return KINDS[code]


def preview(
    case: DisclosureRequest,
    kind: str,
    facts: Mapping[str, Any] | None = None,
    *,
    dated_on: dt.date | None = None,
) -> list[str]:
    """The paragraphs the letter would have; blanks like 【补正期限】 where something is missing.

    Args:
        facts: see `gongkai.foi.letters`.
    """
    what, day, said = known_kind(kind), dated_on or today(), facts or {}
    return what.build(matter_of(case, what, said, day), facts_of(case, what, said, day))


@transaction.atomic
def draft(
    case: DisclosureRequest,
    kind: str,
    *,
    by: User | None,
    facts: Mapping[str, Any] | None = None,
    paragraphs: Sequence[str] | None = None,
) -> FoiLetter:
    """A draft of the letter, which can be edited and is issued by the act it belongs to.

    Args:
        paragraphs: a text to begin with, in place of the one the facts give.

    Raises:
        Refusal: no such kind; the case is archived.
    """
    what = known_kind(kind)
    if case.stage == Stage.ARCHIVED:
        raise Refusal(f"{case}已经归档，不能再起草文书。如需重新办理，请先登记重新办理。")
    body = packed(paragraphs or preview(case, kind, facts))
    return FoiLetter.objects.create(
        case=case,
        kind=kind,
        unit=case.unit,
        title=what.title,
        addressee=addressee_of(case, what, facts or {}),
        body=body,
        by=by,
    )


@transaction.atomic
def save(
    letter: FoiLetter,
    *,
    by: User,
    seen: int,
    title: str,
    addressee: str,
    paragraphs: Sequence[str],
) -> FoiLetter:
    """Writes the edited draft.

    Args:
        seen: row version of the page the person edited.

    Raises:
        Refusal: no draft any more; changed by somebody else since; empty or too long.
    """
    row = locked_draft(letter)
    if row.row_version != seen:
        raise Refusal(_GONE)
    form = KINDS[row.kind].form
    row.title = one_line(title, what="标题", field="title", longest=LONGEST_TITLE)
    row.addressee = one_line(
        addressee, what="收件人", field="addressee", longest=LONGEST_ADDRESSEE, needed=not form
    )
    row.body = packed(paragraphs)
    row.by, row.at = by, timezone.now()
    row.row_version += 1
    row.save()
    # Who has written on an answer neither reviews nor signs it (`queries.decisions.writers`).
    record(EDITED, row.case, by=by, unit=row.unit, data={"letter": row.pk})
    return row


@transaction.atomic
def discard(letter: FoiLetter) -> None:
    """Removes a draft; issued letters are cancelled instead, and their number stays.

    Raises:
        Refusal: it is no draft any more.
    """
    row = locked_draft(letter)
    # An answer under review loses its reviews with its text (`decision_text.digest_of`).
    Decision.objects.filter(letter=row).update(letter=None)
    row.delete()


def locked_draft(letter: FoiLetter) -> FoiLetter:
    """The draft as it stands now, locked until the transaction ends.

    Raises:
        Refusal: discarded, issued or cancelled in the meantime.
    """
    row = FoiLetter.objects.select_for_update().filter(pk=letter.pk).first()
    if row is None:
        raise Refusal("这份草稿已经被删除，请重新起草。", status=404)
    if row.state != LetterState.DRAFT:
        raise Refusal(
            f"《{row.title}》{row.get_state_display()}，不能再修改；需要更正的，请作废后换发。"
        )
    return row
