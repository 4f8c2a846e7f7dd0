"""清样: the PDF and EPUB of an issue as it stands, made by the worker, read by people."""

from django.db import transaction

from gongkai.base import jobs
from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing.models import GazetteIssue, GazetteItem
from gongkai.publishing.queries.gazette import PROOFREAD, REMADE, is_shown, left_out, released
from gongkai.publishing.services.gazette.common import draft, locked
from gongkai.publishing.states import GazetteState

PROOF_JOB = "gongkai.publishing.tasks_gazette.make_proof"
REMAKE_JOB = "gongkai.publishing.tasks_gazette.remake"
MAKING = "清样正在制作，一般不超过一分钟；做好以后会通知您，也可以刷新页面查看。"
ROUNDS = ("一校", "二校", "三校")
EPUB_TYPE = "application/epub+zip"


@transaction.atomic
def order_proof(issue: GazetteIssue, *, by: User) -> GazetteIssue:
    """Asks the worker for a proof (清样): PDF and EPUB of the issue as it stands now. One event.

    Raises:
        Refusal: published; an old issue; nothing in it.
    """
    row = draft(issue)
    if row.scanned:
        raise Refusal("这一期由旧刊的PDF导入，PDF就是刊物本身，不用再做清样。")
    if not row.items.exists():
        raise Refusal("这一期还没有文件，不能制作清样；请先从文件库收录文件。")
    row.remark = MAKING
    row.save(update_fields=["remark"])
    jobs.enqueue(PROOF_JOB, row.pk, by.pk, key=f"gazette-proof-{row.pk}")
    record("制作清样", row, by=by, unit=row.series.unit)
    return row


@transaction.atomic
def keep_proof(
    issue: GazetteIssue,
    *,
    seen: int,
    pdf: bytes,
    epub: bytes,
    pages: dict[int, int],
    by: User | None,
) -> bool:
    """Keeps what the worker made, unless the issue changed while it was made.

    Args:
        seen: row version of the contents that were set.
        pages: page number by item id.

    Returns:
        False where the contents changed meanwhile: made again then.
    """
    row = locked(issue)
    if row.state != GazetteState.DRAFT:
        return True
    if row.row_version != seen:
        return False
    row.pdf, row.epub = store_pair(row, pdf, epub, FileZone.ORIGINAL, by)
    row.remark = ""
    row.save(update_fields=["pdf", "epub", "remark"])
    write_pages(row, pages)
    if by is not None:
        notify(
            [by],
            f"{row.series}{row}的清样做好了",
            text="请打开这一期核对清样。",
            url=f"/desk/gazette/{row.pk}/",
        )
    return True


@transaction.atomic
def keep_proof_problem(issue: GazetteIssue, sentence: str, *, by: User | None) -> None:
    """Says on the issue why there is no proof, and tells whoever asked for it."""
    row = locked(issue)
    row.remark = sentence[:300]
    row.save(update_fields=["remark"])
    if by is not None:
        notify(
            [by],
            f"{row.series}{row}的清样没有做成",
            text=sentence,
            url=f"/desk/gazette/{row.pk}/",
        )


@transaction.atomic
def log_proofreading(issue: GazetteIssue, *, by: User, round_name: str, note: str) -> None:
    """Records that a person read the proof (一校、二校、三校), with what was found.

    The event holds the SHA-256 of the proof, so that one sees which text was read.

    Raises:
        Refusal: no proof to read; no such round.
    """
    row = draft(issue)
    if round_name not in ROUNDS:
        raise Refusal("请选择校次：一校、二校或者三校。", field="round")
    if row.pdf is None:
        raise Refusal("现在没有清样，不能登记校对；请先制作清样，核对以后再登记。", field="round")
    data = {"round": round_name, "proof": row.pdf.sha256}
    words = " ".join(note.split())[:300]
    record(
        PROOFREAD,
        row,
        by=by,
        unit=row.series.unit,
        note=f"{round_name}：{words}" if words else round_name,
        data=data,
    )


def store_pair(
    row: GazetteIssue, pdf: bytes, epub: bytes, zone: FileZone, by: User | None
) -> tuple[StoredFile, StoredFile]:
    """PDF and EPUB of an issue as stored files."""
    name = f"{row.series}{row.year}年第{row.number}期"
    kinds = ((pdf, ".pdf", "application/pdf"), (epub, ".epub", EPUB_TYPE))
    first, second = (
        files.store(data, name=f"{name}{ending}", zone=zone, by=by, media_type=kind)
        for data, ending, kind in kinds
    )
    return first, second


def write_pages(row: GazetteIssue, pages: dict[int, int]) -> None:
    """Writes the page on which each item begins."""
    items = list(row.items.all())
    for item in items:
        item.page = pages.get(item.pk)
    GazetteItem.objects.bulk_update(items, ["page"])


def is_stale(issue: GazetteIssue, items: list[GazetteItem]) -> bool:
    """Whether the files of a published issue still hold a text that may no longer be read.

    Such a file is offered to nobody until it has been made anew with a notice in that place. What
    was left out of the files stands in the trail; it is read only where something is gone.
    """
    if issue.scanned or issue.pdf is None:
        return False
    gone = {item.pk for item in items if not is_shown(item.publication)}
    return bool(gone) and not gone <= left_out(issue)


def remake_stale() -> int:
    """Queues a job for each published issue whose files hold a text that is gone; returns how many.

    Periodic, every minute: costs one statement where nothing was taken down.
    """
    rows = GazetteItem.objects.filter(
        issue__in=released().filter(scanned=False, pdf__isnull=False)
    ).exclude(publication__state="released", publication__attribute="proactive")
    issues: dict[int, list[GazetteItem]] = {}
    for item in rows.select_related("publication", "issue__pdf"):
        issues.setdefault(item.issue_id, []).append(item)
    stale = [pk for pk, items in issues.items() if is_stale(items[0].issue, items)]
    with transaction.atomic():
        for pk in stale:
            jobs.enqueue(REMAKE_JOB, pk, key=f"gazette-remake-{pk}")
    return len(stale)


@transaction.atomic
def keep_remade(
    issue: GazetteIssue, *, pdf: bytes, epub: bytes, pages: dict[int, int], without: set[int]
) -> None:
    """Puts files without the texts that were taken down in the place of the printed ones. One event.

    Args:
        without: the items that are a notice in these files.
    """
    row = locked(issue)
    before = row.pdf.sha256 if row.pdf else ""
    row.pdf, row.epub = store_pair(row, pdf, epub, FileZone.PUBLIC, None)
    row.row_version += 1
    row.save(update_fields=["pdf", "epub", "row_version"])
    write_pages(row, pages)
    record(
        REMADE,
        row,
        by=None,
        unit=row.series.unit,
        note="有文件撤下，PDF和EPUB中换成了说明。",
        data={"before": before, "without": sorted(without)},
        changed=[("gazette", row.pk)],
    )
