"""The register of units: a tree of any depth, with names old and new."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from gongkai.base.states import UnitKind


class UnitQuerySet(MP_NodeQuerySet):
    """Filters over the register."""

    def active_on(self, day: dt.date) -> "UnitQuerySet":
        """Units that exist on that day."""
        return self.filter(
            Q(active_from=None) | Q(active_from__lte=day), Q(active_to=None) | Q(active_to__gte=day)
        )

    def under(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and everything below it, by prefix of the tree path."""
        return self.filter(path__startswith=unit.path)


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    """Adds and moves nodes of the tree; hands out `UnitQuerySet` in tree order."""

    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node):
    """A government, department, institution or other body that makes or holds information."""

    # Siblings stand as the office ordered them, which the tree path keeps.
    kind = models.CharField("类别", max_length=16, choices=UnitKind)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=60, blank=True)
    slug = models.SlugField("网址代号", max_length=60, unique=True)
    division_code = models.CharField(
        "行政区划代码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"\A[0-9]{6}(?:[0-9]{6})?\Z")],
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    agency_words = models.JSONField("机关代字", default=list, blank=True)
    active_from = models.DateField("设立日期", null=True, blank=True)
    active_to = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="承继单位",
    )
    functions = models.TextField("机构职能", blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    hours = models.CharField("办公时间", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    head_post = models.CharField("负责人职务", max_length=60, blank=True)
    site_code = models.CharField("网站标识码", max_length=10, blank=True)

    objects = UnitManager()

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="unit_credit_code_once"
            ),
            models.CheckConstraint(
                condition=Q(active_to=None)
                | Q(active_from=None)
                | Q(active_to__gte=F("active_from")),
                name="unit_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="unit_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name people say: short where there is one."""
        return self.short_name or self.name

    def ancestor_paths(self) -> list[str]:
        """Tree paths from the root down to this unit, without a query."""
        step = self.steplen
        return [self.path[:end] for end in range(step, len(self.path) + 1, step)]


class UnitAlias(models.Model):
    """Another name of a unit: former names, short forms, what tables call it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=100, db_index=True)

    class Meta:
        verbose_name = "单位别名"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.name
