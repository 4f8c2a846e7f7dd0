"""`import-calendar FILE --source NUMBER`: the holidays of a year."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import CalendarYear
from gongkai.base.services.calendar import days_of, load_year
from gongkai.lib.calendar_lines import Reading, read_lines
from gongkai.lib.cells import decode
from gongkai.lib.doc_no import parse_doc_no


class Command(JsonCommand):
    help = "载入一年的放假和调休安排，每行“日期,休或班,名称”；内容相同的重复载入不改变什么。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="CSV 文本，如“2027-01-01,休,元旦”")
        parser.add_argument(
            "--source", required=True, metavar="文号", help="国务院办公厅放假通知的文号"
        )
        parser.add_argument("--reason", default="", help="这一年已经载入过时，写明为什么改")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不载入")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The year, how many days of each kind, what is doubtful, and whether anything changed."""
        number = parse_doc_no(options["source"])
        if number is None:
            raise BadInput(f"“{options['source']}”不是文号，请按“国办发明电〔2026〕9号”填写。")
        reading = read_lines(_text(options["file"]), notice=number.printed)
        if reading.problems or reading.year is None:
            raise BadInput(_sentences(reading))
        known = CalendarYear.objects.filter(pk=reading.year).first()
        changed = known is None or days_of(known) != reading.days
        if not options["dry_run"]:
            load_year(reading.year, reading.days, by=None, reason=options["reason"])
        return {
            "year": reading.year,
            "source": number.printed,
            "off": len(reading.days.holidays),
            "worked": len(reading.days.workdays),
            "changed": changed,
            "written": changed and not options["dry_run"],
            "warnings": [
                f"第{row}行：{sentence}" if row else sentence for row, sentence in reading.warnings
            ],
        }

    def show(self, answer: dict[str, Any]) -> None:
        what = (
            "已载入" if answer["written"] else "没有变化" if not answer["changed"] else "没有写入"
        )
        self.line(
            f"{answer['year']}年（{answer['source']}）{what}：放假的工作日{answer['off']}天，调休上班{answer['worked']}天。"
        )
        for warning in answer["warnings"]:
            self.line(f"请核对：{warning}")


def _text(path: str) -> str:
    try:
        text = decode(Path(path).read_bytes())
    except OSError as error:
        raise BadInput(f"读不了“{path}”（{error.strerror}），请检查路径和权限。") from None
    if text is None:
        raise BadInput(f"“{path}”不是文本，请另存为 CSV 后再试。")
    return text


def _sentences(reading: Reading) -> str:
    """The first few problems; the list is mended in one go."""
    told = [f"第{row}行：{sentence}" if row else sentence for row, sentence in reading.problems]
    more = f"另有{len(told) - 5}处。" if len(told) > 5 else ""
    return "".join(told[:5]) + more
