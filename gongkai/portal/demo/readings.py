"""Interpretations and the four blocks of the demonstration city."""

from typing import Any

from gongkai.base.models import Unit
from gongkai.portal.demo import markdown, sources
from gongkai.publishing import outline
from gongkai.publishing.services.entries import Entry, RelationEntry
from gongkai.publishing.services.library import add_many
from gongkai.publishing.states import Attribute, Kind, RelationKind


def load(units: dict[str, Unit]) -> int:
    """Releases all of them; returns how many."""
    entries = [_interpretation(row, units) for row in sources.toml("interpretations.toml")["interpretations"]]
    entries += [entry for row in sources.toml("blocks/blocks.toml")["blocks"] for entry in _block(row, units)]
    return len(add_many(entries, by=None, release=True, note="演示数据").created)


def _interpretation(row: dict[str, Any], units: dict[str, Unit]) -> Entry:
    reading = markdown.read(sources.text(f"interpretations/{row['file']}"))
    numbers = [number for number in row["doc_nos"] if number]
    return Entry(
        title=row["title"],
        kind=Kind.INTERPRETATION,
        plain=outline.plain(reading.nodes),
        outline=reading.nodes,
        tables=reading.tables,
        attribute=Attribute.PROACTIVE,
        summary=row["summary"],
        keywords=[f"{row['form']}解读"],
        source=f"{units[row['unit']].name}",
        unit_id=units[row["unit"]].pk,
        released_at=row["released_at"],
        relations=[RelationEntry(RelationKind.INTERPRETS, number) for number in numbers],
    )


def _block(row: dict[str, Any], units: dict[str, Unit]) -> list[Entry]:
    return []
