"""Amend, repeal, declare void, replace, prolong: every move, every refusal, what it does to validity."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from gongkai.base.models import Event, OutboxEntry, User
from gongkai.base.refusal import Refusal
from gongkai.lib.validity import Validity
from gongkai.publishing.models import Publication, Relation, ValidityChange
from gongkai.publishing.queries import pages
from gongkai.publishing.services import release
from gongkai.publishing.services import validity_changes as services
from gongkai.publishing.states import (
    CHANGE_MOVES,
    Attribute,
    ChangeAct,
    ChangeState,
    ChangeStep,
    Kind,
    RelationKind,
    State,
)
from tests.cast import City, People
from tests.publishing.factories import NOON, make_publication, relate
from tests.publishing.workflow import people as way

OLD, NEW = dt.date(2020, 1, 2), dt.date(2024, 5, 1)
DAY = dt.date(2024, 6, 1)


def old(**facts: object) -> Publication:
    facts = {"signed_on": OLD, "doc_no": "明政发〔2020〕1号", **facts}
    return make_publication("旧办法", **facts)


def new(**facts: object) -> Publication:
    facts = {"signed_on": NEW, "doc_no": "明政发〔2024〕5号", **facts}
    return make_publication("新办法", **facts)


def validity(row: Publication, day: dt.date = DAY) -> Validity | None:
    return pages.detail(Publication.objects.get(pk=row.pk)).validity(day)


def register(target: Publication, basis: Publication, by: User, **facts: object) -> object:
    facts.setdefault("kind", RelationKind.REPEALS)
    return services.change(target, basis=basis, by=by, **facts)  # type: ignore[arg-type]


def outbox() -> list[int]:
    return list(OutboxEntry.objects.order_by("seq").values_list("object_id", flat=True))


# --- a draft that will change others -----------------------------------------------------------


def test_a_draft_keeps_what_it_will_change_as_its_relation_and_turns_nothing_yet(
    people: People,
) -> None:
    target, basis = old(), new(state=State.DRAFT)
    relation = register(target, basis, people.clerk, on=DAY, note="按清理结论。")
    assert isinstance(relation, Relation)
    assert (relation.source, relation.target, relation.on) == (basis, target, DAY)
    assert (relation.target_doc_no, relation.note) == ("明政发〔2020〕1号", "按清理结论。")
    assert validity(target) == Validity.IN_FORCE
    Publication.objects.filter(pk=basis.pk).update(
        state=State.RELEASED, release_basis="stock", released_at=NOON
    )
    assert validity(target, DAY - dt.timedelta(days=1)) == Validity.IN_FORCE
    assert validity(target) == Validity.REPEALED
    assert Event.objects.get().act == "草稿中登记废止"


def test_undoing_in_a_draft_takes_the_relation_away_and_leaves_an_event(people: People) -> None:
    relation = register(old(), new(state=State.DRAFT), people.clerk)
    assert isinstance(relation, Relation)
    assert services.undo(relation, by=people.clerk, reason="选错了文件。") is None
    assert Relation.objects.count() == 0
    event = Event.objects.order_by("seq").last()
    assert event is not None
    assert (event.act, event.note) == ("草稿中撤销废止", "选错了文件。")


# --- a public basis needs two people -----------------------------------------------------------


def test_a_public_basis_turns_the_target_when_a_second_person_confirms(people: People) -> None:
    target, basis = old(), new()
    row = register(target, basis, people.openness)
    assert isinstance(row, ValidityChange)
    assert (row.state, Relation.objects.count(), outbox()) == (ChangeState.PROPOSED, 0, [])
    done = services.confirm(row, by=people.signer)
    assert (done.state, done.decided_by) == (ChangeState.CONFIRMED, people.signer)
    assert done.relation == Relation.objects.get()
    assert outbox() == [target.pk, basis.pk]
    assert validity(target) == Validity.REPEALED


def test_nobody_confirms_or_refuses_what_they_registered(people: People) -> None:
    row = register(old(), new(), people.openness)
    assert isinstance(row, ValidityChange)
    for act in (services.confirm, services.refuse):
        with pytest.raises(Refusal, match="要由两个人办理"):
            act(row, by=people.openness, note="同意")
    assert Relation.objects.count() == 0


def test_a_refusal_needs_its_reason_and_changes_nothing(people: People) -> None:
    row = register(old(), new(), people.openness)
    assert isinstance(row, ValidityChange)
    with pytest.raises(Refusal, match="请写明不同意的理由"):
        services.refuse(row, by=people.signer, note=" ")
    assert services.refuse(row, by=people.signer, note="依据选错。").state == ChangeState.REFUSED
    assert Relation.objects.count() == 0


def test_only_who_registered_takes_it_back(people: People) -> None:
    row = register(old(), new(), people.openness)
    assert isinstance(row, ValidityChange)
    with pytest.raises(Refusal, match="只能由本人撤回"):
        services.drop(row, by=people.signer)
    assert services.drop(row, by=people.openness).state == ChangeState.DROPPED


def test_undoing_a_confirmed_change_needs_a_reason_and_a_second_person(people: People) -> None:
    target, basis = old(), new()
    row = register(target, basis, people.openness)
    services.confirm(row, by=people.signer)  # type: ignore[arg-type]
    relation = Relation.objects.get()
    with pytest.raises(Refusal, match="请写明撤销的理由"):
        services.undo(relation, by=people.openness, reason="")
    undoing = services.undo(relation, by=people.openness, reason="登记有误。")
    assert undoing is not None
    assert validity(target) == Validity.REPEALED
    with pytest.raises(Refusal, match="正在等另一个人确认"):
        services.undo(relation, by=people.signer, reason="登记有误。")
    services.confirm(undoing, by=people.authority)
    assert Relation.objects.count() == 0
    assert validity(target) == Validity.IN_FORCE
    row.refresh_from_db()  # type: ignore[union-attr]
    assert row.state == ChangeState.UNDONE  # type: ignore[union-attr]


def test_what_came_with_an_import_is_undone_by_two_people_too(people: People) -> None:
    relation = relate(new(), RelationKind.REPEALS, old())
    undoing = services.undo(relation, by=people.openness, reason="解析有误。")
    assert undoing is not None
    services.confirm(undoing, by=people.signer)
    assert Relation.objects.count() == 0


ACTS: dict[ChangeStep, Callable[[ValidityChange, User], object]] = {
    ChangeStep.CONFIRM: lambda row, by: services.confirm(row, by=by),
    ChangeStep.REFUSE: lambda row, by: services.refuse(row, by=by, note="不同意。"),
    ChangeStep.DROP: lambda row, by: services.drop(row, by=row.by),
}


@pytest.mark.parametrize(
    "move",
    [
        move
        for move in CHANGE_MOVES.every()
        if move.act in ACTS and move.state != ChangeState.WAITING
    ],
    ids=lambda move: f"{move.state}-{move.act}",
)
def test_every_step_of_the_table_is_allowed_or_refused(move: object, people: People) -> None:
    row = register(old(), new(), people.openness)
    assert isinstance(row, ValidityChange)
    ValidityChange.objects.filter(pk=row.pk).update(state=move.state)  # type: ignore[attr-defined]
    act = ACTS[move.act]  # type: ignore[attr-defined]
    if move.to is None:  # type: ignore[attr-defined]
        with pytest.raises(Refusal, match="不能办理"):
            act(row, people.signer)
    else:
        act(row, people.signer)
        row.refresh_from_db()
        assert row.state == move.to  # type: ignore[attr-defined]


# --- what is refused ---------------------------------------------------------------------------

REFUSALS = {
    "itself": (lambda c: ((row := old()), row, {}), "不能改变自己的有效性"),
    "target is no document": (lambda c: (make_publication("说明", kind=Kind.INFORMATION), new(), {}), "不是公文"),
    "basis is no document": (lambda c: (old(), make_publication("说明", kind=Kind.INFORMATION), {}), "不能作为依据"),
    "target is a draft": (lambda c: (old(state=State.DRAFT), new(), {}), "只有已经印发的文件"),
    "target withdrawn": (lambda c: (old(state=State.WITHDRAWN), new(), {}), "只有已经印发的文件"),
    "basis under review": (lambda c: (old(), new(state=State.REVIEWING), {}), "内容已经固定"),
    "basis signed": (lambda c: (old(), new(state=State.SIGNED), {}), "内容已经固定"),
    "basis is a correction": (lambda c: (old(), new(state=State.DRAFT, corrects=make_publication("原文")), {}), "是更正稿"),
    "basis withdrawn": (lambda c: (old(), new(state=State.WITHDRAWN), {}), "不能作为依据，请另选一份草稿"),
    "basis not public": (lambda c: (old(), new(attribute=Attribute.ON_REQUEST), {}), "公众还看不到"),
    "basis of tomorrow": (lambda c: (old(), new(released_at=timezone.now() + dt.timedelta(days=1)), {}), "公众还看不到"),
    "no change of validity": (lambda c: (old(), new(), {"kind": RelationKind.BASED_ON}), "只能登记修改"),
    "part without clauses": (lambda c: (old(), new(), {"whole": False}), "请写明是哪些条款"),
    "whole with clauses": (lambda c: (old(), new(), {"articles": "第三条"}), "就不写条款"),
    "earlier basis": (lambda c: (old(signed_on=NEW), new(signed_on=OLD), {}), "不可能改变它"),
    "before its basis": (lambda c: (old(), new(), {"on": OLD}), "早于依据文件的成文日期"),
    "long note": (lambda c: (old(), new(), {"note": "长" * 301}), "说明最多300个字"),
    "lower body without a word": (lambda c: (old(unit=c.city), new(unit=c.education), {}), "经谁同意或者授权"),
    "no term to prolong": (lambda c: (old(), new(), {"kind": RelationKind.EXTENDS, "expires_on": DAY}), "没有规定有效期"),
    "no new term": (lambda c: (old(expires_on=DAY), new(), {"kind": RelationKind.EXTENDS}), "请填写新的有效期截止日期"),
    "shorter term": (lambda c: (old(expires_on=DAY), new(), {"kind": RelationKind.EXTENDS, "expires_on": DAY}), "没有延续"),
    "term over already": (lambda c: (old(expires_on=dt.date(2023, 1, 1)), new(), {"kind": RelationKind.EXTENDS, "expires_on": DAY}), "已经是“已失效”"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_is_refused_with_a_sentence(name: str, people: People, city: City) -> None:
    make, sentence = REFUSALS[name]
    target, basis, facts = make(city)  # type: ignore[no-untyped-call]
    with pytest.raises(Refusal, match=sentence):
        register(target, basis, people.openness, **facts)
    assert (Relation.objects.count(), ValidityChange.objects.count()) == (0, 0)


def test_a_lower_body_names_who_allowed_it(people: People, city: City) -> None:
    row = register(
        old(unit=city.city), new(unit=city.education), people.openness, note="经市政府同意。"
    )
    assert isinstance(row, ValidityChange)


def test_an_ended_basis_changes_nothing_more_and_an_ended_target_is_not_ended_again(
    people: People,
) -> None:
    target, basis = old(), new()
    latest = make_publication("最新办法", signed_on=DAY, doc_no="明政发〔2024〕9号")
    relate(latest, RelationKind.REPEALS, basis, on=DAY)
    with pytest.raises(Refusal, match="不能作为依据；请另选现行有效的文件"):
        register(target, basis, people.openness, on=DAY)
    relate(latest, RelationKind.REPEALS, target, on=DAY)
    with pytest.raises(Refusal, match="已经是“已废止”"):
        register(target, latest, people.openness, kind=RelationKind.LAPSES, on=DAY)


def test_two_documents_never_change_each_other_over_any_number_of_steps(people: People) -> None:
    first, second, third = (
        make_publication(f"办法{n}", signed_on=NEW, doc_no=f"明政发〔2024〕{n}号")
        for n in (1, 2, 3)
    )
    relate(first, RelationKind.AMENDS, second)
    relate(second, RelationKind.AMENDS, third)
    with pytest.raises(Refusal, match="不能互相改变"):
        register(first, third, people.openness, kind=RelationKind.AMENDS)


def test_the_same_change_is_not_registered_twice(people: People) -> None:
    target, basis = old(), new()
    register(target, basis, people.openness, kind=RelationKind.AMENDS)
    with pytest.raises(Refusal, match="正在等另一个人确认"):
        register(target, basis, people.signer, kind=RelationKind.AMENDS)
    services.confirm(ValidityChange.objects.get(), by=people.signer)
    with pytest.raises(Refusal, match="已经登记过"):
        register(target, basis, people.openness, kind=RelationKind.AMENDS)


def test_what_became_impossible_meanwhile_is_not_confirmed(people: People) -> None:
    target = old()
    row = register(target, new(), people.openness)
    Publication.objects.filter(pk=target.pk).update(state=State.WITHDRAWN)
    with pytest.raises(Refusal, match="只有已经印发的文件"):
        services.confirm(row, by=people.signer)  # type: ignore[arg-type]


# --- terms -------------------------------------------------------------------------------------


def expiry(row: Publication) -> dt.date | None:
    return Publication.objects.select_related("document").get(pk=row.pk).document.expires_on


LATER = dt.date(2029, 6, 1)


def test_a_term_is_prolonged_by_a_public_basis_and_shortened_when_that_is_undone(
    people: People,
) -> None:
    target, basis = old(expires_on=DAY), new()
    row = register(target, basis, people.openness, kind=RelationKind.EXTENDS, expires_on=LATER)
    assert isinstance(row, ValidityChange)
    services.confirm(row, by=people.signer)
    assert (expiry(target), validity(target, LATER)) == (LATER, Validity.IN_FORCE)
    undoing = services.undo(Relation.objects.get(), by=people.signer, reason="登记有误。")
    services.confirm(undoing, by=people.openness)  # type: ignore[arg-type]
    assert expiry(target) == DAY


def test_a_term_is_prolonged_with_the_release_of_a_draft_and_ends_again_with_its_withdrawal(
    people: People, django_assert_num_queries: object
) -> None:
    target, basis = old(expires_on=DAY), new(state=State.DRAFT)
    register(target, basis, people.clerk, kind=RelationKind.EXTENDS, expires_on=LATER)
    assert expiry(target) == DAY
    (entry,) = services.effect([basis])
    assert (entry.act, expiry(target)) == ("延续有效期", LATER)
    assert services.effect([basis]) == []
    (entry,) = services.recall([basis])
    assert (entry.act, expiry(target)) == ("撤销延续", DAY)
    assert ValidityChange.objects.get().state == ChangeState.UNDONE
    assert ValidityChange.objects.get().act == ChangeAct.EXTEND


@pytest.mark.parametrize("count", [1, 30])
def test_a_release_that_turns_nothing_else_costs_two_statements(
    count: int, db: None, django_assert_num_queries: Callable[[int], object]
) -> None:
    rows = [make_publication(f"文件{n}") for n in range(count)]
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert services.effect(rows) == []


def test_a_draft_whose_target_was_withdrawn_meanwhile_says_so_before_release(
    people: People,
) -> None:
    target, basis = old(), new(state=State.DRAFT)
    register(target, basis, people.clerk)
    assert services.reasons_against(basis) == []
    Publication.objects.filter(pk=target.pk).update(state=State.WITHDRAWN)
    assert services.reasons_against(basis) == [
        "本文件登记了废止《旧办法》（明政发〔2020〕1号），而它现在是“已撤下”；请撤销这条关系后再发布。"
    ]


def test_a_term_is_prolonged_by_the_release_itself_and_falls_back_with_the_withdrawal(
    people: People,
) -> None:
    target = old(expires_on=DAY_TO_COME, unit=people.clerk.unit)
    basis = way.draft(people, title="关于延续有效期的通知")
    register(target, basis, people.clerk, kind=RelationKind.EXTENDS, expires_on=LATER_STILL)
    way.propose(basis, people)
    way.submit(basis, people)
    way.check(basis, people)
    way.review_all(basis, people)
    way.clear(basis, people.reviewer)
    way.sign(basis, people)
    assert expiry(target) == DAY_TO_COME
    release.release(way.fresh(basis), by=people.openness)
    assert expiry(target) == LATER_STILL
    assert target.pk in outbox()
    release.withdraw(basis, by=people.openness, reason="内容有误。")
    assert expiry(target) == DAY_TO_COME


DAY_TO_COME, LATER_STILL = dt.date(2098, 1, 1), dt.date(2099, 1, 1)
