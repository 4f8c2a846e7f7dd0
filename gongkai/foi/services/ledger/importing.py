"""A ledger taken over: every row judged, the good ones written, the others told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services.ledger.judging import Bad, Entry, judge
from gongkai.foi.services.ledger.reading import Ledger, Line
from gongkai.foi.services.ledger.writing import write

BATCH = 200
# So many go into one request of a page; more are for the command.
MOST_ON_A_PAGE = 2000


@dataclass(slots=True)
class Report:
    """What came of an import; sentences by line of the file.

    Args:
        rows: rows that were read.
        new: written, or to be written where it was only looked at.
        known: imported before.
        bad: rows that were not taken.
        doubtful: rows that were taken with a doubt.
        warnings: on the file as a whole.
        written: whether anything may have been written.
    """

    rows: int = 0
    new: int = 0
    known: int = 0
    bad: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    written: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the command prints it and the page keeps it."""
        return {
            "rows": self.rows,
            "new": self.new,
            "known": self.known,
            "written": self.written,
            "bad": [{"line": line, "sentence": sentence} for line, sentence in self.bad],
            "doubtful": [{"line": line, "sentence": sentence} for line, sentence in self.doubtful],
            "warnings": self.warnings,
        }


def import_ledger(
    ledger: Ledger, *, unit: Unit, by: User | None, dry_run: bool = False, most: int = 0
) -> Report:
    """Judges and writes a ledger of a unit; twice the same adds nothing (unit and number).

    A row that cannot be taken stops no other. Written in batches of `BATCH` rows.

    Args:
        dry_run: only looks.
        most: refuses a ledger with more rows; 0 takes any.

    Raises:
        Refusal: more rows than `most`.
    """
    if most and len(ledger.lines) > most:
        raise Refusal(
            f"台账有{len(ledger.lines)}行，页面一次最多导入{most}行；请拆分后分次导入，"
            "或者请系统管理员用命令 gongkai import-requests 导入。",
            field="file",
        )
    report = Report(rows=len(ledger.lines), warnings=_warnings(ledger), written=not dry_run)
    seen: set[str] = set()
    for lines in _chunks(ledger.lines):
        entries = _judged(lines, ledger, seen, report)
        fresh = _new(entries, unit, report)
        if fresh and not dry_run:
            fresh = _write(fresh, unit, by, report)
        report.new += len(fresh)
        report.doubtful += [(_place(e.line), said) for e in fresh for said in e.doubts]
    return report


def _judged(lines: Sequence[Line], ledger: Ledger, seen: set[str], report: Report) -> list[Entry]:
    entries = []
    for line in lines:
        try:
            entry = judge(line, ledger)
            if entry.key in seen:
                raise Bad("编号与表里前面的一行相同，没有导入，请核对编号。")
        except Bad as problem:
            report.bad.append((_place(line), str(problem)))
            continue
        seen.add(entry.key)
        entries.append(entry)
    return entries


def _new(entries: list[Entry], unit: Unit, report: Report) -> list[Entry]:
    """The entries that are not there yet."""
    mine = DisclosureRequest.objects.filter(unit=unit).select_related("application")
    before = {
        case.application.ledger_key: case
        for case in mine.filter(application__ledger_key__in=[entry.key for entry in entries])
    }
    numbers = set(
        mine.filter(number__in=[entry.number for entry in entries])
        .exclude(application__ledger_key__in=list(before))
        .values_list("number", flat=True)
    )
    fresh = []
    for entry in entries:
        place = _place(entry.line)
        if case := before.get(entry.key):
            report.known += 1
            if _differs(case, entry):
                said = "此前已经导入，内容与这一行不一致；没有改动已导入的，请到案件页面核对。"
                report.doubtful.append((place, said))
        elif entry.number in numbers:
            said = "编号与平台上已经登记的申请相同，没有导入，请核对是不是同一件。"
            report.bad.append((place, said))
        else:
            fresh.append(entry)
    return fresh


def _differs(case: DisclosureRequest, entry: Entry) -> bool:
    known = (case.application.wanted, case.received_on, case.outcome, case.closed_on)
    return known != (entry.wanted, entry.received_on, entry.outcome, entry.replied_on)


def _write(fresh: list[Entry], unit: Unit, by: User | None, report: Report) -> list[Entry]:
    """Writes; once more without what another import has written at the same moment."""
    try:
        write(fresh, unit=unit, by=by)
    except IntegrityError:
        fresh = _new(fresh, unit, report)
        if fresh:
            write(fresh, unit=unit, by=by)
    return fresh


def _warnings(ledger: Ledger) -> list[str]:
    said = []
    if ledger.unused:
        names = "、".join(dict.fromkeys(name[:20] for name in ledger.unused[:10]))
        said.append(f"这些列没有导入：{names}。")
    if "channel" not in ledger.facts:
        said.append("台账没有申请方式一列，都记为“网上提交”。")
    if ledger.serial:
        said.append("台账只有序号，编号记为“年份-序号”；同一年的台账请不要改动序号后再次导入。")
    if "in_time" not in ledger.facts:
        said.append(
            "台账没有是否按期一列，超过二十个工作日才答复的不记按期与否，请到案件页面核对。"
        )
    return said


def _place(line: Line) -> str:
    """第12行, with the sheet where it is not the first."""
    return f"第{line.number}行" if line.sheet == 1 else f"第{line.sheet}张表第{line.number}行"


def _chunks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for first in range(0, len(lines), BATCH):
        yield lines[first : first + BATCH]
