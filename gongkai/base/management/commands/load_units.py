"""`load-units FILE`: the register of units from a table, new ones and changes; all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.services.unit_table.load import load
from gongkai.base.services.unit_table.plan import CHANGED, NEW, UNCHANGED
from gongkai.base.services.unit_table.read import read_table


class Command(JsonCommand):
    help = "从表格（CSV、xlsx、TOML）登记单位；没有变化的保持不变，可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", metavar="FILE", help="表格，第一行是列名：代号、全称、类别、上级代号等"
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        """How many units are new, changed and as they were, and the columns nobody asked for."""
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(f"读不了“{path}”（{error.strerror}），请检查路径和权限。") from None
        table = read_table(content, path.name)
        counts = load(table, by=None).counts
        found: dict[str, Any] = {state: counts[state] for state in (NEW, CHANGED, UNCHANGED)}
        return {**found, "unused": list(table.unused)}

    def show(self, answer: dict[str, Any]) -> None:
        self.line(
            f"新登记单位{answer[NEW]}个，修改{answer[CHANGED]}个，无变化{answer[UNCHANGED]}个。"
        )
        if answer["unused"]:
            self.line(f"没有用到的列：{'、'.join(answer['unused'])}。")
