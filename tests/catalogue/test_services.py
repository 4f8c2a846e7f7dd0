"""Catalogues and entries: history, editions, duties, the negative list, sectors."""

import pytest

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import Catalogue, EntryChange, LegalGround
from gongkai.catalogue.queries.duty_units import DutyRegister
from gongkai.catalogue.queries.negative import negative_hits
from gongkai.catalogue.services import catalogues, duties, entries, negative, sectors
from gongkai.catalogue.states import SECTORS
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry


def test_every_change_of_an_entry_is_kept_with_before_after_and_reason(
    city: City, people: People
) -> None:
    catalogue = catalogues.create(
        unit=city.city, by=people.authority, kind="standard", name="财政目录", field="财政预决算"
    )
    entry = entries.add(catalogue, by=people.authority, level1="预算", limit_text="实时")
    entries.change(
        entry, by=people.authority, note="名称改了", seen=1, level1="政府预算", limit_text="实时"
    )
    entries.retire(entry, by=people.authority, note="不再执行")
    entries.restore(entry, by=people.authority, note="恢复执行")
    lines = EntryChange.objects.order_by("id").values_list("act", "before", "after", "note")
    assert list(lines)[2:] == [
        ("修改事项", {"level1": "预算"}, {"level1": "政府预算"}, "名称改了"),
        ("停用事项", {"active": True}, {"active": False}, "不再执行"),
        ("恢复事项", {"active": False}, {"active": True}, "恢复执行"),
    ]
    assert Catalogue.objects.get(pk=catalogue.pk).row_version == 5
    acts = Event.objects.order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["建立目录", "增加目录事项", "修改目录事项", "停用事项", "恢复事项"]


def test_an_entry_changed_meanwhile_is_not_overwritten(city: City, people: People) -> None:
    entry = make_entry(make_catalogue(city.city))
    entries.change(entry, by=people.authority, note="改", seen=1, level1="甲")
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        entries.change(entry, by=people.authority, note="改", seen=1, level1="乙")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"level1": " "}, "level1"),
        ({"proactive": False, "on_request": False}, "proactive"),
        ({"to_all": False, "audience": ""}, "audience"),
        ({"county": False, "town": False, "village": False}, "county"),
    ],
)
def test_an_entry_that_says_too_little_is_refused_at_its_field(
    city: City, people: People, facts: dict[str, object], field: str
) -> None:
    entry = make_entry(make_catalogue(city.city))
    with pytest.raises(Refusal) as refused:
        entries.change(entry, by=people.authority, note="改", **facts)
    assert refused.value.field == field


def test_a_change_without_a_reason_is_refused(city: City, people: People) -> None:
    entry = make_entry(make_catalogue(city.city))
    with pytest.raises(Refusal, match="请写明调整的原因"):
        entries.change(entry, by=people.authority, note=" ", level1="甲")


def test_a_second_catalogue_of_one_name_and_year_is_refused(city: City, people: People) -> None:
    make_catalogue(city.city, "目录", year=None)
    with pytest.raises(Refusal, match="已经有《目录》的没有写年份的一版"):
        catalogues.create(unit=city.city, by=people.authority, kind="standard", name="目录")


def test_a_catalogue_is_closed_with_a_reason(city: City, people: People) -> None:
    catalogue = make_catalogue(city.city)
    catalogues.edit(catalogue, by=people.authority, note="已并入新目录", seen=1, active=False)
    line = EntryChange.objects.get()
    assert (line.before, line.after, line.note) == (
        {"active": True},
        {"active": False},
        "已并入新目录",
    )


# --- duties --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("市教育局、市财政局", ["education", "finance"]),
        ("教育行政部门", ["education"]),
        ("市级财政部门", ["finance"]),
        ("镇街", ["柳行街道", "石桥镇", "梧桐街道", "云谷镇"]),
        ("乡镇人民政府（街道办事处）", ["柳行街道", "石桥镇", "梧桐街道", "云谷镇"]),
    ],
)
def test_the_text_of_公开主体_means_units_of_the_register(
    city: City, text: str, units: list[str]
) -> None:
    read = DutyRegister(city.city).read(text)
    assert [u.slug if u.slug in units else u.label for u in read.units] == units
    assert read.warnings == []


def test_县级有关部门_means_every_department_of_the_government(city: City) -> None:
    read = DutyRegister(city.city).read("市级有关部门")
    labels = [unit.label for unit in read.units]
    assert labels == ["市政府办公厅", "市教育局", "市发展改革委", "市财政局", "市大数据局", "市园林和林业绿化局", "市税务局"]  # fmt: skip


def test_an_unknown_body_is_a_warning_and_no_unit(city: City) -> None:
    read = DutyRegister(city.city).read("市教育局、市航天局")
    assert [unit.slug for unit in read.units] == ["education"]
    assert len(read.warnings) == 1
    assert "单位库中没有“市航天局”" in read.warnings[0]


def test_assigning_adds_and_removes_and_keeps_what_has_a_record(city: City, people: People) -> None:
    entry = make_entry(make_catalogue(city.city), body_text="市教育局、市财政局")
    made = duties.assign(entry, by=people.authority)
    assert [unit.slug for unit in made.added] == ["education", "finance"]
    entry.duties.filter(unit=city.finance).update(last_on="2026-05-06")
    again = duties.assign(entry, by=people.authority, units=[city.reform])
    assert [unit.slug for unit in again.removed] == ["education"]
    assert [unit.slug for unit in again.kept] == ["finance"]
    assert again.warnings == ["市财政局在这一事项下已有公开或者声明记录，责任予以保留。"]
    held = entry.duties.order_by("unit__path").values_list("unit__name", flat=True)
    assert list(held) == ["明湖市发展和改革委员会", "明湖市财政局"]
    assert EntryChange.objects.filter(act="指定责任单位").count() == 2


def test_assigning_to_nobody_is_refused(city: City, people: People) -> None:
    entry = make_entry(make_catalogue(city.city), body_text="市航天局")
    with pytest.raises(Refusal, match="没有改动责任单位"):
        duties.assign(entry, by=people.authority)


def test_a_day_of_forming_that_has_not_come_is_refused(city: City, people: People) -> None:
    import datetime as dt

    from gongkai.base.calendar import today

    duty = make_duty(make_entry(make_catalogue(city.city)), city.education)
    with pytest.raises(Refusal, match="不能晚于今天"):
        duties.formed(duty, by=people.clerk, on=today() + dt.timedelta(days=1))
    duties.formed(duty, by=people.clerk, on=today())
    duty.refresh_from_db()
    assert duty.formed_on == today()


# --- the negative list -----------------------------------------------------------------------------


def test_an_item_is_called_up_when_all_words_of_a_line_occur(city: City, people: People) -> None:
    ground = LegalGround.objects.get(code="E16-1a")
    item = negative.save_item(
        None, by=people.authority, unit=city.city, matter="酝酿中的人事任免", ground=ground,
        words=["人事 任免", "干部考察"],
    )  # fmt: skip
    other = negative.save_item(
        None, by=people.authority, unit=city.finance, matter="财政内部流程", ground=ground, words=["内部 流程"]
    )  # fmt: skip
    assert negative_hits("关于人事工作的通知", "拟任 免名单", city.education) == [item]
    assert negative_hits("关于人事工作的通知", "无", city.education) == []
    assert negative_hits("干部考察公示", "", city.education) == [item]
    assert negative_hits("内部流程", "", city.education) == []
    assert negative_hits("内部流程", "", city.finance) == [other]
    negative.set_active(item, by=people.authority, active=False, note="已公开")
    assert negative_hits("干部考察公示", "", city.education) == []


def test_nothing_is_listed_without_a_ground(city: City, people: People) -> None:
    with pytest.raises(Refusal, match="没有依据的信息不得列入负面清单"):
        negative.save_item(None, by=people.authority, unit=city.city, matter="其他", ground=None)


# --- sectors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_has_a_basic_catalogue_that_is_read_without_a_doubt(
    city: City, people: People, sector: str
) -> None:
    catalogue = sectors.seed_sector(city.water, sector, by=people.authority)
    rows = list(catalogue.entries.all())
    assert len(rows) == 12
    assert [row.limit_kind for row in rows if row.limit_kind == "other"] == []
    assert catalogue.changes.count() == 13
    assert [row.duties.get().unit_id for row in rows] == [city.water.pk] * 12


def test_a_sector_catalogue_is_made_once_and_for_public_bodies_alone(
    city: City, people: People
) -> None:
    sectors.seed_sector(city.water, "供水", by=people.authority)
    with pytest.raises(Refusal, match="请在那里增减事项"):
        sectors.seed_sector(city.water, "供水", by=people.authority)
    with pytest.raises(Refusal, match="只给事业单位和公共企事业单位"):
        sectors.seed_sector(city.education, "教育", by=people.authority)
    with pytest.raises(Refusal, match="没有“航天”这个行业"):
        sectors.seed_sector(city.water, "航天", by=people.authority)


def test_a_window_needs_a_way_to_reach_it_and_an_authority_for_complaints(
    city: City, people: People
) -> None:
    with pytest.raises(Refusal, match="至少写明电话、地址或者网上咨询地址"):
        sectors.save_window(city.water, by=people.authority, sector="供水")
    with pytest.raises(Refusal, match="请指定受理申诉的主管部门"):
        sectors.save_window(city.water, by=people.authority, sector="供水", phone="0000-96111")
    window = sectors.save_window(
        city.water, by=people.authority, sector="供水", phone="0000-96111", complaint_unit=city.garden
    )  # fmt: skip
    assert (window.sector, window.answer_days) == ("供水", 5)
