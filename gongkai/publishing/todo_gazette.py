"""What waits for the makers of a gazette."""

from collections.abc import Iterator

from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.todo import Todo
from gongkai.publishing.queries.gazette import differences, may_edit, series_of


def gazette_todo(user: User, limit: int) -> Iterator[Todo]:
    """Texts that were printed and are different in the library now; two statements for makers."""
    if not may_edit(user):
        return
    for difference in differences(series_of(user), quick=True)[:limit]:
        item = difference.item
        yield Todo(
            what=f"核对公报文本：{item.publication.title}",
            url=reverse("desk_gazette_differences"),
            source=f"{item.issue.series}{item.issue}，{'、'.join(difference.parts)}与文件库不同",
            kind="公报",
            tone="late",
            word="文字不一致",
        )
