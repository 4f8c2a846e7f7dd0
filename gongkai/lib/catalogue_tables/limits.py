"""The cell 公开时限: free text, of which a number of days, a cycle or neither can be understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.lib.numerals import chinese_to_int
from gongkai.lib.widths import fold

AFTER, CYCLE, AT_ONCE, LASTING, OTHER = "after", "cycle", "at_once", "lasting", "other"
WORKDAYS, DAYS, MONTHS = "wd", "cd", "month"

_N = "([0-9]{1,3}|[一二两三四五六七八九十百]{1,5})"
_LIMIT = re.compile(rf"{_N}(个?工作日|个?自然日|个?日历日|个月|日|天|月|个?小时)")
# How long something stays up, or how long opinions are taken, is no limit for publishing it.
_STAYS = re.compile(
    rf"(?:不少于|不得少于|不低于|至少|公示期[为限]?|期限为?|不短于){_N}(?:个)?(?:工作日|自然日|日|天|个?月)"
)
_CYCLES: tuple[tuple[str, int], ...] = (
    (r"每(?:个)?(?:工作)?日|逐日|按日|每天", 1),
    (r"每周|按周|每星期", 7),
    (r"每(?:个)?月|按月|逐月|月度", 31),
    (r"每(?:个)?季度?|按季度?|季度(?:更新|公开|末)|逐季", 92),
    (r"每半年|半年(?:更新|公开|一次)", 184),
    (r"每(?:个)?学期", 184),
    (r"每两年|每二年|每2年", 731),
    (r"每年|按年|年度(?:更新|公开)?|逐年|一年一次|每1年", 366),
)
_AT_ONCE = re.compile(r"[及即实]时|立即|当[日天]|同步|随时|第一时间")
_LASTING = re.compile(r"长期|常年|持续|始终|动态")
_NEXT_DAY = re.compile(r"次日|次一?工作日")


@dataclass(slots=True)
class Limit:
    """What a limit says: its kind, number and unit, and the days in which something new must come."""

    kind: str = OTHER
    number: int | None = None
    unit: str = ""
    cycle_days: int | None = None
    warnings: list[str] = field(default_factory=list)


def read_limit(text: str) -> Limit:
    """Understands a limit; what is not understood stays 其他 with a warning, never a guess."""
    said = "".join(fold(text).split())
    result = Limit(cycle_days=_cycle(said))
    if not said:
        result.warnings.append("公开时限为空；没有另行规定的，按20个工作日掌握。")
        return result
    counted = _counted(said)
    if counted:
        result.kind = AFTER
        result.number, result.unit = counted[0]
        if len(set(counted)) > 1:
            result.warnings.append("公开时限里有几个期限，已取第一个，请核对。")
    elif result.cycle_days:
        result.kind = CYCLE
    elif _NEXT_DAY.search(said):
        result.kind, result.number = AFTER, 1
        result.unit = WORKDAYS if "次工作日" in said or "次一工作日" in said else DAYS
    elif _AT_ONCE.search(said):
        result.kind = AT_ONCE
    elif _LASTING.search(said):
        result.kind = LASTING
    else:
        result.warnings.append(
            f"公开时限“{text.strip()[:40]}”没有读懂，已照录原文，请补选时限类型。"
        )
    return result


def _cycle(said: str) -> int | None:
    found = [days for words, days in _CYCLES if re.search(words, said)]
    return min(found) if found else None


def _counted(said: str) -> list[tuple[int, str]]:
    without = _STAYS.sub("", said)
    found = []
    for match in _LIMIT.finditer(without):
        # 每年3月前 names a month of the calendar, 2023年5月 a date: neither counts days.
        if match[2] == "月" or without[match.start() - 1 : match.start()] in ("年", "第", "月"):
            continue
        number = int(match[1]) if match[1].isdigit() else chinese_to_int(match[1])
        if number:
            found.append(_in_days(number, match[2].removeprefix("个")))
    return found


def _in_days(number: int, unit: str) -> tuple[int, str]:
    if unit == "工作日":
        return number, WORKDAYS
    if unit == "月":
        return number, MONTHS
    if unit == "小时":
        return max(1, -(-number // 24)), DAYS
    return number, DAYS
