"""What an applicant is shown before applying: whom to ask, and what is public already."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit
from gongkai.base.states import Role, UnitKind
from gongkai.foi.queries.duplicates import doc_keys
from gongkai.lib import matters, shortcode
from gongkai.publishing.models import Publication

# 条例第五十五条: public enterprises answer by their own rules; a place or a committee is no agency.
_NO_AGENCY = (
    UnitKind.ENTERPRISE,
    UnitKind.COMMUNITY,
    UnitKind.VILLAGE,
    UnitKind.COORDINATION,
)
_REGISTER = (Role.REGISTRAR, Role.OPENNESS)
MOST_FOUND = 3
# So much of the shorter wording occurs in the longer, and so many pairs of characters at least.
_COVERED = 0.6
_SHORTEST = 3
_TITLES = 600
_WORD = 4


def units_that_take() -> QuerySet[Unit]:
    """Agencies that take applications: they exist today, and somebody registers for them.

    What is sent to an agency without a registrar would lie unseen while the period runs.
    """
    day = today()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        role__in=_REGISTER,
        starts_on__lte=day,
        user__is_active=True,
    )
    units: QuerySet[Unit] = (
        Unit.objects.active_on(day)
        .exclude(kind__in=_NO_AGENCY)
        .filter(pk__in=held.values("unit_id"))
        .order_by("path")
    )
    return units


def public_by_address(url: str) -> Publication | None:
    """The publication anybody may see at this address of the site (/d/001M/), or None."""
    found = url.strip("/").split("/")
    number = shortcode.decode(found[1]) if len(found) == 2 and found[0] == "d" else None
    if number is None or number >= 1 << 63:
        return None
    return Publication.objects.public().select_related("unit").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Answer:
    """A published text that may be what somebody is about to ask for."""

    publication: Publication
    score: float

    @property
    def url(self) -> str:
        """Its address on this site."""
        return self.publication.get_absolute_url()


def answers_to(text: str, unit: Unit | None = None) -> list[Answer]:
    """At most three published texts that are near enough to what is wanted, the surest first.

    A bounded look at numbers and titles, for those whose browser runs no script; with scripts the
    page asks the search itself. Two statements: by document number and title, and the latest titles
    that hold one of the words.
    """
    own = matters.pair_set(text)
    numbers = doc_keys(text)
    library = Publication.objects.public()
    words = _words(text)
    sure = Q(document__doc_no_key__in=numbers) | Q(title=text.strip())
    holds = Q()
    for word in words:
        holds |= Q(title__contains=word)
    near = library.filter(holds) if words else library.none()
    if unit is not None and not words:
        near = library.filter(unit=unit)
    scored = {row.pk: Answer(row, 1.0) for row in _rows(library.filter(sure), MOST_FOUND)}
    for pk, title in near.order_by("-released_at").values_list("pk", "title")[:_TITLES]:
        score = _likeness(own, matters.pair_set(title))
        if score >= _COVERED and pk not in scored:
            scored[pk] = Answer(Publication(pk=pk), score)
    best = sorted(scored.values(), key=lambda one: (-one.score, -one.publication.pk))[:MOST_FOUND]
    rows = {row.pk: row for row in _rows(library.filter(pk__in=[b.publication.pk for b in best]))}
    return [Answer(rows[b.publication.pk], b.score) for b in best if b.publication.pk in rows]


def _rows(rows: QuerySet[Publication], most: int | None = None) -> list[Publication]:
    fields = ("title", "kind", "released_at", "unit__name", "unit__short_name", "unit__slug")
    return list(rows.select_related("unit").only(*fields)[:most])


def _words(text: str) -> list[str]:
    """Pieces of four characters by which a title may be found, at most eight."""
    core = matters.core(text)[:80]
    pieces = [core[at : at + _WORD] for at in range(0, len(core), _WORD)]
    return [piece for piece in pieces if len(piece) == _WORD][:8] or ([core] if core[1:] else [])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter & longer) < _SHORTEST:
        return 0.0
    return matters.covered(shorter, longer)
