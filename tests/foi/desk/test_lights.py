"""The light of a case: every one, from what its row remembers."""

import datetime as dt
from typing import Any

import pytest

from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries.lights import light_of
from gongkai.foi.states import Stage
from gongkai.lib.calendar_data import seed_calendar

TODAY = dt.date(2026, 3, 20)  # a Friday
RECEIVED = dt.date(2026, 3, 4)


def case(stage: Stage = Stage.HANDLING, **facts: Any) -> DisclosureRequest:
    facts.setdefault("received_on", RECEIVED)
    return DisclosureRequest(stage=stage, **facts)


@pytest.mark.parametrize(
    ("due", "name", "word", "text", "days"),
    [
        (dt.date(2026, 3, 18), "late", "超期", "已超期2个工作日", -2),
        (dt.date(2026, 3, 20), "one", "特急", "今天到期", 0),
        (dt.date(2026, 3, 23), "one", "特急", "还有1个工作日", 1),
        (dt.date(2026, 3, 25), "three", "紧急", "还有3个工作日", 3),
        (dt.date(2026, 3, 26), "five", "临近", "还有4个工作日", 4),
        (dt.date(2026, 3, 27), "five", "临近", "还有5个工作日", 5),
        (dt.date(2026, 4, 3), "ten", "留意", "还有10个工作日", 10),
        (dt.date(2026, 4, 7), "calm", "充裕", "还有11个工作日", 11),
    ],
)
def test_a_running_period_has_the_light_of_its_working_days(
    due: dt.date, name: str, word: str, text: str, days: int
) -> None:
    found = light_of(case(due_on=due), TODAY, seed_calendar())
    assert found == (name, word, text, due, days)


@pytest.mark.parametrize(
    ("facts", "light"),
    [
        (
            {"due_on": dt.date(2026, 4, 20), "paused": True, "next_limit_on": dt.date(2026, 3, 27)},
            ("paused", "暂停", "正在征求意见", dt.date(2026, 3, 27), None),
        ),
        (
            {"stage": Stage.CLARIFYING, "paused": True, "waits_until": dt.date(2026, 3, 20)},
            ("waiting", "等待", "等申请人补正", dt.date(2026, 3, 20), None),
        ),
        (
            {"paused": True, "waits_until": dt.date(2026, 3, 31)},
            ("waiting", "等待", "等申请人缴费", dt.date(2026, 3, 31), None),
        ),
        (
            {"stage": Stage.CLARIFYING, "paused": True, "waits_until": dt.date(2026, 3, 19)},
            ("passed", "等待期满", "申请人逾期，可以按视为放弃办理", dt.date(2026, 3, 19), None),
        ),
        (
            {"stage": Stage.SUBMITTED, "received_on": None},
            ("none", "未起算", "登记以后开始计算", None, None),
        ),
        (
            {"stage": Stage.DELIVERED, "on_time": True, "replied_on": TODAY},
            ("done", "按期答复", "", TODAY, None),
        ),
        (
            {"stage": Stage.CLOSED, "on_time": False, "replied_on": TODAY},
            ("late_done", "超期答复", "", TODAY, None),
        ),
        ({"stage": Stage.WITHDRAWN}, ("none", "已撤回", "", None, None)),
    ],
)
def test_what_does_not_run_has_a_light_of_its_own(facts: dict[str, Any], light: Any) -> None:
    assert light_of(case(**facts), TODAY, seed_calendar()) == light


def test_a_pause_that_is_over_gives_way_to_the_due_day() -> None:
    row = case(due_on=dt.date(2026, 3, 24), paused=True, next_limit_on=dt.date(2026, 3, 19))
    assert light_of(row, TODAY, seed_calendar()).name == "three"


def test_a_year_without_holidays_is_told_to_be_provisional() -> None:
    found = light_of(case(due_on=dt.date(2027, 1, 8)), dt.date(2026, 12, 31), seed_calendar())
    assert found.text == "还有6个工作日（暂定）"
