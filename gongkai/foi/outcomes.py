"""The outcomes of a request: one table that drives letter, redress clause and report row.

Codes and rows follow the national report (国办公开办函〔2021〕30号): 21 rows, two of them reached by
two situations each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a request ends.

    Args:
        code: stable code.
        name: what the officer reads and chooses.
        article: the place in 条例 (or in the fee rules).
        row: row of table two of the national report.
        letter: kind of the letter that tells the applicant; "" where a short notice is enough.
        redress: "A" reconsideration must come first (行政复议法第二十三条), "B" either way, "" no clause.
        needs_search: only after a recorded search.
        gives: whether information is handed over, so that 转主动公开 must be answered.
        grounds: codes of `catalogue.LegalGround` that fit; empty where none is needed.
        by_hand: False where only its own act leads there (lapse, withdrawal).
    """

    code: str
    name: str
    article: str
    row: str
    letter: str
    redress: str = "B"
    needs_search: bool = False
    gives: bool = False
    grounds: tuple[str, ...] = ()
    by_hand: bool = True


_SECRETS = ("E15-1", "E15-2", "E15-3")
_WITHHELD = ("E14-1", "E14-2", "E14-3", *_SECRETS)
_INTERNAL = ("E16-1a", "E16-1b", "E16-1c")
_PROCESS = ("E16-2a", "E16-2b", "E16-2c", "E16-2d")

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("D1a", "已主动公开，告知获取方式和途径", "条例第三十六条第一项", "r1", "public_already"),
    Outcome("D1b", "予以公开", "条例第三十六条第二项", "r1", "disclosure", gives=True),
    Outcome(
        "D2", "部分公开（区分处理）", "条例第三十七条", "r2", "partial", "A", gives=True,
        grounds=(*_WITHHELD, *_INTERNAL, *_PROCESS, "E16-3"),
    ),
    Outcome("D3-1", "不予公开：属于国家秘密", "条例第十四条、第三十六条第三项", "r3_1", "refusal", "A", grounds=("E14-1",)),
    Outcome("D3-2", "不予公开：法律、行政法规禁止公开", "条例第十四条、第三十六条第三项", "r3_2", "refusal", "A", grounds=("E14-2",)),
    Outcome("D3-3", "不予公开：危及“三安全一稳定”", "条例第十四条、第三十六条第三项", "r3_3", "refusal", "A", grounds=("E14-3",)),
    Outcome("D3-4", "不予公开：保护第三方合法权益", "条例第十五条、第三十二条、第三十六条第三项", "r3_4", "refusal", "A", grounds=_SECRETS),
    Outcome("D3-5", "不予公开：三类内部事务信息", "条例第十六条第一款、第三十六条第三项", "r3_5", "refusal", "A", grounds=_INTERNAL),
    Outcome("D3-6", "不予公开：四类过程性信息", "条例第十六条第二款、第三十六条第三项", "r3_6", "refusal", "A", grounds=_PROCESS),
    Outcome("D3-7", "不予公开：行政执法案卷", "条例第十六条第二款、第三十六条第三项", "r3_7", "refusal", "A", grounds=("E16-3",)),
    Outcome("D3-8", "行政查询事项，依照特别规定办理", "条例第三十六条第七项", "r3_8", "special_query"),
    Outcome("D4-1a", "经检索，信息不存在", "条例第三十六条第四项", "r4_1", "not_found", needs_search=True),
    Outcome("D4-1b", "不属于本机关负责公开", "条例第三十六条第五项", "r4_1", "not_ours"),
    Outcome("D4-2", "没有现成信息，需要另行制作", "条例第三十八条", "r4_2", "must_be_made", needs_search=True),
    Outcome("D4-3", "补正后申请内容仍不明确", "条例第三十条", "r4_3", "still_unclear"),
    Outcome("D5-1", "信访、举报、投诉类申请", "条例第三十九条第一款", "r5_1", "petition"),
    Outcome("D5-2", "重复申请", "条例第三十六条第六项", "r5_2", "repeated"),
    Outcome("D5-3", "要求提供公开出版物", "条例第三十九条第二款", "r5_3", "publications"),
    Outcome("D5-4", "无正当理由大量、反复申请", "条例第三十五条", "r5_4", "excessive"),
    Outcome("D5-5", "要求确认或者重新出具已获取信息", "年度报告格式", "r5_5", "confirmation"),
    Outcome("D6-1", "无正当理由逾期不补正", "条例第三十条", "r6_1", "lapse_correction", by_hand=False),
    Outcome("D6-2", "逾期未按收费通知缴费", "收费办法第六条", "r6_2", "lapse_fee", by_hand=False),
    Outcome("D6-3", "其他处理（含申请人撤回）", "年度报告格式", "r6_3", "ended_otherwise"),
)  # fmt: skip

BY_CODE = {outcome.code: outcome for outcome in OUTCOMES}
CHOICES = [(outcome.code, outcome.name) for outcome in OUTCOMES]
BY_HAND = [(outcome.code, outcome.name) for outcome in OUTCOMES if outcome.by_hand]


def outcome(code: str) -> Outcome:
    """The outcome of that code.

    Raises:
        KeyError: there is none.
    """
    return BY_CODE[code]
