"""`prepare`: tables and static files of this version, before several processes start together."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.base import installation


class Command(BaseCommand):
    help = (
        "升级数据库、收集静态文件，然后结束。几个服务同时启动之前先运行它；没有要做的，立即结束。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        installation.prepare(self.stdout.write)
        self.stdout.write("已准备好。")
