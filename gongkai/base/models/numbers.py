"""Number series without gaps."""

from django.db import models

from gongkai.base.states import NumberState


class NumberSeries(models.Model):
    """A counter per name and year; the row is locked while a number is taken."""

    name = models.CharField("序列", max_length=80)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "编号序列"
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class IssuedNumber(models.Model):
    """A number given out; cancelling leaves it visible, so that the series has no hole."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="issued")
    serial = models.PositiveIntegerField("序号")
    state = models.CharField("状态", max_length=10, choices=NumberState, default=NumberState.USED)
    reason = models.CharField("作废原因", max_length=200, blank=True)
    issued_at = models.DateTimeField("取号时间", auto_now_add=True)

    class Meta:
        verbose_name = "已发编号"
        constraints = [models.UniqueConstraint(fields=["series", "serial"], name="number_once")]

    def __str__(self) -> str:
        return f"{self.series} 第{self.serial}号"
