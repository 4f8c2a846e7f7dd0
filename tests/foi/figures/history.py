"""Histories of cases as rows: what was received and ended when, with an account of its own."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from gongkai.base.models import Unit, User
from gongkai.foi.models import CaseAct, Decision, DisclosureRequest, Remedy
from gongkai.foi.outcomes import BY_HAND, outcome
from gongkai.foi.states import Act, ApplicantKind, RemedyKind, RemedyResult, Stage
from tests.foi.factories import make_application

COLUMN = {
    "natural": "c1", "business": "c2", "research": "c3", "public_benefit": "c4",
    "legal_service": "c5", "other": "c6",
}  # fmt: skip
_FIRST, _DAYS = dt.date(2023, 11, 1), 1000


@dataclass(frozen=True)
class Past:
    """One case as the test knows it: column, day of receipt, day and row of its end."""

    column: str
    received: dt.date
    ended: dt.date | None = None
    row: str = ""


def made(
    unit: Unit,
    received: dt.date,
    *,
    code: str = "",
    ended: dt.date | None = None,
    kind: str = "natural",
    way: str = "replied",
    closed: bool = True,
    parent: DisclosureRequest | None = None,
    **facts: object,
) -> DisclosureRequest:
    """A case that came on a day and ended on another.

    Args:
        way: replied, lapse, withdraw; or reopened: replied, and handled again with another outcome.
        closed: whether it was closed after it ended.
    """
    application = parent.application if parent else make_application(unit, kind=ApplicantKind(kind))
    serial = DisclosureRequest.objects.count() + 1
    case = DisclosureRequest.objects.create(
        application=application, unit=unit, parent=parent, number=f"{serial}号",
        stage=Stage.HANDLING, matter=f"事项{serial}", matter_key="m", same_person_key="p",
        received_on=received, **facts,
    )  # fmt: skip
    if ended is None:
        return case
    act = {"lapse": Act.LAPSE, "withdraw": Act.WITHDRAW}.get(way, Act.DELIVER)
    noted(case, act, ended)
    case.stage = {"lapse": Stage.LAPSED, "withdraw": Stage.WITHDRAWN}.get(way, Stage.DELIVERED)
    if act == Act.DELIVER:
        case.replied_on, case.on_time = ended, True
        by = User.objects.first() or User.objects.create_user("ngr", password=None, name="拟稿人")
        Decision.objects.create(case=case, outcome=code, proposed_by=by, signed_on=ended)
    else:
        case.outcome = code
    if closed or way == "reopened":
        case.stage, case.outcome = Stage.CLOSED, code
        case.closed_on = ended + dt.timedelta(days=40)
    if way == "reopened":
        case.stage, case.round = Stage.HANDLING, 2
        case.first_outcome, case.outcome = code, ""
    case.save()
    return case


def noted(case: DisclosureRequest, act: Act, on: dt.date, round: int = 1) -> None:
    """An act as a row, without the way that acts go."""
    CaseAct.objects.create(
        case=case, kind=act, on=on, at=timezone.now(), actor="某人", stage=case.stage, round=round,
        digest="d", event_seq=1,
    )  # fmt: skip


def random_history(units: list[Unit], number: int, seed: int) -> dict[int, list[Past]]:
    """Cases over three years, made in the tables; what became of them, by unit."""
    dice = random.Random(seed)  # noqa: S311
    codes = [code for code, _ in BY_HAND if code != "D6-3"]
    known: dict[int, list[Past]] = {unit.pk: [] for unit in units}
    for _ in range(number):
        unit, kind = dice.choice(units), dice.choice(list(COLUMN))
        received = _FIRST + dt.timedelta(days=dice.randrange(_DAYS))
        way = dice.choice(["open", "replied", "replied", "lapse", "withdraw", "reopened"])
        ended = None if way == "open" else received + dt.timedelta(days=dice.randrange(60))
        code = {"lapse": dice.choice(["D6-1", "D6-2"]), "withdraw": "D6-3"}.get(way)
        code = code or dice.choice(codes)
        closed = dice.random() < 0.8
        case = made(unit, received, code=code, ended=ended, kind=kind, way=way, closed=closed)
        if way == "reopened":
            noted(case, Act.DELIVER, received + dt.timedelta(days=200), round=2)
        past = Past(COLUMN[kind], received, ended, outcome(code).row if ended else "")
        known[unit.pk].append(past)
        if dice.random() < 0.1:  # a part of a split application
            made(unit, received, kind=kind, parent=case)
            known[unit.pk].append(Past(COLUMN[kind], received))
    return known


def counted_by_hand(history: list[Past], year: int) -> Counter[tuple[str, str]]:
    """Table two by another way: case by case, from the definitions of the form."""
    cells: Counter[tuple[str, str]] = Counter()
    for past in history:
        if past.received.year == year:
            cells["a1", past.column] += 1
        if past.received.year < year and (past.ended is None or past.ended.year >= year):
            cells["a2", past.column] += 1
        if past.ended and past.ended.year == year:
            cells[past.row, past.column] += 1
        if past.received.year <= year and (past.ended is None or past.ended.year > year):
            cells["a4", past.column] += 1
    return cells


def a_remedy(
    case: DisclosureRequest,
    filed: dt.date,
    *,
    kind: str = RemedyKind.REVIEW,
    result: str = RemedyResult.PENDING,
    decided: dt.date | None = None,
) -> Remedy:
    """A reconsideration or a lawsuit about a case."""
    return Remedy.objects.create(
        case=case,
        kind=kind,
        organ="明湖市人民政府",
        filed_on=filed,
        result=result,
        decided_on=decided,
    )
