"""What a clean-up (文件清理) chooses from, and how far it has come."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Count, Q, QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.lib.validity import Change
from gongkai.publishing.models import CleanupCampaign, CleanupItem, Publication, Relation
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.publishing.rules import DRAFTERS
from gongkai.publishing.states import CleanupState, Conclusion, Kind, RelationKind

# What a conclusion becomes in the result: the relation that ends the document.
ENDS = {Conclusion.REPEAL: RelationKind.REPEALS, Conclusion.LAPSE: RelationKind.LAPSES}
RUNNERS = (Role.OPENNESS, Role.AUTHORITY)
CONCLUDERS = (*DRAFTERS, Role.UNIT_HEAD)


@dataclass(frozen=True, slots=True)
class Criteria:
    """By what documents are chosen; nothing named means all.

    Args:
        classes: ids of `DocumentClass`; 0 stands for documents without a class.
        year_from, year_to: years of signature, both included.
        units: ids of the bodies that issued them.
    """

    classes: tuple[int, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    units: tuple[int, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As the campaign keeps it."""
        return {
            "classes": list(self.classes),
            "year_from": self.year_from,
            "year_to": self.year_to,
            "units": list(self.units),
        }

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """From what the campaign keeps."""
        return cls(
            tuple(stored.get("classes") or ()),
            stored.get("year_from"),
            stored.get("year_to"),
            tuple(stored.get("units") or ()),
        )


@dataclass(slots=True)
class Progress:
    """How far a unit is."""

    unit: Unit | None
    total: int
    done: int
    by_conclusion: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many still want a conclusion."""
        return self.total - self.done


def candidates(criteria: Criteria, *, within: QuerySet[Unit], day: dt.date) -> list[Publication]:
    """Public documents of these units that are still in force or not yet, and in no open clean-up.

    Three statements. What is repealed or lapsed already needs no conclusion.
    """
    rows = Publication.objects.public().filter(
        kind=Kind.DOCUMENT, document__isnull=False, document__status_mark="", unit__in=within
    )
    if criteria.units:
        rows = rows.filter(unit__in=criteria.units)
    if criteria.classes:
        named = Q(document__document_class__in=[pk for pk in criteria.classes if pk])
        without = Q(document__document_class=None) if 0 in criteria.classes else Q(pk__in=[])
        rows = rows.filter(named | without)
    open_items = CleanupItem.objects.filter(
        campaign__state__in=(CleanupState.OPEN, CleanupState.CONCLUDED)
    )
    rows = rows.filter(_years(criteria)).exclude(pk__in=open_items.values("publication"))
    found = list(rows.select_related("unit", "document").order_by("unit__path", "pk"))
    changes = incoming_changes([row.pk for row in found])
    return [row for row in found if not _ended(row, changes.get(row.pk, []), day)]


def _years(criteria: Criteria) -> Q:
    first = dt.date(criteria.year_from, 1, 1) if criteria.year_from else dt.date.min
    last = dt.date(criteria.year_to, 12, 31) if criteria.year_to else dt.date.max
    if not criteria.year_from and not criteria.year_to:
        return Q()
    undated = Q(document__signed_on=None, released_at__date__range=(first, last))
    return Q(document__signed_on__range=(first, last)) | undated


def _ended(row: Publication, changes: list[Change], day: dt.date) -> bool:
    row.document.publication = row
    return validity_of(row.document, changes, day).ended


def campaigns_of(user: User) -> QuerySet[CleanupCampaign]:
    """Campaigns the person runs, or in which a unit of the person has documents."""
    own = CleanupItem.objects.filter(unit__in=units_for(user, *CONCLUDERS))
    return CleanupCampaign.objects.filter(
        Q(unit__in=units_for(user, *RUNNERS)) | Q(pk__in=own.values("campaign"))
    )


def items_of(user: User, campaign: CleanupCampaign) -> QuerySet[CleanupItem]:
    """The documents of a campaign that the person sees: all for who runs it, else those of the units."""
    rows = CleanupItem.objects.filter(campaign=campaign)
    if units_for(user, *RUNNERS).filter(pk=campaign.unit_id).exists():
        return rows
    return rows.filter(unit__in=units_for(user, *CONCLUDERS))


def with_tallies(rows: QuerySet[CleanupCampaign]) -> QuerySet[CleanupCampaign]:
    """Campaigns with `total` and `done`."""
    return rows.annotate(total=Count("items"), done=Count("items", filter=~Q(items__conclusion="")))


def progress(items: QuerySet[CleanupItem]) -> list[Progress]:
    """How far each unit is, units in tree order; two statements."""
    numbers: dict[int | None, dict[str, int]] = {}
    rows = items.order_by().values_list("unit", "conclusion").annotate(n=Count("pk"))
    for unit, conclusion, number in rows:
        numbers.setdefault(unit, {})[conclusion] = number
    units = Unit.objects.in_bulk([pk for pk in numbers if pk])
    found = [
        Progress(units.get(pk or 0), sum(n.values()), sum(n.values()) - n.get("", 0), n)
        for pk, n in numbers.items()
    ]
    return sorted(found, key=lambda row: row.unit.path if row.unit else "")


def groups(campaign: CleanupCampaign) -> dict[Conclusion, list[CleanupItem]]:
    """The items of a campaign by conclusion, in the order of the result list; one statement."""
    rows = campaign.items.select_related("publication__document", "unit").order_by(
        "unit__path", "publication__document__signed_on", "pk"
    )
    found: dict[Conclusion, list[CleanupItem]] = {conclusion: [] for conclusion in Conclusion}
    for row in rows:
        if row.conclusion:
            found[Conclusion(row.conclusion)].append(row)
    return found


def mismatches(publication: Publication) -> list[str]:
    """Where the relations of a result differ from the conclusions; empty for what is no result.

    Asked before release: the list people read and what the release turns must be the same. One
    statement for what is no result.
    """
    campaigns = CleanupCampaign.objects.filter(result=publication, state=CleanupState.CONCLUDED)
    kinds = {kind: conclusion for conclusion, kind in ENDS.items()}
    reasons = []
    for campaign in campaigns:
        wanted = set(
            campaign.items.filter(conclusion__in=list(ENDS)).values_list(
                "publication", "conclusion"
            )
        )
        found = Relation.objects.filter(source=publication, kind__in=RelationKind.changing())
        written = {(row.target_id, kinds.get(RelationKind(row.kind))) for row in found}
        if wanted != written:
            reasons.append(
                f"“{campaign.title}”的结论与本文件登记的废止、失效关系不一致（结论{len(wanted)}件，关系{len(written)}件）；请退回补充后重新生成。"
            )
    return reasons
