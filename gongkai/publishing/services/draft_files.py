"""Drafts out of files: received, read by the worker, one draft for each document in the file."""

import io
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.lib.officialdoc import Unreadable, parse_text
from gongkai.lib.officialdoc.term import read_term
from gongkai.publishing.models import ImportBatch, ImportItem, Publication
from gongkai.publishing.services import drafts, imports
from gongkai.publishing.services.drafts.facts import calm
from gongkai.publishing.services.entries import Entry, from_parsed
from gongkai.publishing.services.relations import write_relations
from gongkai.publishing.states import IMPORT_MOVES, ImportAct, ImportState, Kind

READ_JOB = "gongkai.publishing.services.draft_files.read_item"
# A file with more documents is a collection: it is checked on the page of imports.
MOST_DOCUMENTS = 20
# Read in the web process; what is longer goes through the worker like a file.
LONGEST_READ_HERE = 10_000
_SOURCE_LINES_SHOWN = 5000


def receive(stream: BinaryIO, *, name: str, by: User, unit: Unit, kind: Kind) -> ImportItem:
    """Stores a file and queues its reading; the drafts appear when the worker has read it.

    Raises:
        Refusal: too big, a format that is not taken, empty.
    """
    name = files.clean_name(name)
    with transaction.atomic():
        stored = files.store(stream, name=name, zone=FileZone.ORIGINAL, by=by)
        batch = ImportBatch.objects.create(created_by=by, unit=unit)
        item = ImportItem.objects.create(batch=batch, name=name, file=stored)
        jobs.enqueue(READ_JOB, item.pk, str(kind), key=f"draft-{item.pk}")
    return item


def read_item(item_id: int, kind: str) -> None:
    """The job behind it: reads the file, makes the drafts. Done twice, it does it once."""
    imports.parse_item(item_id)
    with transaction.atomic():
        item = (
            ImportItem.objects.select_for_update(of=("self",))
            .select_related("batch__created_by", "batch__unit", "file")
            .get(pk=item_id)
        )
        if item.state != ImportState.PARSED or item.batch.created_by is None:
            return
        documents = item.edited.get("documents") or []
        if item.batch.unit is None or not 1 <= len(documents) <= MOST_DOCUMENTS:
            return
        _accept(item, documents, Kind(kind))


def _accept(item: ImportItem, documents: list[dict[str, Any]], kind: Kind) -> None:
    by, unit = item.batch.created_by, item.batch.unit
    if by is None or unit is None:
        return
    made = [
        _draft(
            from_parsed(document, document.get("tables")), by=by, unit=unit, kind=kind, item=item
        )
        for document in documents
    ]
    item.state = IMPORT_MOVES.to(ImportState(item.state), ImportAct.ACCEPT)
    item.checked_by, item.checked_at = by, timezone.now()
    item.row_version += 1
    item.save(update_fields=["state", "checked_by", "checked_at", "row_version"])
    item.publications.set(made)
    record("导入文件起草", item, by=by, data={"publications": [row.pk for row in made]})


def from_text(text: str, *, by: User, unit: Unit, kind: Kind) -> Publication | ImportItem:
    """A draft from pasted text; a long one is read by the worker, and the file it became is given.

    Raises:
        Refusal: nothing in it, or a secrecy mark.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n")
    if len(text) > LONGEST_READ_HERE:
        content = io.BytesIO(text.encode("utf-8", "replace"))
        return receive(content, name="粘贴的文本.txt", by=by, unit=unit, kind=kind)
    try:
        result = parse_text("", calm(text))
    except Unreadable as problem:
        raise Refusal(problem.sentence, field="text", status=422) from None
    documents = imports.draft_from(result)["documents"]
    if len(documents) != 1:
        raise Refusal(
            f"粘贴的内容里读出了{len(documents)}份文件，请一次只粘贴一份，或者存成文件后上传。",
            field="text",
            status=422,
        )
    with transaction.atomic():
        batch = ImportBatch.objects.create(created_by=by, unit=unit)
        item = ImportItem.objects.create(
            batch=batch,
            name="粘贴的文本",
            state=ImportState.PARSED,
            parsed=result.to_json(),
            edited={"documents": documents},
            summary=imports.summary_of({"documents": documents}),
            source_lines=(result.source.texts if result.source else [])[:_SOURCE_LINES_SHOWN],
        )
        _accept(item, documents, kind)
        return item.publications.get()


def _draft(entry: Entry, *, by: User, unit: Unit, kind: Kind, item: ImportItem) -> Publication:
    row = drafts.create(
        by=by, unit=unit, kind=kind, title=entry.title, facts=facts_of(entry), source_file=item.file
    )
    if kind == Kind.DOCUMENT:
        write_relations([(row, entry.relations)])
    return row


def facts_of(entry: Entry) -> dict[str, Any]:
    """What the parser read, as `drafts.save` takes it; days that contradict each other are left out."""
    names = (
        "title", "summary", "source", "keywords", "plain", "outline", "tables", "doc_no", "doc_type",
        "issuers", "signed_on", "printed_on", "effective_on", "expires_on", "addressees",
        "attachment_names", "copies_to", "printing_unit", "signature", "annotation", "contact", "status_mark",
    )  # fmt: skip
    facts = {name: getattr(entry, name) for name in names}
    term = read_term(entry.plain)
    facts["effective_on"] = entry.effective_on or term.starts
    facts["expires_on"] = entry.expires_on or term.ends
    if (
        facts["effective_on"]
        and facts["expires_on"]
        and facts["expires_on"] < facts["effective_on"]
    ):
        facts |= {"effective_on": None, "expires_on": None}
    facts["theme"] = _theme(entry.theme)
    if entry.document_class:
        facts["document_class"] = DocumentClass.objects.filter(name=entry.document_class).first()
    return facts


def _theme(path: str) -> Theme | None:
    """The theme that a path 一级\\二级 names; None where no such theme is known."""
    name = path.rpartition("\\")[2].strip()
    found = list(Theme.objects.filter(name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None
