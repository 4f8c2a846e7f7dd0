"""`gongkai report --year Y --unit U [--consolidated] [--json]`."""

from argparse import ArgumentParser
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.foi.queries.figures.annual import EARLIEST, annual


class Command(JsonCommand):
    help = "算出一个单位的年度报告：三张表和勾稽关系。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="年度，例如 2026")
        parser.add_argument("--unit", required=True, help="单位的网址代号或者全称")
        parser.add_argument("--consolidated", action="store_true", help="汇总本单位和全部下级单位")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The tables, the identities with their failing cells, what was carried over."""
        year, unit = options["year"], _unit(options["unit"])
        if not EARLIEST <= year <= today().year:
            raise BadInput(f"--year 应在 {EARLIEST} 到 {today().year} 之间，请改正后再试。")
        found = annual(unit, year, whole=options["consolidated"])
        if found.wrong:
            self.status = 1
        return found.to_json()

    def show(self, answer: dict[str, Any]) -> None:
        """The sums of table two, and every identity in a line."""
        cells = answer["table2"]
        kind = "（汇总）" if answer["consolidated"] else ""
        self.line(f"{answer['unit']}{kind}{answer['year']}年")
        self.line(
            f"新收{cells['a1']['c7']}件，上年结转{cells['a2']['c7']}件，"
            f"办结{cells['r7']['c7']}件，结转下年{cells['a4']['c7']}件。"
        )
        for check in answer["identities"]:
            mark = "符合" if check["ok"] else "提醒" if check["warning"] else "不符"
            self.line(f"{check['id']}　{mark}　{check['sentence']}")


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
