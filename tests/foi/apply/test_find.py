"""Find first: near published texts are shown, and what became of them is counted."""

from typing import Any

import pytest
from django.test import Client

from gongkai.base.services.forms import new_token
from gongkai.foi.models import FoundAnswer
from gongkai.foi.queries.applying import answers_to, public_by_address
from gongkai.publishing.models import Publication
from gongkai.publishing.states import Attribute, State
from tests.foi.apply.walk import Applicant
from tests.foi.factories import Office
from tests.publishing.factories import make_publication

TITLE = "关于做好义务教育学校课后服务工作的通知"


@pytest.fixture
def notice(office: Office) -> Publication:
    """A released notice of the bureau."""
    made: Publication = make_publication(TITLE, unit=office.unit)
    return made


def counts(url: str = "") -> list[tuple[str, int, int, int]]:
    return list(FoundAnswer.objects.values_list("url", "shown", "opened", "ended"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("申请公开《关于做好义务教育学校课后服务工作的通知》全文", True),
        ("义务教育学校课后服务的通知", True),
        ("东城区湖边路改造工程的中标价格", False),
        ("学校", False),
        ("", False),
    ],
)
def test_only_what_is_near_enough_is_found(
    notice: Publication, office: Office, text: str, found: bool
) -> None:
    assert [one.publication for one in answers_to(text, office.unit)] == ([notice] if found else [])


def test_three_at_most(office: Office) -> None:
    for year in range(2019, 2025):
        make_publication(f"{year}年义务教育学校课后服务工作的通知", unit=office.unit)
    assert len(answers_to("义务教育学校课后服务工作的通知", office.unit)) == 3


@pytest.mark.parametrize(
    "change", [{"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"attribute": Attribute.UNKNOWN}]
)
def test_nothing_that_is_not_public_is_found_or_counted(
    notice: Publication, change: dict[str, Any]
) -> None:
    url = notice.get_absolute_url()
    Publication.objects.filter(pk=notice.pk).update(**change)
    assert answers_to(TITLE) == []
    assert public_by_address(url) is None


def test_without_scripts_the_answers_are_a_page_of_their_own(
    applicant: Applicant, notice: Publication
) -> None:
    applicant.until("what")
    assert applicant.post("what", wanted=TITLE).url == "/requests/find/"
    page = applicant.client.get("/requests/find/")
    text = page.content.decode()
    assert TITLE in text
    assert 'href="/requests/apply/who/">都不是，继续申请' in text
    assert counts() == [(notice.get_absolute_url(), 1, 0, 0)]


def test_without_scripts_and_without_answers_the_next_page_follows(
    applicant: Applicant, notice: Publication
) -> None:
    applicant.until("what")
    assert applicant.post("what").url == "/requests/apply/who/"


def test_with_scripts_the_page_has_asked_itself(applicant: Applicant, notice: Publication) -> None:
    applicant.until("what")
    assert applicant.post("what", wanted=TITLE, script="1").url == "/requests/apply/who/"


def _facts(notice: Publication, act: str, **more: str) -> dict[str, str]:
    return {"form_token": new_token(), "act": act, "url": notice.get_absolute_url(), **more}


def test_opening_leads_to_the_text_and_ending_says_that_nothing_was_submitted(
    applicant: Applicant, notice: Publication, office: Office
) -> None:
    opened = applicant.client.post(
        "/requests/find/count/", _facts(notice, "opened", unit=office.unit.slug)
    )
    ended = applicant.client.post("/requests/find/count/", _facts(notice, "ended"))
    assert opened.url == notice.get_absolute_url()
    assert "没有提交申请" in ended.content.decode()
    row = FoundAnswer.objects.get()
    assert (row.unit, row.title, row.shown, row.opened, row.ended) == (office.unit, TITLE, 0, 1, 1)


def test_one_page_counts_each_act_once_however_often_it_is_pressed(
    applicant: Applicant, notice: Publication
) -> None:
    facts = _facts(notice, "shown", script="1")
    answers = [applicant.client.post("/requests/find/count/", facts).status_code for _ in range(3)]
    applicant.client.post("/requests/find/count/", {**facts, "act": "opened"})
    assert answers == [204] * 3
    assert counts() == [(notice.get_absolute_url(), 1, 1, 0)]


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "Baiduspider", "curl/8.1", "python-requests"]
)
def test_robots_are_not_counted(notice: Publication, agent: str) -> None:
    robot = Client(headers={"user-agent": agent} if agent else {})
    robot.post("/requests/find/count/", _facts(notice, "ended"))
    assert counts() == []


def test_a_forged_count_is_not_counted(notice: Publication) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"user-agent": "Mozilla/5.0"})
    strict.post("/requests/find/count/", _facts(notice, "ended"))
    assert counts() == []


@pytest.mark.parametrize(
    "more",
    [{"url": "/d/ZZZZ/"}, {"url": "https://example.cn/d/001M/"}, {"act": "read"}, {"url": ""}],
)
def test_what_is_no_public_text_and_no_act_is_not_found(
    applicant: Applicant, notice: Publication, more: dict[str, str]
) -> None:
    facts = {**_facts(notice, "ended"), **more}
    assert applicant.client.post("/requests/find/count/", facts).status_code == 404
    assert counts() == []
