"""The outline: marks, run-in headings, numbering, laws, closings."""

import pytest

from gongkai.lib.officialdoc.marks import read_mark
from gongkai.lib.officialdoc.outline import body_items
from tests.lib.officialdoc.samples import first, headings, items

HEAD = "公园管理要点\n\n"


def outline(text):
    return first(HEAD + text).outline


@pytest.mark.parametrize(
    ("text", "kind", "label", "number"),
    [
        ("一、改善设施", "level1", "一、", 1),
        ("十二．改善设施", "level1", "十二．", 12),
        ("（三）修整道路", "level2", "（三）", 3),
        ("(七) 修整道路", "level2", "(七)", 7),
        ("1.道路", "level3", "1.", 1),
        ("２．道路", "level3", "２．", 2),
        ("3、道路", "level3", "3、", 3),
        ("1.2025年度指标有多少", "level3", "1.", 1),
        ("（1）道路", "level4", "（1）", 1),
        ("2）道路", "level4", "2）", 2),
        ("③道路", "level5", "③", 3),
        ("（一）项目范围。", "level2", "（一）", 1),
        ("（二）款项支付。", "level2", "（二）", 2),
        ("（三）到年底完成。", "level2", "（三）", 3),
        ("（四）和谐社区。", "level2", "（四）", 4),
        ("（六）第（五）项所列人员", "level2", "（六）", 6),
        ("第一章　总则", "chapter", "第一章", 1),
        ("第二十三条　公园应当开放。", "article", "第二十三条", 23),
        ("第三条之一 公园应当开放。", "article", "第三条之一", 3),
    ],
)
def test_marks_at_the_start_of_a_line(text, kind, label, number):
    mark = read_mark(text)
    assert (mark.kind, mark.label, mark.number) == (kind, label, number)


@pytest.mark.parametrize(
    "text",
    [
        "1.5亿元用于公园",
        "一、二、三等奖",
        "（一）至（三）项",
        "（一）项规定的情形",
        "（一）、（二）项所列费用",
        "（二）项和第（三）项",
        "（三）款。",
        "第四条规定的情形",
        "2021年公园工作",
        "一是改善设施",
        "3.14",
    ],
)
def test_what_only_looks_like_a_mark(text):
    assert read_mark(text) is None


def test_a_run_in_heading_ends_at_the_first_full_stop():
    node = outline("一、改善设施。年底前修完主要道路。并增加座椅。\n")[0]
    assert (node.heading, node.text) == ("改善设施", "年底前修完主要道路。并增加座椅。")


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("（一）目标。到年底完成。", ("（一）", "目标", "。", True, "到年底完成。")),
        ("（一）目标：到年底全部完成。", ("（一）", "目标", "：", True, "到年底全部完成。")),
        ("(一) 目标。到年底完成。", ("(一)", "目标", "。", True, "到年底完成。")),
        ("（一）目标。", ("（一）", "目标", "。", False, "")),
        ("（一）主要目标：", ("（一）", "主要目标", "：", False, "")),
        ("（一）目标", ("（一）", "目标", "", False, "")),
        ("（一）到年底，各公园全部完成改造，并公布结果。", ("（一）", "", "", False, "到年底，各公园全部完成改造，并公布结果。")),
    ],
)  # fmt: skip
def test_a_heading_keeps_the_mark_that_ends_it_and_whether_text_runs_in(line, cut):
    [node] = items(outline(f"一、甲\n{line}\n"), 2)
    assert (node.label, node.heading, node.stop, node.run_in, node.text) == cut


def test_a_short_sentence_with_paragraphs_under_it_is_a_heading_that_stands_alone():
    [node] = outline("一、改善设施，方便市民。\n年底前修完主要道路。\n")
    assert (node.heading, node.stop, node.run_in, node.text) == (
        "改善设施，方便市民",
        "。",
        False,
        "年底前修完主要道路。",
    )


def test_the_brackets_of_a_bracketed_article_stay():
    [node] = outline("【第一条】【目的】为了管理公园，制定本办法。\n")
    assert (node.label, node.heading, node.stop, node.run_in, node.text) == (
        "【第一条】",
        "【目的】",
        "",
        True,
        "为了管理公园，制定本办法。",
    )


def test_the_title_of_an_annex_in_the_line_of_its_mark_is_not_said_twice():
    text = "一、甲\n附件1：公园名录\n一、城区公园\n附件2：\n开放时间表\n一、夏季\n"
    nodes = [(node.label, node.heading) for node in outline(text) if node.level == 0]
    assert nodes == [("", "附件1：公园名录"), ("附件2：", "开放时间表")]


def test_a_heading_may_end_in_a_colon():
    node = outline("一、开放时间：夏季延长到二十二时。\n")[0]
    assert (node.heading, node.text) == ("开放时间", "夏季延长到二十二时。")


def test_items_of_a_list_with_semicolons_are_text_to_the_last_one():
    nodes = outline("一、下列区域禁止停车\n1.公园入口；\n2.消防通道；\n3.其他区域。\n")
    assert [(node.heading, node.text) for node in items(nodes, 3)] == [
        ("", "公园入口；"),
        ("", "消防通道；"),
        ("", "其他区域。"),
    ]


def test_a_second_paragraph_stays_with_its_item():
    node = items(
        outline(
            "一、改善设施\n（一）修整道路。年底前完成。\n冬季停止施工。\n（二）增加座椅。每处十把。\n"
        ),
        2,
    )[0]
    assert node.text == "年底前完成。\n冬季停止施工。"


def test_a_closing_paragraph_is_not_given_to_the_last_item():
    nodes = outline(
        "一、改善设施\n（一）修整道路。年底前完成。\n（二）增加座椅。每处十把。\n各单位要抓好落实，按时报告。\n"
    )
    assert items(nodes, 2)[-1].text == "每处十把。"
    assert nodes[-1].text == "各单位要抓好落实，按时报告。"


def test_level_two_may_run_through_the_whole_text_without_a_warning():
    document = first(f"{HEAD}一、甲\n（一）子。乙。\n（二）丑。乙。\n二、丙\n（三）寅。乙。\n")
    assert [warning for warning in document.warnings if "编号" in warning] == []


def test_gaps_and_repeats_in_numbering_are_warned_about():
    document = first(f"{HEAD}一、甲\n（一）子。乙。\n（三）丑。乙。\n（三）寅。乙。\n三、丙\n")
    assert [warning for warning in document.warnings if "编号" in warning] == [
        "“（一）”之后是“（三）”，编号不连续，请核对原文。",
        "“（三）”之后是“（三）”，编号重复，请核对原文。",
        "“一、”之后是“三、”，编号不连续，请核对原文。",
    ]


def test_a_law_packs_its_levels_below_chapter_and_article():
    nodes = outline(
        "第一章 总则\n第一条 为了管理公园，制定本办法。\n公园包括广场。\n第二条 有下列情形之一的，予以劝阻：\n（一）吸烟的；\n（二）喧哗的。\n第二章 附则\n第三条 本办法自公布之日起施行。\n"
    )
    assert headings(nodes) == [
        (1, "第一章", "总则"), (2, "第一条", ""), (2, "第二条", ""), (3, "（一）", ""), (3, "（二）", ""), (1, "第二章", "附则"), (2, "第三条", ""),
    ]  # fmt: skip
    assert items(nodes, 2)[0].text == "为了管理公园，制定本办法。\n公园包括广场。"


def test_a_line_wrapped_by_hand_is_joined():
    node = outline(
        "一、改善设施。公园管理单位要在年底前修完主要道路，铺设盲道，\n并在路口设置指示牌。\n"
    )[0]
    assert node.text == "公园管理单位要在年底前修完主要道路，铺设盲道，并在路口设置指示牌。"


def test_body_items_carry_the_headings_above_them():
    flat = list(body_items(outline("一、改善设施\n（一）修整道路。年底前完成。\n")))
    assert [(item.label, item.heading, item.parents) for item in flat] == [
        ("一、", "改善设施", ()),
        ("（一）", "修整道路", ("改善设施",)),
    ]


def test_faults_of_recognition_stay_and_are_warned_about():
    document = first(f"{HEAD}要加强服务 and 管理，建设美丽整洁公园、建设美丽整洁公园。\n")
    assert document.outline[0].text == "要加强服务 and 管理，建设美丽整洁公园、建设美丽整洁公园。"
    assert document.warnings[:2] == [
        "第3行的汉字之间夹有英文单词，可能是识别错误，请核对。",
        "第3行“建设美丽整洁公园”连续出现两次，已照原文保留，请核对。",
    ]
