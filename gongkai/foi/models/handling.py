"""What is written while a case is handled: letters, consultations, searches, decisions, fees."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.base.models import IssuedNumber, Unit
from gongkai.base.sealed import SealedText
from gongkai.foi.models.cases import CaseFile, DisclosureRequest
from gongkai.foi.outcomes import CHOICES
from gongkai.foi.states import (
    ConsultationKind,
    DeliveryMode,
    FeeTariff,
    LetterState,
    RedactionState,
    RemedyKind,
    RemedyResult,
    ReviewStep,
    Stance,
)

_USER = settings.AUTH_USER_MODEL


class FoiLetter(models.Model):
    """A letter of a case (文书): written from a template, issued with a gapless number."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="letters")
    kind = models.CharField("文书种类", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制作机关")
    state = models.CharField("状态", max_length=10, choices=LetterState, default=LetterState.DRAFT)
    number = models.CharField("文号", max_length=80, blank=True)
    issued_number = models.OneToOneField(
        IssuedNumber, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField("标题", max_length=100)
    addressee = SealedText("收件人", blank=True)
    # Paragraphs as they will be printed, a JSON list of strings.
    body = SealedText("正文", blank=True)
    # Name of the agency as signed, which stays when the unit is renamed.
    signature = models.CharField("落款", max_length=100, blank=True)
    dated_on = models.DateField("落款日期", null=True, blank=True)
    # SHA-256 of everything printed, fixed at issue; it stands in the event of the trail.
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="换发自",
    )
    pdf = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定稿"
    )
    row_version = models.PositiveIntegerField("版本", default=0)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("起草时间", auto_now_add=True)
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)

    class Meta:
        verbose_name = "文书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="foi_letter_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.ISSUED) | ~Q(number=""),
                name="foi_issued_letter_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class Clause(models.Model):
    """A passage of the clause library (条款库) that an officer puts into a letter."""

    code = models.SlugField("代码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=60)
    text = models.TextField("文字")
    kinds = models.JSONField("适用文书", default=list, blank=True)
    outcomes = models.JSONField("适用结果", default=list, blank=True)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    is_active = models.BooleanField("启用", default=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "条款"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class Consultation(models.Model):
    """A question to a third party, a joint maker, or another unit (条例第三十二条、第三十四条)."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="consultations")
    kind = models.CharField("种类", max_length=12, choices=ConsultationKind)
    # Tells several open consultations of a case apart in the clock.
    ref = models.CharField(max_length=20)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被征求单位"
    )
    name = SealedText("被征求意见人", blank=True)
    contact = SealedText("联系方式", blank=True)
    question = models.TextField("征求事项")
    # The pieces of information it is about, in the words of the decision's items.
    items = models.JSONField("征求的信息", default=list, blank=True)
    letter = models.ForeignKey(
        FoiLetter, models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    token = models.CharField("链接指纹", max_length=64, blank=True, db_index=True)
    served_on = models.DateField("收到征求意见书日期", null=True, blank=True)
    evidence = SealedText("送达凭证", blank=True)
    limit_on = models.DateField("意见期限", null=True, blank=True)
    stance = models.CharField("意见", max_length=8, choices=Stance, blank=True)
    opinion = SealedText("意见内容", blank=True)
    answered_on = models.DateField("收到意见日期", null=True, blank=True)
    # Why the agency disclosed against the will of the third party, and when it told them.
    override_reason = models.TextField("决定公开的理由", blank=True)
    told_on = models.DateField("告知日期", null=True, blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "征求意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ref"], name="foi_consultation_ref_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SearchRecord(models.Model):
    """Where was searched, with which words, by whom, with what result: the proof of 「不存在」."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="searches")
    places = models.TextField("检索范围")
    words = models.CharField("检索词", max_length=300)
    method = models.CharField("检索方式", max_length=200, blank=True)
    found = models.BooleanField("是否查到")
    result = models.TextField("检索结果")
    on = models.DateField("检索日期")
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="检索人")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "检索记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.on} {self.words[:40]}"


class Decision(models.Model):
    """The answer to a case in one round: outcome, grounds, reasons; fixed by the signature."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    outcome = models.CharField("办理结果", max_length=6, choices=CHOICES)
    grounds = models.JSONField("不予公开的依据", default=list, blank=True)
    facts = SealedText("事实", blank=True)
    reasons = SealedText("理由", blank=True)
    given = SealedText("提供的信息或者获取方式", blank=True)
    # [{"what", "result": "full|partial|withheld", "ground"}]
    items = models.JSONField("逐项结果", default=list, blank=True)
    # 条例第三十六条第五项: the agency that is responsible and how to reach it, or 「不能确定」.
    right_body = models.CharField("负责公开的机关", max_length=100, blank=True)
    right_contact = models.CharField("该机关的联系方式", max_length=200, blank=True)
    # 条例第三十六条第六项: number and day of the answer that was given before.
    earlier_reply = models.CharField("此前的答复", max_length=200, blank=True)
    earlier = models.ForeignKey(
        DisclosureRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="此前的申请",
    )
    letter = models.OneToOneField(
        FoiLetter, models.PROTECT, null=True, blank=True, related_name="decision"
    )
    proposed_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="拟稿人")
    proposed_at = models.DateTimeField("拟稿时间", auto_now=True)
    signed_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_on = models.DateField("签发日期", null=True, blank=True)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    row_version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        verbose_name = "答复决定"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="foi_one_decision_a_round")
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ReviewRecord(models.Model):
    """One review of a decision: who, on which text, with what opinion."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    step = models.CharField("环节", max_length=10, choices=ReviewStep)
    passed = models.BooleanField("是否通过")
    opinion = models.TextField("意见", blank=True)
    # Points the reviewer confirmed one by one.
    checklist = models.JSONField("逐项确认", default=list, blank=True)
    digest = models.CharField("所审内容摘要", max_length=64)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审核记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_step_display()


class Delivery(models.Model):
    """A letter served on somebody; the day it takes effect follows from the mode."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="deliveries")
    letter = models.ForeignKey(FoiLetter, models.PROTECT, related_name="deliveries")
    mode = models.CharField("送达方式", max_length=12, choices=DeliveryMode)
    handed_on = models.DateField("交付或者投递日期")
    signed_for_on = models.DateField("签收日期", null=True, blank=True)
    effective_on = models.DateField("送达日期")
    operator = models.CharField("投递单位", max_length=60, blank=True)
    evidence = models.CharField("凭证号", max_length=100, blank=True)
    receipt = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证"
    )
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "送达"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.effective_on}"


class FeeNotice(models.Model):
    """A fee for excessive requests, on one of two ladders (国办函〔2020〕109号)."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="fees")
    tariff = models.CharField("计费方式", max_length=6, choices=FeeTariff)
    quantity = models.PositiveIntegerField("件数或者页数")
    before = models.PositiveIntegerField("本月此前件数", default=0)
    amount = models.PositiveIntegerField("金额（元）")
    lines = models.JSONField("计算过程", default=list)
    letter = models.ForeignKey(
        FoiLetter, models.PROTECT, null=True, blank=True, related_name="fees"
    )
    served_on = models.DateField("收到通知日期")
    pay_until = models.DateField("缴费期限")
    paid_on = models.DateField("缴清日期", null=True, blank=True)
    voucher = models.CharField("票据号", max_length=60, blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "收费通知"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.amount}元"


class Redaction(models.Model):
    """The marks on one original and what became of them (涂黑)."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="redactions")
    version = models.PositiveSmallIntegerField("版次", default=1)
    # [{"page", "left", "top", "right", "bottom", "ground", "note"}], or start and end in a text.
    marks = models.JSONField("标记", default=list, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=RedactionState, default=RedactionState.MARKING
    )
    copy = models.OneToOneField(
        CaseFile, models.PROTECT, null=True, blank=True, related_name="made_by"
    )
    problems = models.JSONField("核验发现", default=list, blank=True)
    row_version = models.PositiveIntegerField("行版本", default=0)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("开始时间", auto_now_add=True)
    verified_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验人"
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)

    class Meta:
        verbose_name = "涂黑"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "version"], name="foi_redaction_version_once"),
            models.CheckConstraint(
                condition=~Q(state=RedactionState.VERIFIED) | Q(copy__isnull=False),
                name="foi_verified_redaction_has_a_copy",
            ),
        ]

    def __str__(self) -> str:
        return f"涂黑第{self.version}版"


class Remedy(models.Model):
    """A reconsideration or a lawsuit against the answer: table three of the national report."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="remedies")
    kind = models.CharField("种类", max_length=20, choices=RemedyKind)
    organ = models.CharField("复议机关或者法院", max_length=100)
    reference = models.CharField("案号", max_length=100, blank=True)
    filed_on = models.DateField("受理日期")
    result = models.CharField(
        "结果", max_length=10, choices=RemedyResult, default=RemedyResult.PENDING
    )
    decided_on = models.DateField("审结日期", null=True, blank=True)
    # The last day for a new answer, where one was ordered.
    order_until = models.DateField("重新答复期限", null=True, blank=True)
    note = models.TextField("要旨", blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    row_version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        verbose_name = "复议诉讼"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()
