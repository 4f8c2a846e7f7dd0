"""Notices to people on the desk."""

from collections.abc import Iterable

from django.utils import timezone

from gongkai.base.models import Notice, User


def notify(
    users: Iterable[User], title: str, *, text: str = "", url: str = "", key: str = ""
) -> None:
    """One notice for each person; with a `key`, at most one with that key ever.

    Belongs to the transaction of the caller. A repeated job gives the same key and sends nothing.
    """
    Notice.objects.bulk_create(
        [Notice(user=user, title=title[:120], text=text, url=url, key=key) for user in users],
        ignore_conflicts=bool(key),
    )


def mark_read(user: User, notice: Notice | None = None) -> int:
    """Marks one notice, or all of the person, as read; returns how many were unread."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=timezone.now())
