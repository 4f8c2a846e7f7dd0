"""待办 of validity: registrations to confirm, terms that run out, clean-ups to answer and to conclude."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.lib.titles import quoted
from gongkai.publishing.models import CleanupCampaign, ValidityChange
from gongkai.publishing.queries import cleanup, expiry, validity_desk
from gongkai.publishing.rules import RELEASERS
from gongkai.publishing.states import CleanupState, State


def registrations(user: User, limit: int) -> list[Todo]:
    """Changes of validity that wait for this person as the second one; one statement."""
    if not has_role(user, *RELEASERS):
        return []
    rows = validity_desk.to_confirm(user).select_related("target", "by").order_by("pk")
    return [_confirmation(row) for row in rows[:limit]]


def _confirmation(row: ValidityChange) -> Todo:
    return Todo(
        what=f"{row.get_act_display()}{row.get_kind_display()}：{quoted(row.target.title)}",
        url=reverse("desk_validity_registration", args=[row.pk]),
        source=str(row.by),
        kind="有效性确认",
        word="等您确认",
    )


def terms(user: User, limit: int) -> list[Todo]:
    """Documents of the person's units that run out within 90 days and are not decided; at most five statements."""
    roles = (Role.INFORMATION, Role.OPENNESS)
    if not has_role(user, *roles):
        return []
    rows = expiry.expiring(today(), units=units_for(user, *roles))
    decided = expiry.evaluations(rows)
    open_rows = [row for row in rows if not expiry.is_settled(decided.get(row.pk))]
    return [
        Todo(
            what=f"有效期届满：{quoted(row.title)}",
            url=reverse("desk_validity", args=[row.pk]),
            source=row.unit.label if row.unit else "",
            due=row.document.expires_on,
            kind="有效期",
        )
        for row in open_rows[:limit]
    ]


def cleanups(user: User, limit: int) -> list[Todo]:
    """One row for each clean-up with open documents of the person's units, or ready to go on; two statements."""
    rows: list[Todo] = []
    if has_role(user, *cleanup.CONCLUDERS):
        rows += _to_answer(user)
    if has_role(user, *cleanup.RUNNERS):
        rows += _to_conclude(user)
    return rows[:limit]


def _to_answer(user: User) -> Iterator[Todo]:
    """The authority reaches every unit: it is asked for what belongs to its own alone."""
    roles = [role for role in cleanup.CONCLUDERS if role != Role.AUTHORITY]
    mine = Q(items__unit__in=units_for(user, *roles), items__conclusion="")
    found = CleanupCampaign.objects.filter(state=CleanupState.OPEN).filter(mine)
    for row in found.annotate(left=Count("items", filter=mine)).order_by("due_on"):
        yield Todo(
            what=f"{row.title}：还有{row.left}份文件没有结论",
            url=f"{reverse('desk_cleanup_campaign', args=[row.pk])}?conclusion=none",
            due=row.due_on,
            kind="文件清理",
        )


def _to_conclude(user: User) -> Iterator[Todo]:
    """Campaigns of the person's units whose next step is the office's."""
    found = CleanupCampaign.objects.filter(unit__in=units_for(user, *cleanup.RUNNERS)).filter(
        Q(state=CleanupState.OPEN)
        | Q(state=CleanupState.CONCLUDED, result=None)
        | Q(state=CleanupState.CONCLUDED, result__state=State.DISCARDED)
    )
    left = Count("items", filter=Q(items__conclusion=""))
    for row in found.annotate(left=left).filter(left=0).order_by("due_on"):
        act = "汇总结论" if row.state == CleanupState.OPEN else "生成清理结果"
        yield Todo(
            what=f"{row.title}：{act}",
            url=reverse("desk_cleanup_campaign", args=[row.pk]),
            due=row.due_on,
            kind="文件清理",
        )
