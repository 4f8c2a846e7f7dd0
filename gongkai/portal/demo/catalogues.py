"""Catalogues with what fulfils their entries, the water company's window, the negative list."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import CatalogueEntry, EntryDuty, LegalGround
from gongkai.catalogue.services import duties, importing, negative, sectors
from gongkai.lib.catalogue_tables import RawRow
from gongkai.portal.demo import found, sources
from gongkai.publishing.services import coverage, empty_periods

_FILE = "catalogues.toml"
_COLUMNS = (
    "level1", "level2", "content", "basis", "limit", "body", "channels", "audience", "method",
    "levels",
)  # fmt: skip


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Loads all of them as an office would load its tables; returns how many catalogues."""
    data = sources.toml(_FILE)
    for row in data["catalogues"]:
        _catalogue(row, units, people, min(data["since"], today()))
    _sector(data["sector"], units, people)
    for row in data["negative"]:
        negative.save_item(
            None, by=people["hanyanzhou"], unit=units[row["unit"]], matter=row["matter"],
            ground=LegalGround.objects.get(code=row["ground"]), words=row["words"],
        )  # fmt: skip
    for row in data["audience"]:
        _aim(row, units)
    return len(data["catalogues"]) + 1


def _aim(row: dict[str, Any], units: dict[str, Unit]) -> None:
    """Whom a document is meant for; drafts say so when they are written, these came from outside."""
    publication = found.public(row["document"])
    if publication is not None:
        publication.audience = row["text"]
        publication.save(update_fields=["audience", "updated_at"])
        publication.audience_units.set(units[slug] for slug in row["units"])


def _catalogue(
    row: dict[str, Any], units: dict[str, Unit], people: dict[str, User], since: dt.date
) -> None:
    by = people[row["by"]]
    head = importing.CatalogueHead(
        units[row["unit"]],
        row["kind"],
        row["name"],
        row.get("field", ""),
        row["year"],
        row["source"],
    )
    rows = [
        RawRow({"number": str(place), **{name: entry[name] for name in _COLUMNS}}, line=place)
        for place, entry in enumerate(row["entries"], 1)
    ]
    plan = importing.load(head, rows, by=by, since=since, note="演示数据")
    for entry, planned in zip(row["entries"], plan.rows, strict=True):
        if planned.entry is not None:
            _state(planned.entry, entry, units, people, by)


def _state(
    entry: CatalogueEntry,
    row: dict[str, Any],
    units: dict[str, Unit],
    people: dict[str, User],
    by: User,
) -> None:
    """How the duties of an entry stand: when its information was formed, what was declared."""
    held = {duty.unit_id: duty for duty in entry.duties.select_related("unit")}
    if "formed" in row and row["formed"] <= today():
        for duty in held.values():
            duties.formed(duty, by=by, on=row["formed"])
    for kind in row.get("kinds", []):
        for duty in held.values():
            for publication in found.of_kind(kind, duty.unit_id):
                coverage.link(publication, duty, by=by)
    if "declared" in row:
        _declare(held[units[row["declared"]["unit"]].pk], row["declared"], people)


def _declare(duty: EntryDuty, row: dict[str, Any], people: dict[str, User]) -> None:
    """本季度无: this quarter; signed by another where the row says so."""
    day = today()
    starts_on = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    ends_on = empty_periods.quarter_end(day)
    made = empty_periods.declare(
        duty, by=people[row["by"]], starts_on=starts_on, ends_on=ends_on, statement=row["statement"]
    )
    if "signed_by" in row:
        empty_periods.sign(made, by=people[row["signed_by"]])


def _sector(row: dict[str, Any], units: dict[str, Unit], people: dict[str, User]) -> None:
    unit, by = units[row["unit"]], people[row["by"]]
    facts = {name: row[name] for name in sectors.WINDOW_FACTS if name in row}
    facts["complaint_unit"] = units[row["complaint_unit"]]
    sectors.save_window(unit, by=by, sector=row["name"], **facts)
    sectors.seed_sector(unit, row["name"], by=by)


def link(people: dict[str, User]) -> int:
    """What is public by now fulfils the entries that name it; returns how many links."""
    made = 0
    for row in sources.toml(_FILE)["catalogues"]:
        for entry in row["entries"]:
            held = EntryDuty.objects.filter(
                entry__catalogue__name=row["name"],
                entry__level1=entry["level1"],
                entry__level2=entry["level2"],
            )
            of_unit = {duty.unit_id: duty for duty in held}
            for key in entry.get("published", []):
                publication = found.public(key)
                if publication is not None and publication.unit_id in of_unit:
                    duty = of_unit[publication.unit_id]
                    coverage.link(publication, duty, by=people[row["by"]])
                    made += 1
    return made
