"""Entries of a catalogue: entered, changed, retired, restored; every change is kept."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import Catalogue, CatalogueEntry
from gongkai.catalogue.services import history


@transaction.atomic
def add(
    catalogue: Catalogue, *, by: User | None, note: str = "", position: int | None = None,
    **facts: Any,
) -> CatalogueEntry:  # fmt: skip
    """Enters an entry (`history.FACTS`) at the end of a catalogue, or at a place of it."""
    row = history.locked(catalogue)
    _check(facts)
    last = row.entries.aggregate(last=Max("position"))["last"] or 0
    entry = CatalogueEntry.objects.create(
        catalogue=row, position=position or last + 1, **_known(facts)
    )
    after = history.facts_of_entry(entry)
    history.change("增加事项", row, entry, by=by, after=after, note=note).save()
    history.touch(row)
    record("增加目录事项", entry, by=by, unit=row.unit, note=note, changed=[("catalogue", row.pk)])
    return entry


@transaction.atomic
def change(
    entry: CatalogueEntry, *, by: User | None, note: str, seen: int | None = None, **facts: Any
) -> CatalogueEntry:
    """Changes facts of an entry and keeps what they were.

    Raises:
        Refusal: no reason given; changed meanwhile; no first level.
    """
    row = _locked(entry)
    history.check_seen(row.row_version, seen, f"“{row}”")
    said = history.need_note(note)
    _check(facts)
    wanted = _known(facts)
    before, after = history.differences(history.facts_of_entry(row), wanted)
    if not after:
        return row
    for name in after:
        setattr(row, name, wanted[name])
    row.warnings = []
    row.row_version += 1
    row.save()
    history.change(
        "修改事项", row.catalogue, row, by=by, before=before, after=after, note=said
    ).save()
    history.touch(row.catalogue)
    record(
        "修改目录事项", row, by=by, unit=row.catalogue.unit, note=said,
        data={"before": before, "after": after}, changed=[("catalogue", row.catalogue_id)],
    )  # fmt: skip
    return row


def retire(entry: CatalogueEntry, *, by: User | None, note: str) -> CatalogueEntry:
    """Takes an entry out of force; it stays in the catalogue's history."""
    return _set_active(entry, by=by, note=note, active=False)


def restore(entry: CatalogueEntry, *, by: User | None, note: str) -> CatalogueEntry:
    """Puts a retired entry back into force."""
    return _set_active(entry, by=by, note=note, active=True)


@transaction.atomic
def _set_active(
    entry: CatalogueEntry, *, by: User | None, note: str, active: bool
) -> CatalogueEntry:
    row = _locked(entry)
    said = history.need_note(note)
    if row.active == active:
        state = "现行" if active else "已经停用"
        raise Refusal(f"“{row}”{state}，不用再办；请刷新页面查看最新状态。")
    row.active = active
    row.row_version += 1
    row.save(update_fields=["active", "row_version"])
    act = "恢复事项" if active else "停用事项"
    before, after = {"active": not active}, {"active": active}
    history.change(act, row.catalogue, row, by=by, before=before, after=after, note=said).save()
    history.touch(row.catalogue)
    record(
        act, row, by=by, unit=row.catalogue.unit, note=said,
        changed=[("catalogue", row.catalogue_id)],
    )  # fmt: skip
    return row


def _locked(entry: CatalogueEntry) -> CatalogueEntry:
    return (
        CatalogueEntry.objects.select_for_update(of=("self",))
        .select_related("catalogue__unit")
        .get(pk=entry.pk)
    )


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in history.FACTS if name in facts}


def _check(facts: dict[str, Any]) -> None:
    if "level1" in facts and not str(facts["level1"]).strip():
        raise Refusal("请写明一级事项。", field="level1")
    if facts.get("proactive") is False and facts.get("on_request") is False:
        raise Refusal("公开方式至少选一种：主动公开或者依申请公开。", field="proactive")
    if facts.get("to_all") is False and not facts.get("audience"):
        raise Refusal("不向全社会公开的，请写明特定群体是谁。", field="audience")
    levels = ("county", "town", "village")
    if all(name in facts for name in levels) and not any(facts[name] for name in levels):
        raise Refusal("公开层级至少选一级。", field="county")
