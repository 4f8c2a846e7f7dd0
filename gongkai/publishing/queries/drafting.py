"""What the drafting pages read: who may change a draft, where it came from, its versions and links."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.queries.people import units_for
from gongkai.catalogue.models import CatalogueEntry
from gongkai.publishing import rules
from gongkai.publishing.models import (
    ImportItem,
    PreviewLink,
    Publication,
    PublicationVersion,
    Relation,
    Review,
)
from gongkai.publishing.queries.desk import items_of, library_of, papers_of
from gongkai.publishing.rules import DRAFTERS, READERS
from gongkai.publishing.states import ImportState, Kind, RelationKind, ReviewOutcome, State

Person = User | AnonymousUser
MOST_ENTRIES = 400
# Relations that change nothing about their target; those that do are registered with its validity.
PLAIN_RELATIONS = (
    RelationKind.FORWARDS, RelationKind.BASED_ON, RelationKind.SUPPORTS, RelationKind.EXPLAINS,
)  # fmt: skip
_RECENT = 10


def seen_by(user: Person) -> QuerySet[Publication]:
    """Publications whose drafting the person may see, with everything the drafting pages show."""
    return papers_of(user).select_related(
        "unit", "text", "theme__parent", "statutory_item", "document__document_class",
        "companion_of__unit", "corrects__text", "created_by",
    )  # fmt: skip


def may_draft_here(user: User, publication: Publication) -> bool:
    """Whether the person drafts for the unit of the publication, or drafted it.

    Whether the text may be changed in its present state is another question: `drafts.may_edit`.
    """
    if publication.unit is not None and rules.may_draft(user, publication.unit):
        return True
    return publication.created_by_id == user.pk and rules.may_draft(user)


def units_to_draft_for(user: Person) -> QuerySet[Unit]:
    """The units a person may draft for."""
    return units_for(user, *DRAFTERS).order_by("path")


@dataclass(slots=True)
class Reading:
    """What the parser read of the file a draft was made from: its lines, and where elements stood."""

    item: ImportItem
    warnings: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)


def reading_of(publication: Publication) -> Reading | None:
    """The file behind a draft, None for one that was typed; one statement."""
    item = ImportItem.objects.filter(publications=publication).order_by("-pk").first()
    if item is None:
        return None
    document = _document_of(item, publication)
    positions = {
        name: places for name, places in (document.get("positions") or {}).items() if places
    }
    marked = {place for places in positions.values() for place in places}
    unplaced = {row["line"] for row in item.parsed.get("unplaced") or []}
    return Reading(
        item,
        [*(item.parsed.get("warnings") or []), *(document.get("warnings") or [])],
        {name: places[0] + 1 for name, places in positions.items()},
        [
            {
                "number": number + 1,
                "text": text,
                "mark": "unplaced" if number in unplaced else "marked" if number in marked else "",
            }
            for number, text in enumerate(item.source_lines)
        ],
    )


def _document_of(item: ImportItem, publication: Publication) -> dict[str, Any]:
    """Which of the documents in the file it is: the one with its title, else the one in its place."""
    documents = item.parsed.get("documents") or []
    titled = [d for d in documents if (d.get("title") or "") == publication.title]
    if len(titled) == 1:
        return dict(titled[0])
    made = list(item.publications.order_by("pk").values_list("pk", flat=True))
    place = made.index(publication.pk)
    return dict(documents[place]) if place < len(documents) else {}


def to_continue(user: User) -> list[Publication]:
    """Drafts made from imported files that the person may go on with, newest first; one statement."""
    made = ImportItem.objects.filter(state=ImportState.ACCEPTED, publications__isnull=False)
    rows = library_of(user).filter(
        Q(created_by=user) | Q(unit__in=units_to_draft_for(user)),
        pk__in=made.values("publications"),
        state=State.DRAFT,
    )
    return list(rows.select_related("unit").order_by("-pk")[:_RECENT])


def files_waiting(user: User) -> list[ImportItem]:
    """The person's files that were read and not checked yet; one statement."""
    rows = items_of(user).filter(state=ImportState.PARSED, batch__created_by=user)
    return list(rows.defer("source_lines", "parsed", "edited").order_by("-pk")[:_RECENT])


def versions_of(publication: Publication) -> QuerySet[PublicationVersion]:
    """The versions without their content, newest first."""
    return publication.versions.select_related("made_by").defer("content").order_by("-number")


def links_of(publication: Publication) -> list[PreviewLink]:
    """The share links that were ever made, newest first."""
    return list(publication.preview_links.select_related("made_by").order_by("-made_at", "-pk"))


def colleagues(unit: Unit | None) -> QuerySet[User]:
    """People of the unit with a role on the desk: whom a draft may be limited to."""
    day = today()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), unit=unit, role__in=READERS, starts_on__lte=day
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("name", "pk")


def entries_for(publication: Publication) -> QuerySet[CatalogueEntry]:
    """Entries of catalogues that the unit has to fulfil, and those chosen already."""
    chosen = publication.meant_for.values("entry_id")
    return (
        CatalogueEntry.objects.filter(
            Q(active=True, duties__unit=publication.unit_id) | Q(pk__in=chosen)
        )
        .select_related("catalogue")
        .distinct()
        .order_by("catalogue_id", "position", "pk")
    )


def has_plain_relations(publication: Publication) -> bool:
    """Whether such relations are kept with it: not with an interpretation, not with a correction."""
    return publication.kind != Kind.INTERPRETATION and publication.corrects_id is None


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as the person may read it: the address of its target only where they see that."""

    pk: int
    verb: str
    title: str
    doc_no: str
    target: Publication | None
    waits: bool


def relations_of(publication: Publication, user: User) -> list[Related]:
    """What the draft forwards, rests on, supplements or explains; two statements."""
    rows = list(publication.relations_out.filter(kind__in=PLAIN_RELATIONS).order_by("pk"))
    seen = library_of(user).filter(pk__in=[row.target_id for row in rows if row.target_id])
    targets = {row.pk: row for row in seen.select_related("document")}
    return [_related(row, targets.get(row.target_id or 0)) for row in rows]


def _related(row: Relation, target: Publication | None) -> Related:
    document = getattr(target, "document", None) if target else None
    return Related(
        pk=row.pk,
        verb=str(row.get_kind_display()),
        title=target.title if target else row.target_title,
        doc_no=document.doc_no if document else row.target_doc_no,
        target=target,
        waits=target is None,
    )


def sent_back(publication: Publication) -> Review | None:
    """The return that a draft has to be mended after, with who did it; None for any other; one statement."""
    if publication.state != State.DRAFT or not publication.round:
        return None
    returned = publication.reviews.filter(outcome=ReviewOutcome.RETURNED, round=publication.round)
    return returned.select_related("reviewer").order_by("-pk").first()


def companions_shown(publication: Publication) -> list[Publication]:
    """The interpretations that go with a document and are not given up; one statement."""
    rows = publication.companions.exclude(state=State.DISCARDED)
    return list(rows.order_by("pk"))
