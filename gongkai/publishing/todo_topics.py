"""待办 of topics: what the patrol would find in the topics a person answers for."""

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.todo import Todo
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.rules import EDITORS


def topics(user: User, limit: int) -> list[Todo]:
    """One row for each shown topic of the person with something to put right; at most nine statements."""
    if not has_role(user, *EDITORS):
        return []
    rows = list(reads.with_items(reads.released().filter(owner=user)))
    if not rows:
        return []
    day = today()
    found = reads.findings_of(rows, day)
    return [
        Todo(
            what=f"专题“{row.title}”有{len(found[row.pk])}处要处理",
            url=reverse("desk_topic", args=[row.pk]),
            source="专题巡查",
            due=row.ends_on if (row.ends_on - day).days <= reads.NOTICE_DAYS else None,
            kind="专题",
            word="尽快处理",
        )
        for row in rows
        if found[row.pk]
    ][:limit]
