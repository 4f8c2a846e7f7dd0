"""The acts a reply clock is computed from, and their JSON form.

    {"received_on": "2026-03-02",
     "acts": [{"kind": "third_party_asked", "on": "2026-03-05"},
              {"kind": "third_party_answered", "on": "2026-03-19"}],
     "today": "2026-03-20"}

`today` may be left out. Every act has `kind` and `on`, the day on which it takes effect:

| kind | `on` is the day | further keys |
|---|---|---|
| clarification_asked | the notice reached the applicant | `until`: last day to correct |
| clarification_answered | the corrected request was received | `accepted`: true accepts it after that day |
| third_party_asked | the third party received the letter | `ref`: tells several consultations apart |
| third_party_answered | the answer was received | `ref` |
| co_maker_asked, co_maker_answered | the same with a joint maker | `ref` |
| extended | the applicant was told of the extension | `days`: 1 to 20, 20 if left out |
| fee_notice | the applicant received the notice | |
| fee_paid | payment was complete | `accepted`: true accepts it after the limit |
| delayed | a later date was agreed (article 35) | `until`: that date |
| withdrawn | the applicant withdrew | |
| replied | the reply took effect: signed for, or posted | |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, cast, get_args

Kind = Literal[
    "clarification_asked",
    "clarification_answered",
    "third_party_asked",
    "third_party_answered",
    "co_maker_asked",
    "co_maker_answered",
    "extended",
    "fee_notice",
    "fee_paid",
    "delayed",
    "withdrawn",
    "replied",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KEYS = {"kind", "on", "until", "days", "ref", "accepted"}


class ClockError(ValueError):
    """The acts contradict each other; the message is a whole Chinese sentence."""


@dataclass(frozen=True)
class Act:
    """One act; see the module for what the fields mean for each kind."""

    kind: Kind
    on: date
    until: date | None = None
    days: int | None = None
    ref: str = ""
    accepted: bool = False


class Case(NamedTuple):
    """What `case_from_json` reads."""

    received_on: date
    acts: tuple[Act, ...]
    today: date | None


def case_from_json(data: Mapping[str, Any]) -> Case:
    """Reads the JSON form.

    Raises:
        ClockError: an unknown kind or key, a missing or impossible date, a wrong type.
    """
    if not isinstance(data, Mapping) or "received_on" not in data:
        raise ClockError("缺少收到申请的日期，请填写“received_on”。")
    acts = data.get("acts", [])
    if not isinstance(acts, list):
        raise ClockError("“acts”应当是一个列表，请按办理先后列出各个环节。")
    today = data.get("today")
    return Case(
        _date(data["received_on"], "received_on"),
        tuple(_act(act) for act in acts),
        None if today is None else _date(today, "today"),
    )


def _act(data: Any) -> Act:
    if not isinstance(data, Mapping) or data.get("kind") not in KINDS:
        kind = data.get("kind") if isinstance(data, Mapping) else data
        raise ClockError(f"不认识的办理环节“{kind}”，请使用：{'、'.join(KINDS)}。")
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ClockError(f"办理环节“{data['kind']}”中有不认识的内容“{unknown[0]}”，请删去。")
    days, until = data.get("days"), data.get("until")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool)):
        raise ClockError("延长的天数应当是整数，请重新填写。")
    if "on" not in data:
        raise ClockError(f"办理环节“{data['kind']}”缺少日期，请填写“on”。")
    return Act(
        kind=cast(Kind, data["kind"]),
        on=_date(data["on"], "on"),
        until=None if until is None else _date(until, "until"),
        days=days,
        ref=str(data.get("ref", "")),
        accepted=data.get("accepted") is True,
    )


def _date(value: Any, key: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ClockError(f"“{key}”的日期“{value}”无法识别，请按“2026-03-02”的格式填写。") from None
