"""Clean-up campaigns (文件清理): choose, give out, conclude on each, draw the result together, publish it.

Nothing turns here: the result is a draft whose relations repeal and declare void; it goes through
all reviews, and its release turns everything in one step (`validity_changes.effect`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Notice, Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import Entry, record, record_many
from gongkai.base.states import Role
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed
from gongkai.lib.titles import quoted
from gongkai.publishing.models import CleanupCampaign, CleanupItem
from gongkai.publishing.queries.cleanup import RUNNERS, Criteria, candidates
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.states import CLEANUP_MOVES, CleanupAct, CleanupState, Conclusion

MOST = 3000
_TOLD = (Role.INFORMATION, Role.OPENNESS)
_REASON = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a bulk act; `refusal` is empty where it was done."""

    item: CleanupItem
    refusal: str = ""


@transaction.atomic
def start(
    *,
    by: User,
    unit: Unit,
    title: str,
    criteria: Criteria,
    due_on: dt.date,
    expected: int | None = None,
) -> CleanupCampaign:
    """Starts a campaign over the documents that fit now, each given to the unit that issued it.

    1. the campaign and its items; 2. a notice to the people of each unit; 3. one event.

    Args:
        expected: how many the preview showed; where it is another number now, it is refused.

    Raises:
        Refusal: no title, a day that is past, nothing fits, too many, another number than shown.
    """
    title = " ".join(title.split())
    _check_start(title, due_on)
    rows = candidates(criteria, within=units_for(by, *RUNNERS), day=today())
    _check_number(len(rows), expected)
    campaign = CleanupCampaign.objects.create(
        title=title, unit=unit, criteria=criteria.stored(), due_on=due_on, made_by=by
    )
    CleanupItem.objects.bulk_create(
        [CleanupItem(campaign=campaign, publication=row, unit=row.unit) for row in rows]
    )
    units = {row.unit_id: row.unit for row in rows if row.unit}
    _tell(campaign, list(units.values()), f"{title}：请逐件提出清理结论", f"cleanup-{campaign.pk}")
    data = {"criteria": criteria.stored(), "count": len(rows)}
    record("发起文件清理", campaign, by=by, unit=unit, data=data)
    return campaign


def _check_start(title: str, due_on: dt.date) -> None:
    if not title:
        raise Refusal("请填写清理的名称，如“2026年行政规范性文件清理”。", field="title")
    if due_on < today():
        raise Refusal(
            f"报送期限{plain_date(due_on)}已经过去，请填写今天或者以后的日期。", field="due_on"
        )


def _check_number(count: int, expected: int | None) -> None:
    if not count:
        raise Refusal("按这些条件没有选出文件；请放宽年份、类别或者单位后再预览。")
    if count > MOST:
        raise Refusal(f"选出了{count}份文件，一次最多清理{MOST}份；请按年份或者单位分成几次。")
    if expected is not None and count != expected:
        raise Refusal(
            f"预览时选出{expected}份，现在是{count}份，文件库刚有变化；请重新预览后再发起。"
        )


@transaction.atomic
def assign(
    campaign: CleanupCampaign, *, by: User, unit: Unit, items: Sequence[tuple[int, int]]
) -> list[Outcome]:
    """Gives items to another unit; conclusions already there stay. One event for each.

    Args:
        items: (id, version seen) of the items.
    """
    row = _locked(campaign)
    _check_open(row)
    outcomes, done = [], []
    for item, seen in _locked_items(row, items):
        refusal = _changed(item, seen)
        if not refusal:
            item.unit = unit
            _save(item, "unit")
            done.append(item)
        outcomes.append(Outcome(item, refusal))
    if done:
        _tell(row, [unit], f"{row.title}：转来文件待清理", f"cleanup-{row.pk}-{done[0].pk}")
        record_many([_entry(f"清理文件转交{unit.label}", item, by) for item in done])
    return outcomes


@transaction.atomic
def conclude_item(
    item: CleanupItem, *, by: User, seen: int, conclusion: Conclusion, reason: str
) -> CleanupItem:
    """Says of one document that it stays, is to be amended, is repealed or lapses; one event.

    Args:
        seen: version of the item when it was shown: two people at one item lose nothing.

    Raises:
        Refusal: the campaign is not open; changed meanwhile; no reason for a change.
    """
    campaign = _locked(item.campaign)
    _check_open(campaign)
    (row, _), *_rest = _locked_items(campaign, [(item.pk, seen)])
    refusal = _changed(row, seen)
    if refusal:
        raise Refusal(refusal)
    reason = " ".join(reason.split())
    _check_reason(conclusion, reason)
    _write(row, by, conclusion, reason)
    record_many([_entry(f"清理结论：{conclusion.label}", row, by)])
    return row


@transaction.atomic
def keep_many(
    campaign: CleanupCampaign, *, by: User, items: Sequence[tuple[int, int]]
) -> list[Outcome]:
    """全部继续有效 for the items listed; what somebody changed since is left alone and said.

    Args:
        items: (id, version seen) of each, exactly as listed to the person.
    """
    row = _locked(campaign)
    _check_open(row)
    outcomes, done = [], []
    for item, seen in _locked_items(row, items):
        refusal = _changed(item, seen)
        if not refusal:
            _write(item, by, Conclusion.KEEP, "")
            done.append(item)
        outcomes.append(Outcome(item, refusal))
    record_many([_entry(f"清理结论：{Conclusion.KEEP.label}", item, by) for item in done])
    return outcomes


@transaction.atomic
def urge(campaign: CleanupCampaign, *, by: User) -> int:
    """A notice to the people of every unit that still has open items; once a day.

    Returns:
        How many units were urged.
    """
    row = _locked(campaign)
    _check_open(row)
    units = list(
        Unit.objects.filter(
            pk__in=row.items.filter(conclusion="").exclude(unit=None).values("unit")
        )
    )
    if not units:
        raise Refusal("各单位的结论都已报齐，不需要催办；可以汇总结论了。")
    key = f"cleanup-{row.pk}-urge-{today().isoformat()}"
    if Notice.objects.filter(key=key).exists():
        raise Refusal("今天已经催办过，明天可以再催；着急的请电话联系。")
    _tell(row, units, f"催办：{row.title}还有文件没有结论", key)
    record("催办文件清理", row, by=by, unit=row.unit, data={"units": [unit.pk for unit in units]})
    return len(units)


@transaction.atomic
def conclude(campaign: CleanupCampaign, *, by: User) -> CleanupCampaign:
    """Every item has its conclusion: the campaign is closed to changes, the result may be drawn up."""
    row = _locked(campaign)
    state = _move(row, CleanupAct.CONCLUDE)
    missing = row.items.filter(conclusion="").count()
    if missing:
        raise Refusal(f"还有{missing}份文件没有结论，请先催齐或者代为填写，再汇总。")
    _settle(row, state)
    record("汇总清理结论", row, by=by, unit=row.unit)
    return row


@transaction.atomic
def cancel(campaign: CleanupCampaign, *, by: User, reason: str) -> CleanupCampaign:
    """Ends an open campaign without a result; the reason is required."""
    row = _locked(campaign)
    state = _move(row, CleanupAct.CANCEL)
    if not reason.strip():
        raise Refusal("请写明取消清理的原因，各单位会看到。", field="reason")
    _settle(row, state)
    record("取消文件清理", row, by=by, unit=row.unit, note=reason.strip()[:_REASON])
    return row


def locked_campaign(campaign: CleanupCampaign) -> CleanupCampaign:
    """The row as it stands now, locked; for acts that stand beside these."""
    return _locked(campaign)


def move_of(campaign: CleanupCampaign, act: CleanupAct) -> CleanupState:
    """Where the act leads; a `Refusal` where it is not allowed."""
    return _move(campaign, act)


def _locked(campaign: CleanupCampaign) -> CleanupCampaign:
    rows = CleanupCampaign.objects.select_for_update(of=("self",)).select_related("unit", "result")
    return rows.get(pk=campaign.pk)


def _locked_items(
    campaign: CleanupCampaign, items: Sequence[tuple[int, int]]
) -> list[tuple[CleanupItem, int]]:
    seen = dict(items)
    rows = (
        CleanupItem.objects.select_for_update(of=("self",))
        .select_related("publication", "unit", "by")
        .filter(campaign=campaign, pk__in=list(seen))
        .order_by("pk")
    )
    found = [(row, seen[row.pk]) for row in rows]
    if not found:
        raise Refusal("没有选中文件，请先勾选再办理。")
    return found


def _move(row: CleanupCampaign, act: CleanupAct) -> CleanupState:
    try:
        return CLEANUP_MOVES.to(CleanupState(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{row.title}”{problem}请刷新页面查看最新状态。") from None


def _check_open(row: CleanupCampaign) -> None:
    if row.state != CleanupState.OPEN:
        label = CleanupState(row.state).label
        raise Refusal(
            f"“{row.title}”现在是“{label}”，不能再改结论；需要补充的，请组织单位退回补充。"
        )


def _check_reason(conclusion: Conclusion, reason: str) -> None:
    if conclusion != Conclusion.KEEP and not reason:
        raise Refusal(
            f"结论是“{conclusion.label}”的，请写明理由，如“上位法已修改”“工作任务已完成”。",
            field="reason",
        )
    if len(reason) > _REASON:
        raise Refusal(f"理由有{len(reason)}个字，最多{_REASON}个字，请写短一些。", field="reason")


def _changed(item: CleanupItem, seen: int) -> str:
    if item.row_version == seen:
        return ""
    said = f"填为“{item.get_conclusion_display()}”" if item.conclusion else "改过"
    return f"{quoted(item.publication.title)}刚刚被{item.by or '别人'}{said}，没有覆盖；请刷新页面，看过后再办理。"


def _write(item: CleanupItem, by: User, conclusion: Conclusion, reason: str) -> None:
    item.conclusion, item.reason, item.by, item.at = conclusion, reason, by, timezone.now()
    _save(item, "conclusion", "reason", "by", "at")


def _save(item: CleanupItem, *fields: str) -> None:
    item.row_version += 1
    item.save(update_fields=[*fields, "row_version"])


def _settle(row: CleanupCampaign, state: CleanupState) -> None:
    row.state = state
    row.row_version += 1
    row.save()


def _entry(act: str, item: CleanupItem, by: User) -> Entry:
    data = {"campaign": item.campaign_id, "item": item.pk}
    return Entry(act, item.publication, by, item.unit, item.reason, data)


def _tell(campaign: CleanupCampaign, units: list[Unit], title: str, key: str) -> None:
    people = staff_of(units, *_TOLD)
    users = {user.pk: user for found in people.values() for user in found}
    notify(
        users.values(),
        title,
        text=f"报送期限是{plain_date(campaign.due_on)}。请逐件说明继续有效、拟修改、废止还是宣布失效。",
        url=reverse("desk_cleanup_campaign", args=[campaign.pk]),
        key=key,
    )
