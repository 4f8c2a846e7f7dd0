"""What the drafting table keeps: versions, open editors, share links, settled findings."""

from django.db import models
from django.db.models import Q

from gongkai.base.models import User
from gongkai.publishing.models.publications import Publication


class PublicationVersion(models.Model):
    """The whole content of a publication as it stood once; never changed afterwards.

    `content` is what `services.content.snapshot` made, `digest` its SHA-256: the hash on which the
    secrecy review and the reviews are given.
    """

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="versions", verbose_name="政府信息"
    )
    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    digest = models.CharField("SHA-256", max_length=64)
    note = models.CharField("说明", max_length=200, blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保存人"
    )
    made_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = "文本版本"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"


class EditingSession(models.Model):
    """One person at one draft: who is editing now, and what is typed but not saved."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="sessions", verbose_name="政府信息"
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="编辑人")
    opened_at = models.DateTimeField("打开时间", auto_now_add=True)
    seen_at = models.DateTimeField("最近在线")
    typed = models.JSONField("未保存的内容", default=dict, blank=True)
    typed_at = models.DateTimeField("自动保存时间", null=True, blank=True)
    base_version = models.PositiveIntegerField("基于的版本号", default=0)

    class Meta:
        verbose_name = "编辑会话"
        constraints = [
            models.UniqueConstraint(fields=["publication", "user"], name="one_session_each")
        ]

    def __str__(self) -> str:
        return f"{self.user} 编辑 {self.publication_id}"


class PreviewLink(models.Model):
    """A link that shows a draft to somebody without an account; it ends when the draft is released.

    Only the hash of the token is kept: whoever reads the table cannot open the draft.
    """

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="preview_links", verbose_name="政府信息"
    )
    token_hash = models.CharField("令牌摘要", max_length=64, unique=True)
    note = models.CharField("用途", max_length=100, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="建立人")
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    ends_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "预览链接"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"预览链接 {self.pk}"


class Formulation(models.Model):
    """A fixed formulation (规范表述): what is wrong, what is right, and why."""

    class Severity(models.TextChoices):
        ERROR = "error", "必须改正"
        WARNING = "warning", "建议改正"

    wrong = models.CharField("不规范表述", max_length=100, unique=True)
    right = models.CharField("规范表述", max_length=100, blank=True)
    reason = models.CharField("依据或者说明", max_length=200)
    severity = models.CharField("程度", max_length=8, choices=Severity, default=Severity.WARNING)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "规范表述"
        ordering = ["wrong"]
        constraints = [
            models.CheckConstraint(condition=~Q(wrong=""), name="formulation_is_not_empty")
        ]

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}"


class FindingDecision(models.Model):
    """A finding of the proofreader that a person chose to leave, and why."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="finding_decisions", verbose_name="政府信息"
    )
    fingerprint = models.CharField("指纹", max_length=64)
    kind = models.CharField("种类", max_length=20)
    text = models.CharField("原文", max_length=200)
    reason = models.CharField("不改的理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="处理人")
    at = models.DateTimeField("处理时间", auto_now_add=True)

    class Meta:
        verbose_name = "校对处理"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "fingerprint"], name="finding_decided_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
