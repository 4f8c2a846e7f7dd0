"""The register of units: every verb, allowed and refused, with its one event."""

import datetime as dt

import pytest

from gongkai.base.models import Event, OutboxEntry, Unit
from gongkai.base.queries.registers import find_units, unit_tree, units_called
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import units
from gongkai.base.states import UnitKind
from tests.cast import City, People, make_unit

DAY = dt.date(2026, 3, 31)
CODE = "11990100990100034D"


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


def sisters(unit: Unit) -> list[str]:
    return [row.unit.label for row in unit_tree(fresh(unit), levels=1)]


# --- establish ---------------------------------------------------------------------------------


def test_a_unit_is_entered_last_below_its_superior_with_a_slug_from_its_name(
    city: City, people: People
) -> None:
    unit = units.establish(
        parent=city.east, by=people.system_admin, name="东泉区教育和体育局", short_name="区教体局",
        kind=UnitKind.DEPARTMENT, aliases=["区教育局", "区教体局"], credit_code="1199 0100 9901 0003 4d",
    )  # fmt: skip
    assert (unit.slug, unit.credit_code, sisters(city.east)[-1]) == ("qujiaotiju", CODE, "区教体局")
    assert [alias.name for alias in unit.aliases.all()] == ["区教育局"]
    event = Event.objects.get()
    assert (event.act, event.actor, event.unit) == ("登记单位", people.system_admin, unit)
    assert list(OutboxEntry.objects.values_list("kind", "object_id")) == [("unit", unit.pk)]


def test_a_slug_that_is_taken_gets_a_number_and_a_long_one_becomes_initials(city: City) -> None:
    facts = {"kind": UnitKind.STREET, "by": None}
    first = units.establish(parent=city.east, name="文化路街道办事处", **facts)
    second = units.establish(parent=city.west, name="文化路街道办事处", **facts)
    long = units.establish(
        parent=city.west, name="明湖市西泉区人民政府行政审批服务管理委员会办公室", **facts
    )
    assert (first.slug, second.slug) == ("wenhualujiedaobanshichu", "wenhualujiedaobanshichu-2")
    assert long.slug == "mhsxqqrmzfxzspfwglwyhbgs"


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"name": ""}, "name", "没有填写全称，请补上。"),
        ({"kind": "bureau"}, "kind", "没有“bureau”这个类别，应为" + "、".join(UnitKind.labels) + "之一。"),
        ({"short_name": "长" * 61}, "short_name", "简称最多60个字，现在是61个字，请缩短。"),
        ({"slug": "Big_Slug"}, "slug", "网址代号只能用小写字母、数字和中间的短横线，最多60个字符，请修改；不填则由名称的拼音生成。"),
        ({"slug": "education"}, "slug", "网址代号“education”已有单位使用，请换一个。"),
        ({"credit_code": CODE[:-1] + "E"}, "credit_code", "统一社会信用代码的末位校验码不正确，请核对是否有字符填错或者颠倒。"),
        ({"division_code": "37010"}, "division_code", "行政区划代码应当是6位数字（区县及以上）、9位数字（镇街）或者12位数字（村居），请核对。"),
        ({"kind": UnitKind.COUNTY, "division_code": "990102"}, "division_code", "行政区划代码990102已经登记给东泉区人民政府，请核对后再填。"),
        ({"site_code": "12"}, "site_code", "政府网站标识码应当是10位数字，或者“bm”加8位数字，请核对。"),
        ({"active_from": dt.date(2026, 2, 1), "active_to": dt.date(2026, 1, 1)}, "active_to", "撤销日期不能早于设立日期，请核对两个日期。"),
        ({"name": "明湖市财政局"}, "name", "明湖市政府下面已经有“明湖市财政局”，请核对是否重复登记。"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_refused_at_its_field_and_nothing_is_written(
    city: City, facts: dict[str, object], field: str, sentence: str
) -> None:
    before = Unit.objects.count()
    with pytest.raises(Refusal) as refused:
        units.establish(
            parent=city.city, by=None, **{"name": "新单位", "kind": UnitKind.DEPARTMENT, **facts}
        )
    assert (refused.value.field, refused.value.sentence) == (field, sentence)
    assert (Unit.objects.count(), Event.objects.count()) == (before, 0)


def test_a_credit_code_belongs_to_one_unit(city: City) -> None:
    units.edit(city.finance, by=None, credit_code=CODE)
    with pytest.raises(Refusal, match="已经登记给另一个单位明湖市财政局"):
        units.edit(city.education, by=None, credit_code=CODE)


def test_nothing_is_entered_below_a_closed_unit(city: City) -> None:
    units.close(city.water, on=DAY, successor=None, by=None)
    with pytest.raises(Refusal, match="明湖水务集团已于2026年3月31日撤销，不能再登记下属单位"):
        units.establish(parent=city.water, by=None, name="水厂", kind=UnitKind.ENTERPRISE)


def test_the_authority_keeps_its_own_government_alone(city: City, people: People) -> None:
    made = units.establish(
        parent=city.west, by=people.authority, name="西泉区教育局", kind=UnitKind.DEPARTMENT
    )
    assert made.depth == city.west.depth + 1
    with pytest.raises(Forbidden, match="您的账号没有这个权限"):
        units.establish(
            parent=city.province, by=people.authority, name="泉城省教育厅", kind=UnitKind.DEPARTMENT
        )
    with pytest.raises(Forbidden, match="没有上级的单位由系统管理员登记"):
        units.establish(parent=None, by=people.authority, name="另一个省", kind=UnitKind.PROVINCE)
    with pytest.raises(Forbidden):
        units.edit(city.education, by=people.clerk, phone="0531-66601234")


# --- edit --------------------------------------------------------------------------------------


def test_an_edit_writes_what_changed_and_says_so_once(city: City, people: People) -> None:
    changed = units.edit(
        city.education, by=people.authority, address="府前街1号", hours="", agency_words=["明教发"]
    )
    assert (changed.address, changed.agency_words) == ("府前街1号", ["明教发"])
    event = Event.objects.get()
    assert event.data == {
        "changes": {"address": ["", "府前街1号"], "agency_words": [[], ["明教发"]]}
    }
    units.edit(city.education, by=people.authority, address="府前街1号")
    assert Event.objects.count() == 1


def test_two_people_do_not_overwrite_each_other(city: City, people: People) -> None:
    seen = units.fingerprint(city.education)
    units.edit(city.education, by=people.authority, seen=seen, phone="0531-66601234")
    with pytest.raises(Refusal, match="已被别人修改，这次没有保存"):
        units.edit(city.education, by=people.system_admin, seen=seen, phone="0531-66605678")
    assert fresh(city.education).phone == "0531-66601234"


# --- rename ------------------------------------------------------------------------------------


def test_a_renamed_unit_is_still_found_by_its_old_names(city: City, people: People) -> None:
    units.rename(
        city.reform,
        "明湖市发展改革和能源局",
        short_name="市发改能源局",
        by=people.authority,
        note="明编〔2026〕1号",
    )
    assert [unit.pk for unit in units_called("明湖市发展和改革委员会")] == [city.reform.pk]
    names = set(fresh(city.reform).aliases.values_list("name", flat=True))
    assert names == {"市发改委", "明湖市发展和改革委员会", "市发展改革委"}
    assert (acts(), Event.objects.get().note) == (["单位更名"], "明编〔2026〕1号")


def test_a_unit_that_takes_its_old_name_back_has_it_no_longer_as_an_alias(city: City) -> None:
    units.rename(city.finance, "明湖市财政和国资局", by=None)
    units.rename(city.finance, "明湖市财政局", by=None)
    assert list(fresh(city.finance).aliases.values_list("name", flat=True)) == [
        "明湖市财政和国资局"
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("明湖市教育局", "新名称与现在的名称相同，市教育局没有更名。"),
        ("", "没有填写全称，请补上。"),
        ("明湖市财政局", "明湖市政府下面已经有“明湖市财政局”，请核对是否重复登记。"),
    ],
)
def test_a_name_that_will_not_do_is_refused(city: City, name: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        units.rename(city.education, name, by=None)
    assert (refused.value.field, refused.value.sentence) == ("name", sentence)


# --- close, reopen, succeed --------------------------------------------------------------------


def test_a_closed_unit_names_its_successor_and_is_told_apart(city: City, people: People) -> None:
    units.close(
        city.garden, on=DAY, successor=city.reform, by=people.authority, note="明编〔2026〕2号"
    )
    closed = fresh(city.garden)
    assert (closed.active_to, closed.successor_id) == (DAY, city.reform.pk)
    assert list(city.reform.predecessors.all()) == [city.garden]
    assert list(find_units("园林", state="ended")) == [city.garden]
    assert units_called("明湖市园林和林业绿化局") == []
    assert Event.objects.get().data == {"on": "2026-03-31", "successor": city.reform.pk}


@pytest.mark.parametrize(
    "what", ["again", "too early", "below", "itself", "closed successor", "circle"]
)
def test_a_closing_that_cannot_be_right_is_refused(city: City, what: str) -> None:
    unit, successor, on = city.finance, None, DAY
    if what == "again":
        units.close(unit, on=DAY, successor=None, by=None)
        sentence, field = "市财政局已于2026年3月31日撤销，无需重复办理。", None
    elif what == "too early":
        Unit.objects.filter(pk=unit.pk).update(active_from=dt.date(2026, 4, 1))
        sentence, field = "撤销日期不能早于设立日期2026年4月1日，请核对。", "on"
    elif what == "below":
        unit, field = city.hill, None
        sentence = "南山县政府下面还有1个在用的单位，请先撤销它们，或者把它们调整到别的单位下面。"
    elif what == "itself":
        successor, sentence, field = unit, "承继单位不能是它自己，请另选一个。", "successor"
    elif what == "closed successor":
        units.close(city.garden, on=DAY, successor=None, by=None)
        successor, field = fresh(city.garden), "successor"
        sentence = "市园林和林业绿化局已于2026年3月31日撤销，不能承继，请选现在的单位。"
    else:
        units.close(city.garden, on=DAY, successor=unit, by=None)
        units.reopen(city.garden, by=None, note="误登。")
        Unit.objects.filter(pk=city.garden.pk).update(successor=unit)
        successor, field = fresh(city.garden), "successor"
        sentence = "市园林和林业绿化局的工作正是由市财政局承继的，两个单位不能互相承继，请核对。"
    with pytest.raises(Refusal) as refused:
        units.close(unit, on=on, successor=successor, by=None)
    assert (refused.value.sentence, refused.value.field) == (sentence, field)


def test_a_closing_in_error_is_taken_back_with_a_reason(city: City) -> None:
    with pytest.raises(Refusal, match="没有撤销"):
        units.reopen(city.garden, by=None, note="误登。")
    units.close(city.garden, on=DAY, successor=city.reform, by=None)
    with pytest.raises(Refusal) as refused:
        units.reopen(city.garden, by=None, note=" ")
    assert refused.value.field == "note"
    units.reopen(city.garden, by=None, note="误登。")
    assert (fresh(city.garden).active_to, fresh(city.garden).successor) == (None, None)
    assert acts() == ["撤销单位", "恢复单位"]


def test_a_unit_does_not_come_back_below_a_closed_superior(city: City) -> None:
    units.close(city.hill_town, on=DAY, successor=None, by=None)
    units.close(city.hill, on=DAY, successor=None, by=None)
    with pytest.raises(Refusal, match="它的上级南山县政府也已撤销"):
        units.reopen(city.hill_town, by=None, note="误登。")


# --- places ------------------------------------------------------------------------------------


def test_a_unit_moves_with_everything_below_it(city: City, people: People) -> None:
    moved = units.move(city.hill, city.east, by=people.authority, note="区划调整。")
    assert fresh(city.hill_town).path.startswith(moved.path)
    assert Unit.objects.get_parent(fresh(city.hill)).pk == city.east.pk
    assert set(OutboxEntry.objects.values_list("object_id", flat=True)) == {
        city.hill.pk,
        city.hill_town.pk,
    }
    assert acts() == ["调整隶属"]


def test_a_move_that_cannot_be_right_is_refused(city: City, people: People) -> None:
    units.close(city.garden, on=DAY, successor=None, by=None)
    for under, sentence in [
        (city.city, "南山县政府的上级已经是明湖市政府，没有变化。"),
        (city.hill_town, "上级单位不能是它自己或者它下面的单位，请另选一个。"),
        (city.garden, "市园林和林业绿化局已于2026年3月31日撤销，请另选上级单位。"),
    ]:
        with pytest.raises(Refusal) as refused:
            units.move(city.hill, under, by=None)
        assert (refused.value.sentence, refused.value.field) == (sentence, "parent")
    with pytest.raises(Forbidden):
        units.move(city.hill, city.province, by=people.authority)


def test_sisters_stand_as_the_office_orders_them(city: City, people: People) -> None:
    make_unit("东泉区财政局", parent=city.east, short_name="区财政局")
    before = sisters(city.east)
    assert before == ["区政府办公室", "区发展改革局", "柳行街道", "石桥镇", "区财政局"]
    units.place_after(
        Unit.objects.get(short_name="区财政局"), city.east_reform, by=people.authority
    )
    assert sisters(city.east) == ["区政府办公室", "区发展改革局", "区财政局", "柳行街道", "石桥镇"]
    units.place_after(fresh(city.east_town), None, by=people.authority)
    assert sisters(city.east)[0] == "石桥镇"
    assert acts() == ["调整次序", "调整次序"]


def test_a_place_it_has_already_or_among_strangers_is_refused(city: City) -> None:
    for sister in (city.east_reform, city.west_street, city.east_street):
        with pytest.raises(Refusal) as refused:
            units.place_after(city.east_street, sister, by=None)
        assert refused.value.field == "after"
    with pytest.raises(Refusal, match="已经排在这个位置"):
        units.place_after(city.east_office, None, by=None)


# --- aliases -----------------------------------------------------------------------------------


def test_an_alias_is_entered_and_taken_away(city: City, people: People) -> None:
    alias = units.add_alias(city.education, " 市教委 ", by=people.authority)
    assert [unit.pk for unit in units_called("市教委")] == [city.education.pk]
    units.drop_alias(alias, by=people.authority)
    assert units_called("市教委") == []
    assert acts() == ["登记别名", "删除别名"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "没有填写别名，请写明这个单位的另一个叫法。"),
        ("市教育局", "市教育局已经有“市教育局”这个名称，无需重复登记。"),
        ("市教委、教委", "一次登记一个别名，请分几次填写。"),
        ("长" * 101, "别名“长长长长长长长长长长长长长长长长长长长长……”过长，最多100个字，请缩短。"),
    ],
)
def test_an_alias_that_will_not_do_is_refused(city: City, name: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        units.add_alias(city.education, name, by=None)
    assert refused.value.sentence == sentence


# --- finding -----------------------------------------------------------------------------------


def test_units_are_found_by_name_alias_address_and_codes(city: City) -> None:
    units.edit(city.finance, by=None, credit_code=CODE, agency_words=["明财发"])
    found = {
        word: [unit.pk for unit in find_units(word)]
        for word in ("发改委", "finance", CODE.lower(), "990103", "明财发")
    }
    assert found == {
        "发改委": [city.reform.pk], "finance": [city.finance.pk], CODE.lower(): [city.finance.pk],
        "990103": [city.west.pk], "明财发": [city.finance.pk],
    }  # fmt: skip
    assert list(find_units("", kind=UnitKind.ZONE)) == [city.zone]


def test_a_part_of_the_tree_is_one_query(city: City, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        tree = unit_tree(None, levels=2)
    assert [node.unit for node in tree] == [city.province]
    assert city.city in [node.unit for node in tree[0].children]
