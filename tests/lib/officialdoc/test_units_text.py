"""The 责任单位 cell: separators, groups, open lists, broken names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.officialdoc.units_text import is_unit_name, join_broken, split_names, split_units


@pytest.mark.parametrize(
    ("text", "names", "is_open"),
    [
        ("各区县政府、市教育局", ["各区县政府", "市教育局"], False),
        ("各区县政府，市财政局,市民政局", ["各区县政府", "市财政局", "市民政局"], False),
        (
            "市发展改革委（市能源局、市粮食局）、市财政局",
            ["市发展改革委（市能源局、市粮食局）", "市财政局"],
            False,
        ),
        ("各区县政府、市政府各部门（单位）", ["各区县政府", "市政府各部门（单位）"], False),
        ("区发改局、各相关部门、各街道办事处", ["区发改局", "各相关部门", "各街道办事处"], False),
        ("各区县政府、市司法局等部门", ["各区县政府", "市司法局"], True),
        ("市生态环境局等有关部门（单位）", ["市生态环境局"], True),
        ("市教育局等市直有关部门，各区县政府", ["市教育局", "各区县政府"], True),
        ("市教育局等有关部门和单位", ["市教育局"], True),
        ("市水务局等", ["市水务局"], True),
        ("各高等院校、市教育局", ["各高等院校", "市教育局"], False),
        ("市政府各部门、单位", ["市政府各部门、单位"], False),
        ("牵头单位：市政府办公厅；配合单位：市大数据局", ["市政府办公厅", "市大数据局"], False),
        (
            "市大数据局、市政府办公厅、市大数据局",
            ["市大数据局", "市政府办公厅", "市大数据局"],
            False,
        ),
        ("", [], False),
    ],
)
def test_a_cell_is_cut_into_names_in_printed_order(
    text: str, names: list[str], is_open: bool
) -> None:
    found = split_units(text)
    assert (found.names, found.open) == (names, is_open)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各区县政府、市住房城乡\n建设局", ["各区县政府", "市住房城乡建设局"]),
        ("市文化和\n旅游局", ["市文化和旅游局"]),
        ("市政府有关\n部门（单位） ", ["市政府有关部门（单位）"]),
        ("市政府各部门\n（单位）", ["市政府各部门（单位）"]),
        ("市人力资源和社会\n保障局、市农业农村\n局", ["市人力资源和社会保障局", "市农业农村局"]),
        ("各区\n县政府", ["各区县政府"]),
        ("市政府\n办公厅、市委\n宣传部", ["市政府办公厅", "市委宣传部"]),
        ("市财政局\n市税务局", ["市财政局", "市税务局"]),
        ("各区县政府、市生态\n环境局\n市应急局", ["各区县政府", "市生态环境局", "市应急局"]),
    ],
)
def test_a_break_inside_a_name_vanishes_and_one_between_names_parts_them(
    text: str, names: list[str]
) -> None:
    assert split_units(text).names == names


def test_words_on_sharing_duties_are_cut_off_and_reported() -> None:
    found = split_units("市财政局、市司法局按职责分工负责")
    assert (found.names, found.cut) == (["市财政局", "市司法局"], ["按职责分工负责"])


@pytest.mark.parametrize(
    "name", ["市文化和旅游局", "各区县政府", "区税务局", "各街道办事处", "市政府各部门（单位）"]
)
def test_names_of_bodies_and_groups_are_known(name: str) -> None:
    assert is_unit_name(name) is True


@pytest.mark.parametrize("text", ["加强组织领导", "公开各类清单。", "2024年12月底前", "局"])
def test_other_texts_are_not_names(text: str) -> None:
    assert is_unit_name(text) is False


@given(
    st.lists(
        st.sampled_from(["市教育局", "各区县政府", "市财政局", "各相关部门"]),
        min_size=1,
        max_size=6,
    )
)
def test_no_name_is_lost_or_moved(names: list[str]) -> None:
    assert split_units("、".join(names)).names == names


@given(st.text(alphabet="市局教育、，（） \n等部门各", max_size=40))
def test_every_character_but_separators_and_open_endings_survives(text: str) -> None:
    found = split_units(text)
    kept = "".join(found.names) + "".join(found.cut)
    # 市 may belong to an open ending: 等市部门.
    for char in "局教育":
        assert kept.count(char) == text.count(char)


def test_typed_names_are_cut_at_lines_and_marks_but_not_inside_brackets() -> None:
    typed = "市教育局（基教处、职教处），市财政局\r\n市民政局；\n"
    assert split_names(typed) == ["市教育局（基教处、职教处）", "市财政局", "市民政局"]


def test_pieces_join_without_a_mark_where_a_list_goes_on() -> None:
    assert join_broken(["各区县政府、", "市教育局"]) == "各区县政府、市教育局"
