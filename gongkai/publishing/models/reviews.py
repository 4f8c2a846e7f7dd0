"""三审三校: the steps, who passed them, on which content, and what was skipped in a hurry."""

from django.db import models
from django.db.models import F, Q

from gongkai.base.models import Unit, User
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import ReviewOutcome


class ReviewStep(models.Model):
    """One level of review with its proof-reading, as data: what it is called, who may do it, how long."""

    level = models.PositiveSmallIntegerField("级次", unique=True)
    name = models.CharField("名称", max_length=20)
    proof_name = models.CharField("校对名称", max_length=20)
    roles = models.JSONField("可以办理的角色", default=list)
    days = models.PositiveSmallIntegerField("办理时限（工作日）", default=1)
    hint = models.CharField("看什么", max_length=200, blank=True)

    class Meta:
        verbose_name = "审校环节"
        ordering = ["level"]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A draft sent for review: who, when, on which content. One a round."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="submissions", verbose_name="政府信息"
    )
    round = models.PositiveSmallIntegerField("报审轮次")
    digest = models.CharField("报审内容的SHA-256", max_length=64)
    note = models.CharField("报审说明", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报审人")
    at = models.DateTimeField("报审时间", auto_now_add=True)

    class Meta:
        verbose_name = "报审"
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "round"], name="one_submission_a_round")
        ]

    def __str__(self) -> str:
        return f"第{self.round}轮报审"


class Review(models.Model):
    """One review with its proof-reading: by whom, for whom, what was found and changed.

    `digest_before` is what the reviewer got, `digest_after` what the reviewer passed on: the chain
    from the submission to the signature has no gap.
    """

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="reviews", verbose_name="政府信息"
    )
    round = models.PositiveSmallIntegerField("报审轮次")
    level = models.PositiveSmallIntegerField("级次")
    outcome = models.CharField("结论", max_length=10, choices=ReviewOutcome)
    opinion = models.CharField("审核意见", max_length=500, blank=True)
    proof_note = models.CharField("校对记录", max_length=500, blank=True)
    findings = models.JSONField("发现的问题", default=list)
    version_before = models.PositiveIntegerField("审前版本", default=0)
    version_after = models.PositiveIntegerField("审后版本", default=0)
    digest_before = models.CharField("审前SHA-256", max_length=64)
    digest_after = models.CharField("审后SHA-256", max_length=64)
    made_up = models.BooleanField("紧急发布后补审", default=False)
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审校人")
    instead_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁审校"
    )
    at = models.DateTimeField("审校时间", auto_now_add=True)

    class Meta:
        verbose_name = "审校记录"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "round", "level"],
                condition=Q(outcome=ReviewOutcome.PASSED),
                name="a_level_is_passed_once_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.level}级{self.get_outcome_display()}"


class Signature(models.Model):
    """签发: who signed which content, in which round."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="signatures", verbose_name="政府信息"
    )
    round = models.PositiveSmallIntegerField("报审轮次")
    digest = models.CharField("签发内容的SHA-256", max_length=64)
    note = models.CharField("签发意见", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签发人")
    instead_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁签发"
    )
    at = models.DateTimeField("签发时间", auto_now_add=True)

    class Meta:
        verbose_name = "签发"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "round"], name="one_signature_a_round")
        ]

    def __str__(self) -> str:
        return f"第{self.round}轮签发"


class Substitution(models.Model):
    """Somebody acts for an absent reviewer or signer of a unit for some days (代审)."""

    absent = models.ForeignKey(
        User, models.PROTECT, related_name="substituted_by", verbose_name="被代人"
    )
    substitute = models.ForeignKey(
        User, models.PROTECT, related_name="substitutes_for", verbose_name="代办人"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    reason = models.CharField("原因", max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "代审"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="substitution_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")), name="nobody_substitutes_for_himself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute}代{self.absent}"


class UrgentRelease(models.Model):
    """A release before its reviews: why, by whom, and a red flag until they are made up."""

    publication = models.OneToOneField(
        Publication,
        models.CASCADE,
        primary_key=True,
        related_name="urgent_release",
        verbose_name="政府信息",
    )
    reason = models.CharField("紧急发布的理由", max_length=300)
    missing = models.JSONField("缺少的级次", default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间", auto_now_add=True)
    due_on = models.DateField("补审期限")
    made_up_at = models.DateTimeField("补齐时间", null=True, blank=True)

    class Meta:
        verbose_name = "紧急发布"

    def __str__(self) -> str:
        return "已补齐审校" if self.made_up_at else "待补审校"
