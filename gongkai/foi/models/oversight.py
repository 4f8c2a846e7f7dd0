"""After the answer and above it: conversion, case studies, orders, spot checks, the annual report."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.base.models import Unit
from gongkai.base.sealed import SealedText
from gongkai.foi.models.cases import DisclosureRequest
from gongkai.foi.outcomes import CHOICES
from gongkai.foi.states import (
    MessageDirection,
    MessageState,
    OrderKind,
    OrderState,
    ProactiveAnswer,
    ReportState,
    StudyState,
    WorkStep,
)

_USER = settings.AUTH_USER_MODEL


class ProactiveReview(models.Model):
    """Whether what was given on request is to be published for everybody (条例第四十四条)."""

    case = models.OneToOneField(DisclosureRequest, models.PROTECT, related_name="proactive_review")
    answer = models.CharField("结论", max_length=8, choices=ProactiveAnswer)
    reason = models.CharField("理由", max_length=300, blank=True)
    publication = models.ForeignKey(
        "publishing.Publication",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="from_requests",
        verbose_name="主动公开的信息",
    )
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "转主动公开"

    def __str__(self) -> str:
        return self.get_answer_display()


class MatterReview(models.Model):
    """What became of a matter that several people asked for, in one month's review."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    matter_key = models.CharField(max_length=64)
    matter = models.CharField("事项", max_length=300)
    times = models.PositiveIntegerField("申请次数")
    answer = models.CharField("结论", max_length=8, choices=ProactiveAnswer)
    reason = models.CharField("理由", max_length=300, blank=True)
    publication = models.ForeignKey(
        "publishing.Publication", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "高频事项研判"

    def __str__(self) -> str:
        return self.matter


class CaseStudy(models.Model):
    """A closed case without names: facts, point at issue, clause, outcome, result of review (案例库)."""

    case = models.ForeignKey(
        DisclosureRequest, models.SET_NULL, null=True, blank=True, related_name="studies"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="编写单位")
    title = models.CharField("标题", max_length=120)
    facts = models.TextField("案情")
    issue = models.TextField("争议焦点")
    outcome = models.CharField("办理结果", max_length=6, choices=CHOICES)
    grounds = models.JSONField("依据条款", default=list, blank=True)
    holding = models.TextField("处理意见")
    review_result = models.CharField("复议诉讼结果", max_length=300, blank=True)
    keywords = models.JSONField("关键词", default=list, blank=True)
    # Character pairs of all texts, for the search in the table.
    pairs = models.TextField(editable=False, default="")
    state = models.CharField("状态", max_length=10, choices=StudyState, default=StudyState.DRAFT)
    used = models.PositiveIntegerField("引用次数", default=0)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField("编写时间", auto_now_add=True)
    approved_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    row_version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        verbose_name = "案例"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class StepLimit(models.Model):
    """Working days a step may take; of a government and all below it, or of everybody (no unit)."""

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    step = models.CharField("环节", max_length=10, choices=WorkStep)
    days = models.PositiveSmallIntegerField("工作日")

    class Meta:
        verbose_name = "环节时限"
        constraints = [
            models.UniqueConstraint(fields=["unit", "step"], name="foi_step_limit_once"),
            models.UniqueConstraint(
                fields=["step"], condition=Q(unit=None), name="foi_step_limit_standard_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.days}个工作日"


class SupervisionOrder(models.Model):
    """What the authority asks of a unit: urge, check, rectify; answered, then settled."""

    kind = models.CharField("种类", max_length=10, choices=OrderKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="foi_orders")
    case = models.ForeignKey(
        DisclosureRequest, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    text = models.TextField("要求")
    due_on = models.DateField("回复期限")
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.SENT)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="发出人")
    at = models.DateTimeField("发出时间", auto_now_add=True)
    answer = models.TextField("回复", blank=True)
    answered_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        verbose_name = "督办单"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit}"


class SpotCheck(models.Model):
    """A case drawn for a look by the authority, and what was found (抽查)."""

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="spot_checks")
    batch = models.CharField("批次", max_length=40)
    # [{"item", "fine", "note"}]
    findings = models.JSONField("检查情况", default=list, blank=True)
    score = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    order = models.ForeignKey(
        SupervisionOrder, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽查"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["case", "batch"], name="foi_drawn_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.case}"


class AnnualReport(models.Model):
    """The annual report of a unit for a year, of its own or of all below it (条例第四十九条、第五十条)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="annual_reports")
    year = models.PositiveSmallIntegerField("年度")
    consolidated = models.BooleanField("汇总", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=ReportState, default=ReportState.EDITING
    )
    # Cells a person entered: {"table1": {"rules.made": 3, …}, "table2": {"a2.c1": 1}, "table3": {…}};
    # table one takes the place of the computed figure, the others add to it. Why stands in
    # `explained`; everything else is computed from the cases.
    entered = models.JSONField("填报数据", default=dict, blank=True)
    explained = models.JSONField("差异说明", default=dict, blank=True)
    # The tables as they stood when they were confirmed.
    tables = models.JSONField("定稿数据", default=dict, blank=True)
    # {"1": text, "2": …}: the sections that are written.
    sections = models.JSONField("文字部分", default=dict, blank=True)
    publication = models.ForeignKey(
        "publishing.Publication", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本", default=0)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "年度报告"
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "consolidated"], name="foi_report_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年政府信息公开工作年度报告"


class ExchangeMessage(models.Model):
    """A message to or from the provincial platform; the key makes a second one harmless."""

    direction = models.CharField("方向", max_length=4, choices=MessageDirection)
    key = models.CharField("幂等键", max_length=80)
    kind = models.CharField("类型", max_length=40)
    case = models.ForeignKey(
        DisclosureRequest, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    # The order of the messages about one case, as their sender counts them.
    serial = models.PositiveIntegerField("次序", default=0)
    subject = models.CharField("对方编号", max_length=80, blank=True, db_index=True)
    payload = SealedText("内容", blank=True)
    payload_hash = models.CharField("内容摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=MessageState)
    answer = models.JSONField("回执", default=dict, blank=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    problem = models.CharField("问题", max_length=300, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "交换报文"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["direction", "key"], name="foi_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class FoundAnswer(models.Model):
    """How often a published answer was found while somebody was about to apply: by day and page."""

    day = models.DateField("日期")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField("页面", max_length=300)
    title = models.CharField("标题", max_length=300, blank=True)
    shown = models.PositiveIntegerField("推荐次数", default=0)
    opened = models.PositiveIntegerField("查看次数", default=0)
    ended = models.PositiveIntegerField("已找到答案", default=0)

    class Meta:
        verbose_name = "申请前查到"
        constraints = [
            models.UniqueConstraint(fields=["day", "unit", "url"], name="foi_found_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.url}"
