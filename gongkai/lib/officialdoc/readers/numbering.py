"""Labels of automatic numbering in docx files (一、 （一） 1.), counted as Word counts them."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from gongkai.lib.numerals import int_to_chinese

Element = Any

_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified", "ideographTraditional", "koreanCounting",
}  # fmt: skip
_MAX_LEVEL = 9


class Numbering:
    """Counts numbered paragraphs and returns the label of each; `used` tells whether there was one."""

    def __init__(self, document: WordDocument) -> None:
        self.used = False
        self.counters: dict[tuple[str, int], int] = {}
        self.levels: dict[tuple[str, int], Element] = {}
        self.abstract: dict[str, str] = {}
        self.overrides: dict[tuple[str, int], int] = {}
        self.styles: dict[str, Element] = {}
        self._load(document)

    def label(self, paragraph: Element) -> str:
        """Return the label shown before a paragraph, "" for one without automatic numbering."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number_id, depth = place
        base = self.abstract.get(number_id)
        level = self.levels.get((base, depth)) if base is not None else None
        if base is None or level is None:
            return ""
        self._count(number_id, base, depth)
        text = self._text(base, depth, level)
        self.used = self.used or bool(text)
        return text

    def _load(self, document: WordDocument) -> None:
        self.styles = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.iter(qn("w:style"))
        }
        part = next(
            (
                rel.target_part
                for rel in document.part.rels.values()
                if rel.reltype.endswith("/numbering") and not rel.is_external
            ),
            None,
        )
        root = getattr(part, "element", None)
        if root is None:
            return
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                self.levels[
                    abstract.get(qn("w:abstractNumId")), integer(level.get(qn("w:ilvl")))
                ] = level
        for number in root.iter(qn("w:num")):
            self._load_number(number)

    def _load_number(self, number: Element) -> None:
        number_id = number.get(qn("w:numId"))
        base = number.find(qn("w:abstractNumId"))
        if number_id is None or base is None:
            return
        self.abstract[number_id] = base.get(qn("w:val"))
        for override in number.iter(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                self.overrides[number_id, integer(override.get(qn("w:ilvl")))] = integer(
                    start.get(qn("w:val"))
                )

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        found = properties.find(qn("w:numPr")) if properties is not None else None
        if found is None and properties is not None:
            found = self._from_style(properties.find(qn("w:pStyle")))
        if found is None:
            return None
        number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        value = number.get(qn("w:val")) if number is not None else None
        if not value or value == "0":
            return None
        return value, min(
            integer(depth.get(qn("w:val"))), _MAX_LEVEL - 1
        ) if depth is not None else 0

    def _from_style(self, named: Element) -> Element:
        for _ in range(10):
            style = self.styles.get(named.get(qn("w:val"))) if named is not None else None
            if style is None:
                return None
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                return found
            named = style.find(qn("w:basedOn"))
        return None

    def _count(self, number_id: str, base: str, depth: int) -> None:
        override = self.overrides.pop((number_id, depth), None)
        key = (base, depth)
        if override is not None:
            self.counters[key] = override
        else:
            self.counters[key] = self.counters.get(key, self._start(base, depth) - 1) + 1
        for lower in range(depth + 1, _MAX_LEVEL):
            self.counters.pop((base, lower), None)

    def _start(self, base: str, depth: int) -> int:
        start = (
            self.levels[base, depth].find(qn("w:start")) if (base, depth) in self.levels else None
        )
        return integer(start.get(qn("w:val"))) if start is not None else 1

    def _text(self, base: str, depth: int, level: Element) -> str:
        pattern = level.find(qn("w:lvlText"))
        kind = level.find(qn("w:numFmt"))
        if pattern is None or (kind is not None and kind.get(qn("w:val")) in ("bullet", "none")):
            return ""
        return re.sub(
            r"%([1-9])",
            lambda hit: self._number(base, int(hit[1]) - 1),
            pattern.get(qn("w:val")) or "",
        )

    def _number(self, base: str, depth: int) -> str:
        value = self.counters.get((base, depth), self._start(base, depth))
        level = self.levels.get((base, depth))
        kind = level.find(qn("w:numFmt")) if level is not None else None
        return format_number(value, kind.get(qn("w:val")) if kind is not None else "decimal")


def format_number(value: int, kind: str) -> str:
    """Return a number as the numbering format of that name shows it."""
    if kind in _CHINESE:
        return int_to_chinese(value) if 0 < value < 1000 else str(value)
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if kind in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr((97 if kind == "lowerLetter" else 65) + value - 1)
    return str(value)


def integer(value: str | None) -> int:
    """Value of an attribute of Word's; 0 for what is no number or absurdly large."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 0
