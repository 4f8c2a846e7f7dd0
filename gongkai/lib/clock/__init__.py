"""The reply clock of a disclosure request (依申请公开): acts in, due date and explanation out.

    clock = deadline(received_on, acts, None, calendar, today, explain=False, strict=False)

`deadline` is pure: it reads the acts (`Act`), the working-day calendar and the rules valid on the day
of receipt, and answers with a `Clock`. Nothing of it is stored as truth; a stored due date is a copy
that equals the computation.

What a caller may rely on:

| `Clock` | |
|---|---|
| `due` | last day to reply; None while the applicant has to act, after a lapse or a withdrawal |
| `provisional` | it rests on a year whose holidays are not announced |
| `remaining` | countable working days after today, negative when overdue |
| `lapsed` | `Lapse(kind, after)` with `.outcome` D6-1 or D6-2 |
| `on_time`, `is_overdue` | reply effective by the due day; due day passed without, or reply late |
| `waiting_for`, `waiting_until` | "clarification" or "payment", and the applicant's last day |
| `paused_until`, `holds` | consultations running: last day of all, and one by one with limits |
| `limits` | last days: `clarification` (agency may ask), `correction`, `hold`, `payment` |
| `warnings`, `story` | whole Chinese sentences |
| `days` | `Day(date, counted, reason)`, one row a calendar day; only with `explain=True` |

Three doors: `deadline(strict=True)` raises `NotAllowed` (sentence, `.article`, `.code`, `.act`) on the
first act the law does not allow; `strict=False` never raises, leaves such acts out and warns, for
lists and imported histories; `check_act(received_on, acts, new, calendar)` is for the moment at which
a new act is recorded and refuses only what the new act makes irregular. The table of what is refused,
with its articles, is `gongkai.lib.clock.refusals.OBJECTIONS`.

The counted rows of `days` add up to the working days of the period (20 and what it was extended by)
and end on `due`, except where the due day is a date that was set (later date, order to reply anew).
"""

from gongkai.lib.clock.acts import (
    ACT_TYPES,
    HOLD_KINDS,
    MODES,
    Act,
    ActType,
    ClockError,
    HoldKind,
    Mode,
    Wait,
)
from gongkai.lib.clock.engine import check_act, deadline
from gongkai.lib.clock.json_form import Case, case_from_json, clock_as_json
from gongkai.lib.clock.periods import ClockRules, Span, clock_rules, due_date, merged
from gongkai.lib.clock.refusals import OBJECTIONS, NotAllowed, Objection
from gongkai.lib.clock.result import Clock, Day, Hold, Lapse, Limit

__all__ = [
    "ACT_TYPES",
    "HOLD_KINDS",
    "MODES",
    "OBJECTIONS",
    "Act",
    "ActType",
    "Case",
    "Clock",
    "ClockError",
    "ClockRules",
    "Day",
    "Hold",
    "HoldKind",
    "Lapse",
    "Limit",
    "Mode",
    "NotAllowed",
    "Objection",
    "Span",
    "Wait",
    "case_from_json",
    "check_act",
    "clock_as_json",
    "clock_rules",
    "deadline",
    "due_date",
    "merged",
]
