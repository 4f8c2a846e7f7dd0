"""Small tables made for the tests, in the layouts that real documents come in."""

from collections.abc import Sequence

from gongkai.lib.officialdoc.model import BodyItem, Grid, Task

TITLE = "2024年某市重点工作任务分工"
HEADER = ("序号", "工作任务", "具体要求", "责任单位", "完成时限")

BODY = [
    BodyItem(1, "一、", "推动重点领域公开", ""),
    BodyItem(
        2,
        "（一）",
        "做好规划信息公开",
        "主动公开各类发展规划纲要，归集历史规划。建设规划专题栏目，方便查阅。",
        ("推动重点领域公开",),
    ),
    BodyItem(
        2,
        "（二）",
        "做好财政信息公开",
        "稳步扩大部门预决算公开范围。定期公布地方债务余额与期限。",
        ("推动重点领域公开",),
    ),
    BodyItem(1, "二、", "夯实公开工作基础", ""),
    BodyItem(
        2,
        "（一）",
        "健全工作机制",
        "领导小组每年至少召开1次会议，协调解决难点问题。",
        ("夯实公开工作基础",),
    ),
    BodyItem(
        2,
        "（二）",
        "加强培训考核",
        "分级分类组织业务培训，开展年度考核评估。",
        ("夯实公开工作基础",),
    ),
]


def lined(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> list[str]:
    """One cell per line with a tab before it, rows parted by blank lines."""
    lines = ["附件", "", TITLE, *(f"\t{name}" for name in header), ""]
    for row in rows:
        lines += [*(f"\t{cell}" for cell in row), ""]
    return "\n".join(lines).split("\n")


def tabbed(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> list[str]:
    """One row per line, cells parted by tabs."""
    return [TITLE, "\t".join(header), *("\t".join(row) for row in rows)]


def grid(rows: Sequence[Sequence[str]], first_line: int = 1) -> Grid:
    """A grid as the readers yield it; a stroke parts paragraphs, an empty text is a covered cell."""
    return Grid([[cell.split("|") if cell else [] for cell in row] for row in rows], first_line)


def facts(task: Task) -> tuple[str, str, str, list[str], str]:
    """What a task says, without warnings."""
    return (task.level1, task.level2, task.requirement, task.units, task.deadline)
