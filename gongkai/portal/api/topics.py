"""Topics (专题、一件事) with what they hold."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from gongkai.base.calendar import today
from gongkai.portal.api.paging import Paging, numbers_of, place
from gongkai.publishing.models import Topic
from gongkai.publishing.present import short_url
from gongkai.publishing.queries import topics as reads

router = Router(tags=["专题"])
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class TopicOut(Schema):
    """One topic in a list."""

    slug: str
    url: str
    kind: str
    title: str
    lede: str
    unit: str
    released_at: dt.datetime
    ends_on: dt.date


class TopicItemOut(Schema):
    """A document, a question with its answer, or a service."""

    kind: str
    title: str
    text: str
    url: str


class GroupOut(Schema):
    """A group; of a 一件事 a step."""

    title: str
    text: str
    items: list[TopicItemOut]


class TopicDetailOut(TopicOut):
    """One topic with its groups in order."""

    groups: list[GroupOut]


class TopicPage(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[TopicOut]
    next: str


@router.get("/topics", response=TopicPage, summary="正在公开的专题，按公开时间从新到旧")
def topics(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """One statement."""
    rows = reads.released().select_related("unit")
    if paging.after:
        rows = rows.filter(_beyond(paging.after))
    found = list(rows[: paging.limit + 1])
    shown = found[: paging.limit]
    return {
        "items": [_out(row) for row in shown],
        "next": place(_micros(shown[-1]), shown[-1].pk) if len(found) > paging.limit else "",
    }


@router.get("/topics/{slug}", response=TopicDetailOut, summary="一个专题的分组和条目")
def topic(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Unseen and closed is 404; a document that is not public any more is not there."""
    rows = reads.released().filter(slug=slug[:60]) if slug.isprintable() else Topic.objects.none()
    found = reads.with_items(rows).first()
    if found is None:
        raise Http404
    groups = [
        {
            "title": shown.group.title,
            "text": shown.group.text,
            "items": [_item(item) for item in shown.items],
        }
        for shown in reads.shown(found, today())
    ]
    return {**_out(found), "groups": groups}


def _beyond(after: str) -> Q:
    numbers = numbers_of(after, 2)
    if numbers is None or numbers[0] >= 10**17:
        return Q(pk__in=[])
    moment = _EPOCH + dt.timedelta(microseconds=numbers[0])
    return Q(released_at__lt=moment) | Q(released_at=moment, pk__lt=numbers[1])


def _micros(row: Topic) -> int:
    return ((row.released_at or _EPOCH) - _EPOCH) // dt.timedelta(microseconds=1)


def _out(row: Topic) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "url": settings.SITE_URL + reverse("topic", args=[row.slug]),
        "kind": row.kind,
        "title": row.title,
        "lede": row.lede,
        "unit": row.unit.name,
        "released_at": row.released_at,
        "ends_on": row.ends_on,
    }


def _item(shown: reads.ShownItem) -> dict[str, Any]:
    item, publication = shown.item, shown.publication
    local = f"{settings.SITE_URL}{item.url}" if item.url.startswith("/") else item.url
    return {
        "kind": item.kind,
        "title": publication.title if publication else item.title,
        "text": item.text,
        "url": short_url(publication) if publication else local,
    }
