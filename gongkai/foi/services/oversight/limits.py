"""Limits of the five steps, kept by the authority for its government and everything below it."""

from collections.abc import Mapping

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import StepLimit
from gongkai.foi.states import WorkStep

LONGEST = 60


@transaction.atomic
def set_limits(unit: Unit, *, by: User, days: Mapping[str, int | None]) -> None:
    """Sets the limits of a unit and all below it; one event with the old and the new ones.

    Args:
        days: working days by step; None takes the limit back, so that the one above holds again.

    Raises:
        Refusal: no such step, or a number of days out of range.
    """
    for step, number in days.items():
        if step not in WorkStep.values:
            raise Refusal("没有这个环节，请刷新页面后重新填写。", status=400)
        if number is not None and not 1 <= number <= LONGEST:
            raise Refusal(
                f"“{WorkStep(step).label}”的时限应当是1至{LONGEST}个工作日，请核对。", field=step
            )
    old = dict(StepLimit.objects.filter(unit=unit).values_list("step", "days"))
    for step, number in days.items():
        if number is None:
            StepLimit.objects.filter(unit=unit, step=step).delete()
        else:
            StepLimit.objects.update_or_create(unit=unit, step=step, defaults={"days": number})
    new = dict(StepLimit.objects.filter(unit=unit).values_list("step", "days"))
    if new != old:
        record("设定环节时限", unit, by=by, unit=unit, data={"before": old, "after": new})
