"""Every move of the table of publications, allowed and refused, through the services."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import LegalGround
from gongkai.lib.moves import Move
from gongkai.publishing.models import Publication, UrgentRelease
from gongkai.publishing.services import attributes, drafts, release, reviewing
from gongkai.publishing.states import (
    PUBLICATION_MOVES,
    Act,
    Attribute,
    ReleaseBasis,
    State,
    Takedown,
)
from tests.cast import City, People
from tests.publishing.factories import make_publication
from tests.publishing.workflow import people as way

# Where each state is reached by the people who lead there.
REACHED: dict[State, Callable[[People], Publication]] = {
    State.DRAFT: lambda people: _draft(people),
    State.REVIEWING: lambda people: way.submitted(people),
    State.SIGNED: lambda people: way.signed(people),
    State.FILED: lambda people: _filed(people),
    State.RELEASED: lambda people: way.released(people),
    State.WITHDRAWN: lambda people: _withdrawn(people),
    State.MERGED: lambda people: _merged(people),
    State.DISCARDED: lambda people: release.discard(_draft(people), by=people.clerk),
}


def _draft(people: People) -> Publication:
    row = way.draft(people)
    way.propose(row, people)
    return way.fresh(row)


def _filed(people: People) -> Publication:
    row = way.draft(people)
    facts = {"legal_ground": LegalGround.objects.get(code="E16-1c"), "reason": "内部工作流程。"}
    way.propose(row, people, Attribute.WITHHELD, **facts)
    way.submit(row, people)
    way.check(row, people, Attribute.WITHHELD, **facts)
    way.review_all(row, people)
    return way.sign(row, people, Attribute.WITHHELD)


def _withdrawn(people: People) -> Publication:
    return release.withdraw(way.released(people), by=people.openness, reason="发布有误。")


def _correction(people: People) -> Publication:
    """A signed correction of something released."""
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    drafts.save(row, by=people.clerk, seen=way.fresh(row).row_version,
                facts={"correction_note": "更正服务时间。", "body": "一、总体要求\n更正后的要求。"})  # fmt: skip
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    return way.sign(row, people)


def _merged(people: People) -> Publication:
    return release.release(_correction(people), by=people.openness)


def do(act: Act, row: Publication, people: People) -> Publication | None:
    """The act by the person who may do it; None where it returns something else."""
    digest = way.now_digest(row)
    if act == Act.SUBMIT:
        return reviewing.submit(row, by=people.clerk, seen=way.fresh(row).row_version)
    if act == Act.REVIEW:
        reviewing.review(
            row, by=people.handler, seen_digest=digest, opinion="", proof_note="未发现差错"
        )
        return None
    if act == Act.RETURN:
        return reviewing.send_back(row, by=people.signer, reason="请改。")
    if act in (Act.SIGN, Act.FILE):
        attribute = Attribute.PROACTIVE if act == Act.SIGN else Attribute.WITHHELD
        ground = None if act == Act.SIGN else LegalGround.objects.get(code="E16-1c")
        return reviewing.sign(row, by=people.signer, seen_digest=digest, attribute=attribute,
                              legal_ground=ground, reason="" if act == Act.SIGN else "改为不公开。")  # fmt: skip
    if act == Act.RELEASE:
        return release.release(row, by=people.openness)
    if act == Act.URGENT:
        return release.release_urgently(row, by=people.signer, reason="台风预警需要立即发布。")
    if act == Act.TAKE_OVER:
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        return release.take_over(row, by=people.openness, place="市政府网站", on=yesterday)
    if act == Act.MERGE:
        return release.merge_correction(row, by=people.openness)
    if act == Act.REOPEN:
        return attributes.reassess(
            row, by=people.openness, attribute=Attribute.PROACTIVE, reason="情形已变化。"
        )
    if act == Act.WITHDRAW:
        return release.withdraw(row, by=people.openness, reason="发布有误。")
    return release.discard(row, by=people.clerk)


REFUSED = [move for move in PUBLICATION_MOVES.every() if move.to is None]


@pytest.mark.parametrize("state", State)
def test_what_the_table_does_not_allow_is_refused_by_the_service(
    state: State, city: City, people: People
) -> None:
    row = REACHED[state](people)
    assert row.state == state
    before = Event.objects.count()
    for move in REFUSED:
        if move.state != state:
            continue
        with pytest.raises(Refusal) as refused:
            do(Act(move.act), row, people)
        assert row.title in refused.value.sentence, move
        row.refresh_from_db()
        assert row.state == state, move
    assert Event.objects.count() == before


def test_the_allowed_moves_lead_where_the_table_says(city: City, people: People) -> None:
    reached: set[tuple[str, str, str]] = set()

    def step(row: Publication, act: Act) -> Publication:
        before = row.state
        do(act, row, people)
        row = way.fresh(row)
        reached.add((before, act, row.state))
        return row

    row = step(_draft(people), Act.SUBMIT)
    row = step(row, Act.REVIEW)
    row = step(step(step(row, Act.RETURN), Act.SUBMIT), Act.RETURN)
    step(row, Act.DISCARD)
    ready = way.ready_to_sign(people)
    ready = step(ready, Act.SIGN)
    step(ready, Act.RETURN)
    step(step(step(way.ready_to_sign(people), Act.SIGN), Act.RELEASE), Act.WITHDRAW)
    step(_hurried(people), Act.REVIEW)
    step(_filed(people), Act.REOPEN)
    step(way.ready_to_sign(people), Act.FILE)
    step(_correction(people), Act.MERGE)
    urgent = way.submitted(people)
    way.check(urgent, people)
    way.clear(urgent, people.reviewer)
    step(way.fresh(urgent), Act.URGENT)
    stock = make_publication(
        "存量通知", state=State.DRAFT, unit=city.education, import_key="k" * 64, own_mark=True
    )
    step(stock, Act.TAKE_OVER)
    allowed = {(m.state, m.act, m.to) for m in PUBLICATION_MOVES.every() if m.to is not None}
    assert reached == allowed


def _hurried(people: People) -> Publication:
    """Released urgently, no review passed yet."""
    row = way.submitted(people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    return release.release_urgently(row, by=people.signer, reason="台风预警需要立即发布。")


def test_after_an_urgent_release_the_missing_reviews_are_made_up_and_the_flag_goes(
    city: City, people: People
) -> None:
    row = _hurried(people)
    assert (row.release_basis, row.is_public) == (ReleaseBasis.URGENT, True)
    flag = UrgentRelease.objects.get()
    assert (flag.missing, flag.made_up_at) == ([1, 2, 3], None)
    for person in (people.handler, people.openness, people.office_head):
        way.pass_review(row, person)
    flag.refresh_from_db()
    assert flag.made_up_at is not None
    assert [review.made_up for review in row.reviews.all()] == [True, True, True]
    with pytest.raises(Refusal, match="没有需要补办的审校"):
        way.pass_review(row, people.authority)


def test_what_was_merged_into_something_else_leads_there(city: City, people: People) -> None:
    target = make_publication("现行通知", unit=city.education)
    row = release.withdraw(
        way.released(people), by=people.openness, reason="内容已并入新通知。",
        kind=Takedown.MERGED, into=target,
    )  # fmt: skip
    assert (row.takedown, row.merged_into) == (Takedown.MERGED, target)
    with pytest.raises(Refusal, match="请选择并入了哪一份已公开的信息"):
        release.withdraw(
            way.released(people), by=people.openness, reason="并入。", kind=Takedown.MERGED
        )


def test_every_move_names_its_state() -> None:
    assert {move.state for move in PUBLICATION_MOVES.every()} <= set(State)
    assert isinstance(PUBLICATION_MOVES.every()[0], Move)
