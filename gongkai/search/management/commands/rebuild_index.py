"""`gongkai rebuild-index [--check]`: builds the index anew, or compares it with the database."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.base.refusal import Refusal
from gongkai.search import services
from gongkai.search.engine.errors import IndexProblem
from gongkai.search.handle import index
from gongkai.search.queries import rows


class Command(JsonCommand):
    help = "重建检索索引；--check 只核对索引与数据库是否一致。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="只核对，不重建")

    def answer(self, **options: Any) -> dict[str, Any]:
        """What was built, or what the comparison found; a difference ends with status 1."""
        try:
            return (
                self._check() if options["check"] else {"ok": True, "documents": services.rebuild()}
            )
        except IndexProblem as problem:
            raise Refusal(str(problem)) from None

    def _check(self) -> dict[str, Any]:
        services.catch_up()
        report = index().check(rows.expected_stamps())
        if not report.ok:
            self.complain(report.sentence(), status=1)
        return {
            "ok": report.ok,
            "documents": report.indexed,
            "sentence": report.sentence(),
            **asdict(report),
        }

    def show(self, answer: dict[str, Any]) -> None:
        self.line(answer.get("sentence") or f"已重建检索库，共{answer['documents']}份文件。")
