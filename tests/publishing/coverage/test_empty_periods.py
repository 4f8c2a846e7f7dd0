"""Periods declared empty: two persons, never over what was published, never taken for blank."""

import datetime as dt

import pytest

from gongkai.base.calendar import today
from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import EmptyDeclaration, EntryDuty
from gongkai.catalogue.queries.lights import Light
from gongkai.publishing.queries.coverage import declarations_to_sign, standing_of
from gongkai.publishing.services import coverage, empty_periods
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.publishing.factories import make_publication

FIRST, LAST = dt.date(2024, 4, 1), dt.date(2024, 6, 30)
WORDS = "2024年第二季度没有应当公开的信息"


def duty_of(city: City, **facts: object) -> EntryDuty:
    return make_duty(make_entry(make_catalogue(city.city), **facts), city.education)


def declared(duty: EntryDuty, people: People, **facts: object) -> EmptyDeclaration:
    given = {"starts_on": FIRST, "ends_on": LAST, "statement": WORDS, **facts}
    return empty_periods.declare(duty, by=people.clerk, url="/desk/", **given)  # type: ignore[arg-type]


def test_a_declaration_counts_when_another_person_has_signed_it(city: City, people: People) -> None:
    duty = duty_of(city)
    row = declared(duty, people)
    duty.refresh_from_db()
    assert duty.declared_to is None
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"head", "openness"}
    assert list(declarations_to_sign(people.office_head)) == [row]
    assert list(declarations_to_sign(people.clerk)) == []
    with pytest.raises(Refusal, match="应当由单位负责人或者公开工作机构的另一个人签字"):
        empty_periods.sign(row, by=people.clerk)
    signed = empty_periods.sign(row, by=people.office_head)
    duty.refresh_from_db()
    assert (duty.declared_to, signed.signed_by) == (LAST, people.office_head)
    assert list(declarations_to_sign(people.office_head)) == []
    with pytest.raises(Refusal, match="已经签过字"):
        empty_periods.sign(row, by=people.office_head)


def test_a_declared_period_is_shown_as_declared_and_not_as_blank(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    assert standing_of(duty).light == Light.BLANK
    quarter = empty_periods.quarter_end(today())
    row = declared(duty, people, starts_on=today(), ends_on=quarter)
    empty_periods.sign(row, by=people.office_head)
    duty.refresh_from_db()
    assert standing_of(duty).light == Light.DECLARED
    empty_periods.revoke(row, by=people.clerk, note="后来有了信息")
    duty.refresh_from_db()
    assert standing_of(duty).light == Light.BLANK


def test_what_was_published_cannot_be_declared_away(city: City, people: People) -> None:
    duty = duty_of(city)
    row = make_publication("课后服务办法", unit=city.education)  # 6 May 2024
    coverage.link(row, duty, by=people.clerk)
    with pytest.raises(Refusal) as refused:
        declared(duty, people)
    assert refused.value.sentence == (
        "2024年5月6日已在这一事项下公开《课后服务办法》，声明的期间不能包含它；"
        "请把截止日期改到2024年5月5日以前，或者把起始日期改到这一天以后。"
    )
    assert declared(duty, people, ends_on=dt.date(2024, 5, 5)).pk
    assert declared(duty, people, starts_on=dt.date(2024, 5, 7)).pk


def test_something_published_before_the_signature_stops_it(city: City, people: People) -> None:
    duty = duty_of(city)
    row = declared(duty, people)
    coverage.link(make_publication(unit=city.education), duty, by=people.clerk)
    with pytest.raises(Refusal, match="声明的期间不能包含它"):
        empty_periods.sign(row, by=people.office_head)


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"ends_on": dt.date(2024, 3, 31)}, "早于起始日期", "ends_on"),
        ({"ends_on": dt.date(2099, 3, 31)}, "最晚只能声明到本季度末", "ends_on"),
        ({"statement": " "}, "请写明声明的内容", "statement"),
        ({"statement": "无" * 201}, "最多200个字", "statement"),
    ],
)
def test_a_declaration_out_of_order_is_refused_at_its_field(
    city: City, people: People, facts: dict[str, object], sentence: str, field: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        declared(duty_of(city), people, **facts)
    assert refused.value.field == field


def test_two_declarations_do_not_overlap_and_a_revoked_one_makes_room(
    city: City, people: People
) -> None:
    duty = duty_of(city)
    row = declared(duty, people)
    with pytest.raises(Refusal, match="两份声明不能重叠"):
        declared(duty, people, starts_on=LAST, ends_on=LAST)
    with pytest.raises(Refusal, match="请写明撤回的原因"):
        empty_periods.revoke(row, by=people.clerk, note="")
    empty_periods.revoke(row, by=people.clerk, note="写错了")
    with pytest.raises(Refusal, match="撤回，不能再办"):
        empty_periods.sign(row, by=people.office_head)
    assert declared(duty, people).pk


def test_revoking_falls_back_to_the_declaration_before(city: City, people: People) -> None:
    duty = duty_of(city)
    first = declared(duty, people)
    second = declared(duty, people, starts_on=dt.date(2024, 7, 1), ends_on=dt.date(2024, 9, 30))
    for row in (first, second):
        empty_periods.sign(row, by=people.office_head)
    empty_periods.revoke(second, by=people.clerk, note="写错了")
    duty.refresh_from_db()
    assert duty.declared_to == LAST


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-01-01", "2026-03-31"),
        ("2026-06-30", "2026-06-30"),
        ("2026-08-15", "2026-09-30"),
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_a_quarter_ends_on_its_last_day(day: str, end: str) -> None:
    assert empty_periods.quarter_end(dt.date.fromisoformat(day)) == dt.date.fromisoformat(end)
