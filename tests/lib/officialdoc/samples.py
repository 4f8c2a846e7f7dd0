"""Small documents in our own words, with the quirks of real ones; no text of a real document."""

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.model import Document, Node, ParseResult
from gongkai.lib.officialdoc.outline import walk
from gongkai.lib.officialdoc.parse import parse_bytes

NOTICE = """示例市人民政府办公厅文件

示政办发〔2023〕8号

示例市人民政府办公厅关于印发公园管理要点的通知

各区县人民政府，市政府各部门（单位）：

《公园管理要点》已经市政府同意，现印发给你们，请认真贯彻执行。

示例市人民政府办公厅

2023年4月6日

(联系电话：市政府办公厅，12345678)

(此件公开发布)

公园管理要点

今年公园管理的总体要求是：方便市民，节约经费。

一、改善设施

（一）修整道路。年底前修完主要道路，铺设盲道，并在路口设置

指示牌和休息座椅。

(二) 增加座椅。每处广场至少设置十把座椅。

二、加强服务

（一）延长开放时间。夏季延长到二十二时。

（二）公开信息。及时公布维修安排。

抄送：市委各部门，市法院，市检察院。
各民主党派市委。

示例市人民政府办公厅

2023年4月6日印发
"""


def read(text: str, name: str = "sample.txt") -> ParseResult:
    """Parse a text and prove on the way that no line of it is lost or owned twice."""
    result = parse_bytes(name, text.encode())
    assert account_for_lines(result) == {}
    return result


def first(text: str, name: str = "sample.txt") -> Document:
    """Return the first document of a text."""
    return read(text, name).documents[0]


def headings(nodes: list[Node]) -> list[tuple[int, str, str]]:
    """Return level, label and heading of every numbered item."""
    return [(node.level, node.label, node.heading) for node in walk(nodes) if node.level]


def items(nodes: list[Node], level: int) -> list[Node]:
    """Return the items of one level, in order."""
    return [node for node in walk(nodes) if node.level == level]


def page(head: str, body: str) -> str:
    """Return a small saved page with a menu and a foot around what is given."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>'
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>'
        f"{body}"
        '<div class="footer">主办：示例市人民政府 网站标识码：1234567890</div></body></html>'
    )
