"""Relations between publications (立改废释 and the rest), dated and with their scope."""

from django.db import models
from django.db.models import Q

from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import RelationKind


class Relation(models.Model):
    """`source` bears on `target`. A target the library does not hold yet is kept by number and title

    and bound when that document arrives.
    """

    source = models.ForeignKey(
        Publication, models.CASCADE, related_name="relations_out", verbose_name="来源"
    )
    kind = models.CharField("关系", max_length=12, choices=RelationKind)
    target = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relations_in",
        verbose_name="对象",
    )
    target_doc_no = models.CharField("对象文号", max_length=80, blank=True)
    target_key = models.CharField("对象文号（比对）", max_length=80, blank=True, db_index=True)
    target_title = models.CharField("对象标题", max_length=500, blank=True)
    whole = models.BooleanField("涉及全文", default=True)
    articles = models.CharField("涉及条款", max_length=200, blank=True)
    on = models.DateField("生效日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "文件关系"
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(target_doc_no="") | ~Q(target_title=""),
                name="relation_names_its_target",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=models.F("source")),
                name="relation_is_not_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()} {self.target_doc_no or self.target_title or self.target_id}"
        )
