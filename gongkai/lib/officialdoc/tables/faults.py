"""Signs that a text was misread or misprinted; the words stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LATIN = re.compile(
    r"(?<=[\u4e00-\u9fff》”）]) ?(and|or|the|of|to|in|is) ?(?=[\u4e00-\u9fff《“（])"
)
_TWICE = re.compile(r"([\u4e00-\u9fff]{6,30})[、，；]\1")


def faults_in(text: str) -> list[str]:
    """Return a sentence for each sign of a fault in a requirement."""
    faults = [
        f"具体要求中夹有外文“{word}”，疑为识别错误，请核对。"
        for word in dict.fromkeys(found.group(1) for found in _LATIN.finditer(text))
    ]
    faults += [
        f"具体要求中“{found.group(1)}”连续出现两次，请核对。" for found in _TWICE.finditer(text)
    ]
    return faults


def uneven_groups(names: Iterable[str]) -> list[str]:
    """Return a sentence for each pair of generic groups that differ only in 县 (各区政府, 各区县政府)."""
    seen = dict.fromkeys(name for name in names if name.startswith("各"))
    forms: dict[str, list[str]] = {}
    for name in seen:
        forms.setdefault(re.sub(r"[县市（）()]|人民", "", name), []).append(name)
    return [
        f"同一类责任单位在表中写法不一：{'、'.join(f'“{form}”' for form in same)}，请核对是否指同一范围。"
        for same in forms.values()
        if len(same) > 1
    ]
