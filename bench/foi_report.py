"""The annual report over 100,000 disclosure requests: tables two and three, the data centre, a consolidated report.

    python -m bench.foi_report [--cases 100000]

In process on a database of its own: 40 units, cases over five years, 5,000 of them open, one in ten
lapsed or withdrawn, one in a hundred with a remedy. Wall and processor time of the middle of five
runs, and statements.
"""

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.installation import fresh

UNITS, YEARS, OPEN, RUNS, BATCH = 40, 5, 5000, 5, 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    given = parser.parse_args()
    with fresh(demo=False):
        make_cases(given.cases)
        measure(given.cases)


def make_cases(number: int) -> None:
    """Applications, cases, and the acts that end some of them, straight into the tables."""
    from django.utils import timezone

    from gongkai.base.calendar import today
    from gongkai.base.models import Unit
    from gongkai.base.states import UnitKind
    from gongkai.foi.models import Applicant, Application, CaseAct, DisclosureRequest, Remedy
    from gongkai.foi.outcomes import BY_HAND
    from gongkai.foi.states import Act, ApplicantKind, RemedyKind, RemedyResult, Stage
    from tests.cast import make_unit

    random.seed(1)
    root = make_unit("某市人民政府", UnitKind.CITY, slug="bench-city")
    for n in range(UNITS):
        make_unit(f"市第{n}局", parent=root, slug=f"bench-{n}")
    units = list(Unit.objects.filter(kind=UnitKind.DEPARTMENT))
    now, day, kinds = timezone.now(), today(), list(ApplicantKind.values)
    codes = [code for code, _ in BY_HAND]
    for start in range(0, number, BATCH):
        size = min(BATCH, number - start)
        applicants = Applicant.objects.bulk_create(
            Applicant(
                kind=random.choice(kinds), name="某人", same_person_key=f"{start + n:064}",
                name_key="n",
            )
            for n in range(size)
        )  # fmt: skip
        applications = Application.objects.bulk_create(
            Application(
                number=f"SQ{start + n:08}", query_code="q", unit=random.choice(units),
                applicant=applicant, channel="internet", wanted="某项信息",
                wanted_form="electronic", wanted_route="online", digest="d", matter_key="m",
                submitted_at=now,
            )
            for n, applicant in enumerate(applicants)
        )  # fmt: skip
        cases = []
        for n, application in enumerate(applications):
            is_open = random.random() < OPEN / number
            back = random.randrange(30) if is_open else random.randrange(30, YEARS * 365)
            received = day - dt.timedelta(days=back)
            end = received + dt.timedelta(days=random.randrange(1, 29))
            gone = not is_open and random.random() < 0.1
            facts: dict[str, Any] = {"stage": Stage.HANDLING, "due_on": received + dt.timedelta(30)}
            if gone:
                facts = {"stage": Stage.CLOSED, "outcome": "D6-3", "closed_on": end}
            elif not is_open:
                facts = {"stage": Stage.CLOSED, "outcome": random.choice(codes), "replied_on": end}
                facts |= {"closed_on": end, "on_time": random.random() < 0.97}
            cases.append(
                DisclosureRequest(
                    application=application, unit=application.unit, number=f"{start + n}",
                    matter="某项信息", matter_key="m", same_person_key="p", received_on=received,
                    **facts,
                )
            )  # fmt: skip
        made = DisclosureRequest.objects.bulk_create(cases)
        acts = []
        for case in made:
            kinds_of = [Act.SUBMIT, Act.REGISTER, Act.ASSIGN, Act.PROPOSE, Act.SIGN]
            last = Act.WITHDRAW if case.outcome == "D6-3" and not case.replied_on else Act.DELIVER
            if case.closed_on:
                kinds_of += [last, Act.CLOSE]
            acts += [
                CaseAct(
                    case=case, kind=kind, on=case.closed_on or case.received_on, at=now,
                    actor="某人", stage=case.stage, digest="d", event_seq=1,
                )
                for kind in kinds_of
            ]  # fmt: skip
        CaseAct.objects.bulk_create(acts)
        Remedy.objects.bulk_create(
            Remedy(
                case=case, kind=random.choice(RemedyKind.values), organ="某机关",
                filed_on=case.replied_on, result=RemedyResult.KEPT,
                decided_on=case.replied_on + dt.timedelta(days=60),
            )
            for case in made
            if case.replied_on and random.random() < 0.01
        )  # fmt: skip


def measure(number: int) -> None:
    """Prints milliseconds and statements of each question."""
    from gongkai.base.calendar import today
    from gongkai.base.models import Unit
    from gongkai.foi.queries import figures
    from gongkai.foi.queries.figures import annual, centre

    root = Unit.objects.get(slug="bench-city")
    level, year = figures.level(root), today().year - 1
    period = figures.year_of(year)
    one = Unit.objects.filter(slug="bench-0")
    print(f"{number}件申请，{UNITS}个单位")
    report("表二，全市一年", lambda: figures.table_two(level, year))
    report("表二，一个单位一年", lambda: figures.table_two(one, year))
    report("表三，全市一年", lambda: figures.table_three(level, year))
    report("汇总年报，核对全部勾稽关系", lambda: annual.annual(root, year, whole=True).checks)
    report("数据中心，全市一年", lambda: centre.board(level, period))


def report(name: str, ask: Callable[[], Any]) -> None:
    """One line: what was asked, wall and processor milliseconds, statements."""
    from django.db import connection

    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask()
    wall, spent = [], []
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        ask()
        wall.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - used) * 1000)
    middle = statistics.median
    print(f"{name}：{middle(wall):.0f} ms（CPU {middle(spent):.0f} ms），{len(seen)}条语句")


if __name__ == "__main__":
    main()
