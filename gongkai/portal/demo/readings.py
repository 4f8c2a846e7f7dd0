"""Interpretations and the four blocks of the demonstration city."""

from typing import Any

from gongkai.base.models import Unit
from gongkai.portal.demo import markdown, sources
from gongkai.publishing.services.entries import Entry, RelationEntry, words_of
from gongkai.publishing.services.library import add_many
from gongkai.publishing.states import Attribute, Kind, RelationKind

# 法定主动公开内容 is no text of its own here: the page counts what has been released, item by item.
_KINDS = {
    "政府信息公开指南": Kind.GUIDE,
    "政府信息公开制度": Kind.SYSTEM,
    "政府信息公开年报": Kind.ANNUAL_REPORT,
}


def load(units: dict[str, Unit]) -> int:
    """Releases all of them; returns how many."""
    entries = [
        _interpretation(row, units)
        for row in sources.toml("interpretations.toml")["interpretations"]
    ]
    entries += [
        _block(row, units)
        for row in sources.toml("blocks/blocks.toml")["blocks"]
        if row["block"] in _KINDS
    ]
    return len(add_many(entries, by=None, release=True, note="演示数据").created)


def _interpretation(row: dict[str, Any], units: dict[str, Unit]) -> Entry:
    entry = _entry(row, units, f"interpretations/{row['file']}", Kind.INTERPRETATION)
    entry.summary = row["summary"]
    entry.keywords = [f"{row['form']}解读"]
    entry.relations = [
        RelationEntry(RelationKind.INTERPRETS, number) for number in row["doc_nos"] if number
    ]
    return entry


def _block(row: dict[str, Any], units: dict[str, Unit]) -> Entry:
    entry = _entry(row, units, f"blocks/{row['file']}", _KINDS[row["block"]])
    entry.period_year = row.get("year")
    return entry


def _entry(row: dict[str, Any], units: dict[str, Unit], name: str, kind: Kind) -> Entry:
    reading = markdown.read(sources.text(name))
    return Entry(
        title=row["title"],
        kind=kind,
        plain=words_of(reading.nodes, reading.tables),
        outline=reading.nodes,
        tables=reading.tables,
        attribute=Attribute.PROACTIVE,
        source=units[row["unit"]].name,
        unit_id=units[row["unit"]].pk,
        released_at=row["released_at"],
    )
