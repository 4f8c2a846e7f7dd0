"""Catalogues of what must be disclosed: entry, whose duty it is, empty periods, history."""

from django.db import models
from django.db.models import F, Q

from gongkai.base.models import Unit, User
from gongkai.catalogue.states import CatalogueKind, LimitKind, LimitUnit


class Catalogue(models.Model):
    """A catalogue: the basic one of a body, one of the 26 + 1 + n fields, or one of a sector."""

    kind = models.CharField("类型", max_length=10, choices=CatalogueKind)
    name = models.CharField("名称", max_length=100)
    field = models.CharField("领域", max_length=40, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="catalogues", verbose_name="编制单位"
    )
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    source = models.CharField("依据文件", max_length=200, blank=True)
    active = models.BooleanField("现行", default=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "公开目录"
        ordering = ["kind", "field", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "year"], name="catalogue_once")
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueEntry(models.Model):
    """One row (标准目录事项) with all the columns the offices publish."""

    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, related_name="entries", verbose_name="目录"
    )
    position = models.PositiveIntegerField("顺序")
    number = models.CharField("序号", max_length=20, blank=True)
    level1 = models.CharField("一级事项", max_length=200)
    level2 = models.CharField("二级事项", max_length=300, blank=True)
    content = models.TextField("公开内容（要素）", blank=True)
    basis = models.TextField("公开依据", blank=True)
    limit_text = models.CharField("公开时限", max_length=500, blank=True)
    limit_kind = models.CharField(
        "时限类型", max_length=8, choices=LimitKind, default=LimitKind.OTHER
    )
    limit_days = models.PositiveSmallIntegerField("时限数", null=True, blank=True)
    limit_unit = models.CharField("时限单位", max_length=5, choices=LimitUnit, blank=True)
    # Days in which something new must appear; from the limit where that is a cycle, else as set.
    cycle_days = models.PositiveSmallIntegerField("更新周期（日）", null=True, blank=True)
    body_text = models.CharField("公开主体", max_length=300, blank=True)
    channels = models.JSONField("公开渠道和载体", default=list, blank=True)
    to_all = models.BooleanField("全社会", default=True)
    audience = models.CharField("特定群体", max_length=200, blank=True)
    proactive = models.BooleanField("主动公开", default=True)
    on_request = models.BooleanField("依申请公开", default=False)
    county = models.BooleanField("县级", default=True)
    town = models.BooleanField("乡级", default=False)
    village = models.BooleanField("村级", default=False)
    warnings = models.JSONField("导入提示", default=list, blank=True)
    active = models.BooleanField("现行", default=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "目录事项"
        ordering = ["catalogue_id", "position", "id"]

    def __str__(self) -> str:
        return f"{self.level1}：{self.level2}" if self.level2 else self.level1


class EntryDuty(models.Model):
    """A unit that must publish under an entry; the last day it did is a fact, the light is computed."""

    entry = models.ForeignKey(
        CatalogueEntry, models.CASCADE, related_name="duties", verbose_name="事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entry_duties", verbose_name="单位")
    since = models.DateField("起算日期")
    # When the information was last formed or changed, where the unit says so: the clock of 条例第二十六条.
    formed_on = models.DateField("信息形成或者变更日期", null=True, blank=True)
    last_on = models.DateField("最近公开日期", null=True, blank=True)
    declared_to = models.DateField("声明无信息至", null=True, blank=True)

    class Meta:
        verbose_name = "公开责任"
        constraints = [models.UniqueConstraint(fields=["entry", "unit"], name="a_duty_once")]
        indexes = [
            models.Index(
                fields=["unit", "entry", "since", "formed_on", "last_on", "declared_to"],
                name="duty_coverage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} 公开 {self.entry_id}"


class EmptyDeclaration(models.Model):
    """「本季度无」: a period in which there was nothing to publish, declared by one, signed by another."""

    duty = models.ForeignKey(
        EntryDuty, models.CASCADE, related_name="declarations", verbose_name="公开责任"
    )
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    statement = models.CharField("声明", max_length=200)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="声明人")
    declared_at = models.DateTimeField("声明时间", auto_now_add=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字人"
    )
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "无信息声明"
        ordering = ["-ends_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="declaration_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("declared_by")),
                name="declaration_is_signed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class EntryChange(models.Model):
    """What was changed in a catalogue, by whom: the history of every row."""

    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, related_name="changes", verbose_name="目录"
    )
    entry = models.ForeignKey(
        CatalogueEntry, models.CASCADE, null=True, related_name="changes", verbose_name="事项"
    )
    act = models.CharField("事项", max_length=20)
    before = models.JSONField("原来", default=dict)
    after = models.JSONField("现在", default=dict)
    note = models.CharField("原因", max_length=200, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="修改人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "目录调整"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.act


class NegativeItem(models.Model):
    """负面清单: what is not to be published, on what ground; asked when an attribute is given."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="编制单位")
    matter = models.CharField("事项", max_length=200)
    ground = models.ForeignKey(
        "catalogue.LegalGround",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="法定依据",
    )
    basis = models.CharField("依据说明", max_length=300, blank=True)
    # Words that, occurring in a title or text, call this item up. All of one line must occur.
    words = models.JSONField("提示词", default=list, blank=True)
    updated_on = models.DateField("更新日期")
    active = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "负面清单事项"
        ordering = ["unit_id", "id"]

    def __str__(self) -> str:
        return self.matter


class InterpretationRule(models.Model):
    """Which documents must be interpreted, by class and theme, and how; the first that fits decides."""

    order = models.PositiveSmallIntegerField("顺序", default=10)
    document_class = models.ForeignKey(
        "catalogue.DocumentClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文件类别",
    )
    theme = models.ForeignKey(
        "catalogue.Theme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主题分类",
    )
    required = models.BooleanField("应当解读", default=True)
    forms = models.JSONField("解读形式", default=list, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "解读规则"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.document_class or self.theme or '全部'}"


class ServiceWindow(models.Model):
    """咨询窗口 and 申诉 of a public institution or enterprise (公共企事业单位信息公开规定制定办法)."""

    unit = models.OneToOneField(
        Unit, models.CASCADE, primary_key=True, related_name="service_window", verbose_name="单位"
    )
    sector = models.CharField("行业", max_length=20)
    place = models.CharField("咨询窗口地址", max_length=200, blank=True)
    hours = models.CharField("服务时间", max_length=100, blank=True)
    phone = models.CharField("咨询电话", max_length=60, blank=True)
    online = models.CharField("网上咨询地址", max_length=300, blank=True)
    answer_days = models.PositiveSmallIntegerField("答复时限（工作日）", default=5)
    complaint_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申诉受理部门"
    )
    complaint_phone = models.CharField("申诉电话", max_length=60, blank=True)
    complaint_way = models.CharField("申诉办法", max_length=300, blank=True)

    class Meta:
        verbose_name = "咨询窗口"

    def __str__(self) -> str:
        return f"咨询窗口 {self.unit_id}"
