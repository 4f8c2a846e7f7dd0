"""What the authority sees, and that it decides nothing."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.base.states import Role
from gongkai.foi import deeds
from gongkai.foi.models import CaseAct, DisclosureRequest, StepLimit, SupervisionOrder
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.oversight import board
from gongkai.foi.states import Act, OrderKind, Stage
from tests.cast import make_user
from tests.foi.desk.helpers import people_of, typed
from tests.foi.factories import Office, make_case
from tests.foi.oversight.helpers import arrived, lit, noted, post, signed_in

WATCH = "desk_watch"


def cases_of(office: Office) -> dict[str, int]:
    """One case of each kind of figure at the bureau, one of another city's unit besides."""
    slow = lit(office, dt.date(2026, 4, 15))
    arrived(slow, dt.date(2026, 2, 2))
    noted(slow, Act.REGISTER, dt.date(2026, 3, 4))
    noted(slow, Act.ASSIGN, dt.date(2026, 3, 4))
    rows = {
        "late": lit(office, dt.date(2026, 3, 13)),
        "soon": lit(office, dt.date(2026, 3, 20)),
        "calm": lit(office, dt.date(2026, 4, 10)),
        "paused": lit(office, dt.date(2026, 3, 18), paused=True),
        "slow": slow,
        "finance": lit(office, dt.date(2026, 4, 10), unit=office.city.finance),
    }
    make_case(office.city.province, Stage.HANDLING)
    return {name: row.pk for name, row in rows.items()}


def test_units_are_counted_by_what_is_wrong_with_their_cases(office: Office) -> None:
    cases_of(office)
    found = {row.unit.pk: row for row in board.by_unit(office.authority)}
    row = found[office.unit.pk]
    assert (row.open, row.late, row.soon, row.paused, row.slow) == (5, 1, 1, 1, 1)
    assert set(found) == {office.unit.pk, office.city.finance.pk}


@pytest.mark.parametrize(
    ("only", "names"),
    [("late", {"late"}), ("soon", {"soon"}), ("paused", {"paused"}), ("slow", {"slow"})],
)
def test_a_figure_leads_to_its_cases(office: Office, only: str, names: set[str]) -> None:
    keys = cases_of(office)
    page = signed_in(office.authority).get(reverse("desk_watch_cases"), {"only": only})
    assert {row["case"].pk for row in page.context["rows"]} == {keys[name] for name in names}


def test_the_applicant_is_masked_on_every_page_and_in_the_workbooks(office: Office) -> None:
    pk = cases_of(office)["late"]
    named = "陈一诺（13900000001）要的招生计划"
    DisclosureRequest.objects.filter(pk=pk).update(matter=named)
    client = signed_in(office.authority)
    pages = [
        client.get(reverse(WATCH)),
        client.get(reverse("desk_watch_cases")),
        client.get(reverse("desk_watch_case", args=[pk])),
    ]
    book = client.get(reverse("desk_watch_cases"), {"only": "open", "format": "xlsx"})
    cells = [
        str(cell) for row in load_workbook(io.BytesIO(book.content)).active.values for cell in row
    ]
    texts = [*(page.content.decode() for page in pages), " ".join(cells)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any(
        word in text for text in texts for word in ("陈一诺", "13900000001", "370102190102030019")
    )
    assert "陈**" in texts[1]
    assert "陈**" in cells


def test_only_an_authority_watches_and_only_what_lies_below(office: Office) -> None:
    cases_of(office)
    outside = make_case(office.city.province, Stage.HANDLING)
    for name, user in people_of(office).items():
        answer = signed_in(user).get(reverse(WATCH))
        assert (name, answer.status_code) == (name, 200 if name == "authority" else 403)
    found = signed_in(office.authority).get(reverse("desk_watch_case", args=[outside.pk]))
    assert found.status_code == 404


def test_no_deed_is_offered_to_the_authority_in_any_stage(office: Office) -> None:
    for stage in Stage:
        case = make_case(office.unit, stage)
        found = case_pages.open_case(office.authority, case.pk)
        assert found is not None
        assert deeds.deeds_for(found, office.authority) == []


def test_every_act_of_the_authority_is_refused_with_403_and_changes_nothing(office: Office) -> None:
    case = lit(office, dt.date(2026, 4, 1))
    client = signed_in(office.authority)
    for one in deeds.collected():
        url = reverse("desk_request_act", args=[case.pk, one.key])
        assert (one.key, client.post(url, typed(case)).status_code) == (one.key, 403)
    editor = client.post(
        reverse("desk_request_decision", args=[case.pk]), typed(case, outcome="D1b")
    )
    look = client.post(reverse("desk_request_applicant", args=[case.pk]))
    assert (editor.status_code, look.status_code) == (403, 403)
    case.refresh_from_db()
    assert (case.row_version, CaseAct.objects.count()) == (0, 0)


def test_what_is_overdue_or_due_tomorrow_is_proposed_and_sent_with_one_click(
    office: Office,
) -> None:
    late, near = lit(office, dt.date(2026, 3, 13)), lit(office, dt.date(2026, 3, 18))
    lit(office, dt.date(2026, 3, 18), Stage.DECIDED)
    lit(office, dt.date(2026, 3, 18), paused=True)
    lit(office, dt.date(2026, 3, 19))
    assert [case.pk for case in board.to_urge(office.authority)] == [late.pk, near.pk]
    assert SupervisionOrder.objects.count() == 0  # nothing goes out by itself

    client, url = signed_in(office.authority), reverse("desk_watch_urge")
    post(client, url, case=[str(late.pk), str(near.pk)])

    sent = SupervisionOrder.objects.order_by("pk")
    assert [(row.kind, row.case_id, row.due_on) for row in sent] == [
        (OrderKind.URGE, late.pk, dt.date(2026, 3, 18)),
        (OrderKind.URGE, near.pk, dt.date(2026, 3, 18)),
    ]
    assert not board.to_urge(office.authority).exists()
    post(client, url, case=[str(late.pk)])
    assert SupervisionOrder.objects.count() == 2


def test_the_authority_of_a_district_urges_nothing_outside_it(office: Office) -> None:
    district = make_user("qzg", Role.AUTHORITY, unit=office.city.east_office, name="区主管部门")
    case = lit(office, dt.date(2026, 3, 13))
    post(signed_in(district), reverse("desk_watch_urge"), case=str(case.pk))
    assert SupervisionOrder.objects.count() == 0


def test_lists_cost_the_same_for_one_row_and_three(office: Office) -> None:
    client = signed_in(office.authority)
    client.get(reverse(WATCH))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            case = lit(office, dt.date(2026, 3, 13))
            noted(case, Act.REGISTER, dt.date(2026, 3, 4))
        for address in (reverse(WATCH), reverse("desk_watch_cases")):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_limits_are_kept_for_a_government_and_taken_back(office: Office) -> None:
    client = signed_in(office.authority)
    url = f"{reverse('desk_step_limits')}?unit={office.city.city.pk}"
    assert post(client, url, handle="8", review="0").status_code == 422
    assert StepLimit.objects.filter(unit=office.city.city).count() == 0
    post(client, url, handle="8")
    assert list(StepLimit.objects.filter(unit=office.city.city).values_list("step", "days")) == [
        ("handle", 8)
    ]
    post(client, url)
    assert StepLimit.objects.filter(unit=office.city.city).count() == 0
    other = f"{reverse('desk_step_limits')}?unit={office.city.province.pk}"
    assert client.get(other).status_code == 404
