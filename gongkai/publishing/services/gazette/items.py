"""What stands in an issue: added, removed, put in order, brought up to date."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.titles import quoted
from gongkai.publishing.models import GazetteIssue, GazetteItem, Publication
from gongkai.publishing.queries.gazette import entries_of, in_order
from gongkai.publishing.services import content
from gongkai.publishing.services.gazette.common import changed, draft

_REASON = 300


@transaction.atomic
def add(
    issue: GazetteIssue, publication: Publication, *, by: User, section: str = ""
) -> GazetteItem:
    """Puts a document at the end of an issue, with the text it has now.

    1. locks the issue; the document must be public and new to it, and its text not printed before;
    2. keeps the text as a version where the library has not yet;
    3. one event.

    Raises:
        Refusal: published; not public; already in this issue, or printed with this very text.
    """
    row = draft(issue)
    if not publication.is_public:
        raise Refusal(
            f"{quoted(publication.title)}现在没有公开，不能收入公报；请先在文件库中发布。",
            field="publication",
        )
    version = content.keep_version(publication, by=by, note="收入公报时的文本")
    before = GazetteItem.objects.filter(
        issue__series=row.series, publication=publication
    ).select_related("issue", "version")
    for item in before:
        if item.issue_id == row.pk or item.version_id == version.pk:
            raise Refusal(
                f"{quoted(publication.title)}已经收入{item.issue}，不用重复收录；文字更正以后可以再收录一次。",
                field="publication",
            )
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    item = GazetteItem.objects.create(
        issue=row, position=last + 1, section=section, publication=publication, version=version
    )
    changed(row)
    _record("收入公报", row, by, publication.title, item)
    return item


@transaction.atomic
def remove(item: GazetteItem, *, by: User, reason: str) -> None:
    """Takes a document out of an issue in preparation; the reason is kept in the trail.

    Raises:
        Refusal: published; no reason.
    """
    row = draft(item.issue)
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(
            f"请写明把{quoted(item.publication.title)}移出这一期的原因，原因会留在记录里。",
            field="reason",
        )
    title, version = item.publication.title, item.version_id
    item.delete()
    changed(row)
    data = {"publication": item.publication_id, "version": version}
    record(
        "移出公报",
        row,
        by=by,
        unit=row.series.unit,
        note=f"{quoted(title)}：{reason[:_REASON]}",
        data=data,
    )


@transaction.atomic
def arrange(
    issue: GazetteIssue, *, by: User, seen: int, order: Iterable[tuple[int, str]]
) -> GazetteIssue:
    """Puts the items in a new order.

    Args:
        seen: row version that was on the screen.
        order: (item id, section) of every item, first to last.

    Raises:
        Refusal: published; changed meanwhile; an item is missing or foreign.
    """
    row = draft(issue, seen=seen)
    wanted = dict(order)
    items = {item.pk: item for item in row.items.all()}
    if set(wanted) != set(items):
        raise Refusal("这一期的文件刚刚有增减，没有保存新的顺序；请刷新页面后再排一次。")
    _write([items[pk] for pk in wanted], list(wanted.values()))
    changed(row)
    record("调整公报顺序", row, by=by, unit=row.series.unit, data={"order": list(wanted)})
    return row


@transaction.atomic
def move(item: GazetteItem, *, by: User, up: bool) -> None:
    """Moves an item one place up or down inside its section; at the edge it stays.

    Raises:
        Refusal: published; taken out meanwhile.
    """
    row = draft(item.issue)
    rows = in_order(row, entries_of(row))
    place = next((n for n, other in enumerate(rows) if other.pk == item.pk), None)
    if place is None:
        raise Refusal("这份文件刚刚移出了这一期，没有调整顺序；请刷新页面查看最新情况。")
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows) or rows[other].section != rows[place].section:
        return
    rows[place], rows[other] = rows[other], rows[place]
    _write(rows, [entry.section for entry in rows])
    changed(row)
    record("调整公报顺序", row, by=by, unit=row.series.unit, data={"order": [r.pk for r in rows]})


@transaction.atomic
def advance(item: GazetteItem, *, by: User) -> GazetteItem:
    """Brings an item of an issue in preparation to the text the library has now. One event.

    Raises:
        Refusal: published; the document is no longer public; there is no newer text.
    """
    row = draft(item.issue)
    publication = item.publication
    if not publication.is_public:
        raise Refusal(f"{quoted(publication.title)}现在没有公开，请把它移出这一期。")
    version = content.keep_version(publication, by=by, note="收入公报时的文本")
    if version.pk == item.version_id:
        raise Refusal(f"{quoted(publication.title)}已经是文件库中最新的文本，不用更换。")
    before, item.version = item.version_id, version
    item.page = None
    item.save(update_fields=["version", "page"])
    changed(row)
    _record("更换公报文本", row, by, publication.title, item, before=before)
    return item


def _write(items: list[GazetteItem], sections: list[str]) -> None:
    for position, (item, section) in enumerate(zip(items, sections, strict=True), 1):
        item.position, item.section = position, section[:40]
    GazetteItem.objects.bulk_update(items, ["position", "section"])


def _record(
    act: str,
    row: GazetteIssue,
    by: User,
    title: str,
    item: GazetteItem,
    before: int | None = None,
) -> None:
    data = {"publication": item.publication_id, "version": item.version_id}
    if before:
        data["before"] = before
    record(act, row, by=by, unit=row.series.unit, note=f"{quoted(title)}", data=data)
