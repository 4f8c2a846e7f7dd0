"""办结 with the question of conversion, remedies, and a second round after an order."""

import datetime as dt
from typing import Any

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, ProactiveReview, Remedy
from gongkai.foi.services import acting, closing, remedies
from gongkai.foi.states import Act, ProactiveAnswer, RemedyKind, RemedyResult, Stage
from gongkai.publishing.models import Publication
from gongkai.publishing.states import State
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.standing import Standing
from tests.publishing.factories import make_publication


def carried(office: Office) -> DisclosureRequest:
    """A disclosure that has reached the applicant."""
    case = way.case_of(office)
    way.to_signature(case, office)
    way.sign(case, office.signer)
    way.deliver(case, office.registrar)
    return way.fresh(case)


@pytest.fixture
def office(standing: Standing, db: None) -> Office:
    """The bureau, with a case that is already there."""
    return standing.office()


@pytest.fixture
def delivered(standing: Standing, db: None) -> Any:
    """The case that `carried` has had delivered."""
    return way.fresh(standing.made())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"answer": None, "reason": ""}, "answer"),
        ({"answer": "keep", "reason": " "}, "reason"),
        ({"answer": "already"}, "publication"),
        ({"answer": "convert", "title": "陈一诺申请的招生计划"}, "title"),
        ({"answer": "convert", "title": "联系13900000001"}, "title"),
    ],
)
def test_what_was_given_is_not_closed_without_a_whole_answer(
    office: Office, delivered: Any, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        way.close(delivered, office.registrar, **facts)
    assert refused.value.field == field
    assert (way.fresh(delivered).stage, ProactiveReview.objects.count()) == (Stage.DELIVERED, 0)


def test_a_conversion_drafts_a_publication_that_names_the_case_and_no_applicant(
    office: Office, delivered: Any
) -> None:
    closed = way.close(delivered, office.registrar, answer="convert", reason="")

    review = ProactiveReview.objects.get(case=delivered)
    draft = review.publication
    assert draft is not None
    assert (draft.state, draft.unit, draft.source) == (
        State.DRAFT, office.unit, f"依申请公开转主动公开（{closed}）",
    )  # fmt: skip
    assert draft.title == f"依申请公开转主动公开的信息（{closed}）"
    assert [draft.text.plain, draft.summary, draft.keywords] == ["", "", []]
    assert list(draft.from_requests.all()) == [review]


def test_what_was_public_before_is_named(office: Office, delivered: Any) -> None:
    hidden = Publication.objects.create(kind="information", title="草稿", unit=office.unit)
    with pytest.raises(Refusal, match="确认公众现在看得到"):
        way.close(delivered, office.registrar, answer="already", publication=hidden)
    public = make_publication("招生计划", unit=office.unit)
    way.close(delivered, office.registrar, answer="already", publication=public)
    review = ProactiveReview.objects.get(case=delivered)
    assert (review.answer, review.publication) == (ProactiveAnswer.ALREADY, public)


def test_where_nothing_was_given_the_question_is_not_asked(office: Office) -> None:
    case = way.case_of(office)
    way.to_signature(case, office, "D3-5")
    way.sign(case, office.signer)
    way.deliver(case, office.registrar)
    with pytest.raises(Refusal, match="不涉及转为主动公开"):
        way.close(case, office.registrar, answer="keep", reason="无")
    assert way.close(case, office.registrar).outcome == "D3-5"
    assert ProactiveReview.objects.count() == 0


def test_a_case_without_any_outcome_is_not_closed(office: Office) -> None:
    case = way.case_of(office)
    case.stage = Stage.DELIVERED
    case.save()
    with pytest.raises(Refusal, match="没有可以确定的办理结果"):
        way.close(case, office.registrar)


# -- remedies


def review(case: Any, office: Office, **facts: Any) -> Remedy:
    """A reconsideration taken up on `way.DAY`."""
    said: dict[str, Any] = {
        "kind": RemedyKind.REVIEW, "organ": "明湖市人民政府", "reference": "明复〔2026〕9号",
        "filed_on": way.DAY,
    }  # fmt: skip
    return remedies.register_remedy(way.fresh(case), by=office.legal, **(said | facts))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"organ": " "}, "organ"),
        ({"filed_on": dt.date(2026, 3, 1)}, "filed_on"),
        ({"filed_on": dt.date(2026, 3, 18)}, "filed_on"),
        ({"kind": "suit_after_review", "reference": "1"}, "kind"),
        ({}, "reference"),
    ],
)
def test_a_remedy_is_registered_once_and_with_possible_days(
    office: Office, delivered: Any, facts: dict[str, Any], field: str
) -> None:
    review(delivered, office)
    with pytest.raises(Refusal) as refused:
        review(delivered, office, **facts)
    assert refused.value.field == field
    assert Remedy.objects.count() == 1


def test_a_remedy_is_settled_once_and_by_one_of_two(office: Office, delivered: Any) -> None:
    remedy = review(delivered, office)
    facts: dict[str, Any] = {"by": office.legal, "decided_on": way.DAY}
    for wrong, field in (
        ({"result": "pending"}, "result"),
        ({"result": "kept", "order_until": dt.date(2026, 4, 20)}, "order_until"),
        ({"result": "corrected", "order_until": dt.date(2026, 3, 1)}, "order_until"),
        ({"result": "kept", "decided_on": dt.date(2026, 3, 16)}, "decided_on"),
    ):
        with pytest.raises(Refusal) as refused:
            remedies.settle_remedy(remedy, seen=0, **(facts | wrong))
        assert refused.value.field == field

    remedies.settle_remedy(remedy, result="kept", seen=0, **facts)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        remedies.settle_remedy(remedy, result="corrected", seen=0, **facts)
    with pytest.raises(Refusal, match="已经登记为“结果维持”"):
        remedies.settle_remedy(remedy, result="corrected", seen=1, **facts)
    after = review(delivered, office, kind="suit_after_review", reference="行初1")
    assert after.kind == RemedyKind.SUIT_AFTER_REVIEW


def ordered(case: Any, office: Office) -> Remedy:
    """A reconsideration that ordered a new answer by 20 April."""
    remedy = review(case, office)
    return remedies.settle_remedy(
        remedy, by=office.legal, result=RemedyResult.CORRECTED, decided_on=way.DAY,
        order_until=dt.date(2026, 4, 20),
    )  # fmt: skip


def test_an_order_opens_a_second_round_and_the_first_answer_stays_in_the_report(
    office: Office, on_day: OnDay
) -> None:
    case = way.case_of(office)
    way.whole_way(case, office, "D3-5")
    remedy = ordered(case, office)
    on_day(dt.date(2026, 4, 1))

    row = closing.reopen(
        way.fresh(case), by=office.registrar, remedy=remedy, until=dt.date(2026, 4, 20)
    )

    assert (row.stage, row.round, row.first_outcome, row.outcome) == (
        Stage.REOPENED, 2, "D3-5", "",
    )  # fmt: skip
    assert (row.due_on, row.decided_on, row.replied_on) == (
        dt.date(2026, 4, 20), way.DAY, way.DAY,
    )  # fmt: skip
    acting.perform(row, Act.ASSIGN, by=office.registrar)
    on_day(dt.date(2026, 4, 10))
    way.to_signature(case, office, "D1b")
    way.sign(case, office.signer)
    way.deliver(case, office.registrar, dt.date(2026, 4, 10))
    closed = way.close(case, office.registrar)

    assert (closed.first_outcome, closed.outcome, closed.on_time) == ("D3-5", "D1b", True)
    assert (closed.decided_on, closed.replied_on, closed.closed_on) == (way.DAY,) * 3
    assert [d.round for d in closed.decisions.order_by("round")] == [1, 2]
    with pytest.raises(Refusal, match="已经据以重新办理过"):
        closing.reopen(closed, by=office.registrar, remedy=remedy, until=dt.date(2026, 4, 20))


def test_a_second_round_needs_its_own_search(office: Office, on_day: OnDay) -> None:
    case = way.case_of(office)
    way.whole_way(case, office, "D4-1a")
    row = closing.reopen(
        way.fresh(case), by=office.registrar, remedy=ordered(case, office),
        until=dt.date(2026, 4, 20),
    )  # fmt: skip
    acting.perform(row, Act.ASSIGN, by=office.registrar)
    way.propose(case, office.handler, "D4-1a")
    with pytest.raises(Refusal, match="还没有重新检索的记录"):
        way.to_review(case, office.handler)


def test_only_an_order_to_answer_anew_opens_a_round(office: Office) -> None:
    case, other = way.case_of(office), way.case_of(office)
    for one in (case, other):
        way.whole_way(one, office, "D3-5")
    until = dt.date(2026, 4, 20)
    pending = review(case, office)
    with pytest.raises(Refusal, match="只有复议决定或者判决纠正并限期"):
        closing.reopen(way.fresh(case), by=office.registrar, remedy=pending, until=until)
    foreign = ordered(other, office)
    with pytest.raises(Refusal, match="不是本件的"):
        closing.reopen(way.fresh(case), by=office.registrar, remedy=foreign, until=until)
    with pytest.raises(Refusal, match="登记的重新答复期限是2026年4月20日"):
        closing.reopen(
            way.fresh(other), by=office.registrar, remedy=foreign, until=dt.date(2026, 5, 1)
        )
