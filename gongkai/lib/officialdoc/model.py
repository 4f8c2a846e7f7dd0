"""What the reading of an official document yields: lines, grids, elements, outline and task tables.

Everything here is plain data. Lines are counted from 0 and name the raw lines of the text that was
read, so that a review screen can put the source beside the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Grid:
    """One table of an html, docx or pdf source: row → cell → paragraphs.

    Cells that a span covers are empty lists; the text stands at the span's origin. `first_line` is
    the number of the first line under which the table's text stands among the source's lines.
    """

    rows: list[list[list[str]]]
    first_line: int


@dataclass
class Line:
    """One line of the source as it was read, never changed; `grid` names the table it came from."""

    text: str
    grid: int | None = None


@dataclass
class Source:
    """The readable content of a file: ordered lines, tables, page metadata and remarks."""

    kind: str
    lines: list[Line]
    grids: list[Grid] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Return the raw text of every line."""
        return [line.text for line in self.lines]


@dataclass
class BodyItem:
    """One item of the body's flat outline, with the headings above it, outermost first."""

    level: int
    label: str
    heading: str
    text: str
    parents: tuple[str, ...] = ()


@dataclass
class Node:
    """One node of the outline tree; level 0 is a paragraph that stands under no heading.

    `run_in`: heading and text stand in one printed line. `stop`: the mark that ends the heading in
    print and was cut off it (。 ： ；), "" where none was. Label, heading, stop and, for a run-in
    heading, the first paragraph of the text are the printed line, white space aside.
    """

    level: int
    label: str
    heading: str
    text: str
    children: list[Node] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    run_in: bool = False
    stop: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the node and all below it as plain data."""
        return {
            "level": self.level,
            "label": self.label,
            "heading": self.heading,
            "stop": self.stop,
            "run_in": self.run_in,
            "text": self.text,
            "children": [child.to_json() for child in self.children],
            "lines": self.lines,
        }


@dataclass
class Relation:
    """A tie to another document: 转发 印发 依据 废止 宣布失效 修改 替代 解读 引用."""

    kind: str
    doc_no: str | None = None
    title: str | None = None
    line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the relation as plain data."""
        return {"kind": self.kind, "doc_no": self.doc_no, "title": self.title, "line": self.line}


@dataclass
class Task:
    """One row of a task table (工作任务), with what was filled in from rows around it."""

    no: str
    level1: str
    level2: str
    requirement: str
    units: list[str] = field(default_factory=list)
    units_open: bool = False
    deadline: str = ""
    deadline_date: date | None = None
    recurrence: str = ""
    filled: list[str] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the task as plain data, its date in ISO form."""
        return {
            "no": self.no,
            "level1": self.level1,
            "level2": self.level2,
            "requirement": self.requirement,
            "units": self.units,
            "units_open": self.units_open,
            "deadline": self.deadline,
            "deadline_date": _iso(self.deadline_date),
            "recurrence": self.recurrence,
            "filled": self.filled,
            "checkpoints": self.checkpoints,
            "warnings": self.warnings,
        }


@dataclass
class TaskTable:
    """One task table (任务台账) with all its tasks in order."""

    title: str
    year: int | None
    tasks: list[Task] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain data."""
        return {
            "title": self.title,
            "year": self.year,
            "tasks": [task.to_json() for task in self.tasks],
            "warnings": self.warnings,
        }


@dataclass
class Document:
    """The elements (公文要素) and the outline of one document; what is not stated stays empty.

    `phones` are for the desk only (附注里的联系电话); `page` is what the page's element table said;
    `origins` says where a value came from, `positions` which lines are which element.
    """

    title: str | None = None
    doc_no: str | None = None
    issuers: list[str] = field(default_factory=list)
    signed_on: date | None = None
    printed_on: date | None = None
    released_on: date | None = None
    index_no: str | None = None
    theme: str | None = None
    source: str | None = None
    attribute: str = "unknown"
    doc_type: str | None = None
    addressees: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    printing_unit: str | None = None
    signature: list[str] = field(default_factory=list)
    status_mark: str | None = None
    keywords: list[str] = field(default_factory=list)
    site_id: str | None = None
    column: str | None = None
    outline: list[Node] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    page: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    positions: dict[str, list[int]] = field(default_factory=dict)
    first_line: int = 0
    end_line: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the document as plain data, dates in ISO form, missing values null or empty."""
        return {
            "title": self.title,
            "doc_no": self.doc_no,
            "issuers": self.issuers,
            "signed_on": _iso(self.signed_on),
            "printed_on": _iso(self.printed_on),
            "released_on": _iso(self.released_on),
            "index_no": self.index_no,
            "theme": self.theme,
            "source": self.source,
            "attribute": self.attribute,
            "doc_type": self.doc_type,
            "addressees": self.addressees,
            "cc": self.cc,
            "printing_unit": self.printing_unit,
            "signature": self.signature,
            "status_mark": self.status_mark,
            "keywords": self.keywords,
            "site_id": self.site_id,
            "column": self.column,
            "outline": [node.to_json() for node in self.outline],
            "relations": [relation.to_json() for relation in self.relations],
            "attachments": self.attachments,
            "notes": self.notes,
            "warnings": self.warnings,
            "phones": self.phones,
            "page": self.page,
            "origins": self.origins,
            "positions": self.positions,
            "lines": [self.first_line, self.end_line],
        }


@dataclass
class ParseResult:
    """All that was read out of one file."""

    file: str
    documents: list[Document] = field(default_factory=list)
    tables: list[TaskTable] = field(default_factory=list)
    table_lines: list[tuple[int, int]] = field(default_factory=list)
    unplaced: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    source: Source | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the result in the shape of the `parse --json` interface."""
        return {
            "file": self.file,
            "documents": [document.to_json() for document in self.documents],
            "tables": [table.to_json() for table in self.tables],
            "unplaced": self._unplaced(),
            "warnings": self.warnings,
        }

    def _unplaced(self) -> list[dict[str, Any]]:
        texts = self.source.texts if self.source else []
        return [{"line": number, "text": texts[number]} for number in self.unplaced]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
