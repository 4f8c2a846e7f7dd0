"""`gongkai import PATH…`: files, folders or collections into the library; repeatable without doubles."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.lib.titles import quoted
from gongkai.publishing.services import sources
from gongkai.publishing.services.entries import Entry
from gongkai.publishing.services.imports import add_safely
from gongkai.publishing.services.library import Register

# Small enough that a writer on the desk waits no longer than a fraction of a second.
_BATCH = 50


class Command(JsonCommand):
    help = "把文件、文件夹或 .jsonl(.gz) 文集导入文件库。标明主动公开的直接发布，其余存为草稿；重复导入不产生重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="文件、文件夹或 .jsonl(.gz) 文集"
        )
        parser.add_argument("--dry-run", action="store_true", help="只解析，不写入")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Counts and the sentences of what could not be read."""
        tally: dict[str, Any] = {
            "files": 0, "created": 0, "released": 0, "drafts": 0, "updated": 0, "unchanged": 0, "conflicts": 0,
            "problems": [], "dry_run": options["dry_run"],
        }  # fmt: skip
        register = None if options["dry_run"] else Register()
        for batch in _batches(self._entries(options["paths"], tally)):
            if options["dry_run"]:
                tally["created"] += len(batch)
            else:
                self._write(batch, tally, register)
        if tally["problems"]:
            self.status = 2
        return tally

    def _entries(self, paths: list[str], tally: dict[str, Any]) -> Iterator[Entry]:
        for path in paths:
            for item in sources.items(Path(path)):
                tally["files"] += 1
                if item.problem:
                    tally["problems"].append({"file": item.name, "problem": item.problem})
                    self.complain(item.problem, status=2)
                yield from item.entries

    def _write(self, batch: list[Entry], tally: dict[str, Any], register: Register | None) -> None:
        added = add_safely(batch, by=None, release=True, register=register, note="命令行导入")
        tally["created"] += len(added.created)
        tally["released"] += len(added.created) - len(added.held)
        tally["drafts"] += len(added.held)
        tally["updated"] += len(added.updated)
        tally["unchanged"] += len(added.unchanged)
        tally["conflicts"] += len(added.conflicts)
        for entry, there in added.conflicts:
            problem = (
                f"文件库中已有{quoted(there.title)}，正文或公开属性不同，没有覆盖；请在工作台核对。"
            )
            tally["problems"].append({"file": entry.title, "problem": problem})

    def show(self, answer: dict[str, Any]) -> None:
        verb = "可导入" if answer["dry_run"] else "新入库"
        self.line(
            f"读取{answer['files']}个，{verb}{answer['created']}份（已发布{answer['released']}份，草稿{answer['drafts']}份），"
            f"更新{answer['updated']}份，未变{answer['unchanged']}份，内容冲突{answer['conflicts']}份，"
            f"未能读取{len(answer['problems'])}个。"
        )


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
