"""What fulfils an entry of a catalogue, and for how long things are kept."""

from django.db import models

from gongkai.base.models import Unit, User
from gongkai.catalogue.models import CatalogueEntry, DocumentClass, EntryDuty
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import Kind, Retention


class Fulfilment(models.Model):
    """A publication that fulfils a unit's duty under an entry of a catalogue."""

    duty = models.ForeignKey(
        EntryDuty, models.CASCADE, related_name="fulfilments", verbose_name="公开事项"
    )
    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="fulfilments", verbose_name="政府信息"
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "事项落实"
        constraints = [
            models.UniqueConstraint(fields=["duty", "publication"], name="fulfilment_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} ← {self.publication_id}"


class DraftEntry(models.Model):
    """Which entry a draft is meant to fulfil; becomes a `Fulfilment` with the release."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="meant_for", verbose_name="政府信息"
    )
    entry = models.ForeignKey(
        CatalogueEntry, models.CASCADE, related_name="+", verbose_name="目录事项"
    )

    class Meta:
        verbose_name = "对应的目录事项"
        constraints = [models.UniqueConstraint(fields=["publication", "entry"], name="meant_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} → {self.entry_id}"


class RetentionRule(models.Model):
    """For how long a kind or class is kept; of several that fit, the longest term wins."""

    kind = models.CharField("种类", max_length=16, choices=Kind, blank=True)
    document_class = models.ForeignKey(
        DocumentClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    retention = models.CharField("保管期限", max_length=10, choices=Retention)
    reason = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "保管期限规则"

    def __str__(self) -> str:
        return f"{self.get_retention_display()}：{self.reason}"
