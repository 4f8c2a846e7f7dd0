"""Consultations of third parties and joint makers, and extensions."""

from datetime import date

from gongkai.lib.clock import Act, ClockRules, Hold
from gongkai.lib.workdays import nth_workday
from tests.lib.clock.world import CALENDAR, RECEIVED, april, asked, clock, corrected, held, march


def test_working_days_of_a_consultation_are_left_out():
    assert clock(*held(march(5), march(19))).due == april(14)


def test_a_silent_third_party_pauses_for_fifteen_working_days():
    found = clock(*held(march(5)), today=march(10))
    assert (found.due, found.paused_until, found.limits["hold"]) == (
        april(21),
        march(26),
        march(26),
    )
    assert found.holds == [Hold("third_party", "", march(5), march(26))]


def test_after_its_limit_a_silent_consultation_is_over():
    found = clock(*held(march(5)), today=march(27))
    assert (found.due, found.paused_until, found.holds) == (april(21), None, [])


def test_an_answer_after_the_limit_pauses_no_longer_than_silence():
    assert clock(*held(march(5), march(30))).due == april(21)


def test_overlapping_consultations_are_left_out_once():
    joint = held(march(10), march(24), kind="joint_maker")
    both = clock(*held(march(5), march(19)), *joint)
    assert both.due == clock(*held(march(5), march(24))).due


def test_consultations_of_one_kind_are_told_apart_by_their_reference():
    acts = [*held(march(3), march(20), ref="a"), *held(march(4), march(5), ref="b")]
    assert clock(*acts).due == clock(*held(march(3), march(20))).due


def test_an_answer_without_a_reference_is_that_of_the_only_open_consultation():
    acts = [*held(march(5), ref="甲公司"), Act("hold_closed", march(19), kind="third_party")]
    assert clock(*acts).due == april(14)


def test_without_references_the_earliest_running_consultation_is_answered_first():
    closed = Act("hold_closed", march(10), kind="third_party")
    found = clock(*held(march(3)), *held(march(5)), closed, today=march(11))
    assert found.holds == [Hold("third_party", "", march(5), march(26))]


def test_while_paused_the_remaining_days_stand_still():
    remaining = {clock(*held(march(5)), today=march(day)).remaining for day in (5, 6, 10, 26)}
    assert remaining == {17}


def test_a_consultation_on_the_last_day_leaves_nothing_out_and_warns():
    found = clock(*held(march(30), april(3)))
    assert (found.due, found.warnings) == (
        march(30),
        ["2026年3月30日（周一）征求意见时已是答复期限的最后一天，没有可以扣除的时间。"],
    )


def test_a_consultation_across_a_correction_counts_only_after_it():
    acts = [*held(march(4), march(17)), asked(), corrected(12)]
    # 13, 16 and 17 March are left out of the new period.
    assert clock(*acts).due == nth_workday(march(12), 23, CALENDAR)


def test_the_story_tells_what_silence_means():
    third = clock(*held(march(5)), today=march(27)).story
    assert (
        "第三方到2026年3月26日（周四）没有提出意见，由行政机关依照条例的规定决定是否公开（条例第三十二条）。"
        in third
    )
    joint = clock(*held(march(5), kind="joint_maker"), today=march(27)).story
    assert (
        "共同制作机关到2026年3月26日（周四）没有提出意见，视为同意公开（条例第三十四条）。" in joint
    )


# --- extension


def test_an_extension_adds_twenty_working_days():
    assert clock(Act("extended", march(20))).due == april(28)


def test_a_shorter_extension_adds_its_days():
    assert clock(Act("extended", march(20), days=5)).due == nth_workday(RECEIVED, 25, CALENDAR)


def test_two_extensions_may_add_up_to_twenty():
    acts = [Act("extended", march(10), days=15), Act("extended", march(20), days=5)]
    assert clock(*acts).due == april(28)


def test_an_extension_during_a_consultation_is_in_time():
    acts = [*held(march(5)), Act("extended", march(31))]
    assert clock(*acts).due == date(2026, 5, 21)


def test_whether_the_due_day_itself_is_in_time_is_a_setting():
    last_day = Act("extended", march(30))
    assert clock(last_day).due == april(28)
    rules = ClockRules(extend_on_last_day=False)
    assert clock(last_day, rules=rules, strict=False).due == march(30)
