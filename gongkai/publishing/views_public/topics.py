"""专题 and 一件事 for the public."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.publishing import present
from gongkai.publishing.models import Topic, TopicItem
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.states import TopicKind, TopicState
from gongkai.publishing.views_public.common import column

_PER_PAGE = 30


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All shown topics, the newest first."""
    page = Paginator(reads.released().select_related("unit"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "pager": {
            "prev_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        },
        "crumbs": [{"label": "专题", "url": ""}],
        "meta": {
            "title": "专题",
            "description": "围绕一个主题、一件事，把文件、问答和办事入口放在一起。",
            "column": column("专题专栏", "专题专栏"),
        },
    }
    return render(request, "publishing/topics.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic; a draft is not there, one that has ended says so."""
    rows = Topic.objects.filter(slug=slug).exclude(state=TopicState.DRAFT)
    found = reads.with_items(rows).first()
    if found is None:
        raise Http404
    if found.state == TopicState.CLOSED:
        context = {"topic": found, "meta": {"title": "专题已结束"}}
        return render(request, "publishing/topic_closed.html", context, status=410)
    return render(request, "publishing/topic.html", page_of(found))


def page_of(found: Topic) -> dict[str, Any]:
    """What the page of a topic shows; the topic comes `with_items`."""
    groups = reads.shown(found, today())
    return {
        "topic": found,
        "steps": found.kind == TopicKind.ONE_THING,
        "groups": [
            {"group": group.group, "items": [_item(item) for item in group.items]}
            for group in groups
        ],
        "updated": timezone.localdate(found.released_at) if found.released_at else None,
        "crumbs": [{"label": "专题", "url": reverse("topics")}, {"label": found.title, "url": ""}],
        "meta": {
            "title": found.title,
            "description": found.lede,
            "column": column("专题专栏", "专题专栏"),
        },
    }


def _item(shown: reads.ShownItem) -> dict[str, Any]:
    item = shown.item
    return {
        "kind": item.kind,
        "row": present.row(shown.publication, shown.validity) if shown.publication else None,
        "title": item.title,
        "url": item.url,
        "text": item.text,
        "outside": bool(item.url) and not reads.inner_path(item.url),
        "question": item.kind == TopicItem.Kind.QUESTION,
    }
