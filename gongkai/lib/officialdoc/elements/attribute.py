"""The disclosure attribute (公开属性) as a line or a page field states it; never guessed."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.text import squeeze

_ATTRIBUTES = (
    ("on_request", re.compile(r"依申请公开")),
    ("withheld", re.compile(r"不予公开|不公开|非公开|不宜公开")),
    ("proactive", re.compile(r"主动公开|公开发布|全文公开|删减后公开|此件公开|此文公开|\A公开\Z")),
)
_ATTRIBUTE_LINE = re.compile(
    r"\A[（(【\[]?(?:(?:此件|此文|本件|本文|此通知|本通知)(?:.{0,4})?(?:主动公开|公开发布|依申请公开|不予公开|不公开|删减后公开|全文公开|公开)"
    r"|(?:政府)?(?:信息)?公开(?:方式|属性|形式|类型|选项|类别)：?.{2,10}"
    r"|主动公开|依申请公开|不予公开)[。]?[）)】\]]?\Z"
)


def attribute_of(line: str) -> str | None:
    """Return the attribute a line of its own states (key of the line), None for another line."""
    if not _ATTRIBUTE_LINE.match(line):
        return None
    return attribute_value(line)


def attribute_value(text: str) -> str | None:
    """Read a stated disclosure attribute (公开属性): proactive, on_request, withheld; None otherwise."""
    for value, pattern in _ATTRIBUTES:
        if pattern.search(squeeze(text)):
            return value
    return None
