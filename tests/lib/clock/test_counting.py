from datetime import date

import pytest

from gongkai.lib.clock import Act, ClockRules, clock_rules, deadline
from tests.lib.clock.world import CALENDAR, april, asked, clock, corrected, held, march
from tests.lib.domain_vectors import vectors


def acts_of(example):
    acts = []
    for number, (opened, closed) in enumerate(example.get("excluded", [])):
        days = date.fromisoformat(opened), date.fromisoformat(closed)
        acts += held(*days, ref=str(number))
    if example["rule"] == "FOI_REPLY_EXTENDED":
        acts.append(Act("extended", date.fromisoformat(example["start"])))
    return acts


def answered(example):
    """What the clock says where the example looks."""
    start = date.fromisoformat(example["start"])
    match example["rule"]:
        case "FOI_REPLY" | "FOI_REPLY_EXTENDED":
            return clock(*acts_of(example), received_on=start).due
        case "FOI_REPLY_AFTER_CLARIFY":
            acts = [Act("clarification_notice", start), Act("clarification_received", start)]
            return clock(*acts, received_on=start.replace(day=1)).due
        case "FOI_CLARIFY_NOTICE":
            return clock(received_on=start).limits["clarification"]
        case "FOI_THIRD_PARTY":
            return clock(*held(start), received_on=start).limits["hold"]
        case "FOI_CO_MAKER":
            return clock(*held(start, kind="joint_maker"), received_on=start).limits["hold"]
        case "FOI_FEE_PAY":
            return clock(Act("fee_notice", start), received_on=start).limits["payment"]
    return None


def test_every_date_of_the_vectors_is_right_to_the_day():
    examples = [e for e in vectors("deadlines")["examples"] if e["rule"].startswith("FOI_")]
    assert len(examples) >= 15
    assert [e["id"] for e in examples if str(answered(e)) != e["due"]] == []


def test_a_plain_request_is_due_after_twenty_working_days():
    found = clock(today=march(20))
    assert (found.due, found.remaining, found.on_time, found.lapsed) == (march(30), 6, None, None)
    assert not found.is_overdue


def test_a_receipt_on_saturday_starts_counting_on_the_next_working_day():
    assert clock(received_on=date(2026, 11, 21)).due == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("today", "remaining", "overdue"),
    [
        (date(2026, 3, 30), 0, False),
        (date(2026, 3, 31), -1, True),
        (date(2026, 4, 2), -3, True),
        (date(2026, 2, 27), 20, False),
    ],
)
@pytest.mark.parametrize("explain", [True, False])
def test_remaining_counts_down_to_the_due_day_and_below(today, remaining, overdue, explain):
    found = clock(today=today, explain=explain)
    assert (found.remaining, found.is_overdue) == (remaining, overdue)


def test_the_saturday_after_a_friday_is_overdue():
    found = clock(received_on=date(2026, 2, 28), today=date(2026, 3, 28))
    assert (found.due, found.remaining, found.is_overdue) == (date(2026, 3, 27), -1, True)


@pytest.mark.parametrize("explain", [True, False])
def test_a_year_without_holidays_makes_the_date_provisional(explain):
    found = clock(received_on=date(2026, 12, 15), explain=explain)
    assert (found.due, found.provisional) == (date(2027, 1, 12), True)


def test_a_request_under_the_old_law_has_fifteen_days():
    assert clock(received_on=date(2019, 5, 14)).due == date(2019, 6, 4)
    assert clock(received_on=date(2019, 5, 15)).due == date(2019, 6, 13)
    assert clock(received_on=date(2019, 5, 14)).story[-1] == (
        "答复期限为15个工作日，2019年6月4日（周二）届满（条例（2008年）第二十四条）。"
    )


def test_the_rules_of_a_day_come_from_the_table():
    assert clock_rules(march(2)) == ClockRules()
    old = clock_rules(date(2018, 3, 1))
    assert (old.reply, old.extension) == (15, 15)


def test_without_acts_the_short_way_answers_like_the_long_one():
    for day in (march(2), date(2026, 9, 17), date(2026, 12, 15), date(2018, 3, 1)):
        for today in (None, march(20), april(20)):
            long = deadline(day, (), None, CALENDAR, today)
            short = deadline(day, (), None, CALENDAR, today, explain=False)
            for name in ("due", "provisional", "remaining", "on_time", "lapsed", "limits"):
                assert getattr(short, name) == getattr(long, name)


# --- the reply


@pytest.mark.parametrize(
    ("on", "mode", "on_time", "last"),
    [
        (march(30), None, True, "2026年3月30日（周一）答复送达，在期限之内。"),
        (march(30), "post", True, "2026年3月30日（周一）答复交邮，在期限之内。"),
        (march(31), "direct", False, "2026年3月31日（周二）答复签收，超过期限1个工作日。"),
    ],
)
def test_a_reply_is_on_time_up_to_the_due_day(on, mode, on_time, last):
    found = clock(Act("delivered", on, mode=mode), today=date(2026, 6, 1))
    assert (found.on_time, found.remaining, found.story[-1]) == (on_time, None, last)
    assert found.is_overdue is not on_time


def test_a_reply_on_the_saturday_after_the_due_friday_is_late():
    found = clock(Act("delivered", march(28)), received_on=date(2026, 2, 28))
    assert found.on_time is False
    assert found.story[-1] == "2026年3月28日（周六）答复送达，已经超过期限。"


def test_a_withdrawn_request_has_no_due_date():
    found = clock(Act("withdrawn", march(5)), today=date(2026, 6, 1))
    assert (found.due, found.remaining, found.on_time, found.is_overdue) == (
        None,
        None,
        None,
        False,
    )


def test_acts_after_today_are_taken_as_done_and_told():
    found = clock(Act("extended", march(20)), today=march(10))
    assert (found.due, found.warnings) == (
        april(28),
        ["有的环节晚于2026年3月10日（周二），计算时当作已经发生，请核对日期。"],
    )


# --- later date, order to reply anew


def test_a_later_date_set_is_the_due_date_even_on_a_weekend():
    found = clock(Act("delayed", march(20), until=date(2026, 6, 6)), today=date(2026, 6, 5))
    assert (found.due, found.remaining, found.provisional) == (date(2026, 6, 6), 0, False)
    assert not found.is_overdue


def test_an_earlier_date_set_does_not_shorten_the_period():
    found = clock(Act("delayed", march(5), until=march(10)))
    assert (found.due, found.warnings) == (
        march(30),
        ["延迟到的2026年3月10日（周二）早于答复期限2026年3月30日（周一），期限不因此缩短。"],
    )


REPLIED = Act("delivered", march(27))


def test_an_order_to_reply_anew_has_its_own_date_and_forgets_what_was_before():
    acts = [*held(march(5)), REPLIED, Act("reopened", date(2026, 7, 1), until=date(2026, 7, 31))]
    found = clock(*acts, today=date(2026, 7, 20))
    assert (found.due, found.on_time, found.remaining, found.holds) == (
        date(2026, 7, 31),
        None,
        9,
        [],
    )
    again = clock(*acts, Act("delivered", date(2026, 8, 3)))
    assert (again.due, again.on_time) == (date(2026, 7, 31), False)


def test_an_order_may_name_working_days():
    assert clock(REPLIED, Act("reopened", date(2026, 7, 1), days=15)).due == date(2026, 7, 22)


def test_an_order_revives_a_lapsed_or_withdrawn_request():
    reopened = Act("reopened", date(2026, 7, 1), until=date(2026, 7, 31))
    assert clock(asked(), reopened).due == date(2026, 7, 31)
    assert clock(Act("withdrawn", march(5)), reopened).due == date(2026, 7, 31)


def test_a_consultation_in_an_ordered_period_changes_nothing_but_warns():
    reopened = Act("reopened", date(2026, 7, 1), until=date(2026, 7, 31))
    found = clock(REPLIED, reopened, *held(date(2026, 7, 6)), today=date(2026, 7, 7))
    assert (found.due, found.remaining, found.warnings) == (
        date(2026, 7, 31),
        18,
        [
            "2026年7月6日（周一）征求意见的时间不从复议决定或者判决限定的期限中扣除，仍应在2026年7月31日（周五）之前（含当日）答复。"
        ],
    )


def test_limits_are_those_of_running_and_passed_steps():
    acts = [asked(), corrected(12), *held(march(13), march(16)), Act("fee_notice", march(17))]
    assert clock(*acts).limits == {
        "clarification": march(11),
        "correction": march(20),
        "hold": april(3),
        "payment": april(15),
    }
