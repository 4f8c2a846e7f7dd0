"""What comes from outside: harmless, in one form, and refused before it costs anything."""

import time

import pytest

from gongkai.publishing.richtext import MOST_BYTES, TooMuch, clean, for_page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>正文<script>alert(1)</script></p>", "<p>正文</p>"),
        ('<p onclick="x()" style="color:red" class="a" id="b">正文</p>', "<p>正文</p>"),
        ('<p><a href="javascript:alert(1)">甲</a></p>', "<p>甲</p>"),
        ('<p><a href="JaVaScript&#58;alert(1)">甲</a></p>', "<p>甲</p>"),
        ('<p><a href="//evil.example/">甲</a></p>', "<p>甲</p>"),
        ('<p><a href="data:text/html,x">甲</a></p>', "<p>甲</p>"),
        ("<style>p{color:red}</style><p>正文</p>", "<p>正文</p>"),
        ('<iframe src="https://evil.example/"></iframe><p>正文</p>', "<p>正文</p>"),
        ('<svg><a xlink:href="javascript:x"><text>图</text></a></svg><p>正文</p>', "<p>正文</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg><p>正文</p>", "<p>正文</p>"),
        ("<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", ""),
        ('<img src="data:image/png;base64,AAAA" alt="图">', ""),
        ('<img src="https://evil.example/x.png" alt="图">', ""),
        ('<form action="/x"><input value="甲"><button>乙</button></form>', "<p>乙</p>"),
        ("<p>正\x00文\x0b</p>", "<p>正文</p>"),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
    ],
)  # fmt: skip
def test_what_could_act_is_gone_and_the_words_stay(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("没有标签", "<p>没有标签</p>"),
        ("<div>一<div>二</div>三</div>", "<p>一</p><p>二</p><p>三</p>"),
        ("<p>一<br>二</p>", "<p>一</p><p>二</p>"),
        ("<p>　　缩进的一段　</p>", "<p>缩进的一段</p>"),
        ("<p>一    二</p>", "<p>一    二</p>"),
        ("<p> </p><p></p>", ""),
        ("<p><b>粗</b><strong>体</strong><em>斜</em></p>", "<p><strong>粗体</strong>斜</p>"),
        ("<h5>小</h5><h2><b>大</b><br>题</h2>", "<h4>小</h4><h2>大题</h2>"),
        (
            '<p><a href="https://a.cn/?a=1&amp;b=2" target="_blank" rel="x">甲</a></p>',
            '<p><a href="https://a.cn/?a=1&amp;b=2">甲</a></p>',
        ),
        (
            "<ul><li>一<ol start=3><li>二</li></ol></li></ul>",
            '<ul><li><p>一</p><ol start="3"><li><p>二</p></li></ol></li></ul>',
        ),
        ("<ul>零<li>一</ul>", "<ul><li><p>零</p></li><li><p>一</p></li></ul>"),
        ("<blockquote>一<p>二</blockquote>", "<blockquote><p>一</p><p>二</p></blockquote>"),
        (
            "<table><caption>表题</caption><thead><tr><th>甲<tbody><tr><td rowspan=2 style=x>一<br>二</table>",
            '<table data-title="表题"><tbody><tr><th><p>甲</p></th></tr><tr><td rowspan="2"><p>一</p><p>二</p></td></tr></tbody></table>',
        ),
        (
            '<p>前<img src="/x" data-file="7" alt=" 流程 图 " width="90" height="a">后</p>',
            '<p>前</p><img data-file="7" alt="流程 图" width="90"><p>后</p>',
        ),
    ],
)
def test_each_thing_is_written_in_one_way(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_cleaning_what_is_clean_changes_nothing() -> None:
    once = clean(
        "<ol><li>一</li></ol><ol start=7><li>七<p>续</p><ul><li>内</li></ul></li></ol><ul><li>点</li></ul>"
        "<table><tr><th>甲<td colspan=2>乙</table><img data-file=3 alt=图><p>&amp;lt;&quot;</p>"
    )
    assert clean(once) == once
    assert once.count("<ol") == 2


def test_a_picture_in_a_cell_follows_its_table() -> None:
    assert clean('<table><tr><td>甲<img data-file="3" alt="图"></td></tr></table>') == (
        '<table><tbody><tr><td><p>甲</p></td></tr></tbody></table><img data-file="3" alt="图">'
    )


@pytest.mark.parametrize("inside", ["<div>", "<b>", "<div></span>", "<ul><li>", "<table><tr><td>"])
def test_deep_nesting_is_refused_before_it_is_cleaned(inside: str) -> None:
    # Cleaning 100,000 levels takes 17 seconds of CPU; a test of the limit ends long before.
    before = time.process_time()
    with pytest.raises(TooMuch) as refused:
        clean(inside * (MOST_BYTES // len(inside) - 10))
    assert refused.value.sentence.startswith("正文的格式嵌套超过100层，没有保存。")
    assert time.process_time() - before < 5


def test_a_hundred_thousand_levels_are_refused_by_their_size() -> None:
    with pytest.raises(TooMuch) as refused:
        clean("<div>" * 100_000)
    assert refused.value.sentence == (
        "正文连同格式有488KB，超过200KB的上限，没有保存。请把较长的附件、名单改为附件上传，或者分成几份文件。"
    )


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td colspan=100 rowspan=100>格" * 3000,
        "<tr>" + "<td>格" * 9000 + "<tr><td>格" * 3000,
        "<tr><td rowspan=1000>格" * 2000,
    ],
    ids=["spans", "wide and long", "stairs"],
)
def test_a_table_of_millions_of_places_is_refused(rows: str) -> None:
    with pytest.raises(TooMuch) as refused:
        clean(f"<table>{rows}</table>")
    assert refused.value.sentence.startswith("正文中有一张表格超过五万格，没有保存。")


def test_a_hundred_levels_are_taken() -> None:
    assert clean("<div>" * 99 + "正文" + "</div>" * 99) == "<p>正文</p>"


def test_the_page_escapes_even_what_was_never_cleaned() -> None:
    hostile = '<p onclick=x>&lt;img src=x onerror=alert(1)&gt;</p><img data-file="1" alt="&quot;><script>">'
    shown = for_page(hostile, lambda number: f'/p/{number}/"><script>')
    assert "<script>" not in shown
    assert "<img src=x" not in shown
    assert "onclick" not in shown
