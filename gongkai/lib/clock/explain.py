"""The clock told in sentences a citizen understands, day by day, in runs of equal days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

from gongkai.lib.clock.periods import Span
from gongkai.lib.dates import chinese_date, weekday_name
from gongkai.lib.workdays import Calendar, is_workday

_DAY = timedelta(days=1)
_ARTICLE_30, _ARTICLE_35 = "条例第三十条", "条例第三十五条"


class _Day(NamedTuple):
    """What one day counts as; days of one kind and detail that follow each other form a run."""

    on: date
    kind: Literal["work", "makeup", "off", "pause"]
    detail: str
    number: int


class Story:
    """Collects the sentences; with `telling` False it stays empty and costs nothing."""

    def __init__(self, calendar: Calendar, telling: bool) -> None:
        self.calendar = calendar
        self.telling = telling
        self.sentences: list[str] = []

    def say(self, sentence: str) -> None:
        """Adds one sentence."""
        if self.telling:
            self.sentences.append(sentence)

    # -- acts

    def received(self, on: date, article: str) -> None:
        self.say(f"{chinese_date(on)}收到申请，收到当日不计入期限（{article}）。")

    def clarification_asked(self, on: date, until: date | None) -> None:
        limit = f"，请申请人在{chinese_date(until)}之前（含当日）补正" if until else ""
        self.say(
            f"{chinese_date(on)}告知申请人需要补正{limit}，等待期间不计算期限（{_ARTICLE_30}）。"
        )

    def corrected(self, on: date, *, late: bool) -> None:
        why = "，虽已逾期但有正当理由" if late else ""
        self.say(
            f"{chinese_date(on)}收到补正后的申请{why}，答复期限自次日起重新计算（{_ARTICLE_30}）。"
        )

    def extended(self, on: date, days: int, article: str) -> None:
        self.say(f"{chinese_date(on)}告知申请人延长答复期限{days}个工作日（{article}）。")

    def fee_notice(self, on: date, days: int, until: date) -> None:
        self.say(
            f"{chinese_date(on)}申请人收到收费通知，应当在次日起{days}个工作日内，"
            f"即{chinese_date(until)}之前（含当日）缴费（收费办法第六条）。"
        )

    def paid(self, on: date, *, restarts: bool, late: bool) -> None:
        why = "，虽已逾期但有正当理由" if late else ""
        effect = "答复期限自次日起重新计算（收费办法第七条）" if restarts else "答复期限继续计算"
        self.say(f"{chinese_date(on)}申请人缴清费用{why}，{effect}。")

    def lapsed(self, kind: str, after: date) -> None:
        if kind == "clarification":
            what, where = "补正", _ARTICLE_30
        else:
            what, where = "缴费", "收费办法第六条"
        self.say(
            f"申请人到{chinese_date(after)}仍未{what}，视为放弃申请，不再处理该申请（{where}）。"
        )

    def waiting(self, kind: str, until: date | None) -> None:
        what = "补正" if kind == "clarification" else "缴费"
        limit = f"，最迟到{chinese_date(until)}" if until else ""
        self.say(f"现在等待申请人{what}{limit}，{what}后重新计算答复期限。")

    # -- the period

    def period(self, start: date, due: date, spans: Sequence[Span]) -> None:
        """Tells every day after `start` up to and including the due day."""
        if not self.telling:
            return
        days = self._days(start, due, spans)
        for (kind, detail), run in groupby(days, key=lambda day: (day.kind, day.detail)):
            self.sentences.append(_run_sentence(kind, detail, list(run)))

    def _days(self, start: date, due: date, spans: Sequence[Span]) -> Iterator[_Day]:
        number = 0
        day = start
        while day < due:
            day += _DAY
            works = is_workday(day, self.calendar)
            reason = next((s.reason for s in spans if s.after < day <= s.until), None)
            if reason is not None:
                yield _Day(day, "pause", reason, int(works))
            elif not works:
                yield _Day(day, "off", self._holiday_around(day), 0)
            else:
                number += 1
                makeup = self.calendar.is_makeup(day)
                detail = day.isoformat() if makeup else ""
                yield _Day(day, "makeup" if makeup else "work", detail, number)

    def _holiday_around(self, day: date) -> str:
        """Names of the holidays in the run of free days this one belongs to; weekends have none."""
        first = day
        while not is_workday(first - _DAY, self.calendar):
            first -= _DAY
        names: dict[str, None] = {}
        while not is_workday(first, self.calendar):
            name = self.calendar.holiday_name(first)
            if name:
                names[name] = None
            first += _DAY
        return "、".join(names)

    def ends(self, start: date, due: date, days: int, extra: int, article: str) -> None:
        length = f"{days}个工作日" + (f"，延长{extra}个工作日" if extra else "")
        self.say(f"答复期限为{length}，{chinese_date(due)}届满（{article}）。")
        for year in range(start.year, due.year + 1):
            if not self.calendar.is_announced(year):
                self.say(
                    f"{year}年的节假日安排不在日历中，暂按周一至周五计算，安排公布后将重新计算。"
                )

    def delayed(self, due: date) -> None:
        self.say(
            f"行政机关已确定延迟至{chinese_date(due)}答复并告知申请人，不再按工作日计算（{_ARTICLE_35}）。"
        )

    def replied(self, on: date, due: date, late_by: int) -> None:
        if on <= due:
            self.say(f"{chinese_date(on)}答复送达，在期限之内。")
        elif late_by:
            self.say(f"{chinese_date(on)}答复送达，超过期限{late_by}个工作日。")
        else:
            self.say(f"{chinese_date(on)}答复送达，已经超过期限。")

    def today(self, today: date, due: date, remaining: int) -> None:
        if today > due:
            self.say(f"截至{chinese_date(today)}，期限已经届满而尚未答复，请立即答复。")
        elif today == due:
            self.say(f"今天（{chinese_date(today)}）是答复期限的最后一天。")
        else:
            self.say(f"截至{chinese_date(today)}，还剩{remaining}个工作日。")


def _run_sentence(kind: str, detail: str, run: list[_Day]) -> str:
    span = _span(run[0].on, run[-1].on)
    if kind == "pause":
        left_out = sum(day.number for day in run)
        return f"{span}{detail}，其间的{left_out}个工作日不计（条例第三十三条第三款）。"
    if kind == "off":
        return f"{span}{detail}放假，不计。" if detail else f"{span}是周末，不计。"
    first, last = run[0].number, run[-1].number
    numbers = f"第{first}个工作日" if first == last else f"第{first}至{last}个工作日"
    return f"{span}是调休上班日，{numbers}。" if kind == "makeup" else f"{span}，{numbers}。"


def _span(first: date, last: date) -> str:
    if first == last:
        return chinese_date(first)
    if first.year == last.year:
        return f"{chinese_date(first)}至{last.month}月{last.day}日（{weekday_name(last)}）"
    return f"{chinese_date(first)}至{chinese_date(last)}"
