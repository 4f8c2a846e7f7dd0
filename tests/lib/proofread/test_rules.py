"""Each check that needs nothing but the text: a wrong sample, and a right one that looks like it."""

from dataclasses import dataclass

import pytest

from gongkai.lib.proofread import KINDS, Found, checks, formulations, hidden, unit_names
from gongkai.lib.proofread.found import found

# Constructed; the check character is right.
PERSON = "370105198003071232"


def said(text: str, kind: str = "") -> list[tuple[str, str | None, str]]:
    """What was found: words, suggestion, severity."""
    findings = checks.in_order(checks.by_rule(text))
    return [(f.text, f.suggestion, f.severity) for f in findings if kind in ("", f.kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("按照明政办发[2024]012号要求", "doc_no", [("[2024]012号", "〔2024〕12号", "warning")]),
        (
            "按照明政办发【2024】第12号要求",
            "doc_no",
            [("【2024】第12号", "〔2024〕12号", "warning")],
        ),
        ("定于2024年2月30日召开。", "date", [("2024年2月30日", None, "error")]),
        ("定于13月5日召开。", "date", [("13月5日", None, "error")]),
        ("定于202年5月6日召开。", "date", [("202年5月6日", None, "error")]),
        ("二〇二三年二月二十九日", "date", [("二〇二三年二月二十九日", None, "error")]),
        ("2024年5月6日（星期二）", "date", [("二", "一", "warning")]),
        ("加强领导,落实责任。", "width", [(",", "，", "hint")]),
        ("各县（市、区)应当落实。", "width", [("（市、区)", "（市、区）", "warning")]),
        ("共计１２项。", "width", [("１２", "12", "hint")]),
        ("符合规定的的事项。", "repeat", [("的的", "的", "warning")]),
        ("对有关情况进行进行核查。", "repeat", [("进行进行", "进行", "warning")]),
        ("印发《工作方案的通知。", "bracket", [("《", None, "warning")]),
        ("各县（市、区应当落实。\n（一）下一段。", "bracket", [("（", None, "warning")]),
        ("认真落实。。", "punctuation", [("。。", "。", "warning")]),
        ("认真落实、。", "punctuation", [("、。", "。", "warning")]),
        ("一、总则\n三、附则", "structure", [("三、", None, "warning")]),
        ("一、总则\n（二）范围", "structure", [("（二）", None, "warning")]),
        ("一、甲事\n一、乙事", "structure", [("一、", None, "warning")]),
        ("第一条 甲。\n第三条 乙。", "structure", [("第三条", None, "warning")]),
        (f"王某，{PERSON}。", "personal", [(PERSON, None, "error")]),
        ("联系电话：13800138000。", "personal", [("13800138000", None, "warning")]),
    ],
)
def test_a_slip_is_found(text: str, kind: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert said(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "按照明政办发〔2024〕12号、13号要求，定于2024年2月29日（星期四）召开。",
        "为期18个月，自2024年至2026年12月。",
        "看看、人人、天天、常常、一步一步、逐项逐项、的的确确、以及及时、和平区和和田。",
        "依照本规定规定的程序。",
        "网址 https://example.com/a,b ，时间 10:30，金额 1,000 元。",
        "“第一段引文：\n“第二段引文。”",
        "1）甲；2）乙。",
        "一、总则\n（一）甲\n（二）乙\n二、附则\n（一）丙\n1.丁\n2.戊",
        "一、甲\n（一）乙\n二、丙\n（二）丁\n1.戊\n三、己\n（三）庚\n2.辛\n（四）壬",
        "一、甲事\n二、乙事\n一、甲事\u3000（一）办理甲事\u3000市教育局\n一、甲事\u3000（二）办理乙事\u3000市财政局",
        "（一）公开\n（二）不公开 1.属于甲\n（二）不公开 2.属于乙\n（三）其他",
        "一、总则\n第一条 甲：\n（一）乙；\n（二）丙。\n第二条 丁。\n二、附则",
        "真的吗？！……好——",
        "电话 0531-66601234，编号 1234567890123456。",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_a_name_beside_an_identity_number_is_found_once() -> None:
    text = f"申请人：张三丰，身份证号{PERSON}，卡号{PERSON}。"
    assert said(text, "personal") == [
        ("张三丰", None, "warning"),
        (PERSON, None, "error"),
        (PERSON, None, "error"),
    ]


def test_personal_data_is_masked_in_logs_and_shown_to_the_editor() -> None:
    (finding,) = (f for f in checks.by_rule(f"号码{PERSON}") if f.kind == "personal")
    assert finding.text == PERSON
    assert PERSON not in repr(finding)


def test_of_one_kind_a_hundred_are_listed_and_the_rest_is_counted() -> None:
    findings = checks.in_order(checks.by_rule("甲,乙" * 120))
    assert len(findings) == 100
    assert findings[-1].reason.endswith("同类问题还有20处，没有逐一列出。")


def test_a_fingerprint_stays_when_text_is_added_elsewhere_and_changes_with_its_surroundings() -> (
    None
):
    def of(text: str) -> str:
        (finding,) = checks.by_rule(text)
        return finding.fingerprint

    around = "下面这一段文字里有一个误输的标点符号、。后面还有这样的一些文字。"
    assert of(around) == of(f"前面新加了一整段文字。\n{around}\n后面也加了一段。")
    assert of(around) != of(around.replace("误输的标点", "误打的标点"))


def test_every_kind_has_a_label() -> None:
    assert {f.kind for f in checks.by_rule("。。甲,乙的的2月30日")} <= set(KINDS)


def test_a_finding_lies_where_its_text_stands() -> None:
    text = "首行\r\n印发《方案的通知。。\r\n定于2024年2月30日。"
    assert [text[f.offset :].startswith(f.text) for f in checks.by_rule(text)] == [True] * 3


@dataclass
class Rule:
    wrong: str
    right: str
    reason: str = "以文件为准。"
    severity: str = "warning"
    active: bool = True


def test_a_wrong_formulation_is_found_where_it_is_no_part_of_the_right_one() -> None:
    text = "坚持依法治市，坚持全面依法治市。"
    findings = list(formulations.check(text, [Rule("依法治市", "全面依法治市")]))
    assert [(f.offset, f.text, f.suggestion) for f in findings] == [(2, "依法治市", "全面依法治市")]


def test_the_longer_of_two_formulations_is_said_and_an_inactive_one_is_not() -> None:
    rules = [Rule("三个代表", ""), Rule("三个代表性", "三种代表性"), Rule("坚持", "", active=False)]
    findings = list(formulations.check("坚持三个代表性。", rules))
    assert [(f.text, f.suggestion) for f in findings] == [("三个代表性", "三种代表性")]


NAMES = {"明湖市教育局", "明湖市市场监督管理局", "市市场监管局", "明湖市第一实验小学"}
FORMER = {"明湖市工商行政管理局": "已于2019年1月1日撤销"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由明湖市市场监督管理居负责", []),
        ("由明湖市市场监督官理局负责", [("明湖市市场监督官理局", "明湖市市场监督管理局")]),
        ("由明湖市市场监督理局负责", [("明湖市市场监督理局", "明湖市市场监督管理局")]),
        ("由明湖市市场监督管管理局负责", [("明湖市市场监督管管理局", "明湖市市场监督管理局")]),
        ("由原明湖市工商行政管理局负责", [("明湖市工商行政管理局", None)]),
        ("由明湖市市场监督管理局、市市场监管局、明山市教育局、明湖市第二实验小学负责", []),
    ],
)
def test_a_unit_name_one_slip_away_is_found(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    findings = unit_names.check(text, NAMES, FORMER)
    assert [(f.text, f.suggestion) for f in findings] == expected


def test_the_title_and_number_of_what_is_not_public_are_found() -> None:
    def known_hidden(numbers: list[str], titles: list[str]) -> dict[str, str]:
        assert (numbers, titles) == (["明政办发〔2024〕7号"], ["关于内部事项的通知"])
        return {"明政办发〔2024〕7号": "草稿"}

    text = "按照《关于内部事项的通知》（明政办发[2024]7号）办理。"
    findings = list(hidden.check(text, known_hidden))
    assert [(f.text, f.severity) for f in findings] == [("明政办发[2024]7号", "error")]


@pytest.mark.parametrize(
    "text",
    [
        "啊" * 200_000,
        "《" * 100_000 + "）" * 100_000,
        "的" * 200_000,
        "1" * 200_000,
        "，" * 200_000,
        "一、\n" * 50_000,
        "\ud800\x00" * 100_000,
        "附件\n" * 60_000,
        "2月30日" * 40_000,
    ],
    ids=["han", "brackets", "function", "figures", "marks", "headings", "lone", "annex", "dates"],
)
def test_hostile_text_is_gone_through(text: str) -> None:
    assert all(isinstance(finding, Found) for finding in checks.in_order(checks.by_rule(text)))


def test_a_lone_surrogate_has_a_fingerprint() -> None:
    assert len(found("\ud800", 0, 1, kind="typo", severity="hint", reason="。").fingerprint) == 20
