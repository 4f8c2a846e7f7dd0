"""What holds for every input: no line is lost, and nothing but a refusal is raised."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.outline import walk
from gongkai.lib.officialdoc.parse import parse_bytes, parse_text
from gongkai.lib.officialdoc.readers import HEAVY, sniff
from gongkai.lib.officialdoc.text import fold, squeeze

PIECES = [
    "示例市人民政府办公厅文件", "示政办发〔2023〕8号", "示例市园林局关于公园管理的通知", "关于印发《公园办法》的通知", "各区人民政府：", "一、改善设施",
    "（一）修整道路。年底前完成。", "1.道路", "（1）道路；", "①道路", "第一章 总则", "第一条 为了管理公园，制定本办法。", "示例市园林局", "2023年4月6日",
    "2023年4月6日印发", "（此件公开发布）", "抄送：市法院，市检察院。", "附件：1.名录", "2.表", "附件1", "公园名录", "（征求意见稿）", "序号\t工作任务\t责任单位\t完成时限",
    "1\t改善设施\t市园林局\t年底前", "\t市园林局", "工作任务", "具体要求", "责任单位", "— 3 —", "", "  ", "为方便市民，公园全天开放，并按时维修", "请执行。", "# 标题", "## 一、甲",
    "来源：市园林局", "发布日期：2023-04-07", "国务院令", "第713号", "特急", "000001", "<p>改善</p>", "密",
]  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_no_line_of_a_text_is_lost(lines):
    try:
        result = parse_bytes("a.txt", "\n".join(lines).encode("utf-8", "replace"))
    except Unreadable:
        return
    assert account_for_lines(result) == {}


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_the_nodes_of_an_outline_are_the_printed_lines_to_the_letter(lines):
    try:
        result = parse_bytes("a.txt", "\n".join(lines).encode("utf-8", "replace"))
    except Unreadable:
        return
    for document in result.documents:
        nodes = list(walk(document.outline))
        numbers = sorted(number for node in nodes for number in node.lines)
        printed = "".join(result.source.texts[number] for number in numbers)
        read = "".join(node.label + node.heading + node.stop + node.text for node in nodes)
        assert squeeze(read) == squeeze(printed)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["\n", " ", "　　", ""]))
def test_no_line_of_a_collection_text_is_lost(pieces, between):
    text = between.join(pieces)
    try:
        result = parse_text(pieces[0] if pieces else "", text)
    except Unreadable:
        return
    assert account_for_lines(result) == {}
    kept = "".join("".join(line.split()) for line in result.source.texts)
    assert kept == "".join(text.split())


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.txt", "a.html", "a.md", "a.docx", "a.pdf", "a"]),
)
def test_random_bytes_raise_nothing_but_a_refusal(data, name):
    sentence, wrong = outcome(name, data)
    assert wrong == {}
    assert sentence.endswith("。")


def outcome(name, data):
    """Return the sentence of a refusal ("。" where there is none) and the lines that are lost."""
    try:
        kind = sniff(name, data)
        result = parse_bytes(name, data) if kind not in HEAVY else None
    except Unreadable as refusal:
        return refusal.sentence, {}
    return "。", account_for_lines(result) if result else {}


TAGS = st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td rowspan=2>", "<td colspan=9>", "</td>", "</tr>", "</table>", "<br>", '<div id="zoom">', "<a href=x>", "</a>", "<h1>", "<ul><li>", "<!--", "-->", "<script>", "</script>", "<td>", "&nbsp;", "索引号：", "发布日期："])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(TAGS, st.sampled_from(PIECES)), max_size=60))
def test_random_markup_raises_nothing_but_a_refusal(parts):
    try:
        result = parse_bytes("a.html", ("<html><body>" + "".join(parts)).encode())
    except Unreadable:
        return
    assert account_for_lines(result) == {}


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
