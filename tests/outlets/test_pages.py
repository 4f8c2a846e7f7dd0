"""The pages of the register: who sees and does what, and what the public is told."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.outlets import queries
from gongkai.outlets.models import Column, Outlet, OutletRecord
from gongkai.outlets.states import OutletAct, OutletKind, OutletState, Platform
from gongkai.outlets.todo_outlets import ended_pauses, overdue_columns
from tests.cast import City, People
from tests.outlets.factories import make_column, make_outlet, make_record, make_site

SignedIn = Callable[[User], Client]
SEERS = {"clerk", "openness", "signer", "authority"}


def send(client: Client, url: str, /, **fields: Any) -> Any:
    return client.post(url, {"form_token": new_token(), **fields})


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", People.__slots__)
def test_outlets_are_seen_by_their_units_and_kept_by_two_roles(
    name: str, city: City, people: People, as_user: SignedIn
) -> None:
    client, site = as_user(getattr(people, name)), make_site(city.education)
    column = make_column(site)
    look = 200 if name in SEERS | {"clerk_of_another_unit"} else 403
    for url in ("desk_outlets", "desk_columns"):
        assert client.get(reverse(url)).status_code == look, url
    own = 404 if name == "clerk_of_another_unit" else look
    assert client.get(reverse("desk_outlet", args=[site.pk])).status_code == own
    kept = 200 if name in ("openness", "authority") else 403 if own == 200 else own
    for url in (
        reverse("desk_outlet_change", args=[site.pk]),
        reverse("desk_outlet_act", args=[site.pk, "pause"]),
        reverse("desk_column_new", args=[site.pk]),
        reverse("desk_column", args=[column.pk]),
    ):
        assert client.get(url).status_code == kept, url
    entered = client.get(reverse("desk_outlet_new", args=["site"])).status_code
    assert entered == (200 if name in ("openness", "authority") else 403)


def test_an_account_goes_its_whole_way_on_the_pages(
    city: City, people: People, as_user: SignedIn, visitor: Client, own_files: Any, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    client = as_user(people.openness)
    facts = {
        "unit": "市教育局", "platform": Platform.WECHAT, "name": "明湖教育", "account_id": "minghu-edu",
        "contact": "陈信息", "phone": "0531-66601234", "update_days": "14", "main": "on",
    }  # fmt: skip
    assert (
        send(
            client, reverse("desk_outlet_new", args=["account"]), **{**facts, "phone": "66601234"}
        ).status_code
        == 422
    )
    assert send(client, reverse("desk_outlet_new", args=["account"]), **facts).status_code == 302
    outlet = Outlet.objects.get()
    assert "明湖教育" not in visitor.get("/outlets/").content.decode()
    act = lambda name, **more: send(  # noqa: E731
        client, reverse("desk_outlet_act", args=[outlet.pk, name]), on="2024年5月6日", **more
    )
    assert act("open").status_code == 422
    paper = SimpleUploadedFile("备案表.txt", "备案表".encode())
    assert act("open", document_no="明政办字〔2024〕1号", file=paper).status_code == 302
    change = reverse("desk_outlet_change", args=[outlet.pk])
    now = {**facts, "name": "明湖教育发布", "seen": "2", "f-on": "2024-05-07"}
    assert send(client, change, **{**now, "seen": "1"}).status_code == 422
    assert send(client, change, **now).status_code == 302
    rest = {"note": "系统升级。", "announced": "暂停公告"}
    assert act("pause", **rest, until="2024年8月6日").status_code == 422
    assert send(
        client, reverse("desk_outlet_act", args=[outlet.pk, "pause"]), on="2024-05-08", until="2024-05-20", **rest
    ).status_code == 302  # fmt: skip
    page = visitor.get(f"/outlets/{outlet.slug}/").content.decode()
    assert ("暂停到2024年5月20日" in page, "minghu-edu" in page, "陈信息" in page) == (
        True,
        True,
        False,
    )
    for name, day in (("resume", "2024-05-21"), ("close", "2024-06-01")):
        more = {"note": "并入市政府账号。", "announced": "注销公告"} if name == "close" else {}
        url = reverse("desk_outlet_act", args=[outlet.pk, name])
        assert send(client, url, on=day, **more).status_code == 302
    matrix = visitor.get("/outlets/").content.decode()
    assert ("2024年6月1日注销" in matrix, "明湖教育发布" in matrix) == (True, True)
    acts = list(OutletRecord.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["open", "change", "pause", "resume", "close"]
    first = OutletRecord.objects.get(act="open")
    answer = client.get(reverse("desk_outlet_file", args=[outlet.pk, first.pk]))
    assert (answer.content.decode(), answer["Content-Disposition"][:10]) == ("备案表", "attachment")
    shown = client.get(reverse("desk_outlet", args=[outlet.pk])).content.decode()
    assert [
        word
        for word in ("名称：明湖教育 → 明湖教育发布", "暂停到2024-05-20", "备案表.txt")
        if word not in shown
    ] == []


def test_the_openness_office_enters_outlets_for_its_own_unit_alone(
    city: City, people: People, as_user: SignedIn
) -> None:
    facts = {"unit": "明湖市财政局", "name": "财政大厅", "place": "一楼", "hours": "工作日"}
    url = reverse("desk_outlet_new", args=["zone"])
    assert send(as_user(people.openness), url, **facts).status_code == 403
    assert send(as_user(people.authority), url, **facts).status_code == 302
    assert Outlet.objects.get().unit == city.finance


@pytest.mark.parametrize("path", ["new/nonsense/", "1/acts/change/", "1/acts/nonsense/"])
def test_what_there_is_not_is_not_found(
    city: City, people: People, as_user: SignedIn, path: str
) -> None:
    make_outlet(city.education, pk=1)
    assert as_user(people.openness).get(f"/desk/outlets/{path}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["微博甲", "门户乙"]), ("?kind=site", ["门户乙"]), ("?state=paused", ["微博甲"]), ("?q=门户", ["门户乙"]),
        ("?unit=教育", ["微博甲", "门户乙"]), ("?unit=财政", []), ("?kind=nonsense&q=%00", ["微博甲", "门户乙"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(
    city: City, people: People, as_user: SignedIn, query: str, found: list[str]
) -> None:
    make_outlet(city.education, name="微博甲", state=OutletState.PAUSED)
    make_site(city.education, name="门户乙")
    page = as_user(people.clerk).get(reverse("desk_outlets") + query).content.decode()
    assert [name for name in ("微博甲", "门户乙") if name in page] == found


def test_lists_cost_the_same_for_one_and_three_rows(
    city: City, people: People, as_user: SignedIn, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    client, site = as_user(people.clerk), make_site(city.education)
    urls = [
        reverse("desk_outlets"),
        reverse("desk_columns"),
        reverse("desk_outlet", args=[site.pk]),
        "/outlets/",
    ]

    def more() -> None:
        make_column(site, unit=city.education)
        make_outlet(city.education)
        make_outlet(city.finance, state=OutletState.CLOSED, closed_on=today())
        make_record(site, OutletAct.CHANGE, today(), by=people.clerk)

    more()
    first = [cost(client, url) for url in urls]
    more()
    more()
    client = as_user(people.clerk)  # a session writes once a minute when it was used last
    assert [cost(client, url) for url in urls] == first


@pytest.mark.parametrize("url", ["desk_outlets", "desk_columns"])
def test_lists_can_be_taken_along(city: City, people: People, as_user: SignedIn, url: str) -> None:
    make_column(make_site(city.education))
    answer = as_user(people.clerk).get(f"{reverse(url)}?format=xlsx")
    assert answer.content[:2] == b"PK"


# --- columns -----------------------------------------------------------------------------------

DAY = dt.date(2024, 5, 20)


def fresh(column: Column) -> tuple[str, dt.date | None]:
    (state,) = [s for s in queries.columns(DAY) if s.column == column]
    return state.key, state.due


@pytest.mark.parametrize(
    ("last_on", "cycle", "key", "due"),
    [
        (dt.date(2024, 5, 19), 14, "fresh", dt.date(2024, 6, 2)),
        (dt.date(2024, 5, 10), 14, "fresh", dt.date(2024, 5, 24)),
        (dt.date(2024, 5, 9), 14, "soon", dt.date(2024, 5, 23)),
        (dt.date(2024, 5, 6), 14, "soon", dt.date(2024, 5, 20)),
        (dt.date(2024, 5, 5), 14, "overdue", dt.date(2024, 5, 19)),
        (dt.date(2024, 1, 1), 180, "fresh", dt.date(2024, 6, 29)),
        (dt.date(2024, 5, 5), None, "overdue", dt.date(2024, 5, 19)),
        (None, 14, "blank", dt.date(2024, 1, 16)),
    ],
)
def test_a_column_is_due_a_cycle_after_its_last_news(
    city: City, last_on: dt.date | None, cycle: int | None, key: str, due: dt.date
) -> None:
    column = make_column(make_site(city.city), last_on=last_on, cycle_days=cycle)
    assert fresh(column) == (key, due)


def test_news_below_counts_above(city: City) -> None:
    site = make_site(city.city)
    top = make_column(site, "政务公开")
    middle = make_column(site, "政策", parent=top)
    make_column(site, "文件", parent=middle, last_on=DAY)
    assert (fresh(top)[0], fresh(middle)[0]) == ("fresh", "fresh")


def test_columns_out_of_use_or_of_a_site_at_rest_are_not_counted(city: City) -> None:
    make_column(make_site(city.city), active=False)
    make_column(make_site(city.east, state=OutletState.PAUSED))
    assert queries.columns(DAY) == []


def test_the_responsible_unit_has_its_late_columns_to_do(city: City, people: People) -> None:
    site = make_site(city.city)
    make_column(site, "教育动态", unit=city.education, last_on=dt.date(2024, 1, 5))
    make_column(site, "财政动态", unit=city.finance, last_on=today())
    assert [(t.what, t.due) for t in overdue_columns(people.clerk, 9)] == [
        ("更新栏目“教育动态”", dt.date(2024, 1, 19))
    ]
    assert [
        list(overdue_columns(user, 9)) for user in (people.clerk_of_another_unit, people.handler)
    ] == [[], []]


def test_whoever_keeps_an_outlet_is_told_that_its_pause_is_over(city: City, people: People) -> None:
    outlet = make_outlet(city.education, name="明湖教育", state=OutletState.PAUSED)
    make_record(outlet, OutletAct.PAUSE, DAY, changes={"until": "2024-05-31"})
    assert [t.what for t in ended_pauses(people.openness, 9)] == [
        "恢复或者注销“明湖教育”，暂停已经到期"
    ]
    assert list(ended_pauses(people.clerk, 9)) == []


# --- the public --------------------------------------------------------------------------------


def test_the_public_sees_zones_with_place_and_hours_and_no_systems(
    city: City, visitor: Client
) -> None:
    zone = make_outlet(
        city.city,
        OutletKind.ZONE,
        name="政务公开专区",
        place="市民中心一楼",
        hours="工作日9:00至17:00",
    )
    system = make_outlet(city.city, OutletKind.SYSTEM, name="省平台", contact="席系统")
    filing = make_outlet(city.city, name="备案中的", state=OutletState.FILING)
    page = visitor.get("/outlets/").content.decode()
    words = ("政务公开专区", "市民中心一楼", "工作日9:00至17:00", "省平台", "备案中的")
    assert [word in page for word in words] == [True, True, True, False, False]
    assert "市民中心一楼" in visitor.get(f"/outlets/{zone.slug}/").content.decode()
    assert [visitor.get(f"/outlets/{o.slug}/").status_code for o in (system, filing)] == [404, 404]


def test_an_empty_matrix_says_what_will_stand_there(city: City, visitor: Client) -> None:
    assert "还没有登记的网站和政务新媒体。" in visitor.get("/outlets/").content.decode()
