"""One finding of the proofreader, and how it is told from others in later versions of a text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "hint"]

KINDS: dict[str, str] = {
    "typo": "错别字",
    "doc_no": "文号格式",
    "date": "日期",
    "width": "全角半角",
    "repeat": "重复字词",
    "unit_name": "单位名称",
    "formulation": "规范表述",
    "personal": "个人信息",
    "secret_title": "未公开文件",
    "structure": "结构层次",
    "link": "链接",
    "alt": "图片说明",
    "bracket": "括号引号",
    "punctuation": "标点",
}

_CONTEXT = 12


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Something to look at: `text` at `offset`, counted in characters of the text checked.

    Of the severities `error` must be settled before a text goes to review, `warning` should be
    looked at, `hint` may be. `fingerprint` stays the same while the finding and the words around it
    do, wherever they stand: by it “ignored, with this reason” is remembered across versions.
    """

    offset: int
    text: str
    suggestion: str | None
    kind: str
    severity: Severity
    reason: str
    fingerprint: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """For logs: never the words themselves where they are personal or not public."""
        shown = "*" * len(self.text) if self.kind in ("personal", "secret_title") else self.text
        return (
            f"Found({self.offset}, {shown!r} -> {self.suggestion!r}, {self.kind}, {self.severity})"
        )


def found(
    text: str,
    start: int,
    end: int,
    *,
    kind: str,
    severity: Severity,
    reason: str,
    suggestion: str | None = None,
) -> Found:
    """The finding on `text[start:end]`, with its fingerprint."""
    around = (text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT])
    sign = "\0".join((kind, text[start:end], *("".join(part.split()) for part in around)))
    fingerprint = hashlib.sha256(sign.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return Found(start, text[start:end], suggestion, kind, severity, reason, fingerprint)
