"""The vocabulary of the reply clock: what can happen to a disclosure request, and when.

Every act has `type` and `on`, the day on which it takes effect. The other fields by type:

| type | `on` is the day | further fields |
|---|---|---|
| clarification_notice | the notice reached the applicant | `until`: last day to correct, or `days` |
| clarification_received | the corrected request was received | `accepted`: good reason for being late |
| hold_opened | the consulted party received the letter | `kind`: whom (third_party if left out); `ref`: which of several |
| hold_closed | the opinion was received | `kind`, `ref` as when opened |
| extended | the applicant was told of the extension | `days`: 1 to 20, 20 if left out |
| fee_notice | the applicant received the notice | |
| fee_paid | payment was complete | `accepted`: taken although late |
| delayed | a later date was set (article 35) | `until`: that date |
| withdrawn | the applicant withdrew | |
| delivered | the reply took effect: signed for (direct), posted (post) | `mode` |
| reopened | a new reply was ordered by review or court | `until`: the ordered last day, or `days` |

`days` are working days, and the day of the act itself is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

ActType = Literal[
    "clarification_notice",
    "clarification_received",
    "hold_opened",
    "hold_closed",
    "extended",
    "fee_notice",
    "fee_paid",
    "delayed",
    "withdrawn",
    "delivered",
    "reopened",
]
HoldKind = Literal["third_party", "joint_maker"]
Mode = Literal["post", "direct"]
Wait = Literal["clarification", "payment"]

ACT_TYPES: tuple[ActType, ...] = get_args(ActType)
HOLD_KINDS: tuple[HoldKind, ...] = get_args(HoldKind)
MODES: tuple[Mode, ...] = get_args(Mode)


class ClockError(ValueError):
    """Acts that cannot be read or are not allowed; the message is a whole Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; see the module for what the fields mean for each type."""

    type: ActType
    on: date
    until: date | None = None
    days: int | None = None
    kind: HoldKind | None = None
    mode: Mode | None = None
    ref: str = ""
    accepted: bool = False
