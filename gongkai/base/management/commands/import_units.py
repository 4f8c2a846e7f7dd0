"""`import-units FILE`: the register of units from a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.refusal import Refusal
from gongkai.base.services.unit_table.columns import COLUMNS
from gongkai.base.services.unit_table.load import load
from gongkai.base.services.unit_table.plan import CHANGED, NEW, UNCHANGED, WRONG, Plan, plan
from gongkai.base.services.unit_table.read import read_table


class Command(JsonCommand):
    help = (
        "从 CSV、xlsx 或者 TOML 表登记单位，已登记的按表更新；可以重复运行。"
        "有一行不对，整张表都不写入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        headings = "、".join(column.heading for column in COLUMNS)
        parser.add_argument(
            "file", metavar="FILE", help=f"单位表，第一行是列名，可用的列：{headings}"
        )
        parser.add_argument("--dry-run", action="store_true", help="只比较，不写入")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Counts, and every row that is new, changed or wrong."""
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(f"读不了“{path}”（{error.strerror}），请检查路径和权限。") from None
        try:
            table = read_table(content, path.name)
        except Refusal as refusal:
            raise BadInput(refusal.sentence) from None
        found = plan(table, by=None)
        if not found.is_loadable:
            self.complain(f"有{found.counts[WRONG]}行不能导入，整张表都没有写入。", status=1)
        elif not options["dry_run"]:
            found = load(table, by=None)
        return _told(found, written=found.is_loadable and not options["dry_run"])

    def show(self, answer: dict[str, Any]) -> None:
        counts = answer["counts"]
        self.line(
            f"{'已写入' if answer['written'] else '没有写入'}：新增{counts[NEW]}，有变化{counts[CHANGED]}，"
            f"无变化{counts[UNCHANGED]}，有错误{counts[WRONG]}。"
        )
        if answer["unused"]:
            self.line(f"没有用到的列：{'、'.join(answer['unused'])}。")
        for row in answer["rows"]:
            self.line(f"第{row['row']}行 {row['name']}（{row['slug']}）：{row['word']}")
            for text in (*row["problems"], *row["warnings"]):
                self.line(f"  {text}")
            for change in row["changes"]:
                self.line(
                    f"  {change['label']}：{change['before'] or '空'} 改为 {change['after'] or '空'}"
                )


def _told(found: Plan, *, written: bool) -> dict[str, Any]:
    rows = [
        {
            "row": row.number,
            "slug": row.slug,
            "name": row.name,
            "state": row.state,
            "word": row.word,
            "problems": row.problems,
            "warnings": row.warnings,
            "changes": [
                {"label": c.label, "before": c.before, "after": c.after} for c in row.changes
            ],
        }
        for row in found.rows
        if row.state != UNCHANGED or row.warnings
    ]
    unused = list(found.table.unused)
    return {"written": written, "counts": found.counts, "unused": unused, "rows": rows}
