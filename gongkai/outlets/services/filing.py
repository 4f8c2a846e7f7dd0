"""What stands behind an act on an outlet, and the record that the act leaves."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.dates import plain_date
from gongkai.outlets import facts as outlet_facts
from gongkai.outlets.models import Outlet, OutletRecord
from gongkai.outlets.services.rows import save_single
from gongkai.outlets.states import OutletAct, OutletState

_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Filing:
    """What stands behind an act on an outlet.

    Args:
        on: the day of the act.
        document_no: the approval or filing it stands on (批准或者备案文号).
        note: reason or explanation.
        announced: where or how the public was told (公告标题或者网址).
        file: its material, stored as an original.
        security: for the opening of a site, who tested its security when, and the result.
        until: last day of a pause.
    """

    on: dt.date
    document_no: str = ""
    note: str = ""
    announced: str = ""
    file: StoredFile | None = None
    security: str = ""
    until: dt.date | None = None


def check_filing(row: Outlet, filing: Filing) -> None:
    """The day of an act is past, and not before the act that came before it."""
    if filing.on > today():
        raise Refusal(f"{plain_date(filing.on)}还没有到，请填写实际办理的日期。", field="on")
    last = row.records.order_by("-on").first()
    if last is not None and filing.on < last.on:
        raise Refusal(
            f"日期早于上一次办理（{last.get_act_display()}，{plain_date(last.on)}），请核对日期。",
            field="on",
        )


def refuse_incomplete(row: Outlet, *, opening: bool = False) -> None:
    """What opens, or ever opened, has everything its filing asks for."""
    missing = outlet_facts.missing_to_open(row)
    if missing and (opening or row.state != OutletState.FILING):
        raise Refusal(f"备案还缺{'、'.join(missing)}，请先补齐，再办理。")


def require_reason(filing: Filing, what: str) -> None:
    """An act against the public's habit has its reason on record."""
    if not filing.note:
        raise Refusal(f"请写明{what}的原因，原因会与备案一并留存。", field="note")


def require_announced(filing: Filing, what: str) -> None:
    """The public was told before (国办发〔2017〕47号)."""
    if not filing.announced:
        raise Refusal(
            f"{what}要向社会公告，请填写公告的标题或者网址；还没有公告的，先发布公告再办理。",
            field="announced",
        )


def finish(
    row: Outlet,
    act: OutletAct,
    filing: Filing,
    *,
    by: User,
    changes: dict[str, Any] | None = None,
) -> None:
    """The row, its record and one event."""
    row.row_version += 1
    save_single(row)
    OutletRecord.objects.create(
        outlet=row,
        act=act,
        on=filing.on,
        document_no=filing.document_no[:100],
        note=filing.note[:_LONGEST_NOTE],
        announced=filing.announced[:_LONGEST_NOTE],
        changes=changes or {},
        file=filing.file,
        by=by,
    )
    record(
        f"渠道{act.label}",
        row,
        by=by,
        unit=row.unit,
        note=filing.note,
        data={"on": filing.on, "document_no": filing.document_no, "changes": changes or {}},
        changed=[("outlet", row.pk)],
    )
