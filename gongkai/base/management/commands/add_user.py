"""`add-user LOGIN`: a desk account with its roles; how the first people of an installation come in."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.base.services import people
from gongkai.base.states import Role

# Without letters and digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 16


class Command(JsonCommand):
    help = "开立工作台账号并指定角色。初始口令只显示一次，本人首次登录时必须修改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("login", metavar="LOGIN", help="登录名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--unit", required=True, metavar="代号", help="所在单位的网址代号")
        parser.add_argument(
            "--role",
            action="append",
            required=True,
            metavar="角色",
            help=f"{'、'.join(Role.labels)}之一，可以写几次",
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        """Login name, roles, and the password that is shown this once."""
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise BadInput(
                f"没有代号为“{options['unit']}”的单位，请先用 load-units 登记，或检查代号。"
            )
        roles = [_role(label) for label in dict.fromkeys(options["role"])]
        password = _password()
        with transaction.atomic():
            user = people.open_account(options["login"], options["name"], unit, password, by=None)
            for role in roles:
                people.assign(user, role, unit, by=None, starts_on=today())
        return {
            "login": user.username,
            "roles": [str(role.label) for role in roles],
            "password": password,
        }

    def show(self, answer: dict[str, Any]) -> None:
        self.line(f"已开立账号 {answer['login']}（{'、'.join(answer['roles'])}）。")
        self.line(f"初始口令：{answer['password']}（只显示这一次，首次登录时必须修改）")


def _role(label: str) -> Role:
    for role in Role:
        if label in (role.label, role.value):
            return role
    raise BadInput(f"没有“{label}”这个角色，应为{'、'.join(Role.labels)}之一。")


def _password() -> str:
    """Random, with every kind of character that either profile asks for."""
    while True:
        found = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        if (
            any(ch.isdigit() for ch in found)
            and any(ch.isupper() for ch in found)
            and any(ch.islower() for ch in found)
        ):
            return found
