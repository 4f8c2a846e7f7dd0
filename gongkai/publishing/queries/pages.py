"""What the pages of the library read, each in a fixed number of statements."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from gongkai.lib import shortcode
from gongkai.lib.validity import Validity
from gongkai.publishing.models import Attachment, Issuer, OfficialDocument, Publication, Relation
from gongkai.publishing.queries.validity import changes_by, validity_of
from gongkai.publishing.states import Attribute, RelationKind, State

# What a page shows of the other end of a relation, and what its validity is computed from. Compiling
# a statement costs by the column: both ends read whole are the dearest thing on the page.
_END = (
    "kind", "state", "attribute", "title", "summary", "released_at",
    "document__doc_no", "document__signed_on", "document__printed_on", "document__effective_on",
)  # fmt: skip
_ENDS = ["source", "target", *(f"{end}__{name}" for end in ("source", "target") for name in _END)]


@dataclass(slots=True)
class Tie:
    """A relation as seen from one end: the verb, the other publication or at least its name."""

    kind: str
    verb: str
    outgoing: bool
    on: dt.date | None
    other: Publication | None
    doc_no: str
    title: str
    whole: bool
    articles: str
    note: str = ""


@dataclass(slots=True)
class Detail:
    """A publication with all its page shows."""

    publication: Publication
    document: OfficialDocument | None
    issuers: list[Issuer] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    incoming: list[Relation] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def validity(self, day: dt.date) -> Validity | None:
        """Validity on that day; None for what is not an official document or only a draft text."""
        if self.document is None or self.document.status_mark:
            return None
        return validity_of(self.document, changes_by(self.incoming), day)

    @property
    def interpretations(self) -> list[Tie]:
        """Interpretations of this document."""
        return [
            tie for tie in self.ties if tie.kind == RelationKind.INTERPRETS and not tie.outgoing
        ]


def by_code(code: str) -> Publication | None:
    """The publication behind a short code that is or once was to be seen; None where there is none.

    What was never shown is left out by the statement itself, so that it costs what nothing costs.
    """
    pk = shortcode.decode(code)
    if pk is None:
        return None
    return (
        Publication.objects.filter(pk=pk)
        .filter(attribute=Attribute.PROACTIVE, state__in=[State.RELEASED, State.WITHDRAWN])
        .select_related(
            "unit", "theme__parent", "statutory_item", "text", "document__document_class"
        )
        .defer("unit__functions", "unit__address", "unit__agency_words")
        .first()
    )


def detail(publication: Publication) -> Detail:
    """Issuers, relations both ways and attachments: three statements beside the row itself."""
    document = getattr(publication, "document", None)
    issuers = list(document.issuers.all()) if document else []
    relations = list(
        Relation.objects.filter(Q(source=publication) | Q(target=publication))
        .select_related("source__document", "target__document")
        .only("kind", "whole", "articles", "on", "note", "target_doc_no", "target_title", *_ENDS)
        .order_by("on", "id")
    )
    attachments = list(
        publication.attachments.filter(attribute=Attribute.PROACTIVE)
        .select_related("file")
        .only("publication", "number", "title", "file__name", "file__size")
    )
    return Detail(
        publication,
        document,
        issuers,
        [tie for tie in (_tie(relation, publication) for relation in relations) if tie],
        [relation for relation in relations if relation.target_id == publication.pk],
        attachments,
    )


def _tie(relation: Relation, seen_from: Publication) -> Tie | None:
    """The relation from one end. What is not public at the other end is not even named."""
    outgoing = relation.source_id == seen_from.pk
    other = relation.target if outgoing else relation.source
    if other is not None and not other.is_public:
        return None
    kind = RelationKind(relation.kind)
    document = getattr(other, "document", None) if other else None
    return Tie(
        kind=relation.kind,
        verb=kind.label if outgoing else kind.reverse_label,
        outgoing=outgoing,
        on=relation.on,
        other=other,
        doc_no=(document.doc_no if document else "")
        or (relation.target_doc_no if outgoing else ""),
        title=other.title if other else relation.target_title,
        whole=relation.whole,
        articles=relation.articles,
        note=relation.note,
    )


def newest(limit: int, **filters: object) -> list[Publication]:
    """The newest public publications, one statement."""
    return list(
        Publication.objects.public()
        .filter(**filters)
        .select_related("unit", "document")
        .order_by("-released_at", "-id")[:limit]
    )
