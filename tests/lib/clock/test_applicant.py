"""The applicant corrects or pays: the clock waits, starts anew, or the request lapses."""

from datetime import date

from gongkai.lib.clock import Act, ClockRules, Lapse
from gongkai.lib.workdays import nth_workday
from tests.lib.clock.world import CALENDAR, april, asked, clock, corrected, held, march


def test_while_the_applicant_corrects_nothing_is_due():
    found = clock(asked(), today=march(20))
    assert (found.due, found.remaining, found.lapsed) == (None, None, None)
    assert (found.waiting_for, found.waiting_until) == ("clarification", march(20))


def test_the_time_to_correct_may_be_given_in_working_days():
    found = clock(Act("clarification_notice", march(5), days=10), today=march(6))
    assert found.waiting_until == march(19)


def test_a_notice_without_a_last_day_waits_without_end():
    found = clock(asked(until=None), today=date(2026, 12, 1))
    assert (found.waiting_for, found.waiting_until, found.lapsed) == ("clarification", None, None)


def test_a_correction_starts_the_period_anew():
    found = clock(asked(), corrected(12))
    assert found.due == nth_workday(march(12), 20, CALENDAR) == april(10)


def test_a_correction_on_the_last_day_is_in_time():
    assert clock(asked(), corrected(20)).lapsed is None


def test_a_correction_not_made_by_its_last_day_lapses_the_request():
    found = clock(asked(), today=march(21))
    assert (found.due, found.lapsed, found.waiting_for) == (
        None,
        Lapse("clarification", march(20)),
        None,
    )
    assert found.lapsed.outcome == "D6-1"


def test_a_late_correction_counts_only_with_a_good_reason():
    assert clock(asked(), corrected(21)).lapsed == Lapse("clarification", march(20))
    assert clock(asked(), corrected(21, accepted=True)).due == nth_workday(march(21), 20, CALENDAR)


def test_an_accepted_correction_revives_a_request_that_had_lapsed():
    acts = [*held(march(4)), asked(), Act("hold_closed", march(24), kind="third_party")]
    assert clock(*acts).lapsed == Lapse("clarification", march(20))
    found = clock(*acts, corrected(25, accepted=True))
    assert (found.lapsed, found.due) == (None, nth_workday(march(25), 20, CALENDAR))


def test_asking_within_seven_working_days_gives_no_warning_and_later_does():
    assert clock(asked(on=11)).warnings == []
    assert clock(asked(on=12)).warnings == [
        "补正超期：应当在收到申请之日起7个工作日内，即2026年3月11日（周三）之前（含当日）告知补正，实际在2026年3月12日（周四）告知（条例第三十条）。"
    ]


def test_a_reply_while_waiting_is_on_time():
    assert clock(asked(), Act("delivered", march(10))).on_time is True


def test_a_notice_of_abandonment_after_the_lapse_is_no_late_reply():
    found = clock(asked(), Act("delivered", march(25)))
    assert (found.lapsed, found.on_time) == (Lapse("clarification", march(20)), None)


# --- fee


def test_a_payment_starts_the_period_anew():
    found = clock(Act("fee_notice", march(10)), Act("fee_paid", march(18)))
    assert found.due == nth_workday(march(18), 20, CALENDAR)


def test_with_the_other_setting_a_payment_only_ends_a_pause():
    rules = ClockRules(restart_after_payment=False)
    found = clock(Act("fee_notice", march(5)), Act("fee_paid", march(19)), rules=rules)
    assert found.due == april(14)
    assert sum(day.counted for day in found.days) == 20


def test_the_applicant_has_twenty_working_days_to_pay():
    waiting = clock(Act("fee_notice", march(10)), today=april(8))
    assert (waiting.due, waiting.waiting_for, waiting.waiting_until) == (None, "payment", april(8))
    lapsed = clock(Act("fee_notice", march(10)), today=april(9)).lapsed
    assert lapsed == Lapse("payment", april(8))
    assert lapsed.outcome == "D6-2"


def test_a_late_payment_counts_only_where_it_is_accepted():
    notice = Act("fee_notice", march(10))
    assert clock(notice, Act("fee_paid", april(9))).lapsed == Lapse("payment", april(8))
    accepted = clock(notice, Act("fee_paid", april(9), accepted=True))
    assert accepted.due == nth_workday(april(9), 20, CALENDAR)


def test_a_fee_notice_on_the_due_day_is_in_time():
    assert clock(Act("fee_notice", march(30))).waiting_for == "payment"
