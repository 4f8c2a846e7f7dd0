"""The working-day calendar: exceptions from Monday to Friday, by year, with their source."""

from django.db import models


class CalendarYear(models.Model):
    """A year whose holidays the State Council office has announced."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据文号", max_length=80, blank=True)
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    class Meta:
        verbose_name = "日历年份"

    def __str__(self) -> str:
        return f"{self.year}年"


class CalendarDay(models.Model):
    """A weekday that is free, or a weekend day that is worked."""

    day = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    works = models.BooleanField("上班")
    name = models.CharField("节日", max_length=20, blank=True)

    class Meta:
        verbose_name = "日历例外"

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.works else '休'}"
