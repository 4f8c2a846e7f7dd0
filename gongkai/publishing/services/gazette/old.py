"""Old issues: a PDF, its contents typed or read, its text searchable."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing.models import GazetteIssue, GazetteSeries
from gongkai.publishing.services.gazette.common import draft, locked
from gongkai.publishing.states import GazetteState

READ_JOB = "gongkai.publishing.tasks_gazette.read_old"
READING = "正在读取旧刊的文字，读完以后这里会出现读到的目录，请刷新页面查看。"
_TITLE = 200
# 标题……12, with leaders or a gap before the number.
_PAGE = re.compile(r"[\s.…·]+[（(]?([0-9]{1,4})[)）]?\s*\Z")
_JOINED = re.compile(r"([\s.…·][0-9]{1,3})(?=[\u4e00-\u9fff])")
_HEADS = ("目录", "目次")
_LONGEST_TITLE = 3  # lines
_SHORT = 10  # characters of the name of a section


@transaction.atomic
def receive_old(
    series: GazetteSeries,
    *,
    by: User,
    file: BinaryIO,
    name: str,
    year: int,
    number: int,
    total_number: int | None = None,
    published_on: dt.date | None = None,
) -> GazetteIssue:
    """Takes in the PDF of an issue of former times and has the worker read it. One event.

    For an old issue that is not published yet it replaces what was uploaded and read before.

    Raises:
        Refusal: no PDF; too big; the number is taken.
    """
    if not name.lower().endswith(".pdf"):
        raise Refusal("旧刊只收PDF文件，请把扫描件或者排版文件另存为PDF后上传。", field="file")
    try:
        stored = files.store(file, name=name, zone=FileZone.ORIGINAL, by=by)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="file", status=refusal.status) from None
    # A file that could not be read is replaced by uploading another under the same number.
    again = series.issues.select_for_update().filter(
        year=year, number=number, scanned=True, state=GazetteState.DRAFT
    )
    issue = again.first() or GazetteIssue(series=series, year=year, number=number, scanned=True)
    issue.total_number, issue.published_on = total_number, published_on
    issue.pdf, issue.plain, issue.contents, issue.remark = stored, "", [], READING
    issue.made_by = by
    issue.row_version += 1
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError:
        raise Refusal(f"{series}已经有{issue}，请核对年份和期号。", field="number") from None
    jobs.enqueue(READ_JOB, issue.pk, key=f"gazette-old-{issue.pk}")
    record("导入旧刊", issue, by=by, unit=series.unit, data={"file": name})
    return issue


@transaction.atomic
def keep_old(
    issue: GazetteIssue, *, lines: list[str], titles: list[str], public_copy: bytes
) -> GazetteIssue:
    """Keeps what was read of an old issue: text, contents to be checked, a PDF without hidden data.

    Contents that somebody typed meanwhile stay.
    """
    row = locked(issue)
    if row.pdf is None or row.pdf.zone == FileZone.PUBLIC or row.state != GazetteState.DRAFT:
        return row
    row.plain = "\n".join(lines)
    row.contents = row.contents or read_contents(lines) or _bare_titles(row, titles)
    row.pdf = files.store(
        public_copy,
        name=f"{row.series}{row.year}年第{row.number}期.pdf",
        zone=FileZone.PUBLIC,
        by=row.made_by,
        made_from=row.pdf,
        media_type="application/pdf",
    )
    row.remark = ""
    row.row_version += 1
    row.save()
    data = {"lines": len(lines), "titles": len(titles)}
    record("读取旧刊", row, by=row.made_by, unit=row.series.unit, data=data)
    return row


def read_contents(lines: list[str]) -> list[dict[str, Any]]:
    """The printed contents: lines below 目录 that end with a page number, to be checked by a person.

    A title may run over two lines; the list ends where several lines in a row bear no number.
    """
    start = next((n for n, line in enumerate(lines) if "".join(line.split()) in _HEADS), None)
    found: list[dict[str, Any]] = []
    held: list[str] = []
    for line in _parted(lines[start + 1 :]) if start is not None else []:
        mark = _PAGE.search(line)
        if mark is None:
            held.append(" ".join(line.split()))
            if len(held) > _LONGEST_TITLE:
                break
            continue
        title = "".join([*_title_lines(held), line[: mark.start()]]).strip()
        if title:
            found.append({"title": title[:_TITLE], "page": int(mark[1])})
        held = []
    return found


def _parted(lines: list[str]) -> Iterator[str]:
    """Lines cut behind page numbers: a reader of PDFs takes a line that fills its measure for one
    that goes on in the next."""
    for line in lines:
        yield from _JOINED.sub("\\1\n", line).split("\n")


def _title_lines(held: list[str]) -> list[str]:
    """The lines that belong to the title below them: not the name of a section, which is short."""
    names = [number for number, line in enumerate(held) if len(line) <= _SHORT]
    return held[names[-1] + 1 :] if names else held


def _bare_titles(row: GazetteIssue, titles: list[str]) -> list[dict[str, Any]]:
    """Titles of the documents that were read; the cover is read as one, too."""
    found = [title for title in titles if "".join(title.split()) != row.series.name]
    return [{"title": title[:_TITLE], "page": None} for title in found]


@transaction.atomic
def keep_old_problem(issue: GazetteIssue, sentence: str, *, public_copy: bytes | None) -> None:
    """Says why no text was read. A scan without a text layer can still be published: by its contents.

    Args:
        public_copy: the PDF without hidden data; None where the file itself is no good.
    """
    row = locked(issue)
    if row.pdf is None or row.pdf.zone == FileZone.PUBLIC or row.state != GazetteState.DRAFT:
        return
    if public_copy is not None:
        row.pdf = files.store(
            public_copy,
            name=f"{row.series}{row.year}年第{row.number}期.pdf",
            zone=FileZone.PUBLIC,
            by=row.made_by,
            made_from=row.pdf,
            media_type="application/pdf",
        )
    row.remark = sentence[:300]
    row.row_version += 1
    row.save()
    record("旧刊没有读出文字", row, by=row.made_by, unit=row.series.unit, note=row.remark)


@transaction.atomic
def set_contents(
    issue: GazetteIssue,
    *,
    by: User,
    seen: int,
    contents: list[dict[str, Any]],
    published_on: dt.date | None,
) -> GazetteIssue:
    """Writes the contents of an old issue as typed: `{"title", "page"}`, pages None where unknown.

    Raises:
        Refusal: published; changed meanwhile; not an old issue.
    """
    row = draft(issue, seen=seen)
    if not row.scanned:
        raise Refusal("这一期由文件库的文件编成，目录由文件标题生成，不用录入。")
    row.contents = [{"title": row_["title"][:_TITLE], "page": row_["page"]} for row_ in contents]
    row.published_on = published_on
    row.row_version += 1
    row.save()
    record("录入旧刊目录", row, by=by, unit=row.series.unit, data={"titles": len(contents)})
    return row
