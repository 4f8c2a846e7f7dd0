"""专题 and 一件事: put together in order, shown, closed; patrolled so that none goes stale in silence."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication, Topic, TopicGroup, TopicItem
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.rules import EDITORS
from gongkai.publishing.states import TOPIC_MOVES, TopicAct, TopicKind, TopicState

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_URL = re.compile(r"(?:https?://[^\s/]|/)[^\s]*\Z")
_MOST_ITEMS = 300


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What a topic is: its kind, address, words, unit, owner and last day."""

    kind: TopicKind
    slug: str
    title: str
    lede: str
    unit: Unit
    owner: User
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item: a document of the library, or a question or a service with words and an address."""

    kind: TopicItem.Kind
    publication: Publication | None = None
    title: str = ""
    url: str = ""
    text: str = ""


@transaction.atomic
def create(*, by: User, facts: TopicFacts) -> Topic:
    """A new topic, seen by nobody outside yet; one event."""
    _check_facts(facts, None)
    topic = Topic.objects.create(**_fields(facts))
    record("建立专题", topic, by=by, unit=topic.unit)
    return topic


@transaction.atomic
def save(topic: Topic, *, by: User, seen: int, facts: TopicFacts) -> Topic:
    """Changes what a topic is; one event with what changed.

    Raises:
        Refusal: changed meanwhile; closed; the address of a shown topic, which others link to.
    """
    row = _editing(topic, seen)
    _check_facts(facts, row)
    before = {name: str(getattr(row, name)) for name in _fields(facts)}
    for name, value in _fields(facts).items():
        setattr(row, name, value)
    after = {name: str(getattr(row, name)) for name in _fields(facts)}
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return _done(row, by, "修改专题", {"changed": changed})


def _fields(facts: TopicFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in TopicFacts.__dataclass_fields__}


def _check_facts(facts: TopicFacts, row: Topic | None) -> None:
    if not _SLUG.match(facts.slug):
        raise Refusal("网址代号只用小写字母、数字和短横线，如“xin-sheng-er”。", field="slug")
    taken = Topic.objects.filter(slug=facts.slug).exclude(pk=row.pk if row else 0)
    if taken.exists():
        raise Refusal(f"网址代号“{facts.slug}”已经用过，请换一个。", field="slug")
    if row and row.released_at and row.slug != facts.slug:
        raise Refusal("专题公开过，别处可能已经链接到它，网址代号不能再改。", field="slug")
    if row and row.state == TopicState.RELEASED and not facts.lede.strip():
        raise Refusal("专题正在公开，一句话说明不能为空。", field="lede")
    if facts.ends_on < today():
        raise Refusal(
            f"截止日期{plain_date(facts.ends_on)}已经过去，请填写今天或者以后的日期。",
            field="ends_on",
        )
    if not has_role(facts.owner, *EDITORS, unit=facts.unit):
        raise Refusal(
            f"{facts.owner}没有{facts.unit.label}的经办角色，不能作为责任人，请另选。",
            field="owner",
        )


# --- groups and items --------------------------------------------------------------------------


@transaction.atomic
def add_group(topic: Topic, *, by: User, seen: int, title: str, text: str = "") -> Topic:
    """A group at the end; of a 一件事 the next step."""
    row = _editing(topic, seen)
    _check_words(title)
    TopicGroup.objects.create(
        topic=row, position=_next(row.groups), title=title.strip(), text=text.strip()
    )
    return _done(row, by, "专题添加分组", {"title": title.strip()})


@transaction.atomic
def save_group(group: TopicGroup, *, by: User, seen: int, title: str, text: str = "") -> Topic:
    """Other words for a group."""
    row = _editing(group.topic, seen)
    _check_words(title)
    group.title, group.text = title.strip(), text.strip()
    group.save(update_fields=["title", "text"])
    return _done(row, by, "专题修改分组", {"group": group.pk})


@transaction.atomic
def remove_group(group: TopicGroup, *, by: User, seen: int) -> Topic:
    """A group goes with its items; the documents themselves are untouched."""
    row = _editing(group.topic, seen)
    data: dict[str, object] = {
        "title": group.title,
        "items": [str(item) for item in group.items.all()],
    }
    group.delete()
    return _done(row, by, "专题删去分组", data)


@transaction.atomic
def move_group(group: TopicGroup, *, by: User, seen: int, up: bool) -> Topic:
    """One place up or down among its groups; at the edge nothing changes."""
    row = _editing(group.topic, seen)
    _swap(list(row.groups.all()), group.pk, up=up)
    return _done(row, by, "专题调整顺序", {"group": group.pk})


@transaction.atomic
def add_item(group: TopicGroup, *, by: User, seen: int, facts: ItemFacts) -> Topic:
    """An item at the end of its group.

    Raises:
        Refusal: a document that is not public or there already; no words; an address of no kind.
    """
    row = _editing(group.topic, seen)
    _check_item(facts, row, None)
    if TopicItem.objects.filter(group__topic=row).count() >= _MOST_ITEMS:
        raise Refusal(f"一个专题最多{_MOST_ITEMS}个条目，请另建一个专题。")
    item = TopicItem.objects.create(group=group, position=_next(group.items), **_item_fields(facts))
    return _done(row, by, "专题添加条目", {"item": str(item)})


@transaction.atomic
def save_item(item: TopicItem, *, by: User, seen: int, facts: ItemFacts) -> Topic:
    """Another document, or other words, at the same place."""
    row = _editing(item.group.topic, seen)
    _check_item(facts, row, item)
    for name, value in _item_fields(facts).items():
        setattr(item, name, value)
    item.save()
    return _done(row, by, "专题修改条目", {"item": str(item)})


@transaction.atomic
def remove_item(item: TopicItem, *, by: User, seen: int) -> Topic:
    """An item goes; the document itself is untouched."""
    row = _editing(item.group.topic, seen)
    name = str(item)
    item.delete()
    return _done(row, by, "专题删去条目", {"item": name})


@transaction.atomic
def move_item(item: TopicItem, *, by: User, seen: int, up: bool) -> Topic:
    """One place up or down in its group; at the edge nothing changes."""
    row = _editing(item.group.topic, seen)
    _swap(list(item.group.items.all()), item.pk, up=up)
    return _done(row, by, "专题调整顺序", {"item": item.pk})


def _item_fields(facts: ItemFacts) -> dict[str, object]:
    document = facts.kind == TopicItem.Kind.DOCUMENT
    return {
        "kind": facts.kind,
        "publication": facts.publication if document else None,
        "title": "" if document else facts.title.strip(),
        "url": "" if document else facts.url.strip(),
        "text": facts.text.strip(),
    }


def _check_item(facts: ItemFacts, topic: Topic, item: TopicItem | None) -> None:
    if facts.kind == TopicItem.Kind.DOCUMENT:
        _check_document(facts.publication, topic, item)
        return
    if not facts.title.strip():
        raise Refusal("请填写问题或者办事的名称。", field="title")
    if facts.kind == TopicItem.Kind.QUESTION and not facts.text.strip():
        raise Refusal("问答要写出答案，答案里写明依据。", field="text")
    if facts.kind == TopicItem.Kind.SERVICE and not facts.url.strip():
        raise Refusal("办事要写明网上办理的地址。", field="url")
    if facts.url.strip() and not _URL.match(facts.url.strip()):
        raise Refusal("地址要以 https:// 或者 http:// 开头，本站的页面可以从 / 写起。", field="url")


def _check_document(publication: Publication | None, topic: Topic, item: TopicItem | None) -> None:
    if publication is None:
        raise Refusal("请填写文件的发文字号或者标题。", field="document")
    if not publication.is_public:
        raise Refusal(
            f"{quoted(publication.title)}还没有公开，不能放进专题；请等它发布后再添加。",
            field="document",
        )
    there = TopicItem.objects.filter(group__topic=topic, publication=publication)
    if there.exclude(pk=item.pk if item else 0).exists():
        raise Refusal(f"{quoted(publication.title)}已经在这个专题里。", field="document")


# --- shown and closed --------------------------------------------------------------------------


@transaction.atomic
def release(topic: Topic, *, by: User, seen: int) -> Topic:
    """Shows a topic to the public.

    Raises:
        Refusal: nothing in it, no sentence, over already, a document that is not public.
    """
    row = locked(topic)
    _check_seen(row, seen)
    row.state = _move(row, TopicAct.RELEASE)
    _check_complete(row)
    row.released_at = timezone.now()
    return _done(row, by, "公开专题", {})


@transaction.atomic
def close(topic: Topic, *, by: User | None, reason: str) -> Topic:
    """Takes a topic off the public pages; its address says that it has ended."""
    row = locked(topic)
    row.state = _move(row, TopicAct.CLOSE)
    if not reason.strip():
        raise Refusal("请写明结束的原因，如“活动已经结束”。", field="reason")
    return _done(row, by, "结束专题", {"reason": reason.strip()[:300]})


@transaction.atomic
def reopen(topic: Topic, *, by: User, ends_on: dt.date | None) -> Topic:
    """Shows a closed topic again, with a new last day."""
    row = locked(topic)
    row.state = _move(row, TopicAct.REOPEN)
    if ends_on is None or ends_on < today():
        raise Refusal("请填写新的截止日期，不早于今天。", field="ends_on")
    row.ends_on = ends_on
    _check_complete(row)
    return _done(row, by, "重新公开专题", {"ends_on": ends_on})


def _check_complete(row: Topic) -> None:
    if not row.lede.strip():
        raise Refusal("请先写一句话说明，让读者知道这个专题讲什么。", field="lede")
    if row.ends_on < today():
        raise Refusal(f"截止日期{plain_date(row.ends_on)}已经过去，请先延长。", field="ends_on")
    full = reads.with_items(Topic.objects.filter(pk=row.pk)).get()
    if not reads.shown(full, today()):
        raise Refusal("专题里还没有公众看得到的条目，请先添加。")
    gone = [
        item.publication.title
        for group in full.groups.all()
        for item in group.items.all()
        if item.publication is not None and not item.publication.is_public
    ]
    if gone:
        raise Refusal(f"《{gone[0]}》没有公开，请换一份或者删去后再公开专题。")


# --- what all acts share -----------------------------------------------------------------------


def locked(topic: Topic) -> Topic:
    """The row as it stands now, locked until the transaction ends."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    return rows.get(pk=topic.pk)


def _editing(topic: Topic, seen: int) -> Topic:
    row = locked(topic)
    if row.state == TopicState.CLOSED:
        raise Refusal(f"专题“{row.title}”已经结束，不能再改；需要的请先重新公开。")
    _check_seen(row, seen)
    return row


def _check_seen(row: Topic, seen: int) -> None:
    if row.row_version != seen:
        raise Refusal(
            "这个专题刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"
        )


def _check_words(title: str) -> None:
    if not title.strip():
        raise Refusal("请填写分组的名称。", field="title")


def _move(row: Topic, act: TopicAct) -> TopicState:
    try:
        return TOPIC_MOVES.to(TopicState(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"专题“{row.title}”{problem}请刷新页面查看最新状态。") from None


def _next(rows: object) -> int:
    last = rows.aggregate(last=Max("position"))["last"]  # type: ignore[attr-defined]
    return int(last or 0) + 1


def _swap(rows: list[TopicGroup] | list[TopicItem], pk: int, *, up: bool) -> None:
    """Moves one row by a place and numbers all of them anew."""
    order = [row.pk for row in rows]
    here = order.index(pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    by_pk = {row.pk: row for row in rows}
    for position, key in enumerate(order, 1):
        row = by_pk[key]
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _done(row: Topic, by: User | None, act: str, data: dict[str, object]) -> Topic:
    row.row_version += 1
    row.save()
    changed = [("topic", row.pk)] if row.released_at else []
    record(act, row, by=by, unit=row.unit, data=data, changed=changed)
    return row
