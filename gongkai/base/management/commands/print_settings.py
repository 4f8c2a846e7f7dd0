"""`gongkai print-settings`: the manual's page of settings, printed from the program itself."""

import dataclasses
from typing import Any

from config.env import DECLARED
from gongkai.base.management.json_command import JsonCommand

HEAD = """# 设置

本页由 `gongkai print-settings` 从程序中印出，请勿手工修改。全部设置都是环境变量，在启动时读取一次；改了以后要重新启动。
写错的值不会被悄悄忽略：程序说明是哪一个变量、应当是什么，然后退出。

生产环境把它们写在 `/etc/gongkai/environment` 中，一行一个，如 `GONGKAI_HOSTS=www.example.gov.cn`（见[生产安装](install.md)）。
"""
ROW = """
## {name}

{help}

- 取值：{kind}
- 不填时：{default}
"""


class Command(JsonCommand):
    needs_database = False
    help = "印出全部设置的说明，即部署手册中「设置」一页。"

    def answer(self, **options: Any) -> list[dict[str, str]]:
        return [dataclasses.asdict(setting) for setting in DECLARED.values()]

    def show(self, answer: list[dict[str, str]]) -> None:
        rows = [ROW.format(**{**row, "default": row["default"] or "空"}) for row in answer]
        self.line((HEAD + "".join(rows)).rstrip("\n"))
