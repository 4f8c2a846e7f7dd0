"""What a cell's words say about the column they belong to."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.deadline_text import is_deadline
from gongkai.lib.officialdoc.tables.cells import plain
from gongkai.lib.officialdoc.tables.columns import LABEL_ROLES, UNIT_ROLES
from gongkai.lib.officialdoc.tables.sheet import Token
from gongkai.lib.officialdoc.tables.witness import Witness, mark_level
from gongkai.lib.officialdoc.text import key
from gongkai.lib.officialdoc.units_text import is_unit_list, is_unit_name

_NUMBER = re.compile(r"（?[0-9]{1,4}）?[.、]?\Z")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、?\Z")
_BLANK = {"no": 3.0, "requirement": 5.0, "lead": 0.4, "units": 0.4, "support": 0.2}
# Cost of a kind of text (column) under a role (row): high where it can hardly stand there.
_NUMBER_COST = {"no": 0.0}
_DEADLINE_COST = {"deadline": 0.0, "no": 8.0, "requirement": 5.0, "note": 1.0, "other": 1.0}
_UNITS_COST = {"lead": 0.0, "units": 0.0, "support": 0.0, "no": 8.0, "note": 1.0, "other": 1.0}
_SENTENCE_COST = {"requirement": 0.0, "note": 1.5, "other": 1.5, "level": 5.0}
_SHORT_COST = {"requirement": 2.0, "no": 8.0, "note": 1.0, "other": 1.0}


class Evidence:
    """Prices a cell under a role; the body's headings say which level a label has."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._known: dict[tuple[str, str], float] = {}
        self._kinds: dict[str, str] = {}

    def __call__(self, role: str, token: Token) -> float:
        """Return what it costs to read a cell under a role."""
        if token.blank:
            return _BLANK.get(role, 0.0)
        if token.read is None:
            token.read = plain([paragraph.replace("\n", "") for paragraph in token.paragraphs])
        text = token.read
        price = self._known.get((role, text))
        if price is None:
            price = self._known[role, text] = self._price(role, text)
        return _full_line(role, text, price) if token.full else price

    def _price(self, role: str, text: str) -> float:
        kind = self._kinds.get(text)
        if kind is None:
            kind = self._kinds[text] = _kind_of(text)
        if kind == "number":
            return _NUMBER_COST.get(role, 8.0)
        if role == "no":
            return 0.5 if _CHINESE_NUMBER.match(key(text)) else 8.0
        if kind == "deadline":
            return _DEADLINE_COST.get(role, 6.0)
        if kind == "units":
            return _UNITS_COST.get(role, 4.0 if role in LABEL_ROLES else 5.5)
        if kind == "sentence":
            return _SENTENCE_COST.get(role, 6.0 if role in LABEL_ROLES else 8.0)
        return self._short(role, text)

    def _short(self, role: str, text: str) -> float:
        if role in UNIT_ROLES or role == "deadline":
            return 3.0
        if role in ("level1", "level2"):
            return self._label(1 if role == "level1" else 2, text)
        hit = self._witness.heading(text)
        if role == "requirement" and hit and hit.score > 0.9:
            return 5.0
        return _SHORT_COST.get(role, 0.0)

    def _label(self, level: int, text: str) -> float:
        stated = mark_level(text)
        if stated:
            return 0.0 if stated == level else 4.0
        one = self._witness.heading(text, 1)
        two = self._witness.heading(text, 2)
        if not one and not two:
            return 1.0 if self._witness else 0.0
        likelier = 1 if (one.score if one else 0) >= (two.score if two else 0) else 2
        return 0.0 if likelier == level else 4.0


def _kind_of(text: str) -> str:
    words = key(text)
    if _NUMBER.match(words):
        return "number"
    if is_deadline(words):
        return "deadline"
    if "。" not in text and len(words) <= 200 and is_unit_list(text):
        return "units"
    return "sentence" if "。" in words or len(words) > 45 or words.endswith("；") else "short"


def _full_line(role: str, text: str, price: float) -> float:
    """Price a line that may go on in the next one: the first part of a cell, seldom of a label."""
    whole_names = re.split(r"[、，,]", text)[:-1]
    if len(whole_names) > 1 and all(map(is_unit_name, whole_names)):
        return 0.0 if role in UNIT_ROLES else price + 3.0
    return min(price, 0.3) if role == "requirement" else price + 3.0
