"""The register as a table: read, compared, loaded, written again."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from gongkai.base.models import Event, Unit
from gongkai.base.refusal import Refusal
from gongkai.base.services import units
from gongkai.base.services.unit_table import read, write
from gongkai.base.services.unit_table.columns import Table
from gongkai.base.services.unit_table.load import load
from gongkai.base.services.unit_table.plan import CHANGED, NEW, UNCHANGED, WRONG, plan
from tests.cast import City, People
from tests.shared import ROOT

HEAD = "代号,全称,简称,类别,上级代号,机关代字,别名,统一社会信用代码,联系电话\n"
SMALL = HEAD + (
    "qingshan,青山市人民政府,市政府,市级政府,,青政发、青政字,青山市政府,,\n"
    "qs-office,青山市人民政府办公室,市政府办公室,政府办公厅（室）,qingshan,青政办发,市府办,,0531-1\n"
)


def table_of(text: str, name: str = "单位.csv") -> Table:
    return read.read_table(text.encode(), name)


def states(text: str) -> list[tuple[str, list[str]]]:
    return [(row.state, row.problems) for row in plan(table_of(text), by=None).rows]


def everything() -> list[dict[str, object]]:
    return write.register_rows()


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encodings_of_spreadsheet_programs(db: None, encoding: str) -> None:
    found = read.read_table(SMALL.encode(encoding), "单位.csv")
    assert [row.cells["name"] for row in found.rows] == ["青山市人民政府", "青山市人民政府办公室"]
    assert (found.rows[0].number, found.rows[0].cells["kind"]) == (2, "city")
    assert found.rows[0].cells["agency_words"] == ["青政发", "青政字"]


def test_tabs_other_headings_and_unknown_columns_are_understood() -> None:
    found = table_of("单位名称\t类型\t上级\t备注\n青山市人民政府\t市级政府\t\t无\n\t\t\t\n")
    assert (found.facts, found.unused, len(found.rows)) == (
        ("name", "kind", "parent"),
        ("备注",),
        1,
    )


def test_a_workbook_gives_codes_and_dates_as_people_read_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["全称", "类别", "区划代码", "设立日期"])
    sheet.append(["青山市人民政府", "市级政府", 990100, dt.date(2019, 1, 2)])
    out = io.BytesIO()
    book.save(out)
    cells = read.read_table(out.getvalue(), "单位.xlsx").rows[0].cells
    assert (cells["division_code"], cells["active_from"]) == ("990100", "2019-01-02")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "“a.csv”的第一行不是列名。请在第一行写明代号、全称、类别、上级代号等列名后再试。"),
        ("代号,类别\nx,社区\n".encode(), "a.csv", "“a.csv”的第一行不是列名。请在第一行写明代号、全称、类别、上级代号等列名后再试。"),
        ("全称,单位名称\n甲,甲\n".encode(), "a.csv", "“a.csv”中全称、单位名称是同一列，请只留一列。"),
        ("全称\n".encode(), "a.csv", "“a.csv”里没有读到单位，请检查第一行是不是列名、下面有没有内容。"),
        (b"\x00\xff\x00", "a.csv", "“a.csv”不是文本，请在表格软件中另存为 CSV 或者 xlsx 后再试。"),
        (b"PK\x03\x04broken", "a.xlsx", "“a.xlsx”无法读取：文件已损坏，无法打开，请重新导出后上传。"),
        (b"units = 1", "a.toml", "“a.toml”里没有 [[units]]，请参照演示城市的 city.toml 书写。"),
        (b"x", "a.docx", "“a.docx”的格式不能导入。可以导入的格式有：CSV、xlsx、TOML。请另存后再试。"),
    ],
    ids=["empty", "no names", "a column twice", "headings alone", "no text", "broken workbook", "no units", "other format"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read.read_table(content, name)
    assert (refused.value.sentence, refused.value.field) == (sentence, "file")


def test_toml_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Refusal, match="不是正确的 TOML"):
        read.read_table(b"[[units", "a.toml")


# --- plan and load -----------------------------------------------------------------------------


def test_a_table_becomes_the_register_with_one_event_a_unit(db: None) -> None:
    found = load(table_of(SMALL), by=None)
    assert found.counts == {NEW: 2, CHANGED: 0, UNCHANGED: 0, WRONG: 0}
    office = Unit.objects.get(slug="qs-office")
    assert Unit.objects.get_parent(office).slug == "qingshan"
    assert [alias.name for alias in office.aliases.all()] == ["市府办"]
    events = Event.objects.order_by("seq").values_list("act", "subject", "note")
    assert list(events) == [
        ("登记单位", "青山市人民政府", "由“单位.csv”导入"),
        ("登记单位", "青山市人民政府办公室", "由“单位.csv”导入"),
    ]


def test_the_same_table_again_changes_nothing_even_after_a_change_of_names(db: None) -> None:
    load(table_of(SMALL), by=None)
    renamed = SMALL.replace(
        "青山市人民政府办公室,市政府办公室", "青山市人民政府办公厅,市政府办公厅"
    )
    first = load(table_of(renamed), by=None)
    assert first.counts == {NEW: 0, CHANGED: 1, UNCHANGED: 1, WRONG: 0}
    assert [(c.label, c.before, c.after) for c in first.rows[1].changes] == [
        ("全称", "青山市人民政府办公室", "青山市人民政府办公厅"),
        ("简称", "市政府办公室", "市政府办公厅"),
    ]
    events = Event.objects.count()
    assert load(table_of(renamed), by=None).counts[UNCHANGED] == 2
    assert Event.objects.count() == events
    names = set(Unit.objects.get(slug="qs-office").aliases.values_list("name", flat=True))
    assert names == {"市府办", "青山市人民政府办公室", "市政府办公室"}


def test_a_table_without_slugs_is_idempotent_too(db: None) -> None:
    text = (
        "全称,类别,上级代号\n青山市人民政府,市级政府,\n文化路街道办事处,街道办事处,青山市人民政府\n"
    )
    load(table_of(text), by=None)
    assert states(text) == [(UNCHANGED, []), (UNCHANGED, [])]
    assert Unit.objects.get(name="文化路街道办事处").slug == "wenhualujiedaobanshichu"


def test_a_column_that_is_missing_leaves_its_fact_and_an_empty_cell_empties_it(db: None) -> None:
    load(table_of(SMALL), by=None)
    load(table_of("代号,全称\nqs-office,青山市人民政府办公室\n"), by=None)
    assert Unit.objects.get(slug="qs-office").phone == "0531-1"
    load(table_of("代号,全称,联系电话\nqs-office,青山市人民政府办公室,\n"), by=None)
    assert Unit.objects.get(slug="qs-office").phone == ""


def test_wrong_rows_say_why_and_the_table_is_not_loaded(city: City) -> None:
    text = HEAD + (
        "a1,新单位,,没有的类别,minghu,,,,\n"
        "a2,下级,,社区,a1,,,,\n"
        "a3,迟来的,,社区,a4,,,,\n"
        "a4,上级,,街道办事处,nowhere,,,11990100990100034E,\n"
        "education,明湖市教育局,市教育局,组成部门,minghu,,,,\n"
        "education,明湖市教育局,市教育局,组成部门,minghu,,,,\n"
    )
    assert states(text) == [
        (WRONG, ["没有“没有的类别”这个类别，应为省级政府、市级政府、区县政府、镇政府、街道办事处、社区、村、功能区、政府办公厅（室）、组成部门、直属机构、派出机构、事业单位、垂直管理部门、公共企事业单位、议事协调机构之一。"]),
        (WRONG, ["上级“新单位”（第2行）有错误，请先改正上级。"]),
        (WRONG, ["还没有代号为“a4”的上级单位，上级要写在下级的前面。"]),
        (WRONG, ["统一社会信用代码的末位校验码不正确，请核对是否有字符填错或者颠倒。", "还没有代号为“nowhere”的上级单位，请先登记上级，或者核对代号。"]),
        (UNCHANGED, []),
        (WRONG, ["与第6行是同一个单位（代号education），请只留一行。"]),
    ]  # fmt: skip
    before = Unit.objects.count()
    with pytest.raises(Refusal) as refused:
        load(table_of(text), by=None)
    assert refused.value.sentence.startswith("有5行不能导入，整张表都没有写入。第2行：")
    assert (Unit.objects.count(), Event.objects.count()) == (before, 0)


def test_what_only_the_register_knows_is_refused_while_loading_and_nothing_stays(
    city: City,
) -> None:
    text = "代号,全称,类别,上级代号,撤销日期\na1,新单位,社区,minghu,\nhill-x,南山县人民政府,区县政府,minghu,2026-03-31\n"
    Unit.objects.filter(pk=city.hill.pk).update(slug="hill-x")
    with pytest.raises(Refusal, match="南山县政府下面还有1个在用的单位"):
        load(table_of(text), by=None)
    assert not Unit.objects.filter(slug="a1").exists()


def test_two_units_of_one_name_are_told_apart_or_the_row_asks(city: City) -> None:
    for place in (city.east, city.west):
        units.establish(parent=place, by=None, name="文化路街道办事处", kind="street")
    plain = "全称,类别,联系电话\n文化路街道办事处,街道办事处,0531-2\n"
    assert states(plain) == [
        (WRONG, ["单位库中有2个“文化路街道办事处”，分不清是哪一个，请写明代号或者上级代号。"])
    ]
    placed = "全称,上级代号,联系电话\n文化路街道办事处,west,0531-2\n"
    assert load(table_of(placed), by=None).rows[0].slug == "wenhualujiedaobanshichu-2"


def test_a_reform_is_one_table_superiors_successors_and_ends(city: City) -> None:
    text = (
        "代号,全称,上级代号,撤销日期,承继单位代号\n"
        "education,明湖市教育局,minghu,2026年3月31日,jiaoti\n"
        "jiaoti,明湖市教育和体育局,minghu,,\n"
    )
    assert states(text)[1] == (WRONG, ["没有填写类别，请补上。"])
    text = (
        text.replace("代号,全称,", "代号,全称,类别,")
        .replace("教育局,minghu", "教育局,组成部门,minghu")
        .replace("体育局,minghu", "体育局,组成部门,minghu")
    )
    load(table_of(text), by=None)
    closed = Unit.objects.get(slug="education")
    assert (closed.active_to.isoformat(), closed.successor.slug) == ("2026-03-31", "jiaoti")
    assert states(text) == [(UNCHANGED, []), (UNCHANGED, [])]


def test_the_authority_loads_its_own_government_alone(city: City, people: People) -> None:
    text = "代号,全称,类别,上级代号\nx1,泉城省教育厅,组成部门,province\nx2,西泉区教育局,组成部门,west\nx3,新省,省级政府,\n"
    rows = plan(table_of(text), by=people.authority).rows
    assert [row.problems for row in rows] == [
        ["上级泉城省政府不在您本级政府之下，请由系统管理员登记。"],
        [],
        ["没有上级的单位由系统管理员登记，请写明上级代号。"],
    ]


def test_a_register_that_changed_after_the_preview_is_shown_again(city: City) -> None:
    table = table_of("代号,全称,联系电话\neducation,明湖市教育局,0531-3\n")
    digest = plan(table, by=None).digest
    units.edit(city.education, by=None, phone="0531-4")
    with pytest.raises(Refusal, match="单位库在您预览之后有变化"):
        load(table, by=None, digest=digest)
    assert Unit.objects.get(pk=city.education.pk).phone == "0531-4"


def test_a_plan_costs_the_same_for_one_row_and_for_three(
    city: City, django_assert_num_queries: object
) -> None:
    one = "全称,类别,上级代号\n甲局,组成部门,minghu\n"
    for text in (one, one + "乙局,组成部门,minghu\n丙局,组成部门,minghu\n"):
        with django_assert_num_queries(2):  # type: ignore[operator]
            plan(table_of(text), by=None)


# --- writing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_comes_back_the_same_into_an_empty_register(city: City, form: str) -> None:
    units.rename(city.reform, "明湖市发展改革局", by=None)
    units.edit(
        city.education,
        by=None,
        address="=HYPERLINK(1)",
        phone="+86-531-66601234",
        functions="第一行。\n第二行，“引号”。",
        agency_words=["明教发", "明教字"],
    )
    units.close(city.garden, on=dt.date(2026, 3, 31), successor=city.reform, by=None)
    before = everything()
    content = write.as_csv(before).encode() if form == "csv" else write.as_xlsx(before)
    assert plan(read.read_table(content, f"u.{form}"), by=None).counts[UNCHANGED] == len(before)
    Unit.objects.filter(successor__isnull=False).update(successor=None)
    Event.objects.all()._raw_delete("default")
    Unit.objects.all().delete()
    assert load(read.read_table(content, f"u.{form}"), by=None).counts[NEW] == len(before)
    assert everything() == before


def test_a_cell_that_looks_like_a_formula_is_text(city: City) -> None:
    units.edit(
        city.education,
        by=None,
        address="=1+1",
        phone="+86-531-66601234",
        hours="-",
        head_post="@局长",
    )
    rows = [row for row in everything() if row["slug"] == "education"]
    line = write.as_csv(rows).splitlines()[1]
    assert all(f"'{text}" in line for text in ("=1+1", "+86-531-66601234", "-", "@局长"))
    sheet = openpyxl.load_workbook(io.BytesIO(write.as_xlsx(rows))).active
    assert sheet is not None
    kinds = {cell.value: cell.data_type for cell in sheet[2] if cell.value}
    assert (kinds["=1+1"], kinds["+86-531-66601234"]) == ("s", "s")


def test_the_units_of_the_demonstration_city_are_a_table(db: None) -> None:
    content = Path(ROOT / "demo" / "city.toml").read_bytes()
    first = load(read.read_table(content, "city.toml"), by=None)
    assert (first.counts[NEW], first.counts[WRONG]) == (95, 0)
    assert Unit.objects.get(slug="dashuju").successor.slug == "shuju"
    assert plan(read.read_table(content, "city.toml"), by=None).counts[UNCHANGED] == 95
