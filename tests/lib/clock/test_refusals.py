"""What the law does not allow, with its article; and what becomes of it in old histories."""

from datetime import date

import pytest

from gongkai.lib.clock import OBJECTIONS, Act, NotAllowed, check_act
from gongkai.lib.rules_table import NoRule
from tests.lib.clock.world import CALENDAR, RECEIVED, april, asked, clock, corrected, held, march
from tests.shared import ROOT

FEE = Act("fee_notice", march(10))
DELIVERED = Act("delivered", march(5))
REOPENED = Act("reopened", april(1), until=april(30))
JOINT = {"kind": "joint_maker"}

# Code, acts of which the last one is refused, sentence.
REFUSED = [
    ("before_receipt", [Act("delivered", march(1))], "2026年3月1日（周日）的环节早于收到申请的2026年3月2日（周一），请核对日期（条例第三十一条）。"),
    ("after_delivery", [DELIVERED, Act("extended", march(6))], "申请已于2026年3月5日（周四）答复，答复期限随之结束，2026年3月6日（周五）不能再有其他环节，请核对（条例第三十三条）。"),
    ("after_delivery", [DELIVERED, Act("delivered", march(6))], "申请已于2026年3月5日（周四）答复，答复期限随之结束，2026年3月6日（周五）不能再有其他环节，请核对（条例第三十三条）。"),
    ("after_withdrawal", [Act("withdrawn", march(5)), Act("delivered", march(6))], "申请人已于2026年3月5日（周四）撤回申请，2026年3月6日（周五）不能再有其他环节，请核对（条例第二十七条）。"),
    ("after_no_correction", [asked(), Act("extended", march(23))], "申请人到2026年3月20日（周五）仍未补正，视为放弃申请，2026年3月23日（周一）的环节不再办理（条例第三十条）。"),
    ("after_no_payment", [FEE, *held(april(9))], "申请人到2026年4月8日（周三）仍未缴费，视为放弃申请，2026年4月9日（周四）的环节不再办理（收费办法第六条）。"),
    ("asked_twice", [asked(), corrected(12), asked(on=16, until=25)], "补正只能一次性告知，本件已经告知过，2026年3月16日（周一）不能再次告知补正（条例第三十条）。"),
    ("asked_after_due", [asked(on=31, until=None)], "2026年3月31日（周二）告知补正时答复期限已于2026年3月30日（周一）届满，不能再告知补正，请立即答复（条例第三十条）。"),
    ("asked_while_unpaid", [FEE, asked(on=11)], "2026年3月11日（周三）告知补正时正在等待申请人缴费，应当在缴费以后办理（收费办法第六条）。"),
    ("correct_before_asked", [asked(until=5)], "补正的截止日期应当晚于告知补正的2026年3月5日（周四），并给申请人合理的时间，请核对（条例第三十条）。"),
    ("correct_before_asked", [Act("clarification_notice", march(5), days=-1)], "补正的截止日期应当晚于告知补正的2026年3月5日（周四），并给申请人合理的时间，请核对（条例第三十条）。"),
    ("corrected_unasked", [corrected(5)], "2026年3月5日（周四）收到补正之前没有告知补正，请核对（条例第三十条）。"),
    ("consulted_after_due", held(march(31)), "2026年3月31日（周二）征求意见时答复期限已于2026年3月30日（周一）届满，不能再扣除时间，请立即答复（条例第三十三条）。"),
    ("third_party_twice", [*held(march(5), ref="甲"), *held(march(6), ref="甲")], "2026年3月6日（周五）征求意见时，向同一第三方的征求还没有结束，请核对（条例第三十二条）。"),
    ("joint_maker_twice", [*held(march(5), ref="甲", **JOINT), *held(march(6), ref="甲", **JOINT)], "2026年3月6日（周五）征求意见时，向同一共同制作机关的征求还没有结束，请核对（条例第三十四条）。"),
    ("third_party_unasked", [*held(march(4), **JOINT), Act("hold_closed", march(5), kind="third_party")], "2026年3月5日（周四）收到的意见没有对应的征求第三方意见，请核对是哪一家的意见（条例第三十二条）。"),
    ("third_party_unasked", [*held(march(4), march(5)), Act("hold_closed", march(6), kind="third_party")], "2026年3月6日（周五）收到的意见没有对应的征求第三方意见，请核对是哪一家的意见（条例第三十二条）。"),
    ("joint_maker_unasked", [Act("hold_closed", march(5), **JOINT)], "2026年3月5日（周四）收到的意见没有对应的征求共同制作机关意见，请核对是哪一家的意见（条例第三十四条）。"),
    ("extended_too_long", [Act("extended", march(5), days=0)], "延长答复期限每次至少1个工作日，合计不得超过20个工作日，2026年3月5日（周四）延长0个工作日不符合规定，此前已延长0个工作日（条例第三十三条）。"),
    ("extended_too_long", [Act("extended", march(5), days=21)], "延长答复期限每次至少1个工作日，合计不得超过20个工作日，2026年3月5日（周四）延长21个工作日不符合规定，此前已延长0个工作日（条例第三十三条）。"),
    ("extended_too_long", [Act("extended", march(5), days=15), Act("extended", march(6), days=6)], "延长答复期限每次至少1个工作日，合计不得超过20个工作日，2026年3月6日（周五）延长6个工作日不符合规定，此前已延长15个工作日（条例第三十三条）。"),
    ("extended_after_due", [Act("extended", march(31))], "2026年3月31日（周二）告知延期时答复期限已于2026年3月30日（周一）届满，不能再延长，请立即答复（条例第三十三条）。"),
    ("extended_while_correcting", [asked(), Act("extended", march(6))], "2026年3月6日（周五）正在等待申请人补正，答复期限没有进行，不能延长（条例第三十条）。"),
    ("extended_while_unpaid", [FEE, Act("extended", march(11))], "2026年3月11日（周三）正在等待申请人缴费，答复期限没有进行，不能延长（收费办法第七条）。"),
    ("charged_twice", [FEE, Act("fee_paid", march(12)), Act("fee_notice", march(13))], "一件申请只能收取一次信息处理费，本件已经送达收费通知，2026年3月13日（周五）不能再次收费（收费办法第三条）。"),
    ("charged_after_due", [Act("fee_notice", march(31))], "收费通知应当在答复期限内发出，2026年3月31日（周二）送达时期限已于2026年3月30日（周一）届满，不能再收费，请立即答复（收费办法第六条）。"),
    ("charged_while_correcting", [asked(), Act("fee_notice", march(6))], "2026年3月6日（周五）送达收费通知时正在等待申请人补正，应当在补正以后办理（条例第三十条）。"),
    ("paid_unasked", [Act("fee_paid", march(5))], "2026年3月5日（周四）缴费之前没有送达收费通知，请核对（收费办法第六条）。"),
    ("delayed_without_date", [Act("delayed", march(5))], "2026年3月5日（周四）确定延迟答复，应当写明延迟到的日期，且不早于当日（条例第三十五条）。"),
    ("delayed_after_due", [Act("delayed", march(31), until=april(30))], "2026年3月31日（周二）告知延迟答复时答复期限已于2026年3月30日（周一）届满，不能再延迟，请立即答复（条例第三十五条）。"),
    ("delayed_while_waiting", [asked(), Act("delayed", march(6), until=april(30))], "2026年3月6日（周五）正在等待申请人，答复期限没有进行，不必确定延迟答复（条例第三十五条）。"),
    ("ordered_without_date", [DELIVERED, Act("reopened", april(1), until=march(31))], "2026年4月1日（周三）重新办理，应当写明复议决定或者判决限定的日期，且不早于当日（行政复议法第七十七条、行政诉讼法第九十四条）。"),
    ("ordered", [DELIVERED, REOPENED, Act("extended", april(2))], "本件按复议决定或者判决应当在2026年4月30日（周四）之前（含当日）答复，2026年4月2日（周四）不能自行补正、延期或者收费（行政复议法第七十七条、行政诉讼法第九十四条）。"),
    ("ordered", [DELIVERED, REOPENED, Act("fee_notice", april(2))], "本件按复议决定或者判决应当在2026年4月30日（周四）之前（含当日）答复，2026年4月2日（周四）不能自行补正、延期或者收费（行政复议法第七十七条、行政诉讼法第九十四条）。"),
]  # fmt: skip
# Before 2021 no fee could be charged.
EARLY_FEE = [Act("fee_notice", date(2020, 3, 10))]


@pytest.mark.parametrize(("code", "acts", "sentence"), REFUSED)
def test_an_act_the_law_does_not_allow_is_refused_with_its_article(code, acts, sentence):
    with pytest.raises(NotAllowed) as refused:
        clock(*acts)
    refusal = refused.value
    assert (refusal.code, refusal.act, refusal.article, str(refusal)) == (
        code,
        acts[-1],
        OBJECTIONS[code].article,
        sentence,
    )


@pytest.mark.parametrize(("code", "acts", "sentence"), REFUSED)
def test_the_acts_before_it_are_allowed_and_recording_it_is_refused(code, acts, sentence):
    assert clock(*acts[:-1]).warnings == []
    with pytest.raises(NotAllowed) as refused:
        check_act(RECEIVED, acts[:-1], acts[-1], CALENDAR)
    assert (refused.value.code, str(refused.value)) == (code, sentence)


def test_no_fee_is_charged_before_the_fee_rules():
    with pytest.raises(NotAllowed) as refused:
        clock(*EARLY_FEE, received_on=date(2020, 3, 2))
    assert str(refused.value) == (
        "2020年3月10日（周二）收费办法还没有施行，不能收取信息处理费（条例第四十二条）。"
    )


def test_every_objection_of_the_table_has_its_example():
    tried = {code for code, _, _ in REFUSED} | {"charged_before_rules"}
    assert tried == set(OBJECTIONS)


def test_the_manual_names_every_article():
    manual = (ROOT / "docs/manual/部署/commands.md").read_text(encoding="utf-8")
    told = manual.split("条例不允许的环节", 1)[1].split("\n## ", 1)[0]
    articles = {objection.article for objection in OBJECTIONS.values()}
    assert [article for article in sorted(articles) if article not in told] == []


def test_the_old_law_is_named_for_old_requests():
    with pytest.raises(NotAllowed) as refused:
        clock(Act("extended", date(2019, 3, 5), days=16), received_on=date(2019, 3, 4))
    assert refused.value.article == "条例（2008年）第二十四条"


# --- histories that were not recorded here


def on_day_of(acts):
    return {"today": max(acts[-1].on, RECEIVED)}


@pytest.mark.parametrize(("code", "acts", "sentence"), REFUSED)
def test_in_an_old_history_a_forbidden_act_is_left_out_with_a_warning(code, acts, sentence):
    found = clock(*acts, strict=False, **on_day_of(acts))
    without = clock(*acts[:-1], strict=False, **on_day_of(acts))
    if code == "extended_too_long" and acts[-1].days > 0:
        assert found.due > without.due  # cut, see below
    else:
        assert (found.due, found.lapsed, found.on_time, found.days) == (
            without.due,
            without.lapsed,
            without.on_time,
            without.days,
        )
    assert sentence in found.warnings


def test_in_an_old_history_too_long_an_extension_is_cut_to_what_is_left():
    acts = [Act("extended", march(10), days=15), Act("extended", march(20), days=6)]
    assert clock(*acts, strict=False).due == april(28)


def test_the_answer_to_a_question_that_was_left_out_is_left_out_quietly():
    again = [asked(), corrected(12), asked(on=16, until=25), corrected(18)]
    found = clock(*again, strict=False)
    assert (found.due, len(found.warnings)) == (april(10), 1)
    late = clock(*held(march(31), april(3)), strict=False)
    assert (late.due, len(late.warnings)) == (march(30), 1)
    charged = clock(Act("fee_notice", march(31)), Act("fee_paid", april(1)), strict=False)
    assert (charged.due, len(charged.warnings)) == (march(30), 1)


def test_a_receipt_before_the_first_law_is_refused_or_counted_by_it():
    day = date(2008, 4, 1)
    with pytest.raises(NoRule):
        clock(received_on=day)
    assert clock(received_on=day, strict=False).due == date(2008, 4, 23)


# --- a new act at the moment it is recorded


def test_an_allowed_act_passes_even_after_an_irregular_history():
    irregular = [Act("fee_paid", march(3)), Act("extended", march(4), days=0)]
    assert check_act(RECEIVED, irregular, Act("extended", march(10)), CALENDAR) is None


def test_a_backdated_act_that_spoils_a_later_one_is_refused():
    with pytest.raises(NotAllowed) as refused:
        check_act(RECEIVED, [Act("extended", march(20))], Act("withdrawn", march(10)), CALENDAR)
    assert refused.value.code == "after_withdrawal"


def test_recording_the_same_forbidden_act_again_is_refused_again():
    twice = Act("extended", march(10), days=30)
    with pytest.raises(NotAllowed):
        check_act(RECEIVED, [twice], Act("extended", march(10), days=30), CALENDAR)
