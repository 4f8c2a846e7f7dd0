"""立改废 as acts: amend, repeal, declare void, replace, prolong, and undo; always by a basis.

What a draft will change is written as its relation and turns with its release. What a public
document changes turns at once, so that a second person has to confirm it (四眼原则).
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.moves import NotAllowed
from gongkai.publishing.models import (
    OfficialDocument,
    Publication,
    Relation,
    ValidityChange,
)
from gongkai.publishing.queries.reviewing import DRAFTING
from gongkai.publishing.services import content
from gongkai.publishing.services.validity_checks import Wanted, check, name_of
from gongkai.publishing.services.validity_effects import (
    both,
    effect,
    facts,
    reasons_against,
    recall,
    shorten,
)
from gongkai.publishing.states import (
    CHANGE_MOVES,
    ChangeAct,
    ChangeState,
    ChangeStep,
    RelationKind,
    State,
)

__all__ = [
    "change",
    "confirm",
    "drop",
    "effect",
    "reasons_against",
    "recall",
    "refuse",
    "undo",
]
GONE = "这条关系已经不在了，请刷新页面查看最新情况。"
_REASON = 300


@transaction.atomic
def change(
    target: Publication,
    *,
    kind: RelationKind,
    basis: Publication,
    by: User,
    whole: bool = True,
    articles: str = "",
    on: dt.date | None = None,
    note: str = "",
    expires_on: dt.date | None = None,
) -> Relation | ValidityChange:
    """Registers that `basis` amends, repeals, declares void, replaces or prolongs `target`.

    1. locks both, checks everything of `validity_checks.check`;
    2. a draft basis gets the relation at once: it holds from its release;
    3. a public basis gets a registration that another person has to `confirm`;
    4. one event.

    Args:
        on: first day of the new state; None for the first day of the basis.
        expires_on: the new last day, for `EXTENDS` alone.

    Returns:
        The relation of a draft, or the registration that waits for confirmation.

    Raises:
        Refusal: with the field of the form.
    """
    target, basis = _locked_pair(target, basis)
    wanted = Wanted(kind, whole, articles.strip(), on, note.strip(), expires_on)
    check(target, basis, wanted)
    if basis.state == State.DRAFT:
        return _with_draft(target, basis, wanted, by)
    _check_unopened(target, basis, kind, ChangeAct.REGISTER)
    act = ChangeAct.EXTEND if kind == RelationKind.EXTENDS else ChangeAct.REGISTER
    row = _registration(target, basis, wanted, by, act, ChangeState.PROPOSED)
    record(f"登记{kind.label}，待确认", target, by=by, unit=target.unit, note=note, data=facts(row))
    return row


def _with_draft(target: Publication, basis: Publication, wanted: Wanted, by: User) -> Relation:
    relation = _write(target, basis, wanted)
    if wanted.kind == RelationKind.EXTENDS:
        row = _registration(target, basis, wanted, by, ChangeAct.EXTEND, ChangeState.WAITING)
        row.relation = relation
        row.save(update_fields=["relation"])
    _touched(basis, by)
    data = {"basis": basis.pk, "target": target.pk, "kind": wanted.kind, "on": wanted.on}
    act = f"草稿中登记{wanted.kind.label}"
    record(act, basis, by=by, unit=basis.unit, note=f"对象：{name_of(target)}", data=data)
    return relation


def _touched(basis: Publication, by: User) -> None:
    """What a draft changes is part of its content: a version says who wrote it."""
    basis.row_version += 1
    basis.save(update_fields=["row_version", "updated_at"])
    content.keep_version(basis, by=by, note=DRAFTING)


def _write(target: Publication, basis: Publication, wanted: Wanted) -> Relation:
    document = target.document
    return Relation.objects.create(
        source=basis,
        kind=wanted.kind,
        target=target,
        target_doc_no=document.doc_no,
        target_key=document.doc_no_key,
        target_title=target.title,
        whole=wanted.whole,
        articles=wanted.articles,
        on=wanted.on,
        note=wanted.note,
    )


def _registration(
    target: Publication,
    basis: Publication,
    wanted: Wanted,
    by: User,
    act: ChangeAct,
    state: ChangeState,
) -> ValidityChange:
    return ValidityChange.objects.create(
        act=act,
        state=state,
        source=basis,
        target=target,
        kind=wanted.kind,
        whole=wanted.whole,
        articles=wanted.articles,
        on=wanted.on,
        note=wanted.note,
        expires_on=wanted.expires_on,
        expires_before=target.document.expires_on,
        by=by,
    )


@transaction.atomic
def confirm(row: ValidityChange, *, by: User, note: str = "") -> ValidityChange:
    """A second person confirms; from now on it holds.

    1. locks, checks the move, the second person, and again every fact the first one saw;
    2. writes the relation, prolongs the term, or takes the relation back;
    3. one event, outbox entries for both documents.
    """
    row, target, basis = _locked_change(row)
    row.state = _move(row, ChangeStep.CONFIRM)
    _check_second(row, by)
    if row.act == ChangeAct.UNDO:
        _take_back(row, target)
    else:
        check(target, basis, _wanted(row))
        row.relation = _write(target, basis, _wanted(row))
        _prolong(row, target)
    _decide(row, by, note)
    act = f"确认{row.get_act_display()}：{row.get_kind_display()}"
    record(act, target, by=by, unit=target.unit, note=note, data=facts(row), changed=both(row))
    return row


@transaction.atomic
def refuse(row: ValidityChange, *, by: User, note: str) -> ValidityChange:
    """A second person does not agree; the reason is required. Nothing changes."""
    row, target, _ = _locked_change(row)
    row.state = _move(row, ChangeStep.REFUSE)
    _check_second(row, by)
    _check_reason(note, "请写明不同意的理由，登记人会看到。")
    _decide(row, by, note)
    act = f"不同意{row.get_act_display()}：{row.get_kind_display()}"
    record(act, target, by=by, unit=target.unit, note=note, data=facts(row))
    return row


@transaction.atomic
def drop(row: ValidityChange, *, by: User, note: str = "") -> ValidityChange:
    """Who registered it takes it back before it is decided."""
    row, target, _basis = _locked_change(row)
    if row.state == ChangeState.WAITING:
        raise Refusal("这一登记随草稿生效，请在草稿里撤销这条关系。")
    row.state = _move(row, ChangeStep.DROP)
    if row.by_id != by.pk:
        raise Refusal(f"这一登记由{row.by}提出，只能由本人撤回；您可以写明理由后不同意。")
    _decide(row, by, note)
    act = f"撤回{row.get_act_display()}：{row.get_kind_display()}"
    record(act, target, by=by, unit=target.unit, note=note, data=facts(row))
    return row


@transaction.atomic
def undo(relation: Relation, *, by: User, reason: str) -> ValidityChange | None:
    """Takes a registered change back, with a reason; of a public basis only after confirmation.

    Returns:
        None where the basis is a draft and the relation is gone; else the registration that
        another person has to confirm.

    Raises:
        Refusal: no reason; the basis is under review; it is being undone already.
    """
    _check_reason(reason, "请写明撤销的理由，理由会与撤销记录一并留存。")
    found = Relation.objects.select_related("source", "target").filter(pk=relation.pk).first()
    if found is None or found.target is None:
        raise Refusal(GONE)
    target, basis = _locked_pair(found.target, found.source)
    if not Relation.objects.filter(pk=found.pk).exists():
        raise Refusal(GONE)
    kind = RelationKind(found.kind)
    if basis.state == State.DRAFT:
        _undo_in_draft(found, target, basis, by, reason)
        return None
    if basis.state in (State.REVIEWING, State.SIGNED):
        raise Refusal(
            f"{name_of(basis)}现在是“{State(basis.state).label}”，内容已经固定；请退回起草后再撤销。"
        )
    _check_unopened(target, basis, kind, ChangeAct.UNDO)
    wanted = Wanted(kind, found.whole, found.articles, found.on, reason.strip())
    row = _registration(target, basis, wanted, by, ChangeAct.UNDO, ChangeState.PROPOSED)
    row.relation = found
    row.save(update_fields=["relation"])
    record(
        f"申请撤销{kind.label}登记", target, by=by, unit=target.unit, note=reason, data=facts(row)
    )
    return row


def _undo_in_draft(
    found: Relation, target: Publication, basis: Publication, by: User, reason: str
) -> None:
    waiting = ValidityChange.objects.filter(relation=found, state=ChangeState.WAITING)
    waiting.update(
        state=ChangeState.DROPPED, decided_by=None, decided_at=timezone.now(), decision_note=reason
    )
    data = _relation_facts(found)
    found.delete()
    _touched(basis, by)
    act = f"草稿中撤销{RelationKind(found.kind).label}"
    record(act, basis, by=by, unit=basis.unit, note=reason, data=data)


def _take_back(row: ValidityChange, target: Publication) -> None:
    """Deletes the relation; a term it had prolonged ends again on the day it ended before."""
    relation = row.relation
    if relation is None:
        raise Refusal("这条关系已经不在了，不需要再撤销；请刷新页面查看最新情况。")
    made = ValidityChange.objects.filter(relation=relation, state=ChangeState.CONFIRMED)
    for earlier in made.exclude(pk=row.pk):
        if earlier.act == ChangeAct.EXTEND:
            shorten(earlier, target)
    made.exclude(pk=row.pk).update(state=ChangeState.UNDONE)
    row.relation = None
    relation.delete()


def _prolong(row: ValidityChange, target: Publication) -> None:
    if row.act == ChangeAct.EXTEND:
        OfficialDocument.objects.filter(pk=target.pk).update(expires_on=row.expires_on)


def _locked_pair(target: Publication, basis: Publication) -> tuple[Publication, Publication]:
    """Both rows, locked in the order of their ids, so that two registrations never wait crosswise."""
    rows = Publication.objects.select_for_update(of=("self",)).select_related("unit", "document")
    found = {row.pk: row for row in rows.filter(pk__in=[target.pk, basis.pk]).order_by("pk")}
    return found[target.pk], found[basis.pk]


def _locked_change(
    row: ValidityChange,
) -> tuple[ValidityChange, Publication, Publication]:
    target, basis = _locked_pair(row.target, row.source)
    rows = ValidityChange.objects.select_for_update(of=("self",))
    fresh = rows.select_related("by", "relation").get(pk=row.pk)
    return fresh, target, basis


def _move(row: ValidityChange, step: ChangeStep) -> ChangeState:
    try:
        return CHANGE_MOVES.to(ChangeState(row.state), step)
    except NotAllowed as problem:
        raise Refusal(f"{problem}请刷新页面查看最新情况。") from None


def _check_second(row: ValidityChange, by: User) -> None:
    if row.by_id == by.pk:
        raise Refusal(
            "登记和确认要由两个人办理，这一登记是您提出的；请本单位公开工作机构、签发人或者主管部门的另一个人确认。"
        )


def _check_unopened(
    target: Publication, basis: Publication, kind: RelationKind, act: ChangeAct
) -> None:
    acts = [ChangeAct.UNDO] if act == ChangeAct.UNDO else [ChangeAct.REGISTER, ChangeAct.EXTEND]
    rows = ValidityChange.objects.filter(
        source=basis, target=target, kind=kind, act__in=acts, state=ChangeState.PROPOSED
    )
    if rows.exists():
        raise Refusal(
            "同样的登记正在等另一个人确认，不需要重复提出；请催请确认人办理。", field="basis"
        )


def _check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refusal(sentence, field="reason")
    if len(reason) > _REASON:
        raise Refusal(f"理由有{len(reason)}个字，最多{_REASON}个字，请写短一些。", field="reason")


def _decide(row: ValidityChange, by: User, note: str) -> None:
    row.decided_by, row.decided_at, row.decision_note = by, timezone.now(), note.strip()
    row.save()


def _wanted(row: ValidityChange) -> Wanted:
    kind = RelationKind(row.kind)
    return Wanted(kind, row.whole, row.articles, row.on, row.note, row.expires_on)


def _relation_facts(relation: Relation) -> dict[str, object]:
    return {
        "basis": relation.source_id,
        "target": relation.target_id,
        "kind": relation.kind,
        "whole": relation.whole,
        "articles": relation.articles,
        "on": relation.on,
        "note": relation.note,
    }
