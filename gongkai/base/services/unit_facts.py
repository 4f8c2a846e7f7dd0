"""The facts of a unit as they are typed, brought into the form in which they are stored."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.lib.han import full_pinyin, initials
from gongkai.lib.ids import Check, check_division_code, check_site_code, check_uscc

LABELS = {
    name: str(Unit._meta.get_field(name).verbose_name)
    for name in (
        "name", "short_name", "slug", "kind", "division_code", "credit_code", "agency_words", "active_from",
        "active_to", "successor", "functions", "address", "hours", "phone", "head_post", "site_code",
    )
} | {"parent": "上级单位", "aliases": "别名"}  # fmt: skip
_CODES: dict[str, Callable[[str], Check]] = {
    "credit_code": check_uscc,
    "division_code": check_division_code,
    "site_code": check_site_code,
}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LONGEST_SLUG = 40
# No spreadsheet and no database of ours keeps them; line breaks and tabs stay.
_UNPRINTABLE = dict.fromkeys(n for n in range(32) if n not in (9, 10, 13))
_LONGEST_NAME = 100


@dataclass(slots=True)
class Cleaned:
    """Facts ready to be stored, what is wrong with them by field, and doubts that do not refuse."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def clean(facts: Mapping[str, Any]) -> Cleaned:
    """Checks every fact by itself; what needs the register (is the code taken) is not asked here.

    Args:
        facts: columns of `Unit` and `aliases`, each as typed or as stored.
    """
    result = Cleaned()
    for name, value in facts.items():
        if isinstance(value, str):
            value = value.translate(_UNPRINTABLE).strip()
        if name in _CODES:
            value = _code(name, value, result)
        problem = _problem(name, value)
        if problem:
            result.problems.append((name, problem))
        result.facts[name] = value
    _check_span(result)
    return result


def make_slug(name: str, taken: Container[str]) -> str:
    """A name for addresses from the pinyin of the unit's name that nobody has yet."""
    whole = re.sub(r"[^a-z0-9]", "", full_pinyin(name))
    if len(whole) > _LONGEST_SLUG:
        whole = re.sub(r"[^a-z0-9]", "", initials(name))
    stem, number = whole[:_LONGEST_SLUG] or "unit", 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _code(name: str, value: str, result: Cleaned) -> str:
    if not value:
        return ""
    check = _CODES[name](value)
    if check.normal is None:
        result.problems.append((name, check.reason))
        return value
    if check.warning:
        result.warnings.append(check.warning)
    return check.normal


def _problem(name: str, value: Any) -> str:
    """What is wrong with one fact, as a sentence; nothing for nothing."""
    label = LABELS.get(name, name)
    if name in ("name", "kind") and not value:
        return f"没有填写{label}，请补上。"
    if name == "kind" and value not in UnitKind.values:
        return f"没有“{value}”这个类别，应为{'、'.join(UnitKind.labels)}之一。"
    if name == "slug" and value and not (_SLUG.match(value) and len(value) <= _LONGEST_SLUG + 20):
        return "网址代号只能用小写字母、数字和中间的短横线，最多60个字符，请修改；不填则由名称的拼音生成。"
    if name in ("aliases", "agency_words"):
        long = next((item for item in value if len(item) > _LONGEST_NAME), None)
        return f"{label}“{long[:20]}……”过长，最多{_LONGEST_NAME}个字，请缩短。" if long else ""
    most = getattr(Unit._meta.get_field(name), "max_length", None) if name in LABELS else None
    if most and isinstance(value, str) and name != "kind" and len(value) > most:
        return f"{label}最多{most}个字，现在是{len(value)}个字，请缩短。"
    return ""


def _check_span(result: Cleaned) -> None:
    first, last = result.facts.get("active_from"), result.facts.get("active_to")
    if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
        result.problems.append(("active_to", "撤销日期不能早于设立日期，请核对两个日期。"))


def code_taken(code: str, holder: Unit) -> str:
    """The sentence for a credit code another unit bears."""
    return f"统一社会信用代码{code}已经登记给另一个单位{holder.name}，请核对后再填。"


def digest(facts: object) -> str:
    """A short sum of facts; equal for equal facts."""
    text = json.dumps(facts, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
