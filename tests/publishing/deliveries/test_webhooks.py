"""Pushes to a real receiver: signed, at least once, repeated with back-off, nothing lost."""

import datetime as dt
import hashlib
import hmac
import json
import socket
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from gongkai.base import jobs
from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Refusal
from gongkai.outlets.models import Outlet
from gongkai.outlets.services import webhook_key
from gongkai.outlets.states import OutletState
from gongkai.publishing.models import Delivery, DeliveryAttempt, Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries, webhooks
from gongkai.publishing.services.webhooks import pushing, wire
from gongkai.publishing.states import DeliveryState, State
from tests.cast import City, People
from tests.outlets.factories import make_delivery, make_outlet, make_receiver, make_site
from tests.publishing.deliveries.receiver import Receiver, receiver
from tests.publishing.factories import make_publication


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]


def waiting(city: City, url: str, **facts: Any) -> Delivery:
    row = make_publication(unit=city.education, text="第一句。")
    return make_delivery(row, make_receiver(city.education, url), **facts)


def turn() -> None:
    """One turn of the minute job and of the worker."""
    webhooks.dispatch_due()
    jobs.run_due()


def let_pass(delivery: Delivery, minutes: float) -> None:
    """Some time goes by for a delivery."""
    delivery.refresh_from_db()
    if delivery.next_try_at:
        earlier = delivery.next_try_at - dt.timedelta(minutes=minutes)
        Delivery.objects.filter(pk=delivery.pk).update(next_try_at=earlier)


def now_of(delivery: Delivery) -> tuple[str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts


# --- what is sent ------------------------------------------------------------------------------


def test_a_push_is_signed_and_carries_the_one_record(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        turn()
        ((headers, body),) = there.got
    assert now_of(row) == (DeliveryState.SENT, 1)
    assert (headers["Gongkai-Event"], headers["Gongkai-Delivery"]) == (
        "released",
        f"{row.outlet.slug}-{row.pk}-1",
    )
    stamp = headers["Gongkai-Timestamp"]
    expected = hmac.new(
        webhook_key(row.outlet).encode(), f"{stamp}.".encode() + body, hashlib.sha256
    )
    assert headers["Gongkai-Signature"] == f"sha256={expected.hexdigest()}"
    sent = json.loads(body)
    assert abs(int(stamp) - timezone.now().timestamp()) < 60
    assert sent["item"]["content_text"] == "第一句。"
    assert sent["item"]["_gongkai"]["sha256"] == row.digest == record_of(row.publication).digest
    log = row.log.get()
    assert (log.event, log.status, log.problem) == ("released", 200, "")


def test_a_job_that_runs_twice_sends_once(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        webhooks.send(row.pk)
        webhooks.send(row.pk)
        turn()
        assert there.events == ["released"]


def test_queued_twice_it_is_one_job(city: City) -> None:
    waiting(city, "http://127.0.0.1:9/hook")
    assert (webhooks.dispatch_due(), webhooks.dispatch_due(), OrmQ.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN},
        {"released_at": timezone.now() + dt.timedelta(days=999)},
        {"attribute": "on_request"},
    ],
    ids=["draft", "withdrawn", "not yet", "on request"],
)
def test_what_is_not_public_is_never_sent(city: City, change: dict[str, Any]) -> None:
    with receiver() as there:
        waiting(city, there.url)
        Publication.objects.update(**change)
        turn()
        assert there.got == []


def test_a_paused_outlet_gets_its_copy_when_it_runs_again(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        Outlet.objects.update(state=OutletState.PAUSED)
        turn()
        assert (now_of(row), there.got) == ((DeliveryState.WAITING, 0), [])
        Outlet.objects.update(state=OutletState.RUNNING)
        turn()
        assert now_of(row) == (DeliveryState.SENT, 1)


def test_a_page_is_there_when_its_hour_has_come(city: City) -> None:
    row = make_publication(unit=city.education)
    page = make_delivery(row, make_site(city.city))
    turn()
    assert (now_of(page), page.proof_url) == ((DeliveryState.SENT, 0), deliveries.own_address(page))


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_receiver_that_is_down_for_an_hour_loses_nothing(city: City) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        row = waiting(city, f"http://127.0.0.1:{port}/hook")
        for minutes in (1, 5, 30):
            turn()
            assert now_of(row)[0] == DeliveryState.WAITING
            let_pass(row, minutes)
        turn()
    assert now_of(row) == (DeliveryState.WAITING, 4)
    assert [a.problem for a in row.log.all()] == ["连接不上接收系统，或者它的应答无法识别。"] * 4
    with receiver() as there:
        Outlet.objects.update(webhook_url=there.url)
        let_pass(row, 120)
        turn()
        assert there.numbers == [f"{row.outlet.slug}-{row.pk}-1"]
    assert now_of(row) == (DeliveryState.SENT, 5)


def test_a_try_comes_after_1_5_30_minutes_2_and_12_hours_and_then_people_are_told(
    city: City, people: People
) -> None:
    with receiver(500) as there:
        row = waiting(city, there.url)
        pauses = []
        for _ in range(6):
            turn()
            row.refresh_from_db()
            if row.next_try_at:
                pauses.append(round((row.next_try_at - timezone.now()).total_seconds() / 60))
                turn()  # nothing before its time
            let_pass(row, 721)
        assert there.numbers == [f"{row.outlet.slug}-{row.pk}-1"] * 6
    assert (pauses, now_of(row), row.problem) == (
        [1, 5, 30, 120, 720], (DeliveryState.FAILED, 6), "接收系统应答500，没有接收。",
    )  # fmt: skip
    turn()
    assert DeliveryAttempt.objects.count() == 6
    assert sorted(Notice.objects.values_list("user__username", flat=True)) == ["clerk", "openness"]


def test_a_redirect_is_not_followed(city: City) -> None:
    with receiver(302) as there:
        row = waiting(city, there.url)
        turn()
        assert len(there.got) == 1
    row.refresh_from_db()
    assert row.problem == "接收系统要求转到别的地址（302），没有跟随；请把推送地址改为最终的地址。"


def test_a_name_that_leads_inside_is_not_called(
    city: City, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **facts: found)
    row = waiting(city, "https://data.minghu.gov.cn/hook")
    turn()
    row.refresh_from_db()
    assert (
        row.problem
        == "推送地址的主机名解析到了内网地址，没有发送；确属内网的接收系统，请系统管理员写入设置。"
    )


def test_an_address_that_was_allowed_once_is_judged_each_time(city: City, settings: Any) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        settings.WEBHOOK_PRIVATE_HOSTS = []
        turn()
        assert there.got == []
    row.refresh_from_db()
    assert row.problem[:24] == "推送地址必须以 https:// 开头；内网的接收系统"[:24]


def test_without_a_key_nothing_is_sent_and_people_are_told(city: City, people: People) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        Outlet.objects.update(webhook_nonce="")
        turn()
        assert there.got == []
    assert now_of(row) == (DeliveryState.FAILED, 1)
    assert (row.problem, Notice.objects.count()) == (
        f"“{row.outlet.name}”还没有推送密钥，请先在送达设置里生成。", 2,
    )  # fmt: skip


def test_a_worker_killed_while_sending_sends_again_under_the_same_number(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        parcel = pushing.claim(row.pk)
        assert parcel is not None
        wire._call(parcel)  # it arrived, and nobody lived to write that down
        assert (now_of(row), row.log.get().problem) == (
            (DeliveryState.WAITING, 1),
            deliveries.INTERRUPTED,
        )
        turn()
        assert len(there.got) == 1
        let_pass(row, 1)
        turn()
        assert there.numbers == [f"{row.outlet.slug}-{row.pk}-1"] * 2
    assert now_of(row) == (DeliveryState.SENT, 2)


def test_a_worker_killed_in_the_last_attempt_leaves_a_failure(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url, attempts=5, next_try_at=timezone.now())
        assert pushing.claim(row.pk) is not None
        let_pass(row, 721)
        turn()
        assert there.got == []
    assert (now_of(row), row.problem) == ((DeliveryState.FAILED, 6), deliveries.INTERRUPTED)


# --- corrected, withdrawn, again ---------------------------------------------------------------


def test_a_withdrawal_is_told_without_the_text(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        turn()
        Publication.objects.update(
            state=State.WITHDRAWN, withdrawn_at=timezone.now(), withdrawal_reason="附件有误。"
        )
        deliveries.recall([row.publication])
        turn()
        _, body = there.got[-1]
    assert (there.events, there.numbers[1]) == (
        ["released", "withdrawn"],
        f"{row.outlet.slug}-{row.pk}-2",
    )
    item = json.loads(body)["item"]
    assert (item["_gongkai"]["reason"], item["_gongkai"]["sha256"], "content_text" in item) == (
        "附件有误。", row.digest or record_of(row.publication).digest, False,
    )  # fmt: skip
    assert now_of(row) == (DeliveryState.RECALLED, 1)


def test_a_recall_that_cannot_be_told_is_given_to_people(city: City, people: People) -> None:
    with receiver(500) as there:
        row = waiting(city, there.url, state=DeliveryState.RECALL, event="withdrawn", generation=2)
        for _ in range(6):
            turn()
            let_pass(row, 721)
        turn()
        assert len(there.got) == 6
        assert now_of(row) == (DeliveryState.RECALL, 6)
        units = type(city.education).objects.filter(pk=city.education.pk)
        assert (list(reads.failed(units)), reads.is_for_hands(row)) == ([row], True)
        there.statuses = [200]
        deliveries.retry([row], by=people.clerk)
        turn()
    assert now_of(row) == (DeliveryState.RECALLED, 1)


def test_a_correction_is_told_as_one_with_the_new_text(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        turn()
        text = row.publication.text
        text.plain, text.outline = "改正后的一句。", []
        text.save()
        deliveries.amended([row.publication])
        turn()
        _, body = there.got[-1]
    assert (there.events, there.numbers[1]) == (
        ["released", "amended"],
        f"{row.outlet.slug}-{row.pk}-2",
    )
    assert json.loads(body)["item"]["content_text"] == "改正后的一句。"


def test_withdrawn_while_it_is_under_way_the_receiver_is_told_both(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        parcel = pushing.claim(row.pk)
        assert parcel is not None
        outcome = wire.post(parcel)
        Publication.objects.update(state=State.WITHDRAWN, withdrawn_at=timezone.now())
        deliveries.recall([row.publication])
        pushing.settle(parcel, outcome)
        assert now_of(row) == (DeliveryState.RECALL, 0)
        turn()
        assert there.events == ["released", "withdrawn"]
    assert now_of(row) == (DeliveryState.RECALLED, 1)


def again(there: Receiver, row: Delivery, people: People) -> int:
    count = deliveries.retry([row], by=people.clerk)
    turn()
    return count


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.SENT])
def test_sent_again_it_has_the_same_number(city: City, people: People, state: str) -> None:
    with receiver() as there:
        row = waiting(city, there.url, state=state, attempts=6, problem="没有应答。")
        assert again(there, row, people) == 1
        assert there.numbers == [f"{row.outlet.slug}-{row.pk}-1"]
    assert (now_of(row), row.problem) == ((DeliveryState.SENT, 1), "")
    assert list(Event.objects.values_list("act", flat=True)) == ["重新送达"]


def test_only_a_push_that_is_over_is_sent_again(city: City, people: People) -> None:
    row = waiting(city, "http://127.0.0.1:9/hook", state=DeliveryState.CANCELLED)
    Outlet.objects.update(state=OutletState.CLOSED)
    by_hand = make_delivery(
        row.publication, make_outlet(city.education), state=DeliveryState.POSTED
    )
    for delivery, words in ((row, "恢复运行后再重新送达"), (by_hand, "不需要重新送达")):
        with pytest.raises(Refusal, match=words):
            deliveries.retry([delivery], by=people.clerk)
