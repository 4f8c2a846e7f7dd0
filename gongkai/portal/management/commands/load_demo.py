"""`gongkai load-demo [--seed N]`: the demonstration city."""

from argparse import ArgumentParser
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.portal.demo import loader


class Command(JsonCommand):
    help = "把演示城市载入空的安装；--seed 另外埋入检查泄露用的标记，清单写在数据文件夹的 canaries.txt。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--seed", type=int, default=None, metavar="N", help="标记的种子")

    def answer(self, **options: Any) -> dict[str, int]:
        """How much was loaded."""
        return loader.load(options["seed"])

    def show(self, answer: dict[str, int]) -> None:
        self.line(
            f"演示数据已载入：单位{answer['units']}个，账号{answer['people']}个，公文{answer['documents']}份，"
            f"解读和公开专栏内容{answer['readings']}篇，在办文稿{answer['drafts']}份。"
        )
        self.line(
            f"另有渠道{answer['outlets']}个，公开目录{answer['catalogues']}份，公报{answer['issues']}期，"
            f"专题{answer['topics']}个，正在清理的文件{answer['cleanup']}份，"
            f"依申请公开{answer['requests']}件。"
        )
        if "canaries" in answer:
            self.line(f"已埋入{answer['canaries']}个检查标记，清单在数据文件夹的 canaries.txt。")
