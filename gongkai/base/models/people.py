"""People who work on the desk, and what they do for which unit."""

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from gongkai.base.models.units import Unit
from gongkai.base.states import Role


class User(AbstractUser):
    """A desk account. People who only read the public pages have none."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=50)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所在单位"
    )
    is_demo = models.BooleanField("演示账号", default=False)
    password_changed_at = models.DateTimeField("口令更换时间", null=True, blank=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def roles_on(self, day: dt.date) -> "models.QuerySet[RoleAssignment]":
        """Assignments that hold on that day."""
        return self.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class RoleAssignment(models.Model):
    """A role of a person for a unit, from a day, perhaps until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=Role)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "starts_on"], name="role_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
