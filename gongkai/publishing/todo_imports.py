"""待办: files that were read and wait to be checked, drafts that wait to be finished."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.todo import Todo
from gongkai.publishing import rules
from gongkai.publishing.queries.desk import items_of, library_of
from gongkai.publishing.states import ImportState, State


def files_to_check(user: User, limit: int) -> Iterable[Todo]:
    """Imported files of the person's units that were read; one statement."""
    if not rules.may_import(user):
        return []
    items = (
        items_of(user)
        .filter(state=ImportState.PARSED)
        .select_related("batch__created_by")
        .defer("source_lines", "parsed", "edited", "summary")
    )
    return [
        Todo(
            what=f"核对“{item.name}”",
            url=reverse("desk_import_item", args=[item.pk]),
            source=f"{item.batch.created_by or '系统'}导入",
            kind="导入核对",
            tone="soon",
            word="待核对",
        )
        for item in items.order_by("id")[:limit]
    ]


def drafts_to_finish(user: User, limit: int) -> Iterable[Todo]:
    """The person's own drafts not sent for review yet, and those of the units nobody drafts; one statement.

    One's own drafts that came back stand in the list with the reason (`todo_reviewing.returned`).
    """
    if not rules.may_draft(user):
        return []
    rows = (
        library_of(user)
        .filter(Q(created_by=user, round=0) | Q(created_by=None))
        .filter(state=State.DRAFT, companion_of=None)
        .select_related("unit")
        .order_by("-id")
    )
    return [
        Todo(
            what=row.title or "（还没有标题的草稿）",
            url=reverse("desk_publication", args=[row.pk]),
            source=row.unit.label if row.unit else "尚未确定发布机构",
            kind="起草",
            tone="calm",
            word="草稿",
        )
        for row in rows[:limit]
    ]
