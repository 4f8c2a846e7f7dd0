"""Files of a draft: prepared, added, named, taken off."""

from typing import Any

from django.db import transaction

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.public_copies import public_copy
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing.models import (
    Attachment,
    Publication,
)
from gongkai.publishing.services import content
from gongkai.publishing.services.drafts.rights import may_edit, version_note
from gongkai.publishing.services.rows import check_seen, locked
from gongkai.publishing.states import Attribute, State

MOST_ATTACHMENTS = 100


def prepare_file(file: Any, *, name: str, by: User) -> StoredFile:
    """The public copy of an uploaded file, its original kept beside it.

    Cleaning takes seconds: it belongs before the transaction of `attach`, never inside, where every
    other writer would wait for it. What is not attached afterwards is given to `forget_file`.

    Raises:
        Refusal: no public copy can be made of it; nothing is kept.
    """
    original = files.store(file, name=name, zone=FileZone.ORIGINAL, by=by)
    try:
        return public_copy(original, by=by)
    except Refusal:
        files.forget(original)
        raise


def forget_file(copy: StoredFile) -> None:
    """Takes a prepared file away that was not attached, with its original."""
    original = copy.made_from
    files.forget(copy)
    if original is not None:
        files.forget(original)


@transaction.atomic
def attach(
    publication: Publication, *, by: User, seen: int, copy: StoredFile, title: str = ""
) -> Attachment:
    """Adds a prepared file (`prepare_file`) to a draft, behind those that are there; one event."""
    row = locked(publication)
    _check_editable(row, by, seen)
    number = (row.attachments.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    if number > MOST_ATTACHMENTS:
        raise Refusal(
            f"一份信息最多{MOST_ATTACHMENTS}个附件，没有添加；请把相关的文件合并后再上传。"
        )
    item = Attachment.objects.create(
        publication=row,
        number=number,
        title=_attachment_title(title, copy.name),
        file=copy,
        attribute=Attribute.PROACTIVE,
    )
    _touched(row, by, f"添加附件{number}")
    return item


def _attachment_title(title: str, name: str) -> str:
    return " ".join(title.split())[:200] or (name.rpartition(".")[0] or name)[:200]


@transaction.atomic
def rename_attachment(
    publication: Publication, *, by: User, seen: int, number: int, title: str
) -> Publication:
    """Gives an attachment another title; the file and its name stay. One event.

    Raises:
        Refusal: no title; too long; no such attachment; changed since `seen`.
    """
    row = locked(publication)
    _check_editable(row, by, seen)
    title = " ".join(title.split())
    if not title:
        raise Refusal(f"附件{number}还没有名称，请写明它是什么。", field="attachments")
    if len(title) > 200:
        raise Refusal(f"附件名称有{len(title)}个字，最多200个字，请写短一些。", field="attachments")
    if not row.attachments.filter(number=number).update(title=title):
        raise Refusal(f"没有附件{number}，可能刚刚被移去；请刷新页面。", status=404)
    _touched(row, by, f"重新命名附件{number}")
    return row


@transaction.atomic
def detach(publication: Publication, *, by: User, seen: int, number: int) -> Publication:
    """Takes an attachment off a draft; those after it move up. Its file stays in earlier versions."""
    row = locked(publication)
    _check_editable(row, by, seen)
    deleted, _ = row.attachments.filter(number=number).delete()
    if not deleted:
        raise Refusal(f"没有附件{number}，可能刚刚被移去；请刷新页面。", status=404)
    for position, item in enumerate(row.attachments.order_by("number"), 1):
        if item.number != position:
            item.number = position
            item.save(update_fields=["number"])
    _touched(row, by, f"移去附件{number}")
    return row


def _check_editable(row: Publication, by: User, seen: int) -> None:
    if not may_edit(by, row):
        raise Refusal(f"《{row.title}》现在是“{State(row.state).label}”，不能改动附件。")
    check_seen(row, seen)


def _touched(row: Publication, by: User, act: str) -> None:
    row.row_version += 1
    row.save(update_fields=["row_version", "updated_at"])
    content.keep_version(row, by=by, note=version_note(row))
    record(act, row, by=by, unit=row.unit)
