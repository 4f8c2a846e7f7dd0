"""How long answers took, in working days from receipt to reply, and whether they kept the day."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from gongkai.base.calendar import working_calendar
from gongkai.foi.queries.figures.counting import Cases
from gongkai.lib.workdays import workdays_between

# Upper ends of the classes of the distribution; the last one is open.
CLASSES = (5, 10, 15, 20, 30, 40)


@dataclass(slots=True)
class Times:
    """Answers of a set of cases.

    Args:
        on_time, late: by whether the clock says the answer kept its day.
        days: answers by working days from receipt; holds and extensions are not taken off.
        months: {"2026-03": (on time, late)} by month of the answer.
    """

    on_time: int = 0
    late: int = 0
    days: Counter[int] = field(default_factory=Counter)
    months: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def answered(self) -> int:
        """How many there are."""
        return self.days.total()

    @property
    def average(self) -> float | None:
        """Working days on average; None without an answer."""
        total = self.days.total()
        return sum(days * number for days, number in self.days.items()) / total if total else None

    @property
    def rate(self) -> float | None:
        """Share of answers in time, 0 to 1; None without an answer."""
        judged = self.on_time + self.late
        return self.on_time / judged if judged else None

    def classes(self) -> list[tuple[str, int]]:
        """The distribution: label and number for each class."""
        found, low = [], 0
        for high in CLASSES:
            number = sum(
                n for days, n in self.days.items() if low < days <= high or days == low == 0
            )
            found.append((f"{low + 1 if low else 0}至{high}日", number))
            low = high
        found.append((f"{low}日以上", sum(n for days, n in self.days.items() if days > low)))
        return found


def times_of(cases: Cases) -> Times:
    """The times of answered cases; one statement, grouped by the two days."""
    calendar, found = working_calendar(), Times()
    rows = (
        cases.order_by()
        .values_list("received_on", "replied_on", "on_time")
        .annotate(number=Count("pk"))
    )
    for received, replied, on_time, number in rows:
        found.days[max(workdays_between(received, replied, calendar), 0)] += number
        if on_time is None:
            continue
        found.on_time += number * on_time
        found.late += number * (not on_time)
        found.months[f"{replied:%Y-%m}"][0 if on_time else 1] += number
    return found
