"""Opening, pause, resumption and closing of an outlet, each with its document and day."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.lib.dates import plain_date
from gongkai.outlets.models import Outlet
from gongkai.outlets.services.filing import (
    Filing,
    check_filing,
    finish,
    refuse_incomplete,
    require_announced,
    require_reason,
)
from gongkai.outlets.services.rows import locked, move
from gongkai.outlets.states import OutletAct, OutletKind


@transaction.atomic
def open_outlet(outlet: Outlet, *, by: User, filing: Filing) -> tuple[Outlet, list[str]]:
    """Opens an outlet that was filed (开通).

    A site needs its address under .gov.cn, site code, ICP number and a statement of its security
    test; an account its platform, account and contact; a zone its place and hours.
    """
    row = locked(outlet.pk)
    row.state = move(row, OutletAct.OPEN)
    check_filing(row, filing)
    refuse_incomplete(row, opening=True)
    if row.kind == OutletKind.SITE and not filing.security:
        raise Refusal(
            "没有通过安全检测的网站不能上线，请写明检测机构、日期和结论。（国办发〔2017〕47号）",
            field="security",
        )
    if row.kind in (OutletKind.SITE, OutletKind.ACCOUNT) and not filing.document_no:
        raise Refusal("开通要经批准或者备案，请填写文号。", field="document_no")
    row.opened_on = filing.on
    changes = {"安全检测": ["", filing.security]} if filing.security else {}
    finish(row, OutletAct.OPEN, filing, by=by, changes=changes)
    return row, _doubts_at_opening(row)


@transaction.atomic
def pause(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Pauses a running outlet: announced, at most once a year, at most 30 days (国办发〔2017〕47号).

    The number of days is the setting `OUTLET_PAUSE_DAYS`.
    """
    row = locked(outlet.pk)
    row.state = move(row, OutletAct.PAUSE)
    check_filing(row, filing)
    require_reason(filing, "暂停")
    require_announced(filing, "暂停")
    until = _pause_until(filing)
    earlier = row.records.filter(act=OutletAct.PAUSE, on__year=filing.on.year).first()
    if earlier is not None:
        raise Refusal(
            f"“{row.name}”{plain_date(earlier.on)}已经暂停过一次，一年内只能暂停一次；确需停用的，请办理注销。"
        )
    finish(row, OutletAct.PAUSE, filing, by=by, changes={"until": until.isoformat()})
    return row


@transaction.atomic
def resume(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Lets a paused outlet run again."""
    row = locked(outlet.pk)
    row.state = move(row, OutletAct.RESUME)
    check_filing(row, filing)
    finish(row, OutletAct.RESUME, filing, by=by)
    return row


@transaction.atomic
def close(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Closes an outlet for good: with a reason and, where it ever ran, a public notice."""
    row = locked(outlet.pk)
    row.state = move(row, OutletAct.CLOSE)
    check_filing(row, filing)
    require_reason(filing, "注销")
    if row.opened_on:
        require_announced(filing, "注销")
    row.closed_on, row.automatic = filing.on, False
    finish(row, OutletAct.CLOSE, filing, by=by)
    return row


def _pause_until(filing: Filing) -> dt.date:
    most = settings.OUTLET_PAUSE_DAYS
    if filing.until is None or filing.until < filing.on:
        raise Refusal("请填写恢复前的最后一天，不能早于暂停的日期。", field="until")
    days = (filing.until - filing.on).days + 1
    if days > most:
        raise Refusal(
            f"从{plain_date(filing.on)}到{plain_date(filing.until)}共{days}天，暂停最多{most}天，请把最后一天改早。",
            field="until",
        )
    return filing.until


def _doubts_at_opening(row: Outlet) -> list[str]:
    doubts = []
    if row.kind == OutletKind.SITE and not row.police_no:
        doubts.append("还没有公安备案号，网站开通后30日内应当办理公安备案，办好后请登记变更。")
    if row.kind == OutletKind.ACCOUNT and not row.url:
        doubts.append("还没有账号的地址，公众从名录里点不进去；补上后请登记变更。")
    return doubts
