"""办结 with the question of conversion (条例第四十四条), and 重新办理 after a review or a judgment."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Applicant, DisclosureRequest, ProactiveReview, Remedy
from gongkai.foi.outcomes import outcome
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.services import acting, clocks
from gongkai.foi.states import Act, ProactiveAnswer, RemedyResult, Stage
from gongkai.lib.dates import plain_date
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Kind

_WITHDRAWN = "D6-3"


@dataclass(frozen=True, slots=True)
class _Conversion:
    """What was said to the question of conversion."""

    answer: ProactiveAnswer
    reason: str
    publication: Publication | None
    title: str


@transaction.atomic
def close(
    case: DisclosureRequest,
    *,
    by: User,
    answer: ProactiveAnswer | str | None = None,
    reason: str = "",
    publication: Publication | None = None,
    title: str = "",
    seen: int | None = None,
) -> DisclosureRequest:
    """Closes a case that was answered, given up or withdrawn; fixes its row of the report.

    1. locks the case; fixes the outcome leaf: the decision's, or that of the lapse or withdrawal;
    2. where information was given, the question of conversion must be answered: `CONVERT` drafts a
       publication that names the case and nothing of the applicant, `ALREADY` names the publication,
       `KEEP` says why (条例第四十四条);
    3. one act; the first closing keeps its day, by which the report counts what had no decision.

    Args:
        title: title of the draft where it is to be converted.

    Raises:
        Refusal: not delivered; the question not answered, or answered where nothing was given.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.CLOSE)
    code = _leaf(row)
    data: dict[str, object] = {"outcome": code}
    if outcome(code).gives:
        said = _Conversion(_answer(answer), reason.strip()[:300], publication, title.strip())
        review = _convert(row, by, said)
        data |= {"answer": review.answer, "publication": review.publication_id}
    elif answer:
        raise Refusal("本件没有提供信息，不涉及转为主动公开，请不要填写这一项。", field="answer")
    sets: dict[str, object] = {"outcome": code}
    if row.round == 1 or row.closed_on is None:
        sets["closed_on"] = today()
    acting.perform(row, Act.CLOSE, by=by, data=data, note=reason, sets=sets)
    return row


def _leaf(row: DisclosureRequest) -> str:
    """I2: exactly one outcome, from the way the case went."""
    if row.stage == Stage.WITHDRAWN:
        return row.outcome or _WITHDRAWN
    if row.stage == Stage.LAPSED:
        clock = clocks.clock_of(row)
        found = row.outcome or (clock.lapsed.outcome if clock and clock.lapsed else "")
    else:
        decision = decision_of(row)
        found = decision.outcome if decision and decision.signed_on else ""
    if not found:
        raise Refusal("本件没有可以确定的办理结果，不能办结。请核对办理记录，补齐以后再办结。")
    return found


def _answer(answer: ProactiveAnswer | str | None) -> ProactiveAnswer:
    if not answer:
        raise Refusal(
            "本件提供了信息，办结前请回答是否转为主动公开（条例第四十四条）。", field="answer"
        )
    return ProactiveAnswer(answer)


def _convert(row: DisclosureRequest, by: User, said: _Conversion) -> ProactiveReview:
    publication: Publication | None = None
    if said.answer == ProactiveAnswer.CONVERT:
        publication = _draft(row, by, said)
    elif said.answer == ProactiveAnswer.ALREADY:
        publication = said.publication
        if publication is None or not publication.is_public:
            raise Refusal(
                "请指明此前已经主动公开的信息：填写它的网址或者索引号，并确认公众现在看得到。",
                field="publication",
            )
    elif not said.reason:
        raise Refusal("不转为主动公开的，请写明理由。", field="reason")
    review, _ = ProactiveReview.objects.update_or_create(
        case=row,
        defaults={
            "answer": said.answer,
            "reason": said.reason,
            "publication": publication,
            "by": by,
        },
    )
    return review


def _draft(row: DisclosureRequest, by: User, said: _Conversion) -> Publication:
    """A draft that names the case; the matter as the applicant wrote it may name people."""
    _check_anonymous(row, said.title)
    known = ProactiveReview.objects.filter(case=row, publication__isnull=False).first()
    if known is not None and known.answer == ProactiveAnswer.CONVERT:
        return known.publication  # type: ignore[return-value]
    return drafts.create(
        by=by,
        unit=row.unit,
        kind=Kind.INFORMATION,
        title=said.title or f"依申请公开转主动公开的信息（{row}）",
        facts={"source": f"依申请公开转主动公开（{row}）"},
    )


def _check_anonymous(row: DisclosureRequest, title: str) -> None:
    """I11: nothing that names or reaches the applicant gets into the draft."""
    for word in _personal_words(row.application.applicant):
        if word in title:
            raise Refusal(
                "拟公开信息的标题里有申请人的姓名或者联系方式，没有保存。请改写标题。",
                field="title",
            )


def _personal_words(applicant: Applicant) -> list[str]:
    words = (
        applicant.name, applicant.id_number, applicant.contact_name, applicant.phone,
        applicant.email, applicant.address, applicant.agent_name, applicant.agent_id_number,
    )  # fmt: skip
    return [word for word in words if word and len(word) > 1]


@transaction.atomic
def reopen(
    case: DisclosureRequest,
    *,
    by: User,
    remedy: Remedy,
    until: dt.date,
    on: dt.date | None = None,
    seen: int | None = None,
) -> DisclosureRequest:
    """Opens a second round after a reconsideration or a judgment that ordered a new answer.

    1. the remedy must belong to the case, have ended in correction and name the ordered day;
    2. the round goes up; the first outcome is kept, and with it the days of decision, reply and
       closing: the report counts the case once, in the year and row of its first answer;
    3. one act with the ordered day, which is the period from now on.

    Args:
        until: the ordered last day.
        on: day the order arrived, today if left out.

    Raises:
        Refusal: as above; another day than the one ordered; this remedy opened a round before.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.REOPEN)
    order = Remedy.objects.select_for_update().get(pk=remedy.pk)
    if order.case_id != row.pk:
        raise Refusal("所选的复议诉讼不是本件的，请刷新页面后重新选择。", field="remedy")
    if order.result != RemedyResult.CORRECTED or order.order_until is None:
        raise Refusal(
            "只有复议决定或者判决纠正并限期重新答复的，才能重新办理。请先登记审结结果和重新答复期限。",
            field="remedy",
        )
    if until != order.order_until:
        raise Refusal(
            f"登记的重新答复期限是{plain_date(order.order_until)}，与填写的不一致，请核对。",
            field="until",
        )
    if _used(row, order):
        raise Refusal("这条复议诉讼已经据以重新办理过，请核对。", field="remedy")
    row.round += 1
    acting.perform(
        row,
        Act.REOPEN,
        by=by,
        on=on,
        data={"until": until, "remedy": order.pk},
        visible=True,
        sets={"first_outcome": row.first_outcome or row.outcome, "outcome": ""},
    )
    return row


def _used(row: DisclosureRequest, order: Remedy) -> bool:
    acts = row.acts.filter(kind=Act.REOPEN)
    return any(act.data.get("remedy") == order.pk for act in acts)
