"""Pictures inside texts."""

from django.db import models

from gongkai.base.models import StoredFile, Unit


class Picture(models.Model):
    """A picture that may stand in a text: the re-encoded file, its words, its size in pixels.

    Only what has a row here is ever served as a picture of a text, whatever number the text names.
    """

    file = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        primary_key=True,
        related_name="picture",
        verbose_name="文件",
    )
    alt = models.CharField("替代文字", max_length=200)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    # Whose drafts it may stand in; without a unit only its uploader's.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属单位"
    )

    class Meta:
        verbose_name = "图片"

    def __str__(self) -> str:
        return self.alt
