"""The coverage board: 200 units by 300 entries, the whole page in process.

Makes the duties in a database of its own and asks the board's reading, its computing and the page.
"""

import datetime as dt
import random
import statistics
import time
from typing import Any

UNITS, ENTRIES, FIELDS = 200, 300, 26


def make_duties() -> None:
    """60,000 duties whose days are spread over two years."""
    from gongkai.base.calendar import today
    from gongkai.base.models import Unit
    from gongkai.base.states import UnitKind
    from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty

    random.seed(1)
    root = Unit.add_root(name="某市人民政府", kind=UnitKind.CITY, slug="bench-city")
    for number in range(UNITS):
        root.add_child(name=f"市第{number}局", kind=UnitKind.DEPARTMENT, slug=f"bench-{number}")
        root.refresh_from_db()
    units = list(Unit.objects.filter(slug__startswith="bench-", kind=UnitKind.DEPARTMENT))
    catalogues = [
        Catalogue.objects.create(kind="standard", name=f"领域{n}目录", field=f"领域{n}", unit=root)
        for n in range(FIELDS)
    ]
    entries = CatalogueEntry.objects.bulk_create(
        CatalogueEntry(
            catalogue=catalogues[n % FIELDS], position=n, level1=f"事项{n}", limit_kind="after",
            limit_days=random.choice([7, 20, 20, 20, 30]), limit_unit="wd",
            cycle_days=random.choice([None, None, 31, 92, 366]),
        )
        for n in range(ENTRIES)
    )  # fmt: skip
    day = today()

    def back(most: int, chance: float) -> dt.date | None:
        return day - dt.timedelta(days=random.randrange(most)) if random.random() < chance else None

    EntryDuty.objects.bulk_create(
        (
            EntryDuty(
                entry=entry, unit=unit, since=day - dt.timedelta(days=400),
                formed_on=back(300, 0.3), last_on=back(700, 0.7), declared_to=back(100, 0.1),
            )
            for entry in entries
            for unit in units
        ),
        batch_size=5000,
    )  # fmt: skip


def timed(act: Any, times: int = 9) -> float:
    """Median milliseconds of processor time, which other work on the machine does not lengthen."""
    act()
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def measure() -> dict[str, float]:
    """Milliseconds of the board and of the page as a signed-in authority gets it."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from gongkai.base.models import RoleAssignment, Unit, User
    from gongkai.base.states import Role
    from gongkai.publishing.queries.coverage import board

    root = Unit.objects.get(slug="bench-city")
    user = User.objects.create_user("bench", password=None, name="测", unit=root)
    user.password_changed_at = timezone.now()
    user.save()
    RoleAssignment.objects.create(
        user=user, unit=root, role=Role.AUTHORITY, starts_on=dt.date(2020, 1, 1)
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {
        "board": timed(board),
        "page": timed(lambda: client.get(reverse("desk_coverage"))),
        "pressing entries": timed(
            lambda: client.get(reverse("desk_coverage_entries") + "?light=press")
        ),
    }


def main() -> None:
    """Prints the medians."""
    from bench.installation import fresh

    with fresh(demo=False):
        make_duties()
        for name, spent in measure().items():
            print(f"coverage {name}: {spent:.0f} ms")


if __name__ == "__main__":
    main()
