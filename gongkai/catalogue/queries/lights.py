"""Whether a duty is fulfilled, due soon, overdue, blank or declared empty: computed, never stored."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models

from gongkai.catalogue.states import LimitKind, LimitUnit
from gongkai.lib.workdays import (
    Calendar,
    DueDate,
    add_workdays,
    nth_workday,
    workday_on_or_after,
)

# 条例第二十六条: within 20 working days from the day the information is formed or changed.
STATUTORY_WORKDAYS = 20
SOON_WORKDAYS = 5
# A quarter and longer is told of two weeks ahead.
LONG_CYCLE_DAYS = 90
SOON_LONG_WORKDAYS = 10


class Light(models.TextChoices):
    """How a duty stands. A period declared empty is neither fulfilled nor blank."""

    OVERDUE = "overdue", "已逾期"
    SOON = "soon", "即将到期"
    BLANK = "blank", "尚无内容"
    DECLARED = "declared", "声明无信息"
    FULFILLED = "fulfilled", "已落实"


class LimitRule(NamedTuple):
    """What an entry says about time."""

    kind: str
    days: int | None
    unit: str
    cycle_days: int | None


class DutyDays(NamedTuple):
    """The facts of a duty."""

    since: dt.date
    formed_on: dt.date | None
    last_on: dt.date | None
    declared_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands on a day: the light, the last day for what comes next, how it was counted."""

    light: Light
    due: dt.date | None = None
    provisional: bool = False
    why: str = ""


class Lights:
    """Standings on one day.

    Args:
        today: the day asked about.
        calendar: the working days.
    """

    def __init__(self, today: dt.date, calendar: Calendar) -> None:
        self.today = today
        self.calendar = calendar
        self._rules: dict[LimitRule, RuleLights] = {}

    def rule(self, rule: LimitRule) -> "RuleLights":
        """The lights of all duties with that limit."""
        found = self._rules.get(rule)
        if found is None:
            found = self._rules[rule] = RuleLights(rule, self.today, self.calendar)
        return found

    def of(self, rule: LimitRule, days: DutyDays) -> Standing:
        """How a duty with these facts stands, with its last day and how that was counted."""
        return self.rule(rule).standing(days)


class RuleLights:
    """Standings under one limit; the last day that follows from a day is computed once."""

    def __init__(self, rule: LimitRule, today: dt.date, calendar: Calendar) -> None:
        self._rule = rule
        self._today = today
        self._calendar = calendar
        self._afters: dict[dt.date, tuple[DueDate, str]] = {}
        self._cycles: dict[dt.date, tuple[DueDate, str]] = {}
        long = rule.cycle_days is not None and rule.cycle_days >= LONG_CYCLE_DAYS
        ahead = SOON_LONG_WORKDAYS if long else SOON_WORKDAYS
        # Due before this day is near: at most so many working days lie before it.
        self._far = nth_workday(today, ahead + 1, calendar)

    def standing(self, days: DutyDays) -> Standing:
        """The light with the last day and how that was counted."""
        due, why = self._next(days)
        light = self._light(days, due)
        return Standing(light, due.on if due else None, bool(due and due.provisional), why)

    def light(self, days: DutyDays) -> Light:
        """The light alone."""
        return self._light(days, self._next(days)[0])

    def _light(self, days: DutyDays, due: DueDate | None) -> Light:
        if due is not None:
            if due.on < self._today:
                return Light.OVERDUE
            if due.on < self._far:
                return Light.SOON
        return self._at_rest(days, due)

    def _at_rest(self, days: DutyDays, due: DueDate | None) -> Light:
        """Nothing presses: something is public, or nothing was said to exist, or there is a blank."""
        declared = days.declared_to
        if declared and (declared >= self._today or due is not None):
            newer = days.last_on is not None and days.last_on > declared
            if not newer and not (days.formed_on and days.formed_on > declared):
                return Light.DECLARED
        return Light.FULFILLED if days.last_on else Light.BLANK

    def _next(self, days: DutyDays) -> tuple[DueDate | None, str]:
        """The last day for what must come next, and how it was counted; none where nothing waits."""
        since, formed, last, declared = days
        if formed is not None and (last is None or last < formed):
            due = self._afters.get(formed)
            if due is None:
                due = self._afters[formed] = self._after(formed)
            return due
        if self._rule.cycle_days:
            start = last or declared or since
            if last and declared and declared > last:
                start = declared
            due = self._cycles.get(start)
            if due is None:
                due = self._cycles[start] = self._cycle(start)
            return due
        if self._rule.kind == LimitKind.LASTING and last is None and declared is None:
            return self._lasting(since)
        return None, ""

    def _lasting(self, start: dt.date) -> tuple[DueDate, str]:
        due = add_workdays(start, STATUTORY_WORKDAYS, self._calendar)
        return due, f"长期公开的事项，自列入目录之日起{STATUTORY_WORKDAYS}个工作日内公开"

    def _after(self, start: dt.date) -> tuple[DueDate, str]:
        """From the day the information was formed or changed."""
        rule = self._rule
        if rule.kind == LimitKind.AT_ONCE:
            return self._until(start, start), "应当在信息形成或者变更的当日公开"
        number = rule.days if rule.kind == LimitKind.AFTER else None
        if number and rule.unit == LimitUnit.DAYS:
            last = start + dt.timedelta(days=number)
            return self._until(start, last), f"自信息形成或者变更之日起{number}日内"
        if number and rule.unit == LimitUnit.MONTHS:
            last = add_months(start, number)
            return self._until(start, last), f"自信息形成或者变更之日起{number}个月内"
        number = number or STATUTORY_WORKDAYS  # 条例第二十六条
        due = add_workdays(start, number, self._calendar)
        return due, f"自信息形成或者变更之日起{number}个工作日内"

    def _cycle(self, start: dt.date) -> tuple[DueDate, str]:
        """From the last time something was published, or the end of a period declared empty."""
        cycle = self._rule.cycle_days or 0
        return self._until(start, start + dt.timedelta(days=cycle)), f"每{cycle}日应当更新一次"

    def _until(self, start: dt.date, last: dt.date) -> DueDate:
        """The last day, or the next working day where it is none."""
        on = workday_on_or_after(last, self._calendar)
        return DueDate(on, self._calendar.is_provisional(start, on))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
