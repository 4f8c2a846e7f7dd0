"""「本季度无」: periods with nothing to publish, declared by one and signed by another."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.catalogue.models import EmptyDeclaration, EntryDuty
from gongkai.lib.dates import plain_date
from gongkai.publishing.services.coverage import published_between

SIGNERS = (Role.UNIT_HEAD, Role.OPENNESS)


@transaction.atomic
def declare(
    duty: EntryDuty, *, by: User, starts_on: dt.date, ends_on: dt.date, statement: str,
    url: str = "",
) -> EmptyDeclaration:  # fmt: skip
    """Declares that a period had nothing to publish; it counts once another person has signed it.

    Args:
        url: address of the page where it is signed, for the notice to those who may.

    Raises:
        Refusal: the days are out of order or lie beyond the quarter under way; something was
            published in the period; another declaration covers part of it.
    """
    row = _locked(duty)
    _check_days(starts_on, ends_on)
    said = statement.strip()
    if not said:
        raise Refusal(
            "请写明声明的内容，例如“2026年第三季度没有应当公开的信息”。", field="statement"
        )
    if len(said) > 200:
        raise Refusal(f"声明有{len(said)}个字，最多200个字，请写短一些。", field="statement")
    _check_published(row, starts_on, ends_on)
    _check_overlap(row, starts_on, ends_on)
    made = EmptyDeclaration.objects.create(
        duty=row, starts_on=starts_on, ends_on=ends_on, statement=said, declared_by=by
    )
    people = {
        person.pk: person
        for role in SIGNERS
        for person in active_holders(role, unit=row.unit).exclude(pk=by.pk)
    }
    notify(people.values(), f"有一份无信息声明待签字：{row.entry}"[:100], text=said, url=url)
    _record("声明无信息", made, by, "")
    return made


@transaction.atomic
def sign(declaration: EmptyDeclaration, *, by: User) -> EmptyDeclaration:
    """Signs a declaration: from now on the period is shown as declared, not as blank.

    Raises:
        Refusal: signed, revoked or declared by the same person; something was published meanwhile.
    """
    row = _held(declaration)
    _check_open(row)
    if row.signed_at is not None:
        raise Refusal("这份声明已经签过字，不用再签；请刷新页面查看最新状态。")
    if row.declared_by_id == by.pk:
        raise Refusal("声明是您自己作出的，应当由单位负责人或者公开工作机构的另一个人签字。")
    _check_published(row.duty, row.starts_on, row.ends_on)
    row.signed_by, row.signed_at = by, timezone.now()
    row.save(update_fields=["signed_by", "signed_at"])
    _recount(row.duty)
    _record("签署无信息声明", row, by, "")
    return row


@transaction.atomic
def revoke(declaration: EmptyDeclaration, *, by: User, note: str) -> EmptyDeclaration:
    """Takes a declaration back, signed or not; the reason is kept in the trail."""
    row = _held(declaration)
    _check_open(row)
    said = note.strip()
    if not said:
        raise Refusal("请写明撤回的原因，原因会记入事件记录。", field="note")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    _recount(row.duty)
    _record("撤回无信息声明", row, by, said[:200])
    return row


def quarter_end(day: dt.date) -> dt.date:
    """The last day of the quarter a day lies in."""
    month = (day.month - 1) // 3 * 3 + 3
    first_after = dt.date(day.year + month // 12, month % 12 + 1, 1)
    return first_after - dt.timedelta(days=1)


def _locked(duty: EntryDuty) -> EntryDuty:
    return (
        EntryDuty.objects.select_for_update(of=("self",))
        .select_related("entry", "unit")
        .get(pk=duty.pk)
    )


def _held(declaration: EmptyDeclaration) -> EmptyDeclaration:
    return (
        EmptyDeclaration.objects.select_for_update(of=("self",))
        .select_related("duty__entry", "duty__unit")
        .get(pk=declaration.pk)
    )


def _check_open(row: EmptyDeclaration) -> None:
    if row.revoked_at is not None:
        raise Refusal(
            f"这份声明已于{plain_date(timezone.localdate(row.revoked_at))}撤回，不能再办；需要的话请重新声明。"
        )


def _check_days(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise Refusal(
            f"截止日期{plain_date(ends_on)}早于起始日期{plain_date(starts_on)}，请改正。",
            field="ends_on",
        )
    last = quarter_end(today())
    if ends_on > last:
        raise Refusal(
            f"最晚只能声明到本季度末（{plain_date(last)}）：以后有没有信息现在还不知道，请到时再声明。",
            field="ends_on",
        )


def _check_published(duty: EntryDuty, starts_on: dt.date, ends_on: dt.date) -> None:
    """What was published cannot be declared away; the period may end before it or begin after it."""
    found = published_between(duty, starts_on, ends_on)
    if found is None:
        return
    day, title = found
    before = day - dt.timedelta(days=1)
    advice = (
        f"请把截止日期改到{plain_date(before)}以前，或者把起始日期改到这一天以后"
        if before >= starts_on
        else "请把起始日期改到这一天以后"
    )
    raise Refusal(
        f"{plain_date(day)}已在这一事项下公开《{title[:60]}》，声明的期间不能包含它；{advice}。",
        field="ends_on",
    )


def _check_overlap(duty: EntryDuty, starts_on: dt.date, ends_on: dt.date) -> None:
    other = duty.declarations.filter(
        revoked_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).first()
    if other is not None:
        raise Refusal(
            f"{plain_date(other.starts_on)}至{plain_date(other.ends_on)}已经声明过，两份声明不能重叠；"
            "请改日期，或者先撤回那一份。",
            field="starts_on",
        )


def _recount(duty: EntryDuty) -> None:
    signed = duty.declarations.filter(revoked_at=None, signed_at__isnull=False)
    duty.declared_to = signed.aggregate(last=Max("ends_on"))["last"]
    duty.save(update_fields=["declared_to"])


def _record(act: str, row: EmptyDeclaration, by: User, note: str) -> None:
    data = {"entry": str(row.duty.entry), "from": row.starts_on, "to": row.ends_on}
    changed = [("catalogue", row.duty.entry.catalogue_id)]
    record(act, row, by=by, unit=row.duty.unit, note=note, data=data, changed=changed)
