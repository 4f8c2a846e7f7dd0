"""专题 and 一件事: ordered groups of documents, questions and services, with an owner and an end."""

from django.db import models
from django.db.models import Q

from gongkai.base.models import Unit, User
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import TopicKind, TopicState


class Topic(models.Model):
    """One collection."""

    kind = models.CharField("类型", max_length=10, choices=TopicKind, default=TopicKind.TOPIC)
    state = models.CharField("状态", max_length=10, choices=TopicState, default=TopicState.DRAFT)
    slug = models.SlugField("网址代号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=100)
    lede = models.CharField("一句话说明", max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="责任人")
    ends_on = models.DateField("截止日期")
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "专题"
        ordering = ["-released_at", "-id"]

    def __str__(self) -> str:
        return self.title


class TopicGroup(models.Model):
    """A heading of a collection; of a 一件事 a step of the way."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="groups", verbose_name="专题")
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("名称", max_length=100)
    text = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "专题分组"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class TopicItem(models.Model):
    """A document of the library, or a question or a service elsewhere with its address."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "文件"
        QUESTION = "question", "问答"
        SERVICE = "service", "办事"

    group = models.ForeignKey(TopicGroup, models.CASCADE, related_name="items", verbose_name="分组")
    position = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.DOCUMENT)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    title = models.CharField("标题", max_length=200, blank=True)
    url = models.CharField("地址", max_length=500, blank=True)
    text = models.CharField("说明或者答案", max_length=1000, blank=True)

    class Meta:
        verbose_name = "专题条目"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=False) | ~Q(title=""),
                name="topic_item_names_something",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"文件 {self.publication_id}"
