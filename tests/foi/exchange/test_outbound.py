"""What the platform is told: each act once, in order, with what the applicant may have."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.base.services.forms import new_token
from gongkai.foi.models import ClockRevision, ExchangeMessage
from gongkai.foi.services import exchange, intake
from gongkai.foi.services.exchange import sending
from gongkai.foi.states import MessageDirection, MessageState
from gongkai.publishing.services.webhooks.wire import Outcome
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.exchange.world import KEY, application, case, envelope, take, told
from tests.foi.factories import Office, make_case


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Parcels that were sent; the receiver takes everything."""
    sent: list[Any] = []

    def post(parcel: Any) -> Outcome:
        sent.append(parcel)
        return Outcome(200, 5, "")

    monkeypatch.setattr(sending.wire, "post", post)
    return sent


def outgoing() -> Any:
    rows = ExchangeMessage.objects.filter(direction=MessageDirection.OUTBOUND)
    return rows.order_by("serial")


def send_all() -> None:
    while exchange.dispatch_due():
        for pk in list(sending.due(timezone.now()).values_list("pk", flat=True)):
            exchange.send(pk)


def test_an_act_of_a_case_that_came_otherwise_is_not_told(bureau: Office) -> None:
    intake.add_note(make_case(bureau.unit), by=bureau.handler, note="看过")
    intake.withdraw(make_case(bureau.unit), by=bureau.registrar, note="来电")
    assert told() == []


def test_messages_go_out_in_their_order_signed(bureau: Office, posted: list[Any]) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    _, second = outgoing()
    exchange.send(second.pk)
    assert posted == []  # the one before it has not arrived
    send_all()
    assert [json.loads(parcel.body)["serial"] for parcel in posted] == [1, 2]
    parcel = posted[0]
    stamp = parcel.headers["Gongkai-Timestamp"]
    assert parcel.headers["Gongkai-Signature"] == exchange.signature(KEY, stamp, parcel.body)
    assert set(outgoing().values_list("state", flat=True)) == {MessageState.SENT}


def test_an_answer_carries_letter_and_files_the_applicant_may_have(
    bureau: Office, posted: list[Any], on_day: OnDay
) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    row = case()
    intake.assign(row, handler=bureau.handler, office="", team=[], by=bureau.registrar)
    on_day(way.DAY)
    way.whole_way(way.fresh(row), bureau, "D1b")
    assert told() == ["received", "registered", "decided", "closed"]
    send_all()
    body = json.loads(posted[2].body)["body"]
    assert body["outcome"] == "D1b"
    assert body["letter"]["name"].endswith(".pdf")
    assert len(body["letter"]["content"]) > 1000
    originals = {file.sha256 for file in row.files.filter(purpose="record")}
    assert [file["sha256"] in originals for file in body["files"]] == [False] * len(body["files"])
    assert "陈一诺" not in posted[2].body.decode()


def test_a_failure_is_tried_again_and_then_told_and_repeated(
    bureau: Office, monkeypatch: pytest.MonkeyPatch, as_user: type
) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    monkeypatch.setattr(sending.wire, "post", lambda parcel: Outcome(500, 5, "接收系统没有接收。"))
    row = outgoing().first()
    for _ in range(sending.ATTEMPTS):
        ExchangeMessage.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
        exchange.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.tries) == (MessageState.FAILED, sending.ATTEMPTS)
    browser = as_user(bureau.openness)
    page = browser.get(reverse("desk_exchange")).content.decode()
    assert "接收系统没有接收。" in page
    answer = browser.post(
        reverse("desk_exchange_repeat", args=[row.pk]), {"form_token": new_token()}, follow=True
    )
    assert "已经排入发送" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.tries) == (MessageState.QUEUED, 0)


def test_a_day_that_moved_with_the_calendar_is_told_once(bureau: Office) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    ClockRevision.objects.create(
        case=case(),
        calendar="载入放假安排",
        old_due=dt.date(2026, 4, 1),
        new_due=dt.date(2026, 4, 2),
    )
    assert [exchange.tell_new_days(), exchange.tell_new_days()] == [1, 0]
    assert told()[-1] == "due.changed"


def test_the_list_is_for_those_who_may_and_shows_only_their_cases(
    bureau: Office, as_user: type
) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    take(envelope("withdrawn", 5, subject="S-9", key="waits"))
    url = reverse("desk_exchange")
    assert as_user(bureau.handler).get(url).status_code == 403
    assert "SPT-2026-0001" in as_user(bureau.openness).get(url).content.decode()
    assert "SPT-2026-0001" not in as_user(bureau.stranger).get(url).content.decode()
    assert "S-9" not in as_user(bureau.openness).get(url).content.decode()
    assert "S-9" in as_user(bureau.authority).get(url).content.decode()
    sheet = as_user(bureau.openness).get(url, {"format": "xlsx"})
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_list_asks_as_often_for_three_messages_as_for_one(
    bureau: Office, as_user: type, django_assert_num_queries: Any
) -> None:
    take(envelope("withdrawn", 5, subject="S-9", key="waits"))
    browser, url = as_user(bureau.authority), reverse("desk_exchange")
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    take(envelope("application.submitted", 1, application(bureau)))
    with django_assert_num_queries(len(one)):
        browser.get(url)
