"""A topic and a 一件事, put together item by item and shown."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.portal.demo import found, sources
from gongkai.publishing.models import Topic, TopicGroup, TopicItem
from gongkai.publishing.services import topics
from gongkai.publishing.services.topics import ItemFacts, TopicFacts
from gongkai.publishing.states import TopicKind


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Makes and shows all of them; returns how many."""
    rows = sources.toml("topics.toml")["topics"]
    for row in rows:
        _topic(row, units, people)
    return len(rows)


def _topic(row: dict[str, Any], units: dict[str, Unit], people: dict[str, User]) -> None:
    by = people[row["owner"]]
    facts = TopicFacts(
        TopicKind(row["kind"]), row["slug"], row["title"], row["lede"], units[row["unit"]], by,
        today() + dt.timedelta(days=row["days"]),
    )  # fmt: skip
    topic = topics.create(by=by, facts=facts)
    for group in row["groups"]:
        topic = topics.add_group(
            topic, by=by, seen=topic.row_version, title=group["title"], text=group.get("text", "")
        )
        topic = _items(topic, topic.groups.get(title=group["title"]), group["items"], by)
    topics.release(topic, by=people[row["released_by"]], seen=topic.row_version)


def _items(topic: Topic, group: TopicGroup, rows: list[dict[str, str]], by: User) -> Topic:
    for row in rows:
        facts = _item(row)
        if facts is not None:
            topic = topics.add_item(group, by=by, seen=topic.row_version, facts=facts)
    return topic


def _item(row: dict[str, str]) -> ItemFacts | None:
    text, url = row.get("text", ""), row.get("url", "")
    if "question" in row:
        return ItemFacts(TopicItem.Kind.QUESTION, None, row["question"], url, text)
    if "service" in row:
        return ItemFacts(TopicItem.Kind.SERVICE, None, row["service"], url, text)
    publication = found.public(row["document"])
    if publication is None:
        return None
    return ItemFacts(TopicItem.Kind.DOCUMENT, publication, text=text)
