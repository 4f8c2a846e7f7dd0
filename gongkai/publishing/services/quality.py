"""Re-validation: what is public is asked by today's rules again, and its unit is told."""

from django.db import transaction
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import quality
from gongkai.publishing.queries.staff import staff_of


@transaction.atomic
def revalidate() -> int:
    """Tells each unit how many of its public publications fail which of today's rules.

    Run weekly; nobody is told twice in one week, however often it is run. Changes nothing: what is
    wrong is put right by people, through the ordinary acts.

    Returns:
        How many findings there are.
    """
    rows = quality.by_unit(Publication.objects.public())
    units = [row.unit for row in rows if row.unit]
    people = staff_of(units, Role.INFORMATION, Role.OPENNESS)
    year, week, _ = today().isocalendar()
    for row in rows:
        if row.unit is None:
            continue
        worst = [
            f"{check.label}{count}份"
            for check, count in zip(quality.CHECKS, row.counts, strict=True)
            if count
        ]
        notify(
            people[row.unit.pk],
            f"{row.unit.label}有{row.total}处数据质量问题"[:120],
            text="、".join(worst) + "。请在“数据质量”页逐件处理。",
            url=reverse("desk_quality"),
            key=f"quality-{row.unit.pk}-{year}-{week}",
        )
    return sum(row.total for row in rows)
