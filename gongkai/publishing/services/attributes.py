"""公开属性源头认定: proposed by the drafter, checked by the office, fixed by the signer."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import LegalGround
from gongkai.catalogue.queries.negative import negative_hits
from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.publishing.models import AttributeDecision, Publication, Relation
from gongkai.publishing.queries.reviewing import NOT_THIRD, drafters, upcoming_round
from gongkai.publishing.services.rows import a_reason, locked_head, move
from gongkai.publishing.states import Act, Attribute, AttributeStep, RelationKind, State

# 条例第十八条: what is withheld is looked at again; the term is each office's own.
REASSESS_AFTER = dt.timedelta(days=365)
_STEP_WORDS = {
    AttributeStep.PROPOSED: "提出公开属性",
    AttributeStep.CHECKED: "核定公开属性",
    AttributeStep.FIXED: "确定公开属性",
    AttributeStep.REASSESSED: "评估公开属性",
}


@transaction.atomic
def propose(
    publication: Publication,
    *,
    by: User,
    attribute: Attribute,
    legal_ground: LegalGround | None = None,
    reason: str = "",
) -> AttributeDecision:
    """The drafter proposes the attribute of a draft; 依申请公开 and 不予公开 with ground and reason.

    Effects: a decision of the coming round, `Publication.attribute` with its companions, one event.

    Raises:
        Refusal: no draft; no ground or reason where one is due (条例第十四条至第十六条); a
            forwarding document that differs from what it forwards.
    """
    row = locked_head(publication)
    if row.state != State.DRAFT:
        raise Refusal(
            f"{quoted(row.title)}已经报审，公开属性改由公开工作机构核定；需要改动请先退回起草。"
        )
    return _decide(row, AttributeStep.PROPOSED, by, attribute, legal_ground, reason)


@transaction.atomic
def check(
    publication: Publication,
    *,
    by: User,
    attribute: Attribute,
    legal_ground: LegalGround | None = None,
    reason: str = "",
) -> AttributeDecision:
    """The openness office checks what was proposed: agrees, or decides otherwise with its reason.

    Raises:
        Refusal: not under review; the same person drafted or proposed it; ground or reason missing.
    """
    row = locked_head(publication)
    if row.state != State.REVIEWING:
        raise Refusal(
            f"{quoted(row.title)}现在是“{State(row.state).label}”，审校中的文件才能核定公开属性。"
        )
    if by.pk in drafters(row):
        raise Refusal("您参与了起草，公开属性要由另一位同志核定。", status=403)
    if by.pk in {d.by_id for d in in_round(row, AttributeStep.PROPOSED)}:
        raise Refusal("公开属性是您提出的，要由另一位同志核定。", status=403)
    proposed = latest(row, AttributeStep.PROPOSED)
    if proposed and proposed.attribute != attribute and not reason.strip():
        raise Refusal("核定结果与拟稿人提出的不同，请写明理由。", field="reason")
    return _decide(row, AttributeStep.CHECKED, by, attribute, legal_ground, reason)


def fix(
    row: Publication,
    *,
    by: User,
    attribute: Attribute,
    legal_ground: LegalGround | None,
    reason: str,
) -> AttributeDecision:
    """The signer fixes the attribute, in the transaction of the signature and under its lock.

    Raises:
        Refusal: nobody else checked it in this round; another value without reason.
    """
    checked = latest(row, AttributeStep.CHECKED)
    if checked is None:
        raise Refusal("公开属性还没有核定，请先由公开工作机构核定，再签发。")
    if by.pk in {checked.by_id, *(d.by_id for d in in_round(row, AttributeStep.PROPOSED))}:
        raise Refusal(NOT_THIRD, status=403)
    if checked.attribute != attribute and not reason.strip():
        raise Refusal("确定的公开属性与核定的不同，请写明理由。", field="reason")
    if attribute == checked.attribute:
        legal_ground, reason = legal_ground or checked.legal_ground, reason or checked.reason
    return _decide(row, AttributeStep.FIXED, by, attribute, legal_ground, reason)


@transaction.atomic
def reassess(
    publication: Publication, *, by: User, attribute: Attribute, reason: str
) -> Publication:
    """定期评估 of something not public (条例第十八条): stays as it is, or goes back to be published.

    What becomes public is drafted, reviewed and signed like anything else: this only reopens it.
    """
    row = locked_head(publication)
    reason = a_reason(reason, what="评估的理由", longest=500)
    if row.state != State.FILED:
        raise Refusal(
            f"{quoted(row.title)}现在是“{State(row.state).label}”，只有已签发不公开的文件才需要评估。"
        )
    ground = row.legal_ground if attribute != Attribute.PROACTIVE else None
    AttributeDecision.objects.create(
        publication=row, round=row.round, step=AttributeStep.REASSESSED, attribute=attribute,
        legal_ground=ground, reason=reason, by=by,
    )  # fmt: skip
    if attribute == Attribute.PROACTIVE:
        row.state = move(row, Act.REOPEN)
        row.attribute, row.legal_ground, row.reassess_on = attribute, None, None
        row.companions.filter(state=State.FILED).update(state=State.DRAFT, attribute=attribute)
    else:
        row.reassess_on = today() + REASSESS_AFTER
    row.row_version += 1
    row.save()
    record(_STEP_WORDS[AttributeStep.REASSESSED], row, by=by, unit=row.unit, note=reason,
           data={"attribute": attribute})  # fmt: skip
    return row


def due_for_reassessment(day: dt.date) -> QuerySet[Publication]:
    """What is not public and must be looked at again by that day."""
    return Publication.objects.filter(
        state=State.FILED, companion_of=None, reassess_on__lte=day
    ).order_by("reassess_on", "id")


def in_round(row: Publication, step: AttributeStep) -> list[AttributeDecision]:
    """The decisions of that step in the round under way."""
    found = row.attribute_decisions.filter(round=upcoming_round(row), step=step)
    return list(found.select_related("legal_ground", "by").order_by("id"))


def latest(row: Publication, step: AttributeStep) -> AttributeDecision | None:
    """The last decision of that step in the round under way."""
    found = in_round(row, step)
    return found[-1] if found else None


def carry_proposal(row: Publication, *, by: User) -> None:
    """A draft that was returned keeps the attribute proposed before, in the name of who submits it."""
    if latest(row, AttributeStep.PROPOSED) is None and row.attribute != Attribute.UNKNOWN:
        last = row.attribute_decisions.filter(step=AttributeStep.PROPOSED).last()
        if last is not None and last.attribute == row.attribute:
            AttributeDecision.objects.create(
                publication=row, round=upcoming_round(row), step=AttributeStep.PROPOSED,
                attribute=last.attribute, legal_ground=last.legal_ground, reason=last.reason, by=by,
            )  # fmt: skip


def _decide(
    row: Publication,
    step: AttributeStep,
    by: User,
    attribute: Attribute,
    legal_ground: LegalGround | None,
    reason: str,
) -> AttributeDecision:
    reason = " ".join(reason.split())
    _check_ground(attribute, legal_ground, reason)
    _check_forwarded(row, attribute)
    _check_negative(row, attribute, reason)
    decision = AttributeDecision.objects.create(
        publication=row,
        round=upcoming_round(row),
        step=step,
        attribute=attribute,
        legal_ground=legal_ground,
        reason=reason,
        by=by,
    )
    row.attribute, row.legal_ground = attribute, legal_ground
    row.row_version += 1
    row.save(update_fields=["attribute", "legal_ground", "row_version", "updated_at"])
    row.companions.exclude(state=State.DISCARDED).update(attribute=attribute)
    record(
        _STEP_WORDS[step],
        row,
        by=by,
        unit=row.unit,
        note=reason,
        data={"attribute": attribute, "ground": legal_ground.code if legal_ground else ""},
    )
    return decision


def _check_ground(attribute: Attribute, legal_ground: LegalGround | None, reason: str) -> None:
    if attribute == Attribute.UNKNOWN:
        raise Refusal("请选择公开属性：主动公开、依申请公开或者不予公开。", field="attribute")
    if attribute == Attribute.PROACTIVE:
        if legal_ground is not None:
            raise Refusal(
                "主动公开的信息不写不予公开的依据，请清空这一项或者改选公开属性。",
                field="legal_ground",
            )
        return
    if legal_ground is None:
        raise Refusal(
            f"{attribute.label}必须写明法定依据（条例第十四条至第十六条），请选择一项。",
            field="legal_ground",
        )
    if not reason:
        raise Refusal(
            f"{attribute.label}还要写明具体理由：这份文件的哪些内容符合这条依据。", field="reason"
        )
    if len(reason) > 500:
        raise Refusal(f"理由有{len(reason)}个字，最多500个字，请写短一些。", field="reason")


def _check_forwarded(row: Publication, attribute: Attribute) -> None:
    """A forwarding document follows what it forwards, as far as the library knows that."""
    relations = row.relations_out.filter(kind=RelationKind.FORWARDS, target__isnull=False)
    for relation in relations.exclude(target__attribute=Attribute.UNKNOWN).select_related("target"):
        other = relation.target
        if other is not None and other.attribute != attribute:
            raise Refusal(
                f"这份文件转发{_as_written(relation, other)}，它的公开属性是{Attribute(other.attribute).label}；"
                "转发文件应当与被转发文件一致，请改选，或者先更正转发关系。",
                field="attribute",
            )


def _as_written(relation: Relation, target: Publication) -> str:
    """The forwarded document in the words of the draft: its own title may be for other eyes.

    What was bound by its words keeps them; a relation without words was picked by who saw the target.
    """
    if relation.target_title:
        return quoted(relation.target_title)
    return relation.target_doc_no or quoted(target.title)


def _check_negative(row: Publication, attribute: Attribute, reason: str) -> None:
    """What the negative list calls up may be public, but not without a word why."""
    if attribute != Attribute.PROACTIVE or reason:
        return
    text = getattr(row, "text", None)
    hits = negative_hits(row.title, text.plain if text else "", row.unit)
    if hits:
        matters = "、".join(item.matter for item in hits[:3])
        raise Refusal(
            f"负面清单里有相近的事项：{matters}。确定主动公开的，请写明与清单不同的理由。",
            field="reason",
        )


def reassessment_sentence(row: Publication) -> str:
    """When it is due to be looked at again, as a sentence."""
    return f"应当在{plain_date(row.reassess_on)}前重新评估。" if row.reassess_on else ""
