"""The editor of the decision, the deeds on the page of the case, deliveries and the archive package."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.services import archive
from gongkai.foi.states import FilePurpose, Stage
from tests.foi.decide import way
from tests.foi.factories import Office


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, case: DisclosureRequest, name: str, *args: str, **data: object) -> Any:
    """A form as its page sends it."""
    sent = {"form_token": new_token(), "seen": way.fresh(case).row_version} | data
    return client.post(reverse(name, args=[case.pk, *args]), sent)


def test_the_editor_shows_only_what_the_chosen_outcome_wants(office: Office) -> None:
    case = way.case_of(office)
    client = signed_in(office.handler)

    plain = client.get(reverse("desk_request_decision", args=[case.pk])).content.decode()
    shown = post(client, case, "desk_request_decision", outcome="D3-5", show="1").content.decode()

    assert ("不予公开的依据" in plain, "E16-1a" in plain) == (False, False)
    assert [code in shown for code in ("E16-1a", "E16-1c", "E16-2a", "E14-1")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert decision_of(case) is None  # looking saves nothing


def test_what_was_typed_is_saved_and_the_letter_shown_with_the_applicant_masked(
    office: Office,
) -> None:
    case = way.case_of(office)
    client = signed_in(office.handler)

    answer = post(
        client, case, "desk_request_decision", outcome="D3-5", grounds="E16-1a",
        facts="经核对。", reasons="属于内部人事安排。",
    )  # fmt: skip
    page = client.get(answer.url).content.decode()

    decision = decision_of(case)
    assert decision is not None
    assert (decision.outcome, decision.grounds, decision.reasons) == (
        "D3-5", ["E16-1a"], "属于内部人事安排。",
    )  # fmt: skip
    assert "应当先申请行政复议" in page
    assert "陈一诺" not in page


def test_rows_of_items_are_saved_and_empty_ones_left_out(office: Office) -> None:
    case = way.case_of(office)
    post(
        signed_in(office.handler), case, "desk_request_decision", outcome="D2", reasons="区分处理。",
        item_1_what="招生计划", item_1_result="full", item_1_ground="",
        item_3_what="讨论记录", item_3_result="withheld", item_3_ground="E16-2a",
    )  # fmt: skip
    decision = decision_of(case)
    assert decision is not None
    assert decision.items == [
        {"what": "招生计划", "result": "full", "ground": ""},
        {"what": "讨论记录", "result": "withheld", "ground": "E16-2a"},
    ]
    assert decision.grounds == ["E16-2a"]


def test_a_form_that_is_refused_shows_again_what_was_typed(office: Office) -> None:
    case = way.case_of(office)
    client = signed_in(office.handler)
    stale = post(
        client, case, "desk_request_decision", outcome="D3-5", reasons="写了很久的理由", seen="999"
    )
    wrong = post(client, case, "desk_request_decision", outcome="", reasons="写了很久的理由")

    assert (stale.status_code, wrong.status_code) == (409, 422)
    assert "写了很久的理由" in stale.content.decode()
    assert "写了很久的理由" in wrong.content.decode()


def test_others_read_the_decision_and_cannot_write_it(office: Office) -> None:
    case = way.case_of(office)
    way.propose(case, office.handler)
    url = reverse("desk_request_decision", args=[case.pk])

    assert signed_in(office.stranger).get(url).status_code == 404
    assert signed_in(office.secrecy).get(url).status_code == 200
    refused = post(signed_in(office.secrecy), case, "desk_request_decision", outcome="D1b")
    assert refused.status_code == 403


def test_five_people_carry_a_case_from_the_proposal_to_the_archive(office: Office) -> None:
    case = way.case_of(office)
    handler, secrecy = signed_in(office.handler), signed_in(office.secrecy)
    legal, signer = signed_in(office.legal), signed_in(office.signer)
    registrar = signed_in(office.registrar)
    act = "desk_request_act"
    points = ["secrets", "work_secrets", "stability", "others", "copies"]
    legal_points = ["outcome", "grounds", "procedure", "separated", "redress"]

    steps = [
        post(handler, case, "desk_request_decision", outcome="D1b", given="见附件。"),
        post(handler, case, act, "send_to_review", note="请核对"),
        post(secrecy, case, act, "secrecy_review", passed="yes", checklist=points),
        post(legal, case, act, "legal_review", passed="yes", checklist=legal_points),
        post(signer, case, act, "sign"),
        post(
            registrar, case, act, "deliver", mode="direct", handed_on="2026-03-17",
            signed_for_on="2026-03-17",
        ),
        post(registrar, case, act, "close", answer="keep", reason="只涉及个别人"),
        post(registrar, case, act, "archive"),
    ]  # fmt: skip

    assert [step.status_code for step in steps] == [302] * 8
    assert (way.fresh(case).stage, way.fresh(case).outcome) == (Stage.ARCHIVED, "D1b")


@pytest.mark.parametrize("stage", list(Stage))
def test_the_page_of_the_case_opens_in_every_stage(office: Office, stage: Stage) -> None:
    case = way.case_of(office)
    case.stage, case.outcome = stage, "D1b"
    case.save()
    for user in (office.handler, office.legal):
        client = signed_in(user)
        for name in ("desk_request", "desk_request_decision", "desk_request_deliveries"):
            assert client.get(reverse(name, args=[case.pk])).status_code == 200


def test_the_package_is_for_those_who_may_know_the_applicant_and_the_look_is_noted(
    office: Office,
) -> None:
    case = way.case_of(office)
    way.whole_way(case, office, "D1b")
    file = archive.archive(way.fresh(case), by=office.registrar)
    url = reverse("desk_request_package", args=[case.pk, 1])
    looks = Event.objects.filter(act="查看个人信息", note="归档包")

    assert signed_in(office.stranger).get(url).status_code == 404
    assert signed_in(office.authority).get(url).status_code == 403
    assert looks.count() == 0
    answer = signed_in(office.registrar).get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert looks.count() == 1
    assert len(answer.content) == CaseFile.objects.get(pk=file.pk).size
    assert file.purpose == FilePurpose.PACKAGE
    assert signed_in(office.registrar).get(url.replace("/1/", "/2/")).status_code == 404
