"""The register of outlets: sites with their columns, accounts, zones, receiving systems."""

from django.db import models
from django.db.models import F, Q

from gongkai.base.models import StoredFile, Unit, User
from gongkai.outlets.states import CopyFormat, OutletAct, OutletKind, OutletState, Platform


class Outlet(models.Model):
    """One outlet with what its filing asks for (国办发〔2017〕47号, 国办发〔2018〕123号)."""

    kind = models.CharField("类型", max_length=8, choices=OutletKind)
    platform = models.CharField("平台", max_length=12, choices=Platform, blank=True)
    name = models.CharField("名称", max_length=100)
    slug = models.SlugField("代号", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="outlets", verbose_name="主办单位")
    operator = models.CharField("承办或者运维单位", max_length=100, blank=True)
    account_id = models.CharField("账号", max_length=100, blank=True)
    url = models.CharField("地址", max_length=300, blank=True)
    site_code = models.CharField("网站标识码", max_length=10, blank=True)
    icp_no = models.CharField("ICP备案号", max_length=60, blank=True)
    police_no = models.CharField("公安备案号", max_length=60, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    hours = models.CharField("开放时间", max_length=100, blank=True)
    contact = models.CharField("负责人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    main = models.BooleanField("主账号", default=False)
    state = models.CharField("状态", max_length=8, choices=OutletState, default=OutletState.FILING)
    opened_on = models.DateField("开通日期", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)
    update_days = models.PositiveSmallIntegerField("更新周期（日）", default=14)
    copy_format = models.CharField(
        "发布方式", max_length=5, choices=CopyFormat, default=CopyFormat.TEXT
    )
    # Whether what its unit releases goes there by itself, and which kinds.
    automatic = models.BooleanField("随发布自动送达", default=False)
    kinds = models.JSONField("接收的信息种类", default=list, blank=True)
    webhook_url = models.CharField("推送地址", max_length=300, blank=True)
    # The signing key is derived from this and the installation's own key: it is stored nowhere.
    webhook_nonce = models.CharField("推送密钥标识", max_length=32, blank=True)
    row_version = models.PositiveIntegerField("版本号", default=1)

    class Meta:
        verbose_name = "渠道"
        ordering = ["kind", "unit_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=OutletKind.ACCOUNT) | ~Q(platform=""),
                name="an_account_has_a_platform",
            ),
            # 一个单位在同一平台只开设一个账号 (国办发〔2018〕123号); those closed do not count.
            models.UniqueConstraint(
                fields=["unit", "platform"],
                condition=Q(kind=OutletKind.ACCOUNT)
                & ~Q(state=OutletState.CLOSED)
                & ~Q(platform="other"),
                name="one_account_a_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Column(models.Model):
    """A column of a site: what belongs there, how often something new must appear, who answers for it."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="columns", verbose_name="网站")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级栏目",
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    name = models.CharField("名称", max_length=60)
    slug = models.SlugField("代号", max_length=60)
    column_type = models.CharField("栏目类型", max_length=30, blank=True)
    description = models.CharField("说明", max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    cycle_days = models.PositiveSmallIntegerField("更新周期（日）", null=True, blank=True)
    # Which releases belong here by themselves: {"kinds": [...], "themes": [...], "classes": [...]}
    takes = models.JSONField("自动收录", default=dict, blank=True)
    last_on = models.DateField("最近更新日期", null=True, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "栏目"
        ordering = ["outlet_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "slug"], name="column_slug_once"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="column_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutletRecord(models.Model):
    """Opening, change, pause, closing: which day, by which document, what changed."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="records", verbose_name="渠道")
    act = models.CharField("事项", max_length=8, choices=OutletAct)
    on = models.DateField("日期")
    document_no = models.CharField("批准或者备案文号", max_length=100, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    changes = models.JSONField("变更内容", default=dict, blank=True)
    announced = models.CharField("公告", max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="材料"
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "渠道备案"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.on}"
