"""What one deadline costs: python -m bench.deadlines (needs the development library chinesecalendar)."""

import timeit
from datetime import date, timedelta
from random import Random

import chinese_calendar

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.clock import Act, deadline
from gongkai.lib.workdays import Calendar, add_workdays

STARTS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 300, 3)]


def naive(start: date, n: int) -> date:
    """The loop over the calendar library that a list of cases must not run."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


def micros(call: object, rounds: int, per_round: int) -> float:
    """Best of five, in microseconds a call."""
    return min(timeit.repeat(call, number=rounds, repeat=5)) / rounds / per_round * 1e6


def open_cases(count: int) -> list[tuple[date, list[Act]]]:
    """Cases as a workbench lists them: most without acts, some with holds, an extension or a fee."""
    random, cases = Random(1), []
    for _ in range(count):
        received = date(2026, 8, 1) + timedelta(days=random.randrange(110))
        after = [received + timedelta(days=random.randrange(1, 25)) for _ in range(4)]
        asked, answered, extended, charged = after[0], max(after[:2]), after[2], after[3]
        acts = [
            Act("hold_opened", asked, kind="third_party", ref="甲"),
            Act("hold_closed", answered, kind="third_party", ref="甲"),
            Act("extended", extended, days=10),
            Act("fee_notice", charged),
        ]
        cases.append((received, acts[: random.choice((0, 0, 0, 0, 1, 2, 3, 4))]))
    return cases


def main() -> None:
    calendar = seed_calendar()
    acts = [
        Act("hold_opened", date(2026, 10, 28), kind="third_party"),
        Act("hold_closed", date(2026, 11, 5), kind="third_party"),
        Act("extended", date(2026, 11, 6)),
    ]
    cases = open_cases(5000)
    assert all(naive(day, 20) == add_workdays(day, 20, calendar).on for day in STARTS)
    ours = micros(lambda: [add_workdays(day, 20, calendar) for day in STARTS], 200, len(STARTS))
    loop = micros(lambda: [naive(day, 20) for day in STARTS], 1, len(STARTS))
    bare = micros(
        lambda: [deadline(day, (), None, calendar, explain=False) for day in STARTS], 20, 100
    )
    told = micros(lambda: [deadline(day, (), None, calendar) for day in STARTS], 2, 100)
    full = micros(lambda: deadline(acts[0].on, acts, None, calendar, explain=False), 500, 1)
    today = date(2026, 11, 20)
    listed = micros(
        lambda: [
            deadline(day, case, None, calendar, today, explain=False, strict=False)
            for day, case in cases
        ],
        1,
        1,
    )
    built = micros(lambda: Calendar(calendar.years), 5, 1)
    print(f"one deadline of 20 working days   {ours:9.2f} µs (aim: at most 5)")
    print(f"naive loop over chinesecalendar   {loop:9.2f} µs, {loop / ours:.0f} times as long")
    print(f"reply clock, no acts              {bare:9.2f} µs (aim: at most 5)")
    print(f"reply clock, no acts, explained   {told:9.2f} µs")
    print(f"reply clock, three acts           {full:9.2f} µs")
    print(f"5,000 open cases                  {listed / 1e6:9.3f} s (aim: at most 2)")
    print(f"building the calendar once        {built:9.2f} µs")


if __name__ == "__main__":
    main()
