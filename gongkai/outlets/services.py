"""The only writers of the register of outlets: filing, opening, change, pause, closing, columns."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from gongkai.base.calendar import today
from gongkai.base.models import StoredFile, Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.base.services.unit_facts import make_slug
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed
from gongkai.outlets import facts as outlet_facts
from gongkai.outlets.addresses import problem_of_receiver
from gongkai.outlets.models import Column, Outlet, OutletRecord
from gongkai.outlets.states import (
    OUTLET_MOVES,
    CopyFormat,
    OutletAct,
    OutletKind,
    OutletState,
    Platform,
)

_NOTE = 300
_STALE = "刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"


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


# --- the register ------------------------------------------------------------------------------


@transaction.atomic
def register(
    *, by: User, unit: Unit, kind: OutletKind, facts: Mapping[str, Any], reason: str = ""
) -> tuple[Outlet, list[str]]:
    """Enters an outlet, in filing (备案中).

    1. checks the facts; for a county department, town or street a site needs a reason;
    2. one account a unit and platform; an address of its own from the name's pinyin;
    3. the row and one event.

    Returns:
        The outlet, and doubts that do not refuse.

    Raises:
        Refusal: a wrong fact, a second account on a platform, a reason missing.
    """
    cleaned = outlet_facts.clean(kind, {"name": "", "platform": "", **facts})
    _refuse_problems(cleaned)
    warnings = [*cleaned.warnings, *_site_in_principle(kind, unit, reason)]
    outlet = Outlet(
        kind=kind, unit=unit, copy_format=outlet_facts.FIRST_FORMAT[kind], **cleaned.facts
    )
    _check_single(outlet)
    outlet.slug = make_slug(outlet.name, set(Outlet.objects.values_list("slug", flat=True)))
    _save_single(outlet)
    record("登记渠道", outlet, by=by, unit=unit, note=reason, changed=[("outlet", outlet.pk)])
    return outlet, warnings


@transaction.atomic
def change(
    outlet: Outlet, *, by: User, seen: int, facts: Mapping[str, Any], filing: Filing
) -> tuple[Outlet, list[str]]:
    """Changes facts of an outlet and leaves a record of what was and what is.

    Raises:
        Refusal: the state does not allow it, changed meanwhile, nothing changed, a wrong fact.
    """
    row = _locked(outlet)
    row.state = _move(row, OutletAct.CHANGE)
    if row.row_version != seen:
        raise Refusal(f"“{row.name}”{_STALE}")
    cleaned = outlet_facts.clean(row.kind, facts)
    _refuse_problems(cleaned)
    before = {name: getattr(row, name) for name in cleaned.facts}
    changes = outlet_facts.difference(outlet_facts.LABELS, before, cleaned.facts)
    if not changes:
        raise Refusal("没有任何变化，请修改要变更的内容后再保存。")
    _check_filing(row, filing)
    for name, value in cleaned.facts.items():
        setattr(row, name, value)
    _check_single(row)
    _refuse_incomplete(row)
    _finish(row, OutletAct.CHANGE, filing, by=by, changes=changes)
    warnings = list(cleaned.warnings)
    if {"名称", "地址"} & set(changes) and row.state != OutletState.FILING and not filing.announced:
        warnings.append("名称或者地址变更后应当向社会公告，公告发布后请再登记一次公告。")
    return row, warnings


@transaction.atomic
def open_outlet(outlet: Outlet, *, by: User, filing: Filing) -> tuple[Outlet, list[str]]:
    """Opens an outlet that was filed (开通).

    A site needs its address under .gov.cn, site code, ICP number and a statement of its security
    test; an account its platform, account and contact; a zone its place and hours.
    """
    row = _locked(outlet)
    row.state = _move(row, OutletAct.OPEN)
    _check_filing(row, filing)
    _refuse_incomplete(row, opening=True)
    if row.kind == OutletKind.SITE and not filing.security:
        raise Refusal(
            "没有通过安全检测的网站不能上线，请写明检测机构、日期和结论。（国办发〔2017〕47号）",
            field="security",
        )
    if row.kind in (OutletKind.SITE, OutletKind.ACCOUNT) and not filing.document_no:
        raise Refusal("开通要经批准或者备案，请填写文号。", field="document_no")
    row.opened_on = filing.on
    changes = {"安全检测": ["", filing.security]} if filing.security else {}
    _finish(row, OutletAct.OPEN, filing, by=by, changes=changes)
    return row, _doubts_at_opening(row)


@transaction.atomic
def pause(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Pauses a running outlet: announced, at most once a year, at most 30 days (国办发〔2017〕47号).

    The number of days is the setting `OUTLET_PAUSE_DAYS`.
    """
    row = _locked(outlet)
    row.state = _move(row, OutletAct.PAUSE)
    _check_filing(row, filing)
    if not filing.note:
        raise Refusal("请写明暂停的原因，原因会与备案一并留存。", field="note")
    _require_announced(filing, "暂停")
    until = _pause_until(filing)
    earlier = row.records.filter(act=OutletAct.PAUSE, on__year=filing.on.year).first()
    if earlier is not None:
        raise Refusal(
            f"“{row.name}”{plain_date(earlier.on)}已经暂停过一次，一年内只能暂停一次；确需停用的，请办理注销。"
        )
    _finish(row, OutletAct.PAUSE, filing, by=by, changes={"until": until.isoformat()})
    return row


@transaction.atomic
def resume(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Lets a paused outlet run again."""
    row = _locked(outlet)
    row.state = _move(row, OutletAct.RESUME)
    _check_filing(row, filing)
    _finish(row, OutletAct.RESUME, filing, by=by)
    return row


@transaction.atomic
def close(outlet: Outlet, *, by: User, filing: Filing) -> Outlet:
    """Closes an outlet for good: with a reason and, where it ever ran, a public notice."""
    row = _locked(outlet)
    row.state = _move(row, OutletAct.CLOSE)
    _check_filing(row, filing)
    if not filing.note:
        raise Refusal("请写明注销的原因，原因会与备案一并留存。", field="note")
    if row.opened_on:
        _require_announced(filing, "注销")
    row.closed_on, row.automatic = filing.on, False
    _finish(row, OutletAct.CLOSE, filing, by=by)
    return row


def _finish(
    row: Outlet,
    act: OutletAct,
    filing: Filing,
    *,
    by: User,
    changes: dict[str, Any] | None = None,
) -> None:
    """The row, its record and one event."""
    row.row_version += 1
    _save_single(row)
    OutletRecord.objects.create(
        outlet=row,
        act=act,
        on=filing.on,
        document_no=filing.document_no[:100],
        note=filing.note[:_NOTE],
        announced=filing.announced[:_NOTE],
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


def _locked(outlet: Outlet) -> Outlet:
    return Outlet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=outlet.pk)


def _move(row: Outlet, act: OutletAct) -> OutletState:
    try:
        return OUTLET_MOVES.to(OutletState(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{row.name}”{problem}请刷新页面查看最新状态。") from None


def _refuse_problems(cleaned: outlet_facts.Cleaned) -> None:
    for name, sentence in cleaned.problems:
        raise Refusal(sentence, field=name)


def _refuse_incomplete(row: Outlet, *, opening: bool = False) -> None:
    missing = outlet_facts.missing_to_open(row)
    if missing and (opening or row.state != OutletState.FILING):
        raise Refusal(f"备案还缺{'、'.join(missing)}，请先补齐，再办理。")


def _site_in_principle(kind: str, unit: Unit, reason: str) -> list[str]:
    parent = Unit.objects.get_parent(unit) if kind == OutletKind.SITE else None
    if kind != OutletKind.SITE or not outlet_facts.needs_reason_for_site(unit, parent):
        return []
    if not reason.strip():
        raise Refusal(
            "县级政府部门和镇街原则上不单独开设网站，应当使用县级政府门户网站；确需开设的，请写明理由。（国办发〔2017〕47号）",
            field="reason",
        )
    return ["县级政府部门和镇街原则上不单独开设网站，理由已经留存，备案时请一并上报。"]


def _check_single(outlet: Outlet) -> None:
    """一个单位在同一平台只开设一个账号 (国办发〔2018〕123号)."""
    if outlet.kind != OutletKind.ACCOUNT or outlet.platform == Platform.OTHER:
        return
    other = (
        Outlet.objects.filter(kind=OutletKind.ACCOUNT, unit=outlet.unit, platform=outlet.platform)
        .exclude(Q(pk=outlet.pk) | Q(state=OutletState.CLOSED))
        .first()
    )
    if other is not None:
        raise Refusal(
            f"{outlet.unit.name}在{Platform(outlet.platform).label}已有账号“{other.name}”，一个单位在同一平台只开设一个账号；"
            "请使用原账号，或者先注销它。（国办发〔2018〕123号）",
            field="platform",
        )


def _save_single(outlet: Outlet) -> None:
    """Saves; where two people file at one moment, the later one is told, not shown an error."""
    try:
        with transaction.atomic():
            outlet.save()
    except IntegrityError:
        _check_single(outlet)
        raise Refusal(f"“{outlet.name}”刚刚有人登记或者修改过，请刷新页面后重试。") from None


def _check_filing(row: Outlet, filing: Filing) -> None:
    if filing.on > today():
        raise Refusal(f"{plain_date(filing.on)}还没有到，请填写实际办理的日期。", field="on")
    last = row.records.order_by("-on").first()
    if last is not None and filing.on < last.on:
        raise Refusal(
            f"日期早于上一次办理（{last.get_act_display()}，{plain_date(last.on)}），请核对日期。",
            field="on",
        )


def _require_announced(filing: Filing, what: str) -> None:
    if not filing.announced:
        raise Refusal(
            f"{what}要向社会公告，请填写公告的标题或者网址；还没有公告的，先发布公告再办理。",
            field="announced",
        )


def _pause_until(filing: Filing) -> dt.date:
    most = int(getattr(settings, "OUTLET_PAUSE_DAYS", 30))
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


# --- columns -----------------------------------------------------------------------------------


@transaction.atomic
def add_column(outlet: Outlet, *, by: User, facts: Mapping[str, Any]) -> Column:
    """Adds a column to a site, with its responsible unit and update cycle."""
    row = _locked(outlet)
    _check_has_columns(row)
    column = Column(outlet=row, **_column_facts(facts, row, None))
    column.slug = make_slug(column.name, set(row.columns.values_list("slug", flat=True)))
    column.save()
    record("增设栏目", column, by=by, unit=row.unit, changed=[("outlet", row.pk)])
    return column


@transaction.atomic
def change_column(column: Column, *, by: User, facts: Mapping[str, Any]) -> Column:
    """Changes a column; taken out of use it stays with what it held."""
    row = (
        Column.objects.select_for_update(of=("self",))
        .select_related("outlet__unit")
        .get(pk=column.pk)
    )
    _check_has_columns(row.outlet)
    sound = _column_facts(facts, row.outlet, row)
    before = {name: getattr(row, name) for name in sound}
    changes = outlet_facts.difference(outlet_facts.COLUMN_LABELS, before, sound)
    for name, value in sound.items():
        setattr(row, name, value)
    row.save()
    if changes:
        record(
            "修改栏目",
            row,
            by=by,
            unit=row.outlet.unit,
            data=changes,
            changed=[("outlet", row.outlet_id)],
        )
    return row


def _check_has_columns(outlet: Outlet) -> None:
    if outlet.kind != OutletKind.SITE:
        raise Refusal(f"“{outlet.name}”是{outlet.get_kind_display()}，只有政府网站分栏目。")
    if outlet.state == OutletState.CLOSED:
        raise Refusal(f"“{outlet.name}”已经注销，不能再改栏目。")


def _column_facts(
    facts: Mapping[str, Any], outlet: Outlet, column: Column | None
) -> dict[str, Any]:
    sound = {name: facts[name] for name in outlet_facts.COLUMN_LABELS if name in facts}
    if not sound.get("name", "-"):
        raise Refusal("请填写栏目名称。", field="name")
    parent: Column | None = sound.get("parent")
    if parent is None:
        return sound
    if parent.outlet_id != outlet.pk:
        raise Refusal("上级栏目不在同一个网站，请重新选择。", field="parent")
    at: Column | None = parent
    while at is not None:
        if column is not None and at.pk == column.pk:
            raise Refusal(
                "栏目不能放在自己或者自己的下级栏目之下，请重新选择上级栏目。", field="parent"
            )
        at = at.parent
    return sound


@transaction.atomic
def set_takes(column: Column, *, by: User, takes: Mapping[str, Any]) -> Column:
    """Sets which releases a column takes by itself: kinds, themes, classes, only its own unit's."""
    row = (
        Column.objects.select_for_update(of=("self",))
        .select_related("outlet__unit")
        .get(pk=column.pk)
    )
    _check_has_columns(row.outlet)
    before, row.takes = row.takes, {name: value for name, value in takes.items() if value}
    row.save(update_fields=["takes"])
    record(
        "设置栏目自动收录",
        row,
        by=by,
        unit=row.outlet.unit,
        data={"before": before, "after": row.takes},
    )
    return row


def note_update(columns: Sequence[Column], day: dt.date) -> None:
    """Notes that something new appeared in these columns that day; an earlier day changes nothing."""
    if columns:
        Column.objects.filter(
            Q(last_on=None) | Q(last_on__lt=day), pk__in=[column.pk for column in columns]
        ).update(last_on=day)


# --- what is handed over -----------------------------------------------------------------------


@transaction.atomic
def set_delivery(
    outlet: Outlet,
    *,
    by: User,
    seen: int,
    automatic: bool,
    kinds: Sequence[str],
    copy_format: CopyFormat,
    webhook_url: str,
) -> Outlet:
    """Sets what the outlet gets by itself, in which form, and where it is pushed to.

    Raises:
        Refusal: closed, changed meanwhile, an address to which nothing may be sent.
    """
    row = _locked(outlet)
    if row.state == OutletState.CLOSED:
        raise Refusal(f"“{row.name}”已经注销，不再送达。")
    if row.row_version != seen:
        raise Refusal(f"“{row.name}”{_STALE}")
    webhook_url = webhook_url.strip()
    if webhook_url:
        _check_receiver(copy_format, webhook_url)
    row.automatic, row.kinds, row.copy_format = automatic, list(kinds), copy_format
    row.webhook_url = webhook_url
    row.row_version += 1
    row.save()
    data = {"automatic": automatic, "kinds": row.kinds, "format": copy_format, "to": webhook_url}
    record("设置送达", row, by=by, unit=row.unit, data=data, changed=[("outlet", row.pk)])
    return row


def _check_receiver(copy_format: CopyFormat, url: str) -> None:
    if copy_format != CopyFormat.JSON:
        raise Refusal(
            "只有“数据推送”才填写推送地址，请清空，或者把发布方式改为数据推送。",
            field="webhook_url",
        )
    problem = problem_of_receiver(url, private_hosts())
    if problem:
        raise Refusal(problem, field="webhook_url")


def private_hosts() -> tuple[str, ...]:
    """Hosts inside the government network to which copies may go, without https too."""
    return tuple(getattr(settings, "WEBHOOK_PRIVATE_HOSTS", ()))


@transaction.atomic
def renew_key(outlet: Outlet, *, by: User) -> tuple[Outlet, str]:
    """Makes a new signing key; the one before is void at once.

    Returns:
        The outlet and its key, which is shown this once and stored nowhere.
    """
    row = _locked(outlet)
    if row.state == OutletState.CLOSED:
        raise Refusal(f"“{row.name}”已经注销，不再推送。")
    row.webhook_nonce = secrets.token_hex(16)
    row.row_version += 1
    row.save(update_fields=["webhook_nonce", "row_version"])
    record("更换推送密钥", row, by=by, unit=row.unit)
    return row, webhook_key(row)


def webhook_key(outlet: Outlet) -> str:
    """The signing key of an outlet, derived from the installation's key: 64 hexadecimal figures."""
    if not outlet.webhook_nonce:
        raise Refusal(f"“{outlet.name}”还没有推送密钥，请先在送达设置里生成。")
    return salted_hmac(
        "gongkai.outlets.webhook", outlet.webhook_nonce, algorithm="sha256"
    ).hexdigest()
