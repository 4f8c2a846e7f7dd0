"""`backup DIR`: everything into one folder that can be checked to the byte."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.base.services.backup.make import make_backup
from gongkai.base.services.backup.verify import verify_by_restoring


class Command(JsonCommand):
    needs_database = False
    help = "把数据库和文件备份到一个新文件夹，网站可以继续使用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", metavar="DIR", help="备份文件夹，必须不存在或是空的")
        parser.add_argument(
            "--with-keys", action="store_true", help="连同密钥一起备份；备份须像密钥一样保管"
        )
        parser.add_argument(
            "--verify", action="store_true", help="备份后恢复到临时位置，核对能否恢复"
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        """Where the backup lies and what it holds."""
        folder = Path(options["folder"]).expanduser().absolute()
        manifest = make_backup(folder, with_keys=options["with_keys"])
        if options["verify"]:
            verify_by_restoring(folder)
        return {
            "ok": True,
            "folder": str(folder),
            "made_at": manifest.made_at,
            "vendor": manifest.vendor,
            "files": len(manifest.parts),
            "bytes": sum(part.size for part in manifest.parts),
            "tables": manifest.contents.tables,
            "trail": {"seq": manifest.contents.trail_seq, "hash": manifest.contents.trail_hash},
            "with_keys": manifest.with_keys,
            "verified": options["verify"],
        }

    def show(self, answer: dict[str, Any]) -> None:
        rows = sum(answer["tables"].values())
        self.line(
            f"已备份到“{answer['folder']}”：{answer['files']}个文件，{answer['bytes']:,}字节，数据{rows:,}行。"
        )
        if answer["verified"]:
            self.line("已在临时位置试恢复，内容一致。")
        if not answer["with_keys"]:
            self.line(
                "备份不含密钥：请把数据文件夹中的 keys/ 另行妥善保管，没有它加密的个人信息无法读取。"
            )
