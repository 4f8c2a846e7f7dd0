"""One request in March 2026, and short ways to write its acts."""

from datetime import date

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.clock import Act, deadline

CALENDAR = seed_calendar()
RECEIVED = date(2026, 3, 2)  # a Monday; 20 working days end on Monday 30 March


def march(day):
    return date(2026, 3, day)


def april(day):
    return date(2026, 4, day)


def clock(*acts, today=None, received_on=RECEIVED, rules=None, **options):
    return deadline(received_on, acts, rules, CALENDAR, today, **options)


def asked(on=5, until=20):
    """A notice of correction in March, with the applicant's last day."""
    return Act("clarification_notice", march(on), until=march(until) if until else None)


def corrected(on, **options):
    return Act("clarification_received", march(on), **options)


def held(opened, closed=None, kind="third_party", ref=""):
    """A consultation, answered or not."""
    acts = [Act("hold_opened", opened, kind=kind, ref=ref)]
    return [*acts, Act("hold_closed", closed, kind=kind, ref=ref)] if closed else acts


def reasons(found):
    """The rows of the explanation by day of the month, for periods within a month."""
    return {day.date.day: day.reason for day in found.days if day.date.month == 3}
