"""The form of the annual report (国办公开办函〔2021〕30号): sections, rows, columns; no figures."""

from dataclasses import dataclass

SECTIONS: tuple[tuple[str, str], ...] = (
    ("1", "一、总体情况"),
    ("2", "二、主动公开政府信息情况"),
    ("3", "三、收到和处理政府信息公开申请情况"),
    ("4", "四、政府信息公开行政复议、行政诉讼情况"),
    ("5", "五、存在的主要问题及改进情况"),
    ("6", "六、其他需要报告的事项"),
)

# Columns of table two: people, five kinds of organisation, the sum.
COLUMNS: dict[str, str] = {
    "c1": "自然人",
    "c2": "商业企业",
    "c3": "科研机构",
    "c4": "社会公益组织",
    "c5": "法律服务机构",
    "c6": "其他",
    "c7": "总计",
}
PARTS = ("c1", "c2", "c3", "c4", "c5", "c6")
TOTAL = "c7"
ORGANISATIONS = "法人或其他组织"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of table two.

    Args:
        key: a1, a2, r1 … r7, a4.
        label: what stands in the row.
        group: what stands before several rows together.
    """

    key: str
    label: str
    group: str = ""

    @property
    def name(self) -> str:
        """The row in full, with its group."""
        return f"{self.group} {self.label}" if self.group else self.label


RESULTS = "三、本年度办理结果"
_REFUSED, _UNABLE = "（三）不予公开", "（四）无法提供"
_NOT_HANDLED, _OTHERWISE = "（五）不予处理", "（六）其他处理"
ROWS: tuple[Row, ...] = (
    Row("a1", "一、本年新收政府信息公开申请数量"),
    Row("a2", "二、上年结转政府信息公开申请数量"),
    Row("r1", "（一）予以公开"),
    Row("r2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Row("r3_1", "1.属于国家秘密", _REFUSED),
    Row("r3_2", "2.其他法律行政法规禁止公开", _REFUSED),
    Row("r3_3", "3.危及“三安全一稳定”", _REFUSED),
    Row("r3_4", "4.保护第三方合法权益", _REFUSED),
    Row("r3_5", "5.属于三类内部事务信息", _REFUSED),
    Row("r3_6", "6.属于四类过程性信息", _REFUSED),
    Row("r3_7", "7.属于行政执法案卷", _REFUSED),
    Row("r3_8", "8.属于行政查询事项", _REFUSED),
    Row("r4_1", "1.本机关不掌握相关政府信息", _UNABLE),
    Row("r4_2", "2.没有现成信息需要另行制作", _UNABLE),
    Row("r4_3", "3.补正后申请内容仍不明确", _UNABLE),
    Row("r5_1", "1.信访举报投诉类申请", _NOT_HANDLED),
    Row("r5_2", "2.重复申请", _NOT_HANDLED),
    Row("r5_3", "3.要求提供公开出版物", _NOT_HANDLED),
    Row("r5_4", "4.无正当理由大量反复申请", _NOT_HANDLED),
    Row("r5_5", "5.要求行政机关确认或重新出具已获取信息", _NOT_HANDLED),
    Row("r6_1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", _OTHERWISE),
    Row("r6_2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", _OTHERWISE),
    Row("r6_3", "3.其他", _OTHERWISE),
    Row("r7", "（七）总计"),
    Row("a4", "四、结转下年度继续办理"),
)  # fmt: skip
BY_KEY = {row.key: row for row in ROWS}
LEAVES = tuple(row.key for row in ROWS if row.key.startswith("r") and row.key != "r7")
NEW, CARRIED_IN, DONE, CARRIED_OUT = "a1", "a2", "r7", "a4"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of table one: its part of 条例第二十条, its name, the columns of that part."""

    key: str
    name: str
    item: str
    columns: tuple[tuple[str, str], ...]


_STOCK = (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("valid", "现行有效件数"))
_DECIDED = (("decided", "本年处理决定数量"),)
LINES: tuple[Line, ...] = (
    Line("rules", "规章", "第二十条第（一）项", _STOCK),
    Line("normative", "行政规范性文件", "第二十条第（一）项", _STOCK),
    Line("licences", "行政许可", "第二十条第（五）项", _DECIDED),
    Line("penalties", "行政处罚", "第二十条第（六）项", _DECIDED),
    Line("coercive", "行政强制", "第二十条第（六）项", _DECIDED),
    Line("fees", "行政事业性收费", "第二十条第（八）项", (("amount", "本年收费金额（单位：万元）"),)),
)  # fmt: skip
LINE_OF = {line.key: line for line in LINES}
STOCKS = ("rules", "normative")
MONEY = ("fees", "amount")

GROUPS: dict[str, str] = {
    "review": "行政复议",
    "suit_direct": "行政诉讼（未经复议直接起诉）",
    "suit_after_review": "行政诉讼（复议后起诉）",
}
ENDS: dict[str, str] = {
    "kept": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
END_PARTS = ("kept", "corrected", "other", "pending")
