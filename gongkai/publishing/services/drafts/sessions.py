"""Who is at a draft, and what is typed and not saved."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.publishing.models import (
    EditingSession,
    Publication,
)
from gongkai.publishing.services.drafts.rights import may_edit
from gongkai.publishing.states import State

# Somebody whose page was heard of within this time is editing now.
PRESENT = dt.timedelta(seconds=90)
# What was typed and not saved is kept that long.
KEPT = dt.timedelta(days=30)
_TYPED_LIMIT = 2_000_000  # characters of an unsaved form


@transaction.atomic
def open_session(publication: Publication, *, by: User) -> EditingSession:
    """Notes that the person has the draft open; keeps what was typed and not saved before."""
    row, _ = EditingSession.objects.update_or_create(
        publication=publication, user=by, defaults={"seen_at": timezone.now()}
    )
    return row


@transaction.atomic
def autosave(
    publication: Publication, *, by: User, typed: dict[str, list[str]], base: int
) -> EditingSession:
    """Keeps what stands in the form, without saving the draft: after a crash it is offered again.

    Makes no version and no event: nothing is decided by it.

    Args:
        typed: the values of every field as they were sent.
        base: row version the form began with.
    """
    if sum(len(text) for texts in typed.values() for text in texts) > _TYPED_LIMIT:
        raise Refusal("正文太长，自动保存没有成功；请先点“保存草稿”。", status=413)
    if not may_edit(by, publication):
        raise Refusal("这份草稿现在不能改动，自动保存没有成功；请刷新页面查看最新状态。")
    now = timezone.now()
    row, _ = EditingSession.objects.update_or_create(
        publication=publication,
        user=by,
        defaults={"seen_at": now, "typed": typed, "typed_at": now, "base_version": base},
    )
    return row


@transaction.atomic
def drop_typed(publication: Publication, *, by: User) -> None:
    """The person does not want back what was typed and not saved."""
    EditingSession.objects.filter(publication=publication, user=by).update(typed={}, typed_at=None)


def others_editing(publication: Publication, user: User) -> list[EditingSession]:
    """Who else has the draft open now."""
    since = timezone.now() - PRESENT
    found = EditingSession.objects.filter(publication=publication, seen_at__gte=since)
    return list(found.exclude(user=user).select_related("user").order_by("opened_at"))


@transaction.atomic
def forget_sessions() -> int:
    """Deletes what nobody comes back to: pages not heard of for `KEPT`, texts that are settled.

    Runs every day. Returns how many rows went.
    """
    settled = ~Q(publication__state__in=[State.DRAFT, State.REVIEWING])
    old = Q(seen_at__lt=timezone.now() - KEPT)
    removed, _ = EditingSession.objects.filter(old | settled).delete()
    return removed
