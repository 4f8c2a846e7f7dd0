"""The reply clock: from the acts of one request to the day on which the reply is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gongkai.lib.clock.acts import Act
from gongkai.lib.clock.explain import DayKind, Story, Stretch, days_of, row
from gongkai.lib.clock.periods import (
    FIRST_LAW,
    ClockRules,
    Span,
    clock_rules,
    countable_between,
)
from gongkai.lib.clock.result import Clock, Day, Hold, Limit
from gongkai.lib.clock.walk import Walk
from gongkai.lib.workdays import Calendar, add_workdays, workdays_between

_NOTHING: tuple[()] = ()


def deadline(
    received_on: date,
    acts: Sequence[Act],
    rules: ClockRules | None,
    calendar: Calendar,
    today: date | None = None,
    *,
    explain: bool = True,
    strict: bool = True,
) -> Clock:
    """Computes the reply clock of one request from its acts; pure.

    Args:
        received_on: day of receipt (条例第三十一条), which is day zero.
        acts: see `gongkai.lib.clock.acts`; sorted here by day, ties in the order given.
        rules: None takes those valid on the day of receipt.
        calendar: working days.
        today: for `remaining` and for limits that pass without an act.
        explain: False leaves `story` and `days` empty, for lists of many cases.
        strict: False leaves out what the law does not allow with a warning and never raises, for
            histories that were not recorded here.

    Effects of the acts, articles of the Regulation (条例):

    - correction (30): asked once; corrected in time, a new period starts; not corrected by its
      last day, the request lapses. Asked after the seventh working day it counts with a warning.
    - consultations (32, 33, 34): working days after the letter was received up to the answer, or
      to the fifteenth working day, are left out; those that overlap are left out once.
    - extension (33): adds up to twenty in all, if told before the period is over.
    - fee (收费办法 6, 7): twenty working days to pay; a new period starts after payment.
    - later date set (35): that date, where it is later.
    - reopened: the ordered date; what was before is history.

    Raises:
        NotAllowed: with `strict`, an act the law does not allow; see `gongkai.lib.clock.refusals`.
        NoRule: with `strict`, receipt before the first Regulation (2008-05-01).
    """
    if rules is None:
        rules = clock_rules(received_on if strict else max(received_on, FIRST_LAW))
    if not acts and not explain:
        return _plain(received_on, rules, calendar, today)
    walk = _walked(received_on, acts, rules, calendar, Story(explain), strict)
    if today is not None and acts and max(act.on for act in acts) > today:
        walk.warn("有的环节晚于{today}，计算时当作已经发生，请核对日期。", today=today)
    if today is not None and walk.ended is None:
        walk.pass_limit(today)
    if walk.lapsed or walk.waiting or (walk.ended and walk.ended.type == "withdrawn"):
        return _without_due(walk, today)
    return _with_due(walk, today)


def check_act(
    received_on: date,
    acts: Sequence[Act],
    new: Act,
    calendar: Calendar,
    rules: ClockRules | None = None,
) -> None:
    """Refuses a new act that the law does not allow after (or, backdated, between) these acts.

    Irregular acts that are already there do not stand in the way; an act of these that would
    become irregular because of the new one does.

    Raises:
        NotAllowed: with the sentence and the article.
    """
    rules = rules or clock_rules(max(received_on, FIRST_LAW))
    quiet = Story(telling=False)
    before = _walked(received_on, acts, rules, calendar, quiet, strict=False).refused
    known = [refusal.act for refusal in before]
    after = _walked(received_on, [*acts, new], rules, calendar, quiet, strict=False).refused
    for refusal in after:
        if refusal.act is new or refusal.act not in known:
            raise refusal


def _walked(
    received_on: date,
    acts: Sequence[Act],
    rules: ClockRules,
    calendar: Calendar,
    story: Story,
    strict: bool,
) -> Walk:
    walk = Walk(received_on, rules, calendar, story, strict)
    for act in sorted(acts, key=lambda act: act.on):
        walk.take(act)
    return walk


def _plain(received_on: date, rules: ClockRules, calendar: Calendar, today: date | None) -> Clock:
    """The clock of a request without acts, at the cost of two look-ups: most open cases are so."""
    due, provisional = add_workdays(received_on, rules.reply, calendar)
    remaining = None
    if today is not None:
        remaining = _remaining(today, received_on, due, _NOTHING, calendar)
    return Clock(
        due=due,
        provisional=provisional,
        remaining=remaining,
        lapsed=None,
        on_time=None,
        waiting_for=None,
        waiting_until=None,
        paused_until=None,
        holds=_NOTHING,
        limits={
            "clarification": add_workdays(received_on, rules.clarify_notice, calendar).on,
            "correction": None,
            "hold": None,
            "payment": None,
        },
        warnings=_NOTHING,
        story=_NOTHING,
        days=_NOTHING,
    )


def _with_due(walk: Walk, today: date | None) -> Clock:
    spans, due = walk.merged(), walk.due()
    counted = walk.ordered is None and walk.agreed != due
    silent = [] if walk.ended or today is None else [h for h in walk.holds if today > h.limit]
    for hold in silent:
        walk.story.silent(hold.kind, hold.limit)
    days = _days(walk, due)
    _tell_period(walk, due, days, counted=counted)
    delivered = walk.ended
    remaining = None
    if delivered is not None:
        late_by = workdays_between(due, delivered.on, walk.calendar)
        walk.story.delivered(delivered.on, delivered.mode, due, late_by)
    elif today is not None:
        left_out = spans if counted else _NOTHING
        remaining = _remaining(today, walk.start, due, left_out, walk.calendar)
        walk.story.today(today, due, remaining)
    paused = next((s.until for s in spans if today and s.after < today <= s.until), None)
    return Clock(
        due=due,
        provisional=counted and walk.calendar.is_provisional(walk.start, due),
        remaining=remaining,
        lapsed=None,
        on_time=None if delivered is None else delivered.on <= due,
        waiting_for=None,
        waiting_until=None,
        paused_until=paused if counted and delivered is None else None,
        holds=_open_holds(walk, today),
        limits=_limits(walk),
        warnings=walk.warnings,
        story=walk.story.sentences,
        days=[row(day) for day in days],
    )


def _without_due(walk: Walk, today: date | None) -> Clock:
    waiting = walk.waiting if walk.ended is None and walk.lapsed is None else None
    delivered = walk.ended is not None and walk.ended.type == "delivered"
    if waiting:
        walk.story.waiting(waiting.kind, waiting.until)
    until = waiting.until if waiting else None
    return Clock(
        due=None,
        provisional=until is not None and walk.calendar.is_provisional(walk.start, until),
        remaining=None,
        lapsed=walk.lapsed,
        on_time=True if delivered and walk.lapsed is None else None,
        waiting_for=waiting.kind if waiting else None,
        waiting_until=until,
        paused_until=None,
        holds=_open_holds(walk, today),
        limits=_limits(walk),
        warnings=walk.warnings,
        story=walk.story.sentences,
        days=_rows_without_due(walk, today),
    )


def _remaining(
    today: date, start: date, due: date, spans: Sequence[Span], calendar: Calendar
) -> int:
    if today > due:
        # At least one, also on the Saturday after a Friday.
        return min(-1, workdays_between(today, due, calendar))
    return countable_between(max(today, start), due, spans, calendar)


def _open_holds(walk: Walk, today: date | None) -> list[Hold]:
    if walk.ended or walk.lapsed:
        return []
    return [hold for hold in walk.holds if today is None or hold.limit >= today]


def _limits(walk: Walk) -> dict[Limit, date | None]:
    return {
        "clarification": walk.clarify_until(),
        "correction": walk.correct_until,
        "hold": walk.hold_until,
        "payment": walk.pay_until,
    }


# -- telling


def _days(walk: Walk, end: date) -> list[DayKind]:
    if not walk.story.telling:
        return []
    past = list(walk.past)
    if walk.waiting and walk.restarts_after(walk.waiting.kind):
        past += walk.superseded(walk.waiting, end)
    elif walk.waiting:
        past += walk.superseded(walk.waiting, end)[1:]
    stretch = Stretch(
        first=walk.first,
        end=end,
        start=walk.start,
        spans=walk.left_out() if walk.ordered is None else [],
        past=past,
        zeros=walk.zeros,
        count=0 if walk.ordered else walk.rules.reply + walk.extra,
        fixed=_beyond(walk),
    )
    return list(days_of(stretch, walk.calendar))


def _beyond(walk: Walk) -> str:
    """Why working days after the counted ones are not counted."""
    if walk.ordered:
        return "复议决定或者判决限定了答复日期，不按工作日计算"
    if walk.agreed:
        return "已经确定延迟答复的日期，不再计算工作日"
    return "已经超过答复期限"


def _tell_period(walk: Walk, due: date, days: list[DayKind], *, counted: bool) -> None:
    if not walk.story.telling:
        return
    if not counted:
        if walk.ordered is None:
            walk.story.delayed(due)
        return
    walk.story.period([day for day in days if day.on > walk.start])
    walk.story.ends(due, walk.rules.reply, walk.extra, walk.rules.reply_article)
    for year in range(walk.start.year, due.year + 1):
        if not walk.calendar.is_announced(year):
            walk.story.unannounced(year)


def _rows_without_due(walk: Walk, today: date | None) -> list[Day]:
    """Up to the last day of the applicant's limit, to the end of the request, or to today."""
    waiting = walk.waiting
    end = walk.start
    if walk.lapsed:
        end = walk.lapsed.after
    elif walk.ended:
        end = walk.ended.on
    elif waiting:
        end = waiting.until or max(waiting.since, today or waiting.since)
    return [row(day) for day in _days(walk, end)]
