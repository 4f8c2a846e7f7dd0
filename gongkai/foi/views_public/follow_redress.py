"""不服怎么办: where to turn after an answer, until when, and how many days are left."""

import calendar
import datetime as dt
from dataclasses import dataclass

from gongkai.foi.models import DisclosureRequest
from gongkai.foi.outcomes import outcome
from gongkai.foi.services.letters.gathering import reconsideration_body
from gongkai.foi.states import Act

REVIEW_DAYS = 60  # 行政复议法第二十条
SUIT_MONTHS = 6  # 行政诉讼法第四十六条
_ENDS = (Act.DELIVER, Act.LAPSE)


@dataclass(frozen=True, slots=True)
class Redress:
    """What may be done against an answer.

    Args:
        first: reconsideration must come before a lawsuit (行政复议法第二十三条).
        since: day from which the days are counted.
        posted: the day is that of posting; the applicant's own day of receipt counts and may be later.
        body: who reviews, "" where the register of units cannot tell.
        review_last, suit_last: last days; a lawsuit without reconsideration only where `first` is not set.
    """

    first: bool
    since: dt.date
    posted: bool
    body: str
    review_last: dt.date
    review_left: int
    suit_last: dt.date
    suit_left: int


def redress_of(case: DisclosureRequest, today: dt.date) -> Redress | None:
    """The way on after an answer; None while there is none, and after a withdrawal."""
    ends = [act for act in case.acts.all() if act.visible and act.kind in _ENDS]
    which = outcome(case.outcome).redress if case.outcome else ""
    withdrawn = any(act.kind == Act.WITHDRAW for act in case.acts.all())
    if not ends or not which or withdrawn or (case.is_open and ends[-1].round < case.round):
        return None
    since, posted = _since(case, ends[-1].letter_id, ends[-1].on)
    review_last, suit_last = (
        since + dt.timedelta(days=REVIEW_DAYS),
        months_after(since, SUIT_MONTHS),
    )
    return Redress(
        first=which == "A",
        since=since,
        posted=posted,
        body=reconsideration_body(case.unit),
        review_last=review_last,
        review_left=(review_last - today).days,
        suit_last=suit_last,
        suit_left=(suit_last - today).days,
    )


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _since(case: DisclosureRequest, letter: int | None, on: dt.date) -> tuple[dt.date, bool]:
    """The day of receipt where it is known, else that of the service."""
    for row in reversed(case.deliveries.all()):
        if row.letter_id == letter:
            return row.signed_for_on or row.effective_on, bool(
                row.mode == "post" and row.signed_for_on is None
            )
    return on, False
