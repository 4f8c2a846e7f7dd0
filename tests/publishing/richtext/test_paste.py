"""Pasted from Word, WPS and web pages: the words and the structure, nothing of the programs."""

import pytest

from gongkai.publishing.richtext import TooMuch, from_paste, pasted
from gongkai.publishing.richtext.paste import MOST_PASTED

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {mso-style-unhide:no} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋'>为做好<b><span
lang=EN-US>2024</span>年</b>工作，现通知如下。<span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>报送名单</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Wingdings;mso-list:Ignore'>l<span>&nbsp;</span></span><![endif]>联系人</p>
<table class=MsoTableGrid border=1><tr style='height:20pt'><td colspan=2 style='border:solid'><p class=MsoNormal align=center>合并<o:p></o:p></p></td></tr>
<tr><td rowspan=2><p>左</p></td><td><p>右</p></td></tr><tr><td><p>下</p></td></tr></table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src="file:///C:/a.png"/></v:shape><![endif]--><![if !vml]><img width=10 src="data:image/png;base64,iVBORw0KGgo="><![endif]></p>
<!--EndFragment--></body></html>"""

WPS = """<p class=MsoNormal style="text-align:justify;"><span style="mso-spacerun:'yes';font-family:仿宋;"><font face="仿宋">　　第一段</font></span><span style="font-weight:bold;">加粗</span><span style="mso-spacerun:'yes'"><o:p></o:p></span></p>"""
WEB = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal"><h1>大标题</h1><h2>小标题</h2>
<p dir="ltr">一&nbsp;&nbsp;二<a href="#top">回到顶部</a><a href="https://a.cn/">甲</a></p><p style="display:none">看不见</p></b>"""


def test_a_word_text_keeps_words_bold_printed_numbers_and_its_table() -> None:
    assert from_paste(WORD) == (
        "<p>为做好<strong>2024年</strong>工作，现通知如下。</p><p>1.报送名单</p><p>•联系人</p>"
        '<table><tbody><tr><td colspan="2"><p>合并</p></td></tr>'
        '<tr><td rowspan="2"><p>左</p></td><td><p>右</p></td></tr><tr><td><p>下</p></td></tr></tbody></table>'
    )


def test_pictures_are_left_out_and_their_places_are_told() -> None:
    assert pasted(WORD).pictures_left_out == ["送名单•联系人合并左右下"]


def test_a_wps_text_keeps_bold_that_only_its_styles_say() -> None:
    assert from_paste(WPS) == "<p>第一段<strong>加粗</strong></p>"


def test_a_web_page_keeps_headings_a_level_lower_and_links_that_lead_somewhere() -> None:
    assert from_paste(WEB) == (
        '<h2>大标题</h2><h3>小标题</h3><p>一 二回到顶部<a href="https://a.cn/">甲</a></p>'
    )


def test_what_could_act_is_gone_from_a_paste_too() -> None:
    assert (
        from_paste("<p onmouseover=x>甲<script>x</script></p><img src=x onerror=y>") == "<p>甲</p>"
    )


@pytest.mark.parametrize(
    "hostile", ["<style>" * 20_000, "<!--" * 50_000, "<![" * 60_000, "data:a;base64," * 10_000]
)
def test_markup_that_never_ends_is_read_in_time(hostile: str) -> None:
    assert isinstance(from_paste(hostile + "文"), str)


def test_a_paste_of_hundreds_of_pages_is_refused_with_a_sentence() -> None:
    with pytest.raises(TooMuch) as refused:
        from_paste("<p class=MsoNormal>" + "文字" * 60_000)
    assert "超过200KB的上限" in refused.value.sentence
    with pytest.raises(TooMuch) as refused:
        from_paste("<p>" + "a" * MOST_PASTED)
    assert "超过3072KB的上限" in refused.value.sentence


def test_pictures_inside_the_markup_do_not_count() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * MOST_PASTED}">'
    assert from_paste(f"<p>文字</p>{picture}") == "<p>文字</p>"
