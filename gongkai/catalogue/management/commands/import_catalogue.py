"""`import-catalogue FILE --unit SLUG`: catalogues out of the tables offices publish."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.base.models import Unit
from gongkai.catalogue.queries.duty_units import DutyRegister
from gongkai.catalogue.services.importing import (
    UNCHANGED,
    WORDS,
    CatalogueHead,
    ImportPlan,
    load,
    plan,
)
from gongkai.catalogue.services.table_heads import guess_head
from gongkai.catalogue.states import CatalogueKind
from gongkai.lib.catalogue_tables import CatalogueTable, read_file
from gongkai.lib.officialdoc.errors import Unreadable


class Command(JsonCommand):
    help = "从 Word、Excel 或者网页文件导入公开目录，一个文件可以有几张表；同一份目录再次导入就是更新，可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="目录文件")
        parser.add_argument("--unit", metavar="SLUG", required=True, help="编制单位的代号")
        parser.add_argument(
            "--name", default="", help="目录名称，文件里只有一张表时可用；不写就用表的标题"
        )
        parser.add_argument("--field", default="", help="领域；不写就从标题里认")
        parser.add_argument("--year", type=int, default=None, help="年份；不写就从标题里认")
        parser.add_argument("--kind", choices=CatalogueKind.values, default="", help="目录类型")
        parser.add_argument("--keep", action="store_true", help="表里没有的现行事项不停用")
        parser.add_argument("--dry-run", action="store_true", help="只比较，不写入")

    def answer(self, **options: Any) -> dict[str, Any]:
        """For each table its counts and every row that is new, changed or doubtful."""
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise BadInput(f"没有代号为“{options['unit']}”的单位，请核对代号。")
        tables = _read(Path(options["file"]))
        if options["name"] and len(tables) > 1:
            raise BadInput(
                f"文件里有{len(tables)}张表，不能用一个名称；请去掉 --name，或者拆开文件。"
            )
        register = DutyRegister(unit)
        heads = [_head(table, unit, options) for table in tables]
        write = not options["dry_run"]
        with transaction.atomic():
            found = [
                load(head, table.rows, by=None, retire=not options["keep"], register=register)
                if write
                else plan(head, table.rows, register=register)
                for head, table in zip(heads, tables, strict=True)
            ]
        told = [_told(one, table) for one, table in zip(found, tables, strict=True)]
        return {"written": write, "catalogues": told}

    def show(self, answer: dict[str, Any]) -> None:
        for told in answer["catalogues"]:
            counts = "，".join(f"{WORDS[state]}{n}" for state, n in told["counts"].items())
            self.line(
                f"《{told['name']}》{'已写入' if answer['written'] else '没有写入'}：{counts}。"
            )
            for text in told["warnings"]:
                self.line(f"  {text}")
            for row in told["rows"]:
                self.line(f"  {row['number']} {row['level1']} {row['level2']}：{row['word']}")
                for text in row["warnings"]:
                    self.line(f"    {text}")


def _read(path: Path) -> list[CatalogueTable]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"读不了“{path}”（{error.strerror}），请检查路径和权限。") from None
    try:
        return read_file(path.name, content)
    except Unreadable as problem:
        raise BadInput(str(problem)) from None


def _head(table: CatalogueTable, unit: Unit, options: dict[str, Any]) -> CatalogueHead:
    guessed = guess_head(table, unit)
    return CatalogueHead(
        unit,
        options["kind"] or guessed["kind"],
        options["name"] or guessed["name"],
        options["field"] or guessed["field"],
        options["year"] or guessed["year"],
    )


def _told(found: ImportPlan, table: CatalogueTable) -> dict[str, Any]:
    return {
        "catalogue": found.catalogue.pk if found.catalogue else None,
        "name": found.head.name,
        "field": found.head.field,
        "year": found.head.year,
        "counts": found.counts,
        "notes": table.notes,
        "warnings": table.warnings,
        "gone": [str(entry) for entry in found.gone],
        "rows": [
            {
                "number": row.facts.number,
                "level1": row.facts.level1,
                "level2": row.facts.level2,
                "state": row.state,
                "word": row.word,
                "units": [unit.slug for unit in row.units],
                "changes": row.changes,
                "warnings": row.warnings,
            }
            for row in found.rows
            if row.state != UNCHANGED or row.warnings
        ],
    }
