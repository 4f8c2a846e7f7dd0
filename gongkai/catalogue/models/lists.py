"""Closed lists that law or the State Council's library fixes, kept as data and editable in place."""

from django.db import models


class Theme(models.Model):
    """A theme of the State Council document library: 22 top classes, 121 sub-classes."""

    code = models.CharField("代码", max_length=8, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级主题",
    )
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "主题分类"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="theme_name_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(parent=None), name="theme_top_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name}\\{self.name}" if self.parent_id and self.parent else self.name


class DocumentClass(models.Model):
    """规章, 行政规范性文件, 政策性文件, 其他文件: four classes with different duties, as data."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    order = models.PositiveSmallIntegerField("顺序")
    interpretation_due = models.BooleanField("应当解读", default=False)
    legality_review_due = models.BooleanField("应当合法性审核", default=False)
    filing_due = models.BooleanField("应当备案", default=False)
    term_years_max = models.PositiveSmallIntegerField("有效期上限（年）", null=True, blank=True)

    class Meta:
        verbose_name = "文件类别"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class LegalGround(models.Model):
    """A ground for not disclosing (条例第十四至十六条). The list is closed: there is no 「其他」."""

    code = models.CharField("代码", max_length=8, unique=True)
    name = models.CharField("名称", max_length=80)
    article = models.CharField("条款", max_length=20)
    mandatory = models.BooleanField("应当不予公开")
    third_party = models.BooleanField("须征求第三方意见", default=False)

    class Meta:
        verbose_name = "不予公开依据"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class StatutoryItem(models.Model):
    """An item of 条例第二十条: what every agency publishes of its own accord."""

    number = models.PositiveSmallIntegerField("项", unique=True)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=20)

    class Meta:
        verbose_name = "法定主动公开事项"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
