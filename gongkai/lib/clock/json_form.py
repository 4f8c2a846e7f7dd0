"""The JSON form of the clock: what `gongkai deadline` reads and writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from gongkai.lib.clock.acts import ACT_TYPES, HOLD_KINDS, MODES, Act, ActType, ClockError
from gongkai.lib.clock.periods import FIRST_LAW
from gongkai.lib.clock.result import Clock

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LAST_YEAR = 2199
_MOST_DAYS = 1000
_TOP = ("received_on", "acts", "as_of")
_FIELDS = ("days", "until", "kind", "mode", "ref", "accepted")
# What each type reads; a field of the vocabulary that it does not read is told, not refused.
_READS: dict[ActType, tuple[str, ...]] = {
    "clarification_notice": ("until", "days"),
    "clarification_received": ("accepted",),
    "hold_opened": ("kind", "ref"),
    "hold_closed": ("kind", "ref"),
    "extended": ("days",),
    "fee_notice": (),
    "fee_paid": ("accepted",),
    "delayed": ("until",),
    "withdrawn": (),
    "delivered": ("mode",),
    "reopened": ("until", "days"),
}


class Case(NamedTuple):
    """What `case_from_json` reads; `notes` are sentences on fields that were given for nothing."""

    received_on: date
    acts: tuple[Act, ...]
    as_of: date | None
    notes: tuple[str, ...] = ()


def case_from_json(data: Any) -> Case:
    """Reads `{"received_on": …, "acts": [{"type": …, "on": …, …}], "as_of": …}`.

    Raises:
        ClockError: an unknown type or key, a missing or impossible date, a wrong value.
    """
    if not isinstance(data, Mapping) or data.get("received_on") is None:
        raise ClockError("缺少收到申请的日期，请填写“received_on”。")
    _refuse_unknown(data, _TOP, "输入")
    acts = data.get("acts")
    if not isinstance(acts, list | None):
        raise ClockError("“acts”应当是一个列表，请按办理先后列出各个环节。")
    received_on = _date(data["received_on"], "received_on")
    if received_on < FIRST_LAW:
        raise ClockError(
            "收到申请的日期早于2008年5月1日，当时条例还没有施行，请核对“received_on”。"
        )
    as_of = data.get("as_of")
    notes: list[str] = []
    return Case(
        received_on,
        tuple(_act(act, notes) for act in acts or ()),
        None if as_of is None else _date(as_of, "as_of"),
        tuple(notes),
    )


def _act(data: Any, notes: list[str]) -> Act:
    kind = data.get("type") if isinstance(data, Mapping) else data
    if not isinstance(data, Mapping) or not isinstance(kind, str) or kind not in ACT_TYPES:
        raise ClockError(f"不认识的办理环节“{kind}”，请使用：{'、'.join(ACT_TYPES)}。")
    _refuse_unknown(data, ("type", "on", *_FIELDS), f"办理环节“{kind}”")
    if data.get("on") is None:
        raise ClockError(f"办理环节“{kind}”缺少日期，请填写“on”。")
    reads = _READS[kind]
    given = {name: data[name] for name in _FIELDS if data.get(name) is not None}
    notes.extend(
        f"“{name}”对办理环节“{kind}”没有作用，没有采用。" for name in given if name not in reads
    )
    given = {name: value for name, value in given.items() if name in reads}
    _check(kind, given)
    if "until" in given:
        given["until"] = _date(given["until"], "until")
    return Act(kind, _date(data["on"], "on"), **given)


def _check(kind: str, given: Mapping[str, Any]) -> None:
    """Refuses values of the wrong sort and fields without which the act says nothing."""
    days = given.get("days", 0)
    if not isinstance(days, int) or isinstance(days, bool) or abs(days) > _MOST_DAYS:
        raise ClockError("“days”应当是工作日的个数，请填写整数。")
    if not isinstance(given.get("ref", ""), str):
        raise ClockError("“ref”应当是文字，用来区分同时征求的几家，请重新填写。")
    if not isinstance(given.get("accepted", False), bool):
        raise ClockError("“accepted”应当是 true 或者 false，请重新填写。")
    if given.get("mode", "post") not in MODES:
        raise ClockError(f"不认识的送达方式“{given['mode']}”，请使用：{'、'.join(MODES)}。")
    if kind in ("hold_opened", "hold_closed") and given.get("kind") not in HOLD_KINDS:
        raise ClockError(
            f"办理环节“{kind}”要写明征求谁的意见，“kind”请使用：{'、'.join(HOLD_KINDS)}。"
        )
    if "until" in given and "days" in given:
        raise ClockError(f"办理环节“{kind}”的“until”和“days”只能写一个，请删去一个。")
    if kind == "delayed" and "until" not in given:
        raise ClockError("办理环节“delayed”缺少延迟到的日期，请填写“until”。")
    if kind == "reopened" and "until" not in given and "days" not in given:
        raise ClockError("办理环节“reopened”缺少限定的日期，请填写“until”或者“days”。")


def _refuse_unknown(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise ClockError(f"{where}中有不认识的内容“{unknown[0]}”，请删去。")


def _date(value: Any, key: str) -> date:
    try:
        if isinstance(value, str) and _ISO.match(value):
            found = date.fromisoformat(value)
            if found.year <= _LAST_YEAR:
                return found
    except ValueError:
        pass
    raise ClockError(f"“{key}”的日期“{value}”无法识别，请按“2026-03-02”的格式填写。")


def clock_as_json(clock: Clock) -> dict[str, Any]:
    """The clock for `gongkai deadline --json` and the API: ISO dates, null for what is not there."""
    lapsed = clock.lapsed
    return {
        "due": _iso(clock.due),
        "provisional": clock.provisional,
        "remaining": clock.remaining,
        "on_time": clock.on_time,
        "overdue": clock.is_overdue,
        "lapsed": lapsed
        and {"kind": lapsed.kind, "after": _iso(lapsed.after), "outcome": lapsed.outcome},
        "waiting_for": clock.waiting_for,
        "waiting_until": _iso(clock.waiting_until),
        "paused_until": _iso(clock.paused_until),
        "limits": {name: _iso(day) for name, day in clock.limits.items()},
        "holds": [
            {
                "kind": hold.kind,
                "ref": hold.ref,
                "opened": _iso(hold.opened),
                "limit": _iso(hold.limit),
            }
            for hold in clock.holds
        ],
        "warnings": list(clock.warnings),
        "explanation": [
            {"date": _iso(day.date), "counted": day.counted, "reason": day.reason}
            for day in clock.days
        ],
        "story": list(clock.story),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
