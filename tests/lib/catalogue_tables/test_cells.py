"""Single cells of catalogues: marks, channels, limits, audience, method, level."""

import pytest

from gongkai.lib.catalogue_tables import facts_of
from gongkai.lib.catalogue_tables.channels import channels_text, read_channels
from gongkai.lib.catalogue_tables.limits import read_limit


@pytest.mark.parametrize("mark", ["■", "☑", "þ", "√", "✔", "●", "\uf0fe", "\uf06e", "\uf052"])
def test_a_ticked_box_in_any_shape_is_a_must_without_a_doubt(mark: str) -> None:
    read = read_channels(f"{mark}政府网站 □政府公报")
    assert read.rows == [{"name": "政府网站", "must": True}, {"name": "政府公报", "must": False}]
    assert read.warnings == []


@pytest.mark.parametrize(
    ("mark", "must", "box"),
    [("口", False, "□"), ("o", False, "□"), ("t", True, "■"), ("R", True, "■"), ("n", True, "■")],
)
def test_a_damaged_mark_is_read_and_said_to_be_doubtful(mark: str, must: bool, box: str) -> None:
    read = read_channels(f"■政府网站 {mark}两微一端")
    assert read.rows[1] == {"name": "两微一端", "must": must}
    assert read.warnings == [f"公开渠道“两微一端”前的“{mark}”已当作{box}，请核对。"]


def test_a_symbol_of_an_unknown_font_counts_as_an_empty_box_with_a_doubt() -> None:
    read = read_channels("■政府网站 \uf0ff政府公报")
    assert read.rows[1] == {"name": "政府公报", "must": False}
    assert read.warnings == ["公开渠道“政府公报”前的一个无法显示的符号已当作□，请核对。"]


def test_marks_glued_to_labels_part_the_options() -> None:
    read = read_channels(
        "■政府网站■两微一端□发布会/听证会■入户/现场□社区/企事业单位/村公示栏（电子屏）"
    )
    assert channels_text(read.rows) == (
        "■政府网站 ■两微一端 □发布会/听证会 ■入户/现场 □社区/企事业单位/村公示栏（电子屏）"
    )
    assert read.warnings == []


def test_a_cell_without_boxes_lists_what_must_be_used() -> None:
    assert read_channels("政府网站、政务服务中心").rows == [
        {"name": "政府网站", "must": True},
        {"name": "政务服务中心", "must": True},
    ]


def test_an_option_without_its_box_among_others_is_optional_with_a_doubt() -> None:
    read = read_channels("■政府网站 政府公报")
    assert read.rows[1] == {"name": "政府公报", "must": False}
    assert read.warnings == ["公开渠道“政府公报”前没有■或者□，已按□（可选）登记，请核对。"]


def test_nothing_of_a_channel_cell_is_dropped() -> None:
    read = read_channels("■政府网站 ■校园公告栏 □其他：家长群")
    assert [row["name"] for row in read.rows] == ["政府网站", "其他：校园公告栏", "其他：家长群"]
    assert read.warnings == ["“校园公告栏”不在标准的13种公开渠道之内，已登记为“其他”，请核对。"]


@pytest.mark.parametrize(
    ("text", "kind", "number", "unit", "cycle"),
    [
        ("自信息形成或者变更之日起20个工作日内", "after", 20, "wd", None),
        ("信息形成（变更）之日起２０个工作日内", "after", 20, "wd", None),
        ("形成之日起20 个工作 日内公开", "after", 20, "wd", None),
        ("作出决定之日起七个工作日内", "after", 7, "wd", None),
        ("批准后20日内", "after", 20, "cd", None),
        ("3个月内", "after", 3, "month", None),
        ("24小时内", "after", 1, "cd", None),
        ("次日", "after", 1, "cd", None),
        ("公示期不少于30日，批准后10个工作日内", "after", 10, "wd", None),
        ("20个工作日内；每季度更新", "after", 20, "wd", 92),
        ("每月10日前更新", "cycle", None, "", 31),
        ("每年3月底前", "cycle", None, "", 366),
        ("每学期更新", "cycle", None, "", 184),
        ("实时公开", "at_once", None, "", None),
        ("长期公开", "lasting", None, "", None),
        ("按规定", "other", None, "", None),
        ("2023年5月1日前", "other", None, "", None),
        ("", "other", None, "", None),
    ],
)  # fmt: skip
def test_a_limit_is_understood_or_left_as_it_is(
    text: str, kind: str, number: int | None, unit: str, cycle: int | None
) -> None:
    limit = read_limit(text)
    assert (limit.kind, limit.number, limit.unit, limit.cycle_days) == (kind, number, unit, cycle)
    assert bool(limit.warnings) == (kind == "other")


def test_several_limits_in_a_cell_are_a_doubt() -> None:
    assert read_limit("受理后5个工作日内，办结后7个工作日内").warnings == [
        "公开时限里有几个期限，已取第一个，请核对。"
    ]


@pytest.mark.parametrize(
    ("text", "to_all", "group"),
    [
        ("全社会", True, ""),
        ("■全社会 □特定群体", True, ""),
        ("□全社会 ■特定群体（受助学生）", False, "受助学生"),
        ("全社会、特定群体：村民", True, "村民"),
        ("特定群体", False, "特定群体"),
    ],
)
def test_the_audience_is_everybody_a_group_or_both(text: str, to_all: bool, group: str) -> None:
    facts = facts_of({"level1": "事项", "audience": text})
    assert (facts.to_all, facts.audience) == (to_all, group)


def test_method_and_levels_are_read_and_what_is_missing_is_said() -> None:
    facts = facts_of(
        {"level1": "甲", "limit": "实时", "method": "依申请公开", "levels": "乡级、村级", "audience": "全社会", "channels": "■政府网站"}
    )  # fmt: skip
    assert (facts.proactive, facts.on_request) == (False, True)
    assert (facts.county, facts.town, facts.village) == (False, True, True)
    assert facts.warnings == []
    assert facts_of({}).warnings == [
        "没有读到公开对象，已按全社会登记，请核对。",
        "没有读到公开方式，已按主动公开登记，请核对。",
        "没有读到公开层级，已按县级登记，请核对。",
        "没有读到一级事项，请补填。",
        "没有读到公开渠道，请核对。",
        "公开时限为空；没有另行规定的，按20个工作日掌握。",
    ]


def test_a_text_that_is_too_long_is_cut_and_said_so() -> None:
    facts = facts_of({"level1": "事" * 250})
    assert len(facts.level1) == 200
    assert (
        facts.warnings[0]
        == "“事事事事事事事事事事事事……”一格有250个字，只登记了前200个字，请核对。"
    )
