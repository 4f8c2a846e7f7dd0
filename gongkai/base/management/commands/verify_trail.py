"""`verify-trail`: the event trail against its hashes, its head, the heads exported earlier, and the
rows that rest on it."""

from dataclasses import asdict
from typing import Any

from gongkai.base.management.json_command import JsonCommand
from gongkai.base.services import trail_check


class Command(JsonCommand):
    help = "核对事件记录和办理事项：有没有被修改、删除、插入、调换次序或截断。"

    def answer(self, **options: Any) -> dict[str, Any]:
        """{ok, events, head, problem, findings}; a problem ends with status 1."""
        report = trail_check.verify()
        if report.problem:
            self.complain(report.problem, status=1)
        return asdict(report)

    def show(self, answer: dict[str, Any]) -> None:
        if answer["ok"]:
            self.line(
                f"事件记录共{answer['events']}条，全部完好。链头：{answer['head'] or '尚无事件'}。"
            )
