"""What fulfils a duty: with the release, by hand, taken back on withdrawal; suggestions."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import EntryDuty
from gongkai.publishing.models import DraftEntry, Fulfilment, Publication
from gongkai.publishing.queries.coverage import (
    audience_choices,
    may_fulfil,
    meant_for,
    suggest_entries,
)
from gongkai.publishing.services import coverage
from gongkai.publishing.states import Attribute, State
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.publishing.factories import make_publication

NIGHT = dt.datetime(2026, 5, 6, 16, 30, tzinfo=dt.UTC)  # half past midnight of 7 May in Shanghai


def meant(row: Publication, *duties: EntryDuty) -> None:
    for duty in duties:
        DraftEntry.objects.create(publication=row, entry=duty.entry)


def duty_of(city: City, name: str = "政府预算", **facts: object) -> EntryDuty:
    catalogue = make_catalogue(city.city, f"{name}目录")
    return make_duty(make_entry(catalogue, name), city.education, **facts)


def last_on(duty: EntryDuty) -> dt.date | None:
    return EntryDuty.objects.get(pk=duty.pk).last_on


def test_the_release_makes_fulfilments_dated_by_the_day_in_shanghai(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    row = make_publication(unit=city.education, released_at=NIGHT)
    meant(row, duty)
    for _ in range(2):
        with transaction.atomic():
            coverage.fulfil([row], by=people.clerk)
    assert list(Fulfilment.objects.values_list("duty", "publication", "by")) == [
        (duty.pk, row.pk, people.clerk.pk)
    ]
    assert last_on(duty) == dt.date(2026, 5, 7)


def test_an_older_release_does_not_move_the_day_back(city: City, people: People) -> None:
    duty = duty_of(city, last_on=dt.date(2026, 6, 1))
    row = make_publication(unit=city.education, released_at=NIGHT)
    meant(row, duty)
    coverage.fulfil([row], by=people.clerk)
    assert (last_on(duty), Fulfilment.objects.count()) == (dt.date(2026, 6, 1), 1)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.DRAFT},
        {"attribute": Attribute.ON_REQUEST},
        {"unit": None},
    ],
)
def test_only_what_is_released_to_the_public_fulfils(
    city: City, people: People, facts: dict[str, object]
) -> None:
    duty = duty_of(city)
    row = make_publication(**{"unit": city.education, "released_at": NIGHT, **facts})
    meant(row, duty)
    coverage.fulfil([row], by=people.clerk)
    assert (Fulfilment.objects.count(), last_on(duty)) == (0, None)


def test_what_another_unit_releases_does_not_fulfil_a_duty(city: City, people: People) -> None:
    duty = duty_of(city)
    row = make_publication(unit=city.finance, released_at=NIGHT)
    meant(row, duty)
    coverage.fulfil([row], by=people.clerk)
    assert Fulfilment.objects.count() == 0


def test_fulfilling_and_taking_back_cost_at_most_four_statements(
    city: City, people: People
) -> None:
    def costs(number: int) -> tuple[int, int]:
        rows = []
        for n in range(number):
            row = make_publication(f"第{number}批第{n}份", unit=city.education, released_at=NIGHT)
            meant(row, duty_of(city, f"事项{number}之{n}"))
            rows.append(row)
        with transaction.atomic(), CaptureQueriesContext(connection) as fulfilling:
            coverage.fulfil(rows, by=people.clerk)
        with transaction.atomic(), CaptureQueriesContext(connection) as taking:
            coverage.unfulfil(rows)
        return _real(fulfilling), _real(taking)

    one, three = costs(1), costs(3)
    assert one == three
    assert one[0] <= 4
    assert one[1] <= 5


def _real(captured: CaptureQueriesContext) -> int:
    return sum(1 for query in captured if "SAVEPOINT" not in query["sql"])


def test_a_withdrawal_moves_the_day_back_to_what_is_still_public(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    older = make_publication("较早的", unit=city.education)
    newer = make_publication("较晚的", unit=city.education, released_at=NIGHT)
    for row in (older, newer):
        coverage.link(row, duty, by=people.clerk)
    assert last_on(duty) == dt.date(2026, 5, 7)
    coverage.unfulfil([newer])
    assert last_on(duty) == dt.date(2024, 5, 6)
    coverage.unfulfil([older])
    assert last_on(duty) is None


def test_linking_by_hand_wants_something_public_of_the_same_unit_once(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    row = make_publication(unit=city.education)
    made = coverage.link(row, duty, by=people.clerk)
    with pytest.raises(Refusal, match="不用重复登记"):
        coverage.link(row, duty, by=people.clerk)
    with pytest.raises(Refusal, match="不是市教育局发布的"):
        coverage.link(make_publication(unit=city.finance), duty, by=people.clerk)
    with pytest.raises(Refusal, match="还没有向社会公开"):
        coverage.link(
            make_publication(unit=city.education, state=State.DRAFT), duty, by=people.clerk
        )
    with pytest.raises(Refusal, match="请写明取消的原因"):
        coverage.unlink(made, by=people.clerk, note="")
    coverage.unlink(made, by=people.clerk, note="对应错了")
    assert (Fulfilment.objects.count(), last_on(duty)) == (0, None)


def test_a_draft_chooses_among_the_duties_of_its_unit(city: City, people: People) -> None:
    duty, other = duty_of(city), make_entry(make_catalogue(city.city, "别的目录"), "别的事项")
    row = make_publication(unit=city.education, state=State.DRAFT)
    coverage.mean(row, [duty.entry], by=people.clerk)
    assert list(DraftEntry.objects.values_list("entry", flat=True)) == [duty.entry_id]
    with pytest.raises(Refusal, match="“别的事项”不是市教育局的公开责任"):
        coverage.mean(row, [other], by=people.clerk)
    coverage.mean(row, [], by=people.clerk)
    assert DraftEntry.objects.count() == 0
    with pytest.raises(Refusal, match="对应的事项只在发布之前选择"):
        coverage.mean(make_publication(unit=city.education), [duty.entry], by=people.clerk)


def test_entries_are_suggested_by_the_words_of_the_title(
    city: City, django_assert_num_queries: object
) -> None:
    catalogue = make_catalogue(city.city, "义务教育领域目录", field="义务教育")
    for name in ("招生管理", "课后服务", "校车安全"):
        make_duty(make_entry(catalogue, "学校管理", level2=name), city.education)
    row = make_publication("关于做好课后服务工作的通知", unit=city.education, state=State.DRAFT)
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = suggest_entries(row)
    assert [one.entry.level2 for one in found] == ["课后服务"]
    assert found[0].words == ("后服", "课后")
    assert suggest_entries(make_publication("关于印发办法的通知", unit=city.education, state=State.DRAFT)) == []  # fmt: skip


def test_a_new_edition_keeps_what_was_published_and_what_is_drafted(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    row = make_publication(unit=city.education, released_at=NIGHT)
    coverage.link(row, duty, by=people.clerk)
    draft = make_publication("草稿", unit=city.education, state=State.DRAFT)
    coverage.mean(draft, [duty.entry], by=people.clerk)
    old = duty.entry.catalogue
    fresh = coverage.new_edition(old, by=people.authority, year=2027)
    old.refresh_from_db()
    taken = EntryDuty.objects.get(entry__catalogue=fresh)
    assert (old.active, fresh.active, fresh.year) == (False, True, 2027)
    assert (taken.last_on, taken.unit_id) == (dt.date(2026, 5, 7), city.education.pk)
    assert taken.fulfilments.get().publication_id == row.pk
    assert set(draft.meant_for.values_list("entry", flat=True)) == {duty.entry_id, taken.entry_id}
    with pytest.raises(Refusal, match="新版的年份应当更晚"):
        coverage.new_edition(fresh, by=people.authority, year=2027)
    with pytest.raises(Refusal, match="已经停用"):
        coverage.new_edition(old, by=people.authority, year=2028)


def test_public_information_of_the_unit_is_found_by_title_and_number(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    row = make_publication("课后服务办法", unit=city.education, doc_no="明教发〔2024〕7号")
    make_publication("课后服务草稿", unit=city.education, state=State.DRAFT)
    make_publication("课后服务", unit=city.finance)
    assert may_fulfil(duty, "课后") == [row]
    assert may_fulfil(duty, "明教发[2024]7号") == [row]
    coverage.link(row, duty, by=people.clerk)
    assert may_fulfil(duty, "课后") == []


def test_what_is_meant_for_a_town_is_found_on_its_page(city: City) -> None:
    row = make_publication(unit=city.education, audience="石桥镇村民")
    row.audience_units.add(city.east_town)
    hidden = make_publication("草稿", unit=city.education, state=State.DRAFT)
    hidden.audience_units.add(city.east_town)
    assert meant_for(city.east_town) == [row]
    assert meant_for(city.hill_town) == []
    assert meant_for(city.education) == []
    names = [unit.label for unit in audience_choices(city.east_reform)]
    assert names == ["柳行街道", "石桥镇"]
