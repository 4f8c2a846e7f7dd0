"""The pages of deliveries: who sees and does what, texts to copy, feeds, settings, statements."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import CopyFormat, OutletKind, OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.states import DeliveryState, DraftSight, Kind, State
from gongkai.publishing.todo_deliveries import by_hand, failed
from gongkai.publishing.views_desk.deliveries.settings import outlet_settings
from tests.cast import City, People
from tests.outlets.factories import (
    make_column,
    make_delivery,
    make_outlet,
    make_receiver,
    make_site,
)
from tests.publishing.factories import attach, make_many, make_publication

SignedIn = Callable[[User], Client]
SEERS = {"clerk", "openness", "signer", "authority"}
HOOK = "https://data.minghu.gov.cn/hook"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def by_hand_delivery(city: City, **facts: Any) -> Delivery:
    state = facts.pop("publication_state", State.RELEASED)
    row = make_publication(unit=city.education, state=state)
    outlet = make_outlet(city.education, name="明湖教育")
    return make_delivery(row, outlet, **{"state": DeliveryState.BY_HAND, **facts})


def url_of(delivery: Delivery) -> str:
    return reverse("desk_delivery", args=[delivery.pk])


def send(client: Client, url: str, /, **fields: Any) -> Any:
    return client.post(url, {"form_token": new_token(), **fields})


# --- who ---------------------------------------------------------------------------------------


def test_a_copy_planned_for_a_draft_is_known_to_those_who_see_the_draft(
    city: City, people: People, as_user: SignedIn
) -> None:
    row = by_hand_delivery(city, publication_state=State.DRAFT)
    outlet_of_another = make_delivery(row.publication, make_outlet(city.finance, name="财政之窗"))
    stranger = people.clerk_of_another_unit
    assert list(reads.visible_to(stranger)) == []
    assert as_user(stranger).get(url_of(outlet_of_another)).status_code == 404
    assert set(reads.visible_to(people.clerk)) == {row, outlet_of_another}
    Publication.objects.update(limited_to=DraftSight.PERSONS)
    assert list(reads.visible_to(people.openness)) == []
    now = timezone.now()
    Publication.objects.update(state=State.RELEASED, released_at=now, release_basis="stock")
    assert list(reads.visible_to(stranger)) == [outlet_of_another]


@pytest.mark.parametrize("name", People.__slots__)
def test_deliveries_are_for_their_roles_and_units(
    name: str, city: City, people: People, as_user: SignedIn
) -> None:
    client, row = as_user(getattr(people, name)), by_hand_delivery(city)
    outlet = row.outlet
    own = {
        url_of(row): SEERS,
        reverse("desk_publication_outlets", args=[row.publication_id]): SEERS,
    }
    kept = {reverse("desk_outlet_delivery", args=[outlet.pk]): {"openness", "authority"}}
    may_look = SEERS | {"clerk_of_another_unit"}
    answer = client.get(reverse("desk_deliveries"))
    assert answer.status_code == (200 if name in may_look else 403)
    for url, allowed in {**own, **kept}.items():
        status = client.get(url).status_code
        if name not in may_look:
            assert status == 403, url
        elif name == "clerk_of_another_unit":
            assert status == (403 if "library" in url else 404), url
        else:
            assert status == (200 if name in allowed else 403), url


@pytest.mark.parametrize(
    ("name", "status"), [("clerk", 302), ("openness", 302), ("authority", 302), ("signer", 403)]
)
def test_posting_is_for_the_people_of_the_outlet(
    name: str, status: int, city: City, people: People, as_user: SignedIn
) -> None:
    row = by_hand_delivery(city)
    facts = {"act": "post", "url": "mp.example.com/1", "seen": record_of(row.publication).digest}
    assert send(as_user(getattr(people, name)), url_of(row), **facts).status_code == status
    row.refresh_from_db()
    assert row.state == (DeliveryState.POSTED if status == 302 else DeliveryState.BY_HAND)


# --- one delivery ------------------------------------------------------------------------------


def test_the_page_shows_the_text_and_keeps_what_was_typed(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, row = as_user(people.clerk), by_hand_delivery(city)
    page = client.get(url_of(row)).content.decode()
    text = re.search(r'<textarea id="copy-text"[^>]*>([^<]*)</textarea>', page)
    assert text is not None
    assert text[1] == deliveries.copy_for(row.publication, row.outlet)
    refused = send(
        client, url_of(row), act="post", url="不是网址", seen=record_of(row.publication).digest
    )
    assert refused.status_code == 422
    assert 'value="不是网址"' in refused.content.decode()


def test_a_text_that_was_corrected_meanwhile_is_shown_anew_and_taken_then(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, row = as_user(people.clerk), by_hand_delivery(city)
    old = record_of(row.publication).digest
    Publication.objects.update(title="改正后的标题")
    refused = send(client, url_of(row), act="post", url="a.example.com", seen=old)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', refused.content.decode())
    assert (refused.status_code, seen is not None) == (422, True)
    assert seen is not None
    assert (
        send(client, url_of(row), act="post", url="a.example.com", seen=seen[1]).status_code == 302
    )


def test_a_screenshot_is_proof_and_never_a_program(
    city: City, people: People, as_user: SignedIn, own_files: Any
) -> None:
    client, row = as_user(people.clerk), by_hand_delivery(city)
    seen = record_of(row.publication).digest
    send(client, url_of(row), act="post", seen=seen, file=SimpleUploadedFile("截图.png", PNG))
    answer = client.get(reverse("desk_delivery_proof", args=[row.pk]))
    assert (answer.content, answer["Content-Disposition"][:10]) == (PNG, "attachment")
    assert as_user(people.clerk_of_another_unit).get(answer.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        (DeliveryState.RECALL, "confirm", DeliveryState.RECALLED),
        (DeliveryState.BY_HAND, "cancel", DeliveryState.CANCELLED),
    ],
)
def test_acts_of_the_page(
    city: City, people: People, as_user: SignedIn, state: str, act: str, after: str
) -> None:
    row = by_hand_delivery(city, state=state)
    client, token = as_user(people.clerk), new_token()
    for _ in range(2):
        answer = client.post(url_of(row), {"form_token": token, "act": act, "note": "按要求办理。"})
        assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == after


def test_an_act_that_is_refused_says_why_and_an_unknown_one_is_none(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, row = as_user(people.clerk), by_hand_delivery(city)
    answer = send(client, url_of(row), act="cancel")
    assert (answer.status_code, "请写明取消的原因" in answer.content.decode()) == (422, True)
    assert send(client, url_of(row), act="explode").status_code == 400


# --- the list ----------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_one_and_three_rows(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.clerk)

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = [reverse("desk_deliveries"), reverse("desk_deliveries") + "?state="]
    by_hand_delivery(city)
    first = [cost(url) for url in urls]
    by_hand_delivery(city)
    by_hand_delivery(city)
    client = as_user(people.clerk)  # a session writes once a minute when it was used last
    assert [cost(url) for url in urls] == first


def test_several_are_sent_again_at_once_or_none(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.openness), reverse("desk_deliveries")
    system = make_receiver(city.education, HOOK)
    rows = [
        make_delivery(row, system, state=DeliveryState.FAILED, attempts=6)
        for row in make_many(2, city.education)
    ]
    assert send(client, url).status_code == 422
    other = by_hand_delivery(city)
    refused = send(client, url, delivery=[rows[0].pk, other.pk])
    assert (refused.status_code, "不需要重新送达" in refused.content.decode()) == (409, True)
    assert send(client, url, delivery=[row.pk for row in rows]).status_code == 302
    assert set(Delivery.objects.filter(outlet=system).values_list("state", "attempts")) == {
        ("waiting", 0)
    }


@pytest.mark.parametrize("state", ["", "hand", "stale", "failed", "nonsense"])
def test_every_view_of_the_list_opens_and_exports(
    city: City, people: People, as_user: SignedIn, state: str
) -> None:
    by_hand_delivery(city)
    for more in ("", "&format=xlsx", "&kind=account"):
        assert (
            as_user(people.clerk)
            .get(f"{reverse('desk_deliveries')}?state={state}{more}")
            .status_code
            == 200
        )


# --- choosing ----------------------------------------------------------------------------------


def test_outlets_are_chosen_on_a_page_of_the_publication(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, outlet = as_user(people.clerk), make_outlet(city.education)
    row = make_publication(state=State.DRAFT, unit=city.education)
    url = reverse("desk_publication_outlets", args=[row.pk])
    assert send(client, url, outlets=[outlet.pk]).status_code == 302
    assert (
        re.search(rf'value="{outlet.pk}"[^>]* checked', client.get(url).content.decode())
        is not None
    )
    assert send(client, url, outlets=["999999"]).status_code == 422
    assert Delivery.objects.get().state == DeliveryState.BY_HAND


def test_the_panel_costs_one_statement(city: City, django_assert_num_queries: Any) -> None:
    row = by_hand_delivery(city).publication
    make_delivery(row, make_site(city.city), state=DeliveryState.SENT)
    reads.of(row)  # the calendar is read once a process
    with django_assert_num_queries(1):
        panel = reads.of(row)
        assert [(line.delivery.outlet.name, line.delivery.outlet.unit.name) for line in panel.lines] == [
            ("明湖教育", "明湖市教育局"), ("明湖市人民政府门户网站", "明湖市人民政府"),
        ]  # fmt: skip


# --- settings ----------------------------------------------------------------------------------


def test_settings_are_saved_and_a_key_is_shown_once(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, system = as_user(people.openness), make_outlet(city.education, OutletKind.SYSTEM)
    url = reverse("desk_outlet_delivery", args=[system.pk])
    facts = {
        "copy_format": CopyFormat.JSON,
        "automatic": "on",
        "kinds": [Kind.DOCUMENT],
        "webhook_url": HOOK,
        "seen": 1,
    }
    assert send(client, url, **{**facts, "webhook_url": "http://10.0.0.1/"}).status_code == 422
    assert send(client, url, **facts).status_code == 302
    token = new_token()
    shown = client.post(url, {"form_token": token, "act": "key"}).content.decode()
    key = re.search(r'class="secret">([0-9a-f]{64})<', shown)
    assert key is not None
    again = client.post(url, {"form_token": token, "act": "key"}, follow=True).content.decode()
    assert (key[1] in again, "密钥只在当时显示一次" in again) == (False, True)


def test_the_report_of_an_error_names_no_key(
    city: City,
    people: People,
    as_user: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    rf: RequestFactory,
) -> None:
    system = make_outlet(city.education, OutletKind.SYSTEM)
    keys: list[str] = []

    def explode(request: Any, template: str, context: dict[str, Any]) -> Any:
        keys.append(context["key"])
        raise RuntimeError

    monkeypatch.setattr("gongkai.publishing.views_desk.deliveries.settings.render", explode)
    request = rf.post(reverse("desk_outlet_delivery", args=[system.pk]))
    request.user = people.openness
    request.POST = {"form_token": new_token(), "act": "key"}
    with pytest.raises(RuntimeError) as caught:
        outlet_settings(request, system.pk)
    report = ExceptionReporter(request, caught.type, caught.value, caught.tb)
    ours = [f for f in report.get_traceback_frames() if "/gongkai/publishing/" in f["filename"]]
    assert [frame["function"] for frame in ours] == ["outlet_settings", "_new_key"]
    assert keys[0] not in str([frame["vars"] for frame in ours])


def test_what_a_column_takes_is_set_on_its_page(
    city: City, people: People, as_user: SignedIn
) -> None:
    column = make_column(make_site(city.education))
    url = reverse("desk_column_takes", args=[column.pk])
    client = as_user(people.openness)
    assert send(client, url, kinds=[Kind.DOCUMENT], own="on").status_code == 302
    assert Column.objects.get().takes == {"kinds": ["document"], "own": True}
    assert client.get(url).content.decode().count(" checked") == 2
    assert as_user(people.clerk).get(url).status_code == 403


# --- feed --------------------------------------------------------------------------------------


def feed_outlet(city: City) -> Outlet:
    return make_outlet(city.education, OutletKind.SYSTEM, name="数据订阅", slug="open-data")


def test_the_feed_holds_what_is_public_and_goes_there(city: City, visitor: Client) -> None:
    outlet = feed_outlet(city)
    there, gone, hidden, elsewhere = make_many(4, city.education)
    for row in (there, gone, hidden):
        make_delivery(row, outlet, state=DeliveryState.SENT)
    Delivery.objects.filter(publication=gone).update(state=DeliveryState.RECALLED)
    Publication.objects.filter(pk=hidden.pk).update(
        released_at=timezone.now() + dt.timedelta(days=1)
    )
    make_delivery(elsewhere, make_outlet(city.education))
    answer = visitor.get("/outlets/open-data/feed.json")
    feed = answer.json()
    assert (answer["Content-Type"], feed["version"]) == (
        "application/feed+json; charset=utf-8", "https://jsonfeed.org/version/1.1",
    )  # fmt: skip
    assert [item["title"] for item in feed["items"]] == [there.title]
    same = visitor.get("/outlets/open-data/feed.json", headers={"if-none-match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_the_feed_is_paged_at_a_fixed_cost(
    city: City, visitor: Client, own_files: Any, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    outlet = feed_outlet(city)

    def cost() -> int:
        visitor.get("/outlets/open-data/feed.json")
        with CaptureQueriesContext(connection) as seen:
            visitor.get("/outlets/open-data/feed.json")
        return len(seen)

    rows = make_many(21, city.education)
    costs = []
    for count, row in enumerate(rows, 1):
        make_delivery(row, outlet, state=DeliveryState.SENT)
        if count in (1, 3):
            attach(row)
            costs.append(cost())
    assert costs[0] == costs[1]
    first = visitor.get("/outlets/open-data/feed.json").json()
    assert (len(first["items"]), first["next_url"]) == (20, f"{first['feed_url']}?page=2")
    second = visitor.get("/outlets/open-data/feed.json?page=2").json()
    assert (len(second["items"]), "next_url" in second) == (1, False)
    for page in ("0", "3", "x", "１", "9" * 30):
        assert visitor.get(f"/outlets/open-data/feed.json?page={page}").status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"state": OutletState.CLOSED}, {"state": OutletState.FILING}, {"copy_format": "text"}],
)
def test_only_a_running_outlet_of_data_has_a_feed(
    city: City, visitor: Client, change: dict[str, str]
) -> None:
    feed_outlet(city)
    Outlet.objects.update(**change)
    assert visitor.get("/outlets/open-data/feed.json").status_code == 404


# --- what waits --------------------------------------------------------------------------------


def test_the_people_of_the_outlet_have_it_to_do_and_nobody_else(city: City, people: People) -> None:
    row = by_hand_delivery(city)
    recall = by_hand_delivery(city, state=DeliveryState.RECALL)
    late = make_delivery(
        row.publication, make_receiver(city.education, HOOK), state=DeliveryState.FAILED
    )
    assert [(todo.what, todo.due) for todo in by_hand(people.clerk, 10)] == [
        (f"在“明湖教育”发布《{row.publication.title}》", reads.due_of(row)),
        (f"在“明湖教育”撤下《{row.publication.title}》", reads.due_of(recall)),
    ]
    assert [todo.word for todo in failed(people.clerk, 10)] == ["未送达"]
    assert late.state == DeliveryState.FAILED
    for name in ("authority", "clerk_of_another_unit", "handler", "system_admin"):
        user = getattr(people, name)
        assert (list(by_hand(user, 10)), list(failed(user, 10))) == ([], []), name


@pytest.mark.parametrize("state", [OutletState.PAUSED, OutletState.CLOSED])
def test_nothing_is_to_be_posted_where_nothing_runs(city: City, people: People, state: str) -> None:
    by_hand_delivery(city)
    recall = by_hand_delivery(city, state=DeliveryState.RECALL)
    Outlet.objects.update(state=state)
    assert [todo.what for todo in by_hand(people.clerk, 10)] == [
        f"在“明湖教育”撤下《{recall.publication.title}》"
    ]


def test_before_its_hour_nobody_has_to_post_it(city: City, people: People) -> None:
    row = by_hand_delivery(city)
    Publication.objects.update(released_at=timezone.now() + dt.timedelta(hours=2))
    assert list(by_hand(people.clerk, 10)) == []
    page = reads.is_for_hands(
        Delivery.objects.select_related("publication", "outlet").get(pk=row.pk)
    )
    assert page is False
