"""Entering an outlet in the register, and changing what is filed of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.base.services.unit_facts import make_slug
from gongkai.outlets import facts as outlet_facts
from gongkai.outlets.models import Outlet
from gongkai.outlets.services.filing import Filing, check_filing, finish, refuse_incomplete
from gongkai.outlets.services.rows import (
    check_single,
    locked,
    move,
    refuse_stale,
    save_single,
)
from gongkai.outlets.states import OutletAct, OutletKind, OutletState


@transaction.atomic
def register(
    *, by: User, unit: Unit, kind: OutletKind, facts: Mapping[str, Any], reason: str = ""
) -> tuple[Outlet, list[str]]:
    """Enters an outlet, in filing (备案中).

    1. checks the facts; for a county department, town or street a site needs a reason;
    2. one account a unit and platform; an address of its own from the name's pinyin;
    3. the row and one event.

    Returns:
        The outlet, and doubts that do not refuse.

    Raises:
        Refusal: a wrong fact, a second account on a platform, a reason missing.
    """
    cleaned = outlet_facts.clean(kind, {"name": "", "platform": "", **facts})
    _refuse_problems(cleaned)
    warnings = [*cleaned.warnings, *_site_in_principle(kind, unit, reason)]
    outlet = Outlet(
        kind=kind, unit=unit, copy_format=outlet_facts.FIRST_FORMAT[kind], **cleaned.facts
    )
    check_single(outlet)
    outlet.slug = make_slug(outlet.name, set(Outlet.objects.values_list("slug", flat=True)))
    save_single(outlet)
    record("登记渠道", outlet, by=by, unit=unit, note=reason, changed=[("outlet", outlet.pk)])
    return outlet, warnings


@transaction.atomic
def change(
    outlet: Outlet, *, by: User, seen: int, facts: Mapping[str, Any], filing: Filing
) -> tuple[Outlet, list[str]]:
    """Changes facts of an outlet and leaves a record of what was and what is.

    Raises:
        Refusal: the state does not allow it, changed meanwhile, nothing changed, a wrong fact.
    """
    row = locked(outlet.pk)
    row.state = move(row, OutletAct.CHANGE)
    refuse_stale(row, seen)
    cleaned = outlet_facts.clean(row.kind, facts)
    _refuse_problems(cleaned)
    before = {name: getattr(row, name) for name in cleaned.facts}
    changes = outlet_facts.difference(outlet_facts.LABELS, before, cleaned.facts)
    if not changes:
        raise Refusal("没有任何变化，请修改要变更的内容后再保存。")
    check_filing(row, filing)
    for name, value in cleaned.facts.items():
        setattr(row, name, value)
    check_single(row)
    refuse_incomplete(row)
    finish(row, OutletAct.CHANGE, filing, by=by, changes=changes)
    warnings = list(cleaned.warnings)
    if {"名称", "地址"} & set(changes) and row.state != OutletState.FILING and not filing.announced:
        warnings.append("名称或者地址变更后应当向社会公告，公告发布后请再登记一次公告。")
    return row, warnings


def _refuse_problems(cleaned: outlet_facts.Cleaned) -> None:
    for name, sentence in cleaned.problems:
        raise Refusal(sentence, field=name)


def _site_in_principle(kind: str, unit: Unit, reason: str) -> list[str]:
    parent = Unit.objects.get_parent(unit) if kind == OutletKind.SITE else None
    if kind != OutletKind.SITE or not outlet_facts.needs_reason_for_site(unit, parent):
        return []
    if not reason.strip():
        raise Refusal(
            "县级政府部门和镇街原则上不单独开设网站，应当使用县级政府门户网站；确需开设的，请写明理由。（国办发〔2017〕47号）",
            field="reason",
        )
    return ["县级政府部门和镇街原则上不单独开设网站，理由已经留存，备案时请一并上报。"]
