"""The check list of a spot check, as data: what is looked at, and what the platform answers itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gongkai.foi.letters.redress import ONLY_A, ONLY_B
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.outcomes import BY_CODE, Outcome
from gongkai.foi.queries.steps import StepTime
from gongkai.foi.states import Act, Channel, FilePurpose, ReviewStep, Stance, WorkStep
from gongkai.lib.dates import plain_date

# What a person (or the platform) says to an item.
FINE, WRONG, NONE = "fine", "wrong", "none"
_ARTICLE = re.compile("第[一二三四五六七八九十]+条")
ANSWERS = {FINE: "符合", WRONG: "不符合", NONE: "不适用"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the platform knows of a closed case.

    Args:
        letter: text of the letter of the decision; "" where there is none.
    """

    case: DisclosureRequest
    outcome: Outcome
    steps: list[StepTime]
    letter: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the platform answers, and the sentence that shows why."""

    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the list.

    Args:
        basis: the place in 条例 (or elsewhere) that asks for it.
        points: weight in the score.
        known: what the platform answers from facts; None where only a person can judge.
    """

    key: str
    question: str
    basis: str
    points: int = 10
    known: Callable[[Facts], Said] | None = None


def _identity(facts: Facts) -> Said:
    who = facts.case.application.applicant
    papers = [f for f in facts.case.application.files.all() if f.purpose == FilePurpose.IDENTITY]
    if papers:
        return Said(FINE, f"案卷里有身份证明材料{len(papers)}份。")
    if who.id_number:
        return Said(FINE, "登记了有效的证件号码，没有另存身份证明材料。")
    return Said(WRONG, "案卷里没有身份证明材料，也没有登记证件号码。")


def _receipt(facts: Facts) -> Said:
    acts = [act for act in facts.case.acts.all() if act.kind in (Act.REGISTER, Act.SPLIT_OFF)]
    case = facts.case
    if not acts or case.received_on is None:
        return Said(NONE, "本件没有登记收到日期。")
    label = case.application.get_channel_display()
    if acts[0].note or case.application.channel in (
        Channel.IN_PERSON, Channel.ORAL, Channel.KIOSK,
    ) or acts[0].data.get("automatic"):  # fmt: skip
        return Said(FINE, f"{label}，收到日期是{plain_date(case.received_on)}，登记时有依据。")
    return Said(WRONG, f"{label}，登记收到日期时没有写明凭证或者与谁确认。")


def _registered(facts: Facts) -> Said:
    step = next((one for one in facts.steps if one.step == WorkStep.RECEIVE), None)
    if step is None or step.limit is None:
        return Said(NONE, "没有接收环节的时间可以比较。")
    words = f"从到达到登记用了{step.days}个工作日，时限是{step.limit}个工作日。"
    return Said(WRONG if step.over else FINE, words)


def _search(facts: Facts) -> Said:
    if not facts.outcome.needs_search:
        return Said(NONE, "这一结果不要求检索记录。")
    number = len(facts.case.searches.all())
    if number:
        return Said(FINE, f"有检索记录{number}条。")
    return Said(WRONG, "没有检索记录。")


def _third_party(facts: Facts) -> Said:
    if facts.outcome.code != "D3-4":
        return Said(NONE, "不是以第三方合法权益为由不予公开的。")
    asked = [row for row in facts.case.consultations.all() if row.served_on]
    if not asked:
        return Said(WRONG, "没有书面征求第三方意见的记录。")
    answered = sum(row.stance not in ("", Stance.SILENT) for row in asked)
    return Said(FINE, f"书面征求意见{len(asked)}份，收到意见{answered}份。")


def _clause(facts: Facts) -> Said:
    wanted = _ARTICLE.findall(facts.outcome.article)
    if not facts.letter or not wanted:
        return Said(NONE, "本件没有要引用条例条款的答复文书。")
    missing = [article for article in wanted if article not in facts.letter]
    if len(missing) == len(wanted):
        return Said(WRONG, f"答复文书没有引用{facts.outcome.article}。")
    more = f"没有写{'、'.join(missing)}，请看是否需要" if missing else "条款都有"
    return Said(FINE, f"这一结果的依据是{facts.outcome.article}，文书里{more}。")


def _redress(facts: Facts) -> Said:
    if not facts.letter or not facts.outcome.redress:
        return Said(NONE, "这一结果的文书不要求救济告知。")
    first = ONLY_A in facts.letter
    if facts.outcome.redress == "A":
        if first:
            return Said(FINE, "写明了应当先申请行政复议。")
        return Said(WRONG, "没有写明应当先申请行政复议（行政复议法第二十三条）。")
    if first or "行政复议" not in facts.letter or ONLY_B not in facts.letter:
        return Said(WRONG, "没有正确写明可以申请行政复议，也可以提起行政诉讼。")
    return Said(FINE, "写明了行政复议和行政诉讼的途径和期限。")


def _reviews(facts: Facts) -> Said:
    if facts.case.decided_on is None:
        return Said(NONE, "本件没有签发的决定。")
    passed = {row.step for row in facts.case.reviews.all() if row.passed}
    missing = [
        str(step.label) for step in (ReviewStep.SECRECY, ReviewStep.LEGAL) if step not in passed
    ]
    if missing:
        return Said(WRONG, f"没有通过的{'、'.join(missing)}记录。")
    return Said(FINE, "保密审查和法制审核都有通过的记录。")


def _on_time(facts: Facts) -> Said:
    case = facts.case
    if case.on_time is None or case.replied_on is None:
        return Said(NONE, "本件没有送达答复。")
    words = f"{plain_date(case.replied_on)}送达"
    if case.due_on:
        words += f"，期限是{plain_date(case.due_on)}"
    return Said(FINE if case.on_time else WRONG, f"{words}。")


def _evidence(facts: Facts) -> Said:
    rows = facts.case.deliveries.all()
    if not rows:
        return Said(NONE, "本件没有送达。")
    if all(row.evidence or row.receipt_id or row.signed_for_on for row in rows):
        return Said(FINE, f"送达{len(rows)}次，都有凭证或者签收日期。")
    return Said(WRONG, "有送达没有登记凭证和签收日期。")


def _conversion(facts: Facts) -> Said:
    if not facts.outcome.gives:
        return Said(NONE, "没有提供信息，不涉及转主动公开。")
    review = getattr(facts.case, "proactive_review", None)
    if review is None:
        return Said(WRONG, "提供了信息，没有回答是否转为主动公开。")
    return Said(FINE, f"结论是“{review.get_answer_display()}”。")


ITEMS: tuple[Item, ...] = (
    Item("identity", "是否核对了申请人的身份证明", "条例第二十九条", 10, _identity),
    Item("receipt", "收到日期是否有依据", "条例第三十一条", 10, _receipt),
    Item("registered", "是否在接收时限内登记", "本级环节时限", 5, _registered),
    Item("search", "需要检索的，是否有检索记录", "条例第三十六条第四项", 10, _search),
    Item("third_party", "涉及第三方的，是否书面征求意见", "条例第三十二条", 10, _third_party),
    Item("answers", "答复是否针对申请的内容，有没有遗漏", "条例第三十六条", 15),
    Item("clause", "是否引用了正确的条款", "条例第三十六条", 10, _clause),
    Item("reasons", "不予公开或者不予处理的，理由是否说得清楚", "条例第三十六条", 10),
    Item("redress", "救济权利告知是否正确", "行政复议法第二十三条", 10, _redress),
    Item("reviews", "是否经过保密审查和法制审核", "条例第十七条", 10, _reviews),
    Item("on_time", "是否按期送达", "条例第三十三条", 15, _on_time),
    Item("evidence", "送达是否有凭证", "国办公开办函〔2016〕235号", 5, _evidence),
    Item("conversion", "提供了信息的，是否研判转主动公开", "条例第四十四条", 5, _conversion),
)
BY_KEY = {item.key: item for item in ITEMS}


def known_answers(facts: Facts) -> dict[str, Said]:
    """What the platform answers, by item."""
    return {item.key: item.known(facts) for item in ITEMS if item.known is not None}


def outcome_of(case: DisclosureRequest) -> Outcome:
    """The outcome of a closed case."""
    return BY_CODE[case.outcome]


def score(answers: dict[str, str]) -> int | None:
    """Points of what is fine among what applies, of a hundred; None where nothing applies."""
    judged = {key: said for key, said in answers.items() if said in (FINE, WRONG)}
    whole = sum(BY_KEY[key].points for key in judged)
    if not whole:
        return None
    fine = sum(BY_KEY[key].points for key, said in judged.items() if said == FINE)
    return round(100 * fine / whole)
