"""`gongkai import-requests FILE --unit U [--dry-run] [--json]`: an old ledger of requests."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.foi.services.ledger import import_ledger, read_ledger


class Command(JsonCommand):
    help = (
        "把以前的依申请公开台账（xlsx、CSV）导入为已办结的申请；可以重复运行，已导入的不再导入。"
        "不能导入的行逐行说明，不影响其他行。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="台账文件，xlsx 或者 CSV")
        parser.add_argument("--unit", required=True, help="单位的网址代号或者全称")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Counts, and every row that is bad or doubtful; status 1 where a row was not taken."""
        unit, path = _unit(options["unit"]), Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadInput(f"读不了“{path}”（{error.strerror}），请检查路径和权限。") from None
        try:
            ledger = read_ledger(path.name, data)
        except Refusal as refusal:
            raise BadInput(refusal.sentence) from None
        report = import_ledger(ledger, unit=unit, by=None, dry_run=options["dry_run"])
        if report.bad:
            self.complain(f"有{len(report.bad)}行没有导入，逐行的原因见结果。", status=1)
        return {"unit": unit.name, **report.to_json()}

    def show(self, answer: dict[str, Any]) -> None:
        """The counts in a line, then every row that needs a look."""
        done = "导入" if answer["written"] else "可以导入"
        self.line(
            f"{answer['unit']}：台账{answer['rows']}行，{done}{answer['new']}件，"
            f"此前已导入{answer['known']}件，不能导入{len(answer['bad'])}行。"
        )
        for sentence in answer["warnings"]:
            self.line(f"请注意：{sentence}")
        for row in answer["bad"]:
            self.line(f"{row['line']}：{row['sentence']}")
        for row in answer["doubtful"]:
            self.line(f"请核对，{row['line']}：{row['sentence']}")


def _unit(name: str) -> Unit:
    """By slug, else by full name; a name that several units bear must be given as the slug."""
    name = name.strip()
    found = list(Unit.objects.filter(slug=name)[:1]) or list(Unit.objects.filter(name=name)[:2])
    if not found:
        raise BadInput(f"没有“{name[:60]}”这个单位，请用单位的网址代号或者全称。")
    if len(found) > 1:
        raise BadInput(f"有几个单位都叫“{name[:60]}”，请改用网址代号。")
    unit: Unit = found[0]
    return unit
