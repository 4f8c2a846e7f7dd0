"""Letters are issued with a gapless number; a wrong one is cancelled and stays visible."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.jobs import enqueue
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import numbers
from gongkai.base.services.trail import record
from gongkai.foi.letters import KINDS, LetterKind
from gongkai.foi.models import Consultation, Decision, DisclosureRequest, FeeNotice, FoiLetter
from gongkai.foi.queries.letters import is_decision, series_name
from gongkai.foi.services.letters.checking import check
from gongkai.foi.services.letters.gathering import addressee_of, facts_of, matter_of
from gongkai.foi.services.letters.text import (
    LONGEST_ADDRESSEE,
    digest_of,
    one_line,
    packed,
    paragraphs_of,
)
from gongkai.foi.services.letters.writing import draft as make_draft
from gongkai.foi.services.letters.writing import known_kind, locked_draft
from gongkai.foi.states import LetterState
from gongkai.lib.dates import plain_date

KEEP_PDF = "gongkai.foi.services.letters.keep_pdf"


@transaction.atomic
def issue_for(
    case: DisclosureRequest,
    kind: str,
    *,
    by: User | None,
    facts: Mapping[str, Any] | None = None,
    dated_on: dt.date | None = None,
    draft: FoiLetter | None = None,
) -> FoiLetter:
    """Issues a letter for an act, inside the act's transaction and before `acting.perform`.

    1. makes the text from case and facts, or takes the edited draft;
    2. refuses blanks, a wrong redress clause, and the applicant's data in letters to others;
    3. takes the next number of the agency's series of that year and fixes text and digest;
    4. queues the PDF, which is made after the commit from the fixed text.

    The event of the act carries number and digest, so this records none of its own.

    Args:
        facts: see `gongkai.foi.letters`.
        dated_on: day under the letter and year of its number; today if left out.

    Raises:
        Refusal: see `checking.check`; a draft of another case or kind, or no draft any more.
    """
    what, said = known_kind(kind), dict(facts or {})
    day = dated_on or today()
    if day > today():
        raise Refusal(f"落款日期{plain_date(day)}还没有到，请核对日期后再发出。", field="dated_on")
    row = locked_draft(draft) if draft else FoiLetter(case=case, kind=kind, by=by)
    _check_belongs(row, case, kind)
    known = facts_of(case, what, said, day)
    if draft is None:
        row.title, row.addressee = what.title, addressee_of(case, what, said)
        row.body = packed(what.build(matter_of(case, what, said, day), known))
    row.addressee = one_line(
        row.addressee, what="收件人", field="to", longest=LONGEST_ADDRESSEE, needed=not what.form
    )
    check(case, what, known, row.addressee, paragraphs_of(row))
    return _issue(row, case.unit, what, day)


@transaction.atomic
def issue_alone(letter: FoiLetter, *, by: User, seen: int) -> FoiLetter:
    """Issues a draft of a kind that belongs to no act (转办说明、送达回证); one event.

    Raises:
        Refusal: a kind that only its act issues; changed since `seen`; and as `issue_for`.
    """
    kind = KINDS[letter.kind]
    if not kind.standalone:
        raise Refusal(f"《{kind.name}》在办理对应事项时发出，不能单独发出。请回到案件页面办理。")
    row = locked_draft(letter)
    if row.row_version != seen:
        raise Refusal("这份草稿刚刚被别人改过，没有发出。请刷新页面，看过最新内容后再发出。")
    issued = issue_for(row.case, row.kind, by=by, draft=row)
    _record("发出文书", issued, by)
    return issued


@transaction.atomic
def cancel(letter: FoiLetter, *, by: User, reason: str) -> FoiLetter:
    """Cancels an issued letter: the number stays visible as cancelled and is not given out again.

    Raises:
        Refusal: no reason; not issued; the signed answer itself; served already.
    """
    row = _locked_issued(letter)
    if is_decision(row):
        raise Refusal(
            f"{row.number}是已经签发的答复，不能只作废。送达以前有笔误的，请由签发人换发。"
        )
    if row.deliveries.exists():
        raise Refusal(
            f"{row.number}已经送达，不能作废。需要更正的，请另行制作更正文书或者重新办理。"
        )
    done = _cancel(row, by, reason)
    _record("作废文书", done, by)
    return done


@transaction.atomic
def reissue(letter: FoiLetter, *, by: User, reason: str, draft: FoiLetter) -> FoiLetter:
    """Cancels an issued letter and issues the draft in its place, under a new number (换发).

    Decision, fee notice and consultations that pointed to the old letter point to the new one. The
    answer itself is reissued for a slip of the pen before it is served, and never by who wrote it.

    Args:
        draft: made with `draft_again`.

    Raises:
        Refusal: as `cancel` and `issue_for`.
        Forbidden: the answer, by who drafted the new text.
    """
    old = _locked_issued(letter)
    if old.deliveries.exists():
        raise Refusal(
            f"{old.number}已经送达，不能换发。需要更正的，请另行制作更正文书或者重新办理。"
        )
    fresh = locked_draft(draft)
    if is_decision(old) and fresh.by_id == by.pk:
        raise Forbidden("这份换发稿是您起草的，答复由另一位签发人换发（签发人不得是拟稿人）。")
    if fresh.replaces_id != old.pk:
        raise Refusal(f"这份草稿不是为换发{old.number}起草的，请从原文书上选择换发。")
    grounds = _grounds_of(old)
    new = issue_for(old.case, old.kind, by=by, facts={"grounds": grounds}, draft=fresh)
    for model in (Decision, FeeNotice, Consultation):
        model.objects.filter(letter=old).update(letter=new)
    _cancel(old, by, reason)
    _record("换发文书", new, by, replaces=old.number)
    return new


@transaction.atomic
def draft_again(letter: FoiLetter, *, by: User) -> FoiLetter:
    """A draft with the words of an issued letter, to be corrected and issued in its place."""
    row = _locked_issued(letter)
    waiting = FoiLetter.objects.filter(replaces=row).first()
    if waiting is not None:
        return waiting
    again = make_draft(row.case, row.kind, by=by, paragraphs=paragraphs_of(row))
    again.title, again.addressee, again.replaces = row.title, row.addressee, row
    again.save()
    return again


def _issue(row: FoiLetter, unit: Unit, kind: LetterKind, day: dt.date) -> FoiLetter:
    number = numbers.take(series_name(unit, kind.series), day.year)
    row.unit, row.signature = unit, unit.name
    row.issued_number = number
    row.number = f"{unit.label}{kind.series}〔{day.year}〕{number.serial}号"
    row.state, row.dated_on, row.issued_at = LetterState.ISSUED, day, timezone.now()
    row.digest = digest_of(row)
    row.row_version += 1
    row.save()
    enqueue(KEEP_PDF, row.pk)
    return row


def _cancel(row: FoiLetter, by: User, reason: str) -> FoiLetter:
    if not reason.strip():
        raise Refusal("作废文书必须写明原因，请填写后再提交。", field="reason")
    row.state = LetterState.CANCELLED
    row.row_version += 1
    row.save()
    if row.issued_number is not None:
        numbers.cancel(row.issued_number, reason, by)
    return row


def _locked_issued(letter: FoiLetter) -> FoiLetter:
    row = FoiLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state != LetterState.ISSUED:
        raise Refusal(
            f"《{row.title}》现在是“{row.get_state_display()}”，只有已经发出的文书可以作废或者换发。"
        )
    return row


def _check_belongs(row: FoiLetter, case: DisclosureRequest, kind: str) -> None:
    if row.case_id != case.pk or row.kind != kind:
        raise Refusal("这份草稿不是这个案件的这种文书，没有发出。请回到案件页面，选择对应的草稿。")


def _grounds_of(letter: FoiLetter) -> list[str]:
    decision = Decision.objects.filter(letter=letter).first()
    return list(decision.grounds) if decision else []


def _record(act: str, letter: FoiLetter, by: User | None, **data: Any) -> None:
    facts = {"letter": letter.pk, "number": letter.number, "digest": letter.digest}
    record(act, letter.case, by=by, unit=letter.unit, data=facts | data)
