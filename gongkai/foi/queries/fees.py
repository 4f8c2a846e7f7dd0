"""Questions on the information-processing fee (信息处理费，国办函〔2020〕109号)."""

from collections.abc import Iterable

from django.db.models import Q, Sum

from gongkai.foi.models import DisclosureRequest, FeeNotice
from gongkai.foi.states import Act, FeeTariff, Stage


def of_the_month(case: DisclosureRequest) -> list[DisclosureRequest]:
    """What the same person has asked of the same unit in the calendar month, in order of receipt.

    What was withdrawn does not count: no decision is made on it.
    """
    if case.received_on is None:
        return []
    rows = DisclosureRequest.objects.filter(
        unit_id=case.unit_id,
        same_person_key=case.same_person_key,
        received_on__year=case.received_on.year,
        received_on__month=case.received_on.month,
    )
    withdrawn = Q(stage=Stage.WITHDRAWN) | Q(acts__kind=Act.WITHDRAW)
    gone = DisclosureRequest.objects.filter(withdrawn).values("pk")
    return list(rows.exclude(pk__in=gone).order_by("received_on", "id"))


def monthly_count(case: DisclosureRequest) -> int:
    """Which one of the month this case is: the same person, unit and calendar month of receipt.

    0 before the day of receipt is fixed, and for what was withdrawn.
    """
    keys = [row.pk for row in of_the_month(case)]
    return keys.index(case.pk) + 1 if case.pk in keys else 0


def items_before(case: DisclosureRequest) -> int:
    """How many pieces the same person asked for earlier in the month, as the count tariff counts.

    A case is one; a case that was charged for several smallest units counts as many.
    """
    earlier: list[int] = []
    for row in of_the_month(case):
        if row.pk == case.pk:
            break
        earlier.append(row.pk)
    units = dict(
        FeeNotice.objects.filter(case__in=earlier, tariff=FeeTariff.COUNT).values_list(
            "case", "quantity"
        )
    )
    return sum(units.get(pk, 1) for pk in earlier)


def fees_collected(unit_ids: Iterable[int], year: int) -> int:
    """Yuan that were paid in the year, for section six of the annual report (条例第五十条)."""
    total = FeeNotice.objects.filter(case__unit__in=list(unit_ids), paid_on__year=year).aggregate(
        total=Sum("amount")
    )["total"]
    return int(total or 0)


def unpaid(case: DisclosureRequest) -> FeeNotice | None:
    """The notice of the case that waits for payment."""
    return case.fees.filter(paid_on=None).order_by("-id").first()
