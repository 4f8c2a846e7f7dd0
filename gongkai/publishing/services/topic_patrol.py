"""Jobs over the shown topics: closing what is over, finding what went stale."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.services.notices import notify
from gongkai.publishing.models import Topic
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.services.topics import close, locked
from gongkai.publishing.states import TopicState


def close_ended() -> int:
    """Closes the topics whose last day is over, and tells their owners before and after; run daily.

    Run twice it does nothing more. Returns how many were closed.
    """
    day = today()
    soon = reads.released().filter(ends_on__range=(day, day + dt.timedelta(days=reads.NOTICE_DAYS)))
    for topic in soon.select_related("owner"):
        left = (topic.ends_on - day).days
        _tell(
            topic,
            f"专题“{topic.title}”还有{left}天结束",
            "到截止日期自动结束；仍需公开的请延长。",
            "ends",
        )
    ended = list(reads.released().filter(ends_on__lt=day).select_related("owner"))
    return sum(_close_ended(topic) for topic in ended)


@transaction.atomic
def _close_ended(topic: Topic) -> bool:
    row = locked(topic)
    if row.state != TopicState.RELEASED or row.ends_on >= today():
        return False
    close(row, by=None, reason="已过截止日期，自动结束。")
    _tell(row, f"专题“{row.title}”已结束", "仍需公开的，可以填写新的截止日期后重新公开。", "closed")
    return True


def _tell(topic: Topic, title: str, text: str, what: str) -> None:
    key = f"topic-{topic.pk}-{what}-{topic.ends_on.isoformat()}"
    url = reverse("desk_topic", args=[topic.pk])
    notify([topic.owner], title[:120], text=text, url=url, key=key)


@transaction.atomic
def patrol() -> int:
    """Looks through all shown topics and tells each owner what is wrong; run weekly.

    Nobody is told twice in one week. Returns how many findings there are.
    """
    day = today()
    topics = list(reads.with_items(reads.released()))
    found = reads.findings_of(topics, day)
    year, week, _ = day.isocalendar()
    for topic in topics:
        wrong = found[topic.pk]
        if wrong:
            notify(
                [topic.owner],
                f"专题“{topic.title}”有{len(wrong)}处要处理"[:120],
                text="".join(finding.sentence for finding in wrong[:5]),
                url=reverse("desk_topic", args=[topic.pk]),
                key=f"topic-{topic.pk}-patrol-{year}-{week}",
            )
    return sum(len(wrong) for wrong in found.values())
