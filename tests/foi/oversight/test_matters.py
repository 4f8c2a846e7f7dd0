"""高频事项: several people, twelve months, once a month; what was decided and what became public."""

import datetime as dt
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, FoundAnswer, MatterReview
from gongkai.foi.queries.oversight import found as found_reads
from gongkai.foi.queries.oversight import matters as reads
from gongkai.foi.services.oversight.matters import decide
from gongkai.foi.states import ProactiveAnswer, Stage
from gongkai.foi.todo_oversight import matters_to_review
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.oversight.conftest import DAY
from tests.foi.oversight.helpers import post, signed_in

IDS = ("370102190102030019", "370102190203040026", "370102190304050033")


def asked(
    office: Office, who: int, on: dt.date = dt.date(2026, 2, 10), **facts: Any
) -> DisclosureRequest:
    """A request of the person with that number for the same matter."""
    names = ("陈一诺", "李二思", "王三省")
    facts.setdefault("unit", office.unit)
    unit = facts.pop("unit")
    return make_case(
        unit, Stage.CLOSED, received_on=on, name=names[who], id_number=IDS[who], phone=f"1390000000{who}", **facts
    )  # fmt: skip


def matters(office: Office, on: dt.date = DAY) -> list[reads.Matter]:
    return reads.matters_of(Unit.objects.filter(pk=office.unit.pk), on)


def test_two_people_make_a_matter_and_one_person_asking_twice_does_not(office: Office) -> None:
    asked(office, 0)
    asked(office, 0)
    assert matters(office) == []
    asked(office, 1, outcome="D3-5")
    (one,) = matters(office)
    assert (one.times, one.people, one.pending) == (3, 2, True)
    assert [number for _, number in one.answered] == [2, 1]


def test_the_threshold_can_be_set(office: Office, settings: LazySettings) -> None:
    asked(office, 0)
    asked(office, 1)
    settings.FOI_REPEATED_MATTER = 3
    assert matters(office) == []
    asked(office, 2)
    assert len(matters(office)) == 1


def test_only_twelve_months_up_to_the_end_of_last_month_count(office: Office) -> None:
    asked(office, 0, dt.date(2025, 2, 20))
    asked(office, 1)
    asked(office, 2, dt.date(2026, 3, 10))
    assert matters(office) == []
    assert len(matters(office, dt.date(2026, 4, 1))) == 1


def test_the_review_begins_on_the_first_working_day_of_the_month(
    office: Office, on_day: OnDay
) -> None:
    # 1 March 2026 is a Sunday.
    asked(office, 0)
    asked(office, 1)
    on_day(dt.date(2026, 3, 1))
    assert list(matters_to_review(office.openness, 9)) == []
    on_day(dt.date(2026, 3, 2))
    (row,) = matters_to_review(office.openness, 9)
    assert (row.due, row.url) == (dt.date(2026, 3, 13), reverse("desk_matters"))
    assert list(matters_to_review(office.handler, 9)) == []
    assert list(matters_to_review(office.stranger, 9)) == []


def test_conversion_drafts_a_publication_that_names_nobody(office: Office) -> None:
    case = asked(office, 0)
    asked(office, 1)
    row = decide(
        office.unit, case.matter_key, by=office.openness, answer="convert", title="招生计划"
    )
    assert row.publication is not None
    assert (row.publication.title, row.publication.unit, row.times) == ("招生计划", office.unit, 2)
    assert matters(office)[0].pending is False
    with pytest.raises(Refusal, match="已经起草了"):
        decide(office.unit, case.matter_key, by=office.openness, answer="convert")


@pytest.mark.parametrize("name", ["陈一诺", "李 二思"])
def test_a_title_with_the_name_of_one_who_asked_is_refused(office: Office, name: str) -> None:
    case = asked(office, 0)
    asked(office, 1)
    with pytest.raises(Refusal, match="标题里有"):
        decide(
            office.unit, case.matter_key, by=office.openness, answer="convert", title=f"{name}要的"
        )
    assert MatterReview.objects.count() == 0


def test_the_matter_is_kept_without_names(office: Office) -> None:
    case = asked(office, 0, matter="陈一诺要的招生计划")
    row = decide(
        office.unit, case.matter_key, by=office.openness, answer="keep", reason="只涉及个别人。"
    )
    assert row.matter == "申请人要的招生计划"


def test_keeping_wants_a_reason_and_already_wants_the_publication(office: Office) -> None:
    case = asked(office, 0)
    for answer in (ProactiveAnswer.KEEP, ProactiveAnswer.ALREADY):
        with pytest.raises(Refusal):
            decide(office.unit, case.matter_key, by=office.openness, answer=answer)


def test_a_matter_that_is_asked_for_again_is_looked_at_again(office: Office) -> None:
    case = asked(office, 0)
    asked(office, 1)
    decide(office.unit, case.matter_key, by=office.openness, answer="keep", reason="不宜公开。")
    assert matters(office)[0].pending is False
    asked(office, 2)
    assert matters(office)[0].pending is True


def test_the_pages_and_who_decides(office: Office) -> None:
    asked(office, 0)
    case = asked(office, 1)
    url = reverse("desk_matter", args=[case.pk])
    for user, status in (
        (office.authority, 200),
        (office.stranger, 404),
        (office.statistician, 403),
    ):
        assert signed_in(user).get(url).status_code == status
    assert post(signed_in(office.authority), url, answer="keep", reason="x").status_code == 403
    client = signed_in(office.openness)
    assert "陈一诺" not in client.get(reverse("desk_matters")).content.decode()
    assert post(client, url, answer="keep").status_code == 422
    assert post(client, url, answer="convert", title="招生计划").status_code == 302
    page = client.get(reverse("desk_converted"), {"span": "days"}).content.decode()
    assert "转为主动公开" in page


def test_conversions_are_counted_with_what_is_public(office: Office) -> None:
    case = asked(office, 0)
    row = decide(
        office.unit, case.matter_key, by=office.openness, answer="convert", title="招生计划"
    )
    units = Unit.objects.filter(pk=office.unit.pk)
    day = row.at.date()
    window = (day - dt.timedelta(days=2), day + dt.timedelta(days=2))
    (one,) = reads.conversions(units, *window)
    assert (one.word, one.source, reads.conversion_counts(units, *window)) == (
        row.publication.get_state_display() if row.publication else "", "月度研判", (1, 0),
    )  # fmt: skip


def test_answers_found_before_an_application_are_summed_by_unit_and_page(office: Office) -> None:
    for day, url, ended in ((1, "/a", 2), (2, "/a", 1), (3, "/b", 0)):
        FoundAnswer.objects.create(
            day=dt.date(2026, 3, day), unit=office.unit, url=url, title=url, shown=10, opened=4, ended=ended
        )  # fmt: skip
    FoundAnswer.objects.create(day=dt.date(2026, 3, 1), url="/a", title="/a", shown=5)
    rows = found_reads.rows_of(
        Unit.objects.filter(pk=office.unit.pk), dt.date(2026, 1, 1), DAY, nobody=False
    )
    (unit,) = found_reads.by_unit(rows)
    assert (unit.shown, unit.opened, unit.ended, unit.rate) == (30, 12, 3, 10.0)
    assert [(page.name, page.ended) for page in found_reads.by_page(rows)] == [("/a", 3), ("/b", 0)]
    page = signed_in(office.authority).get(reverse("desk_found")).content.decode()
    assert ("没有选单位" in page, "教育局" in page) == (True, True)
    assert signed_in(office.admin).get(reverse("desk_found")).status_code == 403
