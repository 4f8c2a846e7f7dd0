"""What the clock does not allow, each with its article of law: one table, one wording.

The articles are those of the Regulation (条例), of the fee rules (收费办法), of the Reconsideration Law
and the Administrative Litigation Law. `told` fills the sentences in; days are written out in Chinese.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gongkai.lib.clock.acts import Act, ClockError
from gongkai.lib.dates import chinese_date


class Objection(NamedTuple):
    """Why an act is not allowed, and the article that says so; `text` lacks the closing bracket."""

    article: str
    text: str


_ORDER = "行政复议法第七十七条、行政诉讼法第九十四条"

OBJECTIONS: dict[str, Objection] = {
    # any act
    "before_receipt": Objection("条例第三十一条", "{on}的环节早于收到申请的{received}，请核对日期"),
    "after_delivery": Objection(
        "条例第三十三条", "申请已于{ended}答复，答复期限随之结束，{on}不能再有其他环节，请核对"
    ),
    "after_withdrawal": Objection(
        "条例第二十七条", "申请人已于{ended}撤回申请，{on}不能再有其他环节，请核对"
    ),
    "after_no_correction": Objection(
        "条例第三十条", "申请人到{after}仍未补正，视为放弃申请，{on}的环节不再办理"
    ),
    "after_no_payment": Objection(
        "收费办法第六条", "申请人到{after}仍未缴费，视为放弃申请，{on}的环节不再办理"
    ),
    # correction
    "asked_twice": Objection(
        "条例第三十条", "补正只能一次性告知，本件已经告知过，{on}不能再次告知补正"
    ),
    "asked_after_due": Objection(
        "条例第三十条", "{on}告知补正时答复期限已于{due}届满，不能再告知补正，请立即答复"
    ),
    "asked_while_unpaid": Objection(
        "收费办法第六条", "{on}告知补正时正在等待申请人缴费，应当在缴费以后办理"
    ),
    "correct_before_asked": Objection(
        "条例第三十条", "补正的截止日期应当晚于告知补正的{on}，并给申请人合理的时间，请核对"
    ),
    "corrected_unasked": Objection("条例第三十条", "{on}收到补正之前没有告知补正，请核对"),
    # consultations
    "consulted_after_due": Objection(
        "条例第三十三条", "{on}征求意见时答复期限已于{due}届满，不能再扣除时间，请立即答复"
    ),
    "third_party_twice": Objection(
        "条例第三十二条", "{on}征求意见时，向同一第三方的征求还没有结束，请核对"
    ),
    "joint_maker_twice": Objection(
        "条例第三十四条", "{on}征求意见时，向同一共同制作机关的征求还没有结束，请核对"
    ),
    "third_party_unasked": Objection(
        "条例第三十二条", "{on}收到的意见没有对应的征求第三方意见，请核对是哪一家的意见"
    ),
    "joint_maker_unasked": Objection(
        "条例第三十四条", "{on}收到的意见没有对应的征求共同制作机关意见，请核对是哪一家的意见"
    ),
    # extension
    "extended_too_long": Objection(
        "条例第三十三条",
        "延长答复期限每次至少1个工作日，合计不得超过{most}个工作日，{on}延长{days}个工作日不符合规定，此前已延长{before}个工作日",
    ),
    "extended_after_due": Objection(
        "条例第三十三条", "{on}告知延期时答复期限已于{due}届满，不能再延长，请立即答复"
    ),
    "extended_while_correcting": Objection(
        "条例第三十条", "{on}正在等待申请人补正，答复期限没有进行，不能延长"
    ),
    "extended_while_unpaid": Objection(
        "收费办法第七条", "{on}正在等待申请人缴费，答复期限没有进行，不能延长"
    ),
    # fee
    "charged_before_rules": Objection(
        "条例第四十二条", "{on}收费办法还没有施行，不能收取信息处理费"
    ),
    "charged_twice": Objection(
        "收费办法第三条", "一件申请只能收取一次信息处理费，本件已经送达收费通知，{on}不能再次收费"
    ),
    "charged_after_due": Objection(
        "收费办法第六条",
        "收费通知应当在答复期限内发出，{on}送达时期限已于{due}届满，不能再收费，请立即答复",
    ),
    "charged_while_correcting": Objection(
        "条例第三十条", "{on}送达收费通知时正在等待申请人补正，应当在补正以后办理"
    ),
    "paid_unasked": Objection("收费办法第六条", "{on}缴费之前没有送达收费通知，请核对"),
    # later date, ordered reply
    "delayed_without_date": Objection(
        "条例第三十五条", "{on}确定延迟答复，应当写明延迟到的日期，且不早于当日"
    ),
    "delayed_after_due": Objection(
        "条例第三十五条", "{on}告知延迟答复时答复期限已于{due}届满，不能再延迟，请立即答复"
    ),
    "delayed_while_waiting": Objection(
        "条例第三十五条", "{on}正在等待申请人，答复期限没有进行，不必确定延迟答复"
    ),
    "ordered_without_date": Objection(
        _ORDER, "{on}重新办理，应当写明复议决定或者判决限定的日期，且不早于当日"
    ),
    "ordered": Objection(
        _ORDER,
        "本件按复议决定或者判决应当在{due}之前（含当日）答复，{on}不能自行补正、延期或者收费",
    ),
}


class NotAllowed(ClockError):
    """The law does not allow this act now; `article` names where it says so."""

    def __init__(self, code: str, act: Act, article: str | None = None, **values: object) -> None:
        objection = OBJECTIONS[code]
        self.code = code
        self.act = act
        self.article = article or objection.article
        text = told(objection.text, on=act.on, **values)
        super().__init__(f"{text}（{self.article}）。")


def told(text: str, **values: object) -> str:
    """The text with its fields filled in; days as 2024年10月11日（周五）."""
    return text.format(
        **{
            name: chinese_date(value) if isinstance(value, date) else value
            for name, value in values.items()
        }
    )
