"""What one deadline costs: python -m bench.deadlines (needs the development library chinesecalendar)."""

import timeit
from datetime import date, timedelta

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


def main() -> None:
    calendar = seed_calendar()
    acts = [
        Act("third_party_asked", date(2026, 10, 28)),
        Act("third_party_answered", date(2026, 11, 5)),
        Act("extended", date(2026, 11, 6)),
    ]
    assert all(naive(day, 20) == add_workdays(day, 20, calendar).on for day in STARTS)
    ours = micros(lambda: [add_workdays(day, 20, calendar) for day in STARTS], 200, len(STARTS))
    loop = micros(lambda: [naive(day, 20) for day in STARTS], 1, len(STARTS))
    bare = micros(
        lambda: [deadline(day, (), None, calendar, explain=False) for day in STARTS], 20, 100
    )
    told = micros(lambda: [deadline(day, (), None, calendar) for day in STARTS], 2, 100)
    full = micros(lambda: deadline(acts[0].on, acts, None, calendar, explain=False), 500, 1)
    built = micros(lambda: Calendar(calendar.years), 5, 1)
    print(f"one deadline of 20 working days   {ours:9.2f} µs (aim: at most 5)")
    print(f"naive loop over chinesecalendar   {loop:9.2f} µs, {loop / ours:.0f} times as long")
    print(f"reply clock, no acts              {bare:9.2f} µs")
    print(f"reply clock, no acts, explained   {told:9.2f} µs")
    print(f"reply clock, three acts           {full:9.2f} µs")
    print(f"building the calendar once        {built:9.2f} µs")


if __name__ == "__main__":
    main()
