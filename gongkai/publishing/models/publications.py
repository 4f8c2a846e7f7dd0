"""Publication: whatever is published and may be linked, searched and followed."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.base.models import StoredFile, Unit, User
from gongkai.catalogue.models import LegalGround, StatutoryItem, Theme
from gongkai.lib import shortcode
from gongkai.publishing.states import (
    Attribute,
    DraftSight,
    InterpretationForm,
    Kind,
    ReleaseBasis,
    Retention,
    State,
    Takedown,
)


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Filters over publications."""

    def public(self, now: dt.datetime | None = None) -> "PublicationQuerySet":
        """What anybody may see: released, of the public attribute, its hour come.

        The one rule of sight: lists, pages, search, feeds, exports and the API all stand on it.
        """
        moment = now or timezone.now()
        return self.filter(
            state=State.RELEASED, attribute=Attribute.PROACTIVE, released_at__lte=moment
        )


class Publication(models.Model):
    """One piece of government information (政府信息), from draft to withdrawal."""

    kind = models.CharField("种类", max_length=16, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=500)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="发布机构",
    )
    attribute = models.CharField(
        "公开属性", max_length=12, choices=Attribute, default=Attribute.UNKNOWN
    )
    legal_ground = models.ForeignKey(
        LegalGround,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="不予公开依据",
    )
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="主题分类",
    )
    statutory_item = models.ForeignKey(
        StatutoryItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="法定公开事项",
    )
    index_no = models.CharField("索引号", max_length=60, blank=True, db_index=True)
    source = models.CharField("信息来源", max_length=200, blank=True)
    summary = models.CharField("概述", max_length=500, blank=True)
    keywords = models.JSONField("关键词", default=list, blank=True)
    form = models.CharField("解读形式", max_length=10, choices=InterpretationForm, blank=True)
    # Drafted, reviewed and released with that one, in the same steps and the same transaction.
    companion_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companions",
        verbose_name="同步解读的文件",
    )
    # A released text is never edited: a corrected one is reviewed like any other and takes its place.
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_drafts",
        verbose_name="更正的信息",
    )
    correction_note = models.CharField("更正说明", max_length=500, blank=True)
    limited_to = models.CharField(
        "草稿可见范围", max_length=8, choices=DraftSight, default=DraftSight.UNIT
    )
    readers = models.ManyToManyField(
        User, related_name="+", blank=True, verbose_name="草稿指定可见人员"
    )
    audience = models.CharField("公开对象", max_length=200, blank=True)
    audience_units = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name="面向的镇街村居"
    )
    round = models.PositiveSmallIntegerField("报审轮次", default=0)
    reassess_on = models.DateField("下次评估日期", null=True, blank=True, db_index=True)
    retention = models.CharField("保管期限", max_length=10, choices=Retention, blank=True)
    retention_reason = models.CharField("保管期限依据", max_length=200, blank=True)
    release_basis = models.CharField("发布依据", max_length=10, choices=ReleaseBasis, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤下原因", max_length=300, blank=True)
    takedown = models.CharField("撤下类型", max_length=8, choices=Takedown, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="并入的信息",
    )
    period_year = models.PositiveSmallIntegerField("所属年度", null=True, blank=True)
    external_id = models.CharField("原系统编号", max_length=80, blank=True, db_index=True)
    # The file itself bore the mark 主动公开 and entered as it was read: only then may it be stock.
    own_mark = models.BooleanField("原件自带公开标记", default=False)
    import_key = models.CharField("导入标识", max_length=64, null=True, blank=True, unique=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起草人"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "政府信息"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED) | (Q(released_at__isnull=False) & ~Q(title="")),
                name="released_has_title_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(attribute=Attribute.WITHHELD) | ~Q(state=State.RELEASED),
                name="withheld_is_never_released",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED) | ~Q(release_basis=""),
                name="released_has_a_basis",
            ),
            models.CheckConstraint(
                condition=~Q(takedown=Takedown.MERGED) | Q(merged_into__isnull=False),
                name="merged_says_into_what",
            ),
            models.UniqueConstraint(
                fields=["index_no"],
                condition=~Q(index_no="") & Q(import_key=None),
                name="own_index_no_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "attribute", "-released_at", "-id"], name="publication_newest"
            ),
            models.Index(fields=["unit", "kind", "-released_at"], name="publication_of_unit"),
            models.Index(fields=["kind", "-released_at"], name="publication_of_kind"),
            # The two orders of the desk's list.
            models.Index(fields=["-updated_at", "-id"], name="publication_updated"),
            models.Index(fields=["-released_at", "-id"], name="publication_released"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("publication", args=[self.code])

    @property
    def code(self) -> str:
        """The short code of the address: reversible, with a check character."""
        return shortcode.encode(self.pk)

    @property
    def was_public(self) -> bool:
        """Whether anybody saw it before it was withdrawn: only then may its page say so."""
        return (
            self.state == State.WITHDRAWN
            and self.attribute == Attribute.PROACTIVE
            and self.released_at is not None
            and self.withdrawn_at is not None
            and self.released_at <= self.withdrawn_at
        )

    @property
    def is_public(self) -> bool:
        """The rule of `PublicationQuerySet.public` for one row."""
        return (
            self.state == State.RELEASED
            and self.attribute == Attribute.PROACTIVE
            and self.released_at is not None
            and self.released_at <= timezone.now()
        )


class PublicationText(models.Model):
    """The words of a publication, apart from the row that lists read."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, primary_key=True, related_name="text", verbose_name="政府信息"
    )
    # Rich text where the officer wrote in the editor; then the three below are derived from it.
    html = models.TextField("正文（富文本）", blank=True)
    plain = models.TextField("正文", blank=True)
    outline = models.JSONField("结构", default=list, blank=True)
    tables = models.JSONField("表格", default=list, blank=True)
    version = models.PositiveIntegerField("文本版本", default=0)
    # Public notes of what was put right: [{"on", "note", "version"}], newest last.
    corrections = models.JSONField("更正说明", default=list, blank=True)

    class Meta:
        verbose_name = "正文"

    def __str__(self) -> str:
        return f"正文 {self.publication_id}"


class Attachment(models.Model):
    """An attachment in the order of print (附件1、附件2 …), with an attribute of its own."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="attachments", verbose_name="政府信息"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    attribute = models.CharField(
        "公开属性", max_length=12, choices=Attribute, default=Attribute.UNKNOWN
    )

    class Meta:
        verbose_name = "附件"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="attachment_number_once")
        ]

    def __str__(self) -> str:
        return f"附件{self.number}：{self.title}"
