"""Whose figures are asked for, and for which days; all of it stands in the address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.base.views_registers.common import whole
from gongkai.foi.forms.figures import DaysForm
from gongkai.foi.queries.figures.counting import Period, Units, year_of
from gongkai.foi.rules import READERS
from gongkai.lib.dates import plain_date

NOT_READER = (
    "依申请公开的数据由公开工作机构、登记、审核、签发人员，统计人员和主管部门查看，"
    "您的账号没有这些角色；如需要，请联系安全管理员指定。"
)
SPANS: Mapping[str, str] = {
    "year": "今年",
    "quarter": "本季度",
    "month": "本月",
    "last_month": "上月",
    "last_year": "去年",
    "before": "前年",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What was chosen.

    Args:
        units: those the person may see figures of, as narrowed down.
        unit: the one chosen; None for all of them.
        sees_cases: whether the person may open the cases behind the figures, of all these units.
    """

    allowed: Units
    units: Units
    unit: Unit | None
    below: bool
    span: str
    period: Period
    days: DaysForm
    sees_cases: bool

    @property
    def title(self) -> str:
        """Whose figures, in words."""
        if self.unit is None:
            return "全部单位"
        return f"{self.unit.name}{'及下级单位' if self.below else ''}"

    @property
    def when(self) -> str:
        """Which days, in words."""
        return f"{plain_date(self.period.first)}至{plain_date(self.period.last)}"

    def query(self, **more: Any) -> str:
        """What was chosen, and more, as a query."""
        said: dict[str, Any] = {
            "unit": self.unit.pk if self.unit else "",
            "below": "1" if self.below else "",
            "span": self.span,
        }
        if not self.span:
            said |= {"from": self.period.first, "to": self.period.last}
        said |= more
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})

    def cases_url(self, **more: Any) -> str:
        """The list behind a figure; "" where the person sees figures alone."""
        if not self.sees_cases:
            return ""
        return f"{reverse('desk_figures_cases')}?{self.query(**more)}"


def scope_of(request: HttpRequest, user: User) -> Scope:
    """What the address asks for, within what the person may see."""
    allowed = units_for(user, *READERS, Role.AUTHORITY, Role.STATISTICIAN)
    unit = allowed.filter(pk=whole(request.GET.get("unit"))).first()
    below = request.GET.get("below") == "1" and unit is not None
    units = allowed
    if unit is not None:
        units = allowed.filter(path__startswith=unit.path) if below else allowed.filter(pk=unit.pk)
    days = DaysForm(request.GET, auto_id="figures-%s")
    span, period = _period(request, days)
    return Scope(allowed, units, unit, below, span, period, days, sees_cases_of(user, units))


def sees_cases_of(user: User, units: Units) -> bool:
    """Whether the person reads every case of these units: who sees aggregates alone gets no list."""
    readable = units_for(user, *READERS, Role.AUTHORITY)
    return not units.exclude(pk__in=readable.order_by().values("pk")).exists()


def _period(request: HttpRequest, days: DaysForm) -> tuple[str, Period]:
    """The chosen span, or the two days that were written out."""
    span = request.GET.get("span", "")
    year = whole(request.GET.get("year"))
    if 2000 <= year <= today().year + 1:
        return "", year_of(year)
    if span not in SPANS and days.is_valid():
        first, last = days.cleaned_data["from"], days.cleaned_data["to"]
        if first and last:
            return "", Period(first, last)
    span = span if span in SPANS else "year"
    return span, _span(span, today())


def _span(span: str, day: dt.date) -> Period:
    month = day.replace(day=1)
    if span == "month":
        return Period(month, day)
    if span == "last_month":
        last = month - dt.timedelta(days=1)
        return Period(last.replace(day=1), last)
    if span == "quarter":
        return Period(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day)
    if span == "last_year":
        return year_of(day.year - 1)
    if span == "before":
        return year_of(day.year - 2)
    return Period(dt.date(day.year, 1, 1), day)
