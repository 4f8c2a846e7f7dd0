"""What a release plans for the outlets, what is chosen by hand, what a withdrawal recalls."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import Theme
from gongkai.lib.moves import Move, NotAllowed
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import CopyFormat, OutletKind, OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.services.deliveries.rows import move as move_row
from gongkai.publishing.services.release import withdraw
from gongkai.publishing.states import (
    DELIVERY_MOVES,
    DeliveryAct,
    DeliveryState,
    Kind,
    ReleaseBasis,
    State,
)
from tests.cast import City, People
from tests.outlets.factories import (
    make_column,
    make_delivery,
    make_outlet,
    make_receiver,
    make_site,
)
from tests.publishing.factories import NOON, attach, make_many, make_publication

HOOK = "https://data.minghu.gov.cn/hook"


def published(unit: Any, **facts: Any) -> Publication:
    return make_publication(unit=unit, release_basis=ReleaseBasis.REVIEWED, **facts)


def states(row: Publication) -> dict[str, str]:
    return {
        d.outlet.name: d.state
        for d in Delivery.objects.filter(publication=row).select_related("outlet")
    }


def refused(act: Callable[[], Any]) -> tuple[str | None, str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.field, caught.value.sentence


# --- every move --------------------------------------------------------------------------------


@pytest.mark.parametrize("move", DELIVERY_MOVES.every(), ids=str)
def test_a_delivery_moves_as_the_table_says_and_no_other_way(
    city: City, move: Move[DeliveryState, DeliveryAct]
) -> None:
    row = Delivery(
        publication=published(city.education), outlet=make_outlet(city.education), state=move.state
    )
    if move.to is None:
        sentence = refused(lambda: move_row(row, move.act))[1]
        problem = str(NotAllowed(move.state, move.act, DELIVERY_MOVES.allowed(move.state)))
        assert sentence == f"“{row.outlet.name}”的送达{problem}请刷新页面查看最新状态。"
    else:
        move_row(row, move.act)
    assert row.state == (move.to or move.state)


# --- plan --------------------------------------------------------------------------------------


def test_a_release_goes_to_the_outlets_of_its_unit_and_above_that_take_it(city: City) -> None:
    make_site(city.office, name="门户", automatic=True)  # the office keeps the government's outlets
    make_outlet(city.education, name="教育微信", automatic=True)
    make_outlet(city.education, name="逐件选择的")
    make_outlet(city.education, name="只收解读的", automatic=True, kinds=[Kind.INTERPRETATION])
    make_outlet(city.education, name="暂停的", automatic=True, state=OutletState.PAUSED)
    make_outlet(city.finance, name="别的单位的", automatic=True)
    make_outlet(city.east, name="下级的", automatic=True)
    make_outlet(city.east_office, name="下级办公室的", automatic=True)
    make_receiver(city.city, HOOK, name="省平台")
    make_outlet(city.city, OutletKind.SYSTEM, name="数据订阅", automatic=True)
    row = published(city.education)
    deliveries.plan([row])
    assert states(row) == {
        "门户": DeliveryState.SENT,
        "教育微信": DeliveryState.BY_HAND,
        "省平台": DeliveryState.WAITING,
        "数据订阅": DeliveryState.SENT,
    }
    assert set(Delivery.objects.values_list("not_before", flat=True)) == {row.released_at}
    page = Delivery.objects.get(outlet__name="门户")
    assert page.proof_url == f"http://127.0.0.1:8000{row.get_absolute_url()}"


def test_planned_twice_is_planned_once(city: City) -> None:
    make_outlet(city.education, automatic=True)
    row = published(city.education)
    deliveries.plan([row])
    deliveries.plan([row])
    assert Delivery.objects.count() == 1


def test_stock_and_what_is_not_public_go_nowhere(city: City) -> None:
    make_outlet(city.education, automatic=True)
    deliveries.plan([make_publication(unit=city.education, release_basis=ReleaseBasis.STOCK)])
    deliveries.plan([make_publication(state=State.DRAFT, unit=city.education)])
    deliveries.plan([])
    assert Delivery.objects.count() == 0


def test_what_is_released_later_waits_for_its_hour(city: City) -> None:
    make_site(city.city, automatic=True)
    row = published(city.education, released_at=timezone.now() + dt.timedelta(hours=3))
    deliveries.plan([row])
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_plan_costs_the_same_for_one_outlet_and_for_thirty(city: City) -> None:
    def cost(rows: list[Publication]) -> int:
        fresh = list(
            Publication.objects.filter(pk__in=[r.pk for r in rows]).select_related(
                "unit", "document"
            )
        )
        with CaptureQueriesContext(connection) as seen:
            deliveries.plan(fresh)
        return len(seen)

    site = make_site(city.city, automatic=True)
    make_column(site, takes={"kinds": [Kind.DOCUMENT]})
    first = cost([published(city.education)])
    for _ in range(29):
        make_outlet(city.education, automatic=True)
    assert (first, cost([published(city.education)])) == (4, 4)
    assert Delivery.objects.count() == 1 + 30


def test_plan_costs_the_same_for_a_document_and_its_interpretation(city: City) -> None:
    make_site(city.city, automatic=True)
    make_outlet(city.education, automatic=True)
    rows = [published(city.education), published(city.education, kind=Kind.INTERPRETATION)]
    fresh = list(Publication.objects.filter(pk__in=[r.pk for r in rows]).select_related("unit"))
    with CaptureQueriesContext(connection) as seen:
        deliveries.plan(fresh)
    assert (len(seen), Delivery.objects.count()) == (
        3,
        4,
    )  # no column takes anything: none is noted


def test_plan_costs_the_same_for_one_and_three_where_columns_look_at_themes_and_classes(
    city: City,
) -> None:
    site, theme = make_site(city.city, automatic=True), Theme.objects.exclude(parent=None).first()
    assert theme is not None
    make_column(site, takes={"themes": [theme.parent_id], "classes": [0]})

    def cost(rows: list[Publication]) -> int:
        fresh = list(Publication.objects.filter(pk__in=[row.pk for row in rows]))
        with CaptureQueriesContext(connection) as seen:
            deliveries.plan(fresh)
        return len(seen)

    rows = [published(city.education, theme=theme, doc_no=f"明教发〔2024〕{n}号") for n in range(4)]
    assert cost(rows[:1]) == cost(rows[1:])


# --- columns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("takes", "taken"),
    [
        ({}, False),
        ({"kinds": [Kind.DOCUMENT]}, True),
        ({"kinds": [Kind.GUIDE]}, False),
        ({"own": True}, False),
        ({"kinds": [Kind.DOCUMENT], "own": True}, False),
        ({"classes": [0]}, False),
    ],
    ids=str,
)
def test_a_column_takes_what_its_rule_says(city: City, takes: dict[str, Any], taken: bool) -> None:
    site = make_site(city.city, automatic=True)
    column = make_column(site, unit=city.office, takes=takes)
    row = published(city.education, doc_no="明教发〔2024〕7号")
    deliveries.plan([row])
    column.refresh_from_db()
    assert column.last_on == (timezone.localdate(row.released_at) if taken else None)
    assert (Delivery.objects.get().column == column) is taken


def test_a_column_takes_themes_with_what_stands_below_them(city: City) -> None:
    top = Theme.objects.filter(parent=None).first()
    below = Theme.objects.filter(parent=top).first()
    other = Theme.objects.filter(parent=None).last()
    site = make_site(city.city)
    takes = [make_column(site, takes={"themes": [theme.pk]}) for theme in (top, below, other)]
    deliveries.plan([published(city.education, theme=below)])
    assert [bool(Column.objects.get(pk=c.pk).last_on) for c in takes] == [True, True, False]


def test_a_column_takes_its_own_unit_and_never_goes_back_in_time(city: City) -> None:
    later = dt.date(2024, 6, 1)
    site = make_site(city.city)
    column = make_column(site, unit=city.education, takes={"own": True}, last_on=later)
    deliveries.plan([published(city.education)])
    column.refresh_from_db()
    assert column.last_on == later


# --- choice ------------------------------------------------------------------------------------


def test_chosen_before_release_waits_for_it_and_left_out_stays_out(
    city: City, people: People
) -> None:
    chosen = make_receiver(city.city, HOOK, name="选上的", automatic=False)
    make_outlet(city.education, name="去掉的", automatic=True)
    row = make_publication(state=State.DRAFT, unit=city.education)
    assert {c.outlet.name: c.chosen for c in reads.choices_of(row)} == {
        "选上的": False,
        "去掉的": True,
    }
    deliveries.choose(row, [chosen], by=people.clerk)
    assert states(row) == {"选上的": DeliveryState.WAITING, "去掉的": DeliveryState.CANCELLED}
    Publication.objects.update(
        state=State.RELEASED, release_basis=ReleaseBasis.REVIEWED, released_at=NOON
    )
    row.refresh_from_db()
    deliveries.plan([row])
    assert states(row) == {"选上的": DeliveryState.WAITING, "去掉的": DeliveryState.CANCELLED}
    assert Event.objects.get().data == {"outlets": ["选上的"]}


def test_what_was_left_out_can_be_chosen_again_and_what_was_sent_stays(
    city: City, people: People
) -> None:
    account, site = make_outlet(city.education, name="微信"), make_site(city.city, name="门户")
    row = published(city.education)
    deliveries.choose(row, [account, site], by=people.clerk)
    assert states(row) == {"微信": DeliveryState.BY_HAND, "门户": DeliveryState.SENT}
    deliveries.choose(row, [], by=people.clerk)
    assert states(row) == {"微信": DeliveryState.CANCELLED, "门户": DeliveryState.SENT}
    deliveries.choose(row, [account], by=people.clerk)
    assert states(row) == {"微信": DeliveryState.BY_HAND, "门户": DeliveryState.SENT}


def test_only_running_outlets_of_the_unit_and_above_are_chosen(city: City, people: People) -> None:
    row = published(city.education)
    for outlet in (
        make_outlet(city.finance),
        make_outlet(city.education, state=OutletState.CLOSED),
    ):
        field, sentence = refused(lambda o=outlet: deliveries.choose(row, [o], by=people.clerk))
        assert (field, sentence) == (
            "outlets",
            f"“{outlet.name}”没有运行，或者不是本单位和上级的渠道，请重新选择。",
        )


def test_nothing_is_chosen_for_what_is_over_or_nobodys(city: City, people: People) -> None:
    gone = make_publication(state=State.DISCARDED, unit=city.education)
    assert "不能选择渠道" in refused(lambda: deliveries.choose(gone, [], by=people.clerk))[1]
    nobodys = make_publication(state=State.DRAFT)
    assert (
        "还没有确定发布机构" in refused(lambda: deliveries.choose(nobodys, [], by=people.clerk))[1]
    )


# --- by hand -----------------------------------------------------------------------------------


def hand(city: City, **facts: Any) -> Delivery:
    row = facts.pop("publication", None) or published(city.education)
    return make_delivery(
        row, make_outlet(city.education), **{"state": DeliveryState.BY_HAND, **facts}
    )


def seen(delivery: Delivery) -> str:
    return record_of(Publication.objects.get(pk=delivery.publication_id)).digest


def test_posting_keeps_the_text_its_digest_and_the_proof(city: City, people: People) -> None:
    row = hand(city)
    deliveries.post(row, by=people.clerk, seen=seen(row), url="mp.example.com/s/1")
    row.refresh_from_db()
    assert (row.state, row.proof_url, row.done_by) == (
        DeliveryState.POSTED, "https://mp.example.com/s/1", people.clerk,
    )  # fmt: skip
    assert (row.digest, row.text) == (seen(row), deliveries.copy_for(row.publication, row.outlet))
    assert Event.objects.get().data == {"sha256": row.digest}


def test_posting_needs_proof_the_present_text_and_the_hour(city: City, people: People) -> None:
    row = hand(city)
    post = lambda **facts: deliveries.post(row, by=people.clerk, **{"seen": seen(row), **facts})  # noqa: E731
    assert refused(post)[0] == "url"
    assert refused(lambda: post(url="不是网址"))[0] == "url"
    assert "内容更正过" in refused(lambda: post(url="a.example.com", seen="0" * 64))[1]
    early = hand(
        city,
        publication=published(city.education, released_at=timezone.now() + dt.timedelta(hours=1)),
    )
    sentence = refused(
        lambda: deliveries.post(early, by=people.clerk, seen=seen(early), url="a.example.com")
    )[1]
    assert sentence == "这份信息还没有到发布时间，或者已经撤下，现在不能在渠道发布。"


def test_a_day_is_given_and_it_is_a_working_day(city: City) -> None:
    friday = dt.datetime(2024, 5, 10, 4, 0, tzinfo=dt.UTC)  # the Saturday after is worked (调休)
    assert reads.due_of(hand(city, not_before=friday)) == dt.date(2024, 5, 11)
    assert reads.due_of(hand(city, state=DeliveryState.POSTED)) is None


def test_cancelling_needs_a_reason(city: City, people: People) -> None:
    row = hand(city)
    assert refused(lambda: deliveries.cancel(row, by=people.clerk, note=" "))[0] == "note"
    assert (
        deliveries.cancel(row, by=people.clerk, note="账号正在整改。").state
        == DeliveryState.CANCELLED
    )


# --- corrected ---------------------------------------------------------------------------------


def test_what_was_corrected_goes_out_again_under_a_new_number(city: City, people: People) -> None:
    row = published(city.education)
    posted = hand(city, publication=row, state=DeliveryState.POSTED, done_at=NOON)
    pushed = make_delivery(
        row, make_receiver(city.city, HOOK), state=DeliveryState.SENT, done_at=NOON
    )
    tried = make_delivery(row, make_receiver(city.city, HOOK), attempts=1)
    page = make_delivery(row, make_site(city.city), state=DeliveryState.SENT, done_at=NOON)
    waiting = hand(city, publication=row)
    deliveries.amended([row])
    found = {d.pk: (d.state, d.event, d.generation) for d in Delivery.objects.all()}
    assert found == {
        posted.pk: (DeliveryState.BY_HAND, "amended", 2),
        pushed.pk: (DeliveryState.WAITING, "amended", 2),
        tried.pk: (DeliveryState.WAITING, "released", 2),
        page.pk: (DeliveryState.SENT, "released", 1),
        waiting.pk: (DeliveryState.BY_HAND, "released", 1),
    }
    assert sorted(Notice.objects.values_list("user__username", flat=True)) == ["clerk", "openness"]


def test_the_alarm_names_copies_that_say_something_else(city: City, people: People) -> None:
    same, other = published(city.education), published(city.education)
    for row in (same, other):
        delivery = hand(city, publication=row)
        deliveries.post(delivery, by=people.clerk, seen=seen(delivery), url="a.example.com")
    text = other.text
    text.plain = "别的内容。"
    text.outline = []
    text.save()
    for row in (same, other):
        row.save()
    assert [d.publication for d in reads.stale(Delivery.objects.all())] == [other]


# --- withdrawn ---------------------------------------------------------------------------------

RECALLS = [
    ("text", DeliveryState.BY_HAND, {}, DeliveryState.CANCELLED),
    ("text", DeliveryState.BY_HAND, {"done_at": NOON}, DeliveryState.RECALL),
    ("text", DeliveryState.POSTED, {"done_at": NOON}, DeliveryState.RECALL),
    ("push", DeliveryState.WAITING, {}, DeliveryState.CANCELLED),
    ("push", DeliveryState.WAITING, {"attempts": 1}, DeliveryState.RECALL),
    ("push", DeliveryState.WAITING, {"done_at": NOON}, DeliveryState.RECALL),
    ("push", DeliveryState.FAILED, {"attempts": 6}, DeliveryState.RECALL),
    ("push", DeliveryState.SENT, {"done_at": NOON}, DeliveryState.RECALL),
    ("page", DeliveryState.SENT, {"done_at": NOON}, DeliveryState.RECALLED),
    ("page", DeliveryState.WAITING, {}, DeliveryState.CANCELLED),
    ("text", DeliveryState.CANCELLED, {}, DeliveryState.CANCELLED),
    ("text", DeliveryState.RECALLED, {"done_at": NOON}, DeliveryState.RECALLED),
]


@pytest.mark.parametrize(("where", "state", "facts", "after"), RECALLS, ids=str)
def test_a_withdrawal_takes_back_whatever_may_have_arrived(
    city: City, people: People, where: str, state: str, facts: dict[str, Any], after: str
) -> None:
    outlets: dict[str, Outlet] = {
        "text": make_outlet(city.education),
        "page": make_site(city.city),
        "push": make_receiver(city.city, HOOK),
    }
    row = published(city.education)
    delivery = make_delivery(row, outlets[where], state=state, **facts)
    deliveries.recall([row])
    delivery.refresh_from_db()
    moved = state != after and after != DeliveryState.CANCELLED
    assert (delivery.state, delivery.event, delivery.generation) == (
        after, "withdrawn" if moved else "released", 2 if moved else 1,
    )  # fmt: skip
    assert Notice.objects.count() == (2 if (where, after) == ("text", DeliveryState.RECALL) else 0)


def test_the_service_of_withdrawal_recalls_in_its_transaction(city: City, people: People) -> None:
    row = hand(city, state=DeliveryState.POSTED, done_at=NOON)
    withdraw(row.publication, by=people.signer, reason="附件有误。")
    row.refresh_from_db()
    assert (row.state, row.event) == (DeliveryState.RECALL, "withdrawn")


def test_a_recall_is_confirmed_by_hand(city: City, people: People) -> None:
    row = hand(city, state=DeliveryState.RECALL)
    assert deliveries.confirm_recall(row, by=people.clerk).state == DeliveryState.RECALLED
    assert list(Event.objects.values_list("act", flat=True)) == ["登记渠道撤下"]


# --- one record --------------------------------------------------------------------------------


def test_site_account_push_and_feed_say_what_the_one_record_says(
    city: City, people: People, own_files: Any, client: Any
) -> None:
    import json

    from gongkai.publishing.services.copies import item

    row = published(
        city.education, doc_no="明教发〔2024〕7号", issuers=["明湖市教育局"], signed_on=dt.date(2024, 5, 6),
        text="第一句。第二句。\n第二段。",
    )  # fmt: skip
    attach(row)
    system = make_outlet(city.education, OutletKind.SYSTEM, name="订阅", automatic=True)
    account = make_outlet(city.education, automatic=True)
    deliveries.plan([row])
    fresh = Publication.objects.get(pk=row.pk)
    record = record_of(fresh)
    feed = client.get(f"/outlets/{system.slug}/feed.json").json()
    pushed = json.loads(deliveries.copy_for(fresh, system))
    text = deliveries.copy_for(fresh, account)
    page = client.get(record.url.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert (feed["items"], pushed) == ([item(record)], json.loads(json.dumps(item(record))))
    assert text == (
        f"{row.title}\n\n明教发〔2024〕7号　明湖市教育局　2024年5月6日\n\n第一句。第二句。\n\n第二段。\n\n全文：{record.url}"
    )
    assert [
        part
        for part in (record.title, "第一句。第二句。", "第二段。", "明教发〔2024〕7号")
        if part not in page
    ] == []
    assert pushed["_gongkai"]["sha256"] == record.digest
    assert [a["url"] for a in pushed["attachments"]] == [f"{record.url}files/1/"]


def test_records_cost_the_same_for_one_and_for_three(city: City, own_files: Any) -> None:
    from gongkai.publishing.queries.records import records_of

    rows = make_many(3, unit=city.education)
    for row in rows:
        attach(row)

    def cost(pks: list[int]) -> int:
        fresh = list(Publication.objects.filter(pk__in=pks))
        with CaptureQueriesContext(connection) as statements:
            records_of(fresh)
        return len(statements)

    assert cost([rows[0].pk]) == cost([row.pk for row in rows])


@pytest.mark.parametrize("copy_format", CopyFormat.values)
def test_no_copy_names_what_is_not_public(city: City, own_files: Any, copy_format: str) -> None:
    from gongkai.publishing.states import Attribute, RelationKind
    from tests.publishing.factories import relate

    row = published(city.education)
    attach(row, title="内部名单", attribute=Attribute.WITHHELD)
    hidden = make_publication(
        "未发布的解读", state=State.DRAFT, kind=Kind.INTERPRETATION, unit=city.education
    )
    relate(hidden, RelationKind.INTERPRETS, row)
    copy = deliveries.copy_for(row, make_outlet(city.education, copy_format=copy_format))
    assert [word for word in ("内部名单", "未发布的解读") if word in copy] == []
