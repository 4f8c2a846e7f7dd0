"""Who may see a draft: limits, and links for those without an account."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.dates import plain_date
from gongkai.publishing.models import (
    PreviewLink,
    Publication,
)
from gongkai.publishing.services.rows import a_reason, locked
from gongkai.publishing.states import DraftSight, State

LINK_DAYS = 14


@transaction.atomic
def limit_sight(
    publication: Publication, *, by: User, sight: DraftSight, readers: list[User], remark: str
) -> Publication:
    """Limits a draft to its unit's people or to named persons; always including who drafted it.

    Raises:
        Refusal: no remark; nobody named; not a draft of the person's.
    """
    row = locked(publication)
    remark = a_reason(remark, what="调整可见范围的原因", field="remark")
    if row.state not in (State.DRAFT, State.REVIEWING):
        raise Refusal(f"《{row.title}》现在是“{State(row.state).label}”，不再需要限定可见范围。")
    if sight == DraftSight.PERSONS and not readers:
        raise Refusal("请至少指定一位可以看的同志；只有您自己看，也请选上自己。", field="readers")
    people = {
        user.pk: user for user in [*readers, by, *([row.created_by] if row.created_by else [])]
    }
    members = [row, *row.companions.all()]
    for member in members:
        member.limited_to = sight
        member.row_version += 1
        member.save(update_fields=["limited_to", "row_version", "updated_at"])
        member.readers.set(people.values() if sight == DraftSight.PERSONS else [])
    names = sorted(user.name or user.username for user in people.values())
    record("调整草稿可见范围", row, by=by, unit=row.unit, note=remark,
           data={"sight": sight, "readers": names if sight == DraftSight.PERSONS else []})  # fmt: skip
    return row


@transaction.atomic
def share_link(publication: Publication, *, by: User, note: str = "") -> tuple[PreviewLink, str]:
    """A link that shows the draft to somebody without an account, for `LINK_DAYS` days.

    Returns:
        The link and its token; the token is stored nowhere and shown once.
    """
    row = locked(publication)
    if row.state not in (State.DRAFT, State.REVIEWING, State.SIGNED):
        raise Refusal(f"《{row.title}》现在是“{State(row.state).label}”，不需要预览链接。")
    token = secrets.token_urlsafe(24)
    link = PreviewLink.objects.create(
        publication=row,
        token_hash=_hash(token),
        note=note.strip()[:100],
        made_by=by,
        ends_at=timezone.now() + dt.timedelta(days=LINK_DAYS),
    )
    record("建立预览链接", row, by=by, unit=row.unit, note=link.note)
    return link, token


@transaction.atomic
def revoke_link(link: PreviewLink, *, by: User) -> PreviewLink:
    """Ends a link at once; ended twice it stays ended."""
    row = (
        PreviewLink.objects.select_for_update(of=("self",))
        .select_related("publication__unit")
        .get(pk=link.pk)
    )
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record("撤销预览链接", row.publication, by=by, unit=row.publication.unit)
    return row


def link_of(token: str) -> PreviewLink | None:
    """The share link with this token, whether it still holds or not."""
    return (
        PreviewLink.objects.filter(token_hash=_hash(token))
        .select_related(
            "publication__unit", "publication__text", "publication__theme__parent",
            "publication__document__document_class",
        )
        .first()
    )  # fmt: skip


def why_ended(link: PreviewLink) -> str:
    """Why a share link shows nothing any more, a whole sentence; "" while it holds."""
    if link.publication.is_public:
        return "这份信息已经公开发布，预览链接随之失效；请到公众页面查看正式内容。"
    if link.publication.state not in (State.DRAFT, State.REVIEWING, State.SIGNED):
        return "这份草稿已经办结，预览链接随之失效；如需了解情况，请与发给您链接的同志联系。"
    if link.revoked_at is not None:
        return "这个预览链接已被撤销；如仍需要查看，请与发给您链接的同志联系。"
    if link.ends_at <= timezone.now():
        ended = plain_date(timezone.localdate(link.ends_at))
        return f"这个预览链接已于{ended}到期；如仍需要查看，请与发给您链接的同志联系。"
    return ""


def by_token(token: str) -> Publication | None:
    """The draft behind a share link that still holds."""
    link = link_of(token)
    return link.publication if link is not None and not why_ended(link) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
