"""What is decided about a publication before anybody may see it: attribute, secrecy, interpretation."""

from django.db import models

from gongkai.base.models import User
from gongkai.catalogue.models import LegalGround
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import Attribute, AttributeStep, SecrecyOutcome


class AttributeDecision(models.Model):
    """One step of 公开属性源头认定: proposed, checked, fixed; three names, three times.

    Belongs to a round of review: what is returned and submitted anew is decided anew.
    """

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="attribute_decisions", verbose_name="政府信息"
    )
    round = models.PositiveSmallIntegerField("报审轮次")
    step = models.CharField("环节", max_length=10, choices=AttributeStep)
    attribute = models.CharField("公开属性", max_length=12, choices=Attribute)
    legal_ground = models.ForeignKey(
        LegalGround,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="法定依据",
    )
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="认定人")
    at = models.DateTimeField("认定时间", auto_now_add=True)

    class Meta:
        verbose_name = "公开属性认定"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}：{self.get_attribute_display()}"


class SecrecyReview(models.Model):
    """保密审查 of one exact content; another content needs another review (条例第十七条)."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="secrecy_reviews", verbose_name="政府信息"
    )
    digest = models.CharField("审查内容的SHA-256", max_length=64)
    outcome = models.CharField("结论", max_length=10, choices=SecrecyOutcome)
    checklist = models.JSONField("审查要点", default=dict)
    findings = models.JSONField("扫描提示", default=list)
    opinion = models.CharField("审查意见", max_length=500, blank=True)
    referred_to = models.CharField("提请确定的部门", max_length=100, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审查人")
    at = models.DateTimeField("审查时间", auto_now_add=True)

    class Meta:
        verbose_name = "保密审查"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_outcome_display()


class InterpretationObligation(models.Model):
    """Whether a document must be interpreted, how, and whether it was excused (三同步)."""

    publication = models.OneToOneField(
        Publication,
        models.CASCADE,
        primary_key=True,
        related_name="interpretation_obligation",
        verbose_name="政府信息",
    )
    required = models.BooleanField("应当解读")
    basis = models.CharField("依据", max_length=200, blank=True)
    forms = models.JSONField("解读形式", default=list, blank=True)
    exempt_reason = models.CharField("不解读的理由", max_length=300, blank=True)
    exempt_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同意不解读的人"
    )
    exempt_at = models.DateTimeField("同意时间", null=True, blank=True)

    class Meta:
        verbose_name = "解读义务"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(exempt_at=None)
                | (~models.Q(exempt_reason="") & models.Q(exempt_by__isnull=False)),
                name="exemption_has_name_and_reason",
            )
        ]

    def __str__(self) -> str:
        return "应当解读" if self.required and not self.exempt_at else "不需要解读"
