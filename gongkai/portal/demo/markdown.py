"""The little Markdown of the demonstration texts as outline and tables."""

import re
from dataclasses import dataclass, field
from typing import Any

_EMPTY: dict[str, Any] = {"level": 0, "label": "", "heading": "", "text": "", "children": []}
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
# 「一、为什么下放」 alone in a line is a heading; with a full stop it is a sentence.
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、[^。；：！？]{1,30}\Z")
_RULE = re.compile(r"\|[ :|-]+\|\Z")


@dataclass(slots=True)
class Reading:
    """A text taken apart: nodes as the library stores them, generic tables, the plain words."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def add(self, level: int, heading: str = "", text: str = "") -> None:
        """A node; text without a heading of its own goes to the node before it."""
        here = self.nodes[-1] if self.nodes else None
        if heading or here is None or "table" in here:
            self.nodes.append({**_EMPTY, "level": level, "heading": heading, "text": text})
        else:
            here["text"] = f"{here['text']}\n{text}".strip("\n")


def read(text: str) -> Reading:
    """Headings (##), bold lines as questions, lists, tables and paragraphs; the title line is left out."""
    reading = Reading()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        clean = line.strip()
        if clean.startswith("|"):
            if not _RULE.match(clean):
                rows.append([_plain(cell) for cell in clean.strip("|").split("|")])
            continue
        if rows:
            reading.nodes.append({**_EMPTY, "table": len(reading.tables)})
            reading.tables.append({"title": "", "header": rows[0], "rows": rows[1:]})
            rows = []
        _line(reading, clean)
    return reading


def _line(reading: Reading, clean: str) -> None:
    if not clean or clean.startswith("# "):
        return
    whole = _BOLD.fullmatch(clean)
    if clean.startswith("##"):
        reading.add(1, _plain(clean.lstrip("#")))
    elif whole or _NUMBERED.match(clean):
        reading.add(1, whole[1].strip() if whole else clean)
    else:
        bullet = clean.startswith(("- ", "* "))
        reading.add(0, "", f"· {_plain(clean[2:])}" if bullet else _plain(clean))


def _plain(text: str) -> str:
    return _BOLD.sub(r"\1", text).strip()
