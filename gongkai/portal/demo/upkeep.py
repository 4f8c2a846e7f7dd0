"""A clean-up half done, and changes of validity, one confirmed and one waiting."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import DocumentClass
from gongkai.portal.demo import found, sources
from gongkai.publishing.models import CleanupItem, ValidityChange
from gongkai.publishing.queries.cleanup import Criteria
from gongkai.publishing.services import cleanup, validity_changes
from gongkai.publishing.states import Conclusion, RelationKind


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Starts the clean-up, concludes what the file names, registers the changes; how many documents."""
    data = sources.toml("upkeep.toml")
    for row in data["changes"]:
        _change(row, people)
    return _cleanup(data["cleanup"], units, people)


def _change(row: dict[str, Any], people: dict[str, User]) -> None:
    target, basis = found.public(row["target"]), found.public(row["basis"])
    if target is None or basis is None:
        return
    change = validity_changes.change(
        target, kind=RelationKind(row["kind"]), basis=basis, by=people[row["by"]], note=row["note"]
    )
    if "confirmed_by" in row and isinstance(change, ValidityChange):
        validity_changes.confirm(change, by=people[row["confirmed_by"]])


def _cleanup(row: dict[str, Any], units: dict[str, Unit], people: dict[str, User]) -> int:
    wanted = (DocumentClass.objects.get(code=row["class"]).pk,)
    campaign = cleanup.start(
        by=people[row["by"]],
        unit=units[row["unit"]],
        title=row["title"],
        criteria=Criteria(wanted, row["year_from"], row["year_to"]),
        due_on=today() + dt.timedelta(days=row["days"]),
    )
    for done in row["concluded"]:
        publication = found.public(done["document"])
        item = CleanupItem.objects.filter(campaign=campaign, publication=publication).first()
        if item is not None:
            cleanup.conclude_item(
                item, by=people[done["by"]], seen=item.row_version,
                conclusion=Conclusion(done["conclusion"]), reason=done.get("reason", ""),
            )  # fmt: skip
    return campaign.items.count()
