from datetime import date

from gongkai.lib.clock import Act
from tests.lib.clock.world import RECEIVED, april, asked, clock, corrected, held, march, reasons


def test_every_calendar_day_has_a_row_with_its_reason():
    found = clock(received_on=date(2026, 9, 17))
    assert [(day.date.isoformat()[5:], day.counted, day.reason) for day in found.days] == [
        ("09-17", False, "收到当日不计"),
        ("09-18", True, "第1个工作日"),
        ("09-19", False, "周末"),
        ("09-20", True, "调休上班，第2个工作日"),
        ("09-21", True, "第3个工作日"),
        ("09-22", True, "第4个工作日"),
        ("09-23", True, "第5个工作日"),
        ("09-24", True, "第6个工作日"),
        ("09-25", False, "中秋节"),
        ("09-26", False, "中秋节"),
        ("09-27", False, "中秋节"),
        ("09-28", True, "第7个工作日"),
        ("09-29", True, "第8个工作日"),
        ("09-30", True, "第9个工作日"),
        ("10-01", False, "国庆节"),
        ("10-02", False, "国庆节"),
        ("10-03", False, "国庆节"),
        ("10-04", False, "国庆节"),
        ("10-05", False, "国庆节"),
        ("10-06", False, "国庆节"),
        ("10-07", False, "国庆节"),
        ("10-08", True, "第10个工作日"),
        ("10-09", True, "第11个工作日"),
        ("10-10", True, "调休上班，第12个工作日"),
        ("10-11", False, "周末"),
        ("10-12", True, "第13个工作日"),
        ("10-13", True, "第14个工作日"),
        ("10-14", True, "第15个工作日"),
        ("10-15", True, "第16个工作日"),
        ("10-16", True, "第17个工作日"),
        ("10-17", False, "周末"),
        ("10-18", False, "周末"),
        ("10-19", True, "第18个工作日"),
        ("10-20", True, "第19个工作日"),
        ("10-21", True, "第20个工作日"),
    ]


def test_the_rows_of_a_consultation_say_whom_is_asked():
    joint = held(march(10), march(11), kind="joint_maker")
    told = reasons(clock(*held(march(5), march(10)), *joint))
    assert {day: told[day] for day in range(5, 13)} == {
        5: "第3个工作日",
        6: "征求第三方意见，不计",
        7: "周末",
        8: "周末",
        9: "征求第三方意见，不计",
        10: "征求第三方意见，不计",
        11: "征求共同制作机关意见，不计",
        12: "第4个工作日",
    }


def test_the_rows_before_a_correction_count_no_more():
    found = clock(asked(on=4), corrected(9))
    told = reasons(found)
    assert {day: told[day] for day in range(2, 11)} == {
        2: "收到当日不计",
        3: "补正后重新计算，此前不计",
        4: "补正后重新计算，此前不计",
        5: "等待补正",
        6: "等待补正",
        7: "周末",
        8: "周末",
        9: "收到补正当日不计",
        10: "第1个工作日",
    }
    assert (sum(day.counted for day in found.days), found.days[-1].date) == (20, found.due)


def test_a_correction_and_a_payment_leave_the_last_count_alone():
    acts = [asked(on=3), corrected(5), Act("fee_notice", march(9)), Act("fee_paid", march(11))]
    told = reasons(clock(*acts))
    assert {day: told[day] for day in (4, 5, 6, 9, 10, 11, 12)} == {
        4: "等待补正",
        5: "收到补正当日不计",
        6: "缴费后重新计算，此前不计",
        9: "缴费后重新计算，此前不计",
        10: "等待缴费",
        11: "缴费当日不计",
        12: "第1个工作日",
    }


def test_while_waiting_the_rows_go_to_the_last_day_of_the_applicant():
    found = clock(asked(on=4, until=10), today=march(6))
    assert [day.date for day in found.days] == [march(n) for n in range(2, 11)]
    assert [day.counted for day in found.days] == [False] * 9
    assert clock(asked(on=4, until=10), today=april(1)).days == found.days


def test_waiting_without_a_last_day_the_rows_go_to_today():
    assert clock(asked(on=4, until=None), today=march(6)).days[-1].date == march(6)
    assert clock(asked(on=4, until=None)).days[-1].date == march(4)


def test_the_rows_of_a_withdrawn_request_end_with_it():
    assert reasons(clock(Act("withdrawn", march(4)))) == {
        2: "收到当日不计",
        3: "第1个工作日",
        4: "第2个工作日",
    }
    late = clock(Act("withdrawn", march(31)))
    assert late.days[-1] == (march(31), False, "已经超过答复期限")


def test_the_days_beyond_the_count_belong_to_the_later_date():
    found = clock(Act("delayed", march(20), until=april(1)))
    assert reasons(found)[30] == "第20个工作日"
    assert reasons(found)[31] == "已经确定延迟答复的日期，不再计算工作日"
    assert found.days[-1].date == april(1)


def test_the_rows_of_an_ordered_reply_begin_with_the_order():
    reopened = Act("reopened", date(2026, 7, 1), until=date(2026, 7, 6))
    found = clock(Act("delivered", march(5)), reopened)
    assert [day.date.day for day in found.days] == [1, 2, 3, 4, 5, 6]
    assert not any(day.counted for day in found.days)
    assert found.story[-1] == (
        "2026年7月1日（周三）起按照复议决定或者判决重新办理，应当在2026年7月6日（周一）之前（含当日）答复，此前的期限不再计算。"
    )


def test_without_explaining_there_are_no_rows_and_no_sentences():
    found = clock(*held(march(5), march(9)), explain=False)
    assert (found.days, found.story) == ([], [])


# --- the story


def test_the_story_tells_every_day():
    assert clock(received_on=date(2026, 9, 17), today=date(2026, 9, 30)).story == [
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


def test_the_story_tells_pauses_and_extensions():
    told = clock(*held(march(5), march(19)), Act("extended", march(20), days=1)).story
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


def test_the_story_tells_a_year_that_is_not_announced():
    assert clock(received_on=date(2026, 12, 15)).story[-1] == (
        "2027年的节假日安排不在日历中，暂按周一至周五计算，安排公布后将重新计算。"
    )


def test_the_rest_of_a_holiday_after_receipt_keeps_its_name():
    told = clock(received_on=date(2026, 10, 2)).story
    assert told[1] == "2026年10月3日（周六）至10月7日（周三）国庆节放假，不计。"
    weekend = clock(received_on=date(2026, 5, 2)).story
    assert weekend[1] == "2026年5月3日（周日）至5月5日（周二）劳动节放假，不计。"


def test_two_holidays_in_one_run_are_both_named():
    told = clock(received_on=date(2025, 9, 30)).story
    assert told[1] == "2025年10月1日（周三）至10月8日（周三）国庆节、中秋节放假，不计。"


def test_a_run_over_the_new_year_names_both_years():
    told = clock(received_on=date(2023, 12, 29)).story
    assert told[1] == "2023年12月30日（周六）至2024年1月1日（周一）元旦放假，不计。"


def test_the_story_tells_what_the_applicant_has_to_do():
    assert clock(asked(), today=march(10)).story[1:] == [
        "2026年3月5日（周四）告知申请人需要补正，请申请人在2026年3月20日（周五）之前（含当日）补正，等待期间不计算期限（条例第三十条）。",
        "现在等待申请人补正，最迟到2026年3月20日（周五），补正后重新计算答复期限。",
    ]
    assert clock(Act("fee_notice", march(10)), today=march(10)).story[1:] == [
        "2026年3月10日（周二）申请人收到收费通知，应当在次日起20个工作日内，即2026年4月8日（周三）之前（含当日）缴费（收费办法第六条）。",
        "现在等待申请人缴费，最迟到2026年4月8日（周三），缴费后重新计算答复期限。",
    ]


def test_the_story_tells_the_lapse():
    assert clock(asked(), today=march(21), received_on=RECEIVED).story[-1] == (
        "申请人到2026年3月20日（周五）仍未补正，视为放弃申请，不再处理该申请（条例第三十条）。"
    )
