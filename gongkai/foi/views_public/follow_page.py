"""The page of an application for who applied: each of its cases with line, next step, account, letters."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.foi.models import Application, CaseAct, DisclosureRequest, FeeNotice
from gongkai.foi.queries import follow as queries
from gongkai.foi.queries.explanations import Month, explained
from gongkai.foi.services import clocks, collecting
from gongkai.foi.states import CASE_MOVES, Act, DeliveryMode, FeeTariff, Stage
from gongkai.foi.views_public import follow_words as words
from gongkai.foi.views_public.follow_redress import Redress, redress_of
from gongkai.foi.views_public.private import META
from gongkai.lib.clock import Clock

# What stands above the page after an act; the key comes with the address.
DONE = {
    "correct": "您的补正已经收到，答复期限重新计算，新的期限在下面。",
    "reasons": "您说明的理由已经收到，承办机关会一并考虑。",
    "withdraw": "申请已经撤回，不再办理。",
    "collect": "已经记下您今天查收了答复。",
    "rate": "谢谢您的评价。",
}


@dataclass(frozen=True, slots=True)
class ActLine:
    """One thing that happened: day, title, further lines, the letter that came with it."""

    on: dt.date
    title: str
    details: list[str]
    letter: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter with the key of its address, and the day the applicant took it on this page."""

    key: str
    title: str
    number: str
    dated_on: dt.date | None
    taken_on: dt.date | None
    decides: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was given."""

    key: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """A case as its section shows it."""

    case: DisclosureRequest
    key: str
    line: list[words.Mark]
    next: str
    clock: Clock | None
    months: list[Month]
    acts: list[ActLine]
    letters: list[LetterLine]
    files: list[FileLine]
    fee: FeeNotice | None
    tariff: str
    redress: Redress | None
    offers: frozenset[str]
    wait: dt.date | None
    uncollected: bool


def page(request: HttpRequest, application: Application) -> HttpResponse:
    """The page as things stand now."""
    cases = list(application.cases.all())
    taken = _taken(cases)
    context = {
        "application": application,
        "parts": [part_of(application, case, taken) for case in cases],
        "looks": [look for look in queries.looks(cases) if look.what != "被征求意见人信息"],
        "done": DONE.get(request.GET.get("done", ""), ""),
        "today": today(),
        "meta": META,
        "page_title": "申请进度",
        "here": reverse("foi_follow"),
        "crumbs": [
            {"label": "查询申请进度", "url": reverse("foi_follow")},
            {"label": application.number, "url": ""},
        ],
    }
    return render(request, "foi/follow_page.html", context)


def part_of(application: Application, case: DisclosureRequest, taken: dict[str, dt.date]) -> Part:
    """Everything that is shown of one case."""
    clock = clocks.clock_of(case, list(case.acts.all()), explain=True)
    letters = _letters(application, case, taken)
    shown = queries.acts_shown(case)
    lines = [_line(act, letters) for act in shown]
    return Part(
        case=case,
        key=queries.key_of(application, "case", case.pk),
        line=words.line_of(case, clock),
        next=words.next_step(case, clock),
        clock=clock,
        months=explained(clock, _happened(lines), today()),
        acts=list(reversed(lines)),
        letters=letters,
        files=[
            FileLine(queries.key_of(application, "file", file.pk), file.name, file.size)
            for file in queries.files_given(case)
        ],
        fee=_fee(case, clock),
        tariff=_tariff(case),
        redress=redress_of(case, today()),
        offers=offers(case),
        wait=_reasons_until(case),
        uncollected=any(row.decides and row.taken_on is None for row in letters)
        and _is_electronic(case),
    )


def offers(case: DisclosureRequest) -> frozenset[str]:
    """What the applicant can do with the case now."""
    stage = Stage(case.stage)
    found = set()
    if CASE_MOVES.can(stage, Act.RECEIVE_CORRECTION):
        found.add("correct")
    if CASE_MOVES.can(stage, Act.TAKE_REASONS) and _waits_for_reasons(case):
        found.add("reasons")
    if CASE_MOVES.can(stage, Act.WITHDRAW):
        found.add("withdraw")
    if CASE_MOVES.can(stage, Act.RATE) and case.rating is None:
        found.add("rate")
    if _is_electronic(case):
        found.add("collect")
    return frozenset(found)


def points_of(case: DisclosureRequest) -> list[str]:
    """What was asked to be corrected, the points of the last notice."""
    asked = [act for act in case.acts.all() if act.kind == Act.ASK_CLARIFICATION]
    return [line for line in (asked[-1].note or "").splitlines() if line.strip()] if asked else []


def limit_of(case: DisclosureRequest, act: str) -> dt.date | None:
    """Last day for a correction or for reasons."""
    if act == "reasons":
        return _reasons_until(case)
    clock = clocks.clock_of(case, list(case.acts.all()))
    return clock.waiting_until if clock and act == "correct" else None


def _line(act: CaseAct, letters: Iterable[LetterLine]) -> ActLine:
    title, details = words.said(act)
    number = act.letter.number if act.letter else ""
    key = next((row.key for row in letters if number and row.number == number), "")
    return ActLine(act.on, title, details, key)


def _happened(lines: Iterable[ActLine]) -> dict[dt.date, list[str]]:
    found: dict[dt.date, list[str]] = defaultdict(list)
    for line in lines:
        found[line.on].append(line.title)
    return found


def _letters(
    application: Application, case: DisclosureRequest, taken: dict[str, dt.date]
) -> list[LetterLine]:
    decisions = {row.letter_id for row in case.decisions.all()}
    return [
        LetterLine(
            queries.key_of(application, "letter", row.pk),
            row.title,
            row.number,
            row.dated_on,
            taken.get(row.number),
            row.pk in decisions or (row.replaces_id or 0) in decisions,
        )
        for row in queries.letters_shown(case)
    ]


def _taken(cases: list[DisclosureRequest]) -> dict[str, dt.date]:
    """Day on which a letter was taken on the page, by its number."""
    return {
        event.data["letter"]: dt.date.fromisoformat(event.data["on"])
        for event in collecting.events_of(*cases)
    }


def _fee(case: DisclosureRequest, clock: Clock | None) -> FeeNotice | None:
    """The fee that waits for payment."""
    if clock is None or clock.waiting_for != "payment":
        return None
    return next((row for row in reversed(case.fees.all()) if row.paid_on is None), None)


def _tariff(case: DisclosureRequest) -> str:
    rows = list(case.fees.all())
    return FeeTariff(rows[-1].tariff).label if rows else ""


def _demanded(case: DisclosureRequest) -> CaseAct | None:
    rows = [a for a in case.acts.all() if a.kind == Act.DEMAND_REASONS and a.round == case.round]
    return rows[-1] if rows else None


def _waits_for_reasons(case: DisclosureRequest) -> bool:
    demanded = _demanded(case)
    return demanded is not None and not any(
        act.kind == Act.TAKE_REASONS and act.pk > demanded.pk for act in case.acts.all()
    )


def _reasons_until(case: DisclosureRequest) -> dt.date | None:
    demanded = _demanded(case)
    until = demanded.data.get("until") if demanded and _waits_for_reasons(case) else None
    return dt.date.fromisoformat(until) if until else None


def _is_electronic(case: DisclosureRequest) -> bool:
    """Whether the answer of this round was served here: then it is collected here."""
    served = [a for a in case.acts.all() if a.kind == Act.DELIVER and a.round == case.round]
    return bool(served) and served[-1].data.get("mode") == DeliveryMode.ELECTRONIC
