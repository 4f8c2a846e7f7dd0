from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.clock import (
    Act,
    ClockError,
    ClockRules,
    Lapse,
    case_from_json,
    clock_as_json,
    clock_rules,
    deadline,
)
from gongkai.lib.workdays import is_workday, nth_workday
from tests.lib.domain_vectors import vectors

CALENDAR = seed_calendar()
RECEIVED = date(2026, 3, 2)  # a Monday; 20 working days end on Monday 30 March


def march(day):
    return date(2026, 3, day)


def clock(*acts, today=None, received_on=RECEIVED, rules=None):
    return deadline(received_on, acts, rules, CALENDAR, today)


def acts_of(example):
    acts = []
    for number, (asked, answered) in enumerate(example.get("excluded", [])):
        acts.append(Act("third_party_asked", date.fromisoformat(asked), ref=str(number)))
        acts.append(Act("third_party_answered", date.fromisoformat(answered), ref=str(number)))
    if example["rule"] == "FOI_REPLY_EXTENDED":
        acts.append(Act("extended", date.fromisoformat(example["start"]) + timedelta(days=10)))
    return acts


def test_every_reply_date_of_the_vectors_is_right_to_the_day():
    wrong = []
    for example in vectors("deadlines")["examples"]:
        if example["rule"].startswith("FOI_REPLY"):
            start = date.fromisoformat(example["start"])
            found = clock(*acts_of(example), received_on=start)
            if (str(found.due), found.provisional) != (example["due"], False):
                wrong.append((example["id"], found.due))
    assert wrong == []


# --- receipt and plain counting


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
def test_remaining_counts_down_to_the_due_day_and_below(today, remaining, overdue):
    found = clock(today=today)
    assert (found.remaining, found.is_overdue) == (remaining, overdue)


def test_the_saturday_after_a_friday_is_overdue():
    found = clock(received_on=date(2026, 2, 28), today=date(2026, 3, 28))
    assert (found.due, found.remaining, found.is_overdue) == (date(2026, 3, 27), -1, True)


def test_a_year_without_holidays_makes_the_date_provisional():
    found = clock(received_on=date(2026, 12, 15))
    assert (found.due, found.provisional) == (date(2027, 1, 12), True)
    assert (
        "2027年的节假日安排不在日历中，暂按周一至周五计算，安排公布后将重新计算。"
        in found.explanation
    )


def test_a_request_under_the_old_law_has_fifteen_days():
    assert clock(received_on=date(2019, 5, 14)).due == date(2019, 6, 4)
    assert clock(received_on=date(2019, 5, 15)).due == date(2019, 6, 13)
    assert clock(received_on=date(2019, 5, 14)).explanation[-1] == (
        "答复期限为15个工作日，2019年6月4日（周二）届满（条例（2008年）第二十四条）。"
    )


# --- the reply


@pytest.mark.parametrize(
    ("on", "on_time", "last"),
    [
        (march(30), True, "2026年3月30日（周一）答复送达，在期限之内。"),
        (march(31), False, "2026年3月31日（周二）答复送达，超过期限1个工作日。"),
    ],
)
def test_a_reply_is_on_time_up_to_the_due_day(on, on_time, last):
    found = clock(Act("replied", on), today=date(2026, 6, 1))
    assert (found.on_time, found.remaining, found.explanation[-1]) == (on_time, None, last)
    assert found.is_overdue is not on_time


def test_a_reply_on_the_saturday_after_the_due_friday_is_late():
    found = clock(Act("replied", date(2026, 3, 28)), received_on=date(2026, 2, 28))
    assert found.on_time is False
    assert found.explanation[-1] == "2026年3月28日（周六）答复送达，已经超过期限。"


def test_a_withdrawn_request_has_no_due_date():
    found = clock(Act("withdrawn", march(5)), today=date(2026, 6, 1))
    assert (found.due, found.remaining, found.on_time, found.is_overdue) == (
        None,
        None,
        None,
        False,
    )


# --- clarification


MARCH_5, MARCH_20 = march(5), march(20)


def asked(on=MARCH_5, until=MARCH_20):
    return Act("clarification_asked", on, until=until)


def test_while_the_applicant_corrects_nothing_is_due():
    found = clock(asked(), today=march(20))
    assert (found.due, found.remaining, found.lapsed) == (None, None, None)
    assert found.waiting_until == march(20)


def test_a_correction_starts_the_period_anew():
    found = clock(asked(), Act("clarification_answered", march(12)))
    assert found.due == nth_workday(march(12), 20, CALENDAR) == date(2026, 4, 10)


def test_a_correction_on_the_last_day_is_in_time():
    assert clock(asked(), Act("clarification_answered", march(20))).lapsed is None


def test_a_correction_not_made_by_its_last_day_lapses_the_request():
    found = clock(asked(), today=march(21))
    assert (found.due, found.lapsed) == (None, Lapse("clarification", march(20)))
    assert found.lapsed.outcome == "D6-1"


def test_a_late_correction_counts_only_with_a_good_reason():
    late = Act("clarification_answered", march(21))
    accepted = Act("clarification_answered", march(21), accepted=True)
    assert clock(asked(), late).lapsed == Lapse("clarification", march(20))
    assert clock(asked(), accepted).due == nth_workday(march(21), 20, CALENDAR)


def test_asking_within_seven_working_days_gives_no_warning_and_later_does():
    assert clock(asked(on=march(11))).warnings == []
    assert clock(asked(on=march(12))).warnings == [
        "补正应当在收到申请之日起7个工作日内，即2026年3月11日（周三）之前（含当日）告知，实际告知已经超过（条例第三十条）。"
    ]


def test_asking_a_second_time_changes_nothing_but_warns():
    again = asked(on=march(16), until=march(25))
    found = clock(
        asked(),
        Act("clarification_answered", march(12)),
        again,
        Act("clarification_answered", march(18)),
    )
    assert found.due == date(2026, 4, 10)
    assert found.warnings == [
        "补正只能一次性告知，2026年3月16日（周一）再次告知不影响答复期限（条例第三十条）。"
    ]


def test_a_reply_while_waiting_is_on_time():
    assert clock(asked(), Act("replied", march(10))).on_time is True


def test_a_notice_of_abandonment_after_the_lapse_is_no_late_reply():
    found = clock(asked(), Act("replied", march(25)))
    assert (found.lapsed, found.on_time) == (Lapse("clarification", march(20)), None)


# --- consultations


def third(asked_on, answered_on=None, ref=""):
    acts = [Act("third_party_asked", asked_on, ref=ref)]
    return [*acts, Act("third_party_answered", answered_on, ref=ref)] if answered_on else acts


def test_working_days_of_a_consultation_are_left_out():
    assert clock(*third(march(5), march(19))).due == date(2026, 4, 14)


def test_a_silent_third_party_pauses_for_fifteen_working_days():
    found = clock(*third(march(5)), today=march(10))
    assert (found.due, found.paused_until) == (date(2026, 4, 21), march(26))


def test_an_answer_after_the_limit_pauses_no_longer_than_silence():
    assert clock(*third(march(5), march(30))).due == date(2026, 4, 21)


def test_overlapping_consultations_are_left_out_once():
    co_maker = [Act("co_maker_asked", march(10)), Act("co_maker_answered", march(24))]
    both = clock(*third(march(5), march(19)), *co_maker)
    assert both.due == clock(*third(march(5), march(24))).due


def test_consultations_of_one_kind_are_told_apart_by_their_reference():
    acts = [*third(march(3), march(20), ref="a"), *third(march(4), march(5), ref="b")]
    assert clock(*acts).due == clock(*third(march(3), march(20))).due


def test_while_paused_the_remaining_days_stand_still():
    remaining = {clock(*third(march(5)), today=march(day)).remaining for day in (5, 6, 10, 26)}
    assert remaining == {17}


def test_a_consultation_on_the_last_day_comes_too_late():
    found = clock(*third(march(30), date(2026, 4, 3)))
    assert found.due == march(30)
    assert found.warnings == [
        "2026年3月30日（周一）征求第三方意见时答复期限已到最后一天或者已经届满，不再扣除时间。"
    ]


def test_a_consultation_across_a_correction_counts_only_after_it():
    acts = [*third(march(4), march(17)), asked(), Act("clarification_answered", march(12))]
    # 13, 16 and 17 March are left out of the new period.
    assert clock(*acts).due == nth_workday(march(12), 23, CALENDAR)


# --- extension


def test_an_extension_adds_twenty_working_days():
    assert clock(Act("extended", march(20))).due == date(2026, 4, 28)


def test_a_shorter_extension_adds_its_days():
    assert clock(Act("extended", march(20), days=5)).due == nth_workday(RECEIVED, 25, CALENDAR)


def test_an_extension_told_after_the_period_has_no_effect():
    found = clock(Act("extended", march(31)))
    assert found.due == march(30)
    assert found.warnings == [
        "2026年3月31日（周二）告知延期时答复期限已于2026年3月30日（周一）届满，延期不发生效力（条例第三十三条）。"
    ]


def test_whether_the_due_day_itself_is_in_time_is_a_setting():
    last_day = Act("extended", march(30))
    assert clock(last_day).due == date(2026, 4, 28)
    assert clock(last_day, rules=ClockRules(extend_on_last_day=False)).due == march(30)


def test_extensions_of_more_than_twenty_days_in_all_are_refused():
    with pytest.raises(ClockError) as refused:
        clock(Act("extended", march(10), days=15), Act("extended", march(20), days=6))
    assert str(refused.value) == "延长答复期限合计不得超过20个工作日，请核对（条例第三十三条）。"


# --- fee


def test_a_payment_starts_the_period_anew():
    found = clock(Act("fee_notice", march(10)), Act("fee_paid", march(18)))
    assert found.due == nth_workday(march(18), 20, CALENDAR)


def test_with_the_other_setting_a_payment_only_ends_a_pause():
    rules = ClockRules(restart_after_payment=False)
    found = clock(Act("fee_notice", march(5)), Act("fee_paid", march(19)), rules=rules)
    assert found.due == date(2026, 4, 14)


def test_the_applicant_has_twenty_working_days_to_pay():
    waiting = clock(Act("fee_notice", march(10)), today=date(2026, 4, 8))
    assert (waiting.due, waiting.waiting_until, waiting.lapsed) == (None, date(2026, 4, 8), None)
    lapsed = clock(Act("fee_notice", march(10)), today=date(2026, 4, 9)).lapsed
    assert lapsed == Lapse("fee", date(2026, 4, 8))
    assert lapsed.outcome == "D6-2"


def test_a_late_payment_counts_only_where_it_is_accepted():
    notice, late = Act("fee_notice", march(10)), date(2026, 4, 9)
    assert clock(notice, Act("fee_paid", late)).lapsed == Lapse("fee", date(2026, 4, 8))
    accepted = clock(notice, Act("fee_paid", late, accepted=True))
    assert accepted.due == nth_workday(late, 20, CALENDAR)


def test_a_fee_notice_after_the_period_warns():
    assert clock(Act("fee_notice", march(31))).warnings == [
        "2026年3月31日（周二）送达收费通知时答复期限已于2026年3月30日（周一）届满。"
    ]


# --- later date agreed


def test_a_later_date_agreed_is_the_due_date_even_on_a_weekend():
    found = clock(Act("delayed", march(20), until=date(2026, 6, 6)), today=date(2026, 6, 5))
    assert (found.due, found.remaining) == (date(2026, 6, 6), 0)
    assert not found.is_overdue


def test_an_earlier_date_agreed_does_not_shorten_the_period():
    assert clock(Act("delayed", march(5), until=march(10))).due == march(30)


# --- acts that contradict each other


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        ([Act("replied", date(2026, 3, 1))], "2026年3月1日（周日）的环节早于收到申请的2026年3月2日（周一），请核对日期。"),
        ([Act("replied", march(5)), Act("extended", march(6))], "申请已于2026年3月5日（周四）办结，之后不应再有其他环节，请核对。"),
        ([Act("clarification_answered", march(5))], "2026年3月5日（周四）收到补正之前没有告知补正，请核对。"),
        ([asked(until=march(4))], "补正的截止日期早于告知日期，请核对。"),
        ([Act("third_party_answered", march(5))], "2026年3月5日（周四）收到的答复没有对应的“征求第三方意见”，请核对。"),
        ([Act("fee_paid", march(5))], "2026年3月5日（周四）缴费之前没有送达收费通知，请核对。"),
        ([Act("delayed", march(5))], "延迟答复应当写明约定的答复日期，且不早于约定当日（条例第三十五条）。"),
        ([Act("extended", march(5), days=0)], "延长答复期限合计不得超过20个工作日，请核对（条例第三十三条）。"),
        ([asked(), Act("extended", march(6))], "2026年3月6日（周五）正在等待申请人，答复期限没有进行，不能延长。"),
        ([asked(), Act("fee_notice", march(6))], "2026年3月6日（周五）送达收费通知时正在等待申请人，请核对。"),
    ],
)  # fmt: skip
def test_contradictions_are_refused_with_a_sentence(acts, sentence):
    with pytest.raises(ClockError) as refused:
        clock(*acts)
    assert str(refused.value) == sentence


# --- what must always hold


@st.composite
def histories(draw):
    """Consultations and an extension in any order, all within forty days of receipt."""
    day = st.integers(0, 40).map(lambda n: RECEIVED + timedelta(days=n))
    acts = []
    for ref in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["third_party", "co_maker"]))
        first, last = sorted((draw(day), draw(day)))
        acts.append(Act(f"{kind}_asked", first, ref=str(ref)))
        if draw(st.booleans()):
            acts.append(Act(f"{kind}_answered", last, ref=str(ref)))
    if draw(st.booleans()):
        acts.append(Act("extended", draw(day), days=draw(st.integers(1, 20))))
    return acts


def naive_due(acts):
    """Ticks off the days one by one; open consultations end with their fifteenth working day."""
    spans, allowed = [], 20
    for act in sorted(acts, key=lambda act: act.on):
        if act.kind == "extended":
            allowed += act.days if act.on <= tick(spans, allowed) else 0
        elif act.kind.endswith("asked"):
            spans.append([act.on, nth_workday(act.on, 15, CALENDAR), act.kind[:5], act.ref])
        else:
            span = next(s for s in spans if s[2:] == [act.kind[:5], act.ref])
            span[1] = min(span[1], act.on)
    return tick(spans, allowed)


def tick(spans, allowed):
    day = RECEIVED
    while allowed:
        day += timedelta(days=1)
        if is_workday(day, CALENDAR) and not any(s[0] < day <= s[1] for s in spans):
            allowed -= 1
    return day


@given(histories())
@settings(max_examples=200)
def test_the_due_date_is_that_of_ticking_off_the_days(acts):
    assert clock(*acts).due == naive_due(acts)


@given(histories(), st.integers(0, 40), st.sampled_from(["third_party_asked", "extended"]))
@settings(max_examples=200)
def test_another_pause_or_extension_never_shortens_the_period(acts, after, kind):
    if kind == "extended" and any(act.kind == "extended" for act in acts):
        return
    more = Act(kind, RECEIVED + timedelta(days=after), ref="more")
    assert clock(*acts, more).due >= clock(*acts).due


@given(histories())
def test_a_due_date_in_an_announced_year_is_a_working_day(acts):
    found = clock(*acts)
    assert not found.provisional
    assert is_workday(found.due, CALENDAR)


@given(histories(), st.integers(0, 120))
def test_leaving_the_explanation_out_changes_nothing_else(acts, days):
    today = RECEIVED + timedelta(days=days)
    told = clock_as_json(deadline(RECEIVED, acts, None, CALENDAR, today))
    bare = clock_as_json(deadline(RECEIVED, acts, None, CALENDAR, today, explain=False))
    assert bare == {**told, "explanation": []}


@given(histories())
def test_the_explanation_is_made_of_whole_sentences(acts):
    told = clock(*acts).explanation
    assert [
        sentence for sentence in told if sentence.count("。") != 1 or sentence[-1] != "。"
    ] == []


# --- the explanation


def test_the_explanation_tells_every_day():
    assert clock(received_on=date(2026, 9, 17), today=date(2026, 9, 30)).explanation == [
        "2026年9月17日（周四）收到申请，收到当日不计入期限（条例第三十一条）。",
        "2026年9月18日（周五），第1个工作日。",
        "2026年9月19日（周六）是周末，不计。",
        "2026年9月20日（周日）是调休上班日，第2个工作日。",
        "2026年9月21日（周一）至9月24日（周四），第3至6个工作日。",
        "2026年9月25日（周五）至9月27日（周日）中秋节放假，不计。",
        "2026年9月28日（周一）至9月30日（周三），第7至9个工作日。",
        "2026年10月1日（周四）至10月7日（周三）国庆节放假，不计。",
        "2026年10月8日（周四）至10月9日（周五），第10至11个工作日。",
        "2026年10月10日（周六）是调休上班日，第12个工作日。",
        "2026年10月11日（周日）是周末，不计。",
        "2026年10月12日（周一）至10月16日（周五），第13至17个工作日。",
        "2026年10月17日（周六）至10月18日（周日）是周末，不计。",
        "2026年10月19日（周一）至10月21日（周三），第18至20个工作日。",
        "答复期限为20个工作日，2026年10月21日（周三）届满（条例第三十三条）。",
        "截至2026年9月30日（周三），还剩11个工作日。",
    ]


def test_the_explanation_tells_pauses_and_extensions():
    told = clock(*third(march(5), march(19)), Act("extended", march(20), days=1)).explanation
    assert told[1:5] == [
        "2026年3月20日（周五）告知申请人延长答复期限1个工作日（条例第三十三条）。",
        "2026年3月3日（周二）至3月5日（周四），第1至3个工作日。",
        "2026年3月6日（周五）至3月19日（周四）征求第三方意见，其间的10个工作日不计（条例第三十三条第三款）。",
        "2026年3月20日（周五），第4个工作日。",
    ]
    assert (
        told[-1]
        == "答复期限为20个工作日，延长1个工作日，2026年4月15日（周三）届满（条例第三十三条）。"
    )


def test_the_rest_of_a_holiday_after_receipt_keeps_its_name():
    told = clock(received_on=date(2026, 10, 2)).explanation
    assert told[1] == "2026年10月3日（周六）至10月7日（周三）国庆节放假，不计。"
    weekend = clock(received_on=date(2026, 5, 2)).explanation
    assert weekend[1] == "2026年5月3日（周日）至5月5日（周二）劳动节放假，不计。"


def test_two_holidays_in_one_run_are_both_named():
    told = clock(received_on=date(2025, 9, 30)).explanation
    assert told[1] == "2025年10月1日（周三）至10月8日（周三）国庆节、中秋节放假，不计。"


def test_a_run_over_the_new_year_names_both_years():
    told = clock(received_on=date(2023, 12, 29)).explanation
    assert told[1] == "2023年12月30日（周六）至2024年1月1日（周一）元旦放假，不计。"


def test_the_explanation_tells_what_the_applicant_has_to_do():
    assert clock(asked(), today=march(10)).explanation[1:] == [
        "2026年3月5日（周四）告知申请人需要补正，请申请人在2026年3月20日（周五）之前（含当日）补正，等待期间不计算期限（条例第三十条）。",
        "现在等待申请人补正，最迟到2026年3月20日（周五），补正后重新计算答复期限。",
    ]


# --- JSON


def test_the_json_form_is_read_and_written():
    case = case_from_json(
        {
            "received_on": "2026-03-02",
            "acts": [
                {"kind": "third_party_asked", "on": "2026-03-05", "ref": "甲公司"},
                {"kind": "extended", "on": "2026-03-20", "days": 3},
            ],
            "today": "2026-03-26",
        }
    )
    assert case == (
        RECEIVED,
        (Act("third_party_asked", march(5), ref="甲公司"), Act("extended", march(20), days=3)),
        march(26),
    )
    found = clock_as_json(clock(*case.acts, today=case.today))
    assert {key: found[key] for key in found if key != "explanation"} == {
        "due": "2026-04-24",
        "provisional": False,
        "remaining": 20,
        "lapsed": None,
        "on_time": None,
        "waiting_until": None,
        "paused_until": "2026-03-26",
        "warnings": [],
    }


def test_a_lapse_is_written_as_an_object():
    found = clock_as_json(clock(asked(), today=march(23)))
    assert (found["due"], found["lapsed"]) == (
        None,
        {"kind": "clarification", "after": "2026-03-20", "outcome": "D6-1"},
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "缺少收到申请的日期，请填写“received_on”。"),
        ([], "缺少收到申请的日期，请填写“received_on”。"),
        ({"received_on": "明天"}, "“received_on”的日期“明天”无法识别，请按“2026-03-02”的格式填写。"),
        ({"received_on": 5}, "“received_on”的日期“5”无法识别，请按“2026-03-02”的格式填写。"),
        ({"received_on": "2026-03-02", "acts": {}}, "“acts”应当是一个列表，请按办理先后列出各个环节。"),
        ({"received_on": "2026-03-02", "acts": [{"kind": "replied"}]}, "办理环节“replied”缺少日期，请填写“on”。"),
        ({"received_on": "2026-03-02", "acts": [{"kind": "extended", "on": "2026-03-05", "days": "3"}]}, "延长的天数应当是整数，请重新填写。"),
        ({"received_on": "2026-03-02", "acts": [{"kind": "replied", "on": "2026-03-05", "dayz": 3}]}, "办理环节“replied”中有不认识的内容“dayz”，请删去。"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ClockError) as refused:
        case_from_json(data)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("act", [{"kind": "asked", "on": "2026-03-05"}, "replied", None])
def test_an_unknown_act_is_refused_with_the_list_of_known_ones(act):
    with pytest.raises(ClockError, match=r"不认识的办理环节“.+”，请使用：clarification_asked、"):
        case_from_json({"received_on": "2026-03-02", "acts": [act]})


def test_the_rules_of_a_day_come_from_the_table():
    assert clock_rules(date(2026, 3, 2)) == ClockRules()
    old = clock_rules(date(2018, 3, 1))
    assert (old.reply, old.extension) == (15, 15)
