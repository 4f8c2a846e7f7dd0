# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Secrecy marks stop a file at once; the mere words in running text do not (保守国家秘密法)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.lib.officialdoc.errors import SecrecyMark
from gongkai.lib.officialdoc.text import key

_HEAD_LINES = 12
_TERM = r"(?:[★☆*＊][0-9一二三四五六七八九十]{0,3}(?:年|个月|月|天|日|长期)?|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})年|长期)?"
_WITH = r"(?:特急|加急|平急|特提|急件)?"
_MARK = re.compile(
    rf"\A(?:[0-9]{{6}})?{_WITH}[（【\[〔]?(绝密|机密|秘密){_TERM}[）】\]〕]?{_WITH}\Z"
)
_LABELLED = re.compile(
    rf"\A(?:密级|保密级别|秘密等级)(?:和保密期限)?：?[（【\[]?(绝密|机密|秘密){_TERM}[）】\]]?(?:份号.{{0,10}})?\Z"
)
_STARRED = re.compile(r"\A.{0,12}(绝密|机密|秘密)[★☆].{0,12}\Z")


def mark_of(line: str) -> str | None:
    """Return 绝密, 机密 or 秘密 where a line bears one as a mark, else None."""
    bare = key(line)
    if not 2 <= len(bare) <= 30 or "密" not in bare:
        return None
    found = _MARK.match(bare) or _LABELLED.match(bare) or _STARRED.match(bare)
    return found[1] if found else None


def refuse_marked(texts: Sequence[str], meta: Mapping[str, str]) -> None:
    """Raise `SecrecyMark` where the head, a starred line or the element table bears a mark."""
    seen = 0
    for text in texts:
        if text.isspace() or not text:
            continue
        seen += 1
        starred = ("密★" in text or "密☆" in text or "密级" in text or "密 ★" in text) and len(
            text
        ) <= 60
        if (seen <= _HEAD_LINES or starred) and (mark := mark_of(text)):
            _refuse(mark)
    if mark := mark_of(f"密级：{meta.get('secrecy', '')}"):
        _refuse(mark)


def _refuse(mark: str) -> None:
    raise SecrecyMark(
        f"文件标有“{mark}”字样，涉密文件不得导入本系统，请立即停止操作并按保密规定处理该文件。"
    )
