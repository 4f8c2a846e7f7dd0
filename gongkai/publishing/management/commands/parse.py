"""`gongkai parse FILE… --json`: reads official documents without storing anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.lib.officialdoc import Unreadable, parse_file


class Command(JsonCommand):
    needs_database = False
    help = "解析公文，输出要素、结构、任务表和提示，不入库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", metavar="FILE", help="要解析的文件")

    def answer(self, **options: Any) -> list[dict[str, Any]]:
        """One object a file; a file that cannot be read says why and does not stop the others."""
        found = []
        for name in options["files"]:
            try:
                found.append({**parse_file(Path(name)).to_json(), "file": name})
            except Unreadable as problem:
                self.complain(str(problem), status=2)
                found.append(
                    {
                        "file": name,
                        "documents": [],
                        "tables": [],
                        "warnings": [str(problem)],
                        "error": str(problem),
                    }
                )
        return found

    def show(self, answer: list[dict[str, Any]]) -> None:
        for result in answer:
            self.line(result["file"])
            for document in result["documents"]:
                self.line(f"  {document['title'] or '（无标题）'}  {document['doc_no'] or ''}")
                self.line(
                    f"  {'、'.join(document['issuers'])}  {document['signed_on'] or ''}  {document['attribute']}"
                )
                for warning in document["warnings"]:
                    self.line(f"  提示：{warning}")
            for table in result["tables"]:
                self.line(f"  任务表：{table['title']}（{len(table['tasks'])}项）")
