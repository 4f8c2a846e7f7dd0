"""Files on their way into the library: batch, file, what the parser read, what a person made of it."""

from django.db import models

from gongkai.base.models import StoredFile, Unit, User
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import ImportState


class ImportBatch(models.Model):
    """Files dropped together."""

    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="import_batches", verbose_name="导入人"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    created_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"导入 {self.pk}"


class ImportItem(models.Model):
    """One file: queued, read by the worker, checked by a person, accepted or not.

    `parsed` is what the parser said and is never changed; `edited` is the reviewer's version.
    A refused file keeps its name and the sentence, not its bytes.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="items", verbose_name="批次"
    )
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.QUEUED)
    name = models.CharField("文件名", max_length=200)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原件"
    )
    sentence = models.CharField("说明", max_length=500, blank=True)
    source_lines = models.JSONField("原文", default=list)
    parsed = models.JSONField("解析结果", default=dict)
    edited = models.JSONField("核对结果", default=dict)
    # Titles and numbers for lists, which must not read the two above: they can be megabytes.
    summary = models.JSONField("摘要", default=dict)
    publications = models.ManyToManyField(Publication, related_name="+", verbose_name="入库结果")
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "导入文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
