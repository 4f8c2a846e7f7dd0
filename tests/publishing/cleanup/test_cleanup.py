"""Clean-up: choosing, concluding, the moves of a campaign, the result that turns everything at once."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from gongkai.base.models import Event, Notice, OutboxEntry
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import DocumentClass
from gongkai.lib.validity import Validity
from gongkai.publishing.models import (
    CleanupCampaign,
    CleanupItem,
    Publication,
    PublicationText,
    Relation,
)
from gongkai.publishing.queries import cleanup as reads
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.cleanup import Criteria
from gongkai.publishing.services import (
    cleanup,
    cleanup_result,
    drafts,
    release,
    validity_changes,
)
from gongkai.publishing.states import (
    CLEANUP_MOVES,
    CleanupAct,
    CleanupState,
    Conclusion,
    RelationKind,
    State,
)
from tests.cast import City, People
from tests.publishing.factories import NOON, make_many, make_publication, relate
from tests.publishing.workflow import people as way

DUE = dt.date(2099, 12, 31)
DAY = dt.date(2098, 1, 1)


def begin(people: People, city: City, **facts: object) -> CleanupCampaign:
    facts = {"criteria": Criteria(), "unit": city.office, **facts}
    return cleanup.start(by=people.authority, title="2026年文件清理", due_on=DUE, **facts)  # type: ignore[arg-type]


def four(people: People, city: City, **facts: object) -> tuple[CleanupCampaign, list[CleanupItem]]:
    """A campaign over four documents of 市教育局."""
    make_many(4, unit=city.education)
    campaign = begin(people, city, **facts)
    return campaign, list(campaign.items.order_by("pk"))


def say(item: CleanupItem, people: People, conclusion: Conclusion, reason: str = "") -> CleanupItem:
    return cleanup.conclude_item(
        item, by=people.clerk, seen=item.row_version, conclusion=conclusion, reason=reason
    )


def conclude_all(
    people: People, city: City, **facts: object
) -> tuple[CleanupCampaign, list[CleanupItem]]:
    campaign, items = four(people, city, **facts)
    for item, conclusion in zip(items, Conclusion, strict=True):
        say(item, people, conclusion, "" if conclusion == Conclusion.KEEP else "工作任务已完成")
    return cleanup.conclude(campaign, by=people.authority), items


# --- choosing ----------------------------------------------------------------------------------


def test_documents_are_chosen_by_class_year_and_unit(people: People, city: City) -> None:
    normative = DocumentClass.objects.get(code="normative")
    first = make_publication(
        "办法一", unit=city.education, document_class=normative, signed_on=dt.date(2020, 1, 1)
    )
    second = make_publication("办法二", unit=city.finance, signed_on=dt.date(2024, 1, 1))
    undated = make_publication("办法三", unit=city.finance, signed_on=None, released_at=NOON)
    within = reads.units_for(people.authority, *reads.RUNNERS)

    def chosen(**facts: object) -> list[Publication]:
        return reads.candidates(Criteria(**facts), within=within, day=DAY)  # type: ignore[arg-type]

    assert set(chosen()) == {first, second, undated}
    assert chosen(classes=(normative.pk,)) == [first]
    assert set(chosen(classes=(0,))) == {second, undated}
    assert set(chosen(year_from=2021)) == {second, undated}
    assert chosen(year_to=2020) == [first]
    assert set(chosen(units=(city.finance.pk,))) == {second, undated}


def test_what_ended_already_what_is_no_document_and_what_is_being_cleaned_up_is_left_out(
    people: People, city: City
) -> None:
    kept = make_publication("有效", unit=city.education)
    make_publication("到期", unit=city.education, expires_on=dt.date(2025, 1, 1))
    relate(kept, RelationKind.REPEALS, make_publication("废止", unit=city.education))
    make_publication("草稿", unit=city.education, state=State.DRAFT)
    make_publication("征求意见", unit=city.education, status_mark="征求意见稿")
    campaign = begin(people, city)
    assert [item.publication for item in campaign.items.all()] == [kept]
    with pytest.raises(Refusal, match="没有选出文件"):
        begin(people, city)


def test_an_openness_office_chooses_among_its_own_documents_alone(
    people: People, city: City
) -> None:
    own = make_publication("本局", unit=city.education)
    make_publication("别局", unit=city.finance)
    campaign = cleanup.start(
        by=people.openness, unit=city.education, title="清理", criteria=Criteria(), due_on=DUE
    )
    assert [item.publication for item in campaign.items.all()] == [own]


def test_a_campaign_is_refused_without_title_with_a_past_day_or_when_the_number_changed(
    people: People, city: City
) -> None:
    make_many(2, unit=city.education)
    facts = {"by": people.authority, "unit": city.office, "criteria": Criteria()}
    for title, due, expected, sentence in (
        (" ", DUE, None, "请填写清理的名称"),
        ("清理", dt.date(2020, 1, 1), None, "已经过去"),
        ("清理", DUE, 3, "预览时选出3份，现在是2份"),
    ):
        with pytest.raises(Refusal, match=sentence):
            cleanup.start(title=title, due_on=due, expected=expected, **facts)  # type: ignore[arg-type]
    assert CleanupCampaign.objects.count() == 0


def test_the_people_of_each_unit_are_told(people: People, city: City) -> None:
    make_many(1, unit=city.education)
    make_publication("财政", unit=city.finance)
    make_publication("没有人的单位", unit=city.tax)
    begin(people, city)
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {"clerk", "openness", "clerk2", "authority"}


# --- concluding --------------------------------------------------------------------------------


def test_a_change_needs_its_reason_and_keeping_does_not(people: People, city: City) -> None:
    _, items = four(people, city)
    for conclusion in (Conclusion.AMEND, Conclusion.REPEAL, Conclusion.LAPSE):
        with pytest.raises(Refusal, match="请写明理由"):
            say(items[0], people, conclusion)
    assert say(items[0], people, Conclusion.KEEP).conclusion == Conclusion.KEEP


def test_two_people_at_one_document_lose_nothing(people: People, city: City) -> None:
    _, items = four(people, city)
    say(items[0], people, Conclusion.REPEAL, "任务已完成")
    with pytest.raises(Refusal, match="刚刚被陈信息填为“废止”，没有覆盖"):
        say(items[0], people, Conclusion.KEEP)
    items[0].refresh_from_db()
    assert items[0].conclusion == Conclusion.REPEAL


def test_keeping_many_leaves_alone_what_changed_and_says_so(people: People, city: City) -> None:
    campaign, items = four(people, city)
    say(items[0], people, Conclusion.REPEAL, "任务已完成")
    listed = [(item.pk, 1) for item in items]
    outcomes = cleanup.keep_many(campaign, by=people.openness, items=listed)
    assert [outcome.refusal[:29] for outcome in outcomes] == [
        "《关于第1项工作的通知》刚刚被陈信息填为“废止”，没有覆盖",
        "", "", "",
    ]  # fmt: skip
    assert list(campaign.items.order_by("pk").values_list("conclusion", flat=True)) == [
        "repeal", "keep", "keep", "keep",
    ]  # fmt: skip


def test_items_go_to_another_unit(people: People, city: City) -> None:
    campaign, items = four(people, city)
    cleanup.assign(campaign, by=people.authority, unit=city.finance, items=[(items[0].pk, 1)])
    assert reads.items_of(people.clerk_of_another_unit, campaign).get() == items[0]
    assert reads.items_of(people.clerk, campaign).count() == 3
    assert reads.items_of(people.authority, campaign).count() == 4


def test_urging_tells_the_units_with_open_documents_once_a_day(people: People, city: City) -> None:
    campaign, items = four(people, city)
    Notice.objects.all().delete()
    assert cleanup.urge(campaign, by=people.authority) == 1
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"clerk", "openness"}
    with pytest.raises(Refusal, match="今天已经催办过"):
        cleanup.urge(campaign, by=people.authority)
    cleanup.keep_many(campaign, by=people.clerk, items=[(item.pk, 1) for item in items])
    with pytest.raises(Refusal, match="都已报齐"):
        cleanup.urge(campaign, by=people.authority)


def test_progress_counts_by_unit(people: People, city: City) -> None:
    campaign, items = four(people, city)
    say(items[0], people, Conclusion.KEEP)
    (row,) = reads.progress(campaign.items.all())
    assert (row.unit, row.total, row.done, row.open) == (city.education, 4, 1, 3)


# --- the moves ---------------------------------------------------------------------------------


def test_a_campaign_is_not_concluded_before_every_document_is(people: People, city: City) -> None:
    campaign, _ = four(people, city)
    with pytest.raises(Refusal, match="还有4份文件没有结论"):
        cleanup.conclude(campaign, by=people.authority)


ACTS: dict[CleanupAct, Callable[[CleanupCampaign, People], object]] = {
    CleanupAct.CONCLUDE: lambda c, p: cleanup.conclude(c, by=p.authority),
    CleanupAct.REOPEN: lambda c, p: cleanup_result.reopen(c, by=p.authority, reason="补充。"),
    CleanupAct.CANCEL: lambda c, p: cleanup.cancel(c, by=p.authority, reason="改期。"),
}


@pytest.mark.parametrize(
    "move",
    [move for move in CLEANUP_MOVES.every() if move.act in ACTS],
    ids=lambda move: f"{move.state}-{move.act}",
)
def test_every_move_of_a_campaign_is_allowed_or_refused(
    move: object, people: People, city: City
) -> None:
    campaign, _items = four(people, city)
    CleanupItem.objects.update(conclusion=Conclusion.KEEP)
    CleanupCampaign.objects.update(state=move.state)  # type: ignore[attr-defined]
    act = ACTS[move.act]  # type: ignore[attr-defined]
    if move.to is None:  # type: ignore[attr-defined]
        with pytest.raises(Refusal, match="不能办理"):
            act(campaign, people)
    else:
        act(campaign, people)
        campaign.refresh_from_db()
        assert campaign.state == move.to  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [s for s in CleanupState if s != CleanupState.OPEN])
def test_conclusions_change_only_while_the_campaign_is_open(
    state: CleanupState, people: People, city: City
) -> None:
    campaign, items = four(people, city)
    CleanupCampaign.objects.update(state=state)
    with pytest.raises(Refusal, match="不能再改结论"):
        say(items[0], people, Conclusion.KEEP)
    with pytest.raises(Refusal, match="不能再改结论"):
        cleanup.keep_many(campaign, by=people.clerk, items=[(items[0].pk, 1)])
    with pytest.raises(Refusal, match="不能再改结论"):
        cleanup.assign(campaign, by=people.authority, unit=city.finance, items=[(items[0].pk, 1)])


# --- the result --------------------------------------------------------------------------------


def validity(row: Publication) -> Validity | None:
    return pages.detail(Publication.objects.get(pk=row.pk)).validity(DAY)


def test_the_result_lists_four_groups_and_turns_everything_with_its_release(
    people: People, city: City
) -> None:
    campaign, items = conclude_all(people, city, unit=city.education)
    draft = cleanup_result.draw_up(campaign, by=people.authority)
    assert (draft.state, draft.title) == (
        State.DRAFT,
        "明湖市教育局关于公布2026年文件清理结果的通知",
    )
    assert [table["rows"][0][1] for table in _tables(draft)] == [
        f"关于第{number}项工作的通知" for number in range(1, 5)
    ]
    assert [validity(item.publication) for item in items] == [Validity.IN_FORCE] * 4
    assert validity_changes.reasons_against(draft) == []
    _release(draft, people)
    campaign.refresh_from_db()
    assert campaign.state == CleanupState.PUBLISHED
    assert Event.objects.filter(act="公布清理结果", subject_id=str(campaign.pk)).count() == 1
    told = OutboxEntry.objects.order_by("seq").values_list("object_id", flat=True)
    assert set(told) >= {items[2].publication_id, items[3].publication_id}
    assert [validity(item.publication) for item in items] == [
        Validity.IN_FORCE, Validity.IN_FORCE, Validity.REPEALED, Validity.LAPSED,
    ]  # fmt: skip
    assert validity_changes.effect([draft]) == []


def _release(draft: Publication, people: People) -> None:
    """The result through everything any document goes through."""
    facts = {
        "doc_no": "明政办发〔2026〕9号",
        "signed_on": timezone.localdate(),
        "document_class": DocumentClass.objects.get(code="other"),
    }
    row = way.fresh(draft)
    drafts.save(row, by=people.clerk, seen=row.row_version, facts=facts)
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    release.release(way.fresh(row), by=people.openness)


def _tables(draft: Publication) -> list[dict]:  # type: ignore[type-arg]
    tables: list[dict] = PublicationText.objects.get(publication=draft).tables  # type: ignore[type-arg]
    return tables


def test_titles_cannot_break_the_text_of_the_result(people: People, city: City) -> None:
    make_publication("<script>标题</script>", unit=city.education)
    campaign = begin(people, city)
    item = campaign.items.get()
    say(item, people, Conclusion.REPEAL, "<b>理由</b>")
    cleanup.conclude(campaign, by=people.authority)
    draft = cleanup_result.draw_up(campaign, by=people.authority)
    text = PublicationText.objects.get(publication=draft)
    assert "<script>" not in text.html
    assert "<script>标题</script>" in text.plain


def test_a_result_is_drawn_up_once_and_again_when_it_was_discarded(
    people: People, city: City
) -> None:
    campaign, _ = four(people, city)
    with pytest.raises(Refusal, match="汇总结论以后"):
        cleanup_result.draw_up(campaign, by=people.authority)
    CleanupItem.objects.update(conclusion=Conclusion.KEEP)
    cleanup.conclude(campaign, by=people.authority)
    first = cleanup_result.draw_up(campaign, by=people.authority)
    with pytest.raises(Refusal, match="已经生成"):
        cleanup_result.draw_up(campaign, by=people.authority)
    Publication.objects.filter(pk=first.pk).update(state=State.DISCARDED)
    assert cleanup_result.draw_up(campaign, by=people.authority) != first


def test_sent_back_the_draft_of_the_result_is_put_aside_with_its_relations(
    people: People, city: City
) -> None:
    campaign, _ = conclude_all(people, city)
    draft = cleanup_result.draw_up(campaign, by=people.authority)
    assert Relation.objects.filter(source=draft).count() == 2
    cleanup_result.reopen(campaign, by=people.authority, reason="漏了一件。")
    draft.refresh_from_db()
    campaign.refresh_from_db()
    assert (draft.state, campaign.state, campaign.result) == (
        State.DISCARDED, CleanupState.OPEN, None,
    )  # fmt: skip
    assert Relation.objects.count() == 0


def test_a_result_under_review_keeps_the_campaign_as_it_is(people: People, city: City) -> None:
    campaign, _ = conclude_all(people, city)
    draft = cleanup_result.draw_up(campaign, by=people.authority)
    Publication.objects.filter(pk=draft.pk).update(state=State.REVIEWING)
    with pytest.raises(Refusal, match="请先把它退回起草"):
        cleanup_result.reopen(campaign, by=people.authority, reason="漏了一件。")


def test_a_result_whose_relations_differ_from_the_conclusions_is_named(
    people: People, city: City
) -> None:
    campaign, _ = conclude_all(people, city)
    draft = cleanup_result.draw_up(campaign, by=people.authority)
    Relation.objects.filter(source=draft, kind=RelationKind.LAPSES).delete()
    (sentence,) = validity_changes.reasons_against(draft)
    assert "结论2件，关系1件" in sentence


def test_every_act_leaves_its_event(people: People, city: City) -> None:
    campaign, _ = conclude_all(people, city)
    cleanup_result.draw_up(campaign, by=people.authority)
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "发起文件清理", "清理结论：继续有效", "清理结论：拟修改", "清理结论：废止", "清理结论：宣布失效",
        "汇总清理结论", "起草", "生成清理结果",
    ]  # fmt: skip
