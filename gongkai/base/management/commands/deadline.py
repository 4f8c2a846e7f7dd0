"""`gongkai deadline --json`: the reply clock of a disclosure request, from acts on standard input."""

import json
import sys
from typing import Any

from gongkai.base.calendar import today, working_calendar
from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.lib.clock import ClockError, case_from_json, clock_as_json, deadline


class Command(JsonCommand):
    help = "从标准输入读取收到日期和各项办理（JSON），算出答复期限并逐日说明。"

    def answer(self, **options: Any) -> dict[str, Any]:
        """Due date with its day-by-day explanation (条例第三十、三十二至三十五条)."""
        try:
            case = case_from_json(json.load(sys.stdin))
            clock = deadline(
                case.received_on, case.acts, None, working_calendar(), today=case.today or today()
            )
        except (ValueError, ClockError) as problem:
            raise BadInput(f"输入的办理记录不能计算：{problem}") from None
        return dict(clock_as_json(clock))

    def show(self, answer: dict[str, Any]) -> None:
        self.line(
            f"答复期限：{answer['due'] or '暂停，等待申请人'}{'（待放假安排公布后确认）' if answer['provisional'] else ''}"
        )
        for sentence in answer["explanation"]:
            self.line(f"  {sentence}")
