from datetime import date

import pytest

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.rules_table import RULES, NoRule, Rule, period_end, rule
from gongkai.lib.workdays import DueDate
from tests.lib.domain_vectors import vectors

TODAY = date(2026, 11, 20)
CALENDAR = seed_calendar()


def test_every_rule_of_the_vectors_is_in_the_table_with_its_figures():
    for want in vectors("deadlines")["rules"]:
        have = rule(want["id"], TODAY)
        number = want.get("days") or want.get("months") or want.get("max_days")
        assert (have.id, have.days) == (want["id"], number)
        assert have.unit == want.get("unit", "month")
        assert have.minimum == want.get("min", "before" in want)
        assert have.least == want.get("min_days")
        assert have.confidence == want.get("confidence", "high")
        assert have.local == (want.get("scope") == "local" or want["id"] in LOCAL)
        if "fixed" in want:
            assert have.fixed == tuple(int(part) for part in want["fixed"].split("-"))


LOCAL = {"JINAN_12345", "INTERPRETATION_LATEST"}


def test_the_working_day_rules_end_where_the_vectors_say():
    for example in vectors("deadlines")["examples"]:
        if "excluded" not in example:
            start = date.fromisoformat(example["start"])
            due = period_end(rule(example["rule"], start), start, CALENDAR)
            assert due.on.isoformat() == example["due"], example["id"]


def test_no_two_versions_of_a_rule_are_valid_on_one_day():
    for one in RULES:
        for other in RULES:
            if one is not other and one.id == other.id:
                assert not one.valid_on(other.valid_from or date.min)
                assert not one.valid_on(other.valid_to or date.max)


def test_an_old_request_is_judged_by_the_old_law():
    assert rule("FOI_REPLY", date(2019, 5, 14)).days == 15
    assert rule("FOI_REPLY", date(2019, 5, 15)).days == 20


def test_before_the_law_there_is_no_rule():
    with pytest.raises(NoRule, match="2008-04-30没有可适用的规则“FOI_REPLY”。"):
        rule("FOI_REPLY", date(2008, 4, 30))


@pytest.mark.parametrize(
    ("rule_id", "start", "end"),
    [
        ("RECONSIDER_APPLY", "2026-03-02", "2026-05-01"),
        ("LAWSUIT_DIRECT", "2026-08-31", "2027-02-28"),
        ("LAWSUIT_DIRECT", "2026-03-02", "2026-09-02"),
        ("CONSULTATION_RESULT", "2026-01-31", "2026-02-28"),
        ("ANNUAL_REPORT_DEPT", "2026-01-30", "2026-01-31"),
        ("ANNUAL_REPORT_DEPT", "2026-01-31", "2027-01-31"),
        ("ANNUAL_REPORT_GOV", "2025-12-31", "2026-03-31"),
    ],
)
def test_calendar_days_months_and_fixed_dates_end_on_their_day(rule_id, start, end):
    found = period_end(rule(rule_id, TODAY), date.fromisoformat(start), CALENDAR)
    assert found == DueDate(date.fromisoformat(end), False)


def test_a_rule_without_dates_is_always_valid():
    assert Rule("X", "某期限", 1, "wd", "某条").valid_on(date.min)
