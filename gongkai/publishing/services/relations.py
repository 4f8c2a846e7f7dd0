"""Writing relations and binding them to documents that are there, or that arrive later."""

from collections.abc import Sequence

from django.db.models import Q

from gongkai.lib import han
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import OfficialDocument, Publication, Relation
from gongkai.publishing.services.entries import RelationEntry


def write_relations(pairs: Sequence[tuple[Publication, Sequence[RelationEntry]]]) -> set[int]:
    """Writes the relations of new publications and binds those that waited for them.

    Returns the ids of publications whose page or validity may look different now.
    """
    rows = [_row(source, entry) for source, entries in pairs for entry in entries]
    bind(rows)
    rows = [row for row in rows if row.target_id != row.source_id]
    Relation.objects.bulk_create(rows)
    touched = {row.target_id for row in rows if row.target_id}
    return touched | bind_waiting([source for source, _ in pairs])


def _row(source: Publication, entry: RelationEntry) -> Relation:
    number = parse_doc_no(entry.doc_no) if entry.doc_no else None
    return Relation(
        source=source,
        kind=entry.kind,
        target_doc_no=(number.printed if number else entry.doc_no)[:80],
        target_key=(number.key if number else "")[:80],
        target_title=entry.title[:500],
        whole=entry.whole,
        articles=entry.articles[:200],
        on=entry.on,
    )


def bind(rows: list[Relation]) -> None:
    """Finds targets by number, else by exact title where one document alone bears it."""
    keys = {row.target_key for row in rows if row.target_key}
    by_key = dict(
        OfficialDocument.objects.filter(doc_no_key__in=keys).values_list(
            "doc_no_key", "publication_id"
        )
    )
    titles = {row.target_title for row in rows if row.target_title and not row.target_key}
    by_title: dict[str, set[int]] = {}
    for pk, title in Publication.objects.filter(title__in=titles).values_list("id", "title"):
        by_title.setdefault(title, set()).add(pk)
    for row in rows:
        named = by_title.get(row.target_title, set())
        row.target_id = by_key.get(row.target_key) or (
            next(iter(named)) if len(named) == 1 else None
        )


def bind_waiting(arrived: Sequence[Publication], keys: dict[str, int] | None = None) -> set[int]:
    """Binds relations of older documents to those that have just come; returns their sources and targets.

    Args:
        keys: document numbers (for comparing) of the arrived, by id; read where nobody knows them.
    """
    if keys is None:
        documents = OfficialDocument.objects.filter(publication__in=arrived).exclude(doc_no_key="")
        keys = dict(documents.values_list("doc_no_key", "publication_id"))
    titles: dict[str, set[int]] = {}
    for row in arrived:
        titles.setdefault(han.normalise(row.title), set()).add(row.pk)
    by_title = Q(target_key="", target_title__in=[row.title for row in arrived])
    bound = []
    for relation in Relation.objects.filter(by_title | Q(target_key__in=keys), target=None):
        named = titles.get(han.normalise(relation.target_title), set())
        if relation.target_key:
            relation.target_id = keys[relation.target_key]
        elif len(named) == 1:
            relation.target_id = next(iter(named))
        bound.append(relation)
    bound = [
        relation
        for relation in bound
        if relation.target_id and relation.target_id != relation.source_id
    ]
    Relation.objects.bulk_update(bound, ["target"])
    return {pk for relation in bound for pk in (relation.source_id, relation.target_id) if pk}
