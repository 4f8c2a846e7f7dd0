"""The desk's and the public's pages of coverage: sight, statements, drill-down, honesty."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from gongkai.catalogue.models import EmptyDeclaration, EntryDuty
from gongkai.catalogue.services import sectors
from gongkai.portal import cache
from gongkai.publishing.models import DraftEntry, Fulfilment
from gongkai.publishing.queries.coverage import board
from gongkai.publishing.services import coverage, empty_periods
from gongkai.publishing.states import State
from gongkai.publishing.todo_coverage import coverage_todo, declarations_todo
from tests.base.registers.asking import send, statements, text_of
from tests.cast import City, People, give_roles, make_unit
from tests.catalogue.factories import SINCE, make_catalogue, make_duty, make_entry
from tests.publishing.factories import make_publication

SignedIn = Callable[[User], Client]


def fill(city: City, units: list[Unit], entries: int, name: str = "财政目录") -> list[EntryDuty]:
    """One field, so many entries; each a duty of every unit, served last on 6 May 2024 by a document."""
    catalogue = make_catalogue(city.city, name)
    made = []
    for number in range(entries):
        entry = make_entry(catalogue, f"事项{number}", cycle_days=92)
        for unit in units:
            duty = make_duty(entry, unit)
            row = make_publication(f"{name}{unit.label}第{number}份", unit=unit)
            coverage.link(row, duty, by=None)
            made.append(duty)
    return made


# --- the board ------------------------------------------------------------------------------------


def test_the_board_counts_every_light_by_unit_and_field(city: City, people: People) -> None:
    catalogue = make_catalogue(city.city)
    late, blank = make_entry(catalogue, "甲", cycle_days=31), make_entry(catalogue, "乙")
    make_duty(late, city.education, last_on=SINCE)
    make_duty(blank, city.education)
    make_duty(blank, city.finance, last_on=SINCE)
    make_duty(make_entry(catalogue, "丙", active=False), city.finance)
    make_duty(make_entry(make_catalogue(city.city, "旧", active=False), "丁"), city.finance)
    found = board()
    assert found.cells[city.education.pk, "财政预决算"].counts == {"overdue": 1, "blank": 1}
    assert found.units[city.finance.pk] == {"fulfilled": 1}
    assert found.total == {"overdue": 1, "blank": 1, "fulfilled": 1}
    assert found.cells[city.education.pk, "财政预决算"].worst == "overdue"


def test_the_board_and_its_entries_cost_the_same_for_few_and_for_many(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    urls = [reverse("desk_coverage"), reverse("desk_coverage_entries")]
    units = [city.education, city.finance, city.reform]
    fill(city, units, 1, "小目录")
    few = [statements(client, url) for url in urls]
    many = [make_unit(f"明湖市第{n}局", parent=city.city) for n in range(27)]
    fill(city, [*units, *many], 3, "大目录")
    assert [statements(client, url) for url in urls] == few
    assert text_of(client.get(urls[0])).count("heat-late") == 30 * 2 + 2


def test_every_figure_of_the_board_leads_to_its_cases(
    city: City, people: People, as_user: SignedIn
) -> None:
    fill(city, [city.education], 2)
    client = as_user(people.authority)
    page = text_of(client.get(reverse("desk_coverage")))
    assert f"?unit={city.education.pk}&amp;field=%E8%B4%A2%E6%94%BF" in page
    cases = client.get(
        reverse("desk_coverage_entries"), {"unit": city.education.pk, "field": "财政预决算", "light": "overdue"}
    )  # fmt: skip
    assert text_of(cases).count("事项0") == 1
    none = client.get(reverse("desk_coverage_entries"), {"light": "declared"})
    assert "没有符合条件的事项" in text_of(none)


def test_a_clerk_sees_the_coverage_of_the_own_unit_alone(
    city: City, people: People, as_user: SignedIn
) -> None:
    own, alien = fill(city, [city.education, city.finance], 1)
    client = as_user(people.clerk)
    page = text_of(client.get(reverse("desk_coverage_entries")))
    assert ("市教育局" in page, "市财政局" in page) == (True, False)
    assert client.get(reverse("desk_duty", args=[own.pk])).status_code == 200
    assert client.get(reverse("desk_duty", args=[alien.pk])).status_code == 404
    assert as_user(people.reviewer).get(reverse("desk_coverage")).status_code == 403


@pytest.mark.parametrize("name", ["desk_coverage", "desk_coverage_entries"])
def test_a_list_comes_as_a_workbook_too(
    city: City, people: People, as_user: SignedIn, name: str
) -> None:
    fill(city, [city.education], 1)
    answer = as_user(people.authority).get(reverse(name), {"format": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


# --- one duty --------------------------------------------------------------------------------------


def test_a_clerk_links_dates_and_declares_and_the_head_signs(
    city: City, people: People, as_user: SignedIn
) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city)), city.education)
    row = make_publication("课后服务办法", unit=city.education)
    url = reverse("desk_duty", args=[duty.pk])
    client = as_user(people.clerk)
    assert "课后服务办法" in text_of(client.get(url, {"q": "课后"}))
    assert send(client, url, act="link", publication=row.pk).status_code == 302
    assert send(client, url, act="formed", on="2024年3月1日").status_code == 302
    answer = send(
        client, url, act="declare", starts_on="2024-07-01", ends_on="2024-09-30", statement="2024年第三季度没有信息"
    )  # fmt: skip
    assert answer.status_code == 302
    declaration = EmptyDeclaration.objects.get()
    assert send(client, url, act="sign", declaration=declaration.pk).status_code == 403
    head = as_user(people.office_head)
    assert "2024年第三季度没有信息" in text_of(head.get(reverse("desk_declarations")))
    assert send(head, reverse("desk_declarations"), declaration=declaration.pk).status_code == 302
    duty.refresh_from_db()
    assert (duty.last_on.isoformat(), duty.formed_on.isoformat(), duty.declared_to.isoformat()) == (
        "2024-05-06", "2024-03-01", "2024-09-30",
    )  # fmt: skip
    assert send(head, url, act="link", publication=row.pk).status_code == 403


def test_a_refused_declaration_shows_the_sentence_and_what_was_typed(
    city: City, people: People, as_user: SignedIn
) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city)), city.education)
    url = reverse("desk_duty", args=[duty.pk])
    answer = send(
        as_user(people.clerk), url, act="declare", starts_on="2024-07-01", ends_on="2024-06-30", statement="没有信息"
    )  # fmt: skip
    page = text_of(answer)
    assert answer.status_code == 422
    assert "截止日期2024年6月30日早于起始日期2024年7月1日，请改正。" in page
    assert 'value="没有信息"' in page


def test_an_act_sent_twice_is_done_once(city: City, people: People, as_user: SignedIn) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city)), city.education)
    row = make_publication(unit=city.education)
    url, token = reverse("desk_duty", args=[duty.pk]), new_token()
    client = as_user(people.clerk)
    for _ in range(2):
        answer = client.post(url, {"form_token": token, "act": "link", "publication": row.pk})
        assert answer.status_code == 302
    assert Fulfilment.objects.count() == 1


def test_taking_a_link_back_wants_a_reason_and_keeps_it_in_the_form(
    city: City, people: People, as_user: SignedIn
) -> None:
    (duty,) = fill(city, [city.education], 1)
    url, row = reverse("desk_duty", args=[duty.pk]), Fulfilment.objects.get()
    client = as_user(people.clerk)
    assert "请写明取消的原因" in text_of(send(client, url, act="unlink", fulfilment=row.pk))
    assert send(client, url, act="unlink", fulfilment=row.pk, note="对应错了").status_code == 302
    assert Fulfilment.objects.count() == 0


# --- a publication's entries -------------------------------------------------------------------------


def test_a_draft_chooses_its_entries_and_a_public_text_is_linked(
    city: City, people: People, as_user: SignedIn
) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city), "课后服务"), city.education)
    draft = make_publication("课后服务的通知", unit=city.education, state=State.DRAFT)
    client = as_user(people.clerk)
    url = reverse("desk_publication_entries", args=[draft.pk])
    assert "建议：课后服务" in text_of(client.get(url))
    assert send(client, url, entries=[duty.entry_id]).status_code == 302
    assert DraftEntry.objects.get().publication_id == draft.pk
    public = make_publication("课后服务办法", unit=city.education)
    url = reverse("desk_publication_entries", args=[public.pk])
    assert send(client, url, duty=duty.pk).status_code == 302
    assert Fulfilment.objects.get().publication_id == public.pk
    other = as_user(people.clerk_of_another_unit)
    assert send(other, url, duty=duty.pk).status_code == 403
    hidden = reverse("desk_publication_entries", args=[draft.pk])
    assert other.get(hidden).status_code == 404


# --- the public ------------------------------------------------------------------------------------


def public(client: Client, url: str) -> str:
    cache.forget()
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def public_cost(client: Client, url: str) -> int:
    cache.forget()
    client.get("/accessibility/")
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


def test_the_public_sees_what_is_published_declared_and_blank(
    city: City, people: People, visitor: Client
) -> None:
    catalogue = make_catalogue(city.city)
    entry = make_entry(catalogue, "预算", level2="收支总表")
    done, empty, blank = (
        make_duty(entry, unit) for unit in (city.education, city.finance, city.reform)
    )
    coverage.link(make_publication("预算公开", unit=city.education), done, by=None)
    give_roles(people.office_head, Role.UNIT_HEAD, unit=city.finance)
    declaration = empty_periods.declare(
        empty, by=people.clerk_of_another_unit, starts_on=SINCE, ends_on=today(), statement="本季度没有信息"
    )  # fmt: skip
    url = reverse("catalogue", args=[catalogue.pk])
    page = public(visitor, url)
    assert "本季度没有信息" not in page
    assert '还没有公开信息也没有声明的单位<span class="num">2</span>个' in page
    empty_periods.sign(declaration, by=people.office_head)
    page = public(visitor, url)
    assert "预算公开" in page
    assert "本季度没有信息" in page
    assert '还没有公开信息也没有声明的单位<span class="num">1</span>个' in page
    assert "市发展改革委" in page
    own = public(visitor, reverse("unit_catalogue", args=[city.finance.slug]))
    assert ("本季度没有信息" in own, "尚无内容" in own) == (True, False)
    assert blank.unit_id == city.reform.pk


def test_what_is_not_public_does_not_appear_in_the_catalogue(city: City, visitor: Client) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city)), city.education)
    row = make_publication("秘而不宣", unit=city.education, state=State.DRAFT)
    Fulfilment.objects.create(duty=duty, publication=row)
    page = public(visitor, reverse("catalogue", args=[duty.entry.catalogue_id]))
    assert ("秘而不宣" in page, "尚无内容" in page) == (False, True)


def test_public_pages_cost_the_same_for_one_entry_and_for_many(city: City, visitor: Client) -> None:
    (small,) = fill(city, [city.education], 1, "小目录")
    large = fill(city, [city.education, city.finance, city.reform], 3, "大目录")[0]
    one = public_cost(visitor, reverse("catalogue", args=[small.entry.catalogue_id]))
    three = public_cost(visitor, reverse("catalogue", args=[large.entry.catalogue_id]))
    assert one == three
    assert one <= 7
    unit = public_cost(visitor, reverse("unit_catalogue", args=["education"]))
    assert unit <= 8
    assert public_cost(visitor, reverse("catalogues")) == 1


def test_a_sector_leads_to_its_units_their_catalogue_and_window(
    city: City, people: People, visitor: Client
) -> None:
    sectors.save_window(
        city.water, by=people.authority, sector="供水", phone="0000-96111", complaint_unit=city.garden
    )  # fmt: skip
    sectors.seed_sector(city.water, "供水", by=people.authority)
    assert reverse("sector", args=["water"]) in public(visitor, reverse("sectors"))
    listed = public(visitor, reverse("sector", args=["water"]))
    assert ("明湖水务集团有限公司" in listed, "还没有公开信息" in listed) == (True, True)
    own = public(visitor, reverse("unit_catalogue", args=[city.water.slug]))
    assert ("计划停水和恢复供水" in own, "0000-96111" in own, "园林和林业绿化局" in own) == (
        True,
    ) * 3
    assert visitor.get("/sectors/rockets/").status_code == 404


# --- 待办 -------------------------------------------------------------------------------------------


def test_a_clerk_gets_one_row_a_field_and_not_one_an_entry(
    city: City, people: People, django_assert_num_queries: object
) -> None:
    fill(city, [city.education], 5)
    rows = list(coverage_todo(people.clerk, 100))
    assert [(row.what, row.source, row.kind) for row in rows] == [
        ("公开目录“财政预决算”：5项逾期", "市教育局", "目录公开")
    ]
    assert rows[0].due is not None
    assert rows[0].url.startswith(reverse("desk_coverage_entries"))
    assert list(coverage_todo(people.clerk_of_another_unit, 100)) == []
    assert list(coverage_todo(people.reviewer, 100)) == []  # the roles are read once a person
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert list(coverage_todo(people.reviewer, 100)) == []
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(list(coverage_todo(people.clerk, 100))) == 1


def test_one_entry_alone_leads_to_its_own_page(city: City, people: People) -> None:
    (duty,) = fill(city, [city.education], 1)
    (row,) = coverage_todo(people.clerk, 100)
    assert (row.what, row.url) == ("事项0已逾期", reverse("desk_duty", args=[duty.pk]))


def test_a_declaration_signed_twice_with_one_form_is_signed_once_and_answered_twice(
    city: City, people: People, as_user: SignedIn
) -> None:
    duty = make_duty(make_entry(make_catalogue(city.city), "甲"), city.education)
    empty_periods.declare(
        duty, by=people.clerk, starts_on=today(), ends_on=today(), statement="本季度没有信息。"
    )
    declaration, client = EmptyDeclaration.objects.get(), as_user(people.office_head)
    url, sent = (
        reverse("desk_declarations"),
        {"form_token": new_token(), "declaration": declaration.pk},
    )
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    declaration.refresh_from_db()
    assert declaration.signed_by == people.office_head
    assert client.post(url, {**sent, "form_token": new_token()}).status_code == 409
    assert client.post(url, {"declaration": "9" * 30}).status_code == 404


def test_declarations_wait_for_those_who_may_sign_them(city: City, people: People) -> None:
    for name in ("甲", "乙"):
        duty = make_duty(make_entry(make_catalogue(city.city, name), name), city.education)
        empty_periods.declare(
            duty, by=people.clerk, starts_on=SINCE, ends_on=today(), statement="没有信息"
        )
    (row,) = declarations_todo(people.office_head, 100)
    assert (row.what, row.word) == ("无信息声明待签字：甲等2份", "待签字")
    assert list(declarations_todo(people.clerk, 100)) == []
