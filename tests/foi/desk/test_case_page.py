"""The page of a case: masks, looks that are noted, the account of the days, files, statements."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import Event
from gongkai.foi.models import Consultation, DisclosureRequest
from gongkai.foi.services import vault
from gongkai.foi.states import Act, FilePurpose, Stage
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import page_url, people_of, perform, settled
from tests.foi.factories import RECEIVED, Office, make_case

NAME, PHONE, PAPER, ROAD = "陈一诺", "13900000001", "370102190102030019", "求是路8号"
MOST_STATEMENTS = 60
SECRETS = (NAME, PHONE, PAPER, ROAD)


@pytest.fixture
def case(office: Office, on_day: OnDay) -> DisclosureRequest:
    on_day(dt.date(2026, 3, 20))
    made = make_case(
        office.unit, Stage.REGISTERED, handler=office.handler,
        wanted="申请公开2025年度招生计划",
    )  # fmt: skip
    note = f"已与{NAME}通话，电话{PHONE}。"
    perform(made, Act.ASSIGN, by=office.openness, on=RECEIVED, note=note)
    return made


def html(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_whoever_opens_the_page_finds_the_applicant_masked(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    pages = {
        name: html(as_user(user).get(page_url(case)))
        for name, user in people_of(office).items()
        if name not in ("other_handler", "statistician", "stranger", "admin")
    }
    seen = {name: [one for one in SECRETS if one in page] for name, page in pages.items()}
    assert seen == {key: [] for key in seen}
    assert len(seen) == 9
    assert not Event.objects.filter(act="查看个人信息").exists()


def test_words_of_the_application_that_name_the_applicant_are_masked_for_others(
    office: Office, as_user: type
) -> None:
    wanted = f"{NAME}（{PHONE}）申请公开2025年度招生计划"
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler, wanted=wanted)
    for user in (office.unit_head, office.secrecy, office.legal, office.signer, office.authority):
        page = html(as_user(user).get(page_url(case)))
        assert "陈**（139****0001）申请公开2025年度招生计划" in page
        assert [one for one in SECRETS if one in page] == []


def test_the_look_of_those_who_must_write_is_noted_and_shows_everything(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    url, shown = reverse("desk_request_applicant", args=[case.pk]), {}
    for name in ("registrar", "handler", "openness", "head", "signer"):
        page = html(as_user(getattr(office, name)).post(url))
        shown[name] = [one for one in SECRETS if one in page]
    assert shown == {key: list(SECRETS) for key in shown}
    looks = Event.objects.filter(act="查看个人信息", subject_id=str(case.pk))
    assert [event.actor_name for event in looks.order_by("seq")] == [
        "登记员甲", "承办人乙", "公开办戊", "公开办负责人己", "签发人壬",
    ]  # fmt: skip


def test_others_are_told_who_may_look_and_nothing_is_shown(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    url = reverse("desk_request_applicant", args=[case.pk])
    for user in (office.unit_head, office.secrecy, office.legal, office.authority):
        answer = as_user(user).post(url)
        assert answer.status_code == 403
        assert "您的账号没有这些角色" in answer.content.decode()
        assert NAME not in answer.content.decode()
    assert not Event.objects.filter(act="查看个人信息").exists()


def test_the_page_is_never_kept_by_a_browser(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    assert "no-store" in as_user(office.registrar).get(page_url(case))["Cache-Control"]


def test_every_date_on_the_page_leads_to_its_row_of_the_account(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    consult(case, office, "c1")
    page = html(as_user(office.registrar).get(page_url(case)))
    rows = re.findall(r'id="(d-[0-9-]+)"', page)
    links = set(re.findall(r'href="#(d-[0-9-]+)"', page))
    assert links <= set(rows)
    assert len(rows) == len(set(rows))
    assert {"d-2026-03-04", "d-2026-03-09"} <= links
    assert "第三方" in page[page.index('id="d-2026-03-10"') :][:400]


def consult(case: DisclosureRequest, office: Office, ref: str) -> None:
    on = dt.date(2026, 3, 9)
    data = {"kind": "third_party", "ref": ref}
    perform(case, Act.CONSULT, by=office.handler, on=on, data=data)
    Consultation.objects.create(
        case=case, kind="third_party", ref=ref, name="明湖新知公司", question="是否同意公开",
        served_on=on, limit_on=dt.date(2026, 3, 30),
    )  # fmt: skip


def test_page_and_list_show_one_light(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    settled(case)
    browser = as_user(office.registrar)
    lights = [
        re.search(r'class="light light-(\w+)">([^<]+)<', html(browser.get(url)))
        for url in (page_url(case), reverse("desk_requests") + "?queue=all")
    ]
    assert [light and light.groups() for light in lights] == [("ten", "留意")] * 2


def test_a_case_that_is_not_registered_says_when_its_period_begins(
    office: Office, as_user: type
) -> None:
    case = make_case(office.unit, Stage.SUBMITTED)
    page = html(as_user(office.registrar).get(page_url(case)))
    assert "期限还没有开始" in page
    assert 'href="#d-' not in page


@pytest.mark.parametrize("stage", [Stage.HANDLING, Stage.REVIEW, Stage.CLOSED])
def test_the_page_takes_as_many_statements_for_three_of_everything_as_for_one(
    office: Office, case: DisclosureRequest, as_user: type, stage: Stage
) -> None:
    def fill(refs: tuple[str, ...]) -> None:
        for ref in refs:
            Consultation.objects.create(
                case=case, kind="third_party", ref=ref, name="明湖新知公司", question="是否同意",
                unit=office.city.finance,
            )  # fmt: skip
            perform(case, Act.NOTE, by=office.handler, on=RECEIVED, note="一条记录")
            vault.keep(
                b"%PDF-1.4", name=f"{ref}.pdf", purpose=FilePurpose.EVIDENCE, by=None, case=case
            )

    outcome = "D1b" if stage == Stage.CLOSED else ""
    DisclosureRequest.objects.filter(pk=case.pk).update(stage=stage, outcome=outcome)
    browser = as_user(office.openness)
    fill(("c1",))
    html(browser.get(page_url(case)))
    with CaptureQueriesContext(connection) as one:
        html(browser.get(page_url(case)))
    fill(("c2", "c3"))
    with CaptureQueriesContext(connection) as three:
        html(browser.get(page_url(case)))
    assert len(three) == len(one) <= MOST_STATEMENTS


# -- files


def kept(of: DisclosureRequest, purpose: FilePurpose, **facts: Any) -> str:
    file = vault.keep(b"%PDF-1.4 inside", name="陈一诺.pdf", purpose=purpose, by=None, **facts)
    return reverse("desk_request_file", args=[of.pk, file.pk])


def test_a_file_of_the_applicant_is_saved_by_those_who_may_and_noted(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    url = kept(case, FilePurpose.IDENTITY, application=case.application)
    answer = as_user(office.registrar).get(url)
    assert answer.content == b"%PDF-1.4 inside"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.get(act="查看个人信息").note == "文件：身份证明"
    for user in (office.legal, office.unit_head, office.authority):
        assert as_user(user).get(url).status_code == 403
    assert NAME not in html(as_user(office.legal).get(page_url(case)))


def test_the_information_itself_is_opened_by_those_who_review_it(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    url = kept(case, FilePurpose.RECORD, case=case)
    answers = {
        user.username: as_user(user).get(url).status_code
        for user in (office.handler, office.secrecy, office.legal, office.signer, office.authority)
    }
    assert answers == {"cbr": 200, "bm": 200, "fz": 200, "qf": 200, "zgbm": 403}
    assert not Event.objects.filter(act="查看个人信息").exists()


def test_files_of_another_case_and_files_taken_away_are_not_there(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    other = make_case(office.unit, Stage.HANDLING)
    file = vault.keep(b"%PDF-1.4", name="a.pdf", purpose=FilePurpose.RECORD, by=None, case=other)
    browser = as_user(office.registrar)
    assert browser.get(reverse("desk_request_file", args=[case.pk, file.pk])).status_code == 404
    own = reverse("desk_request_file", args=[other.pk, file.pk])
    assert browser.get(own).status_code == 200
    file.removed_at = file.at
    file.save()
    assert browser.get(own).status_code == 404
