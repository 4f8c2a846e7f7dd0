"""The event trail (append-only, hash-chained) and the outbox that search and others read.

Both are numbered under a lock on the one `TrailHead` row. That lock is what makes the numbers
gapless *and* visible in order: with a plain sequence a reader could see number 8 before the
transaction with number 7 commits, remember 8 and never come back for 7.
"""

from typing import Any

from django.db import models

from gongkai.base.models.people import User
from gongkai.base.models.units import Unit


class AppendOnly(Exception):
    """Somebody tried to change or delete what may only be added to."""


class TrailHead(models.Model):
    """The single row that holds the last number and hash of the trail and of the outbox."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    outbox_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="trail_has_one_head")]

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash[:12]}"


class Event(models.Model):
    """One act: who, when, what, on what, with which details; chained to the one before."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="events", verbose_name="操作人"
    )
    actor_name = models.CharField("操作人姓名", max_length=50)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="events", verbose_name="单位"
    )
    act = models.CharField("行为", max_length=60)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    subject = models.CharField("对象", max_length=300)
    note = models.TextField("说明", blank=True)
    data = models.JSONField("细节", default=dict)
    address = models.CharField("来源地址", max_length=45, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "事件"
        indexes = [models.Index(fields=["subject_type", "subject_id", "seq"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("事件记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("事件记录只能追加，不能删除。")


class OutboxEntry(models.Model):
    """「This thing changed」, written in the transaction of the change; readers keep their place."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "待办出箱"

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.object_id}"
