"""`add-user LOGIN`: the first account of one of the three administrators of a new installation."""

from argparse import ArgumentParser
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.base.services import accounts
from gongkai.base.states import Role


class Command(JsonCommand):
    help = "开立系统、安全、审计管理员的首个账号，其余人员由他们在工作台登记。初始口令只显示一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        names = "、".join(str(role.label) for role in Role if role in Role.administrators())
        parser.add_argument("login", metavar="LOGIN", help="登录名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--unit", required=True, metavar="代号", help="所在单位的网址代号")
        parser.add_argument("--role", required=True, metavar="角色", help=f"{names}之一")

    def answer(self, **options: Any) -> dict[str, str]:
        """Login name, role, and the password that is shown this once."""
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise BadInput(
                f"没有代号为“{options['unit']}”的单位，请先用 load-units 登记，或检查代号。"
            )
        role = _role(options["role"])
        user, password = accounts.open_first(options["login"], options["name"], unit, role)
        return {"login": user.username, "role": str(role.label), "password": password}

    def show(self, answer: dict[str, str]) -> None:
        self.line(f"已开立账号 {answer['login']}（{answer['role']}）。")
        self.line(f"初始口令：{answer['password']}（只显示这一次，首次登录时必须修改）")


def _role(label: str) -> Role:
    for role in Role:
        if label in (role.label, role.value):
            return role
    raise BadInput(f"没有“{label}”这个角色，应为{'、'.join(Role.labels)}之一。")
