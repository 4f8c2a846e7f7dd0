"""Make, save, go back to an earlier version, correct."""

from typing import Any

from django.db import transaction

from gongkai.base.models import StoredFile, Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.publishing.models import (
    EditingSession,
    Publication,
    PublicationText,
    PublicationVersion,
)
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services import content, interpretation
from gongkai.publishing.services.drafts.facts import write_facts
from gongkai.publishing.services.drafts.rights import may_edit, version_note
from gongkai.publishing.services.elements import write_elements
from gongkai.publishing.services.pictures import check_pictures
from gongkai.publishing.services.rows import check_seen, head_of, locked
from gongkai.publishing.states import Attribute, Kind, State


@transaction.atomic
def create(
    *,
    by: User,
    unit: Unit,
    kind: Kind = Kind.DOCUMENT,
    title: str = "",
    facts: dict[str, Any] | None = None,
    source_file: StoredFile | None = None,
) -> Publication:
    """A new draft of a unit, with what is known of it already; one event.

    Args:
        facts: as `save` takes them.
        source_file: the file it was read from.
    """
    row = Publication.objects.create(kind=kind, title=title.strip()[:500], unit=unit, created_by=by)
    PublicationText.objects.create(publication=row)
    if kind == Kind.DOCUMENT:
        write_elements(row, {})
    write_facts(row, facts or {})
    content.keep_version(row, by=by, note=turns.DRAFTING)
    data = {"file": source_file.name} if source_file else {}
    record("起草", row, by=by, unit=unit, data=data)
    return row


@transaction.atomic
def save(
    publication: Publication, *, by: User, seen: int, facts: dict[str, Any], note: str = ""
) -> Publication:
    """Saves a draft: what is named in `facts`, everything else stays.

    1. locks the row; refuses when somebody saved since `seen`, or when it is not the person's turn;
    2. writes facts, elements, words (rich text is cleaned, plain text and outline follow from it);
    3. keeps a version, drops the unsaved typing of this person, settles what must be interpreted;
    4. one event.

    Args:
        seen: row version on the page that was filled in.
        facts: `title`, `summary`, `source`, `unit`, `theme`, `statutory_item`, `keywords`, `form`,
            `audience`, `audience_units`, `correction_note`; `html` or `body` (lines); any element of
            the official document with `issuers` and `document_class`; `entries` (catalogue);
            `attachments` (title and attribute of each, by pk).

    Raises:
        Refusal: as above; the text is too much to take in.
    """
    row = locked(publication)
    head = head_of(row)
    if not may_edit(by, row):
        raise Refusal(
            f"《{head.title}》现在是“{State(head.state).label}”，不能改动内容；需要修改请先退回起草。"
        )
    check_seen(row, seen)
    _check_unit(row, facts)
    if "html" in facts:
        check_pictures(facts["html"] or "", by=by)
    changed = write_facts(row, facts)
    version = content.keep_version(row, by=by, note=version_note(row))
    EditingSession.objects.filter(publication=row, user=by).update(typed={}, typed_at=None)
    if head.pk == row.pk:
        interpretation.settle_obligation(row)
        row.companions.exclude(unit=row.unit_id).update(unit=row.unit_id)
    data = {"version": version.number, **({"attachments": changed} if changed else {})}
    act = "保存草稿" if head.state == State.DRAFT else "审校修改"
    record(act, row, by=by, unit=row.unit, note=note, data=data)
    return row


def _check_unit(row: Publication, facts: dict[str, Any]) -> None:
    """A correction is reviewed where its original was released, an interpretation with its document."""
    unit = facts.get("unit")
    if "unit" not in facts or (unit.pk if unit else None) == row.unit_id:
        return
    if row.corrects_id is not None:
        raise Refusal("更正稿由原文的发布机构审校和发布，不能改换发布机构。", field="unit")
    if row.companion_of_id is not None:
        raise Refusal("同步解读的发布机构与所解读的文件相同，请在那份文件上改换。", field="unit")


@transaction.atomic
def restore(publication: Publication, *, by: User, seen: int, number: int) -> Publication:
    """Puts an earlier version in place of the text; the one it replaces stays a version, too."""
    row = locked(publication)
    if not may_edit(by, row):
        label = State(head_of(row).state).label
        raise Refusal(f"《{row.title}》现在是“{label}”，不能恢复以前的版本；需要修改请先退回起草。")
    check_seen(row, seen)
    version = PublicationVersion.objects.filter(publication=row, number=number).first()
    if version is None:
        raise Refusal(f"没有第{number}版，请刷新页面后重新选择。", status=404)
    content.keep_version(row, by=by, note=version_note(row))
    row.row_version += 1
    content.apply(version.content, row)
    content.keep_version(row, by=by, note=version_note(row))
    EditingSession.objects.filter(publication=row, user=by).update(typed={}, typed_at=None)
    record("恢复版本", row, by=by, unit=row.unit, data={"version": number})
    return row


@transaction.atomic
def start_correction(publication: Publication, *, by: User) -> Publication:
    """A draft with the content of a released publication, to be reviewed and to take its place.

    Raises:
        Refusal: not released; a correction is under way already.
    """
    row = locked(publication)
    if row.state != State.RELEASED:
        raise Refusal(
            f"《{row.title}》现在是“{State(row.state).label}”，只有已发布的信息需要更正。"
        )
    open_one = row.corrected_drafts.exclude(state__in=[State.MERGED, State.DISCARDED]).first()
    if open_one is not None:
        raise Refusal(
            f"《{row.title}》已有一份更正稿在办理，请在那份更正稿上继续；不需要的，先弃用再重新起草。"
        )
    draft = Publication.objects.create(
        kind=row.kind, title=row.title, unit=row.unit, theme=row.theme, corrects=row,
        statutory_item=row.statutory_item, attribute=Attribute.UNKNOWN, form=row.form,
        keywords=row.keywords, created_by=by,
    )  # fmt: skip
    if row.kind == Kind.DOCUMENT:
        document = getattr(row, "document", None)
        kept = (
            {"document_class": document.document_class, "contact": document.contact}
            if document
            else {}
        )
        write_elements(draft, kept)
    content.apply(content.snapshot(row), draft)
    content.keep_version(draft, by=by, note=turns.DRAFTING)
    record("起草更正稿", draft, by=by, unit=draft.unit, data={"corrects": row.pk})
    return draft
