"""Opening, closing and unlocking accounts: what the system administrator does.

Roles are not his: those are given by the security administrator (`services.roles`).
"""

import re
from typing import Any

from axes.utils import reset
from django.db import transaction

from gongkai.base import rules
from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.passwords import initial_password
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import people, trail
from gongkai.base.states import Role

# Without one of these nobody could open accounts or give roles any more.
INDISPENSABLE = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,29}\Z")


@transaction.atomic
def open_account(username: str, name: str, unit: Unit, *, by: User | None) -> tuple[User, str]:
    """Opens an account without roles; gives it with the password that is shown this once.

    Effects: the account, whose password must be changed at the first sign-in; trail event.

    Raises:
        Refusal: the login name is taken or badly formed, the name is missing, the unit has ended.
        Forbidden: not the system administrator.
    """
    _require_manager(by)
    username, name = username.strip(), _plain(name)
    if not _LOGIN.match(username):
        raise Refusal(
            "登录名要用3到30个小写字母、数字、点、横线，以字母开头，请修改。", field="username"
        )
    _check_person(name, unit)
    password = initial_password()
    user = people.open_account(username, name, unit, password, by=by)
    return user, password


@transaction.atomic
def open_first(username: str, name: str, unit: Unit, role: Role) -> tuple[User, str]:
    """Opens the first account of one of the three administrators, with that role.

    This is how a new installation comes to its administrators; whoever comes after them is entered
    by them, on the desk.

    Raises:
        Refusal: not one of the three, or somebody holds the role already; as `open_account`.
    """
    if role not in Role.administrators():
        names = "、".join(str(r.label) for r in Role if r in Role.administrators())
        raise Refusal(
            f"这个命令只开立{names}的首个账号；{role.label}请由系统管理员在工作台开立账号、安全管理员指定角色。"
        )
    holder = active_holders(role).first()
    if holder is not None:
        raise Refusal(
            f"已有{role.label}{holder.name}，不能再用命令开立；请由系统管理员在工作台开立账号、安全管理员指定角色。"
        )
    user, password = open_account(username, name, unit, by=None)
    people.assign(user, role, unit, by=None, starts_on=today())
    return user, password


@transaction.atomic
def amend(user: User, *, name: str, unit: Unit, by: User) -> User:
    """Corrects a person's name and unit; roles stay as they are.

    Raises:
        Refusal: the name is missing, the unit has ended.
        Forbidden: not the system administrator.
    """
    _require_manager(by)
    user, name = _locked(user), _plain(name)
    wanted: dict[str, Any] = {"name": name, "unit": unit}
    if (user.name, user.unit_id) == (name, unit.pk):
        return user
    _check_person(name, unit if unit.pk != user.unit_id else None)
    before = {"name": user.name, "unit": user.unit_id}
    user.name, user.unit = wanted["name"], wanted["unit"]
    user.save(update_fields=["name", "unit"])
    data = {"before": before, "after": {"name": name, "unit": unit.pk}}
    trail.record("修改人员", user, by=by, unit=unit, data=data)
    return user


@transaction.atomic
def close_account(user: User, *, by: User, note: str = "") -> User:
    """Closes an account; whoever is signed in with it is out at the next click. Roles stay.

    Raises:
        Refusal: it is closed already, one's own, or that of the last system or security
            administrator.
        Forbidden: not the system administrator.
    """
    _require_manager(by)
    user = _locked(user)
    if user.pk == by.pk:
        raise Forbidden("不能停用自己的账号，请由另一位系统管理员办理。")
    if not user.is_active:
        raise Refusal(f"{user}的账号已经停用，无需重复办理。")
    for role in INDISPENSABLE:
        refuse_last(user, role)
    user.is_active = False
    user.save(update_fields=["is_active"])
    trail.record("停用账号", user, by=by, unit=user.unit, note=_plain(note))
    return user


@transaction.atomic
def reopen_account(user: User, *, by: User) -> User:
    """Opens a closed account again, with the roles it has.

    Raises:
        Refusal: it is not closed.
        Forbidden: not the system administrator.
    """
    _require_manager(by)
    user = _locked(user)
    if user.is_active:
        raise Refusal(f"{user}的账号正在使用，无需恢复。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.record("恢复账号", user, by=by, unit=user.unit)
    return user


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Gives an account a new initial password, lifts its lock, and ends its sessions.

    Returns:
        The password, shown this once; it must be changed at the next sign-in.

    Raises:
        Refusal: the account is closed, or a demonstration account.
        Forbidden: not the system administrator, or one's own account.
    """
    _require_manager(by)
    user = _locked(user)
    if user.pk == by.pk:
        raise Forbidden("自己的口令请在“修改口令”中更换，不能在这里重置。")
    if not user.is_active:
        raise Refusal(f"{user}的账号已经停用，请先恢复账号，再重置口令。")
    if user.is_demo:
        raise Refusal("演示账号的口令是公开的，不能重置；正式使用请另开账号。")
    password = initial_password()
    reset(username=user.username)
    people.set_password(user, password, by=by)
    return password


@transaction.atomic
def unlock(user: User, *, by: User) -> User:
    """Lifts the lock that wrong passwords brought about, from every address.

    Raises:
        Refusal: the account is not locked.
        Forbidden: not the system administrator.
    """
    _require_manager(by)
    user = _locked(user)
    if not reset(username=user.username):
        raise Refusal(f"{user}的账号没有锁定，无需解除。")
    trail.record("解除锁定", user, by=by, unit=user.unit)
    return user


def refuse_last(user: User, role: Role, *, besides: RoleAssignment | None = None) -> None:
    """Refuses to take away the last person who can do what only this role can.

    Args:
        besides: the assignment that is to end; None where the whole account is to be closed.
    """
    # The rows of all holders are locked, so that two of them cannot close each other at once.
    held = list(
        RoleAssignment.objects.select_for_update()
        .filter(role=role)
        .order_by("pk")
        .values_list("pk")
    )
    holders = active_holders(role)
    if not held or not holders.filter(pk=user.pk).exists():
        return
    stays = (
        besides is not None and active_holders(role, besides=besides).filter(pk=user.pk).exists()
    )
    if not stays and not holders.exclude(pk=user.pk).exists():
        raise Refusal(
            f"{user}是最后一位在用的{role.label}，停用后平台将无人管理。请先指定另一位{role.label}，再办理。"
        )


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isprintable()).strip()


def _check_person(name: str, unit: Unit | None) -> None:
    if not name:
        raise Refusal("没有填写姓名，请补上。", field="name")
    if len(name) > 50:
        raise Refusal(f"姓名最多50个字，现在是{len(name)}个字，请缩短。", field="name")
    if unit is not None and unit.active_to is not None and unit.active_to < today():
        raise Refusal(f"{unit.label}已经撤销，请选现在的单位。", field="unit")


def _require_manager(by: User | None) -> None:
    if by is not None and not rules.may_manage_people(by):
        raise Forbidden("账号由系统管理员开立和管理，您的账号没有这个角色。")
