"""The relations of a document on the review screen: kind, number and title, each row editable."""

from typing import Any

from gongkai.publishing.services.entries import RELATIONS

MENTION = "引用"
# What the parser tells apart but the library keeps no relation of: a plan that is printed and issued
# stands in the same document, a mention is none.
KINDS = (*RELATIONS, "印发", MENTION)
_FIELDS = ("kind", "doc_no", "title")
# Empty rows offered for what the parser did not see.
_SPARE = 1
_MOST = 200


def relation_rows(document: dict[str, Any], prefix: str, posted: Any) -> list[dict[str, Any]]:
    """The rows to show: what was typed where something was sent, else what was read, and a spare one."""
    rows = (
        _typed(posted, prefix)
        if f"{prefix}-rel-count" in posted
        else list(document.get("relations") or [])
    )
    spare = [{"kind": "依据", "doc_no": "", "title": ""}] * _SPARE
    return [
        {
            "prefix": f"{prefix}-rel{number}",
            "number": number + 1,
            "kind": row.get("kind") or MENTION,
            "doc_no": row.get("doc_no") or "",
            "title": row.get("title") or "",
            "line": row["line"] + 1 if isinstance(row.get("line"), int) else None,
        }
        for number, row in enumerate([*rows, *spare])
    ]


def merge_relations(document: dict[str, Any], posted: Any, prefix: str) -> list[dict[str, Any]]:
    """The relations as they were sent; a row without number and title goes."""
    if f"{prefix}-rel-count" not in posted:
        return list(document.get("relations") or [])
    return _typed(posted, prefix)


def _typed(posted: Any, prefix: str) -> list[dict[str, Any]]:
    count = posted.get(f"{prefix}-rel-count", "")
    fine = count.isascii() and count.isdigit() and len(count) < 10
    rows = range(min(int(count), _MOST) if fine else 0)
    found = []
    for number in rows:
        row = {
            name: posted.get(f"{prefix}-rel{number}-{name}", "").replace("\x00", "").strip()[:500]
            for name in _FIELDS
        }
        if row["kind"] in KINDS and (row["doc_no"] or row["title"]):
            found.append(row)
    return found
