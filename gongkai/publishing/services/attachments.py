"""Attachments of a publication, in the order of print."""

from django.db import transaction
from django.db.models import Max

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing.models import Attachment, Publication
from gongkai.publishing.states import Attribute


@transaction.atomic
def attach(
    publication: Publication, *, file: StoredFile, title: str, attribute: Attribute, by: User | None
) -> Attachment:
    """Adds a file as the last attachment, with an attribute of its own.

    Raises:
        Refusal: an original would become public; only a public copy may.
    """
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if attribute == Attribute.PROACTIVE and file.zone != FileZone.PUBLIC:
        raise Refusal(
            f"“{title}”是原件，不能直接公开；请先生成公开副本，再作为附件添加。", field="file"
        )
    last = row.attachments.aggregate(last=Max("number"))["last"] or 0
    item = Attachment.objects.create(
        publication=row, number=last + 1, title=title[:200], file=file, attribute=attribute
    )
    record(
        "添加附件",
        row,
        by=by,
        unit=row.unit,
        data={"attachment": item.number},
        changed=[("publication", row.pk)],
    )
    return item
