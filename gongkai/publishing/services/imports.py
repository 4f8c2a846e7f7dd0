"""Files on their way into the library: receive, parse, correct, accept, put aside."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.lib.moves import NotAllowed
from gongkai.lib.officialdoc import ParseResult, SecrecyMark, Unreadable, parse_untrusted
from gongkai.lib.titles import quoted
from gongkai.publishing.models import ImportBatch, ImportItem, Publication
from gongkai.publishing.services import interpretation, library, release
from gongkai.publishing.services.entries import Entry, from_parsed
from gongkai.publishing.states import IMPORT_MOVES, ImportAct, ImportState

PARSE_JOB = "gongkai.publishing.tasks.parse_item"
_SOURCE_LINES_SHOWN = 5000


def receive(uploads: Iterable[tuple[str, BinaryIO]], *, by: User, unit: Unit | None) -> ImportBatch:
    """Stores the dropped files as originals and queues a job for each; a bad file refuses only itself."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(created_by=by, unit=unit)
    for name, stream in uploads:
        _receive_one(batch, name, stream, by)
    return batch


def _receive_one(batch: ImportBatch, name: str, stream: BinaryIO, by: User) -> None:
    """File, row and job appear together; what cannot be stored leaves a row that says why."""
    name = files.clean_name(name)
    try:
        with transaction.atomic():
            stored = files.store(stream, name=name, zone=FileZone.ORIGINAL, by=by)
            item = ImportItem.objects.create(batch=batch, name=name, file=stored)
            jobs.enqueue(PARSE_JOB, item.pk, key=f"parse-{item.pk}")
    except Refusal as refusal:
        ImportItem.objects.create(
            batch=batch, name=name, state=ImportState.REFUSED, sentence=refusal.sentence
        )


def parse_item(item_id: int) -> None:
    """The job behind an upload: reads the file and keeps what was read. Done twice, it does it once."""
    item = ImportItem.objects.select_related("file", "batch__created_by").get(pk=item_id)
    if item.state != ImportState.QUEUED or item.file is None:
        return
    try:
        with files.open_file(item.file) as stream:
            result = parse_untrusted(item.name, stream.read())
    except (Unreadable, Refusal) as problem:
        _refuse(item, problem)
        return
    parsed, edited = result.to_json(), draft_from(result)
    source = result.source.texts if result.source else []
    with transaction.atomic():
        moved = ImportItem.objects.filter(pk=item.pk, state=ImportState.QUEUED).update(
            state=_move(item, ImportAct.PARSE),
            parsed=parsed,
            edited=edited,
            summary=summary_of(edited),
            source_lines=source[:_SOURCE_LINES_SHOWN],
        )
        if moved:
            record("解析导入文件", item, by=item.batch.created_by, data={"name": item.name})


def summary_of(edited: dict[str, Any]) -> dict[str, Any]:
    """What lists show of a file that was read: titles, number of tasks, number of remarks."""
    documents = edited.get("documents") or []
    tables = [table for document in documents for table in document.get("tables") or []]
    return {
        "titles": [document.get("title") or "" for document in documents],
        "tasks": sum(len(table["tasks"]) for table in tables),
        "warnings": sum(len(document.get("warnings") or []) for document in documents),
    }


def draft_from(result: ParseResult) -> dict[str, Any]:
    """What the review screen starts with: documents with the tables that stand in them.

    A table belongs to the document whose lines hold it, else to the last one: a task table is an
    appendix (附件) of the plan before it.
    """
    documents = [
        {**document.to_json(), "tables": [], "keep": True} for document in result.documents
    ]
    if not documents and result.tables:
        title = result.tables[0].title
        documents = [{"title": title, "outline": [], "tables": [], "keep": True, "warnings": []}]
    for table, (first, _) in _placed(result):
        home = next(
            (d for d in documents if "lines" in d and d["lines"][0] <= first < d["lines"][1]),
            documents[-1],
        )
        home["tables"].append(table.to_json())
    return {"documents": documents}


def _placed(result: ParseResult) -> list[tuple[Any, tuple[int, int]]]:
    spans = list(result.table_lines) or [(0, 0)]
    return [
        (table, spans[min(number, len(spans) - 1)]) for number, table in enumerate(result.tables)
    ]


def _refuse(item: ImportItem, problem: Unreadable | Refusal) -> None:
    """Keeps the sentence, not the bytes: nothing half-stored, a marked file least of all.

    Row and bytes go in one transaction, so that a worker killed here begins again from the start.
    """
    act = "发现密级标志，文件未保存" if isinstance(problem, SecrecyMark) else "导入文件不能读取"
    stored = item.file
    with transaction.atomic():
        item.state = _move(item, ImportAct.REFUSE)
        item.sentence = str(problem)
        item.file = None
        item.save(update_fields=["state", "sentence", "file"])
        if stored is not None:
            files.forget(stored)
        record(act, item, by=item.batch.created_by, note=str(problem))


def correct(item: ImportItem, edited: dict[str, Any], *, by: User, version: int) -> ImportItem:
    """Saves the reviewer's corrections; refuses when somebody else saved or settled it in between."""
    with transaction.atomic():
        row = _locked(item, version)
        if row.state != ImportState.PARSED:
            label = ImportState(row.state).label
            raise Refusal(
                f"“{row.name}”当前状态是“{label}”，内容不能再改；请刷新页面查看最新状态。"
            )
        row.edited, row.summary = edited, summary_of(edited)
        row.checked_by = by
        row.row_version += 1
        row.save(update_fields=["edited", "summary", "checked_by", "row_version"])
    return row


def accept(item: ImportItem, *, by: User, version: int, stock_place: str = "") -> ImportItem:
    """Takes the checked documents into the library as drafts.

    1. locks the row, checks the move and that nobody saved in between;
    2. writes each kept document through `library.add_many` (the same again changes nothing);
    3. with `stock_place` (where they were public before), takes over what its own mark and day of
       release show to be public stock; everything else stays a draft and goes through the reviews;
    4. remembers the publications, one event.
    """
    with transaction.atomic():
        row = _locked(item, version)
        row.state = _move(row, ImportAct.ACCEPT)
        entries = entries_of(row)
        if not entries:
            raise Refusal("没有选中要入库的文件，请至少保留一份，或者放弃本次导入。")
        _complete(entries)
        added = add_safely(entries, by=by, release=False, note=f"导入文件：{row.name}")
        if added.conflicts:
            _, there = added.conflicts[0]
            raise Refusal(
                f"文件库中已有同文号、同标题的{quoted(there.title)}，正文不同。没有覆盖原文件，请核对后修改标题或放弃本次导入。"
            )
        for fresh in added.created:
            interpretation.settle_obligation(fresh)
        if stock_place.strip():
            _take_over(added.created, entries, by, stock_place)
        row.checked_by, row.checked_at = by, timezone.now()
        row.row_version += 1
        row.save(update_fields=["state", "checked_by", "checked_at", "row_version"])
        row.publications.set([*added.created, *added.updated, *added.unchanged])
        record("导入文件入库", row, by=by, data={"publications": [p.pk for p in added.created]})
    return row


def _take_over(rows: list[Publication], entries: list[Entry], by: User, place: str) -> None:
    """Stock is what says 主动公开 itself and names the earlier day on which it was released."""
    by_key = {entry.key: entry for entry in entries}
    for row in rows:
        entry = by_key[str(row.import_key)]
        day = entry.released_on
        stock = entry.own_mark and day and day < today()
        if stock and day and library.may_be_public(entry) and row.unit_id:
            release.take_over(row, by=by, place=place, on=day)


def put_aside(item: ImportItem, *, by: User, version: int) -> ImportItem:
    """Gives up a file that was read; nothing enters the library."""
    with transaction.atomic():
        row = _locked(item, version)
        row.state = _move(row, ImportAct.DISCARD)
        row.checked_by, row.checked_at = by, timezone.now()
        row.row_version += 1
        row.save(update_fields=["state", "checked_by", "checked_at", "row_version"])
        record("放弃导入文件", row, by=by)
    return row


def entries_of(item: ImportItem) -> list[Entry]:
    """The entries that the reviewer keeps."""
    found = []
    for document, read in zip(item.edited.get("documents") or [], _read(item), strict=True):
        if document.get("keep", True):
            entry = from_parsed(document, document.get("tables"))
            entry.own_mark = entry.own_mark and _as_read(document, read)
            entry.unit_id = document.get("unit_id") or item.batch.unit_id
            found.append(entry)
    return found


# What makes a document another one than the file that bore the mark.
_SAME = ("title", "outline", "attribute", "released_on", "doc_no", "status_mark")


def _read(item: ImportItem) -> list[dict[str, Any]]:
    """What the parser read, document by document beside what a person made of it."""
    read = list(item.parsed.get("documents") or [])
    return read + [{}] * (len(item.edited.get("documents") or []) - len(read))


def _as_read(document: dict[str, Any], read: dict[str, Any]) -> bool:
    """Whether nobody changed the words, the mark or the day of release on the review screen."""
    return all((document.get(name) or None) == (read.get(name) or None) for name in _SAME)


def _complete(entries: list[Entry]) -> None:
    for number, entry in enumerate(entries, 1):
        if not entry.title.strip():
            raise Refusal(
                f"第{number}份文件还没有标题，请补上标题后再入库。", field=f"d{number - 1}-title"
            )


def _locked(item: ImportItem, version: int) -> ImportItem:
    row = ImportItem.objects.select_for_update(of=("self",)).select_related("batch").get(pk=item.pk)
    if row.row_version != version:
        who = row.checked_by.name if row.checked_by else "其他人"
        raise Refusal(
            f"{who}刚刚保存过这份文件，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"
        )
    return row


def _move(item: ImportItem, act: ImportAct) -> ImportState:
    try:
        return IMPORT_MOVES.to(ImportState(item.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{item.name}”{problem}请刷新页面查看最新状态。") from None


def add_safely(entries: list[Entry], **wanted: Any) -> library.Added:
    """`library.add_many`, once more when another import wrote the same thing at the same moment."""
    try:
        return library.add_many(entries, **wanted)
    except IntegrityError:
        return library.add_many(entries, **wanted)
