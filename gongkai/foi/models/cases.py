"""Applications as they were submitted, the cases they became, and the acts done with these."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.base.models import IssuedNumber, StoredFile, Unit
from gongkai.base.models.trail import AppendOnly
from gongkai.base.sealed import SealedText
from gongkai.foi.models.applicants import Applicant
from gongkai.foi.outcomes import CHOICES
from gongkai.foi.states import (
    Act,
    Channel,
    FilePurpose,
    Stage,
    TeamRole,
    WantedForm,
    WantedRoute,
)


class Application(models.Model):
    """What was submitted, verbatim; nothing of it changes afterwards."""

    number = models.CharField("申请编号", max_length=20, unique=True)
    query_code = models.CharField("查询码指纹", max_length=64)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="applications", verbose_name="受理机关"
    )
    applicant = models.OneToOneField(
        Applicant, models.PROTECT, related_name="application", verbose_name="申请人"
    )
    channel = models.CharField("提交渠道", max_length=12, choices=Channel)
    wanted = models.TextField("所需信息")
    doc_no = models.CharField("文号", max_length=100, blank=True)
    wanted_form = models.CharField("提供形式", max_length=12, choices=WantedForm)
    wanted_route = models.CharField("获取方式", max_length=8, choices=WantedRoute)
    # What the applicant proposes to be published for everybody (条例第四十四条第二款).
    proposes_publication = models.BooleanField("建议主动公开", default=False)
    digest = models.CharField("内容摘要", max_length=64)
    matter_key = models.CharField("事项指纹", max_length=64, db_index=True)
    submitted_at = models.DateTimeField("提交时间")
    arrived_on = models.DateField("实际到达日期", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代填人",
    )
    ledger_key = models.CharField("台账编号", max_length=120, blank=True)

    class Meta:
        verbose_name = "申请"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "ledger_key"],
                condition=~Q(ledger_key=""),
                name="ledger_row_enters_once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class DisclosureRequest(models.Model):
    """One case (依申请公开): one matter of one application at one agency.

    `due_on`, `waits_until`, `provisional` and `next_limit_on` are what the clock says of the acts
    (`services.clocks.refresh`); nobody edits them.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="cases", verbose_name="申请"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="拆分自"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="disclosure_requests", verbose_name="承办机关"
    )
    number = models.CharField("登记编号", max_length=60, blank=True)
    issued_number = models.OneToOneField(
        IssuedNumber, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编号"
    )
    stage = models.CharField("环节", max_length=12, choices=Stage, default=Stage.SUBMITTED)
    matter = models.CharField("事项", max_length=300)
    matter_key = models.CharField("事项指纹", max_length=64, db_index=True)
    same_person_key = models.CharField("同一申请人", max_length=64, db_index=True)
    theme = models.ForeignKey(
        "catalogue.Theme", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_on = models.DateField("收到日期", null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="foi_handling",
        verbose_name="承办人",
    )
    office = models.CharField("承办科室", max_length=60, blank=True)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    due_on = models.DateField("答复期限", null=True, blank=True)
    waits_until = models.DateField("等待申请人至", null=True, blank=True)
    next_limit_on = models.DateField("最近的环节期限", null=True, blank=True)
    provisional = models.BooleanField("期限待确认", default=False)
    paused = models.BooleanField("期限暂停", default=False)
    decided_on = models.DateField("签发日期", null=True, blank=True)
    replied_on = models.DateField("答复生效日期", null=True, blank=True)
    on_time = models.BooleanField("按期答复", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=6, choices=CHOICES, blank=True)
    # The outcome of the first round, once a review has ordered a second: the report counts it once.
    first_outcome = models.CharField("首次办理结果", max_length=6, choices=CHOICES, blank=True)
    rating = models.PositiveSmallIntegerField("满意度", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本", default=0)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "依申请公开"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="foi_number_once"
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=False)
                | Q(stage__in=[Stage.SUBMITTED, Stage.WITHDRAWN, Stage.CLOSED, Stage.ARCHIVED]),
                name="foi_registered_has_a_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.CLOSED, Stage.ARCHIVED]) | ~Q(outcome=""),
                name="foi_closed_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="foi_rating_one_to_five"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "stage", "due_on"], name="foi_queue"),
            models.Index(fields=["stage", "due_on"], name="foi_due"),
            models.Index(fields=["unit", "received_on"], name="foi_received"),
            models.Index(fields=["unit", "replied_on"], name="foi_replied"),
            models.Index(fields=["handler", "stage"], name="foi_handler"),
            models.Index(fields=["same_person_key", "received_on"], name="foi_person_month"),
        ]

    def __str__(self) -> str:
        return self.number or self.application.number

    @property
    def is_open(self) -> bool:
        """Whether the applicant still waits for something."""
        return self.stage in Stage.open()


class CaseAct(models.Model):
    """One act of a case: kind, the day it takes effect, who, details. Only ever added.

    `data` holds no personal data; `digest` stands in the event of the trail, so that a changed row
    is found. What is written of persons belongs into `note`, which is sealed.
    """

    case = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="acts")
    kind = models.CharField("事项", max_length=20, choices=Act)
    on = models.DateField("生效日期")
    at = models.DateTimeField("记录时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.CharField("办理人", max_length=50)
    stage = models.CharField("之后的环节", max_length=12, choices=Stage)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    data = models.JSONField("细节", default=dict)
    note = SealedText("说明", blank=True)
    visible = models.BooleanField("申请人可见", default=False)
    letter = models.ForeignKey(
        "foi.FoiLetter", models.PROTECT, null=True, blank=True, related_name="acts"
    )
    digest = models.CharField(max_length=64)
    event_seq = models.BigIntegerField("事件序号")

    class Meta:
        verbose_name = "办理事项"
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "id"], name="foi_acts_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("办理事项只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("办理事项只能追加，不能删除。")


class TeamMember(models.Model):
    """Who works on a case besides the handler, with an own limit (承办、协办、会办)."""

    case = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="team")
    role = models.CharField("分工", max_length=12, choices=TeamRole)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="foi_team", verbose_name="人员"
    )
    due_on = models.DateField("完成期限", null=True, blank=True)
    task = models.CharField("要做的事", max_length=300, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    result = models.TextField("办理情况", blank=True)

    class Meta:
        verbose_name = "分工"
        constraints = [
            models.UniqueConstraint(fields=["case", "user", "role"], name="foi_team_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.user}"


class CaseFile(models.Model):
    """A file of a case; its bytes lie sealed in the zone of originals (`services.vault`)."""

    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="files"
    )
    case = models.ForeignKey(
        DisclosureRequest, models.PROTECT, null=True, blank=True, related_name="files"
    )
    purpose = models.CharField("用途", max_length=12, choices=FilePurpose)
    name = SealedText("文件名")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("内容类型", max_length=100)
    # A redacted copy names the original it was made from.
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    # Given to the applicant whole: somebody said so, by name.
    given_whole = models.BooleanField("全文提供", default=False)
    visible = models.BooleanField("申请人可见", default=False)
    removed_at = models.DateTimeField("撤下时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = "案卷文件"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(case__isnull=False),
                name="foi_file_belongs_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}{self.pk}"


class ClockRevision(models.Model):
    """A due day that moved because the calendar changed; both versions are kept."""

    case = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="revisions")
    at = models.DateTimeField("重算时间", auto_now_add=True)
    calendar = models.CharField("日历变更", max_length=200)
    old_due = models.DateField("原期限", null=True, blank=True)
    new_due = models.DateField("现期限", null=True, blank=True)
    was_provisional = models.BooleanField("原为暂定", default=False)

    class Meta:
        verbose_name = "期限重算"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.old_due} → {self.new_due}"
