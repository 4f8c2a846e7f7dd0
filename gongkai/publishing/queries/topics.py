"""专题 and 一件事: what the public sees of one, what is wrong with it, whose it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import Resolver404, resolve

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.lib import shortcode
from gongkai.lib.titles import quoted
from gongkai.lib.validity import Validity
from gongkai.publishing.models import Publication, Topic, TopicGroup, TopicItem
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.publishing.rules import EDITORS
from gongkai.publishing.states import TopicState

# The owner is told so many days before a topic closes by itself.
NOTICE_DAYS = 7


@dataclass(slots=True)
class ShownItem:
    """An item as people see it; of a document the publication with its validity."""

    item: TopicItem
    publication: Publication | None = None
    validity: Validity | None = None


@dataclass(slots=True)
class ShownGroup:
    """A group with the items that may be shown."""

    group: TopicGroup
    items: list[ShownItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a topic, in one sentence; `item` is where, None for the topic itself."""

    sentence: str
    item: TopicItem | None = None


def released() -> QuerySet[Topic]:
    """Topics anybody may see, the newest first."""
    return Topic.objects.filter(state=TopicState.RELEASED).order_by("-released_at", "-pk")


def topics_of(user: User) -> QuerySet[Topic]:
    """Topics of the person's units, and those the person answers for."""
    own = Topic.objects.filter(unit__in=units_for(user, *EDITORS))
    return own | Topic.objects.filter(owner=user)


def with_items(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Topics with groups and items and their publications: two more statements."""
    items = TopicItem.objects.select_related("publication__unit", "publication__document")
    groups = TopicGroup.objects.prefetch_related(Prefetch("items", items))
    return topics.select_related("unit", "owner").prefetch_related(Prefetch("groups", groups))


def shown(topic: Topic, day: dt.date) -> list[ShownGroup]:
    """What the public sees: groups with items; a document that is not public is not there.

    The topic comes `with_items`; one or two statements for the validity.
    """
    public = {item.publication_id for item in _items(topic) if _is_public(item)}
    validities = _validities([item for item in _items(topic) if item.publication_id in public], day)
    found = []
    for group in topic.groups.all():
        items = [
            ShownItem(item, item.publication, validities.get(item.publication_id or 0))
            for item in group.items.all()
            if item.kind != TopicItem.Kind.DOCUMENT or item.publication_id in public
        ]
        if items:
            found.append(ShownGroup(group, items))
    return found


def _items(topic: Topic) -> list[TopicItem]:
    return [item for group in topic.groups.all() for item in group.items.all()]


def _is_public(item: TopicItem) -> bool:
    return item.publication is not None and item.publication.is_public


def _validities(items: Sequence[TopicItem], day: dt.date) -> dict[int, Validity]:
    """The validity of the documents among these, by publication."""
    documents = {}
    for item in items:
        document = getattr(item.publication, "document", None)
        if document is not None and item.publication is not None and not document.status_mark:
            document.publication = item.publication
            documents[item.publication.pk] = document
    changes = incoming_changes(list(documents))
    return {
        pk: validity_of(document, changes.get(pk, []), day) for pk, document in documents.items()
    }


def findings_of(topics: Iterable[Topic], day: dt.date) -> dict[int, list[Finding]]:
    """What is wrong with each, by topic: nearly over, members gone or ended, dead links, empty groups.

    The topics come `with_items`; at most five statements for all of them.
    """
    topics = list(topics)
    items = [item for topic in topics for item in _items(topic)]
    validities = _validities([item for item in items if _is_public(item)], day)
    dead = _dead_links([item for item in items if item.url])
    found = {}
    for topic in topics:
        wrong = [*_of_topic(topic, day)]
        for item in _items(topic):
            sentence = _of_item(item, validities, dead)
            if sentence:
                wrong.append(Finding(sentence, item))
        found[topic.pk] = wrong
    return found


def _of_topic(topic: Topic, day: dt.date) -> list[Finding]:
    left = (topic.ends_on - day).days
    wrong = []
    if 0 <= left <= NOTICE_DAYS:
        wrong.append(Finding(f"还有{left}天到截止日期，到期自动结束；仍需公开的请延长。"))
    if left < 0:
        wrong.append(Finding("已经过了截止日期，请结束或者延长。"))
    wrong += [
        Finding(f"“{group.title}”里还没有条目，公众看不到这一组；请添加或者删去。")
        for group in topic.groups.all()
        if not group.items.all()
    ]
    return wrong


def _of_item(item: TopicItem, validities: dict[int, Validity], dead: set[int]) -> str:
    if item.kind == TopicItem.Kind.DOCUMENT:
        if item.publication is None:
            return f"“{item.title}”没有对应的文件，公众看不到；请重新选择或者删去。"
        if not item.publication.is_public:
            label = item.publication.get_state_display()
            return f"{quoted(item.publication.title)}现在是“{label}”，已从公众页面消失；请换一份或者删去。"
        validity = validities.get(item.publication.pk)
        if validity is not None and validity.ended:
            return f"{quoted(item.publication.title)}{validity.label}，请换成现行的文件，或者说明留作参考。"
    if item.pk in dead:
        return f"“{item.title}”的地址{item.url}打不开，请改正或者删去。"
    return ""


def inner_path(url: str) -> str:
    """The path of an address on this site; nothing for one elsewhere."""
    parts = urlsplit(url)
    home = urlsplit(settings.SITE_URL)
    if parts.netloc and parts.netloc != home.netloc:
        return ""
    return parts.path if parts.path.startswith("/") else ""


def _dead_links(items: Sequence[TopicItem]) -> set[int]:
    """Items whose address on this site leads nowhere, or to what is not public."""
    dead = set()
    aims: dict[str, dict[int, str]] = {"publication": {}, "unit": {}, "topic": {}}
    for item in items:
        path = inner_path(item.url)
        if not path:
            continue
        try:
            match = resolve(path)
        except Resolver404:
            dead.add(item.pk)
            continue
        if match.url_name in aims:
            aims[match.url_name][item.pk] = str(next(iter(match.kwargs.values())))
    return dead | _missing(aims)


def _missing(aims: dict[str, dict[int, str]]) -> set[int]:
    """Items that lead to a publication, unit or topic that is not to be seen; a statement a sort."""
    dead = set()
    if aims["publication"]:
        ids = {pk: shortcode.decode(code) or 0 for pk, code in aims["publication"].items()}
        public = Publication.objects.public().filter(pk__in=ids.values())
        there = set(public.values_list("pk", flat=True))
        dead |= {pk for pk, aim in ids.items() if aim not in there}
    for name, rows in (("unit", Unit.objects.all()), ("topic", released())):
        if aims[name]:
            slugs = rows.filter(slug__in=aims[name].values())
            known = set(slugs.values_list("slug", flat=True))
            dead |= {pk for pk, slug in aims[name].items() if slug not in known}
    return dead
