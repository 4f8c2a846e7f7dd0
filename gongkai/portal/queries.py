"""Facts of the home page."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.catalogue.models import CatalogueEntry, EntryDuty, Theme
from gongkai.publishing.models import GazetteIssue, Publication, Topic
from gongkai.publishing.queries import gazette, topics
from gongkai.publishing.states import DocType, Kind

_UNITS = 12
_THEMES = 14
_EXAMPLES = 4
_TOPICS = 3


@dataclass(slots=True)
class HomeFacts:
    """Counts that change only when something is published."""

    total: int = 0
    themes: list[tuple[str, int]] = field(default_factory=list)
    units: list[tuple[Unit, int]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    issue: GazetteIssue | None = None
    topics: list[Topic] = field(default_factory=list)
    entries: int = 0
    covered: int = 0


def home_facts() -> HomeFacts:
    """Totals, top themes, busiest units, newest gazette, open topics, what the catalogues ask for.

    Nine statements, remembered until something changes.
    """
    public = Publication.objects.public()
    by_theme = dict(public.exclude(theme=None).values_list("theme").annotate(n=Count("id")))
    by_unit = dict(
        public.exclude(unit=None)
        .values_list("unit")
        .annotate(n=Count("id"))
        .order_by("-n", "unit__path")[:_UNITS]
    )
    units = Unit.objects.in_bulk(list(by_unit))
    entries, covered = _coverage()
    return HomeFacts(
        total=public.count(),
        themes=_tops(by_theme),
        units=[(units[pk], n) for pk, n in by_unit.items()],
        examples=_examples(),
        issue=newest_issue(),
        topics=list(topics.released()[:_TOPICS]),
        entries=entries,
        covered=covered,
    )


def newest_issue() -> GazetteIssue | None:
    """The newest issue of all gazettes, without the text of an old one."""
    rows = gazette.released().select_related("series").defer("plain", "contents")
    return rows.order_by("-published_on", "-released_at", "-pk").first()


def _coverage() -> tuple[int, int]:
    """How many entries the catalogues in force have, and under how many something is public."""
    rows = CatalogueEntry.objects.filter(active=True, catalogue__active=True)
    done = EntryDuty.objects.filter(entry=OuterRef("pk"), last_on__lte=today())
    return rows.count(), rows.filter(Exists(done)).count()


def _tops(by_theme: dict[int, int]) -> list[tuple[str, int]]:
    """Counts of sub-themes added up to their top themes, the largest first."""
    sums: dict[str, int] = {}
    for theme in Theme.objects.filter(pk__in=by_theme).select_related("parent"):
        top = theme.parent or theme
        sums[top.name] = sums.get(top.name, 0) + by_theme[theme.pk]
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:_THEMES]


def _examples() -> list[str]:
    """Key words of the newest documents: searches that are sure to find something."""
    rows = (
        Publication.objects.public()
        .filter(kind=Kind.DOCUMENT)
        .exclude(keywords=[])
        .order_by("-released_at", "-id")
        .values_list("keywords", flat=True)
    )
    firsts = (next(filter(_tells_something, keywords), "") for keywords in rows[:30])
    return list(dict.fromkeys(word for word in firsts if word))[:_EXAMPLES]


def _tells_something(word: str) -> bool:
    """Whether the word names a matter rather than a kind of paper."""
    return 3 <= len(word) <= 8 and word not in DocType.values
