"""Notices to people on the desk."""

from django.db import models

from gongkai.base.models.people import User


class Notice(models.Model):
    """One message for one person; `key` keeps the same message from being sent twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="收件人")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="notice_once"
            )
        ]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.title
