"""Topics: putting together, moves, what the public sees, the patrol, pages and permissions."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import Event, Notice, OutboxEntry, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.publishing import todo_topics
from gongkai.publishing.models import Publication, Topic, TopicGroup, TopicItem
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.services import topic_patrol
from gongkai.publishing.services import topics as services
from gongkai.publishing.services.topics import ItemFacts, TopicFacts
from gongkai.publishing.states import TOPIC_MOVES, State, TopicAct, TopicKind, TopicState
from tests.cast import People
from tests.publishing.factories import make_publication

SignedIn = Callable[[User], Client]
END = dt.date(2099, 12, 31)
DAY = dt.date(2026, 11, 20)
DOCUMENT, QUESTION, SERVICE = (
    TopicItem.Kind.DOCUMENT,
    TopicItem.Kind.QUESTION,
    TopicItem.Kind.SERVICE,
)


def facts(people: People, **changes: object) -> TopicFacts:
    given = {
        "kind": TopicKind.TOPIC, "slug": "ke-hou", "title": "课后服务", "lede": "放学后的托管怎么办。",
        "unit": people.clerk.unit, "owner": people.clerk, "ends_on": END,
    }  # fmt: skip
    return TopicFacts(**{**given, **changes})  # type: ignore[arg-type]


def make(
    people: People, *titles: str, state: TopicState = TopicState.DRAFT, **changes: object
) -> Topic:
    """A topic with one group and a document for each title."""
    topic = services.create(by=people.clerk, facts=facts(people, **changes))
    services.add_group(topic, by=people.clerk, seen=1, title="政策")
    group = topic.groups.get()
    for number, title in enumerate(titles, 2):
        row = make_publication(title, unit=people.clerk.unit)
        services.add_item(group, by=people.clerk, seen=number, facts=ItemFacts(DOCUMENT, row))
    topic.refresh_from_db()
    if state != TopicState.DRAFT:
        services.release(topic, by=people.openness, seen=topic.row_version)
    if state == TopicState.CLOSED:
        services.close(topic, by=people.openness, reason="活动结束。")
    topic.refresh_from_db()
    return topic


def shown(topic: Topic) -> list[str]:
    full = reads.with_items(Topic.objects.filter(pk=topic.pk)).get()
    return [
        item.publication.title if item.publication else item.item.title
        for group in reads.shown(full, DAY)
        for item in group.items
    ]


def findings(topic: Topic, day: dt.date = DAY) -> list[str]:
    full = reads.with_items(Topic.objects.filter(pk=topic.pk)).get()
    return [finding.sentence for finding in reads.findings_of([full], day)[topic.pk]]


# --- putting together --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "课后"}, "只用小写字母"),
        ({"slug": "a\n"}, "只用小写字母"),
        ({"ends_on": dt.date(2020, 1, 1)}, "已经过去"),
    ],
)
def test_what_is_wrong_with_a_topic_is_said(
    changes: dict[str, object], sentence: str, people: People
) -> None:
    with pytest.raises(Refusal, match=sentence):
        services.create(by=people.clerk, facts=facts(people, **changes))


def test_an_address_is_used_once_and_stays_once_shown(people: People) -> None:
    topic = make(people, "办法", state=TopicState.RELEASED)
    with pytest.raises(Refusal, match="已经用过"):
        services.create(by=people.clerk, facts=facts(people))
    with pytest.raises(Refusal, match="不能再改"):
        services.save(topic, by=people.clerk, seen=topic.row_version, facts=facts(people, slug="b"))
    with pytest.raises(Refusal, match="一句话说明不能为空"):
        services.save(topic, by=people.clerk, seen=topic.row_version, facts=facts(people, lede=" "))


def test_the_owner_works_for_the_unit(people: People) -> None:
    with pytest.raises(Refusal, match="不能作为责任人"):
        services.create(by=people.clerk, facts=facts(people, owner=people.clerk_of_another_unit))


ITEM_REFUSALS = [
    (lambda: ItemFacts(DOCUMENT, make_publication("草稿", state=State.DRAFT)), "还没有公开"),
    (lambda: ItemFacts(DOCUMENT), "请填写文件"),
    (lambda: ItemFacts(DOCUMENT, Publication.objects.get(title="办法")), "已经在这个专题里"),
    (lambda: ItemFacts(QUESTION, title=" ", text="答"), "请填写问题"),
    (lambda: ItemFacts(QUESTION, title="谁能参加"), "要写出答案"),
    (lambda: ItemFacts(SERVICE, title="报名"), "网上办理的地址"),
    (lambda: ItemFacts(SERVICE, title="报名", url="javascript:alert(1)"), "地址要以"),
    (lambda: ItemFacts(SERVICE, title="报名", url="https:// x"), "地址要以"),
]


@pytest.mark.parametrize("number", range(len(ITEM_REFUSALS)))
def test_an_item_that_cannot_be_is_refused(number: int, people: People) -> None:
    topic = make(people, "办法")
    make_facts, sentence = ITEM_REFUSALS[number]
    with pytest.raises(Refusal, match=sentence):
        services.add_item(
            topic.groups.get(), by=people.clerk, seen=topic.row_version, facts=make_facts()
        )
    assert TopicItem.objects.count() == 1


def test_groups_and_items_move_by_a_place_and_stay_at_the_edge(people: People) -> None:
    topic = make(people, "一", "二", "三")
    first = TopicItem.objects.get(publication__title="一")
    services.move_item(first, by=people.clerk, seen=topic.row_version, up=False)
    assert shown(topic) == ["二", "一", "三"]
    services.move_item(first, by=people.clerk, seen=topic.row_version + 1, up=True)
    services.move_item(first, by=people.clerk, seen=topic.row_version + 2, up=True)
    assert shown(topic) == ["一", "二", "三"]
    services.add_group(topic, by=people.clerk, seen=topic.row_version + 3, title="办事")
    services.move_group(
        TopicGroup.objects.get(title="办事"), by=people.clerk, seen=topic.row_version + 4, up=True
    )
    assert list(topic.groups.values_list("title", flat=True)) == ["办事", "政策"]


def test_two_editors_do_not_overwrite_each_other(people: People) -> None:
    topic = make(people, "一")
    item = TopicItem.objects.get()
    services.add_group(topic, by=people.clerk, seen=topic.row_version, title="办事")
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        services.remove_item(item, by=people.openness, seen=topic.row_version)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        services.release(topic, by=people.openness, seen=topic.row_version)


# --- the moves ---------------------------------------------------------------------------------

ACTS: dict[TopicAct, Callable[[Topic, People], object]] = {
    TopicAct.RELEASE: lambda t, p: services.release(t, by=p.openness, seen=t.row_version),
    TopicAct.CLOSE: lambda t, p: services.close(t, by=p.openness, reason="结束。"),
    TopicAct.REOPEN: lambda t, p: services.reopen(t, by=p.openness, ends_on=END),
}


@pytest.mark.parametrize("move", TOPIC_MOVES.every(), ids=lambda move: f"{move.state}-{move.act}")
def test_every_move_of_a_topic_is_allowed_or_refused(move: object, people: People) -> None:
    topic = make(people, "办法", state=move.state)  # type: ignore[attr-defined]
    act = ACTS[move.act]  # type: ignore[attr-defined]
    if move.to is None:  # type: ignore[attr-defined]
        with pytest.raises(Refusal, match="不能办理"):
            act(topic, people)
    else:
        act(topic, people)
        topic.refresh_from_db()
        assert topic.state == move.to  # type: ignore[attr-defined]


def test_nothing_is_shown_without_words_or_contents_or_with_a_document_that_is_gone(
    people: People,
) -> None:
    empty = make(people)
    with pytest.raises(Refusal, match="还没有公众看得到的条目"):
        services.release(empty, by=people.openness, seen=empty.row_version)
    topic = make(people, "办法", "撤下的", slug="b")
    Publication.objects.filter(title="撤下的").update(state=State.WITHDRAWN)
    with pytest.raises(Refusal, match="《撤下的》没有公开"):
        services.release(topic, by=people.openness, seen=topic.row_version)
    Topic.objects.filter(pk=topic.pk).update(lede="")
    with pytest.raises(Refusal, match="一句话说明"):
        services.release(topic, by=people.openness, seen=topic.row_version)


def test_closing_needs_a_reason_and_reopening_a_day_to_come(people: People) -> None:
    topic = make(people, "办法", state=TopicState.RELEASED)
    with pytest.raises(Refusal, match="请写明结束的原因"):
        services.close(topic, by=people.openness, reason=" ")
    services.close(topic, by=people.openness, reason="结束。")
    with pytest.raises(Refusal, match="不早于今天"):
        services.reopen(topic, by=people.openness, ends_on=dt.date(2020, 1, 1))
    with pytest.raises(Refusal, match="已经结束，不能再改"):
        services.add_group(topic, by=people.clerk, seen=topic.row_version, title="办事")


def test_what_the_public_sees_changes_with_an_outbox_entry(people: People) -> None:
    topic = make(people, "办法")
    assert OutboxEntry.objects.count() == 0
    services.release(topic, by=people.openness, seen=topic.row_version)
    assert [(e.kind, e.object_id) for e in OutboxEntry.objects.all()] == [("topic", topic.pk)]
    assert Event.objects.order_by("seq").last().act == "公开专题"  # type: ignore[union-attr]


# --- what the public sees ----------------------------------------------------------------------


def test_a_withdrawn_document_is_gone_at_once_and_is_a_finding(
    people: People, visitor: Client
) -> None:
    topic = make(people, "办法", "细则", state=TopicState.RELEASED)
    Publication.objects.filter(title="细则").update(state=State.WITHDRAWN)
    assert shown(topic) == ["办法"]
    page = visitor.get(reverse("topic", args=[topic.slug])).content.decode()
    assert ("办法" in page, "细则" in page) == (True, False)
    assert findings(topic) == ["《细则》现在是“已撤下”，已从公众页面消失；请换一份或者删去。"]


def test_a_draft_is_not_there_and_an_ended_topic_says_so(people: People, visitor: Client) -> None:
    draft = make(people, "办法")
    assert visitor.get(reverse("topic", args=[draft.slug])).status_code == 404
    closed = make(people, "细则", state=TopicState.CLOSED, slug="b")
    page = visitor.get(reverse("topic", args=[closed.slug]))
    assert (page.status_code, "细则" in page.content.decode()) == (410, False)
    assert visitor.get(reverse("topics")).context["page"].paginator.count == 0


def test_a_one_thing_has_numbered_steps_with_questions_and_services(
    people: People, visitor: Client
) -> None:
    topic = make(people, "办法", kind=TopicKind.ONE_THING)
    group = topic.groups.get()
    services.add_item(
        group, by=people.clerk, seen=topic.row_version,
        facts=ItemFacts(QUESTION, title="谁能参加？", text="在校学生都可以。", url="/search/"),
    )  # fmt: skip
    services.add_item(
        group, by=people.clerk, seen=topic.row_version + 1,
        facts=ItemFacts(SERVICE, title="网上报名", url="https://example.gov.cn/baoming"),
    )  # fmt: skip
    topic.refresh_from_db()
    services.release(topic, by=people.openness, seen=topic.row_version)
    page = visitor.get(reverse("topic", args=[topic.slug])).content.decode()
    for words in ("第1步", "谁能参加？", "在校学生都可以。", "2024年5月6日", "（其他网站）"):
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three_documents(
    count: int, people: People, visitor: Client, as_user: SignedIn
) -> None:
    topic = make(people, *(f"办法{n}" for n in range(count)), state=TopicState.RELEASED)
    public, desk = reverse("topic", args=[topic.slug]), reverse("desk_topic", args=[topic.pk])
    visitor.get(reverse("topics"))
    with CaptureQueriesContext(connection) as queries:
        visitor.get(f"{public}?n={count}")
    assert len(queries) == PUBLIC_STATEMENTS
    client = as_user(people.clerk)
    client.get(desk)
    with CaptureQueriesContext(connection) as queries:
        client.get(desk)
    assert len(queries) == DESK_STATEMENTS


PUBLIC_STATEMENTS, DESK_STATEMENTS = 4, 9


# --- jobs --------------------------------------------------------------------------------------


def test_a_topic_closes_by_itself_after_its_last_day_with_a_notice_before(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = make(people, "办法", state=TopicState.RELEASED)
    monkeypatch.setattr(topic_patrol, "today", lambda: END - dt.timedelta(days=7))
    assert topic_patrol.close_ended() == topic_patrol.close_ended() == 0
    assert Notice.objects.get().title == "专题“课后服务”还有7天结束"
    monkeypatch.setattr(topic_patrol, "today", lambda: END)
    assert topic_patrol.close_ended() == 0
    monkeypatch.setattr(topic_patrol, "today", lambda: END + dt.timedelta(days=1))
    assert (topic_patrol.close_ended(), topic_patrol.close_ended()) == (1, 0)
    topic.refresh_from_db()
    assert topic.state == TopicState.CLOSED
    assert Notice.objects.filter(user=people.clerk, title="专题“课后服务”已结束").count() == 1


def test_the_patrol_finds_what_is_wrong_and_tells_the_owner_once_a_week(people: People) -> None:
    topic = make(people, "办法", "失效的", state=TopicState.RELEASED)
    Publication.objects.get(title="失效的").document.__class__.objects.filter(
        publication__title="失效的"
    ).update(expires_on=dt.date(2025, 1, 1))
    group, seen = topic.groups.get(), topic.row_version
    hidden = make_publication("不公开", state=State.DRAFT)
    for number, url in enumerate(
        [
            "/nowhere/",
            f"/d/{hidden.code}/",
            "/units/no-such-unit/",
            "/topics/none/",
            "/search/",
            "https://example.gov.cn/x",
        ]
    ):
        services.add_item(
            group,
            by=people.clerk,
            seen=seen + number,
            facts=ItemFacts(SERVICE, title=f"办事{number}", url=url),
        )
    services.add_group(topic, by=people.clerk, seen=seen + 6, title="空的")
    assert findings(topic) == [
        "“空的”里还没有条目，公众看不到这一组；请添加或者删去。",
        "《失效的》已失效，请换成现行的文件，或者说明留作参考。",
        "“办事0”的地址/nowhere/打不开，请改正或者删去。",
        f"“办事1”的地址/d/{hidden.code}/打不开，请改正或者删去。",
        "“办事2”的地址/units/no-such-unit/打不开，请改正或者删去。",
        "“办事3”的地址/topics/none/打不开，请改正或者删去。",
    ]
    assert topic_patrol.patrol() == topic_patrol.patrol() == 6
    assert Notice.objects.filter(user=people.clerk).count() == 1


# --- the desk ----------------------------------------------------------------------------------

EDITORS = {"clerk", "openness", "authority"}


@pytest.mark.parametrize("name", People.__slots__)
def test_the_editor_opens_for_its_roles_and_is_unseen_or_forbidden_for_others(
    name: str, people: People, as_user: SignedIn
) -> None:
    topic = make(people, "办法")
    client = as_user(getattr(people, name))
    seen = 200 if name in EDITORS else 404 if name == "clerk_of_another_unit" else 403
    group, item = topic.groups.get(), TopicItem.objects.get()
    for url in (
        reverse("desk_topic", args=[topic.pk]),
        reverse("desk_topic_edit", args=[topic.pk]),
        reverse("desk_topic_preview", args=[topic.pk]),
        reverse("desk_topic_group_new", args=[topic.pk]),
        reverse("desk_topic_item", args=[topic.pk, item.pk]),
        reverse("desk_topic_item_new", args=[topic.pk, group.pk]),
    ):
        assert client.get(url).status_code == seen, url
    assert client.get(reverse("desk_topics")).status_code == (403 if seen == 403 else 200)


def test_a_topic_is_put_together_and_shown_through_the_pages(
    people: People, as_user: SignedIn, visitor: Client
) -> None:
    make_publication("课后服务办法", doc_no="明教发〔2024〕7号")
    clerk = as_user(people.clerk)

    def post(client: Client, url: str, **data: object) -> object:
        return client.post(url, {"form_token": new_token(), **data})

    unit = people.clerk.unit
    assert unit is not None
    post(
        clerk, reverse("desk_topic_new"), kind="one_thing", title="课后服务一件事", slug="ke-hou",
        lede="三步办好。", unit=unit.pk, owner=people.clerk.pk, ends_on="2099-12-31", version=0,
    )  # fmt: skip
    topic = Topic.objects.get()
    post(clerk, reverse("desk_topic_group_new", args=[topic.pk]), title="了解政策", version=1)
    group = topic.groups.get()
    url = reverse("desk_topic_item_new", args=[topic.pk, group.pk])
    refused = post(clerk, url, kind="document", document="没有这份", version=2)
    assert "文件库里没有“没有这份”这份文件" in refused.content.decode()  # type: ignore[attr-defined]
    post(clerk, url, kind="document", document="明教发[2024]7号", version=2)
    desk = reverse("desk_topic", args=[topic.pk])
    forbidden = post(clerk, desk, act="release", version=3)
    assert forbidden.status_code == 403  # type: ignore[attr-defined]
    post(as_user(people.openness), desk, act="release", version=3)
    assert "课后服务办法" in visitor.get(reverse("topic", args=["ke-hou"])).content.decode()


# --- what waits for the owner ------------------------------------------------------------------


def test_a_topic_with_something_wrong_waits_for_its_owner_alone(people: People) -> None:
    make(people, "办法", state=TopicState.RELEASED)
    make(people, "细则", state=TopicState.RELEASED, slug="b", title="另一个")
    assert todo_topics.topics(people.clerk, 9) == []
    Publication.objects.filter(title="细则").update(state=State.WITHDRAWN)
    (row,) = todo_topics.topics(people.clerk, 9)
    assert (row.what, row.due) == ("专题“另一个”有1处要处理", None)
    assert todo_topics.topics(people.openness, 9) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_waits_costs_the_same_for_one_and_three_topics(
    count: int, people: People
) -> None:
    for number in range(count):
        make(people, f"办法{number}", f"细则{number}", state=TopicState.RELEASED, slug=f"t{number}")
    Publication.objects.filter(title__startswith="细则").update(state=State.WITHDRAWN)
    todo_topics.topics(people.clerk, 9)
    with CaptureQueriesContext(connection) as queries:
        assert len(todo_topics.topics(people.clerk, 9)) == count
    assert len(queries) == 4
