"""`worker`: background jobs and the readers of the outbox."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.base import worker
from gongkai.base.jobs import JobsFailed
from gongkai.base.processes import Child, Supervisor, command

PARTS = {"jobs": worker.run_jobs, "outbox": worker.run_outbox}


class Command(BaseCommand):
    help = "执行后台任务，并把变化送到检索索引。--once 处理完现有的全部任务后结束。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="处理完现有的任务后结束")
        parser.add_argument(
            "--part", choices=sorted(PARTS), help="只运行其中一部分：jobs 任务，outbox 变化"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self._once()
        elif options["part"]:
            PARTS[options["part"]]()
        else:
            Supervisor([Child(part, command("worker", "--part", part)) for part in PARTS]).run()

    def _once(self) -> None:
        try:
            done = worker.run_once()
        except JobsFailed as failure:
            self.stderr.write(str(failure), style_func=str)
            sys.exit(1)
        self.stdout.write(f"已处理{done}项后台任务。")
