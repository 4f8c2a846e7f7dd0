"""征求意见: third parties and joint makers are asked in writing, and the clock stands still meanwhile.

条例第三十二条 (third party: silence leaves the decision to the agency), 第三十四条 (joint maker: silence
is consent), 第三十三条第三款 (the time is not counted).
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Consultation, DisclosureRequest, FoiLetter
from gongkai.foi.queries import consulting as queries
from gongkai.foi.queries.consulting import overrides_missing
from gongkai.foi.services import acting, letters
from gongkai.foi.services.identity import refuse_identity
from gongkai.foi.services.stepping import (
    HandedIn,
    foresee,
    keep_files,
    listed,
    not_future,
    tell_desk,
    written,
)
from gongkai.foi.states import Act, ConsultationKind, FilePurpose, Stance
from gongkai.lib.dates import plain_date

__all__ = [
    "about_of",
    "addressee_of",
    "close_passed_holds",
    "facts_of",
    "locked_row",
    "overrides_missing",
    "serve",
    "start_consultation",
    "take_opinion",
    "tell_third_party",
]

_STANCES = (Stance.AGREE, Stance.PARTLY, Stance.REFUSE)
_WHO = {
    ConsultationKind.THIRD_PARTY: "第三方",
    ConsultationKind.JOINT_MAKER: "共同制作机关",
}


@transaction.atomic
def start_consultation(
    case: DisclosureRequest,
    *,
    by: User,
    kind: str,
    unit: Unit | None = None,
    name: str = "",
    contact: str = "",
    question: str,
    items: str | Sequence[str],
    served_on: dt.date | None = None,
    evidence: str = "",
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> Consultation:
    """Writes to a third party or a joint maker (条例第三十二条、第三十四条).

    1. refuses where the law does not allow a consultation any more, and a text that would tell who
       applies;
    2. a row with its own reference (c1, c2 …) and the letter; the clock goes on until the letter is
       known to have been received (`serve`);
    3. where it was received already (handed over at once), `served_on` does that, too.

    Args:
        unit: a unit of the register, or
        name, contact: somebody outside it; both are sealed.
        question: what is to be said about.
        items: the pieces of information, in the words the decision will use for them.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.CONSULT)
    asked = _asked_kind(kind)
    question = written(question, what="征求意见的事项", field="question")
    pieces = listed(items, name="征求意见的信息", field="items")
    refuse_identity(row, [question, *pieces], field="question")
    to = _addressee(row, unit, name)
    ref = f"c{row.consultations.count() + 1}"
    foresee(row, Act.CONSULT, on=served_on or today(), data={"kind": asked, "ref": ref})
    made = Consultation.objects.create(
        case=row,
        kind=asked,
        ref=ref,
        unit=unit,
        name="" if unit else to,
        contact=written(contact, what="联系方式", field="contact", longest=300, needed=False),
        question=question,
        items=pieces,
        by=by,
    )
    made.letter = letters.issue_for(
        row,
        asked,
        by=by,
        facts=facts_of(asked, to, pieces, question),
        dated_on=served_on,
        draft=draft,
    )
    made.save(update_fields=["letter"])
    acting.perform(
        row,
        Act.NOTE,
        by=by,
        data={"consultation": made.pk, "ref": ref, "kind": asked},
        note=f"已向{_WHO[asked]}（{ref}）发出征求意见书，送达以后暂停计算答复期限。",
        letter=made.letter,
    )
    if served_on is not None:
        _serve(made, row, by=by, on=served_on, evidence=evidence)
    return made


@transaction.atomic
def serve(
    consultation: Consultation,
    *,
    by: User | None,
    on: dt.date,
    evidence: str = "",
    seen: int | None = None,
) -> Consultation:
    """Records the day on which the letter was received: from the next day on the clock stands still.

    Args:
        by: who of the desk enters it; None where the receiver confirmed it through the link.
        evidence: number of the mail, or who signed for it; sealed.

    Raises:
        Refusal: served before; a day before the letter; the reply was due.
    """
    case = acting.lock(consultation.case, seen=seen)
    made = locked_row(consultation, case)
    _serve(made, case, by=by, on=on, evidence=evidence)
    return made


def _serve(
    made: Consultation, case: DisclosureRequest, *, by: User | None, on: dt.date, evidence: str
) -> None:
    if made.served_on is not None:
        raise Refusal(
            f"征求意见书（{made.ref}）已登记于{plain_date(made.served_on)}送达，不需要再次登记。"
        )
    not_future(on)
    dated = made.letter.dated_on if made.letter else None
    if dated and on < dated:
        raise Refusal(
            f"征求意见书的落款日期是{plain_date(dated)}，不会早在{plain_date(on)}就已收到。"
            "请核对收到日期。",
            field="on",
        )
    made.served_on = on
    made.limit_on = queries.limit_of(made)
    made.evidence = written(evidence, what="送达凭证", field="evidence", longest=300, needed=False)
    made.save(update_fields=["served_on", "limit_on", "evidence"])
    acting.perform(
        case,
        Act.CONSULT,
        by=by,
        on=on,
        data={"kind": made.kind, "ref": made.ref, "limit": made.limit_on},
        visible=True,
        actor="" if by else acting.OUTSIDER,
    )


@transaction.atomic
def take_opinion(
    consultation: Consultation,
    *,
    by: User | None = None,
    on: dt.date | None = None,
    stance: str,
    opinion: str = "",
    files: HandedIn = (),
    served_on: dt.date | None = None,
    seen: int | None = None,
) -> Consultation:
    """Takes what a third party or a joint maker says; the clock goes on from the next day.

    Who answers has received the letter: where that was not recorded, it is with `served_on` (the
    day of the answer if left out). An answer after the 15th working day is kept; the time beyond is
    counted, and a joint maker's silence stays the consent it was (条例第三十四条).

    Args:
        by: who of the desk enters it; None where those asked answer through their link.
        on: day of receipt; today through the link.
        opinion: the reasons; needed for everything but consent.

    Raises:
        Refusal: answered before; a day before the letter was received; no reasons.
    """
    case = acting.lock(consultation.case, seen=seen)
    made = locked_row(consultation, case)
    if made.answered_on is not None:
        raise Refusal(
            f"征求意见（{made.ref}）已于{plain_date(made.answered_on)}收到答复，不能再登记一次；"
            "对方补充的材料请作为工作记录登记。",
            status=409 if by else 410,
        )
    day = today() if on is None or by is None else on
    if stance not in _STANCES:
        raise Refusal("请选择意见：同意公开、同意部分公开或者不同意公开。", field="stance")
    opinion = written(
        opinion, what="意见的理由", field="opinion", longest=20_000, needed=stance != Stance.AGREE
    )
    not_future(day)
    kept = keep_files(files, case=case, purpose=FilePurpose.OPINION, by=by)
    tell_desk(case, f"已收到{_who(made)}意见：{Stance(stance).label}", besides=by)
    if made.served_on is None:
        _serve(made, case, by=by, on=served_on or day, evidence="")
    if made.served_on is not None and day < made.served_on:
        raise Refusal(
            f"征求意见书于{plain_date(made.served_on)}收到，意见不会早于这一天。请核对日期。",
            field="on",
        )
    late = made.limit_on is not None and day > made.limit_on
    made.opinion, made.answered_on = opinion, day
    if not (late and made.kind == ConsultationKind.JOINT_MAKER):
        made.stance = stance
    else:
        made.stance = Stance.SILENT
    made.save(update_fields=["opinion", "answered_on", "stance"])
    acting.perform(
        case,
        Act.TAKE_OPINION,
        by=by,
        on=day,
        data={
            "kind": made.kind,
            "ref": made.ref,
            "stance": stance,
            "late": late,
            "files": [file.pk for file in kept],
        },
        visible=True,
        actor="" if by else acting.OUTSIDER,
    )
    return made


def close_passed_holds() -> int:
    """Closes consultations whose 15 working days have passed in silence; returns how many.

    A periodic job, harmless when run twice. Third party: the agency decides (条例第三十二条). Joint
    maker: counts as consent (条例第三十四条). The clock has gone on by itself since that day.

    Raises:
        Refusal: some could not be closed; after all others were.
    """
    now, closed = today(), 0
    failed: list[str] = []
    for pk in list(queries.passed_holds(now).values_list("pk", flat=True)):
        try:
            closed += _close(pk, now)
        except Refusal as refusal:
            failed.append(f"征求意见{pk}：{refusal.sentence}")
    if failed:  # the others are done; the job shows as failed and is tried again
        raise Refusal(f"{len(failed)}项期满的征求意见没有登记。{''.join(failed)}")
    return closed


@transaction.atomic
def _close(pk: int, now: dt.date) -> bool:
    found = Consultation.objects.select_related("case__unit").get(pk=pk)
    case = acting.lock(found.case)
    made = Consultation.objects.select_for_update().get(pk=pk)
    made.case = case
    # The calendar may have changed since the letter was received, and the case moved on.
    made.limit_on = queries.limit_of(made)
    if (
        made.stance
        or made.limit_on is None
        or made.limit_on >= now
        or case.stage not in queries.OPEN_WORK
    ):
        made.save(update_fields=["limit_on"])
        return False
    made.stance = Stance.SILENT
    made.save(update_fields=["limit_on", "stance"])
    third = made.kind == ConsultationKind.THIRD_PARTY
    what_next = (
        "由本机关依照条例决定是否公开（条例第三十二条）"
        if third
        else "视为同意公开（条例第三十四条）"
    )
    tell_desk(
        case,
        f"{_who(made)}逾期未提出意见",
        text=f"到{plain_date(made.limit_on)}没有收到意见，{what_next}。答复期限已继续计算。",
        key=f"foi-silent-{made.pk}",
    )
    acting.perform(
        case,
        Act.CLOSE_HOLD,
        by=None,
        on=made.limit_on,
        data={"kind": made.kind, "ref": made.ref, "stance": Stance.SILENT},
        visible=True,
    )
    return True


@transaction.atomic
def tell_third_party(
    consultation: Consultation,
    *,
    by: User,
    reason: str,
    on: dt.date,
    release_on: dt.date | None = None,
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> Consultation:
    """Tells a third party in writing what is disclosed against its will, and why (条例第三十二条).

    Allowed only where withholding would gravely harm the public interest (条例第十五条), which
    `reason` has to show. A decision that gives such an item cannot be signed before
    (`queries.consulting.overrides_missing`).

    Raises:
        Refusal: not a third party, or one that did not refuse; told before; no reason.
    """
    case = acting.lock(consultation.case, seen=seen)
    acting.check_move(case, Act.OVERRIDE)
    made = locked_row(consultation, case)
    _check_override(made)
    not_future(on)
    reason = written(reason, what="不公开会对公共利益造成重大影响的理由")
    refuse_identity(case, [reason], field="reason")
    if made.answered_on and on < made.answered_on:
        raise Refusal(
            f"第三方的意见于{plain_date(made.answered_on)}收到，告知不会早于这一天。请核对日期。",
            field="on",
        )
    facts = {"to": addressee_of(made), "about": about_of(made), "reasons": reason}
    letter = letters.issue_for(
        case,
        "third_party_told",
        by=by,
        facts=facts | ({"release_on": release_on} if release_on else {}),
        dated_on=on,
        draft=draft,
    )
    made.override_reason, made.told_on = reason, on
    made.save(update_fields=["override_reason", "told_on"])
    acting.perform(
        case, Act.OVERRIDE, by=by, on=on, data={"ref": made.ref}, note=reason, letter=letter
    )
    return made


def _check_override(made: Consultation) -> None:
    if made.kind != ConsultationKind.THIRD_PARTY:
        raise Refusal("只有第三方不同意公开的，才需要告知决定公开的内容和理由（条例第三十二条）。")
    if made.told_on is not None:
        raise Refusal(f"已于{plain_date(made.told_on)}告知这位第三方，不需要再次告知。")
    if made.stance not in (Stance.REFUSE, Stance.PARTLY):
        raise Refusal(
            "这位第三方没有表示不同意公开，决定公开时不需要办理这一步（条例第三十二条）。"
        )


def addressee_of(consultation: Consultation) -> str:
    """Whom the letter goes to."""
    return consultation.unit.name if consultation.unit else consultation.name


def about_of(consultation: Consultation) -> str:
    """What it is about, in one line."""
    return "；".join(map(str, consultation.items)) or consultation.question


def locked_row(consultation: Consultation, case: DisclosureRequest) -> Consultation:
    """The consultation as it stands now, locked; its case must be locked before."""
    row = Consultation.objects.select_for_update(of=("self",)).select_related("unit", "letter")
    found = row.get(pk=consultation.pk)
    if found.kind == ConsultationKind.CONFER:
        raise Refusal("这是会商，请在会商页面办理。")
    found.case = case
    return found


def _asked_kind(kind: str) -> ConsultationKind:
    if kind not in _WHO:
        raise Refusal("请选择征求谁的意见：第三方，或者共同制作机关。", field="kind")
    return ConsultationKind(kind)


def _addressee(case: DisclosureRequest, unit: Unit | None, name: str) -> str:
    name = written(
        name, what="被征求意见人的姓名或者名称", field="name", longest=100, needed=not unit
    )
    if unit is None:
        return name
    if name:
        raise Refusal(
            "被征求意见的单位和姓名只能填一个：平台上的单位从名单中选，其他的填写姓名或者名称。",
            field="name",
        )
    if unit.pk == case.unit_id:
        raise Refusal(
            f"{unit.name}就是承办机关，不能向自己征求意见。请选择别的单位。", field="unit"
        )
    return unit.name


def facts_of(
    kind: ConsultationKind, to: str, pieces: Sequence[str], question: str
) -> dict[str, str]:
    """What the letter says: the letter to a third party has one place for matter and question."""
    about = "；".join(pieces)
    if kind == ConsultationKind.THIRD_PARTY:
        return {"to": to, "about": f"{about}。{question}" if question not in pieces else about}
    return {"to": to, "about": about, "question": question}


def _who(made: Consultation) -> str:
    return f"{_WHO[ConsultationKind(made.kind)]}（{made.ref}）"
