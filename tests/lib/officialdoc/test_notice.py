"""A notice with everything: head, body, signature, marks, annexed text and record block."""

from datetime import date

from tests.lib.officialdoc.samples import NOTICE, first, headings, items, read


def test_the_elements_of_a_notice_are_read():
    document = first(NOTICE)
    assert document.title == "示例市人民政府办公厅关于印发公园管理要点的通知"
    assert document.doc_no == "示政办发〔2023〕8号"
    assert document.issuers == ["示例市人民政府办公厅"]
    assert document.signed_on == date(2023, 4, 6)
    assert document.printed_on == date(2023, 4, 6)
    assert document.attribute == "proactive"
    assert document.doc_type == "通知"
    assert document.addressees == ["各区县人民政府", "市政府各部门（单位）"]
    assert document.cc == ["市委各部门", "市法院", "市检察院", "各民主党派市委"]
    assert document.printing_unit == "示例市人民政府办公厅"


def test_a_phone_goes_to_its_own_field_and_leaves_the_note():
    document = first(NOTICE)
    assert document.phones == ["12345678"]
    assert document.notes == ["(联系电话：市政府办公厅，（电话另存）)"]


def test_the_annexed_text_belongs_to_the_same_document():
    document = first(NOTICE)
    assert headings(document.outline) == [
        (1, "一、", "改善设施"),
        (2, "（一）", "修整道路"),
        (2, "(二)", "增加座椅"),
        (1, "二、", "加强服务"),
        (2, "（一）", "延长开放时间"),
        (2, "（二）", "公开信息"),
    ]
    assert [node.heading for node in document.outline if node.level == 0 and node.heading] == [
        "公园管理要点"
    ]


def test_a_paragraph_cut_at_a_page_end_is_joined_and_a_warning_says_so():
    document = first(NOTICE)
    assert (
        items(document.outline, 2)[0].text
        == "年底前修完主要道路，铺设盲道，并在路口设置指示牌和休息座椅。"
    )
    assert document.warnings == ["第27行接在上一段之后（上一段在句中断开），请核对。"]


def test_positions_name_the_lines_of_each_element():
    document = first(NOTICE)
    assert document.positions["doc_no"] == [2]
    assert document.positions["title"] == [4]
    assert document.positions["cc"] == [36, 37]
    assert document.origins["issuers"] == "red_head"


def test_the_json_has_the_agreed_keys():
    answer = read(NOTICE).to_json()
    wanted = {
        "title", "doc_no", "issuers", "signed_on", "printed_on", "released_on", "index_no", "theme", "source",
        "attribute", "doc_type", "addressees", "outline", "relations", "notes", "warnings",
    }  # fmt: skip
    assert wanted <= set(answer["documents"][0])
    assert set(answer) == {"file", "documents", "tables", "unplaced", "warnings"}
    assert answer["documents"][0]["signed_on"] == "2023-04-06"
    assert set(answer["documents"][0]["outline"][0]) == {
        "level",
        "label",
        "heading",
        "stop",
        "run_in",
        "text",
        "children",
        "lines",
    }


def test_what_is_not_stated_stays_empty_and_is_named():
    document = first("公园管理要点\n\n今年要方便市民，节约经费。\n")
    assert (document.doc_no, document.issuers, document.signed_on, document.printed_on) == (
        None,
        [],
        None,
        None,
    )
    assert document.attribute == "unknown"
    assert document.warnings == [
        "标题按正文开头的位置推断，请核对。",
        "没有找到发文字号、发文机关、成文日期、公开属性，已留空。",
    ]
