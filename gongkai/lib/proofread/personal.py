"""Personal data in a text that is to be public: numbers that identify people, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.lib import ids
from gongkai.lib.proofread.found import Found, Severity, found

_NUMBERS: dict[str, tuple[str, Severity]] = {
    "resident_id": ("居民身份证号码", "error"),
    "bank_card": ("银行卡号", "error"),
    "mobile": ("手机号码", "warning"),
}
# A name is sure only where the text says that it is one, or where it stands right before its
# holder's sex or number.
_HAN_NAME = "[\u4e00-\u9fff·]{2,5}"
_BESIDE = (
    re.compile(f"(?:姓\\s{{0,4}}名|申请人|当事人|被处罚人|联系人)[:：]\\s{{0,2}}(?P<name>{_HAN_NAME}?)"
               "(?=[\\s，,、；;。（(]|性别|身份证|$)"),
    re.compile(f"(?<![\u4e00-\u9fff])(?P<name>{_HAN_NAME}?)[，,（( ](?:男|女)[，,（( ]"),
    re.compile(f"(?<![\u4e00-\u9fff])(?P<name>{_HAN_NAME}?)[，,（(：: ]{{0,2}}(?:公民)?身份(?:证)?号"),
)  # fmt: skip
_NEAR = 60


def check(text: str) -> Iterator[Found]:
    """Identity numbers, bank cards and mobile numbers, checked, with the names beside the first two.

    条例第十五条: what concerns personal privacy and would harm somebody is not disclosed.
    """
    named: set[int] = set()
    for number in ids.find_personal_numbers(text):
        what, severity = _NUMBERS[number.kind]
        yield found(
            text,
            number.start,
            number.end,
            kind="personal",
            severity=severity,
            reason=_reason(what, severity),
        )
        if severity == "error":
            yield from _names(text, number.start, named)


def _reason(what: str, severity: Severity) -> str:
    if severity == "error":
        return f"这里有{what}，属于个人信息，公开前请删去或者遮盖。"
    return f"这里有{what}，如果不是对外公布的办公电话，公开前请删去或者遮盖。"


def _names(text: str, number: int, named: set[int]) -> Iterator[Found]:
    """The nearest name before the number, if any is sure."""
    start = max(0, number - _NEAR)
    line = text.rfind("\n", start, number)
    window = text[line + 1 if line >= 0 else start : number + 4]
    offset = line + 1 if line >= 0 else start
    best = max(
        (m for shape in _BESIDE for m in shape.finditer(window)),
        key=lambda m: m.start("name"),
        default=None,
    )
    if best is None or offset + best.start("name") in named:
        return
    at = offset + best.start("name")
    named.add(at)
    yield found(
        text,
        at,
        at + len(best["name"]),
        kind="personal",
        severity="warning",
        reason="这里的姓名与身份证号码或者银行卡号写在一起，能够识别出个人，公开前请删去或者遮盖。",
    )
