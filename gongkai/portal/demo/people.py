"""The demonstration accounts, one or more for each role; never under production settings."""

import datetime as dt

from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.services import people
from gongkai.base.states import Role
from gongkai.portal.demo import sources

PASSWORD = "Lincheng-2026"  # noqa: S105 - printed on purpose, refused by production settings
_SINCE = dt.date(2024, 1, 2)


def load(units: dict[str, Unit]) -> dict[str, User]:
    """Opens the accounts with their roles; by login name."""
    by_label = {role.label: role for role in Role}
    found = {}
    for row in sources.toml("people.toml")["people"]:
        unit = units[row["unit"]]
        user = people.open_account(row["login"], row["name"], unit, PASSWORD, by=None, is_demo=True)
        for held in [row, *row.get("also", [])]:
            body = units[held["unit"]]
            people.assign(user, by_label[held["role"]], body, by=None, starts_on=_SINCE)
        found[user.username] = user
    return found


def accounts() -> list[tuple[str, str, str]]:
    """(role and units, login name, password): one line for a role of an account, in the order of roles."""
    rows = RoleAssignment.objects.filter(user__is_demo=True).select_related("user", "unit")
    grouped: dict[tuple[str, str], list[RoleAssignment]] = {}
    for row in rows.order_by("pk"):
        grouped.setdefault((row.role, row.user.username), []).append(row)
    order = list(Role.values)
    return [
        (_title(held), username, PASSWORD)
        for (_, username), held in sorted(
            grouped.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]


def _title(held: list[RoleAssignment]) -> str:
    units = "、".join(row.unit.label for row in held)
    return f"{held[0].get_role_display()}（{units}）"
