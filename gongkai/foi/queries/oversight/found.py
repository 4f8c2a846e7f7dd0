"""How often a published answer was found before somebody applied."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from gongkai.base.models import Unit
from gongkai.foi.models import FoundAnswer


@dataclass(frozen=True, slots=True)
class Found:
    """How often answers were shown, opened, and ended an application."""

    name: str
    shown: int
    opened: int
    ended: int
    url: str = ""

    @property
    def rate(self) -> float | None:
        """Percent of those shown that ended an application; None where none was shown."""
        return round(100 * self.ended / self.shown, 1) if self.shown else None


def rows_of(
    units: "QuerySet[Unit]", first: dt.date, last: dt.date, *, nobody: bool
) -> "QuerySet[FoundAnswer]":
    """The counts of a period.

    Args:
        nobody: with those that were counted before a unit was chosen.
    """
    whose = Q(unit__in=units.order_by().values("pk"))
    if nobody:
        whose |= Q(unit=None)
    return FoundAnswer.objects.filter(whose, day__gte=first, day__lte=last)


def by_unit(rows: "QuerySet[FoundAnswer]") -> list[Found]:
    """By unit, those with the most ended applications first; one statement."""
    found = (
        rows.order_by()
        .values("unit__name")
        .annotate(s=Sum("shown"), o=Sum("opened"), e=Sum("ended"))
        .order_by("-e", "-o", "unit__name")
    )
    return [Found(row["unit__name"] or "没有选单位", row["s"], row["o"], row["e"]) for row in found]


def by_page(rows: "QuerySet[FoundAnswer]", most: int = 30) -> list[Found]:
    """The pages that answered most; one statement."""
    found = (
        rows.order_by()
        .values("url", "title")
        .annotate(s=Sum("shown"), o=Sum("opened"), e=Sum("ended"))
        .order_by("-e", "-o", "-s", "url")[:most]
    )
    return [
        Found(row["title"] or row["url"], row["s"], row["o"], row["e"], row["url"]) for row in found
    ]


def whole(rows: list[Found]) -> Found:
    """The sum."""
    return Found(
        "合计",
        sum(row.shown for row in rows),
        sum(row.opened for row in rows),
        sum(row.ended for row in rows),
    )
