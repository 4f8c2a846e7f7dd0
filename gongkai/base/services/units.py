"""Writing the register of units.

All writers hold the roots of the tree while they work: places in the tree are given out by looking
at the neighbours, and codes are compared with those of all other units.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from gongkai.base import rules
from gongkai.base.models import Unit, UnitAlias, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import unit_facts
from gongkai.base.services.trail import record
from gongkai.base.states import UnitKind
from gongkai.lib.dates import plain_date

# What `edit` changes; names, dates of the end and the place in the tree have verbs of their own.
EDITABLE = (
    "short_name", "kind", "division_code", "credit_code", "agency_words", "active_from",
    "functions", "address", "hours", "phone", "head_post", "site_code",
)  # fmt: skip
_PLACES = UnitKind.governments() | {UnitKind.COMMUNITY, UnitKind.VILLAGE}


@transaction.atomic
def establish(
    *, parent: Unit | None, aliases: Iterable[str] = (), by: User | None, **facts: Any
) -> Unit:
    """Enters a unit into the register, as the last one below its parent, with its other names.

    Args:
        parent: the unit it belongs to; None for the root of a register.
        aliases: former names and short forms; one that equals its name is left out.
        by: who enters it; None for commands.
        facts: the columns of `Unit`; without a `slug` one is made from the name's pinyin.

    Raises:
        Refusal: a fact is wrong (`field` names it), a code or the address is taken.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    require_keeper(by, parent, rooted=parent is None)
    unit = enter(parent=parent, aliases=aliases, facts=facts)
    record("登记单位", unit, by=by, unit=unit, changed=[("unit", unit.pk)])
    return unit


def enter(*, parent: Unit | None, aliases: Iterable[str], facts: Mapping[str, Any]) -> Unit:
    """`establish` without its event; for those who hold the register and record on their own."""
    cleaned = unit_facts.clean({"name": "", "kind": "", **facts, "aliases": list(aliases)})
    _refuse_first(cleaned)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        if parent.active_to is not None:
            raise Refusal(
                f"{parent.label}已于{plain_date(parent.active_to)}撤销，不能再登记下属单位，请另选上级单位。",
                field="parent",
            )
    sound = cleaned.facts
    names = [alias for alias in sound.pop("aliases") if alias]
    _refuse_taken(None, sound)
    _refuse_namesake(None, parent, sound["name"])
    if not sound.get("slug"):
        sound["slug"] = unit_facts.make_slug(sound.get("short_name") or sound["name"], _slugs())
    elif Unit.objects.filter(slug=sound["slug"]).exists():
        raise Refusal(f"网址代号“{sound['slug']}”已有单位使用，请换一个。", field="slug")
    if parent is None:
        unit: Unit = Unit.objects.add_root(create_kwargs=sound)
    else:
        unit = Unit.objects.add_child(parent, create_kwargs=sound)
    add_names(unit, names)
    return unit


@transaction.atomic
def edit(unit: Unit, *, by: User | None, seen: str = "", **facts: Any) -> Unit:
    """Corrects facts of a unit; nothing is written where nothing changed.

    Args:
        seen: `fingerprint` of the unit as the person saw it; "" for no comparison.
        facts: some of `EDITABLE`.

    Raises:
        Refusal: a fact is wrong, a code is taken, somebody changed the unit meanwhile.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    unit = Unit.objects.get(pk=unit.pk)
    require_keeper(by, unit)
    if seen and seen != fingerprint(unit):
        raise Refusal(
            f"{unit.label}的资料在您打开之后已被别人修改，这次没有保存。请在新窗口中核对现在的资料后再改。"
        )
    changes = amend(unit, facts)
    if changes:
        record(
            "修改单位资料",
            unit,
            by=by,
            unit=unit,
            data={"changes": changes},
            changed=[("unit", unit.pk)],
        )
    return unit


def amend(unit: Unit, facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Writes facts that differ and says which: field → [before, after]; without an event."""
    span = {"active_from": unit.active_from, "active_to": unit.active_to}
    cleaned = unit_facts.clean({**span, **facts})
    _refuse_first(cleaned)
    wanted = {name: cleaned.facts[name] for name in facts}
    changes = {
        name: [getattr(unit, name), value]
        for name, value in wanted.items()
        if getattr(unit, name) != value
    }
    if not changes:
        return {}
    _refuse_taken(
        unit, {"kind": unit.kind, **{name: after for name, (_, after) in changes.items()}}
    )
    for name, (_, after) in changes.items():
        setattr(unit, name, after)
    unit.save(update_fields=list(changes))
    return changes


@transaction.atomic
def rename(
    unit: Unit, name: str, *, short_name: str | None = None, by: User | None, note: str = ""
) -> Unit:
    """Gives a unit another name; the old names stay as aliases, so that old texts find it.

    Args:
        short_name: the new short name; None leaves it.
        note: the document the change rests on.

    Raises:
        Refusal: the name is empty, too long, the present one, or that of a sister unit.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    unit = Unit.objects.get(pk=unit.pk)
    require_keeper(by, unit)
    before = [unit.name, unit.short_name]
    if not rechristen(unit, name, short_name):
        raise Refusal(f"新名称与现在的名称相同，{unit.label}没有更名。", field="name")
    data = {"before": before, "after": [unit.name, unit.short_name]}
    record("单位更名", unit, by=by, unit=unit, note=note, data=data, changed=[("unit", unit.pk)])
    return unit


def rechristen(unit: Unit, name: str, short_name: str | None) -> bool:
    """`rename` without its event; whether anything changed."""
    facts = {"name": name, **({} if short_name is None else {"short_name": short_name})}
    cleaned = unit_facts.clean(facts)
    _refuse_first(cleaned)
    wanted = cleaned.facts
    old = [getattr(unit, field) for field, value in wanted.items() if getattr(unit, field) != value]
    if not old:
        return False
    if wanted["name"] != unit.name:
        _refuse_namesake(unit, Unit.objects.get_parent(unit), wanted["name"])
    for field, value in wanted.items():
        setattr(unit, field, value)
    unit.save(update_fields=list(wanted))
    unit.aliases.filter(name__in=wanted.values()).delete()
    add_names(unit, old)
    return True


@transaction.atomic
def close(
    unit: Unit, *, on: dt.date, successor: Unit | None, by: User | None, note: str = ""
) -> Unit:
    """Ends a unit after that day, with the unit that carries on its work (机构改革).

    What it published stays its own; tables that name it are read as its successor's.

    Raises:
        Refusal: it has ended already, the day lies before its beginning, units below it still
            exist, or the successor is itself, closed, or one it succeeded.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    unit = Unit.objects.get(pk=unit.pk)
    require_keeper(by, unit)
    if unit.active_to is not None:
        raise Refusal(f"{unit.label}已于{plain_date(unit.active_to)}撤销，无需重复办理。")
    if unit.active_from is not None and on < unit.active_from:
        raise Refusal(
            f"撤销日期不能早于设立日期{plain_date(unit.active_from)}，请核对。", field="on"
        )
    if successor is not None:
        refuse_successor(unit, successor, on)
    unit.active_to, unit.successor = on, successor
    refuse_orphans(unit)
    unit.save(update_fields=["active_to", "successor"])
    data = {"on": on, "successor": successor.pk if successor else None}
    record("撤销单位", unit, by=by, unit=unit, note=note, data=data, changed=[("unit", unit.pk)])
    return unit


def refuse_orphans(unit: Unit) -> None:
    """Refuses to end a unit while units below it go on."""
    if unit.active_to is None:
        return
    below = Unit.objects.under(unit).exclude(pk=unit.pk).filter(active_to=None).count()
    if below:
        raise Refusal(
            f"{unit.label}下面还有{below}个在用的单位，请先撤销它们，或者把它们调整到别的单位下面。"
        )


def refuse_successor(unit: Unit, successor: Unit, on: dt.date | None) -> None:
    """Refuses a successor that could not carry on: itself, ended by then, or in a circle."""
    if successor.pk == unit.pk:
        raise Refusal("承继单位不能是它自己，请另选一个。", field="successor")
    if on is not None and successor.active_to is not None and successor.active_to <= on:
        raise Refusal(
            f"{successor.label}已于{plain_date(successor.active_to)}撤销，不能承继，请选现在的单位。",
            field="successor",
        )
    seen, follower = {unit.pk}, successor.successor
    while follower is not None and follower.pk not in seen:
        seen.add(follower.pk)
        follower = follower.successor
    if follower is not None:
        raise Refusal(
            f"{successor.label}的工作正是由{unit.label}承继的，两个单位不能互相承继，请核对。",
            field="successor",
        )


@transaction.atomic
def reopen(unit: Unit, *, by: User | None, note: str) -> Unit:
    """Takes a closing back that was entered in error.

    Raises:
        Refusal: it has not ended, its superior has, or no reason is given.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    unit = Unit.objects.get(pk=unit.pk)
    require_keeper(by, unit)
    if unit.active_to is None:
        raise Refusal(f"{unit.label}没有撤销，无需恢复。")
    if not note.strip():
        raise Refusal("没有写明恢复的原因，请补上一句话。", field="note")
    above = Unit.objects.get_parent(unit)
    if above is not None and above.active_to is not None:
        raise Refusal(f"它的上级{above.label}也已撤销，请先恢复上级单位。")
    before = {"on": unit.active_to, "successor": unit.successor_id}
    unit.active_to, unit.successor = None, None
    unit.save(update_fields=["active_to", "successor"])
    record("恢复单位", unit, by=by, unit=unit, note=note, data=before, changed=[("unit", unit.pk)])
    return unit


@transaction.atomic
def move(unit: Unit, under: Unit, *, by: User | None, note: str = "") -> Unit:
    """Puts a unit, with everything below it, under another superior.

    Raises:
        Refusal: it stands there already, or the new superior is itself, below it, or closed.
        Forbidden: the person does not keep both parts of the register.
    """
    hold_register()
    unit, under = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=under.pk)
    require_keeper(by, unit)
    require_keeper(by, under)
    before = Unit.objects.get_parent(unit)
    if before is not None and before.pk == under.pk:
        raise Refusal(f"{unit.label}的上级已经是{under.label}，没有变化。", field="parent")
    unit = transplant(unit, under)
    data = {"before": before.pk if before else None, "after": under.pk}
    changed = [("unit", pk) for pk in Unit.objects.under(unit).values_list("pk", flat=True)]
    record("调整隶属", unit, by=by, unit=unit, note=note, data=data, changed=changed)
    return unit


def transplant(unit: Unit, under: Unit) -> Unit:
    """`move` without its event; gives the unit as it stands afterwards."""
    if under.path.startswith(unit.path):
        raise Refusal("上级单位不能是它自己或者它下面的单位，请另选一个。", field="parent")
    if under.active_to is not None:
        raise Refusal(
            f"{under.label}已于{plain_date(under.active_to)}撤销，请另选上级单位。", field="parent"
        )
    _refuse_namesake(unit, under, unit.name)
    Unit.objects.move(unit, under, pos="last-child")
    moved: Unit = Unit.objects.get(pk=unit.pk)
    return moved


@transaction.atomic
def place_after(unit: Unit, sister: Unit | None, *, by: User | None) -> Unit:
    """Puts a unit behind one of its sisters, or first among them with None.

    Raises:
        Refusal: the other unit has another superior; it stands there already.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    unit = Unit.objects.get(pk=unit.pk)
    require_keeper(by, unit)
    sisters = list(Unit.objects.get_siblings(unit))
    order = [row.pk for row in sisters]
    at = order.index(unit.pk)
    if sister is not None and (sister.pk not in order or sister.pk == unit.pk):
        raise Refusal("只能排在同一上级的另一个单位之后，请重新选择。", field="after")
    if (order[at - 1] if at else None) == (sister.pk if sister else None):
        raise Refusal(f"{unit.label}已经排在这个位置，没有变化。", field="after")
    if sister is None:
        Unit.objects.move(unit, sisters[0], pos="left")
    else:
        Unit.objects.move(unit, Unit.objects.get(pk=sister.pk), pos="right")
    moved: Unit = Unit.objects.get(pk=unit.pk)
    data = {"after": sister.pk if sister else None}
    record("调整次序", moved, by=by, unit=moved, data=data, changed=[("unit", moved.pk)])
    return moved


@transaction.atomic
def add_alias(unit: Unit, name: str, *, by: User | None) -> UnitAlias:
    """Enters another name of a unit.

    Raises:
        Refusal: it is empty, too long, or known already.
        Forbidden: the person does not keep this part of the register.
    """
    hold_register()
    require_keeper(by, unit)
    name = "".join(character for character in name if character.isprintable()).strip()
    _refuse_first(unit_facts.clean({"aliases": [name]}))
    if any(mark in name for mark in "、，,；;"):
        raise Refusal("一次登记一个别名，请分几次填写。", field="alias")
    if not name:
        raise Refusal("没有填写别名，请写明这个单位的另一个叫法。", field="alias")
    if not add_names(unit, [name]):
        raise Refusal(f"{unit.label}已经有“{name}”这个名称，无需重复登记。", field="alias")
    record("登记别名", unit, by=by, unit=unit, note=name, changed=[("unit", unit.pk)])
    made: UnitAlias = unit.aliases.get(name=name)
    return made


@transaction.atomic
def drop_alias(alias: UnitAlias, *, by: User | None) -> Unit:
    """Takes away a name that was entered in error."""
    hold_register()
    unit = alias.unit
    require_keeper(by, unit)
    alias.delete()
    record("删除别名", unit, by=by, unit=unit, note=alias.name, changed=[("unit", unit.pk)])
    return unit


def add_names(unit: Unit, names: Iterable[str]) -> list[str]:
    """Enters names the unit does not have yet; gives those that are new."""
    known = {unit.name, unit.short_name, *unit.aliases.values_list("name", flat=True)}
    fresh = [name for name in dict.fromkeys(names) if name and name not in known]
    UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in fresh)
    return fresh


def fingerprint(unit: Unit) -> str:
    """Changes whenever a fact of the unit does; a form remembers what it was opened on."""
    facts = [getattr(unit, name) for name in ("name", *EDITABLE, "active_to", "successor_id")]
    return unit_facts.digest(facts)


def hold_register() -> None:
    """Makes other writers of the register wait until this transaction ends."""
    list(Unit.objects.select_for_update().filter(depth=1).values_list("pk"))


def require_keeper(by: User | None, unit: Unit | None, *, rooted: bool = False) -> None:
    """Refuses who does not keep that part of the register; commands (None) keep all of it."""
    if by is None:
        return
    if rooted and not rules.may_found_registers(by):
        raise Forbidden("没有上级的单位由系统管理员登记，您可以在本级政府下面登记单位。")
    if not rules.may_manage_units(by, unit):
        raise Forbidden(
            f"{unit.label if unit else '单位库'}由系统管理员和本级政府的主管部门登记，您的账号没有这个权限。"
        )


def _refuse_first(cleaned: unit_facts.Cleaned) -> None:
    if cleaned.problems:
        field, sentence = cleaned.problems[0]
        raise Refusal(sentence, field=field)


def _refuse_taken(unit: Unit | None, facts: Mapping[str, Any]) -> None:
    """Refuses a code that another unit bears."""
    others = Unit.objects.exclude(pk=unit.pk) if unit else Unit.objects.all()
    code = facts.get("credit_code")
    holder = others.filter(credit_code=code).first() if code else None
    if holder is not None:
        raise Refusal(unit_facts.code_taken(str(code), holder), field="credit_code")
    division = facts.get("division_code")
    if division and facts.get("kind") in _PLACES:
        holder = others.filter(division_code=division, kind__in=_PLACES, active_to=None).first()
        if holder is not None:
            raise Refusal(
                f"行政区划代码{division}已经登记给{holder.name}，请核对后再填。",
                field="division_code",
            )


def _refuse_namesake(unit: Unit | None, parent: Unit | None, name: str) -> None:
    # By path: an object read before its children were added believes that it has none.
    sisters = (
        Unit.objects.under(parent).filter(depth=parent.depth + 1)
        if parent
        else Unit.objects.filter(depth=1)
    )
    if unit is not None:
        sisters = sisters.exclude(pk=unit.pk)
    if sisters.filter(name=name, active_to=None).exists():
        where = f"{parent.label}下面" if parent else "单位库"
        raise Refusal(f"{where}已经有“{name}”，请核对是否重复登记。", field="name")


def _slugs() -> set[str]:
    return set(Unit.objects.values_list("slug", flat=True))
