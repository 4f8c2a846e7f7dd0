import pytest

from gongkai.lib.clock import Act, ClockError, case_from_json, clock_as_json
from tests.lib.clock.world import RECEIVED, asked, clock, held, march


def with_act(**act):
    return {"received_on": "2026-03-02", "acts": [act]}


def test_every_type_of_act_is_read_with_its_fields():
    case = case_from_json(
        {
            "received_on": "2026-03-02",
            "acts": [
                {"type": "clarification_notice", "on": "2026-03-05", "days": 10},
                {"type": "clarification_received", "on": "2026-03-06", "accepted": True},
                {"type": "hold_opened", "on": "2026-03-09", "kind": "joint_maker", "ref": "乙局"},
                {"type": "hold_closed", "on": "2026-03-10", "kind": "joint_maker", "ref": "乙局"},
                {"type": "extended", "on": "2026-03-11", "days": 3},
                {"type": "fee_notice", "on": "2026-03-12"},
                {"type": "fee_paid", "on": "2026-03-13"},
                {"type": "delayed", "on": "2026-03-16", "until": "2026-05-01"},
                {"type": "delivered", "on": "2026-03-17", "mode": "post", "kind": None},
                {"type": "reopened", "on": "2026-03-18", "until": "2026-04-18"},
                {"type": "withdrawn", "on": "2026-03-19"},
            ],
            "as_of": "2026-03-26",
        }
    )
    assert case == (
        RECEIVED,
        (
            Act("clarification_notice", march(5), days=10),
            Act("clarification_received", march(6), accepted=True),
            Act("hold_opened", march(9), kind="joint_maker", ref="乙局"),
            Act("hold_closed", march(10), kind="joint_maker", ref="乙局"),
            Act("extended", march(11), days=3),
            Act("fee_notice", march(12)),
            Act("fee_paid", march(13)),
            Act("delayed", march(16), until=march(31).replace(month=5, day=1)),
            Act("delivered", march(17), mode="post"),
            Act("reopened", march(18), until=march(18).replace(month=4)),
            Act("withdrawn", march(19)),
        ),
        march(26),
        (),
    )


def test_acts_and_the_day_to_look_from_may_be_left_out():
    assert case_from_json({"received_on": "2026-03-02", "as_of": None}) == (RECEIVED, (), None, ())


def test_a_field_given_for_nothing_is_told():
    case = case_from_json(
        with_act(type="hold_opened", on="2026-03-05", kind="third_party", days=15)
    )
    assert (case.acts, case.notes) == (
        (Act("hold_opened", march(5), kind="third_party"),),
        ("“days”对办理环节“hold_opened”没有作用，没有采用。",),
    )


def test_the_clock_is_written_with_iso_dates():
    acts = [*held(march(5), ref="甲公司"), Act("extended", march(20), days=3)]
    found = clock_as_json(clock(*acts, today=march(26)))
    assert found["explanation"][:2] == [
        {"date": "2026-03-02", "counted": False, "reason": "收到当日不计"},
        {"date": "2026-03-03", "counted": True, "reason": "第1个工作日"},
    ]
    assert {key: found[key] for key in found if key not in ("explanation", "story")} == {
        "due": "2026-04-24",
        "provisional": False,
        "remaining": 20,
        "on_time": None,
        "overdue": False,
        "lapsed": None,
        "waiting_for": None,
        "waiting_until": None,
        "paused_until": "2026-03-26",
        "limits": {
            "clarification": "2026-03-11",
            "correction": None,
            "hold": "2026-03-26",
            "payment": None,
        },
        "holds": [
            {
                "kind": "third_party",
                "ref": "甲公司",
                "opened": "2026-03-05",
                "limit": "2026-03-26",
            }
        ],
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
        ({"received_on": "20260302"}, "“received_on”的日期“20260302”无法识别，请按“2026-03-02”的格式填写。"),
        ({"received_on": "2026-02-30"}, "“received_on”的日期“2026-02-30”无法识别，请按“2026-03-02”的格式填写。"),
        ({"received_on": "9999-12-31"}, "“received_on”的日期“9999-12-31”无法识别，请按“2026-03-02”的格式填写。"),
        ({"received_on": "2007-03-02"}, "收到申请的日期早于2008年5月1日，当时条例还没有施行，请核对“received_on”。"),
        ({"received_on": "2026-03-02", "acts": {}}, "“acts”应当是一个列表，请按办理先后列出各个环节。"),
        ({"received_on": "2026-03-02", "today": "2026-03-05"}, "输入中有不认识的内容“today”，请删去。"),
        (with_act(type="delivered"), "办理环节“delivered”缺少日期，请填写“on”。"),
        (with_act(type="delivered", on="2026-03-05", mode="fax"), "不认识的送达方式“fax”，请使用：post、direct。"),
        (with_act(type="delivered", on="2026-03-05", dayz=3), "办理环节“delivered”中有不认识的内容“dayz”，请删去。"),
        (with_act(type="extended", on="2026-03-05", days="3"), "“days”应当是工作日的个数，请填写整数。"),
        (with_act(type="extended", on="2026-03-05", days=True), "“days”应当是工作日的个数，请填写整数。"),
        (with_act(type="clarification_notice", on="2026-03-05", days=10**9), "“days”应当是工作日的个数，请填写整数。"),
        (with_act(type="clarification_notice", on="2026-03-05", days=5, until="2026-03-20"), "办理环节“clarification_notice”的“until”和“days”只能写一个，请删去一个。"),
        (with_act(type="hold_opened", on="2026-03-05"), "办理环节“hold_opened”要写明征求谁的意见，“kind”请使用：third_party、joint_maker。"),
        (with_act(type="hold_closed", on="2026-03-05", kind="lawyer"), "办理环节“hold_closed”要写明征求谁的意见，“kind”请使用：third_party、joint_maker。"),
        (with_act(type="hold_closed", on="2026-03-05", kind=[]), "办理环节“hold_closed”要写明征求谁的意见，“kind”请使用：third_party、joint_maker。"),
        (with_act(type="hold_opened", on="2026-03-05", kind="third_party", ref=3), "“ref”应当是文字，用来区分同时征求的几家，请重新填写。"),
        (with_act(type="fee_paid", on="2026-03-05", accepted="yes"), "“accepted”应当是 true 或者 false，请重新填写。"),
        (with_act(type="delayed", on="2026-03-05"), "办理环节“delayed”缺少延迟到的日期，请填写“until”。"),
        (with_act(type="reopened", on="2026-03-05"), "办理环节“reopened”缺少限定的日期，请填写“until”或者“days”。"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ClockError) as refused:
        case_from_json(data)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "act", [{"type": "asked", "on": "2026-03-05"}, {"type": []}, {"on": "2026-03-05"}, "x", None]
)
def test_an_unknown_act_is_refused_with_the_list_of_known_ones(act):
    with pytest.raises(ClockError, match=r"\A不认识的办理环节“.+”，请使用：clarification_notice、"):
        case_from_json({"received_on": "2026-03-02", "acts": [act]})
