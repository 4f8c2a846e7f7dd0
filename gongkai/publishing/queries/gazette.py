"""What pages, jobs and the desk ask of the gazette (政府公报)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains
from django.utils import timezone

from gongkai.base.models import Event, Unit, User
from gongkai.base.queries.people import assignments, has_role, units_for
from gongkai.base.states import Role, UnitKind
from gongkai.publishing.models import GazetteIssue, GazetteItem, GazetteSeries, Publication
from gongkai.publishing.states import Attribute, GazetteState, State, Takedown

Person = User | AnonymousUser
EDITORS = (Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY)
RELEASERS = (Role.OPENNESS, Role.SIGNER, Role.AUTHORITY)
PROOFREAD = "公报校对"
REMADE = "重制公报文件"
_BLANK = re.compile(r"\s+")
_WORDS = 5
_NONE = Value("", output_field=TextField())
# What was printed, out of the kept version.
TITLE = KeyTextTransform("title", "version__content")
TEXT = KeyTextTransform("plain", "version__content")
DOC_NO = KeyTextTransform("doc_no", KeyTransform("document", "version__content"))


def may_edit(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person makes up the gazette of the unit; agrees with `series_of`."""
    roles = (*EDITORS, *RELEASERS)
    return has_role(user, *roles, unit=unit) or _is_its_office(user, unit, roles)


def may_release(user: Person, unit: Unit) -> bool:
    """Whether the person may publish an issue of the unit's gazette."""
    return has_role(user, *RELEASERS, unit=unit) or _is_its_office(user, unit, RELEASERS)


def makers_units(user: Person) -> QuerySet[Unit]:
    """The units whose gazette the person makes.

    A gazette belongs to the government and is made in its 办公厅（室）, so that whoever works there
    makes it.
    """
    roles = (*EDITORS, *RELEASERS)
    governments = Unit.objects.filter(path__in=_governments(user, roles))
    return units_for(user, *roles) | governments


def _is_its_office(user: Person, unit: Unit | None, roles: Iterable[str]) -> bool:
    return unit is not None and unit.path in _governments(user, roles)


def _governments(user: Person, roles: Iterable[str]) -> set[str]:
    """Tree paths of the governments in whose 办公厅（室） the person holds one of the roles."""
    if not user.is_authenticated:
        return set()
    offices = [held.unit for held in assignments(user) if held.role in roles]
    return {
        unit.path[: -Unit.steplen]
        for unit in offices
        if unit.kind == UnitKind.OFFICE and len(unit.path) > Unit.steplen
    }


def series_of(user: Person) -> QuerySet[GazetteSeries]:
    """The gazettes the person works on."""
    return GazetteSeries.objects.filter(unit__in=makers_units(user))


def issues_of(user: Person) -> QuerySet[GazetteIssue]:
    """Issues of these gazettes, in any state."""
    return GazetteIssue.objects.filter(series__in=series_of(user))


def released() -> QuerySet[GazetteIssue]:
    """Issues that anybody may read."""
    return GazetteIssue.objects.filter(state=GazetteState.RELEASED)


def shown() -> Q:
    """Items whose text may be read: public, or merged into another after it was.

    A repealed text stays public. One that was published in error, or that lost its attribute, is
    gone here as everywhere; `is_shown` asks the same of one row.
    """
    return Q(publication__attribute=Attribute.PROACTIVE) & (
        Q(publication__state=State.RELEASED, publication__released_at__lte=timezone.now())
        | Q(publication__state=State.WITHDRAWN, publication__takedown=Takedown.MERGED)
    )


def is_shown(publication: Publication) -> bool:
    """The rule of `shown` for one publication."""
    merged = publication.state == State.WITHDRAWN and publication.takedown == Takedown.MERGED
    return publication.is_public or (merged and publication.attribute == Attribute.PROACTIVE)


def entries_of(issue: GazetteIssue) -> list[GazetteItem]:
    """The items in order with `title`, `doc_no` and `number` as printed; one statement, no texts."""
    rows = (
        issue.items.select_related("publication", "publication__unit")
        .annotate(
            title=TITLE,
            doc_no=DOC_NO,
            number=F("version__number"),
            newest=F("publication__text__version"),
        )
        .order_by("position", "pk")
    )
    return list(rows)


def items_with_text(issue: GazetteIssue) -> list[GazetteItem]:
    """The items in order of print with the whole content of their versions; one statement."""
    rows = issue.items.select_related("publication", "version").order_by("position", "pk")
    return in_order(issue, rows)


def by_section(
    issue: GazetteIssue, entries: Iterable[GazetteItem]
) -> list[tuple[str, list[GazetteItem]]]:
    """Entries under their sections: those of the series in its order, then others, "" last."""
    groups: dict[str, list[GazetteItem]] = {name: [] for name in issue.series.sections}
    plain: list[GazetteItem] = []
    for entry in entries:
        (groups.setdefault(entry.section, []) if entry.section else plain).append(entry)
    found = [(name, rows) for name, rows in groups.items() if rows]
    return [*found, ("", plain)] if plain else found


def in_order(issue: GazetteIssue, entries: Iterable[GazetteItem]) -> list[GazetteItem]:
    """Entries as they are printed: section by section."""
    return [entry for _, rows in by_section(issue, entries) for entry in rows]


def search_items(words: list[str], series: GazetteSeries | None = None) -> QuerySet[GazetteItem]:
    """Shown items of released issues with every word in title, number or text, newest first.

    Plain `contains`: enough for hundreds of issues. Taking a text out of the kept version costs
    more than reading a column, so that is done only where the library says something else by now.
    """
    rows = GazetteItem.objects.filter(shown(), issue__state=GazetteState.RELEASED)
    if series is not None:
        rows = rows.filter(issue__series=series)
    current = Q(publication__text__version=F("version__number"))
    for word in words:
        found = (
            Q(publication__title__contains=word)
            | Q(publication__document__doc_no__contains=word)
            | Q(publication__text__plain__contains=word)
        )
        printed = Q(Contains(TITLE, word)) | Q(Contains(DOC_NO, word)) | Q(Contains(TEXT, word))
        rows = rows.filter((current & found) | (~current & printed))
    return rows.order_by("-issue__year", "-issue__number", "position", "pk")


def hits_of(pks: list[int]) -> list[GazetteItem]:
    """The items with these ids, in this order, with `title`, `doc_no` and `text` as printed."""
    rows = (
        GazetteItem.objects.filter(pk__in=pks)
        .annotate(title=TITLE, doc_no=Coalesce(DOC_NO, _NONE), text=TEXT)
        .select_related("issue__series")
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in pks]


def search_old(words: list[str], series: GazetteSeries | None = None) -> QuerySet[GazetteIssue]:
    """Released issues of former times with every word in their contents or text, newest first."""
    rows = released().filter(scanned=True).select_related("series")
    if series is not None:
        rows = rows.filter(series=series)
    for word in words:
        rows = rows.filter(plain__contains=word)
    return rows.order_by("-year", "-number")


def words_of(typed: str) -> list[str]:
    """The words of a search: parted by blanks, at most five."""
    return typed.replace("\x00", "").split()[:_WORDS]


@dataclass(frozen=True, slots=True)
class Difference:
    """An item of a released issue that no longer says what the library says."""

    item: GazetteItem
    parts: tuple[str, ...]


def differences(
    series: QuerySet[GazetteSeries] | None = None, *, quick: bool = False, noted: bool = False
) -> list[Difference]:
    """Items of released issues whose title, number or text differ from the library's today.

    The gazette is the standard text (标准文本), so each is an alarm until somebody looked at it.

    Args:
        series: of these gazettes only.
        quick: only what the library has a newer version of; reads no text of the rest. The daily
            run compares everything.
        noted: also what was looked at and noted.
    """
    rows = GazetteItem.objects.filter(shown(), issue__state=GazetteState.RELEASED)
    if series is not None:
        rows = rows.filter(issue__series__in=series)
    if quick:
        rows = rows.exclude(publication__text__version=F("version__number"))
    if not noted:
        rows = rows.exclude(
            noted_version=F("publication__text__version"), noted_version__isnull=False
        )
    rows = _printed(rows).select_related(
        "issue__series", "publication__text", "publication__document", "publication__unit"
    )
    found = (Difference(item, _parts(item)) for item in rows.defer("publication__text__html"))
    return [difference for difference in found if difference.parts]


def _printed(rows: QuerySet[GazetteItem]) -> QuerySet[GazetteItem]:
    """With what was printed, without what the database already knows to be equal."""
    none = _NONE
    rows = rows.annotate(
        title=Coalesce(TITLE, none),
        doc_no=Coalesce(DOC_NO, none),
        text=Coalesce(TEXT, none),
        number=F("version__number"),
    )
    equal = Q(title=F("publication__title"), text=F("publication__text__plain")) & Q(
        doc_no=Coalesce("publication__document__doc_no", none, output_field=TextField())
    )
    return rows.filter(~equal).order_by("-issue__year", "-issue__number", "position", "pk")


def _parts(item: GazetteItem) -> tuple[str, ...]:
    """What differs; line breaks and blanks are no difference in wording."""
    publication = item.publication
    document = getattr(publication, "document", None)
    pairs = (
        ("标题", item.title, publication.title),  # type: ignore[attr-defined]
        ("文号", item.doc_no, document.doc_no if document else ""),  # type: ignore[attr-defined]
        ("正文", item.text, publication.text.plain),  # type: ignore[attr-defined]
    )
    return tuple(name for name, old, new in pairs if _BLANK.sub("", old) != _BLANK.sub("", new))


def proofreadings(issue: GazetteIssue) -> list[Event]:
    """Who read which proof, in order (一校、二校、三校), from the trail."""
    return list(
        Event.objects.filter(
            subject_type=GazetteIssue._meta.label_lower, subject_id=str(issue.pk), act=PROOFREAD
        ).order_by("seq")
    )


def left_out(issue: GazetteIssue) -> set[int]:
    """The items that the files of a published issue hold no text of, from the trail."""
    last = (
        Event.objects.filter(
            subject_type=GazetteIssue._meta.label_lower, subject_id=str(issue.pk), act=REMADE
        )
        .order_by("-seq")
        .first()
    )
    return set(last.data["without"]) if last else set()


def history(issue: GazetteIssue) -> list[Event]:
    """The last acts on an issue, newest first."""
    return list(
        Event.objects.filter(
            subject_type=GazetteIssue._meta.label_lower, subject_id=str(issue.pk)
        ).order_by("-seq")[:30]
    )
