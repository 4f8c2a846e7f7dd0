"""What waits in the register of outlets: columns without news, pauses that are over."""

from collections.abc import Iterable

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import units_for
from gongkai.base.todo import Todo
from gongkai.outlets import queries, rules


def overdue_columns(user: User, limit: int) -> Iterable[Todo]:
    """Columns the person's own units answer for, overdue or due within three days."""
    if not rules.may_see(user):
        return []
    rows = queries.columns(today(), units_for(user, *rules.WATCHERS))
    return [
        Todo(
            what=f"更新栏目“{row.column.name}”",
            url=f"{reverse('desk_columns')}?state={row.key}",
            source=row.column.outlet.name,
            due=row.due,
            kind="栏目更新",
        )
        for row in rows
        if row.key in ("overdue", "soon")
        or (row.key == "blank" and row.days is not None and row.days < 0)
    ][:limit]


def ended_pauses(user: User, limit: int) -> Iterable[Todo]:
    """Outlets whose pause is over and which still rest."""
    if not rules.may_keep(user):
        return []
    records = queries.overdue_pauses(queries.kept_units(user), today())
    return [
        Todo(
            what=f"恢复或者注销“{record.outlet.name}”，暂停已经到期",
            url=reverse("desk_outlet", args=[record.outlet_id]),
            source=record.outlet.unit.name,
            due=queries.until_of(record),
            kind="渠道",
        )
        for record in records[:limit]
    ]
