"""Saved pages: page labels, element tables in many dresses, main content, noise around it."""

from datetime import date

import pytest

from gongkai.lib.officialdoc.readers.page_titles import without_site
from tests.lib.officialdoc.samples import first, page, read

TEXT = (
    "<p>各区园林局：</p><p>　　为方便市民，请做好公园管理工作，按时开放，及时维修，公开收费标准，接受社会监督。</p>"
    "<p>　　各公园要在年底前完成整改，并把整改情况在门户网站上公布。</p><p>示例市园林局</p><p>2021年5月28日</p>"
)
CONTENT = f'<div id="zoom">{TEXT}</div>'
TITLE = "示例市园林局关于公园管理的通知"


def only(head="", body=""):
    return first(page(head, body), "saved.html")


def test_page_labels_of_the_guideline_are_read():
    head = (
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2021-06-01 09:30">'
        '<meta name="ContentSource" content="市园林局"><meta name="SiteIDCode" content="1234567890"><meta name="ColumnName" content="通知公告">'
    )
    document = only(head, CONTENT)
    assert (document.title, document.released_on, document.source) == (
        TITLE,
        date(2021, 6, 1),
        "市园林局",
    )
    assert (document.site_id, document.column) == ("1234567890", "通知公告")
    assert (document.index_no, document.doc_no) == (None, None)
    assert document.issuers == ["示例市园林局"]


def test_names_of_page_labels_may_be_written_in_any_case():
    document = only(
        f'<META NAME="articletitle" CONTENT="{TITLE}"><meta name="PUBDATE" content="2021/6/1">',
        CONTENT,
    )
    assert (document.title, document.released_on) == (TITLE, date(2021, 6, 1))


TABLE = (
    "<table><tr><td><b>索 引 号：</b></td><td>00123/2021-00007</td><td><b>主题分类：</b></td><td>城乡建设\\公园</td></tr>"
    "<tr><td>发文机关：</td><td>示例市园林局</td><td>成文日期：</td><td>2021年05月28日</td></tr>"
    f"<tr><td>标　　题：</td><td colspan=3>{TITLE}</td></tr>"
    "<tr><td>发文字号：</td><td>示园发〔2021〕9号</td><td>发布日期：</td><td>2021年06月01日</td></tr></table>"
)
ITEMS = (
    "<ul><li><span>信息索引号：</span>00123/2021-00007</li><li><span>主题分类：</span>城乡建设\\公园</li><li><span>发文单位：</span>示例市园林局</li>"
    f"<li><span>成文日期：</span>2021-05-28</li><li><span>名　　称：</span>{TITLE}</li><li><span>文　　号：</span>示园发〔2021〕9 号</li>"
    "<li><span>公开日期：</span>2021-06-01</li></ul>"
)
TERMS = (
    "<dl><dt>索引号</dt><dd>00123/2021-00007</dd><dt>主题分类</dt><dd>城乡建设\\公园</dd><dt>制发机关</dt><dd>示例市园林局</dd><dt>发文日期</dt><dd>2021.05.28</dd>"
    f"<dt>标题</dt><dd>{TITLE}</dd><dt>文号</dt><dd>示园发[2021]9号</dd><dt>发布日期</dt><dd>2021.06.01</dd></dl>"
)
BOXES = (
    "<div class=row><label>索引号：</label><div class=v>00123/2021-00007</div></div><div class=row><label>主题分类：</label><div class=v>城乡建设\\公园</div></div>"
    "<div class=row><label>发文机关：</label><div class=v>示例市园林局</div></div><div class=row><label>成文日期：</label><div class=v>2021/5/28</div></div>"
    f"<div class=row><label>标题：</label><div class=v>{TITLE}</div></div><div class=row><label>发文字号：</label><div class=v>示园发（2021）9号</div></div>"
    "<div class=row><label>发布时间：</label><div class=v>2021/6/1 10:20:30</div></div>"
)
HEADED = (
    "<table><tr><th>索引号</th><td>00123/2021-00007</td></tr><tr><th>主题分类</th><td>城乡建设\\公园</td></tr><tr><th>发文机关</th><td>示例市园林局</td></tr>"
    f"<tr><th>成文日期</th><td>二〇二一年五月二十八日</td></tr><tr><th>标题</th><td>{TITLE}</td></tr><tr><th>发文字号</th><td>示园发〔2021〕9号</td></tr>"
    "<tr><th>发布日期</th><td>2021年6月1日</td></tr></table>"
)


@pytest.mark.parametrize(
    "elements",
    [TABLE, ITEMS, TERMS, BOXES, HEADED],
    ids=["table", "list", "terms", "boxes", "headed"],
)
def test_an_element_table_is_read_in_every_dress(elements):
    document = only("", f'<div class="info">{elements}</div>{CONTENT}')
    assert document.index_no == "00123/2021-00007"
    assert document.theme == "城乡建设\\公园"
    assert document.issuers == ["示例市园林局"]
    assert document.signed_on == date(2021, 5, 28)
    assert document.title == TITLE
    assert document.doc_no == "示园发〔2021〕9号"
    assert document.released_on == date(2021, 6, 1)


def test_empty_cells_stay_empty():
    table = "<table><tr><td>索引号：</td><td></td><td>分类：</td><td></td></tr><tr><td>文号：</td><td></td><td>发布日期：</td><td>2021-06-01</td></tr></table>"
    document = only(f"<title>{TITLE}</title>", table + CONTENT)
    assert (document.index_no, document.theme, document.doc_no, document.released_on) == (
        None,
        None,
        None,
        date(2021, 6, 1),
    )


def test_a_list_item_with_an_empty_value_does_not_take_the_next_label():
    document = only(
        f"<title>{TITLE}</title>",
        f"<ul><li><span>文号：</span></li><li><span>发布日期：</span>2021-06-01</li></ul>{CONTENT}",
    )
    assert (document.doc_no, document.released_on) == (None, date(2021, 6, 1))


def test_the_line_under_the_heading_gives_date_and_source_and_noise_is_dropped():
    line = "<p class=attr>发布时间：2021-06-01 10:20　来源：市园林局　浏览次数：<span>321</span>　字号：[ 大 中 小 ]　<a>打印</a></p>"
    document = only(f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>{line}{CONTENT}")
    assert (document.released_on, document.source) == (date(2021, 6, 1), "市园林局")


def test_a_font_size_label_is_no_document_number():
    assert only(f"<title>{TITLE}</title>", f"<p>字号：大 中 小</p>{CONTENT}").doc_no is None


def test_numbers_cited_in_the_content_are_not_the_own_number():
    body = CONTENT.replace("为方便市民", "根据《公园意见》（国办发〔2019〕54号）")
    assert only(f"<title>{TITLE}</title>", body).doc_no is None


def test_a_number_line_at_the_head_of_the_content_is_the_own_number():
    body = CONTENT.replace(
        '<div id="zoom">', f'<div id="zoom"><p>示园发〔2021〕9号</p><p>{TITLE}</p>'
    )
    assert only(f"<title>{TITLE}</title>", body).doc_no == "示园发〔2021〕9号"


def test_a_number_in_no_known_form_is_copied_with_a_warning():
    document = only(
        "",
        f"<table><tr><td>文号：</td><td>示园第9号（2021）</td></tr><tr><td>标题：</td><td>{TITLE}</td></tr></table>{CONTENT}",
    )
    assert document.doc_no == "示园第9号（2021）"
    assert (
        "页面所列文号“示园第9号（2021）”不合发文字号的格式，已照录，请核对。" in document.warnings
    )


def test_a_reposting_page_lends_neither_index_number_nor_issuer():
    table = "<table><tr><td>索引号：</td><td>0099/2021-1</td></tr><tr><td>发布机构：</td><td>示例区街道办事处</td></tr></table>"
    document = only(f'<meta name="ArticleTitle" content="（转载）{TITLE}">', table + CONTENT)
    assert (document.title, document.index_no, document.issuers) == (TITLE, None, ["示例市园林局"])
    assert (
        document.warnings[0]
        == "标题注明是转载，页面上的索引号和发布机构属于转载方，未作为原文的要素。"
    )


def test_two_different_dates_of_release_are_warned_about():
    document = only(
        f'<title>{TITLE}</title><meta name="PubDate" content="2021-07-02">',
        f"<p>发布日期：2021-06-01</p>{CONTENT}",
    )
    assert document.released_on == date(2021, 6, 1)
    assert (
        "页面显示的发布日期与页面标签中的2021年7月2日不一致，已按页面显示填写，请核对。"
        in document.warnings
    )


def test_a_page_title_unlike_the_printed_one_is_warned_about():
    body = CONTENT.replace(
        '<div id="zoom">', '<div id="zoom"><p>示例市园林局关于印发公园管理办法的通知</p>'
    )
    document = only('<meta name="ArticleTitle" content="公园管理办法">', body)
    assert document.title == "公园管理办法"
    assert (
        "页面标题与正文标题不一致，正文标题是“示例市园林局关于印发公园管理办法的通知”，请核对。"
        in document.warnings
    )
    assert document.doc_type == "通知"


@pytest.mark.parametrize(
    ("whole", "title"),
    [
        (f"{TITLE}_示例市人民政府", TITLE),
        (f"{TITLE} - 示例市人民政府门户网站", TITLE),
        (f"{TITLE}|示例市园林局", TITLE),
        (f"{TITLE}_通知公告_示例市政府网", TITLE),
        ("示例市2021-2025年公园规划", "示例市2021-2025年公园规划"),
        ("公园—城市的肺", "公园—城市的肺"),
    ],
)
def test_the_name_of_the_site_is_cut_off_a_title(whole, title):
    assert without_site(whole) == title


@pytest.mark.parametrize(
    "container",
    [
        '<div class="TRS_Editor">',
        '<div id="UCAP-CONTENT">',
        '<td class="b12c" id="UCAP-CONTENT">',
        '<div class="article-content x">',
        "<ucapcontent>",
        '<div class="v_news_content">',
        '<div class="wp_articlecontent">',
    ],
)
def test_the_content_is_found_by_the_names_containers_bear(container):
    tag = container[1:].split()[0].rstrip(">")
    wrapped = f"{container}{TEXT}</{tag}>"
    body = f"<table><tr>{wrapped}</tr></table>" if tag == "td" else wrapped
    document = only(
        f"<title>{TITLE}</title>",
        f"<div>相关新闻：公园建成开放，市民纷纷前往游览，秩序良好，受到欢迎。</div>{body}",
    )
    assert document.addressees == ["各区园林局"]
    assert document.signature == ["示例市园林局"]
    assert [node.text[:6] for node in document.outline] == ["为方便市民，", "各公园要在年"]


def test_without_a_known_name_the_densest_part_is_taken_and_a_warning_says_so():
    result = read(
        page(f"<title>{TITLE}</title>", f"<table><tr><td>{TEXT}</td></tr></table>"), "saved.html"
    )
    assert result.documents[0].addressees == ["各区园林局"]
    assert "网页没有标明正文区域，正文按文字密度推断，请核对。" in result.warnings


def test_how_much_was_set_aside_is_said():
    result = read(page(f"<title>{TITLE}</title>", CONTENT), "saved.html")
    assert result.warnings[0].startswith("网页正文之外约有")


def test_scripts_comments_and_hidden_parts_are_not_content():
    body = CONTENT.replace(
        '<div id="zoom">',
        '<div id="zoom"><script>var a="机密"</script><!-- <p>旧稿</p> --><style>p{}</style><p style="display: none">附件：</p>',
    )
    result = read(page(f"<title>{TITLE}</title>", body), "saved.html")
    assert result.source.texts[0] == "各区园林局："


def test_a_table_in_the_content_becomes_a_grid_with_its_spans():
    table = "<table><tr><th>区</th><th colspan=2>公园</th></tr><tr><td rowspan=2>东区</td><td>甲园</td><td><p>大</p><p>新</p></td></tr><tr><td>乙园</td><td>小</td></tr></table>"
    result = read(
        page(
            f"<title>{TITLE}</title>",
            CONTENT.replace("<p>示例市园林局</p>", f"{table}<p>示例市园林局</p>"),
        ),
        "saved.html",
    )
    [grid] = result.source.grids
    assert grid.rows == [
        [["区"], ["公园"], []],
        [["东区"], ["甲园"], ["大", "新"]],
        [[], ["乙园"], ["小"]],
    ]
    assert result.source.texts[grid.first_line + 1] == "东区\t甲园\t大 新"


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("gb18030", "gb2312"),
        ("gbk", "GBK"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-16", "utf-16"),
        ("utf-8-sig", "utf-8"),
    ],
)
def test_a_page_is_read_in_its_encoding_whatever_it_says(encoding, charset):
    from gongkai.lib.officialdoc.parse import parse_bytes

    markup = page("", CONTENT).replace(
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{TITLE}</title>',
    )
    assert parse_bytes("saved.htm", markup.encode(encoding)).documents[0].title == TITLE


def test_a_fragment_without_head_is_read():
    assert first(f"<div>{TABLE}{CONTENT}</div>", "part.html").doc_no == "示园发〔2021〕9号"


def test_labels_in_brackets_need_no_colon():
    rows = "".join(
        f"<li>[{label}] {value}</li>"
        for label, value in [
            ("主题分类", "公园"),
            ("发文机构", "示例市园林局"),
            ("联合发文单位", ""),
            ("成文日期", "2021-05-28"),
            ("发文字号", "示园发〔2021〕9号"),
            ("废止日期", ""),
            ("发布日期", "2021-06-01"),
        ]
    )
    document = only(f"<title>{TITLE}</title>", f"<ul>{rows}</ul>{CONTENT}")
    assert (document.theme, document.issuers, document.doc_no) == (
        "公园",
        ["示例市园林局"],
        "示园发〔2021〕9号",
    )
    assert (document.signed_on, document.released_on) == (date(2021, 5, 28), date(2021, 6, 1))


def test_an_element_table_inside_the_container_is_no_part_of_the_text():
    result = read(
        page(f"<title>{TITLE}</title>", f'<div id="zoom">{TABLE}{TEXT}</div>'), "saved.html"
    )
    assert result.source.texts[0] == "各区园林局："
    assert result.documents[0].doc_no == "示园发〔2021〕9号"


def test_a_list_of_documents_in_the_text_stays_in_the_text():
    listed = "<table><tr><td>标题</td><td>文号</td><td>发布日期</td></tr><tr><td>旧公园办法</td><td>示园发〔2001〕3号</td><td>2001-03-01</td></tr><tr><td>旧绿地办法</td><td>示园发〔2002〕4号</td><td>2002-04-01</td></tr></table>"
    result = read(
        page(
            f"<title>{TITLE}</title>",
            CONTENT.replace("<p>示例市园林局</p>", f"{listed}<p>示例市园林局</p>"),
        ),
        "saved.html",
    )
    document = result.documents[0]
    assert (document.title, document.doc_no, document.released_on) == (TITLE, None, None)
    assert len(result.source.grids) == 1


def test_a_date_before_the_source_is_the_date_of_release():
    document = only(
        f"<title>{TITLE}</title>",
        f"<h1>{TITLE}</h1><p>2021-06-01 10:20　来源：市园林局　字体：大 中 小</p>{CONTENT}",
    )
    assert (document.released_on, document.source) == (date(2021, 6, 1), "市园林局")


def test_a_title_that_only_names_the_site_is_no_title():
    body = CONTENT.replace('<div id="zoom">', f'<div id="zoom"><p>{TITLE}</p>')
    assert only("<title>示例市人民政府门户网站</title>", body).title == TITLE


def test_a_cell_called_title_that_nothing_bears_out_gives_way():
    table = "<table><tr><td>标题：</td><td>公园工作专栏之窗</td><td>发布日期：</td><td>2021-06-01</td></tr></table>"
    assert (
        only(
            f'<meta name="ArticleTitle" content="{TITLE}"><title>{TITLE}_示例市政府网</title>',
            table + CONTENT,
        ).title
        == TITLE
    )


def test_an_abbreviated_signature_gives_way_to_the_full_name_in_the_title():
    body = CONTENT.replace("<p>示例市园林局</p>", "<p>市政府办公厅</p>").replace(
        '<div id="zoom">', '<div id="zoom"><p>示例市人民政府办公厅关于公园管理的通知</p>'
    )
    document = only("<title>示例市人民政府办公厅关于公园管理的通知</title>", body)
    assert (document.issuers, document.signature) == (["示例市人民政府办公厅"], ["市政府办公厅"])


def test_an_order_signed_by_a_person_is_parted_from_the_rules_it_issues():
    body = (
        '<div id="zoom"><p>示例省人民政府令</p><p>第336号</p><p>《示例省公园办法》已经审议通过，现予公布。</p><p>省长　王某某</p><p>2021年1月5日</p>'
        "<p>示例省公园办法</p><p>（2001年5月1日省政府令第92号公布　2021年1月5日修订）</p><p>第一章　总则</p><p>第一条　为了管理公园，制定本办法。</p></div>"
    )
    document = only("<title>示例省公园办法</title>", body)
    assert (document.doc_no, document.issuers, document.signed_on) == (
        "示例省人民政府令第336号",
        ["示例省人民政府"],
        date(2021, 1, 5),
    )
    assert document.signature == ["省长王某某"]
    assert [node.heading for node in document.outline if node.heading] == ["示例省公园办法", "总则"]


def test_the_attribute_may_stand_above_the_number():
    body = CONTENT.replace(
        '<div id="zoom">', f'<div id="zoom"><p>主动公开</p><p>示园发〔2021〕9号</p><p>{TITLE}</p>'
    )
    document = only(f"<title>{TITLE}</title>", body)
    assert (document.attribute, document.doc_no) == ("proactive", "示园发〔2021〕9号")


def test_a_web_archive_is_read_through_to_its_page():
    import base64

    from gongkai.lib.officialdoc.parse import parse_bytes

    markup = base64.encodebytes(page(f"<title>{TITLE}</title>", CONTENT).encode()).decode()
    archive = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n{markup}\n--x--\n'
    assert parse_bytes("saved.mht", archive.encode()).documents[0].title == TITLE
