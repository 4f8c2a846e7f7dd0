"""What is read of a catalogue's table before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass, field

# The columns of a standard catalogue, each one text; several sub-columns are put into words.
LABELS = {
    "number": "序号",
    "level1": "一级事项",
    "level2": "二级事项",
    "content": "公开内容（要素）",
    "basis": "公开依据",
    "limit": "公开时限",
    "body": "公开主体",
    "channels": "公开渠道和载体",
    "audience": "公开对象",
    "method": "公开方式",
    "levels": "公开层级",
}
FIELDS = tuple(LABELS)


@dataclass(slots=True)
class RawRow:
    """One entry as printed: a text for each of `FIELDS`; `line` is its line in the source."""

    texts: dict[str, str]
    warnings: list[str] = field(default_factory=list)
    line: int = 0


@dataclass(slots=True)
class CatalogueTable:
    """One catalogue: its title, rows, what stood below it, and doubts about it as a whole."""

    title: str
    rows: list[RawRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
