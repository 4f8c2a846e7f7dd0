"""Disclosure requests with 100,000 cases of which 5,000 are open: first page of the workbench (aim: at most 15 statements and 300 ms), recount of every open deadline (aim: at most 2 s).

    python -m bench.foi_workbench [--cases 100000] [--open 5000] [--units 40] [--plan]

In process, through all middleware; CPU time, which with SQLite is all of it and does not mind what
else the machine does. `--plan` prints how the database finds the rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Iterator
from random import Random
from typing import Any

from bench.installation import fresh

RUNS = 7
CHUNK = 2000
WORDS = (
    "招生计划",
    "会议纪要",
    "处罚决定书",
    "采购合同",
    "检查结果",
    "经费使用情况",
    "起草说明",
    "听证记录",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=5_000)
    parser.add_argument("--units", type=int, default=40)
    parser.add_argument("--plan", action="store_true")
    given = parser.parse_args()
    with fresh(demo=False):
        people = fill(given.cases, given.open, given.units)
        print(f"{given.cases:,} 件申请，其中 {given.open:,} 件没有答复，{given.units} 个单位")
        pages(people)
        recount()
        if given.plan:
            plans(people)


def fill(cases: int, still_open: int, units: int) -> dict[str, Any]:
    """Units, people, and cases as years of work leave them; the open ones are the latest."""
    from django.utils import timezone

    from gongkai.base.models import RoleAssignment, Unit, User
    from gongkai.base.states import Role, UnitKind

    city = Unit.objects.add_root(
        create_kwargs={"name": "明湖市人民政府", "kind": UnitKind.CITY, "slug": "minghu"}
    )
    bodies = [
        Unit.objects.add_child(
            Unit.objects.get(pk=city.pk),
            create_kwargs={
                "name": f"明湖市第{n}局",
                "kind": UnitKind.DEPARTMENT,
                "slug": f"body-{n}",
            },
        )
        for n in range(units)
    ]
    people = {}
    for name, role, unit in (
        ("公开工作机构", Role.OPENNESS, bodies[0]),
        ("承办人", Role.HANDLER, bodies[0]),
        ("保密审查", Role.SECRECY, bodies[0]),
        ("主管部门", Role.AUTHORITY, city),
    ):
        user = User.objects.create(
            username=role.value, name=name, unit=unit, password_changed_at=timezone.now()
        )
        day = dt.date(2020, 1, 1)
        RoleAssignment.objects.create(user=user, unit=unit, role=role, starts_on=day)
        people[name] = user
    random = Random(7)
    for first in range(0, cases, CHUNK):
        write(range(first, min(first + CHUNK, cases)), cases - still_open, bodies, people, random)
    return people


def write(
    numbers: range, first_open: int, bodies: list[Any], people: dict[str, Any], random: Random
) -> None:
    """One chunk of cases with applicants, applications and acts."""
    from gongkai.foi.models import Applicant, Application, CaseAct, DisclosureRequest

    # A unit gets one case in so many, the first one a quarter of all that is open.
    units = [
        bodies[0] if n >= first_open and n % 4 == 0 else bodies[n % len(bodies)] for n in numbers
    ]
    applicants = Applicant.objects.bulk_create(applicant(n) for n in numbers)
    applications = Application.objects.bulk_create(
        application(n, who, unit) for n, who, unit in zip(numbers, applicants, units, strict=True)
    )
    rows = [
        case(n, row, n >= first_open, people["承办人"], random)
        for n, row in zip(numbers, applications, strict=True)
    ]
    acts = [act for row in rows for act in acts_of(row, random)]
    remember(rows, acts)
    DisclosureRequest.objects.bulk_create(rows)
    for act in acts:
        act.case_id = act.case.pk
    CaseAct.objects.bulk_create(acts)


def applicant(n: int) -> Any:
    from gongkai.foi.models import Applicant

    mark = f"{n % 20_000:064x}"
    return Applicant(
        kind="natural",
        name=f"陈{n % 20_000}",
        id_number=f"3701021901{n % 10**8:08}",
        phone="13900000001",
        same_person_key=mark,
        name_key=mark,
        phone_key=mark,
    )


def application(n: int, who: Any, unit: Any) -> Any:
    from django.utils import timezone

    from gongkai.foi.models import Application

    return Application(
        number=f"SQ{n:010}",
        query_code="0" * 64,
        unit=unit,
        applicant=who,
        channel="internet",
        wanted=f"{unit.name}第{n}号{WORDS[n % len(WORDS)]}",
        wanted_form="electronic",
        wanted_route="online",
        digest="0" * 64,
        matter_key=f"{n:064x}",
        submitted_at=timezone.now(),
    )


def case(n: int, row: Any, is_open: bool, handler: Any, random: Random) -> Any:
    from gongkai.base.calendar import today
    from gongkai.foi.models import DisclosureRequest

    back = random.randrange(1, 45) if is_open else random.randrange(60, 1800)
    stages = ("registered", "handling", "handling", "handling", "review", "signing", "decided")
    return DisclosureRequest(
        application=row,
        unit=row.unit,
        number=f"〔2026〕{n}号",
        stage=random.choice(stages) if is_open else "closed",
        matter=row.wanted,
        matter_key=row.matter_key,
        same_person_key=row.applicant.same_person_key,
        received_on=today() - dt.timedelta(days=back),
        handler=handler if is_open and n % 40 == 0 else None,
        outcome="" if is_open else "D1b",
    )


def acts_of(row: Any, random: Random) -> Iterator[Any]:
    """What moves the clock: a hold, an extension, or a delivery."""
    from gongkai.foi.models import CaseAct

    def act(what: str, after: int, **data: Any) -> Any:
        on = row.received_on + dt.timedelta(days=after)
        return CaseAct(
            case=row, kind=what, on=on, actor="承办人", stage=row.stage, data=data,
            digest="0" * 64, event_seq=0,
        )  # fmt: skip

    if row.stage == "closed":
        yield act("deliver", 20, mode="direct")
        return
    sort = random.randrange(4)
    if sort == 1:
        yield act("consult", 3, kind="third_party", ref="c1")
    if sort == 2:
        yield act("extend", 10, days=10)
    if sort == 3:
        yield act("consult", 3, kind="joint_maker", ref="c1")
        yield act("take_opinion", 9, kind="joint_maker", ref="c1")


def remember(rows: list[Any], acts: list[Any]) -> None:
    """What the services would have left in the rows."""
    from gongkai.foi.services import clocks

    of_case: dict[int, list[Any]] = {}
    for act in acts:
        of_case.setdefault(id(act.case), []).append(act)
    for row in rows:
        clocks.remember(row, clocks.clock_of(row, of_case.get(id(row), [])))


def pages(people: dict[str, Any]) -> None:
    """Milliseconds of CPU and statements of the first page, the middle of several runs."""
    from django.test import Client

    for name, user in people.items():
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for words, query in ADDRESSES[name]:
            cost, asked = measured(browser, f"/desk/requests/{query}")
            print(f"{name}，{words}：{cost:.0f} 毫秒，{asked} 条语句")


ADDRESSES = {
    "公开工作机构": [("首页", ""), ("全部", "?queue=all"), ("超期", "?queue=all&overdue=1"), ("事项", "?queue=all&q=会议纪要")],
    "承办人": [("首页", "")],
    "保密审查": [("首页", "")],
    "主管部门": [
        ("首页", ""), ("超期", "?queue=all&overdue=1"), ("按期限", "?queue=all&order=due"),
        ("编号", "?queue=all&number=99999"), ("事项", "?queue=all&q=第99号"),
        ("同一申请人", f"?queue=all&person={7:064x}"),
    ],
}  # fmt: skip


def measured(browser: Any, address: str) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert browser.get(address).status_code == 200
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        browser.get(address)
        spent.append((time.process_time() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return statistics.median(spent), len(captured)


def recount() -> None:
    """A day of this month becomes a holiday: every open deadline is counted anew."""
    from gongkai.base.calendar import today
    from gongkai.base.models import CalendarYear
    from gongkai.base.services.calendar import days_of, load_year
    from gongkai.foi.services.recompute import recompute_open
    from gongkai.lib.workdays import YearDays

    def again(words: str) -> None:
        began = time.process_time()
        found = recompute_open("测量用的变更")
        spent = time.process_time() - began
        print(f"重算（{words}）：{found.looked:,} 件，{found.changed:,} 件有变化，{spent:.2f} 秒")

    again("日历没有变")
    known = days_of(CalendarYear.objects.get(pk=today().year))
    day = today() + dt.timedelta(days=1)
    while day.weekday() > 4 or day in known.holidays:
        day += dt.timedelta(days=1)
    notice = known.notice or "国办发明电〔2025〕7号"
    changed = YearDays({**known.holidays, day: "测量"}, known.workdays, notice)
    load_year(day.year, changed, by=None, reason="测量")
    again("增加一天假")


def plans(people: dict[str, Any]) -> None:
    """How the database finds the rows of a page."""
    from gongkai.foi.queries import workbench as reads

    for name, user in people.items():
        for queue in reads.queues_for(user):
            rows = reads.sorted_by(reads.in_queue(user, queue), "due")
            print(f"\n{name}，{queue.label}\n{rows.values('pk')[:25].explain()}")


if __name__ == "__main__":
    main()
