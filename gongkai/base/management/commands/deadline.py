"""`gongkai deadline --json`: the reply clock of a disclosure request, from acts on standard input."""

import json
import sys
from typing import Any

from gongkai.base.calendar import today, working_calendar
from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.refusal import Refusal
from gongkai.lib.clock import Case, ClockError, NotAllowed, case_from_json, clock_as_json, deadline


class Command(JsonCommand):
    help = "从标准输入读取收到日期和各项办理（JSON），算出答复期限并逐日说明。"

    def answer(self, **options: Any) -> dict[str, Any]:
        """Due date with its day-by-day explanation (条例第三十、三十二至三十五条)."""
        case = _case()
        try:
            clock = deadline(
                case.received_on, case.acts, None, working_calendar(), case.as_of or today()
            )
        except NotAllowed as refusal:
            raise Refusal(str(refusal)) from None
        answer = clock_as_json(clock)
        answer["warnings"] += case.notes
        return answer

    def show(self, answer: dict[str, Any]) -> None:
        self.line(_headline(answer))
        # The story tells the warnings of the clock at their place; those on the input are its own.
        for sentence in dict.fromkeys((*answer["story"], *answer["warnings"])):
            self.line(f"  {sentence}")


def _case() -> Case:
    try:
        return case_from_json(json.load(sys.stdin))
    except ClockError as problem:
        raise BadInput(f"输入的办理记录不能计算：{problem}") from None
    except json.JSONDecodeError as problem:
        where = f"第{problem.lineno}行第{problem.colno}个字符处"
        raise BadInput(f"标准输入不是可以读的 JSON，{where}有误，请改正后再试。") from None
    except (ValueError, RecursionError):
        raise BadInput("标准输入不是可以读的 JSON，请按手册的写法重写后再试。") from None


def _headline(answer: dict[str, Any]) -> str:
    if answer["due"]:
        later = "（待放假安排公布后确认）" if answer["provisional"] else ""
        return f"答复期限：{answer['due']}{later}"
    return "答复期限：暂停，等待申请人" if answer["waiting_for"] else "答复期限：不再计算"
