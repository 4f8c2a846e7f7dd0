"""What lies on the server between the steps of an application that is not submitted yet."""

from django.db import models

from gongkai.base.models import StoredFile
from gongkai.base.sealed import SealedText
from gongkai.foi.states import FilePurpose


class HeldFile(models.Model):
    """A file somebody chose before submitting: sealed, found by the fingerprint of the draft alone."""

    draft_key = models.CharField("草稿指纹", max_length=64, db_index=True)
    purpose = models.CharField("用途", max_length=12, choices=FilePurpose)
    name = SealedText("文件名")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField("字节数")
    at = models.DateTimeField("存入时间", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "待提交的文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}{self.pk}"
