"""出版: the proof that was read becomes the public issue."""

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed
from gongkai.lib.titles import quoted
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.services.gazette.common import locked
from gongkai.publishing.states import GAZETTE_MOVES, GazetteAct, GazetteState


def reasons_against_release(issue: GazetteIssue) -> list[str]:
    """Everything that stands against publishing the issue, each a whole sentence."""
    if issue.scanned:
        return _against_old(issue)
    reasons = [] if issue.editor else ["还没有写责任编辑，请先填写。"]
    items = list(issue.items.select_related("publication"))
    if not items:
        reasons.append("这一期还没有文件，请先从文件库收录。")
    elif issue.pdf is None or issue.epub is None:
        reasons.append("还没有现在这个内容的清样，请先制作清样并核对。")
    reasons += _against_day(issue)
    gone = [item.publication.title for item in items if not item.publication.is_public]
    if gone:
        names = "、".join(f"{quoted(title)}" for title in gone)
        reasons.append(f"{names}现在没有公开，请移出这一期，或者等它发布以后再出版。")
    return reasons


def _against_old(issue: GazetteIssue) -> list[str]:
    reasons = []
    if issue.pdf is None or issue.pdf.zone != FileZone.PUBLIC:
        reasons.append("旧刊的PDF还没有读完，请等读完以后再公开；读不出来的，请按提示重新上传。")
    if not issue.contents:
        reasons.append("还没有目录，请先录入目录，读者靠它找到文章。")
    return reasons + _against_day(issue)


def _against_day(issue: GazetteIssue) -> list[str]:
    """The day is printed on the cover, so it stands before the proof is made."""
    if issue.published_on is None:
        return ["还没有写出版日期，请照封面要印的日期填写。"]
    if issue.published_on > today():
        day = plain_date(issue.published_on)
        return [f"出版日期{day}还没有到，请到那一天再出版，或者改为今天并重做清样。"]
    return []


@transaction.atomic
def release(issue: GazetteIssue, *, by: User) -> GazetteIssue:
    """Publishes an issue, with the very proof that was made of it.

    1. locks the row, checks the move and every reason against it (`Refusal` names them all);
    2. copies PDF and EPUB byte by byte into the public zone;
    3. one event, one outbox entry.

    Raises:
        Refusal: something stands against it.
    """
    row = locked(issue)
    try:
        row.state = GAZETTE_MOVES.to(GazetteState(row.state), GazetteAct.RELEASE)
    except NotAllowed as problem:
        raise Refusal(f"{row.series}{row}：{problem}请刷新页面查看最新状态。") from None
    reasons = reasons_against_release(row)
    if reasons:
        raise Refusal("".join(reasons))
    row.pdf, row.epub = _public(row.pdf, by), _public(row.epub, by)
    row.released_at = timezone.now()
    row.row_version += 1
    row.save()
    data = {"pdf": row.pdf.sha256 if row.pdf else "", "items": row.items.count()}
    shown = [("gazette", row.pk)]
    record("出版公报", row, by=by, unit=row.series.unit, data=data, changed=shown)
    return row


def _public(file: StoredFile | None, by: User) -> StoredFile | None:
    if file is None or file.zone == FileZone.PUBLIC:
        return file
    with files.open_file(file) as stream:
        return files.store(
            stream,
            name=file.name,
            zone=FileZone.PUBLIC,
            by=by,
            made_from=file,
            media_type=file.media_type,
        )
