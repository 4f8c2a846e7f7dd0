"""What is made of the disclosure requests: orders, a spot check, studies, a review, reports."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import as_if, today
from gongkai.base.models import Unit, User
from gongkai.foi.models import DisclosureRequest, SpotCheck
from gongkai.foi.queries.oversight.check_items import FINE, ITEMS, NONE, WRONG
from gongkai.foi.services import reporting, studies
from gongkai.foi.services.applying.found import FoundAct, count_found
from gongkai.foi.services.oversight import checks, matters, orders
from gongkai.foi.states import ProactiveAnswer, Stage
from gongkai.portal.demo import sources
from gongkai.publishing.models import Publication

FILE = "requests.toml"
# Public answers that were looked at instead of applying: days ago, how often shown, opened, enough.
_FOUND = ((1, 3, 2, 1), (4, 5, 3, 2), (12, 4, 2, 1), (33, 6, 4, 3), (60, 2, 1, 1))
_SEED = 20261


def load(units: dict[str, Unit], people: dict[str, User]) -> None:
    """Everything after the cases, by the people whose part it is."""
    data = sources.toml(FILE)
    authority = people["fangjibai"]
    for row in data["orders"]:
        _order(row, units, people, authority)
    _check(data["check"], units, authority)
    for row in data["studies"]:
        _study(row, people)
    _matter(data["matter"], people)
    _found(units)
    _reports(units, people)


def _case(matter: str) -> DisclosureRequest | None:
    """The newest case of that matter; None where its day has not come."""
    return DisclosureRequest.objects.filter(matter=matter).order_by("-pk").first()


def _order(row: dict[str, Any], units: dict[str, Unit], people: dict[str, User], by: User) -> None:
    case = _case(row["case"]) if "case" in row else None
    if "case" in row and case is None:
        return
    unit = case.unit if case else units[row["unit"]]
    made = orders.send(
        kind=row["kind"], unit=unit, case=case, text=row["text"], days=row["days"], by=by
    )
    if "answer" in row:
        made = orders.answer(
            made, by=people["guwanqing"], text=row["answer"], seen=made.row_version
        )
    if row.get("settled"):
        orders.settle(made, by=by, seen=made.row_version)


def _check(row: dict[str, Any], units: dict[str, Unit], by: User) -> None:
    """A sample of what was closed since last year; the first of it has a finding, the last is open."""
    batch = checks.draw(
        units=[units["shifuban"], units["minzheng"], units["renshe"]],
        first=dt.date(today().year - 1, 1, 1),
        last=today(),
        by=by,
        number=row["number"],
        seed=_SEED,
    )
    found = list(SpotCheck.objects.filter(batch=batch).order_by("pk"))
    for number, one in enumerate(found[:-1]):
        said = {key: known.answer for key, known in checks.suggested(one).items()}
        answers = {item.key: said.get(item.key, NONE) for item in ITEMS}
        answers = {key: FINE if answer == WRONG else answer for key, answer in answers.items()}
        notes = {}
        if number == 0:
            key = ITEMS[-1].key
            answers[key], notes[key] = WRONG, row["note"]
        checks.save_findings(one, by=by, answers=answers, notes=notes)


def _study(row: dict[str, Any], people: dict[str, User]) -> None:
    case = _case(row["case"])
    if case is None or case.stage not in (Stage.CLOSED, Stage.ARCHIVED) or case.handler is None:
        return
    facts = studies.prefill(case) | {"title": row["title"], "keywords": row["keywords"]}
    made = studies.write(case, by=case.handler, unit=case.unit, facts=facts)
    if not row.get("draft"):
        studies.approve(made, by=people["yezhixing"], seen=made.row_version)


def _matter(row: dict[str, Any], people: dict[str, User]) -> None:
    case = _case(row["case"])
    if case is not None:
        matters.decide(
            case.unit,
            case.matter_key,
            by=people["hanyanzhou"],
            answer=ProactiveAnswer.KEEP,
            reason=row["reason"],
        )


def _found(units: dict[str, Unit]) -> None:
    """Counts of public answers that people read on the way to an application."""
    unit = units["shifuban"]
    public = Publication.objects.public().filter(unit=unit).order_by("pk")
    for row, (ago, *times) in zip(public[: len(_FOUND)], _FOUND, strict=False):
        with as_if(today() - dt.timedelta(days=ago)):
            for act, number in zip(FoundAct, times, strict=True):
                for _ in range(number):
                    count_found(row, act, unit=unit)


def _reports(units: dict[str, Unit], people: dict[str, User]) -> None:
    """Last year's report, confirmed by another person; this year's begun."""
    unit, editor, head = units["shifuban"], people["fangjibai"], people["hanyanzhou"]
    last = reporting.begin(unit=unit, year=today().year - 1, whole=False, by=editor)
    text = sources.toml(FILE)["report"]["problems"]
    last = reporting.save(last, by=editor, seen=last.row_version, sections={"5": text})
    reporting.confirm(last, by=head, seen=last.row_version)
    reporting.begin(unit=unit, year=today().year, whole=False, by=editor)
