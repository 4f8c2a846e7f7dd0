"""What is released and belongs into a gazette by its class joins the open issue."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, QuerySet, Subquery

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.publishing.models import (
    GazetteIssue,
    GazetteItem,
    GazetteSeries,
    Publication,
    PublicationVersion,
)
from gongkai.publishing.services import content
from gongkai.publishing.states import GazetteState, ReleaseBasis


@dataclass(slots=True)
class _Candidate:
    """A released document with a class: what decides where it belongs."""

    pk: int
    path: str
    code: str
    class_name: str
    version: int | None
    series: set[int | None] = field(default_factory=set)


def collect(publications: Sequence[Publication], *, by: User | None) -> None:
    """Puts released documents into the open issue of the gazette they belong into.

    Part of the transaction of the release. A document belongs into a series whose `classes` name its
    class and whose unit is the document's own or the nearest one above. What was public before (存量) is
    no news and stays out. It joins the oldest issue in
    preparation, or opens the next number; once in a series only. At most four statements (two more
    where a release kept no version): candidates, series, issue, items.
    """
    candidates = _candidates(publications)
    wanted = _wanted(candidates) if candidates else []
    if not wanted:
        return
    issues = _issues({series.pk: series for series, _ in wanted}, by)
    rows = []
    for series, candidate in wanted:
        issue, position = issues[series.pk]
        issues[series.pk] = (issue, position + 1)
        rows.append(
            GazetteItem(
                issue_id=issue,
                position=position + 1,
                section=section_for(series, candidate.class_name),
                publication_id=candidate.pk,
                version_id=candidate.version or _version(publications, candidate.pk, by),
            )
        )
    GazetteItem.objects.bulk_create(rows, ignore_conflicts=True)


def section_for(series: GazetteSeries, class_name: str) -> str:
    """The section that bears the name of the class, "" where none does: an editor decides then."""
    names = (name for name in series.sections if name in class_name or class_name in name)
    return next(names, "") if class_name else ""


def _candidates(publications: Sequence[Publication]) -> list[_Candidate]:
    newest = PublicationVersion.objects.filter(publication=OuterRef("pk")).order_by("-number")
    rows = (
        Publication.objects.filter(
            pk__in=[row.pk for row in publications],
            unit__isnull=False,
            document__document_class__isnull=False,
        )
        .exclude(release_basis=ReleaseBasis.STOCK)
        .values_list(
            "pk",
            "unit__path",
            "document__document_class__code",
            "document__document_class__name",
            Subquery(newest.values("pk")[:1]),
            "gazette_items__issue__series_id",
        )
    )
    found: dict[int, _Candidate] = {}
    for *facts, series in rows.order_by("pk"):
        candidate = found.setdefault(facts[0], _Candidate(*facts))
        candidate.series.add(series)
    return list(found.values())


def _wanted(candidates: list[_Candidate]) -> list[tuple[GazetteSeries, _Candidate]]:
    series = list(_series_above({candidate.path for candidate in candidates}))
    found = []
    for candidate in candidates:
        fitting = [
            row
            for row in series
            if candidate.code in row.classes and candidate.path.startswith(row.unit.path)
        ]
        nearest = max((len(row.unit.path) for row in fitting), default=0)
        found += [
            (row, candidate)
            for row in fitting
            if len(row.unit.path) == nearest and row.pk not in candidate.series
        ]
    return found


def _series_above(paths: set[str]) -> QuerySet[GazetteSeries]:
    """Series of these units and those above, with their open issue and the last numbers."""
    above = {
        path[:end] for path in paths for end in range(Unit.steplen, len(path) + 1, Unit.steplen)
    }
    issues = GazetteIssue.objects.filter(series=OuterRef("pk"))
    opened = issues.filter(state=GazetteState.DRAFT, scanned=False).order_by("year", "number", "pk")
    this_year = issues.filter(year=today().year).order_by("-number")
    numbered = issues.filter(total_number__isnull=False).order_by("-total_number")
    # The position is that of the issue joined, which is the oldest one in preparation.
    positions = GazetteItem.objects.filter(
        issue__series=OuterRef("pk"), issue__state=GazetteState.DRAFT, issue__scanned=False
    ).order_by("issue__year", "issue__number", "issue_id", "-position")
    return (
        GazetteSeries.objects.filter(unit__path__in=above)
        .select_related("unit")
        .annotate(
            opened=Subquery(opened.values("pk")[:1]),
            last_number=Subquery(this_year.values("number")[:1]),
            last_total=Subquery(numbered.values("total_number")[:1]),
            last_position=Subquery(positions.values("position")[:1]),
        )
    )


def _issues(series: dict[int, GazetteSeries], by: User | None) -> dict[int, tuple[int, int]]:
    """For each series the id of the issue to join and the last position in it."""
    found = {}
    for row in series.values():
        if row.opened and _touch(row.opened):  # type: ignore[attr-defined]
            found[row.pk] = (row.opened, row.last_position or 0)  # type: ignore[attr-defined]
        else:
            found[row.pk] = (next_issue(row, by).pk, 0)
    return found


def _touch(issue: int) -> int:
    """Locks the open issue and drops its proof; 0 where it was published in this very moment."""
    return GazetteIssue.objects.filter(pk=issue, state=GazetteState.DRAFT).update(
        row_version=F("row_version") + 1, pdf=None, epub=None, remark=""
    )


def next_issue(series: GazetteSeries, by: User | None) -> GazetteIssue:
    """Opens the next number; where another release opens it at the same time, both get the same one."""
    total = series.last_total  # type: ignore[attr-defined]
    issue = GazetteIssue(
        series=series,
        year=today().year,
        number=(series.last_number or 0) + 1,  # type: ignore[attr-defined]
        total_number=total + 1 if total else None,
        made_by=by,
    )
    # An update that changes nothing: unlike an ignored conflict it locks and returns the row.
    GazetteIssue.objects.bulk_create(
        [issue],
        update_conflicts=True,
        unique_fields=["series", "year", "number"],
        update_fields=["year"],
    )
    return issue


def _version(publications: Sequence[Publication], pk: int, by: User | None) -> int:
    row = next(row for row in publications if row.pk == pk)
    return content.keep_version(row, by=by, note="收入公报时的文本").pk
