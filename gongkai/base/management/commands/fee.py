"""`gongkai fee`: the information-processing fee on one of the two tariffs (国办函〔2020〕109号)."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.lib.fees import fee_by_count, fee_by_pages

_MOST = 1_000_000


class Command(JsonCommand):
    needs_database = False
    help = "计算信息处理费：按件（--items，可加本月已有件数 --before）或按量（--pages），二者取一。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--items", type=int, help="本次件数")
        parser.add_argument("--before", type=int, default=0, help="同一申请人本月此前的件数")
        parser.add_argument("--pages", type=int, help="页数，一面 A4 算一页")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Amount in whole yuan and how it is made up."""
        items, before, pages = options["items"], options["before"], options["pages"]
        if (items is None) == (pages is None):
            raise BadInput("请给出 --items 或 --pages，二者取一：同一件申请只能按一种标准收费。")
        if any(not 0 <= number <= _MOST for number in (items or 0, before, pages or 0)):
            raise BadInput("件数和页数应在 0 到 1000000 之间，请改正后再试。")
        fee = fee_by_pages(pages) if items is None else fee_by_count(items, before)
        return asdict(fee)

    def show(self, answer: dict[str, Any]) -> None:
        self.line(f"应收{answer['amount']}元。")
        for sentence in answer["lines"]:
            self.line(f"  {sentence}")
