"""What was registered about the validity of a document after its basis was public, and who confirmed it."""

from django.db import models
from django.db.models import F, Q

from gongkai.base.models import User
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.models.relations import Relation
from gongkai.publishing.states import ChangeAct, ChangeState, Evaluation, RelationKind


class ValidityChange(models.Model):
    """A change of validity that needs a second person, or that waits for its basis to be released.

    What a draft will change stands in its relations alone and is reviewed with it; this is for
    bases that are public already, for undoing, and for terms that are prolonged.
    """

    act = models.CharField("事项", max_length=8, choices=ChangeAct, default=ChangeAct.REGISTER)
    state = models.CharField(
        "状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED
    )
    source = models.ForeignKey(
        Publication, models.PROTECT, related_name="changes_made", verbose_name="依据文件"
    )
    target = models.ForeignKey(
        Publication, models.PROTECT, related_name="changes_suffered", verbose_name="对象文件"
    )
    kind = models.CharField("关系", max_length=12, choices=RelationKind)
    whole = models.BooleanField("涉及全文", default=True)
    articles = models.CharField("涉及条款", max_length=200, blank=True)
    on = models.DateField("生效日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    expires_on = models.DateField("新的有效期截止日期", null=True, blank=True)
    expires_before = models.DateField("原来的有效期截止日期", null=True, blank=True)
    relation = models.ForeignKey(
        Relation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="文件关系",
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    decision_note = models.CharField("确认意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "有效性变更登记"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("by"))
                | Q(state=ChangeState.DROPPED),
                name="a_change_is_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["source", "target", "kind", "act"],
                condition=Q(state__in=[ChangeState.PROPOSED, ChangeState.WAITING]),
                name="a_change_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}：{self.get_kind_display()}"


class TermEvaluation(models.Model):
    """What the unit decided before a term ran out (有效期届满前评估); one for each end of a term."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="term_evaluations", verbose_name="文件"
    )
    expires_on = models.DateField("有效期截止日期")
    conclusion = models.CharField("评估结论", max_length=8, choices=Evaluation)
    note = models.CharField("评估说明", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评估人")
    at = models.DateTimeField("评估时间", auto_now=True)

    class Meta:
        verbose_name = "有效期评估"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "expires_on"], name="a_term_is_evaluated_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_conclusion_display()
