"""Plain texts out of collections: titles that run into the text, lost line breaks, Markdown."""

from datetime import date

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.parse import parse_text
from tests.lib.officialdoc.samples import headings, items

FILLER = "为方便市民，公园要全天开放，及时维修，公布收费标准，接受社会监督。" * 6


def test_a_text_without_line_breaks_is_parted_at_its_marks():
    title = "示例市园林局关于公园管理的通知"
    text = f"{title} 各区园林局： {FILLER} 一、改善设施 （一）修整道路。年底前完成。（二）增加座椅。每处十把。 二、加强服务 夏季延长开放。 示例市园林局 2021年5月28日"
    result = parse_text(title, text)
    document = result.documents[0]
    assert document.addressees == ["各区园林局"]
    assert [heading[1] for heading in headings(document.outline)] == [
        "一、",
        "（一）",
        "（二）",
        "二、",
    ]
    assert (document.signature, document.signed_on) == (["示例市园林局"], date(2021, 5, 28))
    assert result.warnings == ["原文缺少换行，段落按标题序号和空格推断，请核对。"]


def test_title_number_and_addressee_that_run_together_are_parted():
    text = f"示例市园林局关于公园管理的意见示园发〔2014〕25号各区园林局：　　{FILLER}"
    document = parse_text("示例市园林局关于公园管理的意见示园发〔2014〕25号各区园", text).documents[
        0
    ]
    assert (document.title, document.doc_no, document.addressees) == (
        "示例市园林局关于公园管理的意见",
        "示园发〔2014〕25号",
        ["各区园林局"],
    )


def test_markdown_headings_are_headings():
    document = parse_text(
        "公园条例", "# 公园条例\n\n## 第一章 总则\n\n第一条 为了管理公园，制定本条例。\n"
    ).documents[0]
    assert headings(document.outline) == [(1, "第一章", "总则"), (2, "第一条", "")]


def test_the_title_given_is_kept_and_its_line_is_claimed():
    result = parse_text("公园开放公告", "公园开放公告\n为方便市民，公园全天开放。\n")
    assert result.documents[0].title == "公园开放公告"
    assert result.documents[0].positions == {"title": [0]}
    assert [node.text for node in result.documents[0].outline] == ["为方便市民，公园全天开放。"]


def test_a_long_law_keeps_every_article():
    text = "\n".join(
        f"第{label}条 公园应当全天开放，并及时维修。"
        for label in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
    )
    assert len(items(parse_text("公园条例", text).documents[0].outline, 1)) == 10


def test_signs_of_markup_without_words_stay_where_they_are():
    result = parse_text(
        "公园条例", "# 公园条例\n##\n****\n## \n第一条 为了管理公园，制定本条例。\n"
    )
    assert account_for_lines(result) == {}
