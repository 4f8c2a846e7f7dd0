"""Copies of a publication for its outlets: one record, so that site, account and gazette cannot differ."""

from django.db import models

from gongkai.base.models import StoredFile, User
from gongkai.outlets.models import Column, Outlet
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import DeliveryState


class Delivery(models.Model):
    """One publication for one outlet, by itself or by hand, with its proof."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="deliveries", verbose_name="政府信息"
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="deliveries", verbose_name="渠道"
    )
    column = models.ForeignKey(
        Column,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="栏目",
    )
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    # What the receiver is told next or was told last, and which telling it is: a repeated attempt
    # carries the same number, so that nothing is taken in twice.
    event = models.CharField("事项", max_length=10, default="released")
    generation = models.PositiveSmallIntegerField("第几次送达", default=1)
    text = models.TextField("渠道文稿", blank=True)
    digest = models.CharField("送达内容的SHA-256", max_length=64, blank=True)
    not_before = models.DateTimeField("最早送达时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", null=True, blank=True)
    problem = models.CharField("未送达的原因", max_length=300, blank=True)
    done_at = models.DateTimeField("送达或者发布时间", null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    proof_url = models.URLField("发布地址", max_length=500, blank=True)
    proof_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布截图"
    )
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "渠道发布"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "outlet"], name="one_delivery_an_outlet")
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.outlet}：{self.get_state_display()}"


class DeliveryAttempt(models.Model):
    """One attempt to hand a copy over: when, what came back."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="log", verbose_name="渠道发布"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    event = models.CharField("事项", max_length=20)
    status = models.PositiveSmallIntegerField("应答状态码", null=True, blank=True)
    milliseconds = models.PositiveIntegerField("用时（毫秒）", default=0)
    problem = models.CharField("问题", max_length=300, blank=True)

    class Meta:
        verbose_name = "送达记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.status or self.problem}"
