"""Tails: signature, dates, disclosure attribute, notes, copies, attachments."""

from datetime import date

import pytest

from tests.lib.officialdoc.samples import first

HEAD = "示例市园林局关于公园管理的通知\n示园发〔2021〕9号\n各公园管理单位：\n为方便市民，请做好管理工作。\n"


def tail(text):
    return first(HEAD + text)


@pytest.mark.parametrize(
    "line",
    [
        "2021年5月28日",
        "２０２１年５月２８日",
        "2021 年 5 月 28 日",
        "二〇二一年五月二十八日",
        "二○二一年五月二十八日",
        "2021-05-28",
        "2021/5/28",
        "2021.05.28",
    ],
)
def test_the_signed_date_is_read_in_every_style(line):
    document = tail(f"示例市园林局\n{line}\n")
    assert (document.signature, document.signed_on) == (["示例市园林局"], date(2021, 5, 28))


def test_a_date_that_does_not_exist_is_left_empty():
    assert tail("示例市园林局\n2021年2月30日\n").signed_on is None


def test_dates_in_the_text_are_not_the_signed_date():
    assert tail("公园于2021年5月1日开放。\n").signed_on is None


def test_signature_and_date_in_one_line():
    document = tail("示例市园林局　2021年5月28日\n")
    assert (document.signature, document.signed_on) == (["示例市园林局"], date(2021, 5, 28))


def test_a_joint_signature_names_every_body():
    assert tail("示例市园林局　　示例市财政局\n示例市公安局\n2021年5月28日\n").issuers == [
        "示例市园林局",
        "示例市财政局",
        "示例市公安局",
    ]


def test_a_name_with_spaces_between_its_characters_is_one_name():
    document = first("关于公园管理的决定\n为方便市民，公园全天开放。\n国　务　院\n2021年5月28日\n")
    assert document.signature == ["国务院"]


def test_the_printing_date_is_not_the_signed_date():
    document = tail(
        "示例市园林局\n2021年5月28日\n抄送：市政府办公厅。\n示例市园林局办公室　　2021年6月1日印发\n"
    )
    assert (document.signed_on, document.printed_on, document.printing_unit) == (
        date(2021, 5, 28),
        date(2021, 6, 1),
        "示例市园林局办公室",
    )


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("（此件公开发布）", "proactive"),
        ("(此件公开发布)", "proactive"),
        ("（此件主动公开）", "proactive"),
        ("公开方式：主动公开", "proactive"),
        ("信息公开选项：主动公开", "proactive"),
        ("（此件依申请公开）", "on_request"),
        ("（此件不予公开）", "withheld"),
        ("公开属性：不予公开", "withheld"),
    ],
)
def test_the_attribute_is_read_from_a_line_of_its_own(line, value):
    assert tail(f"示例市园林局\n2021年5月28日\n{line}\n").attribute == value


def test_the_attribute_is_never_taken_from_running_text():
    assert (
        tail(
            "印发时要标注“此件公开发布”“此件不予公开”等字样。\n示例市园林局\n2021年5月28日\n"
        ).attribute
        == "unknown"
    )


def test_two_different_attributes_are_warned_about():
    document = tail("（此件公开发布）\n示例市园林局\n2021年5月28日\n（此件不予公开）\n")
    assert "公开属性有两种不同的标注，请核对。" in document.warnings


def test_attachments_listed_before_the_signature():
    document = tail(
        "附件：1.公园名录\n2.开放时间表\n示例市园林局\n2021年5月28日\n附件1\n公园名录\n一、城区公园\n附件2\n开放时间表\n一、夏季\n"
    )
    assert document.attachments == ["公园名录", "开放时间表"]
    assert [
        (node.label, node.heading) for node in document.outline if node.level == 0 and node.label
    ] == [("附件1", "公园名录"), ("附件2", "开放时间表")]


def test_a_bracketed_remark_under_the_date_is_a_note():
    assert tail("示例市园林局\n2021年5月28日\n（本文有删减）\n").notes == ["（本文有删减）"]


def test_page_numbers_are_left_unplaced():
    from tests.lib.officialdoc.samples import read

    result = read(HEAD + "— 2 —\n示例市园林局\n2021年5月28日\n")
    assert [result.source.texts[number] for number in result.unplaced] == ["— 2 —"]


def test_a_joint_signature_completes_a_red_head_that_names_only_the_first():
    text = "示例市园林局文件\n示园发〔2021〕9号\n示例市园林局 示例市财政局\n关于公园经费的通知\n各区园林局：\n请认真执行。\n示例市园林局　　示例市财政局\n2021年5月28日\n"
    document = first(text)
    assert (document.issuers, document.origins["issuers"]) == (
        ["示例市园林局", "示例市财政局"],
        "signature",
    )


def test_a_closing_formula_stands_for_itself():
    document = first(
        "示例市园林局公告\n根据规定，公告如下。\n一、公园全天开放。\n二、停车免费。\n特此公告。\n示例市园林局\n2021年5月28日\n"
    )
    assert document.outline[-1].text == "特此公告。"


def test_a_date_without_a_signature_is_taken_with_a_warning():
    document = tail("2021年5月28日\n")
    assert document.signed_on == date(2021, 5, 28)
    assert "成文日期取自文末没有署名的日期，请核对。" in document.warnings
