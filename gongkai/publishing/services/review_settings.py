"""How the reviews are set up: who stands in for whom, the steps, the fixed formulations."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.lib.dates import plain_date
from gongkai.publishing.models import Formulation, ReviewStep, Substitution
from gongkai.publishing.services.rows import a_reason

_LONGEST = dt.timedelta(days=180)


@transaction.atomic
def name_substitute(
    *,
    absent: User,
    substitute: User,
    unit: Unit,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    by: User,
) -> Substitution:
    """Lets somebody review or sign for an absent person of a unit, for some days; both are told.

    A substitute acts with the absent person's roles, but nobody reviews what they drafted or
    reviewed before.

    Raises:
        Refusal: the same person; whoever registers it; days out of order or more than half a year;
            an administrator.
    """
    reason = a_reason(reason, what="代办的原因", longest=200)
    if absent.pk == substitute.pk:
        raise Refusal("代办人不能是本人，请另选一位同志。", field="substitute")
    if substitute.pk == by.pk:
        raise Refusal(
            "代办人是您本人，不能由您自己登记；请另一位有登记权限的同志办理，或者请主管部门登记。",
            field="substitute",
        )
    if ends_on < starts_on:
        raise Refusal(f"截止日期不能早于起始日期{plain_date(starts_on)}。", field="ends_on")
    if ends_on - starts_on > _LONGEST:
        raise Refusal("代办最长半年；时间更长的，请安全管理员调整角色。", field="ends_on")
    if substitute.roles_on(starts_on).filter(role__in=Role.administrators()).exists():
        raise Refusal("三员不参与业务办理，不能作为代办人，请另选一位同志。", field="substitute")
    row = Substitution.objects.create(
        absent=absent, substitute=substitute, unit=unit, starts_on=starts_on, ends_on=ends_on,
        reason=reason, made_by=by,
    )  # fmt: skip
    days = f"{plain_date(starts_on)}至{plain_date(ends_on)}"
    notify([substitute], f"您代{absent.name}办理审校和签发", text=f"{unit.label}，{days}。{reason}")
    notify([absent], f"{substitute.name}代您办理审校和签发", text=f"{unit.label}，{days}。{reason}")
    record("登记代办", row, by=by, unit=unit, note=reason,
           data={"absent": absent.pk, "substitute": substitute.pk, "days": days})  # fmt: skip
    return row


@transaction.atomic
def end_substitution(substitution: Substitution, *, by: User) -> Substitution:
    """Ends it at once; ended twice it stays ended."""
    row = (
        Substitution.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=substitution.pk)
    )
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record("结束代办", row, by=by, unit=row.unit)
    return row


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What may be changed of a step of review."""

    level: int
    name: str
    proof_name: str
    roles: list[str]
    days: int


@transaction.atomic
def save_steps(facts: list[StepFacts], *, by: User) -> list[ReviewStep]:
    """Changes names, roles and terms of the three steps; what waits now goes on under the new ones.

    The number of levels is law (三审三校): none is added or taken away here.

    Raises:
        Refusal: a step without role, name or term; an administrator's role among them.
    """
    rows = {row.level: row for row in ReviewStep.objects.select_for_update()}
    before = {level: [row.name, row.roles, row.days] for level, row in rows.items()}
    for one in facts:
        row = rows.get(one.level)
        if row is None:
            raise Refusal(f"没有第{one.level}级审校，请刷新页面。", status=404)
        if not one.name.strip() or not one.proof_name.strip():
            raise Refusal(f"第{one.level}级审校还没有名称，请补上。")
        allowed = set(Role.values) - set(Role.administrators())
        if not one.roles or not set(one.roles) <= allowed:
            raise Refusal(f"请为“{one.name}”至少选一个业务角色；三员不参与业务办理。")
        if not 1 <= one.days <= 30:
            raise Refusal(f"“{one.name}”的办理时限应在1到30个工作日之间。")
        row.name, row.proof_name = one.name.strip()[:20], one.proof_name.strip()[:20]
        row.roles, row.days = one.roles, one.days
        row.save()
    after = {level: [row.name, row.roles, row.days] for level, row in rows.items()}
    if rows and before != after:
        record(
            "调整审校环节",
            next(iter(rows.values())),
            by=by,
            data={"before": before, "after": after},
        )
    return list(rows.values())


@transaction.atomic
def save_formulation(
    *,
    by: User,
    wrong: str,
    right: str,
    reason: str,
    severity: str,
    row: Formulation | None = None,
    active: bool = True,
) -> Formulation:
    """Adds or changes a fixed formulation (规范表述).

    Raises:
        Refusal: nothing to look for; it is on the list already.
    """
    wrong, right = wrong.strip()[:100], right.strip()[:100]
    if not wrong:
        raise Refusal("请写明不规范的表述。", field="wrong")
    if wrong == right:
        raise Refusal("规范表述与不规范表述相同，请改正其中一个。", field="right")
    fresh = row or Formulation()
    fresh.wrong, fresh.right, fresh.severity = wrong, right, severity
    fresh.reason, fresh.active = a_reason(reason, what="依据或者说明", longest=200), active
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        raise Refusal(f"“{wrong}”已经在清单里，请在原条目上修改。", field="wrong") from None
    record(
        "修改规范表述" if row else "添加规范表述",
        fresh,
        by=by,
        data={"wrong": wrong, "right": right},
    )
    return fresh
