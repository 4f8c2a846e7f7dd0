"""The gazette: last year's issue with its proof read and published, and one in preparation."""

from typing import Any

from gongkai.base.models import Unit, User
from gongkai.portal.demo import found, sources
from gongkai.publishing.models import GazetteIssue, GazetteSeries
from gongkai.publishing.services import gazette
from gongkai.publishing.tasks_gazette import make_proof

_FACTS = ("slug", "name", "serial_code", "cadence", "about", "classes", "sections")


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Founds the series with its issues; returns how many issues."""
    data = sources.toml("gazette.toml")
    row = data["series"]
    by = people[row["by"]]
    facts = {name: row[name] for name in _FACTS}
    series = gazette.open_series(by=by, unit=units[row["unit"]], **facts)
    for issue in data["issues"]:
        _issue(series, issue, people, by)
    return len(data["issues"])


def _issue(series: GazetteSeries, row: dict[str, Any], people: dict[str, User], by: User) -> None:
    issue = gazette.open_issue(
        series, by=by, year=row["year"], number=row["number"], total_number=row["total_number"],
        editor=row["editor"],
    )  # fmt: skip
    for section, key in row["items"]:
        publication = found.public(key)
        if publication is not None:
            gazette.add(issue, publication, by=by, section=section)
    if "released_by" in row:
        _publish(issue, row, people, by)


def _publish(issue: GazetteIssue, row: dict[str, Any], people: dict[str, User], by: User) -> None:
    """The proof is made here and now: nobody is there to wait for the worker.

    Without a Chinese font there is no proof; the issue stays in preparation and says why.
    """
    issue.refresh_from_db()
    gazette.edit_issue(
        issue, by=by, seen=issue.row_version, year=row["year"], number=row["number"],
        total_number=row["total_number"], editor=row["editor"], published_on=row["published_on"],
    )  # fmt: skip
    make_proof(issue.pk, by.pk)
    issue.refresh_from_db()
    if gazette.reasons_against_release(issue):
        return
    for login, round_name, note in row["proofs"]:
        gazette.log_proofreading(issue, by=people[login], round_name=round_name, note=note)
    gazette.release(issue, by=people[row["released_by"]])
