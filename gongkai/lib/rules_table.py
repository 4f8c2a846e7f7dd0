"""Law as data: every limit the platform computes with, by rule, article and period of validity.

`confidence` says how sure the figure is: `high` was read in the statute, `medium` and `low` are
configuration that an office confirms. A changed law gets a second row; old cases keep the first.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gongkai.lib.workdays import Calendar, DueDate, add_workdays

Unit = Literal["wd", "cd", "month", "date"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Rule:
    """One limit in one version of the law.

    Args:
        id: stable name; the versions of a rule share it.
        name: what it limits, in Chinese.
        days: number of units; None for a fixed date.
        unit: wd working days, cd calendar days, month, or date (fixed day of the year).
        article: the place in the law, in Chinese.
        valid_from, valid_to: first and last day of validity (None: open).
        confidence: see the module.
        start: what the count begins with, which is day zero.
        minimum: True where the limit is a least duration, not a latest end.
        least: shortest duration where the law gives a range.
        extend: how much may be added, in the same unit.
        fixed: (month, day) of a fixed date.
        on_silence: what follows when the period runs out unused.
        local: True for a rule of one place.
    """

    id: str
    name: str
    days: int | None
    unit: Unit
    article: str
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence = "high"
    start: str = ""
    minimum: bool = False
    least: int | None = None
    extend: int | None = None
    fixed: tuple[int, int] | None = None
    on_silence: str = ""
    local: bool = False

    def valid_on(self, day: date) -> bool:
        """True when this version is the law on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class NoRule(LookupError):
    """No version of the rule is valid on the day."""


_OLD, _OLD_END, _NEW = date(2008, 5, 1), date(2019, 5, 14), date(2019, 5, 15)
_FEE = date(2021, 1, 1)
_DECISIONS = date(2019, 9, 1)
_RECONSIDER = date(2024, 1, 1)
_PETITION = date(2022, 5, 1)
_INSPECTION = date(2019, 4, 1)

RULES: tuple[Rule, ...] = (
    # 政府信息公开条例 (2008 version: order 492; since 2019-05-15: order 711)
    Rule("FOI_REPLY", "答复政府信息公开申请", 15, "wd", "条例（2008年）第二十四条", _OLD, _OLD_END, "medium"),
    Rule("FOI_REPLY", "答复政府信息公开申请", 20, "wd", "条例第三十三条", _NEW, start="收到申请（条例第三十一条）"),
    Rule("FOI_EXTENSION", "延长答复期限", 15, "wd", "条例（2008年）第二十四条", _OLD, _OLD_END, "medium"),
    Rule("FOI_EXTENSION", "延长答复期限", 20, "wd", "条例第三十三条", _NEW),
    Rule("FOI_REPLY_EXTENDED", "答复政府信息公开申请（延长后）", 40, "wd", "条例第三十三条", _NEW, start="收到申请"),
    Rule("FOI_CLARIFY_NOTICE", "一次性告知补正", 7, "wd", "条例第三十条", _NEW, start="收到申请"),
    Rule("FOI_REPLY_AFTER_CLARIFY", "补正后答复申请", 20, "wd", "条例第三十条、第三十三条", _NEW, start="收到补正后的申请"),
    Rule(
        "FOI_THIRD_PARTY", "第三方提出意见", 15, "wd", "条例第三十二条", _NEW,
        start="第三方收到征求意见书", on_silence="由行政机关依照条例的规定决定是否公开",
    ),
    Rule(
        "FOI_CO_MAKER", "共同制作机关提出意见", 15, "wd", "条例第三十四条", _NEW,
        start="被征求意见机关收到征求意见书", on_silence="视为同意公开",
    ),
    Rule(
        "FOI_FEE_PAY", "缴纳信息处理费", 20, "wd", "收费办法第六条", _FEE,
        start="收到收费通知", on_silence="视为放弃申请",
    ),
    Rule("PROACTIVE_PUBLISH", "主动公开政府信息", 20, "wd", "条例第二十六条", _NEW, start="信息形成或者变更"),
    Rule("ANNUAL_REPORT_DEPT", "部门公布年度报告", None, "date", "条例第四十九条第一款", _NEW, fixed=(1, 31)),
    Rule("ANNUAL_REPORT_GOV", "县级以上人民政府公布年度报告", None, "date", "条例第四十九条第二款", _NEW, fixed=(3, 31)),
    Rule(
        "WEBSITE_ANNUAL_REPORT", "公布政府网站年度工作报表", None, "date", "国办发〔2017〕47号", date(2017, 5, 15),
        confidence="medium", fixed=(1, 31),
    ),
    # 救济
    Rule("RECONSIDER_APPLY", "申请行政复议", 60, "cd", "行政复议法第二十条", _RECONSIDER, start="知道或者应当知道该行政行为"),
    Rule("LAWSUIT_DIRECT", "直接提起行政诉讼", 6, "month", "行政诉讼法第四十六条", start="知道或者应当知道该行政行为"),
    Rule("LAWSUIT_AFTER_RECONSIDER", "不服复议决定提起行政诉讼", 15, "cd", "行政诉讼法第四十五条", start="收到复议决定书或者复议期满"),
    # 重大行政决策程序暂行条例（国务院令第713号）
    Rule(
        "DECISION_PUBLIC_COMMENT", "决策草案公开征求意见", 30, "cd", "国务院令第713号第十五条", _DECISIONS,
        start="公布决策草案", minimum=True,
    ),
    Rule(
        "DECISION_HEARING_PAPERS", "听证前送达材料", 7, "cd", "国务院令第713号第十六条", _DECISIONS,
        start="听证会召开", minimum=True,
    ),
    Rule(
        "DECISION_LEGALITY_REVIEW", "决策草案合法性审查", 7, "wd", "国务院令第713号第二十六条", _DECISIONS,
        start="送请审查", minimum=True,
    ),
    Rule("RULE_COMMENT", "规章草案公开征求意见", 30, "cd", "规章制定程序条例第十五条", start="公布草案", minimum=True),
    Rule(
        "BUSINESS_POLICY_COMMENT", "涉企政策公开征求意见", 30, "cd", "优化营商环境条例第六十二条", date(2020, 1, 1),
        start="公布草案", minimum=True,
    ),
    Rule(
        "NORMATIVE_LEGAL_REVIEW", "规范性文件合法性审核", 15, "wd", "国办发〔2018〕115号", date(2018, 12, 4),
        confidence="medium", start="送请审核", least=5,
    ),
    Rule(
        "COMMENT_FEEDBACK_TIANQIAO", "公布意见采纳情况", 10, "wd", "天桥区2023年政务公开工作要点", date(2023, 1, 1),
        start="政策印发", local=True,
    ),
    Rule(
        "CONSULTATION_RESULT", "公布征集结果", 1, "month", "国办秘函〔2019〕19号", _INSPECTION,
        confidence="medium", start="征集活动结束",
    ),
    # 解读与互动
    Rule(
        "INTERPRETATION_LATEST", "发布政策解读", 3, "wd", "地方做法，一般应当同步发布", confidence="medium",
        start="政策公布", local=True,
    ),
    Rule("JINAN_12345", "办理热线工单", 5, "wd", "济南市12345条例第二十四条", start="收到工单", local=True),
    Rule("PETITION_NOTICE", "告知信访事项受理情况", 15, "cd", "信访工作条例第二十二条、第二十三条", _PETITION, start="收到信访事项"),
    Rule("PETITION_FINISH", "办结信访事项", 60, "cd", "信访工作条例第三十四条", _PETITION, start="受理", extend=30),
    # Complex suggestions have six months: three more.
    Rule("NPC_SUGGESTION", "答复代表建议", 3, "month", "代表法（2025年）", start="交办", extend=3),
    Rule(
        "WEB_SIMPLE_QUESTION", "答复简单常见的网上提问", 5, "wd", "国办秘函〔2019〕19号检查方法", _INSPECTION,
        confidence="medium", start="收到提问",
    ),
    Rule("WEB_MESSAGE_VETO", "答复网民留言（单项否决）", 3, "month", "国办秘函〔2019〕19号单项否决指标", _INSPECTION, start="收到留言"),
)  # fmt: skip


def rule(rule_id: str, on: date) -> Rule:
    """The version of a rule that is valid on a day.

    Raises:
        NoRule: there is none.
    """
    for candidate in RULES:
        if candidate.id == rule_id and candidate.valid_on(on):
            return candidate
    raise NoRule(f"{on.isoformat()}没有可适用的规则“{rule_id}”。")


def period_end(rule: Rule, start: date, calendar: Calendar) -> DueDate:
    """Last day of the rule's period; `start` is day zero.

    A fixed date is the next one after `start`. Months end on the same day of the month, or on its
    last day. Calendar days and months are counted plainly: no move to the next working day.
    """
    if rule.unit == "wd":
        return add_workdays(start, rule.days or 0, calendar)
    if rule.unit == "cd":
        return DueDate(start + timedelta(days=rule.days or 0), False)
    if rule.unit == "month":
        return DueDate(_add_months(start, rule.days or 0), False)
    month, day = rule.fixed or (12, 31)
    this_year = date(start.year, month, day)
    return DueDate(this_year if this_year > start else date(start.year + 1, month, day), False)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
