"""The text of a publication: body, contents, tables."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from gongkai.publishing import outline, richtext
from gongkai.publishing.models import Publication

_TEXT_ONLY = {"label": "", "heading": "", "run_in": False, "place": None, "named": False}


@dataclass(frozen=True, slots=True)
class RichView:
    """A text from the editor as the page shows it: the letter, and what stands below its signature."""

    letter: SafeString
    enclosed: SafeString

    @property
    def whole(self) -> SafeString:
        """Both, for what nobody signs."""
        return self.letter + self.enclosed


def rich(publication: Publication) -> RichView | None:
    """The text as it was written in the editor; None where it comes from somewhere else.

    Its headings have the ids that `contents` of its outline links to.
    """
    html, code = publication.text.html, publication.code
    if not html:
        return None
    return RichView(
        *richtext.parts_for_page(
            html, lambda file: reverse("publication_picture", args=[code, file])
        )
    )


def body(
    nodes: list[dict[str, Any]], stored: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The outline as a flat list in reading order, with anchors and heading levels that never skip.

    A table that stands inside the text comes with the node at its place; `enclosed` marks what
    follows the signature of a letter: the rules it publishes, its annexes.
    """
    found: list[dict[str, Any]] = []
    letter = outline.letter_length(nodes)
    _flatten(outline.settled(nodes, stored or []), "s", 2, found)
    prepared = [_table(number, table) for number, table in enumerate(stored or [], 1)]
    for node in found:
        place = node.pop("place")
        inside = isinstance(place, int) and 0 <= place < len(prepared)
        named = node.pop("named")
        node["table"] = {**prepared[place], "named": named} if inside else None
        node["enclosed"] = int(node["id"][1:].partition("-")[0]) > letter
    return found


def _flatten(
    nodes: list[dict[str, Any]], prefix: str, level: int, found: list[dict[str, Any]]
) -> None:
    for number, node in enumerate(nodes, 1):
        heading, label = outline.printed_heading(node), node.get("label") or ""
        name = f"{prefix}{number}"
        shown = {"id": name, "h": min(level, 5), "label": label, "heading": heading}
        if outline.stands_apart(node):
            found.append({**shown, **_TEXT_ONLY, "id": f"{name}-label", "paragraphs": [label]})
            shown["label"] = ""
        found.append(
            {
                **shown,
                "run_in": bool(heading) and outline.runs_in(node),
                "paragraphs": outline.paragraphs_of(node),
                "place": node.get("table"),
                "named": bool(node.get("named")),
            }
        )
        _flatten(node.get("children") or [], f"{name}-", level + (1 if heading else 0), found)


def contents(
    nodes: list[dict[str, Any]], prefix: str = "s", depth: int = 2
) -> list[dict[str, Any]]:
    """The table of contents: headed nodes two levels deep; nothing for texts with fewer than two."""
    found = []
    for number, node in enumerate(nodes, 1):
        if node.get("heading"):
            name = f"{prefix}{number}"
            below = contents(node.get("children") or [], f"{name}-", depth - 1) if depth > 1 else []
            heading = node["heading"].rstrip("。：；")
            label = (node.get("label") or "") + ("　" if outline.stands_apart(node) else "")
            found.append(
                {
                    "id": name,
                    "label": label,
                    "heading": heading,
                    "children": below,
                }
            )
    return found


def paragraphs(plain: str) -> list[dict[str, Any]]:
    """A text without outline as one node of paragraphs."""
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    return [{"id": "s1", "h": 2, "label": "", "heading": "", "run_in": False, "paragraphs": lines}]


def tables(stored: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables that stand behind the text, with what their columns hold."""
    placed = outline.placed_tables(outline.settled(nodes, stored))
    return [
        _table(number, table) for number, table in enumerate(stored, 1) if number - 1 not in placed
    ]


def _table(number: int, table: dict[str, Any]) -> dict[str, Any]:
    tasks = table.get("tasks") or []
    columns = {name: any(task.get(name) for task in tasks) for name in ("no", "units", "deadline")}
    return {**table, "id": f"t{number}", "number": number, "columns": columns}
