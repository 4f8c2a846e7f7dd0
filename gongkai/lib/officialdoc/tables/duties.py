"""Fill units and deadlines down (R13) and turn drafts into tasks (R14-R16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.lib.officialdoc.deadline_text import deadline_days, read_deadline
from gongkai.lib.officialdoc.model import Task
from gongkai.lib.officialdoc.tables.cells import unwrap
from gongkai.lib.officialdoc.tables.checkpoints import checkpoints_in
from gongkai.lib.officialdoc.tables.columns import LABEL_ROLES, UNIT_ROLES, Column
from gongkai.lib.officialdoc.tables.drafts import Draft
from gongkai.lib.officialdoc.tables.faults import faults_in
from gongkai.lib.officialdoc.tables.sheet import Row
from gongkai.lib.officialdoc.tables.witness import bare
from gongkai.lib.officialdoc.units_text import is_unit_name, split_units


@dataclass(slots=True)
class Merging:
    """How a table prints merged cells: `repeated` in every row, or blank in some label column."""

    repeated: bool
    blanks: bool


def merging_of(rows: Sequence[Row], columns: Sequence[Column]) -> Merging:
    """See from the label columns how the table prints cells that span several rows."""
    places = [i for i, column in enumerate(columns) if column.role in LABEL_ROLES]
    cells = [[row.cells[i] for i in places] for row in rows]
    blanks = any(not cell for row in cells for cell in row)
    repeats = (
        any(one[-1] and one[-1] == two[-1] for one, two in pairwise(cells)) if places else False
    )
    return Merging(repeated=repeats and not blanks and len(rows) > 2, blanks=blanks)


@dataclass(slots=True)
class FillDown:
    """Carries units and deadline from row to row of one table."""

    merging: Merging
    columns: Sequence[Column]
    units: list[list[str]] = field(default_factory=list)
    deadline: list[str] = field(default_factory=list)
    level1: str = ""

    def fill(self, draft: Draft) -> None:
        """Fill what is blank in a draft, mark it as filled, and remember what is printed."""
        self._fill_units(draft)
        if any(column.role == "deadline" for column in self.columns):
            self._fill_deadline(draft)

    def _fill_units(self, draft: Draft) -> None:
        if not draft.units:
            return
        if any(draft.units):
            self._fill_lead(draft)
            self.units = draft.units
        elif self.merging.repeated or not self.units:
            draft.warnings.append("本行责任单位为空，请补录。")
        else:
            draft.units = self.units
            draft.filled.append("units")
            draft.warnings.append("本行未印责任单位，按合并单元格承接上一行，请核对。")

    def _fill_lead(self, draft: Draft) -> None:
        roles = [column.role for column in self.columns if column.role in UNIT_ROLES]
        for place, role in enumerate(roles):
            if role != "support" and not draft.units[place] and self.units and self.units[place]:
                draft.units[place] = self.units[place]
                draft.filled.append("units")
                draft.warnings.append("本行未印牵头单位，按合并单元格承接上一行，请核对。")

    def _fill_deadline(self, draft: Draft) -> None:
        if draft.deadline:
            self.deadline, self.level1 = draft.deadline, draft.level1
        elif not self.deadline or self.merging.repeated:
            draft.warnings.append("本行完成时限为空，请补录或确认无时限。")
        else:
            draft.deadline = self.deadline
            draft.filled.append("deadline")
            crossed = bare(self.level1) != bare(draft.level1)
            if crossed or not self.merging.blanks or "deadline" in draft.missing:
                draft.warnings.append("本行未印完成时限，承接上一行，请核对。")


def task_of(draft: Draft, year: int | None) -> Task:
    """Build the task; every doubtful value carries a warning."""
    cells = [split_units("\n".join(cell)) for cell in draft.units]
    names = [name for cell in cells for name in cell.names]
    deadline = read_deadline("".join(draft.deadline), year)
    requirement = "\n".join(line for paragraph in draft.requirement for line in unwrap(paragraph))
    task = Task(
        no=draft.no,
        level1=draft.level1,
        level2=draft.level2,
        requirement=requirement,
        units=names,
        units_open=any(cell.open for cell in cells),
        deadline=deadline.text,
        deadline_date=deadline.on,
        recurrence=deadline.recurrence,
        filled=draft.filled,
        checkpoints=checkpoints_in(requirement),
        warnings=[*draft.warnings, *faults_in(requirement)],
    )
    for cell in cells:
        task.warnings += [f"责任单位栏中的“{words}”不是单位名称，未列入。" for words in cell.cut]
    task.warnings += [
        f"责任单位“{name}”不像单位名称，请核对。" for name in names if not is_unit_name(name)
    ]
    _check_deadline(task, year)
    return task


def _check_deadline(task: Task, year: int | None) -> None:
    if not task.deadline or task.recurrence:
        return
    if task.deadline_date is None:
        task.warnings.append(f"完成时限“{task.deadline}”未能换算成日期，请手工填写。")
    elif len(set(deadline_days(task.deadline, year))) > 1:
        task.warnings.append(f"完成时限“{task.deadline}”含多个时间，暂按最后一个计算，请核对。")
