"""政府公报: series, issue, items; an item is a library document at one text version."""

from django.db import models

from gongkai.base.models import StoredFile, Unit, User
from gongkai.publishing.models.drafting import PublicationVersion
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import GazetteState


class GazetteSeries(models.Model):
    """A gazette: 临澄市人民政府公报."""

    name = models.CharField("刊名", max_length=100, unique=True)
    slug = models.SlugField("网址代号", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="主办单位")
    serial_code = models.CharField("刊号", max_length=60, blank=True)
    cadence = models.CharField("刊期", max_length=20, blank=True)
    about = models.TextField("说明", blank=True)
    # Which classes belong into the gazette by themselves when they are released.
    classes = models.JSONField("自动收录的文件类别", default=list, blank=True)
    sections = models.JSONField("栏目", default=list, blank=True)

    class Meta:
        verbose_name = "公报"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GazetteIssue(models.Model):
    """One issue. An old one may be a PDF alone."""

    series = models.ForeignKey(
        GazetteSeries, models.PROTECT, related_name="issues", verbose_name="公报"
    )
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("期")
    total_number = models.PositiveIntegerField("总期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=GazetteState, default=GazetteState.DRAFT
    )
    published_on = models.DateField("出版日期", null=True, blank=True)
    editor = models.CharField("责任编辑", max_length=50, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF"
    )
    epub = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="EPUB"
    )
    # An issue of former times: contents and text as read from its PDF.
    scanned = models.BooleanField("由旧刊导入", default=False)
    contents = models.JSONField("旧刊目录", default=list, blank=True)
    plain = models.TextField("旧刊文字", blank=True)
    # What the worker is doing with the issue or why it could not: a proof, the reading of an old PDF.
    remark = models.CharField("处理说明", max_length=300, blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编辑人"
    )
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "公报期次"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="gazette_issue_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}期"


class GazetteItem(models.Model):
    """A document in an issue, fixed at a text version: the gazette text is the standard text."""

    issue = models.ForeignKey(
        GazetteIssue, models.CASCADE, related_name="items", verbose_name="期次"
    )
    position = models.PositiveSmallIntegerField("顺序")
    section = models.CharField("栏目", max_length=40, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="gazette_items", verbose_name="文件"
    )
    version = models.ForeignKey(
        PublicationVersion, models.PROTECT, related_name="+", verbose_name="文本版本"
    )
    page = models.PositiveSmallIntegerField("页码", null=True, blank=True)
    # Readers are told what the library changed after printing; up to which version that was looked at.
    note = models.CharField("更正说明", max_length=300, blank=True)
    noted_version = models.PositiveIntegerField("已核对到的文本版本", null=True, blank=True)

    class Meta:
        verbose_name = "公报条目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "publication"], name="a_document_once_an_issue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.publication_id}"
