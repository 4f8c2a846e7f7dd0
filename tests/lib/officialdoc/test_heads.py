"""Heads: titles over several lines, stray spaces, numbers that are not the document's own."""

from datetime import date

import pytest

from tests.lib.officialdoc.samples import first, read

BODY = "各区人民政府：\n为方便市民，现将有关事项通知如下，请认真执行。\n"


def test_a_title_over_three_lines_with_the_number_behind_it():
    document = first(
        f"示例省人民政府办公厅\n关于印发2022年示例省\n公园工作要点的通知\n示政办发〔2022〕5号\n{BODY}"
    )
    assert document.title == "示例省人民政府办公厅关于印发2022年示例省公园工作要点的通知"
    assert document.doc_no == "示政办发〔2022〕5号"
    assert document.issuers == ["示例省人民政府办公厅"]


def test_a_number_inside_the_title_is_a_reference_and_not_the_own_number():
    text = (
        f"示例市人民政府办公厅\n\n关于转发示政办发〔2020〕11号文件\n\n做好公园工作的通知\n\n{BODY}"
    )
    document = first(text)
    assert (
        document.title == "示例市人民政府办公厅关于转发示政办发〔2020〕11号文件做好公园工作的通知"
    )
    assert document.doc_no is None
    assert [(relation.kind, relation.doc_no) for relation in document.relations] == [
        ("转发", "示政办发〔2020〕11号")
    ]


def test_spaces_between_the_characters_of_a_title_are_dropped():
    document = first(f"示例市财政局 关于公园经费管理 的 实 施 意 见\n示财发〔2020〕3号\n{BODY}")
    assert document.title == "示例市财政局关于公园经费管理的实施意见"
    assert document.doc_type == "意见"


def test_joint_issuers_keep_the_space_between_their_names():
    document = first(
        f"示例市财政局 示例市园林局\n关于公园经费管理的通知\n示财发〔2020〕3号\n{BODY}"
    )
    assert document.title == "示例市财政局 示例市园林局关于公园经费管理的通知"
    assert document.issuers == ["示例市财政局", "示例市园林局"]


def test_a_joint_red_head_names_all_bodies():
    document = first(
        f"示例市财政局\n示例市园林局\n文件\n示财发〔2020〕3号\n关于公园经费管理的通知\n{BODY}"
    )
    assert document.issuers == ["示例市财政局", "示例市园林局"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("示政发〔2021〕9号", "示政发〔2021〕9号"),
        ("示政发[2021]9号", "示政发〔2021〕9号"),
        ("示政发［２０２１］９号", "示政发〔2021〕9号"),
        ("示政发（2021）9号", "示政发〔2021〕9号"),
        ("示政发【2021】第9号", "示政发〔2021〕9号"),
        ("（示政发〔2021〕9号）", "示政发〔2021〕9号"),
        ("　　示政发 〔 2021 〕 9 号", "示政发〔2021〕9号"),
        ("发文字号：示政发〔2021〕9号", "示政发〔2021〕9号"),
        ("示政发〔2021〕9号　　　签发人：王某", "示政发〔2021〕9号"),
    ],
)
def test_the_own_number_is_read_in_every_bracket_style(line, number):
    assert first(f"示例市人民政府关于公园管理的通知\n{line}\n{BODY}").doc_no == number


@pytest.mark.parametrize(
    "line", ["示政发〔21〕9号", "〔2021〕9号", "示政发〔2021〕号", "根据示政发〔2021〕9号，"]
)
def test_what_is_no_number_of_its_own_is_not_taken_for_one(line):
    assert first(f"示例市人民政府关于公园管理的通知\n{line}\n{BODY}").doc_no is None


def test_a_number_in_brackets_behind_a_title_in_the_same_line():
    document = first(f"示例市人民政府关于公园管理的通知（示政发〔2021〕9号）\n{BODY}")
    assert (document.title, document.doc_no) == (
        "示例市人民政府关于公园管理的通知",
        "示政发〔2021〕9号",
    )


def test_an_order_takes_its_number_with_the_body_above_it():
    text = "示例省人民政府令\n第 336 号\n示例省公园条例实施办法\n第一条　为了管理公园，制定本办法。\n第二条　本办法自2021年2月1日起施行。\n"
    document = first(text)
    assert document.doc_no == "示例省人民政府令第336号"
    assert document.issuers == ["示例省人民政府"]


def test_a_yearly_announcement_takes_its_number_with_the_title():
    text = "示例市园林局公告\n2024年第3号\n现将公园名录予以公布，自公布之日起实施。\n示例市园林局\n2024年3月1日\n"
    document = first(text)
    assert document.doc_no == "示例市园林局公告2024年第3号"
    assert document.doc_type == "公告"
    assert document.signed_on == date(2024, 3, 1)


def test_a_draft_is_marked_and_warned_about():
    document = first("公园管理办法\n（征求意见稿）\n第一条 为了管理公园，制定本办法。\n")
    assert document.status_mark == "征求意见稿"
    assert document.warnings[0] == "标题按正文开头的位置推断，请核对。"
    assert (
        document.warnings[1] == "标题下注明“征求意见稿”，不是正式印发的文件，不能按已发文件入库。"
    )


def test_an_edition_in_brackets_under_the_title_is_part_of_it():
    assert (
        first("公园岗位参照目录\n（2022年修订）\n\n一、本目录适用于全市公园。\n").title
        == "公园岗位参照目录（2022年修订）"
    )


def test_adoption_lines_of_a_law_are_notes():
    text = "# 示例市公园条例\n\n2012年7月27日 示例市第十三届人民代表大会常务委员会第三次会议通过\n\n## 第一章 总则\n\n第一条 为了管理公园，制定本条例。\n"
    document = first(text, "law.md")
    assert document.notes == ["2012年7月27日 示例市第十三届人民代表大会常务委员会第三次会议通过"]
    assert document.signed_on is None


def test_a_text_copy_of_a_page_states_its_elements_in_lines():
    text = (
        "索引号：00123/2021-00007\n发文机关：示例市园林局\n标题：示例市园林局关于公园开放的公告\n文号：示园发〔2021〕7号\n"
        "发布日期：2021-03-05　　来源：示例市园林局\n示例市园林局关于公园开放的公告\n为方便市民，公园全天开放。\n"
    )
    document = first(text)
    assert document.index_no == "00123/2021-00007"
    assert document.doc_no == "示园发〔2021〕7号"
    assert document.released_on == date(2021, 3, 5)
    assert document.source == "示例市园林局"


def test_two_documents_in_one_file_have_two_heads_and_the_record_goes_to_the_first():
    text = (
        "示例市人民政府办公厅文件\n\n示政办发〔2020〕12号\n\n示例市人民政府办公厅关于转发省政办发〔2020〕3号文件的通知\n\n各区人民政府：\n\n"
        "现将《示例省人民政府办公厅关于公园工作的意见》（省政办发〔2020〕3号）转发给你们，请一并执行。\n\n示例市人民政府办公厅\n\n2020年6月27日\n\n(此件公开发布)\n\n"
        "示例省人民政府办公厅文件\n\n省政办发〔2020〕3号\n\n示例省人民政府办公厅关于公园工作的意见\n\n各市人民政府：\n\n"
        "为贯彻《全国公园条例》（国发〔2019〕5号），提出以下意见。\n\n示例省人民政府办公厅\n\n2020年5月19日\n\n（此件依申请公开）\n\n"
        "抄送：市法院，市检察院。\n\n示例市人民政府办公厅\n\n2020年6月27日印发\n"
    )
    one, two = read(text).documents
    assert (one.doc_no, one.signed_on, one.printed_on, one.attribute) == (
        "示政办发〔2020〕12号",
        date(2020, 6, 27),
        date(2020, 6, 27),
        "proactive",
    )
    assert (two.doc_no, two.signed_on, two.printed_on, two.attribute) == (
        "省政办发〔2020〕3号",
        date(2020, 5, 19),
        None,
        "on_request",
    )
    assert one.cc == ["市法院", "市检察院"]
    assert two.cc == []
    assert [(r.kind, r.doc_no, r.title) for r in one.relations] == [
        ("转发", "省政办发〔2020〕3号", "示例省人民政府办公厅关于公园工作的意见")
    ]
    assert [(r.kind, r.doc_no, r.title) for r in two.relations] == [
        ("依据", "国发〔2019〕5号", "全国公园条例")
    ]


def test_a_list_of_numbers_in_an_annex_starts_no_new_document():
    text = f"示例市人民政府关于废止部分文件的通知\n示政发〔2021〕9号\n{BODY}示例市人民政府\n2021年5月1日\n附件\n废止文件目录\n关于公园管理的通知\n示政发〔2001〕3号\n关于绿地管理的通知\n示政发〔2002〕4号\n"
    assert [document.doc_no for document in read(text).documents] == ["示政发〔2021〕9号"]
