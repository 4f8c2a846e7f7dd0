"""Nobody finds a case in one place that is closed to them in another."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.base.sealed import fingerprint
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest, TeamMember
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.workbench import in_queue, queues_for
from gongkai.foi.services import vault
from gongkai.foi.states import FilePurpose, Stage, TeamRole
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import page_url, people_of, typed
from tests.foi.factories import RECEIVED, Office, make_case

# How many of the cases below each of the cast sees.
COUNTS = {
    **dict.fromkeys(("registrar", "unit_head", "openness", "head", "secrecy", "signer"), 3),
    "legal": 4,
    "handler": 2,
    "other_handler": 1,
    "authority": 6,
    "stranger": 2,
    "statistician": 0,
    "admin": 0,
}


@pytest.fixture
def cases(office: Office) -> list[DisclosureRequest]:
    """Cases of several units, stages and hands."""
    city = office.city
    rows = [
        make_case(office.unit, Stage.SUBMITTED),
        make_case(office.unit, Stage.HANDLING, handler=office.handler),
        make_case(office.unit, Stage.REVIEW, handler=office.other_handler),
        make_case(city.finance, Stage.HANDLING),
        make_case(city.finance, Stage.CLOSED, handler=office.handler),
        make_case(city.east_street, Stage.HANDLING),
        make_case(city.province, Stage.HANDLING),
    ]
    TeamMember.objects.create(case=rows[3], role=TeamRole.CONFER, user=office.legal)
    return rows


@pytest.mark.usefixtures("cases")
def test_list_and_object_check_agree_for_everybody_and_every_case(office: Office) -> None:
    everything = DisclosureRequest.objects.prefetch_related("team")
    listed, checked = {}, {}
    for name, user in people_of(office).items():
        listed[name] = sorted(visible_to(user).values_list("pk", flat=True))
        checked[name] = sorted(case.pk for case in everything if rules.may_see(user, case))
    assert listed == checked
    assert {name: len(rows) for name, rows in listed.items()} == COUNTS


@pytest.mark.usefixtures("cases")
def test_no_queue_holds_more_than_the_person_may_see(office: Office) -> None:
    for user in people_of(office).values():
        seen = set(visible_to(user).values_list("pk", flat=True))
        for queue in queues_for(user):
            rows = list(in_queue(user, queue).values_list("pk", flat=True))
            assert set(rows) <= seen
            assert len(rows) == len(set(rows))


def addresses(case: DisclosureRequest, file: int) -> list[tuple[str, str]]:
    """Every address of one case, with how it is asked."""
    return [
        ("get", page_url(case)),
        ("post", reverse("desk_request_applicant", args=[case.pk])),
        ("post", reverse("desk_request_act", args=[case.pk, "note"])),
        ("get", reverse("desk_request_file", args=[case.pk, file])),
    ]


def test_to_a_stranger_a_case_is_not_there_at_any_address(
    office: Office, as_user: type, on_day: OnDay
) -> None:
    on_day(RECEIVED)
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    file = vault.keep(b"%PDF-1.4 x", name="a.pdf", purpose=FilePurpose.RECORD, by=None, case=case)
    for user in (office.stranger, office.other_handler, office.statistician, office.admin):
        browser = as_user(user)
        for method, url in addresses(case, file.pk):
            data = typed(case, text="不应当写入") if method == "post" else {}
            assert getattr(browser, method)(url, data).status_code == 404, (user, url)
    assert case.acts.count() == 0


def sheet_of(answer: object) -> list[list[object]]:
    book = load_workbook(io.BytesIO(answer.content))  # type: ignore[attr-defined]
    return [list(row) for row in book.active.values]


def test_list_search_and_exports_tell_a_stranger_nothing(
    office: Office, as_user: type, on_day: OnDay
) -> None:
    on_day(RECEIVED)
    case = make_case(office.unit, Stage.HANDLING, wanted="独一无二的事项")
    own = make_case(office.city.finance, Stage.HANDLING, wanted="财政局自己的事项")
    browser, mark = as_user(office.stranger), fingerprint("陈一诺", "name")
    url = reverse("desk_requests")
    for query in ("", "?queue=all", "?queue=all&q=独一无二", f"?queue=all&person={mark}"):
        assert case.matter not in browser.get(url + query).content.decode()
    assert case.matter not in str(sheet_of(browser.get(f"{url}?queue=all&format=xlsx")))
    answer = browser.post(reverse("desk_requests_export"), {"query": "queue=all"})
    lines = sheet_of(answer)
    assert [line[3] for line in lines[1:]] == [own.matter]


def test_people_without_a_role_are_told_who_uses_the_workbench(
    office: Office, as_user: type
) -> None:
    for user in (office.statistician, office.admin):
        answer = as_user(user).get(reverse("desk_requests"))
        assert answer.status_code == 403
        assert "您的账号没有这些角色" in answer.content.decode()


def test_who_may_not_know_the_applicant_finds_nobody_by_name(
    office: Office, as_user: type, on_day: OnDay
) -> None:
    on_day(RECEIVED)
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    mark = case.application.applicant.name_key
    found: dict[str, bool] = {}
    for user in (office.registrar, office.handler, office.signer, office.legal, office.authority):
        html = as_user(user).get(f"{reverse('desk_requests')}?queue=all&person={mark}")
        found[user.username] = case.matter in html.content.decode()
    assert found == {"djy": True, "cbr": True, "qf": True, "fz": False, "zgbm": False}


def test_the_typed_name_stands_in_no_address(office: Office, as_user: type) -> None:
    case = make_case(office.unit, Stage.HANDLING)
    key = case.application.applicant.name_key
    answer = as_user(office.registrar).post(
        reverse("desk_requests_find"), {"kind": "name", "words": "陈 一诺"}
    )
    assert answer["Location"] == f"{reverse('desk_requests')}?queue=all&person={key}"


def test_a_search_that_makes_no_sense_says_why(office: Office, as_user: type) -> None:
    browser = as_user(office.registrar)
    answer = browser.post(
        reverse("desk_requests_find"), {"kind": "phone", "words": "abc"}, follow=True
    )
    assert "电话号码的格式不正确" in answer.content.decode()
