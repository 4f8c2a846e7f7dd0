"""Sub-deadlines and quotas inside a requirement (R16): offered as check points, never decided."""

from __future__ import annotations

import re

_INNER = r"[^，,。；;、：\n]"
_COUNT = r"[0-9一二三四五六七八九十两]{1,4}[—\u2013\-至]?[0-9]{0,3}(?:次|场|期|篇|件|个|项|名|人|家|条|批)"
_RULES = (
    # 每年至少召开1次会议, 年内邀请公众代表列席政府常务会不少于5次, 原则上每年至少5次
    rf"(?:每年度?|每半年|每季度?|每月|每周|每学期|年内|全年|年度内|本年度){_INNER}{{0,24}}?{_COUNT}",
    rf"(?:不少于|不低于|至少|不超过|不得少于){_INNER}{{0,8}}?{_COUNT}",
    r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})个?(?:工作日|自然日|小时|日|天|月)[之以]?内",
    r"(?:20[0-9]{2} ?年)?(?:1[0-2]|0?[1-9]) ?月(?: ?(?:3[01]|[12][0-9]|0?[1-9]) ?日| ?底|[上中下]旬|份)?(?:之?前|以前)",
    r"(?:20[0-9]{2} ?年 ?|每年?)?(?:年底|年末|年终)(?:之?前|以前)?",
    r"20[0-9]{2} ?年 ?底(?:之?前|以前)?",
    r"每年?(?:年初|季度末|月末|季末|月底|季度初|月初)",
    r"(?:20[0-9]{2} ?年 ?)?(?:上半年|第?[一二三四]季度)(?:之?前|末|内)?",
)
_ANY = re.compile("|".join(f"(?:{rule})" for rule in _RULES))


def checkpoints_in(requirement: str) -> list[str]:
    """Return the phrases that name a time or a number to reach, verbatim and in order, once each."""
    return list(dict.fromkeys(found.group() for found in _ANY.finditer(requirement)))
