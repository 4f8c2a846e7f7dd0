"""OfficialDocument: the typed elements of a 公文."""

from django.db import models
from django.db.models import Q

from gongkai.base.models import Unit
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models.publications import Publication
from gongkai.publishing.states import DocType


class OfficialDocument(models.Model):
    """What makes a publication an official document. Four dates: 成文, 印发, 发布 (there), 施行."""

    publication = models.OneToOneField(
        Publication,
        models.CASCADE,
        primary_key=True,
        related_name="document",
        verbose_name="政府信息",
    )
    doc_no = models.CharField("发文字号", max_length=80, blank=True)
    doc_no_key = models.CharField("发文字号（比对）", max_length=80, blank=True, db_index=True)
    doc_word = models.CharField("机关代字", max_length=40, blank=True)
    doc_year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    doc_serial = models.PositiveIntegerField("序号", null=True, blank=True)
    doc_type = models.CharField("体裁", max_length=10, choices=DocType, blank=True)
    document_class = models.ForeignKey(
        DocumentClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="文件类别",
    )
    signed_on = models.DateField("成文日期", null=True, blank=True)
    printed_on = models.DateField("印发日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期截止日期", null=True, blank=True)
    addressees = models.JSONField("主送机关", default=list, blank=True)
    # What the text says it encloses (附件说明), in the order of print; the files are `Attachment`s.
    attachment_names = models.JSONField("附件说明", default=list, blank=True)
    copies_to = models.TextField("抄送机关", blank=True)
    printing_unit = models.CharField("印发机关", max_length=100, blank=True)
    signature = models.CharField("发文机关署名", max_length=300, blank=True)
    annotation = models.CharField("附注", max_length=300, blank=True)
    contact = models.CharField("联系电话（内部）", max_length=200, blank=True)
    status_mark = models.CharField("文稿状态", max_length=20, blank=True)

    class Meta:
        verbose_name = "公文"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(effective_on=None)
                | Q(expires_on__gte=models.F("effective_on")),
                name="document_ends_after_it_begins",
            )
        ]
        indexes = [
            models.Index(fields=["effective_on"], name="document_effective"),
            models.Index(fields=["expires_on"], name="document_expires"),
        ]

    def __str__(self) -> str:
        return self.doc_no or f"公文 {self.pk}"


class Issuer(models.Model):
    """One issuing body of a document; the lead body stands first (联合行文牵头机关)."""

    document = models.ForeignKey(
        OfficialDocument, models.CASCADE, related_name="issuers", verbose_name="公文"
    )
    position = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("署名名称", max_length=100)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="issued", verbose_name="单位"
    )

    class Meta:
        verbose_name = "发文机关"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="issuer_position_once")
        ]

    def __str__(self) -> str:
        return self.name
