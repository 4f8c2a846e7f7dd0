"""The reply clock of a disclosure request (依申请公开): acts in, due date and explanation out."""

from gongkai.lib.clock.acts import KINDS, Act, Case, ClockError, Kind, case_from_json
from gongkai.lib.clock.engine import Clock, Lapse, clock_as_json, deadline
from gongkai.lib.clock.periods import ClockRules, Span, clock_rules, due_date, merged

__all__ = [
    "KINDS",
    "Act",
    "Case",
    "Clock",
    "ClockError",
    "ClockRules",
    "Kind",
    "Lapse",
    "Span",
    "case_from_json",
    "clock_as_json",
    "clock_rules",
    "deadline",
    "due_date",
    "merged",
]
