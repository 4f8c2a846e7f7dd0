"""`restore DIR`: puts a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.base.services.backup.restore import restore_backup


class Command(JsonCommand):
    needs_database = False
    help = "从备份恢复数据库和文件。请先停止网站和后台进程。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", metavar="DIR", help="backup 生成的文件夹")
        parser.add_argument("--force", action="store_true", help="覆盖当前安装里已有的数据")

    def answer(self, **options: Any) -> dict[str, Any]:
        """What was put back."""
        done = restore_backup(
            Path(options["folder"]).expanduser().absolute(), force=options["force"]
        )
        contents = done.manifest.contents
        return {
            "ok": True,
            "made_at": done.manifest.made_at,
            "files": done.files,
            "tables": contents.tables,
            "trail": {"seq": contents.trail_seq, "hash": contents.trail_hash},
            "notes": done.notes,
        }

    def show(self, answer: dict[str, Any]) -> None:
        rows = sum(answer["tables"].values())
        self.line(
            f"已恢复{answer['made_at'][:16].replace('T', ' ')}的备份：{answer['files']}个文件，数据{rows:,}行，核对一致。"
        )
        for note in answer["notes"]:
            self.line(note)
