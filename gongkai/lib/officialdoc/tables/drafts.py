"""Rows on their way to tasks: every cell under its meaning, nothing decided yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.lib.officialdoc.tables.cells import plain
from gongkai.lib.officialdoc.tables.columns import LABEL_ROLES, UNIT_ROLES, Column
from gongkai.lib.officialdoc.tables.sheet import Row
from gongkai.lib.officialdoc.tables.witness import mark_level
from gongkai.lib.officialdoc.text import ends_sentence, key

_MAX_LABEL = 60
_NUMBER = re.compile(r"[0-9]{1,4}[.、]?\Z")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、?\Z")


@dataclass(slots=True)
class Draft:
    """One row while it is being read; `missing` names the roles whose cell is not printed at all.

    `label` is the cell of a column that holds both levels; `item` the place of the body item that
    the requirement comes from, None where none is sure.
    """

    no: str = ""
    label: list[str] = field(default_factory=list)
    printed1: str = ""
    printed2: str = ""
    level1: str = ""
    level2: str = ""
    requirement: list[str] = field(default_factory=list)
    units: list[list[str]] = field(default_factory=list)
    deadline: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    item: int | None = None
    filled: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The requirement as one text."""
        return "\n".join(self.requirement)


@dataclass(slots=True)
class Section:
    """A label that stands over the rows after it, in a row of its own."""

    text: str


def drafts_of(rows: Sequence[Row], columns: Sequence[Column]) -> list[Draft | Section]:
    """Turn rows into drafts; a row with nothing but one label becomes a section."""
    found: list[Draft | Section] = []
    for row in rows:
        if not any(row.cells):
            continue
        label = _section_label(row, columns)
        found.append(Section(label) if label else _draft(row, columns))
    return found


def _section_label(row: Row, columns: Sequence[Column]) -> str:
    """Return the label of a row that has nothing else, save a Chinese number before it."""
    texts = {
        column.role: plain(cell) for cell, column in zip(row.cells, columns, strict=True) if cell
    }
    number = texts.pop("no") if _CHINESE_NUMBER.match(texts.get("no", "")) else ""
    if len(set(texts.values())) != 1:
        return ""
    role, text = next(iter(texts.items()))
    if len(text) > _MAX_LABEL or ends_sentence(text) or _NUMBER.match(key(text)):
        return ""
    if len(texts) == 1 and role not in (*LABEL_ROLES, "no") and mark_level(text) is None:
        return ""
    return f"{number.rstrip('、')}、{text}" if number else text


def _draft(row: Row, columns: Sequence[Column]) -> Draft:
    draft = Draft()
    for cell, column in zip(row.cells, columns, strict=True):
        if cell is None:
            draft.missing.add("units" if column.role in UNIT_ROLES else column.role)
        _place(draft, column, cell or [])
    if not draft.requirement:
        draft.warnings.append("本行没有读出具体要求，请对照原表补录。")
    return draft


def _place(draft: Draft, column: Column, cell: list[str]) -> None:
    if column.role == "no":
        draft.no = (draft.no + " " + plain(cell)).strip()
    elif column.role == "level":
        draft.label = cell
    elif column.role == "level1":
        draft.printed1 = plain(cell)
    elif column.role == "level2":
        draft.printed2 = plain(cell)
    elif column.role == "requirement":
        draft.requirement = cell
    elif column.role in UNIT_ROLES:
        draft.units.append(cell)
    elif column.role == "deadline":
        draft.deadline = [*draft.deadline, *cell]
    elif cell:
        name = column.name or "无名"
        draft.warnings.append(
            f"“{name}”一栏的内容未归入任务：{plain(cell)}。请核对是否需要另行登记。"
        )
