"""The official documents of the demonstration city, read by the same parser as everybody's."""

import datetime as dt
from typing import Any

from gongkai.base.models import Unit
from gongkai.lib.officialdoc import parse_bytes
from gongkai.portal.demo import sources
from gongkai.publishing.models import Publication
from gongkai.publishing.services.entries import RELATIONS, Entry, RelationEntry, from_parsed
from gongkai.publishing.services.imports import draft_from
from gongkai.publishing.services.library import add_many
from gongkai.publishing.states import Attribute

_ATTRIBUTES = {attribute.label: attribute for attribute in Attribute}


def load(units: dict[str, Unit]) -> list[Publication]:
    """Releases what is public and keeps the rest as drafts; relations are bound within the set."""
    entries = [entry(row, units) for row in sources.toml("documents.toml")["documents"]]
    return add_many(entries, by=None, release=True, note="演示数据").created


def entry(row: dict[str, Any], units: dict[str, Unit]) -> Entry:
    """What the parser reads of the text, and the facts a page needs beyond it."""
    name = f"documents/{row['file']}"
    parsed = draft_from(parse_bytes(row["file"], sources.text(name).encode()))["documents"]
    first = parsed[0]
    tables = [table for document in parsed for table in document["tables"]]
    found = from_parsed(first, tables)
    found.title = row["title"]
    found.doc_no = row.get("doc_no", "")
    found.issuers = row.get("issuer_names") or found.issuers
    found.unit_id = units[row["issuers"][0]].pk
    found.attribute = _ATTRIBUTES[row["attribute"]]
    found.status_mark = "" if row["status"] == "正式" else row["status"]
    for field in (
        "signed_on",
        "printed_on",
        "effective_on",
        "expires_on",
        "summary",
        "keywords",
        "theme",
    ):
        setattr(found, field, row.get(field) or getattr(found, field))
    found.doc_type = row.get("doc_type") or found.doc_type
    found.document_class = row.get("class", "")
    found.statutory_item = row.get("art20_item")
    found.released_at = row.get("released_at")
    found.released_on = None
    found.relations = [_relation(relation) for relation in row.get("relations", [])]
    return found


def _relation(row: dict[str, Any]) -> RelationEntry:
    whole = row.get("scope", "全文") == "全文"
    on: dt.date | None = row.get("on")
    return RelationEntry(
        RELATIONS[row["kind"]],
        row.get("target", ""),
        row.get("target_title", ""),
        whole,
        "" if whole else row["scope"],
        on,
    )
