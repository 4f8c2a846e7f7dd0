"""Reads the acts of one request one by one and keeps what they did to the period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gongkai.lib.clock.acts import Act, ActType, HoldKind, Wait
from gongkai.lib.clock.explain import Story, consulted, waited
from gongkai.lib.clock.periods import ClockRules, Span, due_date, merged
from gongkai.lib.clock.refusals import NotAllowed, told
from gongkai.lib.clock.result import Hold, Lapse
from gongkai.lib.fees import VALID_FROM as FEE_RULES_FROM
from gongkai.lib.workdays import Calendar, add_workdays

_ANSWER: dict[Wait, ActType] = {"clarification": "clarification_received", "payment": "fee_paid"}
# A refused question makes its answer meaningless; one sentence on the question is enough.
_ANSWER_OF: dict[ActType, ActType] = {
    "clarification_notice": "clarification_received",
    "fee_notice": "fee_paid",
    "hold_opened": "hold_closed",
}
_AFTER_LAPSE = {"delivered", "withdrawn", "reopened", "hold_closed"}
_NOT_IN_ORDERED = {"clarification_notice", "extended", "fee_notice", "delayed"}
_SUPERSEDED: dict[Wait, str] = {
    "clarification": "补正后重新计算，此前不计",
    "payment": "缴费后重新计算，此前不计",
}
_ZERO: dict[Wait, str] = {"clarification": "收到补正当日不计", "payment": "缴费当日不计"}


class Waiting(NamedTuple):
    """The clock stands still until the applicant acts."""

    kind: Wait
    since: date
    until: date | None


@dataclass
class Walk:
    """The state of the clock while the acts are read one by one.

    With `strict` an act the law does not allow raises `NotAllowed`; else it is left out with a
    warning, and `refused` keeps it.
    """

    received_on: date
    rules: ClockRules
    calendar: Calendar
    story: Story
    strict: bool
    first: date = field(init=False)
    start: date = field(init=False)
    extra: int = 0
    extended: int = 0
    agreed: date | None = None
    ordered: date | None = None
    spans: list[Span] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    clarified: bool = False
    charged: bool = False
    waiting: Waiting | None = None
    lapsed: Lapse | None = None
    ended: Act | None = None
    correct_until: date | None = None
    hold_until: date | None = None
    pay_until: date | None = None
    past: list[Span] = field(default_factory=list)
    zeros: dict[date, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    refused: list[NotAllowed] = field(default_factory=list)
    unheard: set[ActType] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.first = self.start = self.received_on
        self.story.received(self.received_on, self.rules.receipt_article)

    def take(self, act: Act) -> None:
        """Reads one act.

        Raises:
            NotAllowed: with `strict`, an act the law does not allow at this point.
        """
        try:
            self._admit(act)
            getattr(self, f"_{act.type}")(act)
        except NotAllowed as refusal:
            if self.strict:
                raise
            self.leave_out(refusal)

    def leave_out(self, refusal: NotAllowed) -> None:
        """Keeps the refusal as a warning; the act has no effect."""
        self.refused.append(refusal)
        self.warn(str(refusal))
        answer = _ANSWER_OF.get(refusal.act.type)
        if answer:
            self.unheard.add(answer)

    def warn(self, text: str, **values: object) -> None:
        sentence = told(text, **values) if values else text
        self.warnings.append(sentence)
        if self.story.telling:
            self.story.sentences.append(sentence)

    # -- questions

    def left_out(self) -> list[Span]:
        """Consultations, answered or not, one by one."""
        return [*self.spans, *(Span(h.opened, h.limit, consulted(h.kind)) for h in self.holds)]

    def merged(self) -> list[Span]:
        """Their union after the start of the period."""
        return merged(self.left_out(), self.start)

    def counted_due(self) -> date:
        return due_date(self.start, self.rules.reply + self.extra, self.merged(), self.calendar)

    def due(self) -> date:
        if self.ordered:
            return self.ordered
        due = self.counted_due()
        return max(due, self.agreed) if self.agreed else due

    def clarify_until(self) -> date:
        """Last day on which the agency may ask for a correction (条例第三十条)."""
        return add_workdays(self.received_on, self.rules.clarify_notice, self.calendar).on

    def restarts_after(self, kind: Wait) -> bool:
        return kind == "clarification" or self.rules.restart_after_payment

    # -- changes

    def lapse(self) -> None:
        """The applicant's limit is over."""
        waiting = self.waiting
        if self.lapsed is None and waiting and waiting.until:
            self.lapsed = Lapse(waiting.kind, waiting.until)
            self.story.lapsed(waiting.kind, waiting.until)

    def pass_limit(self, today: date) -> None:
        """Lapses where the applicant's limit has passed on this day."""
        if self.waiting and self.waiting.until and today > self.waiting.until:
            self.lapse()

    def _admit(self, act: Act) -> None:
        """Refuses what no act may do; lapses first where the applicant's limit has passed."""
        if act.on < self.received_on:
            raise NotAllowed("before_receipt", act, received=self.received_on)
        if act.type == "reopened":
            return
        if self.ended is not None:
            code = "after_withdrawal" if self.ended.type == "withdrawn" else "after_delivery"
            raise NotAllowed(code, act, ended=self.ended.on)
        if self.waiting is not None and act.type == _ANSWER[self.waiting.kind]:
            return
        self.pass_limit(act.on)
        if self.lapsed is not None and act.type not in _AFTER_LAPSE:
            correction = self.lapsed.kind == "clarification"
            code = "after_no_correction" if correction else "after_no_payment"
            raise NotAllowed(code, act, after=self.lapsed.after)
        if self.ordered is not None and act.type in _NOT_IN_ORDERED:
            raise NotAllowed("ordered", act, due=self.ordered)

    def _last_day(self, act: Act) -> date | None:
        if act.until is not None or act.days is None:
            return act.until
        return add_workdays(act.on, act.days, self.calendar).on

    # -- correction

    def _clarification_notice(self, act: Act) -> None:
        if self.clarified:
            raise NotAllowed("asked_twice", act)
        if self.waiting is not None:
            raise NotAllowed("asked_while_unpaid", act)
        due = self.due()
        if act.on > due:
            raise NotAllowed("asked_after_due", act, due=due)
        until = self._last_day(act)
        if until is not None and until <= act.on:
            raise NotAllowed("correct_before_asked", act)
        self.clarified = True
        self.correct_until = until
        self.story.asked(act.on, until)
        limit = self.clarify_until()
        if act.on > limit:
            self.warn(
                "补正超期：应当在收到申请之日起{days}个工作日内，即{limit}之前（含当日）告知补正，"
                "实际在{on}告知（条例第三十条）。",
                days=self.rules.clarify_notice,
                limit=limit,
                on=act.on,
            )
        self.waiting = Waiting("clarification", act.on, until)

    def _clarification_received(self, act: Act) -> None:
        late = self._answered("clarification", "corrected_unasked", act)
        if late is not None:
            self.story.corrected(act.on, late=late)

    def _answered(self, kind: Wait, unasked: str, act: Act) -> bool | None:
        """Takes what the applicant did; whether it came late, None where it has no effect."""
        waiting = self.waiting
        if waiting is None or waiting.kind != kind:
            if act.type in self.unheard:
                return None
            raise NotAllowed(unasked, act)
        late = waiting.until is not None and act.on > waiting.until
        if late and not act.accepted:
            self.lapse()
            return None
        if self.restarts_after(kind):
            self.past += self.superseded(waiting, act.on)
            self.zeros[act.on] = _ZERO[kind]
            self.start, self.extra, self.agreed = act.on, 0, None
        else:
            self.spans.append(Span(waiting.since, act.on, waited(kind)))
        self.waiting = self.lapsed = None
        return late

    def superseded(self, waiting: Waiting, until: date) -> list[Span]:
        """The days that count no more once the applicant has acted."""
        return [
            Span(self.start, waiting.since, _SUPERSEDED[waiting.kind]),
            Span(waiting.since, until, waited(waiting.kind)),
        ]

    # -- consultations

    def _hold_opened(self, act: Act) -> None:
        kind = act.kind or "third_party"
        if act.ref and any(h.ref == act.ref for h in self._running(kind, act.on)):
            raise NotAllowed(f"{kind}_twice", act)
        if self.waiting is None:
            self._consulted_in_time(act)
        days = self.rules.third_party if kind == "third_party" else self.rules.joint_maker
        limit = add_workdays(act.on, days, self.calendar).on
        self.holds.append(Hold(kind, act.ref, act.on, limit))
        self.hold_until = max(limit, self.hold_until or limit)

    def _consulted_in_time(self, act: Act) -> None:
        due = self.due()
        if act.on > due:
            raise NotAllowed("consulted_after_due", act, due=due)
        if self.ordered:
            self.warn(
                "{on}征求意见的时间不从复议决定或者判决限定的期限中扣除，仍应在{due}之前（含当日）答复。",
                on=act.on,
                due=due,
            )
        elif act.on == due:
            self.warn("{on}征求意见时已是答复期限的最后一天，没有可以扣除的时间。", on=act.on)

    def _running(self, kind: HoldKind, on: date) -> list[Hold]:
        return [hold for hold in self.holds if hold.kind == kind and hold.limit >= on]

    def _hold_closed(self, act: Act) -> None:
        kind = act.kind or "third_party"
        hold = self._hold_of(kind, act)
        if hold is None:
            if act.type in self.unheard:
                return
            raise NotAllowed(f"{kind}_unasked", act)
        self.holds.remove(hold)
        if act.on > hold.limit:
            self.story.answered_late(act.on, hold.limit)
        self.spans.append(Span(hold.opened, min(act.on, hold.limit), consulted(kind)))

    def _hold_of(self, kind: HoldKind, act: Act) -> Hold | None:
        """The earliest open one of this reference, a running one before one that ran out.

        Without a reference the answer belongs to the only one open, whatever that one is called.
        """
        candidates = [hold for hold in self.holds if hold.kind == kind]
        if act.ref or len(candidates) != 1:
            candidates = [hold for hold in candidates if hold.ref == act.ref]
        return min(candidates, key=lambda hold: hold.limit < act.on, default=None)

    # -- extension, later date

    def _extended(self, act: Act) -> None:
        most, article = self.rules.extension, self.rules.reply_article
        if self.waiting is not None:
            correcting = self.waiting.kind == "clarification"
            raise NotAllowed(
                "extended_while_correcting" if correcting else "extended_while_unpaid", act
            )
        due = self.due()
        if act.on > due or (act.on == due and not self.rules.extend_on_last_day):
            raise NotAllowed("extended_after_due", act, article, due=due)
        days = most if act.days is None else act.days
        left = most - self.extended
        if not 1 <= days <= left:
            refusal = NotAllowed(
                "extended_too_long", act, article, days=days, most=most, before=self.extended
            )
            if self.strict or days < 1 or left == 0:
                raise refusal
            self.leave_out(refusal)
            days = left
        self.extended += days
        self.extra += days
        self.story.extended(act.on, days, article)

    def _delayed(self, act: Act) -> None:
        if act.until is None or act.until < act.on:
            raise NotAllowed("delayed_without_date", act)
        if self.waiting is not None:
            raise NotAllowed("delayed_while_waiting", act)
        due = self.due()
        if act.on > due:
            raise NotAllowed("delayed_after_due", act, due=due)
        if act.until < due:
            self.warn(
                "延迟到的{until}早于答复期限{due}，期限不因此缩短。", until=act.until, due=due
            )
        self.agreed = act.until

    # -- fee

    def _fee_notice(self, act: Act) -> None:
        if act.on < FEE_RULES_FROM:
            raise NotAllowed("charged_before_rules", act)
        if self.charged:
            raise NotAllowed("charged_twice", act)
        if self.waiting is not None:
            raise NotAllowed("charged_while_correcting", act)
        due = self.due()
        if act.on > due:
            raise NotAllowed("charged_after_due", act, due=due)
        self.charged = True
        self.pay_until = add_workdays(act.on, self.rules.fee_pay, self.calendar).on
        self.waiting = Waiting("payment", act.on, self.pay_until)
        self.story.charged(act.on, self.rules.fee_pay, self.pay_until)

    def _fee_paid(self, act: Act) -> None:
        late = self._answered("payment", "paid_unasked", act)
        if late is not None:
            self.story.paid(act.on, restarts=self.restarts_after("payment"), late=late)

    # -- the end, and what may follow

    def _withdrawn(self, act: Act) -> None:
        self.ended = act
        self.story.say("{on}申请人撤回申请，不再计算期限。", on=act.on)

    def _delivered(self, act: Act) -> None:
        self.ended = act

    def _reopened(self, act: Act) -> None:
        until = self._last_day(act)
        if until is None or until < act.on:
            raise NotAllowed("ordered_without_date", act)
        self.ordered = until
        self.first = self.start = act.on
        self.extra, self.agreed = 0, None
        self.waiting = self.lapsed = self.ended = None
        self.holds, self.spans, self.past, self.zeros = [], [], [], {}
        self.correct_until = self.hold_until = self.pay_until = None
        self.story.reopened(act.on, until)
