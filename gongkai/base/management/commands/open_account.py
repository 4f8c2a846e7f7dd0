"""`open-account LOGIN`: the first administrators of an installation."""

from argparse import ArgumentParser
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.base.services import accounts
from gongkai.base.states import Role


class Command(JsonCommand):
    help = (
        "开立首位系统管理员、安全管理员、审计管理员的账号，每个角色只能用一次；"
        "已有在用的，就拒绝，其余的人由系统管理员在工作台开立账号、安全管理员指定角色。"
        "初始口令只在标准输出显示一次，首次登录时必须修改。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "login", metavar="LOGIN", help="登录名，3到30个小写字母、数字、点或者横线"
        )
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--unit", required=True, metavar="SLUG", help="所在单位的网址代号")
        parser.add_argument(
            "--role",
            required=True,
            metavar="ROLE",
            help="system_admin（系统管理员）、security_admin（安全管理员）、audit_admin（审计管理员）之一",
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        """Login name, role, and the password that is shown this once."""
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise BadInput(
                f"没有代号为“{options['unit']}”的单位，请先用 import-units 登记，或检查代号。"
            )
        role = _role(options["role"])
        user, password = accounts.open_first(options["login"], options["name"], unit, role)
        return {"login": user.username, "role": str(role.label), "password": password}

    def show(self, answer: dict[str, Any]) -> None:
        self.line(f"已开立账号 {answer['login']}（{answer['role']}）。")
        self.line(f"初始口令：{answer['password']}（只显示这一次，首次登录时必须修改）")


def _role(word: str) -> Role:
    for role in Role:
        if word in (role.label, role.value):
            return role
    raise BadInput(f"没有“{word}”这个角色，应为{'、'.join(Role.labels)}之一。")
