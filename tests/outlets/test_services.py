"""Opening, change, pause, resumption and closing of outlets, and what each refuses."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.lib.moves import Move
from gongkai.outlets import services
from gongkai.outlets.forms import FilingForm
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.queries import overdue_pauses, paused_until
from gongkai.outlets.services.rows import save_single
from gongkai.outlets.states import (
    OUTLET_MOVES,
    CopyFormat,
    OutletAct,
    OutletKind,
    OutletState,
    Platform,
)
from tests.cast import City, People
from tests.outlets.factories import (
    filing,
    make_column,
    make_outlet,
    make_record,
    make_site,
    records_of,
)

DAY = dt.date(2024, 5, 6)
ACCOUNT = {
    "name": "明湖教育",
    "platform": Platform.WECHAT,
    "account_id": "minghu-edu",
    "contact": "陈信息",
}


def refused(act: Callable[[], Any]) -> tuple[str | None, str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.field, caught.value.sentence


# --- every move --------------------------------------------------------------------------------

STATES = {state: {} for state in OutletState}


def do(outlet: Outlet, act: OutletAct, people: People) -> Outlet:
    by, papers = (
        people.openness,
        filing(note="按方案办理。", announced="公告", until=dt.date(2024, 5, 20)),
    )
    if act == OutletAct.CHANGE:
        return services.change(outlet, by=by, seen=1, facts={"name": "新名称"}, filing=papers)[0]
    if act == OutletAct.OPEN:
        return services.open_outlet(outlet, by=by, filing=papers)[0]
    verbs = {
        OutletAct.PAUSE: services.pause,
        OutletAct.RESUME: services.resume,
        OutletAct.CLOSE: services.close,
    }
    return verbs[act](outlet, by=by, filing=papers)


@pytest.mark.parametrize("move", OUTLET_MOVES.every(), ids=str)
def test_every_act_leads_where_the_table_says_or_is_refused(
    people: People, city: City, move: Move[OutletState, OutletAct]
) -> None:
    outlet = make_outlet(city.education, state=move.state)
    if move.to is None:
        field, sentence = refused(lambda: do(outlet, move.act, people))
        assert sentence.startswith(
            f"“{outlet.name}”当前状态是“{move.state.label}”，不能办理“{move.act.label}”"
        )
        assert (field, records_of(outlet)) == (None, [])
        return
    row = do(outlet, move.act, people)
    assert (row.state, row.row_version, records_of(outlet)) == (move.to, 2, [move.act])
    event = Event.objects.get()
    assert (event.act, event.actor, event.unit) == (
        f"渠道{move.act.label}",
        people.openness,
        city.education,
    )
    assert event.data["document_no"] == "明政办字〔2024〕1号"


# --- entering ----------------------------------------------------------------------------------


def register(
    people: People, unit: Any, kind: OutletKind = OutletKind.ACCOUNT, reason: str = "", **facts: Any
) -> Any:
    return services.register(
        by=people.openness, unit=unit, kind=kind, facts={**ACCOUNT, **facts}, reason=reason
    )


def test_an_outlet_is_entered_in_filing_with_an_address_from_its_name(
    people: People, city: City
) -> None:
    outlet, warnings = register(people, city.education)
    assert (outlet.state, outlet.slug, outlet.copy_format, warnings) == (
        OutletState.FILING, "minghujiaoyu", CopyFormat.TEXT, [],
    )  # fmt: skip
    assert list(Event.objects.values_list("act", "subject")) == [("登记渠道", "明湖教育")]


def test_a_second_account_on_a_platform_is_refused_in_words(people: People, city: City) -> None:
    first, _ = register(people, city.education)
    field, sentence = refused(lambda: register(people, city.education, name="明湖教育二号"))
    assert (field, sentence) == (
        "platform",
        "明湖市教育局在微信公众号已有账号“明湖教育”，一个单位在同一平台只开设一个账号；请使用原账号，或者先注销它。（国办发〔2018〕123号）",
    )
    register(people, city.finance)
    register(people, city.education, platform=Platform.WEIBO)
    services.close(first, by=people.openness, filing=filing(note="并入市政府账号。"))
    register(people, city.education, name="明湖教育新号")
    assert Outlet.objects.count() == 4


def test_two_that_file_at_one_moment_get_one_account_and_one_sentence(
    people: People, city: City
) -> None:
    held = Outlet(kind=OutletKind.ACCOUNT, unit=city.education, slug="a", **ACCOUNT)
    register(people, city.education)
    field, sentence = refused(lambda: save_single(held))
    assert (field, sentence[:20]) == ("platform", "明湖市教育局在微信公众号已有账号“明湖教")


@pytest.mark.parametrize(
    ("unit", "needs"),
    [("education", False), ("east", False), ("east_office", False), ("east_reform", True), ("east_town", True), ("west_street", True)],
)  # fmt: skip
def test_county_departments_and_towns_have_a_site_with_a_reason_alone(
    people: People, city: City, unit: str, needs: bool
) -> None:
    facts = {"url": "www.minghu.gov.cn"}
    host = getattr(city, unit)
    if needs:
        field, sentence = refused(lambda: register(people, host, OutletKind.SITE, **facts))
        assert (field, "原则上不单独开设网站" in sentence) == ("reason", True)
    _, warnings = register(people, host, OutletKind.SITE, reason="承担全市的专项业务。", **facts)
    assert bool(warnings) is needs


# --- opening -----------------------------------------------------------------------------------


def test_a_site_opens_with_all_its_numbers_and_its_security_test(
    people: People, city: City
) -> None:
    site = make_site(city.city, state=OutletState.FILING, opened_on=None, icp_no="", site_code="")
    by = people.authority
    tested = filing(DAY, security="明湖测评中心2024年4月检测，合格。")
    assert refused(lambda: services.open_outlet(site, by=by, filing=tested)) == (
        None, "备案还缺ICP备案号、网站标识码，请先补齐，再办理。".replace("ICP备案号、网站标识码", "网站标识码、ICP备案号"),
    )  # fmt: skip
    Outlet.objects.update(icp_no="鲁ICP备12345678号", site_code="3701000001")
    field, sentence = refused(lambda: services.open_outlet(site, by=by, filing=filing(DAY)))
    assert (field, sentence[:18]) == ("security", "没有通过安全检测的网站不能上线，请写"[:18])
    opened, doubts = services.open_outlet(site, by=by, filing=tested)
    assert (opened.state, opened.opened_on, len(doubts)) == (OutletState.RUNNING, DAY, 1)
    assert opened.records.get().changes == {"安全检测": ["", "明湖测评中心2024年4月检测，合格。"]}


def test_opening_needs_a_document_number(people: People, city: City) -> None:
    outlet = make_outlet(city.education, state=OutletState.FILING)
    field, _ = refused(
        lambda: services.open_outlet(outlet, by=people.openness, filing=filing(document_no=""))
    )
    assert field == "document_no"


def test_nothing_is_dated_in_the_future_or_before_the_act_before(
    people: People, city: City
) -> None:
    outlet = make_outlet(city.education, state=OutletState.FILING)
    far = filing(dt.date(2999, 1, 1))
    assert refused(lambda: services.open_outlet(outlet, by=people.openness, filing=far)) == (
        "on", "2999年1月1日还没有到，请填写实际办理的日期。",
    )  # fmt: skip
    services.open_outlet(outlet, by=people.openness, filing=filing(DAY))
    early = filing(dt.date(2024, 5, 5), note="停用。", announced="公告")
    assert refused(lambda: services.close(outlet, by=people.openness, filing=early)) == (
        "on", "日期早于上一次办理（开通，2024年5月6日），请核对日期。",
    )  # fmt: skip


# --- change ------------------------------------------------------------------------------------


def test_a_change_keeps_what_was_and_what_is(people: People, city: City) -> None:
    outlet = make_outlet(city.education, name="明湖教育", contact="甲")
    _, warnings = services.change(
        outlet,
        by=people.openness,
        seen=1,
        facts={"name": "明湖教育发布", "contact": "甲"},
        filing=filing(),
    )
    assert outlet.records.get().changes == {"名称": ["明湖教育", "明湖教育发布"]}
    assert warnings == ["名称或者地址变更后应当向社会公告，公告发布后请再登记一次公告。"]


def test_a_change_refuses_what_is_stale_empty_or_incomplete(people: People, city: City) -> None:
    outlet = make_outlet(city.education)
    change = lambda seen, **facts: services.change(  # noqa: E731
        outlet, by=people.openness, seen=seen, facts=facts, filing=filing()
    )
    assert "刚刚被别人改过" in refused(lambda: change(7, name="新"))[1]
    assert (
        refused(lambda: change(1, name=outlet.name))[1]
        == "没有任何变化，请修改要变更的内容后再保存。"
    )
    assert refused(lambda: change(1, account_id=""))[1] == "备案还缺账号，请先补齐，再办理。"


# --- pause and closing -------------------------------------------------------------------------


def pause(
    outlet: Outlet, people: People, on: dt.date = DAY, until: dt.date | None = None, **facts: Any
) -> Outlet:
    papers = filing(
        on, **{"note": "机房改造。", "announced": "暂停公告", **facts}, until=until or on
    )
    return services.pause(outlet, by=people.openness, filing=papers)


def test_a_pause_is_announced_short_and_once_a_year(people: People, city: City) -> None:
    outlet = make_outlet(city.education)
    assert refused(lambda: pause(outlet, people, note=""))[0] == "note"
    assert refused(lambda: pause(outlet, people, announced=""))[0] == "announced"
    assert refused(lambda: pause(outlet, people, until=dt.date(2024, 5, 5)))[0] == "until"
    assert refused(lambda: pause(outlet, people, until=dt.date(2024, 6, 5))) == (
        "until", "从2024年5月6日到2024年6月5日共31天，暂停最多30天，请把最后一天改早。",
    )  # fmt: skip
    rests = pause(outlet, people, until=dt.date(2024, 6, 4))
    assert paused_until(rests) == dt.date(2024, 6, 4)
    services.resume(rests, by=people.openness, filing=filing(dt.date(2024, 6, 5)))
    assert refused(lambda: pause(outlet, people, dt.date(2024, 9, 1)))[1] == (
        f"“{outlet.name}”2024年5月6日已经暂停过一次，一年内只能暂停一次；确需停用的，请办理注销。"
    )
    assert pause(outlet, people, dt.date(2025, 1, 2)).state == OutletState.PAUSED


def test_the_longest_pause_is_a_setting(people: People, city: City, settings: Any) -> None:
    settings.OUTLET_PAUSE_DAYS = 5
    outlet = make_outlet(city.education)
    assert refused(lambda: pause(outlet, people, until=dt.date(2024, 5, 11)))[0] == "until"
    hint = FilingForm(OutletAct.PAUSE, outlet).fields["until"].help_text
    assert hint == "恢复前的最后一天；最多5天，一年一次。"


def test_a_pause_that_is_over_is_found(people: People, city: City) -> None:
    outlet = make_outlet(city.education, state=OutletState.PAUSED)
    make_record(outlet, OutletAct.PAUSE, DAY, changes={"until": "2024-05-20"})
    units = type(city.education).objects.filter(pk=city.education.pk)
    assert [len(overdue_pauses(units, dt.date(2024, 5, day))) for day in (20, 21)] == [0, 1]


def test_what_ran_is_closed_with_a_reason_and_a_notice_and_sends_nothing_more(
    people: People, city: City
) -> None:
    outlet = make_outlet(city.education, automatic=True)
    close = lambda **facts: services.close(outlet, by=people.openness, filing=filing(DAY, **facts))  # noqa: E731
    assert refused(lambda: close(announced="公告"))[0] == "note"
    assert refused(lambda: close(note="并入。"))[0] == "announced"
    row = close(note="并入。", announced="注销公告")
    assert (row.closed_on, row.automatic, row.state) == (DAY, False, OutletState.CLOSED)


def test_what_never_ran_is_closed_without_a_notice(people: People, city: City) -> None:
    outlet = make_outlet(city.education, state=OutletState.FILING, opened_on=None)
    assert (
        services.close(outlet, by=people.openness, filing=filing(note="不再开设。")).state
        == OutletState.CLOSED
    )


# --- columns and what is handed over -----------------------------------------------------------


def test_a_column_gets_an_address_and_stands_below_no_column_of_its_own(
    people: People, city: City
) -> None:
    site, by = make_site(city.city), people.authority
    above = services.add_column(site, by=by, facts={"name": "政务公开", "unit": city.office})
    below = services.add_column(
        site, by=by, facts={"name": "政务公开", "unit": city.office, "parent": above}
    )
    assert (above.slug, below.slug) == ("zhengwugongkai", "zhengwugongkai-2")
    assert (
        refused(lambda: services.change_column(above, by=by, facts={"parent": below}))[0]
        == "parent"
    )
    other = make_column(make_site(city.east, name="东泉"))
    assert (
        refused(lambda: services.change_column(above, by=by, facts={"parent": other}))[0]
        == "parent"
    )
    assert refused(lambda: services.add_column(site, by=by, facts={"name": ""}))[0] == "name"


def test_however_deep_a_column_stands_its_way_up_costs_one_statement(
    people: People, city: City
) -> None:
    site, costs = make_site(city.city), []
    above = make_column(site, "最上")
    column = make_column(site, "最后", parent=above)
    for depth in range(1, 5):
        above = make_column(site, f"第{depth}层", parent=above)
        with CaptureQueriesContext(connection) as seen:
            services.change_column(column, by=people.authority, facts={"parent": above})
        costs.append(len(seen))
    assert costs[1:] == [costs[1]] * 3  # the first event of a trail follows none


def test_columns_that_form_a_ring_do_not_hang_the_register(people: People, city: City) -> None:
    site = make_site(city.city)
    first, other = make_column(site, "甲"), make_column(site, "丙")
    second = make_column(site, "乙", parent=first)
    Column.objects.filter(pk=first.pk).update(parent=second)
    moved = services.change_column(other, by=people.authority, facts={"parent": second})
    assert moved.parent == second


def test_only_a_site_that_is_not_closed_has_columns(people: People, city: City) -> None:
    account, closed = make_outlet(city.education), make_site(city.city, state=OutletState.CLOSED)
    for outlet in (account, closed):
        assert (
            refused(
                lambda o=outlet: services.add_column(o, by=people.authority, facts={"name": "新闻"})
            )[0]
            is None
        )


def test_a_push_goes_nowhere_inside_and_only_as_data(people: People, city: City) -> None:
    system = make_outlet(city.education, OutletKind.SYSTEM)

    def set_to(url: str, copy_format: CopyFormat = CopyFormat.JSON, seen: int = 1) -> Outlet:
        return services.set_delivery(
            system, by=people.openness, seen=seen, automatic=True, kinds=["document"], copy_format=copy_format,
            webhook_url=url,
        )  # fmt: skip

    assert refused(lambda: set_to("https://10.0.0.1/"))[0] == "webhook_url"
    assert refused(lambda: set_to("https://a.example.com/", CopyFormat.TEXT))[0] == "webhook_url"
    assert "刚刚被别人改过" in refused(lambda: set_to("", seen=3))[1]
    row = set_to("https://a.example.com/hook")
    assert (row.automatic, row.kinds, row.webhook_url, row.row_version) == (
        True,
        ["document"],
        "https://a.example.com/hook",
        2,
    )


def test_a_token_in_the_address_of_a_receiver_stays_out_of_the_trail(
    people: People, city: City
) -> None:
    services.set_delivery(
        make_outlet(city.education, OutletKind.SYSTEM), by=people.openness, seen=1, automatic=True, kinds=[],
        copy_format=CopyFormat.JSON, webhook_url="https://a.example.com/hook?token=geheim",
    )  # fmt: skip
    assert Event.objects.get().data["to"] == "https://a.example.com/hook"
    assert Outlet.objects.get().webhook_url == "https://a.example.com/hook?token=geheim"


def test_a_key_is_made_from_what_is_stored_and_the_one_before_is_void(
    people: People, city: City
) -> None:
    system = make_outlet(city.education, OutletKind.SYSTEM)
    assert "还没有推送密钥" in refused(lambda: services.webhook_key(system))[1]
    row, first = services.renew_key(system, by=people.openness)
    again, second = services.renew_key(system, by=people.openness)
    assert (len(first), first == second, services.webhook_key(again)) == (64, False, second)
    assert first not in str(list(Event.objects.values())) + str(list(Outlet.objects.values()))
    assert row.webhook_nonce != again.webhook_nonce
