"""The three task tables that the platform was asked for, against short checked expectations."""

import re

import pytest

from gongkai.lib.officialdoc.model import BodyItem, TaskTable
from gongkai.lib.officialdoc.tables import locate_tables, read_tables
from tests.shared import shared_data

pytestmark = pytest.mark.shared_data

ALL, ALL_21 = ["各区县政府", "市政府各部门（单位）"], ["各区县政府", "市政府有关部门"]


def read(name: str, *, with_body: bool = True) -> TaskTable:
    lines = shared_data(f"documents/{name}").read_text(encoding="utf-8").split("\n")
    (table,) = read_tables(lines, body=plain_outline(lines) if with_body else [])
    return table


def plain_outline(lines: list[str]) -> list[BodyItem]:
    """The body above the table in its two levels, read as simply as can be."""
    items: list[BodyItem] = []
    top = ""
    for line in lines[: locate_tables(lines)[0][0]]:
        one = re.match(r"([一二三四五]、)(.+)", line.strip())
        two = re.match(r"([（(][一二三四五六七八九十]+[)）]) ?(.+)", line.strip())
        if one:
            top = one[2]
            items.append(BodyItem(1, one[1], top, ""))
        elif two:
            heading, _, text = two[2].partition("。")
            items.append(BodyItem(2, two[1], heading, text, (top,)))
        elif items and not line.strip().startswith("附件") and line.strip() not in ("",):
            items[-1].text += line.strip()
    return items


def test_2024_has_59_rows_with_every_blank_cell_filled() -> None:
    table = read("001_28bc24cfdafd4c40.txt", with_body=False)
    assert (table.title, table.year, len(table.tasks)) == (
        "2024年济南市政务公开重点工作任务分工",
        2024,
        59,
    )
    assert [task.no for task in table.tasks] == [str(number) for number in range(1, 60)]
    assert [
        len({task.level1 for task in table.tasks}),
        len({task.level2 for task in table.tasks}),
    ] == [6, 17]
    assert [task.no for task in table.tasks if task.recurrence == "standing"] == [
        "28",
        "30",
        "32",
        "39",
        "54",
        "58",
    ]
    assert {str(task.deadline_date) for task in table.tasks if not task.recurrence} == {
        "2024-12-31"
    }
    assert [task.no for task in table.tasks if "units" in task.filled] == ["52"]
    assert [task.no for task in table.tasks if task.warnings] == ["52"]


def test_2024_units_are_whole_names() -> None:
    tasks = read("001_28bc24cfdafd4c40.txt", with_body=False).tasks
    assert tasks[4].units == ["各区县政府", "市住房城乡建设局"]
    assert tasks[10].units == ["各区县政府", "市发展改革委", "市商务局", "市文化和旅游局"]
    assert tasks[17].units == ["各区县政府", "市政府有关部门（单位）"]
    assert tasks[31].units == ["市政府办公厅", "各区县政府"]
    assert tasks[51].units == tasks[50].units
    assert tasks[50].units[-1] == "市行政审批服务局"
    assert tasks[58].units == ALL
    assert [task.no for task in tasks if task.units_open] == ["3", "8", "9"]


def test_the_check_points_of_the_table_of_2024_are_read() -> None:
    tasks = read("001_28bc24cfdafd4c40.txt", with_body=False).tasks
    found = {task.no: task.checkpoints for task in tasks if task.checkpoints}
    assert found == {
        "34": ["每年至少开展2次", "每年年底前"],
        "54": ["每年至少召开1次"],
        "55": ["每年至少组织1次"],
    }


STARTS_2023 = [
    "强化政策集成",
    "持续推进“双",
    "严格落实国家",
    "对就业困难人",
    "推进义务教育",
    "公布9类困难",
    "按照“应入尽",
    "按照决策事项",
    "与群众利益密",
    "建立常态化政",
    "持续规范政府",
    "明确解读范围",
    "加强对重大政",
    "各单位要结合",
    "明确公开标准",
    "严格落实政府",
    "在编制基层政",
    "根据《中华人",
    "对教育、卫生",
    "各单位要充分",
    "要整合力量，",
    "区政府办公室",
    "各单位每年至",
    "加强人才交流",
]


@pytest.mark.parametrize("with_body", [True, False])
def test_2023_decayed_rows_are_told_apart(with_body: bool) -> None:
    table = read("002_9926d4960841ea23.txt", with_body=with_body)
    assert [task.requirement[:6] for task in table.tasks] == STARTS_2023
    assert {task.deadline for task in table.tasks} == {"2023年12月底前"}
    assert [task.level1[2:5] for task in table.tasks] == ["高质量"] * 6 + ["高水平"] * 4 + [
        "公众关"
    ] * 4 + ["基础保"] * 5 + ["能力建"] * 5
    assert [task.level2[:4] for task in table.tasks[10:]] == (
        [
            "深化政策",
            "提升发布",
            "积极回应",
            "开展政府",
            "提升政务",
            "推进政府",
            "加强基层",
            "推动政府",
            "深化公共",
            "健全工作",
            "健全工作",
            "严格督查",
            "强化业务",
            "强化业务",
        ]
    )
    merged = ["区政府办公室", "各部门（单位）", "各街道办事处"]
    assert [task.units for task in table.tasks[10:14]] == [merged] * 4
    assert table.tasks[18].units == ["区教体局", "区卫健局", "各公共企事业单位"]
    assert [place for place, task in enumerate(table.tasks, 1) if "units" in task.filled] == [
        12,
        14,
        21,
    ]


def test_2023_differences_from_the_body_are_warned() -> None:
    table = read("002_9926d4960841ea23.txt")
    assert "正文“（一）加强组织领导”在表中没有对应的任务行，请核对是否需要补充。" in table.warnings
    assert "表内缺“持续优化平台功能，”" in " ".join(table.tasks[14].warnings)
    assert "正文“持续推进政策评价效果情况常态化公开”" in " ".join(table.tasks[9].warnings)


LEVELS_2021 = (
    [(1, "聚焦中心")] * 2
    + [(1, "聚焦“十")]
    + [(1, "聚焦优化")] * 3
    + [(1, "聚焦经济")] * 3
    + [(1, "聚焦疫情")]
    + [(1, "聚焦“六")] * 6
    + [(1, "全面推进")] * 2
    + [(2, "落实年度")] * 2
    + [(2, "持续加强")] * 3
    + [(2, "不断改进"), (2, "切实回应"), (2, "畅通公众"), (2, "扎实搞好")]
    + [(3, "做好政务"), (3, "完善政务"), (3, "提高依申"), (3, "推进基层")]
    + [(4, "健全工作"), (4, "加强培训"), (4, "改进工作"), (4, "督促整改")]
)
TOP_2021 = {"深化": 1, "切实": 2, "紧扣": 3, "围绕": 4}


def test_2021_cells_become_35_tasks_with_levels_put_right_by_the_body() -> None:
    table = read("000_038ed50b46913fb6.txt")
    assert [(TOP_2021[task.level1[:2]], task.level2[:4]) for task in table.tasks] == LEVELS_2021
    assert [task.units for task in table.tasks[:4]] == [ALL_21] * 4
    assert (table.tasks[4].units[-1], table.tasks[4].units_open) == ("市市场监管局", True)
    assert table.tasks[8].units == ["各区县政府", "市财政局", "市农业农村局"]
    assert [task.units[-1] for task in table.tasks[14:20]] == [
        "市自然资源和规划局",
        "市应急局",
        "市政府有关部门",
        "市教育局",
        "市司法局",
        "市卫生健康委",
    ]
    assert {task.deadline for task in table.tasks} == {""}


def test_2021_without_body_every_wrong_label_is_warned() -> None:
    table = read("000_038ed50b46913fb6.txt", with_body=False)
    wrong = [
        task
        for task, (top, start) in zip(table.tasks, LEVELS_2021, strict=True)
        if (TOP_2021.get(task.level1[:2]), task.level2[:4]) != (top, start)
    ]
    assert [bool(task.warnings) for task in wrong] == [True] * len(wrong)


def test_2021_faults_of_the_text_are_kept_and_shown() -> None:
    table = read("000_038ed50b46913fb6.txt")
    shown = " ".join(warning for task in table.tasks for warning in task.warnings)
    for table_words in ("统一调对外", "众产生生活", "公开发布源头", "垄断与不正当", "发展and培育"):
        assert table_words in shown
    assert sum("连续出现两次" in " ".join(task.warnings) for task in table.tasks) == 1
