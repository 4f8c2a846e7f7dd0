"""The interface of the desk: what it shows, what it does, and that it refuses where the page refuses."""

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils.http import urlencode

from gongkai.base.models import Event, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi import deeds
from gongkai.foi.api import api
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.states import Act, Stage
from gongkai.foi.views_desk import case_acts
from tests.foi.conftest import OnDay
from tests.foi.desk.helpers import people_of, settled
from tests.foi.factories import RECEIVED, Office, make_case

LIST = "/desk/api/requests/"


@pytest.fixture
def case(office: Office, on_day: OnDay) -> DisclosureRequest:
    """A case in hand."""
    on_day(RECEIVED)
    return settled(make_case(office.unit, handler=office.handler))


def send(browser: Any, case: DisclosureRequest, act: str, **fields: Any) -> Any:
    said = {"act": act, "token": new_token(), "seen": case.row_version, "fields": fields}
    return browser.post(f"{LIST}{case.pk}/act/", json.dumps(said), content_type="application/json")


def note_key() -> str:
    """The deed that writes a note."""
    return next(one.key for one in deeds.collected() if one.deed.label == "写工作记录")


def test_the_list_shows_what_the_workbench_shows(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    make_case(office.city.finance)
    found = as_user(office.openness).get(LIST).json()
    assert [(item["id"], item["applicant"]) for item in found["items"]] == [(case.pk, "陈**")]
    assert as_user(office.admin).get(LIST).status_code == 403
    assert as_user(office.openness).get(LIST, {"stage": "closed"}).json()["items"] == []
    wrong = as_user(office.openness).get(LIST, {"received_from": "x"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "received_from")


def test_pages_follow_each_other(office: Office, case: DisclosureRequest, as_user: type) -> None:
    make_case(office.unit)
    browser = as_user(office.openness)
    first = browser.get(LIST, {"limit": 1}).json()
    second = browser.get(LIST, {"limit": 1, "after": first["next"]}).json()
    assert second["items"][0]["id"] == case.pk
    assert second["next"] == ""


def test_the_applicant_is_masked_and_a_look_is_noted(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    one = f"{LIST}{case.pk}/"
    masked = as_user(office.openness).get(one)
    assert "陈一诺" not in masked.content.decode()
    assert as_user(office.legal).post(f"{one}applicant/").status_code == 403
    clear = as_user(office.openness).post(f"{one}applicant/")
    assert "陈一诺" in clear.content.decode()
    assert Event.objects.filter(act="查看个人信息", actor=office.openness).count() == 1
    assert as_user(office.stranger).get(one).status_code == 404


def test_an_act_is_done_once(office: Office, case: DisclosureRequest, as_user: type) -> None:
    browser = as_user(office.handler)
    offered = browser.get(f"{LIST}{case.pk}/acts/").json()
    one = next(row for row in offered["acts"] if row["key"] == note_key())
    assert [field["name"] for field in one["fields"]] == ["text"]
    said = {"act": one["key"], "token": one["token"], "seen": offered["seen"]}
    said["fields"] = {"text": "看过了"}
    answers = [
        browser.post(f"{LIST}{case.pk}/act/", json.dumps(said), content_type="application/json")
        for _ in range(2)
    ]
    assert [answer.json()["repeated"] for answer in answers] == [False, True]
    assert [act.note for act in case.acts.filter(kind=Act.NOTE)] == ["看过了"]


def test_files_come_as_multipart(office: Office, case: DisclosureRequest, as_user: type) -> None:
    sent = {
        "act": note_key(),
        "form_token": new_token(),
        "seen": case.row_version,
        "text": "带文件",
        "file": SimpleUploadedFile("a.txt", b"a"),
    }
    assert as_user(office.handler).post(f"{LIST}{case.pk}/act/", sent).status_code == 200


def test_what_is_wrong_is_said_at_its_field(
    office: Office, case: DisclosureRequest, as_user: type
) -> None:
    browser = as_user(office.handler)
    answer = send(browser, case, note_key(), text="")
    assert (answer.status_code, answer.json()["field"]) == (422, "text")
    assert send(browser, case, "sign").status_code == 403
    assert send(browser, case, "nothing").status_code == 404
    address = f"{LIST}{case.pk}/act/"
    for body in ("{", "[]", '{"fields": 1}'):
        answer = browser.post(address, body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["sentence"].endswith("。")


def test_a_forged_request_is_refused(office: Office, case: DisclosureRequest) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(office.handler)
    assert send(browser, case, note_key(), text="伪造").status_code == 403
    assert case.acts.count() == 0


def test_nobody_comes_in_without_signing_in(case: DisclosureRequest, client: Client) -> None:
    assert client.get(LIST).status_code == 302


def test_the_description_is_there_for_those_who_signed_in(office: Office, as_user: type) -> None:
    found = as_user(office.handler).get(f"{LIST}openapi.json").json()
    assert f"{LIST}{{pk}}/act/" in found["paths"]


# -- no way around the rules

_ROLES = (
    "registrar", "handler", "other_handler", "unit_head", "openness", "head", "secrecy", "legal",
    "signer", "authority", "statistician", "stranger", "admin",
)  # fmt: skip
# Every pair of role and stage, role and act, stage and act comes; not every triple.
_EVERY = 13


def _by_page(user: User, pk: int, key: str) -> int:
    request = RequestFactory().post("/", {"form_token": new_token(), "seen": "0"})
    return _status(request, user, lambda: case_acts.desk_request_act(request, pk, key))


def _by_api(user: User, pk: int, key: str) -> int:
    said = {"act": key, "token": new_token(), "seen": 0, "fields": {}}
    request = RequestFactory().post("/", json.dumps(said), content_type="application/json")
    operation = next(
        view for path, view in api._routers[0][1].path_operations.items() if path.endswith("act/")
    ).operations[0]
    return _status(request, user, lambda: operation.view_func(request, pk))


def _status(request: Any, user: User, ask: Any) -> int:
    """The status of an answer, or of what it raised; done or refused, it is undone."""
    request.user, request._messages, request.htmx = user, BaseStorage(request), False
    with transaction.atomic():
        try:
            status = ask().status_code
        except Http404:
            status = 404
        except Refusal as refusal:
            status = refusal.status
        transaction.set_rollback(True)
    return 200 if status == 302 else status


def test_the_interface_refuses_exactly_where_the_page_refuses(
    office: Office, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(RECEIVED + dt.timedelta(days=1))

    def shown(request: Any, case: Any, failed: Any) -> HttpResponse:
        return HttpResponse(status=failed.status)  # what the page looks like is of no matter here

    monkeypatch.setattr(case_acts, "page", shown)
    people = people_of(office)
    keys = [one.key for one in deeds.collected()]
    seen: dict[int, int] = {}
    for i, stage in enumerate(Stage):
        case = make_case(office.unit, stage, handler=office.handler)
        for j, role in enumerate(_ROLES):
            for k, key in enumerate(keys):
                if (i + j + k) % _EVERY:
                    continue
                user = people[role]
                page, interface = _by_page(user, case.pk, key), _by_api(user, case.pk, key)
                assert page == interface, urlencode({"stage": stage, "role": role, "act": key})
                seen[page] = seen.get(page, 0) + 1
    assert {200, 403, 404, 409, 422} - set(seen) <= {200}
