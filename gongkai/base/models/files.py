"""Uploaded and generated files, named by their content."""

from django.db import models

from gongkai.base.models.people import User
from gongkai.base.states import FileZone


class StoredFile(models.Model):
    """One file on disk. Its bytes are found by zone and SHA-256; the row keeps its name and origin.

    Two rows may share the same bytes. An original is never served by a public route; a public copy
    is a row of its own that remembers which original it was made from.
    """

    zone = models.CharField("存放区", max_length=10, choices=FileZone)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("内容类型", max_length=100)
    name = models.CharField("文件名", max_length=200)
    made_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="来源原件",
    )
    stored_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="存入人"
    )
    stored_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name

    @property
    def relative_path(self) -> str:
        """Where the bytes lie below the folder of files."""
        return f"{self.zone}/{self.sha256[:2]}/{self.sha256}"
