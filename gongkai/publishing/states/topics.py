"""Topics (专题) and 一件事."""

from django.db import models

from gongkai.lib.moves import Moves


class TopicKind(models.TextChoices):
    """A collection with an owner and an end."""

    TOPIC = "topic", "专题"
    ONE_THING = "one_thing", "一件事"


class TopicState(models.TextChoices):
    """Whether the collection is shown."""

    DRAFT = "draft", "编辑中"
    RELEASED = "released", "已公开"
    CLOSED = "closed", "已结束"


class TopicAct(models.TextChoices):
    """What may be done with it."""

    RELEASE = "release", "公开"
    CLOSE = "close", "结束"
    REOPEN = "reopen", "重新公开"


TOPIC_MOVES = Moves(
    {
        (TopicState.DRAFT, TopicAct.RELEASE): TopicState.RELEASED,
        (TopicState.RELEASED, TopicAct.CLOSE): TopicState.CLOSED,
        (TopicState.CLOSED, TopicAct.REOPEN): TopicState.RELEASED,
    }
)
