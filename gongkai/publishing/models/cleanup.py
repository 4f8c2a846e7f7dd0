"""Clean-up of documents (文件清理): campaign, the documents in it, the conclusion on each."""

from django.db import models
from django.db.models import Q

from gongkai.base.models import Unit, User
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import CleanupState, Conclusion


class CleanupCampaign(models.Model):
    """Documents chosen by class, year and unit, given out, concluded, published as one result list."""

    title = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    state = models.CharField("状态", max_length=10, choices=CleanupState, default=CleanupState.OPEN)
    criteria = models.JSONField("选取条件", default=dict)
    due_on = models.DateField("报送期限")
    result = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cleanup_campaigns",
        verbose_name="清理结果",
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    made_at = models.DateTimeField("发起时间", auto_now_add=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "文件清理"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class CleanupItem(models.Model):
    """One document of a campaign with the unit that concludes on it."""

    campaign = models.ForeignKey(
        CleanupCampaign, models.CASCADE, related_name="items", verbose_name="清理"
    )
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="cleanup_items", verbose_name="文件"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="承办单位"
    )
    conclusion = models.CharField("结论", max_length=8, choices=Conclusion, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填写人"
    )
    at = models.DateTimeField("填写时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "清理文件"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "publication"], name="a_document_once_a_campaign"
            ),
            models.CheckConstraint(
                condition=Q(conclusion__in=["", Conclusion.KEEP]) | ~Q(reason=""),
                name="a_change_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.get_conclusion_display()}"
