"""Who applies. Everything that names or reaches a person is sealed; fingerprints find it again."""

from django.db import models

from gongkai.base.sealed import SealedText
from gongkai.foi.states import ApplicantKind, IdKind


class Account(models.Model):
    """A local account of an applicant: a phone or an e-mail proved by a code, or a provincial login.

    Nothing on the public site requires one.
    """

    key = models.CharField("识别码", max_length=64, unique=True)
    contact = SealedText("手机或邮箱", blank=True)
    name = SealedText("姓名", blank=True)
    issuer = models.CharField("登录来源", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    seen_at = models.DateTimeField("最近登录", null=True, blank=True)

    class Meta:
        verbose_name = "申请人账号"

    def __str__(self) -> str:
        return f"申请人账号{self.pk}"


class LoginCode(models.Model):
    """A code that was sent to a phone or an e-mail; only its fingerprint is kept."""

    key = models.CharField("识别码", max_length=64, db_index=True)
    code = models.CharField("验证码指纹", max_length=64)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    created_at = models.DateTimeField("发送时间", auto_now_add=True)

    class Meta:
        verbose_name = "登录验证码"

    def __str__(self) -> str:
        return f"验证码{self.pk}"


class Applicant(models.Model):
    """The applicant as stated in one application (条例第二十九条)."""

    kind = models.CharField("申请人类型", max_length=16, choices=ApplicantKind)
    name = SealedText("姓名或名称")
    id_kind = models.CharField(
        "身份证明", max_length=12, choices=IdKind, default=IdKind.RESIDENT, blank=True
    )
    id_number = SealedText("证件号码", blank=True)
    contact_name = SealedText("联系人", blank=True)
    phone = SealedText("联系电话", blank=True)
    fax = SealedText("传真", blank=True)
    email = SealedText("电子邮箱", blank=True)
    address = SealedText("通信地址", blank=True)
    agent_name = SealedText("代理人", blank=True)
    agent_id_number = SealedText("代理人证件号码", blank=True)
    # Help asked for by people with difficulty in reading, seeing or hearing (条例第四十三条).
    help_needed = SealedText("需要的协助", blank=True)
    same_person_key = models.CharField("同一申请人", max_length=64, db_index=True)
    name_key = models.CharField("姓名指纹", max_length=64, db_index=True)
    phone_key = models.CharField("电话指纹", max_length=64, blank=True, db_index=True)
    account = models.ForeignKey(
        Account,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applicants",
        verbose_name="账号",
    )

    class Meta:
        verbose_name = "申请人"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}申请人"


class QueryTry(models.Model):
    """Tries to look an application up, counted for a number and for an address; none is stored plain."""

    key = models.CharField("对象指纹", max_length=64, unique=True)
    tries = models.PositiveIntegerField("已试次数", default=0)
    last_at = models.DateTimeField("最近一次", db_index=True)

    class Meta:
        verbose_name = "查询次数"

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.tries}"
