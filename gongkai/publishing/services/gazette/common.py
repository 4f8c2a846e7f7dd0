"""What every act on an issue begins and ends with."""

from gongkai.base.refusal import Refusal
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.states import GazetteState


def locked(issue: GazetteIssue) -> GazetteIssue:
    """The issue with its series, locked."""
    return (
        GazetteIssue.objects.select_for_update(of=("self",))
        .select_related("series__unit", "pdf", "epub")
        .get(pk=issue.pk)
    )


def draft(issue: GazetteIssue, *, seen: int | None = None) -> GazetteIssue:
    """The issue locked, while it may still be changed.

    Args:
        seen: the row version the person saw; None where a change of others does no harm.

    Raises:
        Refusal: it is published; somebody changed it meanwhile.
    """
    row = locked(issue)
    if row.state != GazetteState.DRAFT:
        raise Refusal(
            f"{row.series}{row}已经出版，内容不能再改；文字有误的，请在文件库中更正，并在公报的文字核对中说明。"
        )
    if seen is not None and row.row_version != seen:
        raise Refusal(
            "这一期刚刚有了变化（别人修改过，或者有文件自动收录），为避免互相覆盖，没有保存。"
            "请刷新页面，在最新内容上继续。"
        )
    return row


def changed(row: GazetteIssue) -> None:
    """Saves a changed issue. Its proof showed something else and is dropped.

    An old issue keeps its PDF, which is the issue itself.
    """
    row.row_version += 1
    row.remark = ""
    if not row.scanned:
        row.pdf = row.epub = None
    row.save()
