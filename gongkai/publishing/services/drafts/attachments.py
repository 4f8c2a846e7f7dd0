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
# What a person may choose; 未认定 is never chosen.
SETTABLE = (Attribute.PROACTIVE, Attribute.ON_REQUEST, Attribute.WITHHELD)


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
    publication: Publication,
    *,
    by: User,
    seen: int,
    copy: StoredFile,
    title: str = "",
    attribute: str = Attribute.PROACTIVE,
) -> Attachment:
    """Adds a prepared file (`prepare_file`) to a draft, behind those that are there; one event.

    Its title and 公开属性 may be changed with the text, see `describe`.
    """
    row = locked(publication)
    _check_editable(row, by, seen)
    _check_attribute(attribute, "这个附件")
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
        attribute=attribute,
    )
    _touched(row, by, f"添加附件{number}")
    return item


def _attachment_title(title: str, name: str) -> str:
    return " ".join(title.split())[:200] or (name.rpartition(".")[0] or name)[:200]


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


def describe(row: Publication, wanted: dict[int, dict[str, str]]) -> list[str]:
    """Writes titles and 公开属性 of attachments, by the pk of each; belongs to the caller's transaction.

    Attachments that are gone are passed over. What is not 主动公开 is served to nobody but those who
    see the draft, whatever becomes of the publication.

    Returns:
        What changed, a phrase each, for the event.

    Raises:
        Refusal: no title; too long; no attribute.
    """
    said = []
    for item in row.attachments.order_by("number"):
        new = wanted.get(item.pk)
        if new is None:
            continue
        name, before = f"附件{item.number}", (item.title, item.attribute)
        item.title = _checked_title(new.get("title", item.title), name)
        if new.get("attribute", item.attribute) != item.attribute:
            item.attribute = _check_attribute(new["attribute"], name)
        if (item.title, item.attribute) != before:
            item.save(update_fields=["title", "attribute"])
            said.append(f"{name}：{item.title}，{item.get_attribute_display()}")
    return said


def _checked_title(title: str, name: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal(f"{name}还没有名称，请写明它是什么。", field="attachments")
    if len(title) > 200:
        raise Refusal(f"附件名称有{len(title)}个字，最多200个字，请写短一些。", field="attachments")
    return title


def _check_attribute(attribute: str, name: str) -> Attribute:
    if attribute not in SETTABLE:
        raise Refusal(
            f"请选择{name}的公开属性：主动公开、依申请公开或者不予公开。", field="attachments"
        )
    return Attribute(attribute)


def _check_editable(row: Publication, by: User, seen: int) -> None:
    if not may_edit(by, row):
        raise Refusal(f"《{row.title}》现在是“{State(row.state).label}”，不能改动附件。")
    check_seen(row, seen)


def _touched(row: Publication, by: User, act: str) -> None:
    row.row_version += 1
    row.save(update_fields=["row_version", "updated_at"])
    content.keep_version(row, by=by, note=version_note(row))
    record(act, row, by=by, unit=row.unit)
