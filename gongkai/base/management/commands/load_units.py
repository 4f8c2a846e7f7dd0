"""`load-units FILE`: the register of units of a new installation, from a CSV table."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.services.unit_file import load_units


class Command(JsonCommand):
    help = "从 CSV 表登记单位；已登记的保持不变，可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", metavar="FILE", help="CSV 表，第一行是列名：代号、全称、类别、上级代号等"
        )

    def answer(self, **options: Any) -> dict[str, int]:
        """How many units are new, and how many were there."""
        try:
            content = Path(options["file"]).read_bytes()
        except OSError as error:
            raise BadInput(
                f"读不了“{options['file']}”（{error.strerror}），请检查路径和权限。"
            ) from None
        return asdict(load_units(content))

    def show(self, answer: dict[str, int]) -> None:
        self.line(f"新登记单位{answer['created']}个，原已登记{answer['present']}个。")
