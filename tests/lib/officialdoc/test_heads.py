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
        ("示政发〔2022〕二〇号", "示政发〔2022〕20号"),
        ("示政发〔2022〕二十号", "示政发〔2022〕20号"),
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


DECREE = (
    "示例省人民政府令\n\n第350号\n\n《示例省公园办法》已经2024年3月1日省政府第9次常务会议通过，现予公布，自2024年5月1日起施行。\n\n"
    "省长　王某某\n\n2024年3月8日\n\n（此件公开发布）\n\n示例省公园办法\n\n第一章　总则\n\n第一条　为了管理公园，制定本办法。\n"
)


def test_an_order_bears_the_title_of_what_it_puts_into_force():
    document = first(DECREE)
    assert (document.title, document.doc_no, document.doc_type, document.issuers) == (
        "示例省公园办法",
        "示例省人民政府令第350号",
        "命令",
        ["示例省人民政府"],
    )
    assert (document.signed_on, document.origins["title"]) == (date(2024, 3, 8), "annex")
    assert document.warnings == []


def test_an_order_that_puts_a_decision_into_force_is_an_order_with_its_title():
    text = DECREE.replace(
        "《示例省公园办法》", "《示例省人民政府关于修改〈示例省公园办法〉的决定》"
    ).replace("\n\n示例省公园办法\n", "\n\n示例省人民政府关于修改《示例省公园办法》的决定\n")
    document = first(text)
    assert (document.title, document.doc_type) == (
        "示例省人民政府关于修改《示例省公园办法》的决定",
        "命令",
    )


def test_an_order_without_its_text_takes_the_title_it_names_with_a_warning():
    text = "示例省人民政府令\n第350号\n现公布《示例省公园办法》，自2024年5月1日起施行。\n省长　王某\n2024年3月1日\n"
    document = first(text)
    assert document.title == "示例省公园办法"
    assert "标题取自令文所公布的文件名称，请核对。" in document.warnings


def test_an_order_about_two_texts_has_no_single_title():
    text = "示例省人民政府令\n第350号\n《公园办法》和《绿地办法》已经审议通过，现予公布，自2024年5月1日起施行。\n省长　王某\n2024年3月1日\n"
    document = first(text)
    assert (document.title, document.doc_type) == (None, "命令")


@pytest.mark.parametrize(
    "head",
    [
        "国家甲和乙委员会\n丙和丁部\n令\n第46号",
        "国家甲和乙委员会　丙和丁部令\n第46号",
        "国家甲和乙委员会\n丙和丁部令\n第46号",
    ],
)
def test_an_order_of_two_ministries_is_signed_by_two_people(head):
    text = f"{head}\n《城镇公园办法》已经审议通过，现予公布，自2021年10月1日起施行。\n甲和乙委员会主任：何某某\n丙和丁部部长：王某\n2021年8月3日\n"
    document = first(text)
    assert document.doc_no == "国家甲和乙委员会、丙和丁部令第46号"
    assert document.issuers == ["国家甲和乙委员会", "丙和丁部"]
    assert document.signature == ["甲和乙委员会主任：何某某", "丙和丁部部长：王某"]
    assert document.signed_on == date(2021, 8, 3)


def test_a_letter_has_a_head_without_the_word_document():
    text = f"示例市人民政府办公室\n\n示政办函〔2026〕14号\n\n示例市人民政府办公室\n关于商请核对公园资料的函\n\n{BODY}"
    document = first(text)
    assert (document.title, document.doc_no, document.doc_type) == (
        "示例市人民政府办公室关于商请核对公园资料的函",
        "示政办函〔2026〕14号",
        "函",
    )
    assert (document.issuers, document.positions["red_head"]) == (["示例市人民政府办公室"], [0])


def test_joint_heads_may_lack_the_word_document_too():
    text = f"示例市财政局\n示例市园林局\n示财函〔2020〕3号\n关于公园经费的函\n{BODY}"
    document = first(text)
    assert (document.title, document.issuers) == (
        "关于公园经费的函",
        ["示例市财政局", "示例市园林局"],
    )


@pytest.mark.parametrize(
    ("head", "title", "kind"),
    [
        (
            "示例市人民政府专题会议纪要\n示政专纪〔2026〕4号",
            "研究公园线路有关问题的会议纪要",
            "纪要",
        ),
        (
            "示例市人民政府市长办公会议纪要\n示政纪〔2026〕4号",
            "研究公园线路有关问题的会议纪要",
            "纪要",
        ),
        ("示例县人民政府公告\n示政告〔2026〕3号", "示例县人民政府征收土地预公告", "公告"),
        ("示例市园林局公告\n2026年第3号", "关于公布公园名录的公告", "公告"),
        ("示例市人民政府通告\n示政通〔2026〕1号", "2026年公园临时停车安排", "通告"),
    ],
)
def test_a_head_that_names_the_kind_of_document_is_not_its_title(head, title, kind):
    text = f"{head}\n{title}\n为方便市民，现将有关事项公告如下，请周知。\n"
    document = first(text)
    assert (document.title, document.doc_type) == (title, kind)


def test_a_head_that_names_the_kind_is_the_title_where_none_follows():
    document = first("示例县人民政府公告\n示政告〔2026〕3号\n为方便市民，公园全天开放。\n")
    assert (document.title, document.doc_no) == ("示例县人民政府公告", "示政告〔2026〕3号")


def test_measures_and_plans_in_a_title_name_no_kind_of_document():
    document = first(f"示例市人民政府\n关于促进公园发展的若干措施\n示政发〔2022〕9号\n{BODY}")
    assert document.doc_type is None


def test_a_forwarded_letter_begins_at_its_own_head():
    text = (
        f"示例市人民政府办公室文件\n示政办发〔2026〕1号\n示例市人民政府办公室关于转发公园来函的通知\n{BODY}示例市人民政府办公室\n2026年1月5日\n"
        f"示例省园林厅\n示园函〔2025〕9号\n关于开放公园的函\n{BODY}示例省园林厅\n2025年12月1日\n"
    )
    assert [(d.title, d.doc_no, d.issuers) for d in read(text).documents] == [
        ("示例市人民政府办公室关于转发公园来函的通知", "示政办发〔2026〕1号", ["示例市人民政府办公室"]),
        ("关于开放公园的函", "示园函〔2025〕9号", ["示例省园林厅"]),
    ]  # fmt: skip
