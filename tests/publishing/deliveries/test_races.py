"""What happens at one moment: a push under way and a decision on it, two people at one delivery."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Refusal
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.models import Delivery, DeliveryAttempt, Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries, webhooks
from gongkai.publishing.services.webhooks import pushing, wire
from gongkai.publishing.services.webhooks.wire import Outcome
from gongkai.publishing.states import DeliveryState, State
from tests.cast import City, People
from tests.outlets.factories import make_delivery, make_outlet, make_receiver
from tests.publishing.deliveries.receiver import receiver
from tests.publishing.factories import make_publication

HOOK = "http://127.0.0.1:9/hook"
SENDING = "正在送达，请过一分钟刷新页面，看到结果后再办理。"


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]


def waiting(city: City, url: str = HOOK, **facts: Any) -> Delivery:
    row = make_publication(unit=city.education)
    return make_delivery(row, make_receiver(city.education, url), **facts)


def under_way(row: Delivery) -> Any:
    """The push has left, and its answer is not there yet."""
    parcel = pushing.claim(row.pk)
    assert parcel is not None
    return parcel


def lost(row: Delivery) -> None:
    """An attempt without an answer, over for long."""
    attempt = DeliveryAttempt.objects.create(
        delivery=row, event="released", problem=deliveries.INTERRUPTED
    )
    DeliveryAttempt.objects.filter(pk=attempt.pk).update(
        at=timezone.now() - dt.timedelta(minutes=2)
    )


def withdraw(row: Delivery) -> None:
    Publication.objects.update(state=State.WITHDRAWN, withdrawn_at=timezone.now())
    deliveries.recall([row.publication])
    row.refresh_from_db()


def turn() -> None:
    webhooks.dispatch_due()
    jobs.run_due()


def refused(act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.sentence


# --- a push under way --------------------------------------------------------------------------


def test_a_recall_never_overtakes_the_push_it_takes_back(city: City) -> None:
    with receiver() as there:
        row = waiting(city, there.url)
        parcel = under_way(row)
        withdraw(row)
        turn()
        assert there.events == []
        pushing.settle(parcel, wire.post(parcel))
        turn()
        assert there.events == ["released", "withdrawn"]
    row.refresh_from_db()
    assert row.state == DeliveryState.RECALLED


def test_a_recall_waits_for_a_dead_worker_no_longer_than_a_minute(city: City) -> None:
    row = waiting(city)
    under_way(row)
    before = timezone.now()
    withdraw(row)
    assert row.state == DeliveryState.RECALL
    assert before < row.not_before <= timezone.now() + dt.timedelta(minutes=1)
    assert list(webhooks.due(timezone.now() + dt.timedelta(minutes=1))) == [row]


def test_nobody_decides_on_a_push_whose_answer_is_not_there_yet(city: City, people: People) -> None:
    row = waiting(city)
    parcel = under_way(row)
    acts = [
        lambda: deliveries.cancel(row, by=people.clerk, note="不发了。"),
        lambda: deliveries.retry([row], by=people.clerk),
        lambda: deliveries.choose(row.publication, [], by=people.clerk),
    ]
    assert [refused(act) for act in acts] == [f"“{row.outlet.name}”{SENDING}"] * 3
    pushing.settle(parcel, Outcome(500, 5, "接收系统应答500，没有接收。"))
    assert deliveries.cancel(row, by=people.clerk, note="不发了。").state == DeliveryState.CANCELLED


def test_a_recall_under_way_is_not_sent_twice_at_a_time(city: City, people: People) -> None:
    row = waiting(city, state=DeliveryState.RECALL, event="withdrawn", problem="没有应答。")
    under_way(row)
    assert refused(lambda: deliveries.retry([row], by=people.clerk)).endswith(SENDING)


def test_a_recall_that_goes_by_itself_needs_no_hand(city: City, people: People) -> None:
    row = waiting(city, state=DeliveryState.RECALL, event="withdrawn")
    assert reads.can_be_sent_again(row) is False
    sentence = refused(lambda: deliveries.retry([row], by=people.clerk))
    assert sentence == f"“{row.outlet.name}”的撤下正在自动告知，不需要重新送达。"


# --- answers that were lost --------------------------------------------------------------------


def test_sent_again_and_withdrawn_before_it_left_the_receiver_is_told(
    city: City, people: People
) -> None:
    row = waiting(city, state=DeliveryState.FAILED, attempts=6)
    lost(row)
    deliveries.retry([row], by=people.clerk)
    withdraw(row)
    assert (row.state, row.event) == (DeliveryState.RECALL, "withdrawn")


def test_left_out_and_chosen_again_it_is_still_known_that_it_may_have_arrived(
    city: City, people: People
) -> None:
    row = waiting(city, attempts=1)
    lost(row)
    deliveries.choose(row.publication, [], by=people.clerk)
    deliveries.choose(row.publication, [row.outlet], by=people.clerk)
    withdraw(row)
    assert row.state == DeliveryState.RECALL


def test_corrected_after_a_failure_it_has_a_new_number(city: City, people: People) -> None:
    row = waiting(city, state=DeliveryState.FAILED, attempts=6)
    lost(row)
    deliveries.amended([row.publication])
    row.refresh_from_db()
    assert (row.state, row.generation) == (DeliveryState.FAILED, 2)


def test_corrected_in_its_last_attempt_it_has_its_attempts_again(city: City) -> None:
    row = waiting(city, attempts=5, next_try_at=timezone.now())
    parcel = under_way(row)
    deliveries.amended([row.publication])
    pushing.settle(parcel, Outcome(200, 5, ""))
    row.refresh_from_db()
    assert (row.state, row.generation, row.attempts) == (DeliveryState.WAITING, 2, 1)
    assert list(webhooks.due(timezone.now())) == []
    assert list(webhooks.due(timezone.now() + dt.timedelta(minutes=1))) == [row]


# --- an outlet that changes its way ------------------------------------------------------------


def test_what_waits_for_a_push_is_for_people_once_the_outlet_takes_texts(
    city: City, people: People
) -> None:
    row = waiting(city)
    Outlet.objects.update(copy_format=CopyFormat.TEXT, webhook_url="")
    turn()
    row.refresh_from_db()
    assert row.state == DeliveryState.BY_HAND


@pytest.mark.parametrize("copy_format", [CopyFormat.PAGE, CopyFormat.JSON])
def test_a_recall_that_has_nobody_to_tell_any_more_is_given_to_people(
    city: City, people: People, copy_format: str
) -> None:
    row = waiting(city, state=DeliveryState.SENT, done_at=timezone.now())
    lost(row)
    Outlet.objects.update(copy_format=copy_format, webhook_url="")
    withdraw(row)
    assert row.state == DeliveryState.RECALL
    turn()
    turn()
    row = Delivery.objects.select_related("outlet", "publication").get()
    assert (row.problem, reads.is_for_hands(row), reads.can_be_sent_again(row)) == (
        "这个渠道改了发布方式，撤下没有告知原来接收的一方。", True, False,
    )  # fmt: skip
    texts = set(Notice.objects.values_list("user__username", "text"))
    advice = f"{row.problem}请直接通知对方删除，再登记已撤下。"
    assert texts == {("clerk", advice), ("openness", advice)}


# --- two people --------------------------------------------------------------------------------


def test_two_people_who_post_one_delivery_leave_one_proof(city: City, people: People) -> None:
    row = make_delivery(
        make_publication(unit=city.education),
        make_outlet(city.education),
        state=DeliveryState.BY_HAND,
    )
    first, second = Delivery.objects.get(), Delivery.objects.get()
    seen = record_of(row.publication).digest
    deliveries.post(first, by=people.clerk, seen=seen, url="a.example.com/1")
    sentence = refused(
        lambda: deliveries.post(second, by=people.openness, seen=seen, url="a.example.com/2")
    )
    row.refresh_from_db()
    assert (row.proof_url, row.done_by) == ("https://a.example.com/1", people.clerk)
    assert sentence.endswith("请刷新页面查看最新状态。")
    assert Event.objects.count() == 1


def test_two_people_who_send_one_thing_again_send_it_once(city: City, people: People) -> None:
    row = waiting(city, state=DeliveryState.FAILED, attempts=6)
    stale = Delivery.objects.get()
    deliveries.retry([row], by=people.clerk)
    assert "请刷新页面" in refused(lambda: deliveries.retry([stale], by=people.openness))
    assert Event.objects.count() == 1
