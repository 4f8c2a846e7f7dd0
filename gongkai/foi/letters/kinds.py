"""The table of all kinds of letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gongkai.foi.letters import decisions, others, steps
from gongkai.foi.letters.matter import Facts, Matter
from gongkai.foi.outcomes import BY_CODE, OUTCOMES

Builder = Callable[[Matter, Facts], list[str]]
To = Literal["applicant", "third_party", "unit"]


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter.

    Args:
        code: stable code.
        name: what the officer calls it; also the printed title.
        word: word of its number series: 答 decides, 告 is a step, 函 goes to others, 送 is a proof.
        to: who receives it; nothing of the applicant is printed unless it is the applicant.
        redress: "A", "B" or "" for no clause.
        build: makes the paragraphs.
        quotes: whether the application is printed as the applicant wrote it.
        standalone: issued on its own page; all others are issued by an act.
        form: printed as rows of a form.
    """

    code: str
    name: str
    word: str
    to: To
    redress: str
    build: Builder
    quotes: bool = True
    standalone: bool = False
    form: bool = False

    @property
    def title(self) -> str:
        """The title as printed."""
        return self.name

    @property
    def series(self) -> str:
        """Word between the agency and the year: 公开答."""
        return f"公开{self.word}"


def _step(code: str, name: str, build: Builder) -> LetterKind:
    return LetterKind(code, name, "告", "applicant", "", build)


def _decision(code: str, name: str, build: Builder) -> LetterKind:
    """Redress as the outcomes say that lead to this letter."""
    (redress,) = {outcome.redress for outcome in OUTCOMES if outcome.letter == code}
    return LetterKind(code, name, "答", "applicant", redress, build)


_TABLE = (
    _step("receipt", "政府信息公开申请登记回执", steps.receipt),
    _step("clarification", "补正告知书", steps.clarification),
    _step("correction_received", "补正收悉告知书", steps.correction_received),
    _step("extension", "延期答复告知书", steps.extension),
    LetterKind("third_party", "征求第三方意见书", "函", "third_party", "", others.third_party, False),
    LetterKind(
        "third_party_told", "公开决定告知书（第三方）", "函", "third_party", "B",
        others.third_party_told, False,
    ),
    LetterKind("joint_maker", "征求共同制作机关意见函", "函", "unit", "", others.joint_maker, False),
    LetterKind("confer", "政府信息公开会商函", "函", "unit", "", others.confer, False),
    _step("fee", "政府信息公开信息处理费收费通知书", steps.fee),
    _step("fee_paid", "信息处理费缴费确认书", steps.fee_paid),
    _step("reasons", "要求说明理由通知书", steps.demand_reasons),
    _step("later", "延迟答复告知书", steps.later),
    _decision("public_already", "政府信息已主动公开告知书", decisions.public_already),
    _decision("disclosure", "政府信息予以公开告知书", decisions.disclosure),
    _decision("partial", "政府信息部分公开告知书", decisions.partial),
    _decision("refusal", "政府信息不予公开告知书", decisions.refusal),
    _decision("special_query", "行政查询事项告知书", decisions.special_query),
    _decision("not_found", "政府信息不存在告知书", decisions.not_found),
    _decision("not_ours", "非本机关负责公开政府信息告知书", decisions.not_ours),
    _decision("must_be_made", "没有现成政府信息告知书", decisions.must_be_made),
    _decision("still_unclear", "补正后申请内容仍不明确告知书", decisions.still_unclear),
    _decision("petition", "不作为政府信息公开申请处理告知书", decisions.petition),
    _decision("repeated", "重复申请不予重复处理告知书", decisions.repeated),
    _decision("publications", "公开出版物获取途径告知书", decisions.publications),
    _decision("excessive", "不予处理告知书", decisions.excessive),
    _decision("confirmation", "不予确认或者重新出具告知书", decisions.confirmation),
    _decision("lapse_correction", "逾期未补正视为放弃申请告知书", decisions.lapse_correction),
    _decision("lapse_fee", "逾期未缴费视为放弃申请告知书", decisions.lapse_fee),
    _decision("ended_otherwise", "政府信息公开申请办结告知书", decisions.ended_otherwise),
    LetterKind(
        "transfer_advice", "政府信息公开申请转办说明", "函", "unit", "", steps.transfer_advice,
        True, standalone=True,
    ),
    LetterKind(
        "delivery_receipt", "送达回证", "送", "applicant", "", steps.delivery_receipt, False,
        standalone=True, form=True,
    ),
)  # fmt: skip

KINDS: dict[str, LetterKind] = {kind.code: kind for kind in _TABLE}


def kind(code: str) -> LetterKind:
    """The kind of that code.

    Raises:
        KeyError: there is none.
    """
    return KINDS[code]


def kind_of_outcome(outcome: str) -> str:
    """Code of the letter that tells that outcome, "" where a short notice is enough."""
    return BY_CODE[outcome].letter
