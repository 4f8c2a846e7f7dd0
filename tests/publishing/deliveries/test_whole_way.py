"""From the signature to every outlet: site, account and receiving system, and back again."""

import json
from typing import Any

from gongkai.base import jobs
from gongkai.outlets.models import Outlet
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries, release, webhooks
from tests.cast import City, People
from tests.outlets.factories import make_outlet, make_receiver, make_site
from tests.publishing.deliveries.receiver import receiver
from tests.publishing.workflow import people as way


def turn() -> None:
    """One turn of the minute job and of the worker."""
    webhooks.dispatch_due()
    jobs.run_due()


def states(row: Publication) -> dict[str, str]:
    """The state at each outlet."""
    return dict(Delivery.objects.filter(publication=row).values_list("outlet__name", "state"))


def outlets(city: City, url: str) -> tuple[Outlet, Outlet, Outlet]:
    """A site of the city, an account of the office of education and the system of the province."""
    return (
        make_site(city.city, name="门户", automatic=True),
        make_outlet(city.education, name="微信", automatic=True),
        make_receiver(city.city, url, name="省平台"),
    )


def test_a_release_goes_to_site_account_and_system_and_a_withdrawal_comes_after_it(
    city: City, people: People, settings: Any
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with receiver() as there:
        _, account, _ = outlets(city, there.url)
        row = way.released(people)
        assert states(row) == {"门户": "sent", "微信": "by_hand", "省平台": "waiting"}
        turn()
        assert states(row) == {"门户": "sent", "微信": "by_hand", "省平台": "sent"}
        by_hand = Delivery.objects.get(outlet=account)
        now = record_of(way.fresh(row)).digest
        deliveries.post(by_hand, by=people.clerk, seen=now, url="mp.example.com/1")
        release.withdraw(row, by=people.signer, reason="附件有误。")
        assert states(row) == {"门户": "recalled", "微信": "recall", "省平台": "recall"}
        turn()
        assert there.events == ["released", "withdrawn"]
        deliveries.confirm_recall(by_hand, by=people.clerk)
    assert set(states(row).values()) == {"recalled"}
    bodies = [json.loads(body) for _, body in there.got]
    assert bodies[0]["item"]["_gongkai"]["sha256"] == now
    assert bodies[1]["item"]["_gongkai"]["reason"] == "附件有误。"


def test_without_a_receiver_the_release_stands_and_only_the_push_waits(
    city: City, people: People, settings: Any
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with receiver(503) as there:
        outlets(city, there.url)
        row = way.released(people)
        turn()
        assert states(row) == {"门户": "sent", "微信": "by_hand", "省平台": "waiting"}
        push = Delivery.objects.get(outlet__name="省平台")
        assert (push.attempts, push.problem) == (1, "接收系统应答503，没有接收。")
    assert way.fresh(row).is_public
