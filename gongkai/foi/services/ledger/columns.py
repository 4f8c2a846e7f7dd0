"""The columns of a ledger, known by the words people head them with."""

import re
from dataclasses import dataclass

from gongkai.lib.widths import fold, strip_spaces

_MARKS = re.compile(r"[*:.。、/\\_\-,，;；]")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the fact, its name in the template, the words it is known by."""

    fact: str
    heading: str
    words: tuple[str, ...] = ()
    needed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("number", "编号", ("登记编号", "申请编号", "受理编号", "台账编号", "受理号", "登记号", "申请号", "序号"), needed=True),
    Column("name", "申请人", ("申请人姓名", "姓名", "申请人名称", "申请人姓名或者名称", "姓名或者名称", "姓名或名称", "申请人姓名名称"), needed=True),
    Column("kind", "类型", ("申请人类型", "申请人类别", "申请人性质", "申请主体")),
    Column("id_number", "证件号码", ("身份证号", "身份证号码", "统一社会信用代码", "证件号")),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "联系方式")),
    Column("address", "通信地址", ("地址", "联系地址", "通讯地址")),
    Column("wanted", "申请内容", ("申请事项", "所需信息", "所需政府信息", "申请公开内容", "申请公开的内容", "申请公开事项", "申请信息内容", "内容描述", "内容", "申请信息名称"), needed=True),
    Column("channel", "申请方式", ("提交方式", "申请渠道", "提交渠道", "受理方式", "收件方式", "申请途径")),
    Column("received_on", "收到日期", ("收到申请日期", "收到时间", "收到申请时间", "收件日期", "收件时间", "受理日期", "受理时间", "登记日期", "登记时间", "申请日期", "申请时间"), needed=True),
    Column("outcome", "办理结果", ("答复结果", "处理结果", "答复类型", "答复情况", "办理情况", "结果", "答复类别"), needed=True),
    Column("replied_on", "答复日期", ("答复时间", "送达日期", "送达时间", "办结日期", "办结时间"), needed=True),
    Column("in_time", "是否按期", ("按期", "是否按期答复", "按期答复", "是否超期", "超期")),
    Column("review", "复议结果", ("行政复议", "行政复议结果", "复议情况", "行政复议情况", "复议")),
    Column("review_on", "复议日期", ("复议受理日期", "行政复议日期", "复议时间")),
    Column("suit", "诉讼结果", ("行政诉讼", "行政诉讼结果", "诉讼情况", "行政诉讼情况", "诉讼")),
    Column("suit_on", "诉讼日期", ("诉讼受理日期", "立案日期", "行政诉讼日期", "诉讼时间")),
)  # fmt: skip
TEMPLATE_HEAD = tuple(column.heading for column in COLUMNS)
TEMPLATE_ROW = (
    "2019-001", "示例（请删去这一行）", "自然人", "", "", "", "2018年学校招生计划", "邮寄", "2019年3月4日",
    "予以公开", "2019年3月18日", "是", "", "", "", "",
)  # fmt: skip
NEEDED = tuple(column for column in COLUMNS if column.needed)
# Columns whose words say the opposite of the fact.
LATE_WORDS = frozenset({"是否超期", "超期"})


def plain(text: str) -> str:
    """A word for comparing: one width, no spaces, no marks."""
    return _MARKS.sub("", strip_spaces(fold(text)))


def heading(text: str) -> str:
    """The word of a heading: nothing of what stands in brackets behind it."""
    return plain(_BRACKETS.sub("", fold(text)))


_BY_WORD = {
    plain(word): column.fact for column in COLUMNS for word in (column.heading, *column.words)
}


def facts_of(cells: list[str]) -> dict[int, str]:
    """Fact by place in the row, each fact once: the word nearest to the template wins."""
    found: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        word = heading(cell)
        fact = _BY_WORD.get(word)
        if fact is None:
            continue
        rank = _rank(fact, word)
        if fact not in found or rank < found[fact][0]:
            found[fact] = (rank, place)
    return {place: fact for fact, (_, place) in found.items()}


def _rank(fact: str, word: str) -> int:
    column = next(column for column in COLUMNS if column.fact == fact)
    return [plain(one) for one in (column.heading, *column.words)].index(word)
