"""Writing the register of units."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from gongkai.base.models import Unit, UnitAlias, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.ids import check_uscc


@transaction.atomic
def establish(
    *, parent: Unit | None, aliases: Iterable[str] = (), by: User | None, **facts: Any
) -> Unit:
    """Enters a unit into the register, as the last one below its parent, with its other names.

    Args:
        parent: the unit it belongs to; None for the root of a register.
        aliases: former names and short forms; one that equals its name is left out.
        facts: the columns of `Unit`.

    Raises:
        Refusal: the credit code has a wrong check character, or another unit bears it.
    """
    code = facts.get("credit_code", "")
    if code:
        check = check_uscc(code)
        if not check.ok:
            raise Refusal(
                f"{facts.get('name')}的统一社会信用代码不对：{check.reason}", field="credit_code"
            )
        if Unit.objects.filter(credit_code=code).exists():
            raise Refusal(
                f"统一社会信用代码{code}已经登记给另一个单位，请核对后再填。", field="credit_code"
            )
    unit: Unit = (
        Unit.add_root(**facts)
        if parent is None
        else Unit.objects.get(pk=parent.pk).add_child(**facts)
    )
    names = dict.fromkeys(name for name in aliases if name and name != unit.name)
    UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in names)
    record("登记单位", unit, by=by, unit=unit, changed=[("unit", unit.pk)])
    return unit


@transaction.atomic
def succeed(unit: Unit, successor: Unit, *, by: User | None) -> Unit:
    """Names the unit that carries on the work of a closed one (机构改革)."""
    unit.successor = successor
    unit.save(update_fields=["successor"])
    record(
        "承继关系",
        unit,
        by=by,
        unit=unit,
        data={"successor": successor.pk},
        changed=[("unit", unit.pk)],
    )
    return unit
