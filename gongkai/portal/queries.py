"""Facts of the home page."""

from dataclasses import dataclass, field

from django.db.models import Count

from gongkai.base.models import Unit
from gongkai.catalogue.models import Theme
from gongkai.publishing.models import Publication
from gongkai.publishing.states import DocType, Kind

_UNITS = 12
_THEMES = 14
_EXAMPLES = 4


@dataclass(slots=True)
class HomeFacts:
    """Counts that change only when something is published."""

    total: int = 0
    themes: list[tuple[str, int]] = field(default_factory=list)
    units: list[tuple[Unit, int]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)


def home_facts() -> HomeFacts:
    """Totals, top themes and busiest units; five statements, remembered until something changes."""
    public = Publication.objects.public()
    by_theme = dict(public.exclude(theme=None).values_list("theme").annotate(n=Count("id")))
    by_unit = dict(
        public.exclude(unit=None)
        .values_list("unit")
        .annotate(n=Count("id"))
        .order_by("-n", "unit__path")[:_UNITS]
    )
    units = Unit.objects.in_bulk(list(by_unit))
    return HomeFacts(
        total=public.count(),
        themes=_tops(by_theme),
        units=[(units[pk], n) for pk, n in by_unit.items()],
        examples=_examples(),
    )


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
