"""The content of a publication as one value: what reviews are given on, what versions keep."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Prefetch, Q

from gongkai.base.models import User
from gongkai.publishing.models import (
    Attachment,
    OfficialDocument,
    Publication,
    PublicationText,
    PublicationVersion,
    Relation,
)
from gongkai.publishing.services.elements import write_elements
from gongkai.publishing.states import RelationKind, State

WORDS = ("html", "plain", "outline", "tables")
FACTS = ("title", "kind", "form", "summary", "source")
# Shown beside the text, or decided by it: read, not put back by `apply`.
AROUND = ("audience", "keywords", "correction_note", "unit_id", "theme_id", "statutory_item_id")
ELEMENTS = (
    "doc_no", "doc_type", "signed_on", "printed_on", "effective_on", "expires_on", "addressees",
    "attachment_names", "copies_to", "printing_unit", "signature", "annotation", "status_mark",
)  # fmt: skip

# What a document does to others is part of what is reviewed and signed.
BINDING = frozenset({*RelationKind.changing(), RelationKind.EXTENDS, RelationKind.FORWARDS})

Content = dict[str, Any]


def package(publication: Publication) -> list[Publication]:
    """The publication with its companions (同步解读): what is reviewed, signed and released together.

    Read afresh with everything `snapshot` needs, in four statements however many members there are.
    """
    return _load(Q(pk=publication.pk) | Q(companion_of=publication) & ~Q(state=State.DISCARDED))


def _load(which: Q) -> list[Publication]:
    rows = Publication.objects.filter(which).select_related(
        "unit", "text", "document__document_class"
    )
    parts = (
        "document__issuers",
        Prefetch("attachments", Attachment.objects.select_related("file")),
        Prefetch(
            "relations_out",
            Relation.objects.filter(kind__in=BINDING).order_by("id"),
            to_attr="binding",
        ),
    )
    return list(
        rows.prefetch_related(*parts).order_by(F("companion_of").asc(nulls_first=True), "pk")
    )


def snapshot(publication: Publication) -> Content:
    """Everything that is shown of a publication, as plain data.

    Args:
        publication: one of `package` as it was read there; of any other the database is asked.
    """
    loaded = "attachments" in getattr(publication, "_prefetched_objects_cache", {})
    row = publication if loaded else _load(Q(pk=publication.pk))[0]
    text = getattr(row, "text", None) or PublicationText(publication=row)
    document = getattr(row, "document", None)
    content: Content = {
        **{name: getattr(row, name) for name in (*FACTS, *AROUND)},
        **{name: getattr(text, name) for name in WORDS},
        "document": _elements(document) if document else None,
        "attachments": [
            {
                "number": item.number,
                "title": item.title,
                "attribute": item.attribute,
                "sha256": item.file.sha256,
                "file": item.file_id,
            }
            for item in row.attachments.all()
        ],
        "relations": [_relation(relation) for relation in row.binding],  # type: ignore[attr-defined]
    }
    return _plain(content)


def _relation(relation: Relation) -> dict[str, Any]:
    """A relation by what it says: the target that a name is bound to may arrive later."""
    return {
        "kind": relation.kind,
        "target": relation.target_doc_no or relation.target_title or f"#{relation.target_id}",
        "whole": relation.whole,
        "articles": relation.articles,
        "on": relation.on,
        "note": relation.note,
    }


def _elements(document: OfficialDocument) -> dict[str, Any]:
    elements = {name: getattr(document, name) for name in ELEMENTS}
    return {
        **elements,
        "class": document.document_class_id,
        "issuers": [issuer.name for issuer in document.issuers.all()],
    }


def _plain(content: Content) -> Content:
    """As JSON gives it back: days as text, nothing that compares unequal after a round trip."""
    plain: Content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def digest_of(content: Content) -> str:
    """SHA-256 of a content; files count by their bytes, not by the row that names them."""
    files = [{k: v for k, v in item.items() if k != "file"} for item in content["attachments"]]
    text = json.dumps(
        {**content, "attachments": files}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(publication: Publication) -> str:
    """SHA-256 of what a publication says now."""
    return digest_of(snapshot(publication))


def package_digest(members: list[Publication]) -> str:
    """One hash over all members of a package, in their order."""
    return join_digests([digest(member) for member in members])


def join_digests(digests: list[str]) -> str:
    """The hash of a package from those of its members; of one member it is its own."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def keep_version(publication: Publication, *, by: User | None, note: str) -> PublicationVersion:
    """Keeps the content as a version, unless the last one says the same. Belongs to a transaction.

    Effects: a `PublicationVersion`, its number in `PublicationText.version`.
    """
    content = snapshot(publication)
    fingerprint = digest_of(content)
    last = publication.versions.order_by("-number").defer("content").first()
    if last is not None and last.digest == fingerprint:
        return last
    version = PublicationVersion.objects.create(
        publication=publication,
        number=(last.number if last else 0) + 1,
        content=content,
        digest=fingerprint,
        note=note[:200],
        made_by=by,
    )
    PublicationText.objects.filter(publication=publication).update(version=version.number)
    return version


def apply(content: Content, publication: Publication) -> None:
    """Puts a content into a publication: its facts, words, elements, issuers and attachments.

    Writes nothing about review: the caller locks the row and records the act.
    """
    for name in FACTS:
        if name != "kind":
            setattr(publication, name, content[name])
    publication.save()
    words = {name: content[name] for name in WORDS}
    PublicationText.objects.update_or_create(publication=publication, defaults=words)
    if content["document"] is not None:
        write_elements(publication, content["document"])
    publication.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(
            publication=publication,
            number=item["number"],
            title=item["title"],
            attribute=item["attribute"],
            file_id=item["file"],
        )
        for item in content["attachments"]
    )
