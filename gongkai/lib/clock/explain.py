"""The clock told twice: in sentences a citizen understands, and as one row for every calendar day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

from gongkai.lib.clock.acts import Mode, Wait
from gongkai.lib.clock.periods import Span
from gongkai.lib.clock.refusals import told
from gongkai.lib.clock.result import Day
from gongkai.lib.dates import chinese_date, weekday_name
from gongkai.lib.workdays import Calendar, is_workday

_DAY = timedelta(days=1)
_CONSULTED = {"third_party": "征求第三方意见", "joint_maker": "征求共同制作机关意见"}
_SILENT = {
    "third_party": "第三方到{limit}没有提出意见，由行政机关依照条例的规定决定是否公开（条例第三十二条）。",
    "joint_maker": "共同制作机关到{limit}没有提出意见，视为同意公开（条例第三十四条）。",
}
_WAITING: dict[Wait, str] = {"clarification": "补正", "payment": "缴费"}
_LAPSED: dict[Wait, str] = {"clarification": "条例第三十条", "payment": "收费办法第六条"}
_DELIVERED: dict[Mode | None, str] = {"post": "答复交邮", "direct": "答复签收", None: "答复送达"}


def consulted(kind: str) -> str:
    """征求第三方意见 or 征求共同制作机关意见."""
    return _CONSULTED[kind]


def waited(kind: Wait) -> str:
    """等待补正 or 等待缴费."""
    return f"等待{_WAITING[kind]}"


class Story:
    """Collects the sentences; with `telling` False it stays empty and costs next to nothing."""

    def __init__(self, telling: bool) -> None:
        self.telling = telling
        self.sentences: list[str] = []

    def say(self, text: str, **values: object) -> None:
        """Adds one sentence; days among the values are written out."""
        if self.telling:
            self.sentences.append(told(text, **values))

    def received(self, on: date, article: str) -> None:
        self.say("{on}收到申请，收到当日不计入期限（{article}）。", on=on, article=article)

    def asked(self, on: date, until: date | None) -> None:
        limit = "，请申请人在{until}之前（含当日）补正" if until else ""
        self.say(
            "{on}告知申请人需要补正" + limit + "，等待期间不计算期限（条例第三十条）。",
            on=on,
            until=until,
        )

    def corrected(self, on: date, *, late: bool) -> None:
        why = "，虽已逾期但有正当理由" if late else ""
        self.say(
            "{on}收到补正后的申请{why}，答复期限自次日起重新计算（条例第三十条）。", on=on, why=why
        )

    def extended(self, on: date, days: int, article: str) -> None:
        self.say(
            "{on}告知申请人延长答复期限{days}个工作日（{article}）。",
            on=on,
            days=days,
            article=article,
        )

    def charged(self, on: date, days: int, until: date) -> None:
        self.say(
            "{on}申请人收到收费通知，应当在次日起{days}个工作日内，"
            "即{until}之前（含当日）缴费（收费办法第六条）。",
            on=on,
            days=days,
            until=until,
        )

    def paid(self, on: date, *, restarts: bool, late: bool) -> None:
        why = "，逾期后经行政机关同意" if late else ""
        effect = "答复期限自次日起重新计算（收费办法第七条）" if restarts else "答复期限继续计算"
        self.say("{on}申请人缴清费用{why}，{effect}。", on=on, why=why, effect=effect)

    def reopened(self, on: date, until: date) -> None:
        self.say(
            "{on}起按照复议决定或者判决重新办理，应当在{until}之前（含当日）答复，此前的期限不再计算。",
            on=on,
            until=until,
        )

    def answered_late(self, on: date, limit: date) -> None:
        self.say("{on}收到的意见已经超过{limit}，超过的时间计入答复期限。", on=on, limit=limit)

    def silent(self, kind: str, limit: date) -> None:
        self.say(_SILENT[kind], limit=limit)

    def lapsed(self, kind: Wait, after: date) -> None:
        self.say(
            "申请人到{after}仍未{what}，视为放弃申请，不再处理该申请（{article}）。",
            after=after,
            what=_WAITING[kind],
            article=_LAPSED[kind],
        )

    def waiting(self, kind: Wait, until: date | None) -> None:
        limit = "，最迟到{until}" if until else ""
        self.say(
            "现在等待申请人{what}" + limit + "，{what}后重新计算答复期限。",
            what=_WAITING[kind],
            until=until,
        )

    def ends(self, due: date, days: int, extra: int, article: str) -> None:
        length = f"{days}个工作日" + (f"，延长{extra}个工作日" if extra else "")
        self.say(
            "答复期限为{length}，{due}届满（{article}）。", length=length, due=due, article=article
        )

    def unannounced(self, year: int) -> None:
        self.say(
            "{year}年的节假日安排不在日历中，暂按周一至周五计算，安排公布后将重新计算。", year=year
        )

    def delayed(self, due: date) -> None:
        self.say(
            "行政机关已确定延迟至{due}答复并告知申请人，不再按工作日计算（条例第三十五条）。",
            due=due,
        )

    def delivered(self, on: date, mode: Mode | None, due: date, late_by: int) -> None:
        if on <= due:
            what = "在期限之内"
        else:
            what = f"超过期限{late_by}个工作日" if late_by else "已经超过期限"
        self.say("{on}{done}，{what}。", on=on, done=_DELIVERED[mode], what=what)

    def today(self, today: date, due: date, remaining: int) -> None:
        if today > due:
            self.say("截至{today}，期限已经届满而尚未答复，请立即答复。", today=today)
        elif today == due:
            self.say("今天（{today}）是答复期限的最后一天。", today=today)
        else:
            self.say("截至{today}，还剩{left}个工作日。", today=today, left=remaining)

    def period(self, days: Sequence[DayKind]) -> None:
        """Tells the days that follow each other in runs of equal ones."""
        for (kind, detail), run in groupby(days, key=lambda day: (day.kind, day.detail)):
            self.sentences.append(_run_sentence(kind, detail, list(run)))


# -- the days one by one


class DayKind(NamedTuple):
    """What one day counts as.

    Args:
        kind: zero (the day from which is counted), work, makeup (worked weekend), off, pause
            (consultation), past (superseded, or waiting for the applicant), fixed (the due day is a
            date, not a count).
        detail: days of one kind and detail form a run in the story.
        number: which working day it is; 1 for a working day left out, else 0.
        off: name of the holiday, or 周末, where nobody works.
    """

    on: date
    kind: Literal["zero", "work", "makeup", "off", "pause", "past", "fixed"]
    detail: str
    number: int
    off: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the days are told from.

    Args:
        first, end: receipt (or order) and the last day told.
        start: day from which the period in force is counted.
        spans: consultations, one by one.
        past: days that count no more, or not yet: (after, until] with the reason.
        zeros: days of correction or payment, from which was counted anew.
        count: how many working days are counted; those after them belong to a fixed date.
        fixed: reason for the days of a fixed date.
    """

    first: date
    end: date
    start: date
    spans: Sequence[Span]
    past: Sequence[Span]
    zeros: dict[date, str]
    count: int
    fixed: str


def days_of(stretch: Stretch, calendar: Calendar) -> Iterator[DayKind]:
    """Every calendar day from the first to the last one."""
    yield DayKind(stretch.first, "zero", "收到当日不计", 0, "")
    number, day = 0, stretch.first
    while day < stretch.end:
        day += _DAY
        found = _day(day, number, stretch, calendar)
        if found.kind in ("work", "makeup"):
            number = found.number
        yield found


def _day(day: date, number: int, stretch: Stretch, calendar: Calendar) -> DayKind:
    works = is_workday(day, calendar)
    holiday = "" if works else _holiday_around(day, calendar)
    off = "" if works else holiday or "周末"
    if day in stretch.zeros:
        return DayKind(day, "zero", stretch.zeros[day], 0, "")
    past = _reason(day, stretch.past)
    if past:
        return DayKind(day, "past", past, int(works), off)
    pause = _reason(day, stretch.spans)
    if pause and day > stretch.start:
        return DayKind(day, "pause", pause, int(works), off)
    if not works:
        return DayKind(day, "off", holiday, 0, off)
    if number >= stretch.count:
        return DayKind(day, "fixed", stretch.fixed, 1, "")
    if calendar.is_makeup(day):
        return DayKind(day, "makeup", day.isoformat(), number + 1, "")
    return DayKind(day, "work", "", number + 1, "")


def _reason(day: date, spans: Sequence[Span]) -> str:
    found = (span.reason for span in spans if span.after < day <= span.until)
    return "、".join(dict.fromkeys(found))


def _holiday_around(day: date, calendar: Calendar) -> str:
    """Names of the holidays in the run of free days this one belongs to; weekends have none."""
    first = day
    while not is_workday(first - _DAY, calendar):
        first -= _DAY
    names: dict[str, None] = {}
    while not is_workday(first, calendar):
        name = calendar.holiday_name(first)
        if name:
            names[name] = None
        first += _DAY
    return "、".join(names)


def row(day: DayKind) -> Day:
    """The day as a row of the explanation."""
    if day.off:
        return Day(day.on, False, day.off)
    if day.kind in ("work", "makeup"):
        lead = "调休上班，" if day.kind == "makeup" else ""
        return Day(day.on, True, f"{lead}第{day.number}个工作日")
    return Day(day.on, False, f"{day.detail}，不计" if day.kind == "pause" else day.detail)


def _run_sentence(kind: str, detail: str, run: list[DayKind]) -> str:
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
