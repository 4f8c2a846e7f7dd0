"""The reply clock: walks through the acts of one request and says when the reply is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from gongkai.lib.clock.acts import Act, ClockError
from gongkai.lib.clock.explain import Story
from gongkai.lib.clock.periods import (
    ClockRules,
    Span,
    clock_rules,
    countable_between,
    due_date,
    merged,
)
from gongkai.lib.dates import chinese_date
from gongkai.lib.workdays import Calendar, add_workdays, workdays_between

LapseKind = Literal["clarification", "fee"]


class Lapse(NamedTuple):
    """The applicant let a limit pass: the request counts as abandoned.

    Args:
        kind: correction not made (outcome D6-1) or fee not paid (D6-2).
        after: the last day on which it could have been done.
    """

    kind: LapseKind
    after: date

    @property
    def outcome(self) -> str:
        """Code of the outcome in the annual report."""
        return "D6-1" if self.kind == "clarification" else "D6-2"


@dataclass(frozen=True)
class Clock:
    """What the acts say of the period.

    Args:
        due: last day to reply, until 24:00 in Shanghai; None while the applicant has to act, and
            after a lapse or a withdrawal.
        provisional: the date rests on a year whose holidays are not announced.
        remaining: working days left after today that count, negative when overdue; None without
            `today`, without a due date, or after the reply.
        lapsed: set when the applicant let a limit pass.
        on_time: whether the reply took effect by the due day; None without a reply or due date.
        explanation: whole Chinese sentences, in order.
        waiting_until: last day for the applicant to correct or pay, while the clock waits for it.
        paused_until: last day of the consultation running on `today`.
        warnings: sentences on acts that were not as the law wants them.
    """

    due: date | None
    provisional: bool
    remaining: int | None
    lapsed: Lapse | None
    on_time: bool | None
    explanation: list[str]
    waiting_until: date | None = None
    paused_until: date | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def is_overdue(self) -> bool:
        """True when the due day has passed without a reply, or the reply came late."""
        return self.on_time is False or (self.remaining is not None and self.remaining < 0)


def deadline(
    received_on: date,
    acts: Sequence[Act],
    rules: ClockRules | None,
    calendar: Calendar,
    today: date | None = None,
    *,
    explain: bool = True,
) -> Clock:
    """Computes the reply clock of one request from its acts; pure.

    Args:
        received_on: day of receipt (article 31), which is day zero.
        acts: see `gongkai.lib.clock.acts`; sorted here by day, ties in the order given.
        rules: None takes those valid on the day of receipt.
        calendar: working days.
        today: for `remaining` and for limits that pass without an act.
        explain: False leaves the explanation empty, for lists of many cases.

    Effects of the acts, articles of the Regulation (条例):

    - clarification (30): the first one counts; corrected in time, a new period starts; not
      corrected by its last day, the request lapses. Asked late it still counts and warns.
    - consultations (32, 33, 34): working days after the letter was received up to the answer, or
      to the fifteenth working day, are left out; those that overlap are left out once.
    - extension (33): adds up to twenty in all, if told before the period is over.
    - fee (收费办法 6, 7): twenty working days to pay; a new period starts after payment.
    - later date agreed (35): that date, where it is later.

    Raises:
        ClockError: acts that contradict each other, e.g. an answer without a question.
    """
    rules = rules or clock_rules(received_on)
    walk = _Walk(received_on, rules, calendar, Story(calendar, explain))
    for act in sorted(acts, key=lambda act: act.on):
        walk.take(act)
    return walk.result(today)


@dataclass
class _Walk:
    """The state of the clock while the acts are read one by one."""

    received_on: date
    rules: ClockRules
    calendar: Calendar
    story: Story
    start: date = field(init=False)
    extra: int = 0
    extended: int = 0
    agreed: date | None = None
    spans: list[Span] = field(default_factory=list)
    open: list[tuple[str, str, Span]] = field(default_factory=list)
    clarified: bool = False
    ignored_question: bool = False
    waiting: tuple[LapseKind, date | None] | None = None
    fee_noticed: date = date.min
    lapsed: Lapse | None = None
    ended: Act | None = None
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = self.received_on
        self.story.received(self.received_on, self.rules.receipt_article)

    # -- reading the acts

    def take(self, act: Act) -> None:
        if act.on < self.received_on:
            raise ClockError(
                f"{chinese_date(act.on)}的环节早于收到申请的{chinese_date(self.received_on)}，请核对日期。"
            )
        if self.ended is not None:
            raise ClockError(
                f"申请已于{chinese_date(self.ended.on)}办结，之后不应再有其他环节，请核对。"
            )
        if self.lapsed is None:
            getattr(self, f"_{act.kind}")(act)
        elif act.kind not in ("replied", "withdrawn"):
            self.warn(f"申请人逾期后，{chinese_date(act.on)}的环节不再影响期限。")

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)
        self.story.say(sentence)

    def merged(self) -> list[Span]:
        return merged([*self.spans, *(span for _, _, span in self.open)], self.start)

    def due(self) -> date:
        due = due_date(self.start, self.rules.reply + self.extra, self.merged(), self.calendar)
        return max(due, self.agreed) if self.agreed else due

    def restart(self, on: date) -> None:
        self.start, self.extra, self.agreed, self.waiting = on, 0, None, None

    def lapse(self, kind: LapseKind, after: date) -> None:
        self.lapsed, self.waiting = Lapse(kind, after), None
        self.story.lapsed(kind, after)

    def _clarification_asked(self, act: Act) -> None:
        if self.clarified:
            self.ignored_question = True
            self.warn(
                f"补正只能一次性告知，{chinese_date(act.on)}再次告知不影响答复期限（条例第三十条）。"
            )
            return
        if act.until is not None and act.until < act.on:
            raise ClockError("补正的截止日期早于告知日期，请核对。")
        self.clarified = True
        limit = add_workdays(self.received_on, self.rules.clarify_notice, self.calendar).on
        self.story.clarification_asked(act.on, act.until)
        if act.on > limit:
            self.warn(
                f"补正应当在收到申请之日起{self.rules.clarify_notice}个工作日内，即{chinese_date(limit)}之前（含当日）告知，"
                f"实际告知已经超过（条例第三十条）。"
            )
        self.waiting = ("clarification", act.until)

    def _clarification_answered(self, act: Act) -> None:
        if self.waiting is None or self.waiting[0] != "clarification":
            if self.ignored_question:
                return
            raise ClockError(f"{chinese_date(act.on)}收到补正之前没有告知补正，请核对。")
        until = self.waiting[1]
        if until is not None and act.on > until and not act.accepted:
            self.lapse("clarification", until)
            return
        self.restart(act.on)
        self.story.corrected(act.on, late=until is not None and act.on > until)

    def _third_party_asked(self, act: Act) -> None:
        self._ask(act, "third_party", self.rules.third_party, "征求第三方意见")

    def _co_maker_asked(self, act: Act) -> None:
        self._ask(act, "co_maker", self.rules.co_maker, "征求共同制作机关意见")

    def _ask(self, act: Act, kind: str, days: int, reason: str) -> None:
        if self.waiting is None and act.on >= self.due():
            self.warn(
                f"{chinese_date(act.on)}{reason}时答复期限已到最后一天或者已经届满，不再扣除时间。"
            )
        limit = add_workdays(act.on, days, self.calendar).on
        self.open.append((kind, act.ref, Span(act.on, limit, reason)))

    def _third_party_answered(self, act: Act) -> None:
        self._answer(act, "third_party", "征求第三方意见")

    def _co_maker_answered(self, act: Act) -> None:
        self._answer(act, "co_maker", "征求共同制作机关意见")

    def _answer(self, act: Act, kind: str, reason: str) -> None:
        asked = next((a for a in self.open if a[:2] == (kind, act.ref)), None)
        if asked is None:
            raise ClockError(f"{chinese_date(act.on)}收到的答复没有对应的“{reason}”，请核对。")
        self.open.remove(asked)
        span = asked[2]
        if act.on > span.until:
            self.story.say(
                f"{chinese_date(act.on)}收到的意见已经超过{chinese_date(span.until)}，超过的时间计入答复期限。"
            )
        self.spans.append(span._replace(until=min(act.on, span.until)))

    def _extended(self, act: Act) -> None:
        days = self.rules.extension if act.days is None else act.days
        if days < 1 or self.extended + days > self.rules.extension:
            raise ClockError(
                f"延长答复期限合计不得超过{self.rules.extension}个工作日，请核对（{self.rules.reply_article}）。"
            )
        if self.waiting is not None:
            raise ClockError(f"{chinese_date(act.on)}正在等待申请人，答复期限没有进行，不能延长。")
        due = self.due()
        in_time = act.on <= due if self.rules.extend_on_last_day else act.on < due
        if not in_time:
            self.warn(
                f"{chinese_date(act.on)}告知延期时答复期限已于{chinese_date(due)}届满，延期不发生效力（{self.rules.reply_article}）。"
            )
            return
        self.extended += days
        self.extra += days
        self.story.extended(act.on, days, self.rules.reply_article)

    def _fee_notice(self, act: Act) -> None:
        if self.waiting is not None:
            raise ClockError(f"{chinese_date(act.on)}送达收费通知时正在等待申请人，请核对。")
        due = self.due()
        if act.on > due:
            self.warn(f"{chinese_date(act.on)}送达收费通知时答复期限已于{chinese_date(due)}届满。")
        until = add_workdays(act.on, self.rules.fee_pay, self.calendar).on
        self.waiting = ("fee", until)
        self.fee_noticed = act.on
        self.story.fee_notice(act.on, self.rules.fee_pay, until)

    def _fee_paid(self, act: Act) -> None:
        if self.waiting is None or self.waiting[0] != "fee":
            raise ClockError(f"{chinese_date(act.on)}缴费之前没有送达收费通知，请核对。")
        until = self.waiting[1]
        late = until is not None and act.on > until
        if until is not None and late and not act.accepted:
            self.lapse("fee", until)
            return
        if self.rules.restart_after_payment:
            self.restart(act.on)
        else:
            self.spans.append(Span(self.fee_noticed, act.on, "等待缴费"))
            self.waiting = None
        self.story.paid(act.on, restarts=self.rules.restart_after_payment, late=late)

    def _delayed(self, act: Act) -> None:
        if act.until is None or act.until < act.on:
            raise ClockError("延迟答复应当写明约定的答复日期，且不早于约定当日（条例第三十五条）。")
        self.agreed = act.until

    def _withdrawn(self, act: Act) -> None:
        self.ended = act
        self.story.say(f"{chinese_date(act.on)}申请人撤回申请，不再计算期限。")

    def _replied(self, act: Act) -> None:
        if self.waiting is not None and self.waiting[1] is not None and act.on > self.waiting[1]:
            self.lapse(self.waiting[0], self.waiting[1])
        self.ended = act

    # -- the result

    def result(self, today: date | None) -> Clock:
        self._pass_limits(today)
        if self.lapsed or self.waiting or (self.ended and self.ended.kind == "withdrawn"):
            return self._without_due()
        spans, due = self.merged(), self.due()
        replied = self.ended.on if self.ended else None
        self._tell(due, spans)
        remaining = self._remaining(today, due, spans)
        if replied is not None:
            self.story.replied(replied, due, workdays_between(due, replied, self.calendar))
        elif today is not None and remaining is not None:
            self.story.today(today, due, remaining)
        paused = next((s.until for s in spans if today and s.after < today <= s.until), None)
        return Clock(
            due=due,
            provisional=self.calendar.is_provisional(self.start, due),
            remaining=remaining,
            lapsed=None,
            on_time=None if replied is None else replied <= due,
            explanation=self.story.sentences,
            paused_until=None if replied else paused,
            warnings=self.warnings,
        )

    def _tell(self, due: date, spans: list[Span]) -> None:
        if self.agreed == due:
            self.story.delayed(due)
            return
        self.story.period(self.start, due, spans)
        rules = self.rules
        self.story.ends(self.start, due, rules.reply, self.extra, rules.reply_article)

    def _pass_limits(self, today: date | None) -> None:
        if today is None or self.waiting is None or self.ended is not None:
            return
        kind, until = self.waiting
        if until is not None and today > until:
            self.lapse(kind, until)

    def _without_due(self) -> Clock:
        until = self.waiting[1] if self.waiting else None
        on_time = True if self.waiting and self.ended and self.ended.kind == "replied" else None
        if self.waiting and not self.ended:
            self.story.waiting(self.waiting[0], until)
        return Clock(
            due=None,
            provisional=until is not None and self.calendar.is_provisional(self.start, until),
            remaining=None,
            lapsed=self.lapsed,
            on_time=on_time,
            explanation=self.story.sentences,
            waiting_until=None if self.ended else until,
            warnings=self.warnings,
        )

    def _remaining(self, today: date | None, due: date, spans: list[Span]) -> int | None:
        if today is None or self.ended is not None:
            return None
        if today > due:
            # At least one, also on the Saturday after a Friday.
            return min(-1, workdays_between(today, due, self.calendar))
        if self.agreed == due:
            return workdays_between(today, due, self.calendar)
        return countable_between(max(today, self.start), due, spans, self.calendar)


def clock_as_json(clock: Clock) -> dict[str, Any]:
    """The clock for `gongkai deadline --json` and the API: ISO dates, `lapsed` null or an object."""
    lapsed = clock.lapsed
    return {
        "due": clock.due.isoformat() if clock.due else None,
        "provisional": clock.provisional,
        "remaining": clock.remaining,
        "lapsed": lapsed
        and {"kind": lapsed.kind, "after": lapsed.after.isoformat(), "outcome": lapsed.outcome},
        "on_time": clock.on_time,
        "waiting_until": clock.waiting_until.isoformat() if clock.waiting_until else None,
        "paused_until": clock.paused_until.isoformat() if clock.paused_until else None,
        "warnings": clock.warnings,
        "explanation": clock.explanation,
    }
