"""What was changed in a catalogue, row by row: written by every service of this app."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryChange

# The facts of an entry, in the order of print; each may be edited and is kept in the history.
FACTS = (
    "number", "level1", "level2", "content", "basis", "limit_text", "limit_kind", "limit_days",
    "limit_unit", "cycle_days", "body_text", "channels", "to_all", "audience", "proactive",
    "on_request", "county", "town", "village",
)  # fmt: skip


def facts_of_entry(entry: CatalogueEntry) -> dict[str, Any]:
    """All facts of an entry by name."""
    return {name: getattr(entry, name) for name in FACTS}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, as it was and as it is."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: _plain(before.get(name)) for name in changed}, {
        name: _plain(after[name]) for name in changed
    }


def change(
    act: str, catalogue: Catalogue, entry: CatalogueEntry | None, *, by: User | None,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, note: str = "",
) -> EntryChange:  # fmt: skip
    """One line of history, not stored yet."""
    return EntryChange(
        catalogue=catalogue, entry=entry, act=act, before=before or {}, after=after or {},
        note=note.strip()[:200], by=by,
    )  # fmt: skip


def touch(catalogue: Catalogue) -> None:
    """Moves the version of a catalogue on: whoever looked at it before is told."""
    Catalogue.objects.filter(pk=catalogue.pk).update(row_version=F("row_version") + 1)


def locked(catalogue: Catalogue) -> Catalogue:
    """The catalogue as it stands, held until the transaction ends."""
    return (
        Catalogue.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=catalogue.pk)
    )


def check_seen(current: int, seen: int | None, what: str) -> None:
    """Refuses where somebody else changed it since it was looked at."""
    if seen is not None and seen != current:
        raise Refusal(
            f"{what}刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请核对最新内容后再保存。"
        )


def need_note(note: str) -> str:
    """The reason of a change, which has to be said."""
    said = note.strip()
    if not said:
        raise Refusal("请写明调整的原因，原因会记入目录的调整记录。", field="note")
    return said[:200]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
