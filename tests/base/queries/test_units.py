import datetime as dt

import pytest

from gongkai.base.models import Unit
from gongkai.base.queries.units import UnitRegister, find_unit, home_unit, resolve_units
from gongkai.base.states import UnitKind
from tests.cast import make_city, make_unit

TODAY = dt.date(2026, 3, 2)


def names(units):
    return [unit.label for unit in units]


def resolve(text, within):
    return resolve_units(text, within, TODAY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("明湖市发展和改革委员会", "reform"),
        ("市发展和改革委员会", "reform"),
        ("市发展改革委", "reform"),
        ("市 发展改革委", "reform"),
        ("市发改委", "reform"),
        ("发展改革委", "reform"),
        ("明湖市发展改革委", "reform"),
        ("市教育局（市委教育工委）", "education"),
        ("市政府办公厅", "office"),
        ("市人民政府办公厅", "office"),
        ("市税务局", "tax"),
        ("明湖水务集团", "water"),
        ("高新区管委会", "zone"),
        ("东泉区人民政府", "east"),
        ("东泉区政府", "east"),
        ("东泉区", "east"),
        ("东泉区发展和改革局", "east_reform"),
        ("柳行街道办事处", "east_street"),
        ("柳行街道", "east_street"),
        ("石桥镇政府", "east_town"),
        ("市政府", "city"),
        ("省政府", "province"),
    ],
)
def test_a_name_in_a_text_of_the_city_means_one_body(city, said, meant):
    found = resolve(said, city.city)
    assert (found.units, found.unknown, found.warnings) == ([getattr(city, meant)], [], [])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("区发展改革局", "east_reform"),
        ("区发改局", "east_reform"),
        ("区政府办公室", "east_office"),
        ("区政府办", "east_office"),
        ("市发展改革委", "reform"),
        ("市财政局", "finance"),
    ],
)
def test_a_level_word_is_read_from_the_district_that_issued_the_text(city, said, meant):
    assert resolve(said, city.east).units == [getattr(city, meant)]


def test_a_text_of_a_department_is_read_from_its_government(city):
    assert resolve("市财政局", city.education).units == [city.finance]


def test_a_provincial_body_is_found_above_the_city(city):
    assert names(resolve("省财政厅、省大数据局", city.city).units) == ["省财政厅", "省大数据局"]


def test_a_list_keeps_its_order_and_names_each_unit_once(city):
    found = resolve("市财政局、市教育局，市财政局", city.city)
    assert found.units == [city.finance, city.education]
    assert [row.name for row in found.rows] == ["市财政局", "市教育局", "市财政局"]


def test_a_list_with_a_group_and_an_open_end_is_read_whole(city):
    found = resolve("各区县政府、市发展改革委、市财政局等有关部门（单位）", city.city)
    assert found.units == [city.east, city.west, city.hill, city.reform, city.finance]
    assert (found.open, found.unknown, found.warnings) == (True, [], [])
    assert [(row.name, row.group) for row in found.rows] == [
        ("各区县政府", True),
        ("市发展改革委", False),
        ("市财政局", False),
    ]


BODIES = [
    "市政府办公厅",
    "市教育局",
    "市发展改革委",
    "市财政局",
    "市大数据局",
    "市园林和林业绿化局",
    "市税务局",
]


@pytest.mark.parametrize(
    ("group", "meant"),
    [
        ("各区县政府", ["东泉区政府", "西泉区政府", "南山县政府"]),
        ("各区县人民政府", ["东泉区政府", "西泉区政府", "南山县政府"]),
        ("各县（市、区）", ["东泉区政府", "西泉区政府", "南山县政府"]),
        ("各县区政府", ["东泉区政府", "西泉区政府", "南山县政府"]),
        ("市政府各部门（单位）", BODIES),
        ("市政府各部门", BODIES),
        ("市直各部门", BODIES),
        ("各部门（单位）", BODIES),
        ("市政府各部门、各直属机构", BODIES),
        ("各街道办事处", ["柳行街道", "梧桐街道"]),
        ("各镇街", ["柳行街道", "石桥镇", "梧桐街道", "云谷镇"]),
        ("各街镇", ["柳行街道", "石桥镇", "梧桐街道", "云谷镇"]),
        ("各镇政府", ["石桥镇", "云谷镇"]),
        ("各功能区管委会", ["高新区管委会"]),
        ("省政府各部门、各直属机构", ["泉城省财政厅", "省大数据局"]),
        ("各公共企事业单位", ["明湖水务集团"]),
    ],
)
def test_a_group_becomes_its_units(city, group, meant):
    found = resolve(group, city.city)
    shown = [
        name.replace("省财政厅", "泉城省财政厅") if name == "省财政厅" else name
        for name in names(found.units)
    ]
    assert shown == meant
    assert (found.unknown, found.open) == ([], False)


def test_departments_of_the_district_are_meant_in_a_text_of_the_district(city):
    assert resolve("区政府各部门", city.east).units == [city.east_office, city.east_reform]


def test_districts_alone_leave_the_county_out_and_say_so(city):
    found = resolve("各区政府", city.city)
    assert found.units == [city.east, city.west]
    assert found.warnings == ["“各区政府”按字面只含区，未包括南山县政府；如应包括，请补充。"]


def test_districts_where_there_are_no_counties_need_no_warning(city):
    Unit.objects.filter(pk=city.hill.pk).update(active_to=dt.date(2024, 12, 31))
    assert resolve("各区政府", city.city).warnings == []


@pytest.mark.parametrize(
    "words",
    ["各有关部门", "各相关部门（单位）", "有关部门", "市有关部门", "各相关单位", "市直有关部门"],
)
def test_words_that_name_nobody_make_an_open_list(city, words):
    found = resolve(words, city.city)
    assert (found.open, found.units, found.unknown) == (True, [], [])


def test_departments_of_a_district_in_a_text_of_the_city_are_not_guessed(city):
    found = resolve("区政府各部门", city.city)
    assert (found.units, found.unknown) == ([], ["区政府各部门"])
    assert found.warnings == ["“区政府各部门”没有写明是哪一个区，请指定单位。"]


def test_a_group_without_members_is_reported(city):
    found = resolve("各社区", city.city)
    assert found.unknown == ["各社区"]
    assert found.warnings == ["“明湖市人民政府”下没有登记“各社区”所指的单位，请先在单位库中补录。"]


def test_a_unit_closed_by_a_reform_becomes_its_successor_with_a_warning(city):
    old = make_unit(
        "明湖市信息产业局",
        parent=city.city,
        short_name="市信息产业局",
        active_to=dt.date(2024, 3, 31),
    )
    Unit.objects.filter(pk=old.pk).update(successor=city.data)
    found = resolve("市信息产业局", city.city)
    assert found.units == [city.data]
    assert found.warnings == [
        "“市信息产业局”已于2024年3月31日撤销，已按承继单位“明湖市大数据局”处理，请核对。"
    ]


def test_on_the_last_day_before_the_reform_the_old_unit_itself_is_meant(city):
    old = make_unit("明湖市信息产业局", parent=city.city, active_to=dt.date(2024, 3, 31))
    assert resolve_units("市信息产业局", city.city, dt.date(2024, 3, 31)).units == [old]


def test_a_closed_unit_nobody_followed_is_unknown(city):
    make_unit("明湖市信息产业局", parent=city.city, active_to=dt.date(2024, 3, 31))
    found = resolve("市信息产业局", city.city)
    assert (found.units, found.unknown) == ([], ["市信息产业局"])
    assert found.warnings == [
        "“市信息产业局”已于2024年3月31日撤销且没有登记承继单位，请核对后指定。"
    ]


def test_successors_in_a_circle_end(city):
    first = make_unit("明湖市甲局", parent=city.city, active_to=dt.date(2024, 3, 31))
    second = make_unit(
        "明湖市乙局", parent=city.city, active_to=dt.date(2024, 3, 31), successor=first
    )
    Unit.objects.filter(pk=first.pk).update(successor=second)
    assert resolve("市甲局", city.city).units == []


def test_a_unit_of_the_same_name_founded_later_is_preferred_to_the_closed_one(city):
    make_unit("明湖市体育局", parent=city.city, active_to=dt.date(2020, 1, 1))
    new = make_unit("明湖市体育局", parent=city.city, active_from=dt.date(2021, 1, 1))
    assert resolve("市体育局", city.city).units == [new]


def test_an_unknown_name_is_reported_with_the_nearest_name_and_not_resolved(city):
    found = resolve("市教肓局、市园林局", city.city)
    assert found.unknown == ["市教肓局"]
    assert (
        found.warnings[0]
        == "单位库中没有“市教肓局”，名称最接近的是“明湖市教育局”，请核对后指定，或先在单位库中补录。"
    )


def test_a_name_like_no_other_is_reported_without_a_hint(city):
    found = resolve("国家航天局驻地办", city.city)
    assert found.warnings == ["单位库中没有“国家航天局驻地办”，请核对后指定，或先在单位库中补录。"]


def test_an_abbreviation_that_can_mean_one_body_alone_is_taken_with_a_warning(city):
    found = resolve("市园林局", city.city)
    assert found.units == [city.garden]
    assert found.warnings == ["“市园林局”是简称，已按“明湖市园林和林业绿化局”处理，请核对。"]


def test_an_abbreviation_that_can_mean_two_bodies_is_not_resolved(city):
    make_unit("明湖市园艺林场管理局", parent=city.city)
    found = resolve("市园林局", city.city)
    assert found.unknown == ["市园林局"]
    assert found.warnings == [
        "“市园林局”可能指明湖市园林和林业绿化局、明湖市园艺林场管理局，无法确定，请指定其中一个。"
    ]


def test_a_name_two_districts_share_is_not_guessed(city):
    make_unit("教育和体育局", parent=city.east)
    make_unit("教育和体育局", parent=city.west)
    found = resolve("教育和体育局", city.city)
    assert found.unknown == ["教育和体育局"]


def test_every_name_of_a_long_text_costs_the_same_two_queries(city, django_assert_num_queries):
    for text in ("市教育局", "、".join(["各区县政府", "市政府各部门（单位）", "各镇街"] * 20)):
        with django_assert_num_queries(2):
            resolve(text, city.city)


def test_an_overlong_text_is_cut_with_a_warning(city):
    found = resolve("市教育局、" * 2000, city.city)
    assert found.units == [city.education]
    assert found.warnings[0] == "责任单位文字超过4000字，只处理了前面的部分，请核对。"


def test_an_empty_text_means_nobody(city):
    found = resolve("", city.city)
    assert (found.units, found.rows, found.warnings) == ([], [], [])


def test_one_unit_is_found_by_any_of_its_names(city):
    assert find_unit("市发改委", city.city) == city.reform
    assert find_unit("市发改委") == city.reform
    assert find_unit("没有这个局", city.city) is None


def test_without_units_nothing_is_found(db):
    assert find_unit("市教育局") is None
    assert home_unit() is None


def test_a_register_answers_again_and_again_without_asking(city, django_assert_num_queries):
    register = UnitRegister(city.city, TODAY)
    with django_assert_num_queries(0):
        assert register.resolve("市教育局").units == [city.education]
        assert register.find("市财政局") == city.finance


def test_the_first_city_is_home(city):
    assert home_unit() == city.city


def test_home_can_be_named(city, settings):
    settings.HOME_UNIT = "east"
    assert home_unit() == city.east


def test_without_a_city_the_first_district_is_home(db):
    make_unit("东泉区人民政府", UnitKind.COUNTY, slug="east")
    assert home_unit().slug == "east"


def test_without_any_government_the_first_unit_is_home(db):
    make_unit("某单位", UnitKind.INSTITUTION, slug="some")
    assert home_unit().slug == "some"


def test_the_cast_stands_in_one_tree(db):
    city = make_city()
    assert Unit.objects.under(city.city).first() == city.city
    assert city.hill_town.ancestor_paths() == [
        city.province.path,
        city.city.path,
        city.hill.path,
        city.hill_town.path,
    ]
