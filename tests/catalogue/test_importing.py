"""Loading tables: new, the same again, changed, gone; the command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import Catalogue, EntryChange, EntryDuty
from gongkai.catalogue.services.importing import CatalogueHead, load, plan
from gongkai.catalogue.services.table_heads import guess_head
from gongkai.lib.catalogue_tables import CatalogueTable, RawRow, read_file
from tests.cast import City, People
from tests.catalogue.factories import ROWS, as_html, as_xlsx, make_catalogue, make_entry


def rows_of(rows: object = ROWS) -> list[RawRow]:
    (table,) = read_file("a.html", as_html(rows))
    return table.rows


def head(city: City) -> CatalogueHead:
    return CatalogueHead(city.city, "standard", "财政目录", "财政预决算", 2026)


def test_a_table_becomes_a_catalogue_with_duties_and_doubts(city: City, people: People) -> None:
    found = load(head(city), rows_of(), by=people.authority)
    assert found.counts == {"new": 3, "changed": 0, "unchanged": 0, "gone": 0, "wrong": 0}
    catalogue = Catalogue.objects.get()
    first, second, third = catalogue.entries.order_by("position")
    assert (first.limit_kind, first.limit_days, first.limit_unit) == ("after", 20, "cd")
    assert second.warnings == ["公开依据为空，已按合并单元格承接上一行，请核对。"]
    assert (third.to_all, third.audience, third.proactive, third.on_request) == (
        False,
        "受助人员",
        False,
        True,
    )
    assert (third.cycle_days, third.town, third.village, third.county) == (92, True, True, False)
    assert [d.unit.slug for d in second.duties.order_by("unit__path")] == ["education", "finance"]
    assert third.duties.count() == 7 + 4
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "建立目录",
        "导入目录",
    ]


def test_the_same_table_again_changes_nothing(city: City, people: People) -> None:
    load(head(city), rows_of(), by=people.authority)
    before = (EntryChange.objects.count(), EntryDuty.objects.count(), Event.objects.count())
    found = load(head(city), rows_of(), by=people.authority)
    assert found.counts == {"new": 0, "changed": 0, "unchanged": 3, "gone": 0, "wrong": 0}
    assert (EntryChange.objects.count(), EntryDuty.objects.count(), Event.objects.count()) == before


def test_a_changed_table_updates_adds_and_retires_with_history(city: City, people: People) -> None:
    load(head(city), rows_of(), by=people.authority)
    changed = (*ROWS[0][:5], "批准后7日内", *ROWS[0][6:])
    fresh = ("2", "政府预算", "部门预算", *ROWS[0][3:])
    found = load(head(city), rows_of([changed, fresh]), by=people.authority, note="新版")
    assert found.counts == {"new": 1, "changed": 1, "unchanged": 0, "gone": 2, "wrong": 0}
    assert [row.changes for row in found.rows] == [["公开时限", "时限数"], []]
    lines = EntryChange.objects.filter(note="新版").order_by("id").values_list("act", flat=True)
    assert list(lines) == ["修改事项", "增加事项", "停用事项", "停用事项"]
    line = EntryChange.objects.get(act="修改事项")
    assert (line.before["limit_text"], line.after["limit_text"]) == ("批准后20日内", "批准后7日内")
    back = load(head(city), rows_of(), by=people.authority)
    assert (back.counts["changed"], back.counts["gone"]) == (3, 1)
    assert Catalogue.objects.get().entries.filter(active=True).count() == 3


def test_a_catalogue_changed_since_the_preview_is_not_overwritten(
    city: City, people: People
) -> None:
    load(head(city), rows_of(), by=people.authority)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        load(head(city), rows_of(ROWS[:1]), by=people.authority, seen=1)


def test_a_row_without_a_name_stops_the_whole_table(city: City, people: People) -> None:
    rows = [*rows_of(), RawRow({"number": "9"})]
    assert plan(head(city), rows).counts["wrong"] == 1
    with pytest.raises(Refusal, match="第4行没有一级事项，整张表都没有写入"):
        load(head(city), rows, by=people.authority)
    assert Catalogue.objects.count() == 0


def test_comparing_costs_the_same_for_one_row_and_for_three(city: City) -> None:
    make_entry(make_catalogue(city.city, "财政目录", year=2026))

    def cost(rows: list[RawRow]) -> int:
        with CaptureQueriesContext(connection) as seen:
            plan(head(city), rows)
        return len(seen)

    assert cost(rows_of()) == cost(rows_of(ROWS[:1])) == 4


@pytest.mark.parametrize(
    ("title", "name", "field", "year", "kind"),
    [
        ("明湖市2026年义务教育领域基层政务公开标准目录", "明湖市2026年义务教育领域基层政务公开标准目录", "义务教育", 2026, "standard"),
        ("明湖市旅游领域标准目录", "明湖市旅游领域标准目录", "旅游", None, "standard"),
        ("明湖市教育局主动公开基本目录", "明湖市教育局主动公开基本目录", "", None, "proactive"),
        ("公共企事业单位（供水）信息公开目录", "公共企事业单位（供水）信息公开目录", "供水", None, "sector"),
    ],
)  # fmt: skip
def test_the_title_says_which_catalogue_it_is(
    city: City, title: str, name: str, field: str, year: int | None, kind: str
) -> None:
    guessed = guess_head(CatalogueTable(title), city.city)
    assert (guessed["name"], guessed["field"], guessed["year"], guessed["kind"]) == (
        name,
        field,
        year,
        kind,
    )


def test_the_command_tells_and_loads_every_table(city: City, tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(as_xlsx(("财政预决算领域标准目录", ROWS), ("义务教育领域标准目录", ROWS[:1])))
    out = StringIO()
    call_command("import_catalogue", str(path), unit="minghu", json=True, dry_run=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["written"], Catalogue.objects.count()) == (False, 0)
    out = StringIO()
    call_command("import_catalogue", str(path), unit="minghu", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert [(one["name"], one["field"], one["counts"]["new"]) for one in told["catalogues"]] == [
        ("财政预决算领域标准目录", "财政预决算", 3),
        ("义务教育领域标准目录", "义务教育", 1),
    ]
    assert told["catalogues"][0]["notes"] == ["注：本目录自印发之日起执行。"]
    assert Catalogue.objects.count() == 2


@pytest.mark.parametrize(
    ("unit", "name", "sentence"),
    [
        ("nowhere", "目录.html", "没有代号为“nowhere”的单位"),
        ("minghu", "没有.html", "读不了"),
    ],
)
def test_bad_input_of_the_command_ends_with_status_2(
    city: City, tmp_path: Path, unit: str, name: str, sentence: str
) -> None:
    (tmp_path / "目录.html").write_bytes(as_html())
    errors = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_catalogue", str(tmp_path / name), unit=unit, stderr=errors)
    assert ended.value.code == 2
    assert sentence in errors.getvalue()
