"""待办 of the catalogues: what is overdue or due soon, one row a field; declarations to sign."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.catalogue.queries.lights import Light
from gongkai.publishing.queries.coverage import (
    NO_FIELD,
    PRESSING,
    DutyRow,
    declarations_to_sign,
    duties_of,
    load,
)

_DUTY_ROLES = (Role.INFORMATION, Role.OPENNESS)
_SIGN_ROLES = (Role.UNIT_HEAD, Role.OPENNESS)
# What presses most comes first; more than these nobody does in a day.
_MOST = 2000


def coverage_todo(user: User, limit: int) -> Iterable[Todo]:
    """One row for each field of a unit with something overdue or due soon; three statements.

    None for a person who publishes for no unit.
    """
    if not has_role(user, *_DUTY_ROLES):
        return []
    groups: dict[tuple[int, str], list[DutyRow]] = {}
    pressing = duties_of(units_for(user, *_DUTY_ROLES), light=PRESSING)
    for row in load(pressing[:_MOST]):
        groups.setdefault((row.duty.unit_id, row.duty.entry.catalogue.field), []).append(row)
    rows = [_todo(rows) for rows in groups.values()]
    return sorted(rows, key=lambda row: row.due or dt.date.max)[:limit]


def _todo(rows: list[DutyRow]) -> Todo:
    late = [row for row in rows if row.light == Light.OVERDUE]
    first = rows[0].duty
    name = first.entry.catalogue.field or first.entry.catalogue.name
    parts = [f"{len(late)}项逾期"] if late else []
    parts += [f"{len(rows) - len(late)}项即将到期"] if len(rows) > len(late) else []
    if len(rows) == 1:
        what = f"{first.entry}{'已逾期' if late else '即将到期'}"
        url = reverse("desk_duty", args=[first.pk])
    else:
        what = f"公开目录“{name}”：{'、'.join(parts)}"
        query = {
            "unit": first.unit_id,
            "field": first.entry.catalogue.field or NO_FIELD,
            "light": PRESSING,
        }
        url = f"{reverse('desk_coverage_entries')}?{urlencode(query)}"
    dues = [row.standing.due for row in rows if row.standing.due]
    return Todo(what=what, url=url, source=first.unit.label, due=min(dues), kind="目录公开")


def declarations_todo(user: User, limit: int) -> Iterable[Todo]:
    """One row for each unit with declarations that wait for a second signature; one statement."""
    if not has_role(user, *_SIGN_ROLES):
        return []
    waiting: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in declarations_to_sign(user)[:500]:
        waiting.setdefault(row.duty.unit_id, []).append(str(row.duty.entry))
        names[row.duty.unit_id] = row.duty.unit.label
    url = reverse("desk_declarations")
    return [
        Todo(
            what=f"无信息声明待签字：{entries[0]}"
            + (f"等{len(entries)}份" if len(entries) > 1 else ""),
            url=url,
            source=names[unit],
            kind="目录公开",
            word="待签字",
        )
        for unit, entries in list(waiting.items())[:limit]
    ]
