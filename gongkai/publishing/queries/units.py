"""What unit pages and the blocks of the disclosure platform read."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.catalogue.models import EntryDuty, StatutoryItem
from gongkai.publishing.models import GazetteIssue, Publication
from gongkai.publishing.queries import gazette
from gongkai.publishing.states import Kind

BLOCK_KINDS = {"guide": Kind.GUIDE, "system": Kind.SYSTEM, "annual-report": Kind.ANNUAL_REPORT}


def tree_counts() -> tuple[list[Unit], Counter[str]]:
    """All existing units in tree order, and how much each has published, keyed by tree path."""
    units = list(Unit.objects.order_by("path"))
    counts: Counter[str] = Counter()
    numbers = (
        Publication.objects.public()
        .exclude(unit=None)
        .values_list("unit__path")
        .annotate(n=Count("id"))
    )
    for path, number in numbers:
        counts[path] += number
    return units, counts


def block_counts(unit: Unit) -> dict[str, int]:
    """How much the unit has in each block of the disclosure platform; one statement."""
    rows = (
        Publication.objects.public().filter(unit=unit).values_list("kind").annotate(n=Count("id"))
    )
    by_kind = dict(rows)
    return {slug: by_kind.get(kind, 0) for slug, kind in BLOCK_KINDS.items()}


def block_rows(slug: str, unit: Unit | None) -> list[Publication]:
    """The publications of a block, of one unit or of the whole site, newest first."""
    rows = Publication.objects.public().filter(kind=BLOCK_KINDS[slug])
    if unit is not None:
        rows = rows.filter(unit=unit)
    # The text is shown of a guide alone.
    parts = ["unit", "document", *(["text"] if slug == "guide" else [])]
    return list(rows.select_related(*parts).order_by("-period_year", "-released_at", "-id")[:200])


def units_with(slug: str) -> list[Unit]:
    """Units that have something in the block."""
    kinds = [BLOCK_KINDS[slug]] if slug in BLOCK_KINDS else []
    public = Publication.objects.public()
    public = public.filter(kind__in=kinds) if kinds else public.exclude(statutory_item=None)
    return list(Unit.objects.filter(pk__in=public.values("unit")).order_by("path"))


def statutory_counts(unit: Unit | None) -> list[tuple[StatutoryItem, int, Publication | None]]:
    """Each item of 条例第二十条 with the number published and the newest; three statements."""
    public = Publication.objects.public().exclude(statutory_item=None)
    if unit is not None:
        public = public.filter(unit=unit)
    numbers = dict(public.values_list("statutory_item").annotate(n=Count("id")))
    newest = (
        public.filter(statutory_item=OuterRef("pk"))
        .order_by("-released_at", "-id")
        .values("pk")[:1]
    )
    items = list(StatutoryItem.objects.annotate(newest=Subquery(newest)))
    rows = Publication.objects.select_related("unit", "document").in_bulk(
        [item.newest for item in items if item.newest]
    )
    return [(item, numbers.get(item.pk, 0), rows.get(item.newest)) for item in items]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the catalogues in force ask of a unit: entries in all, public, declared empty."""

    total: int
    done: int
    declared: int

    @property
    def blank(self) -> int:
        """Entries with neither."""
        return self.total - self.done - self.declared


def asked_of(unit: Unit) -> Asked:
    """How the entries of a unit stand for the public; one statement over an index."""
    done = Q(last_on__lte=today())
    rows = EntryDuty.objects.filter(unit=unit, entry__active=True, entry__catalogue__active=True)
    return Asked(
        **rows.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=done),
            declared=Count("pk", filter=Q(declared_to__isnull=False) & ~done),
        )
    )


def newest_issue_of(unit: Unit) -> GazetteIssue | None:
    """The newest issue of a gazette the unit publishes."""
    rows = gazette.released().filter(series__unit=unit).select_related("series")
    return rows.defer("plain", "contents").order_by("-year", "-number").first()
