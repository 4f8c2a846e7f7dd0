"""Copies of a publication on their way to outlets: planned at release, chosen, posted, recalled."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import Entry, record, record_many
from gongkai.lib.moves import NotAllowed
from gongkai.outlets.addresses import read_address
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.queries import above, is_above, running_for
from gongkai.outlets.rules import WATCHERS
from gongkai.outlets.services import note_update
from gongkai.outlets.states import CopyFormat, OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.services.copies import copy_of
from gongkai.publishing.states import (
    DELIVERY_MOVES,
    Attribute,
    DeliveryAct,
    DeliveryState,
    ReleaseBasis,
    State,
)

RELEASED, AMENDED, WITHDRAWN = "released", "amended", "withdrawn"
_OPEN = (DeliveryState.WAITING, DeliveryState.BY_HAND, DeliveryState.FAILED)
_CHOOSABLE = (State.DRAFT, State.REVIEWING, State.SIGNED, State.RELEASED)


def copy_for(publication: Publication, outlet: Outlet) -> str:
    """What the outlet gets of the publication: an address, a text with a link, or data as JSON."""
    return copy_of(record_of(publication), outlet.copy_format)


# --- at release --------------------------------------------------------------------------------


def plan(publications: Sequence[Publication]) -> None:
    """Plans the copies of what is being released; belongs to the transaction of the release.

    1. one delivery for each running outlet at the unit or above it that takes releases of the kind by
       itself, unless the publication has one there already (chosen, or left out, by hand);
    2. columns that take it note the day.

    Four statements, whatever the number of publications and outlets (SQLite takes 58 copies in one
    insertion, and one more statement for every 58 beyond). What comes in as stock (存量) is no news
    and goes nowhere by itself.
    """
    members = [
        row
        for row in publications
        if row.unit_id and row.released_at and row.attribute == Attribute.PROACTIVE
        and row.release_basis != ReleaseBasis.STOCK
    ]  # fmt: skip
    if not members:
        return
    prefetch_related_objects(members, "unit")
    units = {row.unit_id: row.unit for row in members if row.unit}
    outlets = Outlet.objects.filter(
        above(units.values()), state=OutletState.RUNNING, automatic=True
    ).select_related("unit")
    columns = list(
        Column.objects.filter(
            above(units.values(), "outlet__"), active=True, outlet__state=OutletState.RUNNING
        )
        .exclude(takes={})
        .select_related("outlet__unit")
    )
    taken = {row.pk: [c for c in columns if _takes(c, row)] for row in members}
    rows = [
        _fresh(row, outlet, taken[row.pk])
        for outlet in outlets
        for row in members
        if _wants(outlet, row)
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    day = max(timezone.localdate(row.released_at) for row in members)
    note_update([column for found in taken.values() for column in found], day)


def _wants(outlet: Outlet, row: Publication) -> bool:
    right = not outlet.kinds or row.kind in outlet.kinds
    return right and row.unit is not None and is_above(outlet, row.unit)


def _takes(column: Column, row: Publication) -> bool:
    """Whether the release belongs in the column by itself; a rule that says nothing takes nothing."""
    takes = column.takes
    if not takes or row.unit is None or not is_above(column.outlet, row.unit):
        return False
    if takes.get("own") and column.unit_id != row.unit_id:
        return False
    if takes.get("kinds") and row.kind not in takes["kinds"]:
        return False
    if takes.get("themes") and not {row.theme_id, _theme_above(row)} & set(takes["themes"]):
        return False
    document = getattr(row, "document", None)
    kind_of = document.document_class_id if document else None
    return not takes.get("classes") or kind_of in takes["classes"]


def _theme_above(row: Publication) -> int | None:
    return row.theme.parent_id if row.theme else None


def _fresh(row: Publication, outlet: Outlet, columns: Sequence[Column] = ()) -> Delivery:
    """A new delivery, moved as far as it goes by itself."""
    own = [column for column in columns if column.outlet_id == outlet.pk]
    delivery = Delivery(
        publication=row,
        outlet=outlet,
        column=max(own, key=lambda c: (c.parent_id is not None, -c.position), default=None),
        not_before=row.released_at or timezone.now(),
    )
    _route(delivery)
    return delivery


def _route(delivery: Delivery) -> None:
    """From WAITING on: by hand; or done at once where the copy is this site itself."""
    outlet, row = delivery.outlet, delivery.publication
    if outlet.copy_format == CopyFormat.TEXT:
        _move(delivery, DeliveryAct.HAND)
    elif not is_pushed(outlet) and row.is_public:
        _move(delivery, DeliveryAct.SEND)
        delivery.done_at = max(timezone.now(), delivery.not_before)
        delivery.proof_url = own_address(delivery)


def is_pushed(outlet: Outlet) -> bool:
    """Whether copies are pushed there; a page and a feed are only read."""
    return outlet.copy_format == CopyFormat.JSON and bool(outlet.webhook_url)


def own_address(delivery: Delivery) -> str:
    """Where the copy is read on this site: the page of the publication, or the outlet's feed."""
    if delivery.outlet.copy_format == CopyFormat.JSON:
        return settings.SITE_URL + reverse("outlet_feed", args=[delivery.outlet.slug])
    return f"{settings.SITE_URL}{delivery.publication.get_absolute_url()}"


def _move(delivery: Delivery, act: DeliveryAct) -> None:
    try:
        delivery.state = DELIVERY_MOVES.to(DeliveryState(delivery.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{delivery.outlet.name}”的送达{problem}请刷新页面查看最新状态。") from None


# --- after release: corrected, withdrawn -------------------------------------------------------


@transaction.atomic
def amended(publications: Sequence[Publication]) -> None:
    """What was corrected goes out again: pushed as `amended`, posted by hand with a notice to the unit.

    A page and a feed show the new text by themselves.
    """
    changed, told = [], []
    for delivery in _of(publications):
        if delivery.state == DeliveryState.POSTED:
            _again(delivery, AMENDED)
            delivery.problem = "内容已经更正，请按新文稿更新已发布的内容。"
            _route(delivery)
            told.append(delivery)
        elif delivery.state == DeliveryState.SENT and is_pushed(delivery.outlet):
            _again(delivery, AMENDED)
        elif delivery.state == DeliveryState.WAITING and delivery.attempts:
            delivery.generation += 1  # an attempt whose answer was lost may have arrived
        else:
            continue
        changed.append(delivery)
    _save(changed)
    _tell(told, "内容已经更正，请更新", "amended")


def _again(delivery: Delivery, event: str) -> None:
    _move(delivery, DeliveryAct.RETRY)
    delivery.event, delivery.generation = event, delivery.generation + 1
    delivery.attempts, delivery.next_try_at, delivery.problem = 0, None, ""
    delivery.not_before = timezone.now()


@transaction.atomic
def recall(publications: Sequence[Publication]) -> None:
    """Recalls every copy of what was withdrawn; belongs to the transaction of the withdrawal.

    Not handed over yet: cancelled. Pushed: the receiver is told `withdrawn`. Posted by hand: the unit
    of the outlet has it to take down. A page and a feed have it no longer, and are done.
    """
    changed, told = [], []
    for delivery in _of(publications):
        if not (delivery.done_at or delivery.attempts):
            if delivery.state not in _OPEN:
                continue
            _move(delivery, DeliveryAct.CANCEL)
        elif DELIVERY_MOVES.can(DeliveryState(delivery.state), DeliveryAct.RECALL):
            _call_back(delivery)
            if delivery.outlet.copy_format == CopyFormat.TEXT:
                told.append(delivery)
        else:
            continue
        changed.append(delivery)
    _save(changed)
    _tell(told, "信息已经撤下，请删除", "recall")


def _call_back(delivery: Delivery) -> None:
    """To RECALL; a copy that is only read on this site is gone with its page."""
    _move(delivery, DeliveryAct.RECALL)
    delivery.event, delivery.generation = WITHDRAWN, delivery.generation + 1
    delivery.attempts, delivery.next_try_at, delivery.problem = 0, None, ""
    delivery.not_before = timezone.now()
    if delivery.outlet.copy_format != CopyFormat.TEXT and not is_pushed(delivery.outlet):
        _move(delivery, DeliveryAct.CONFIRM)


def _of(publications: Sequence[Publication]) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).filter(publication__in=publications)
    return list(rows.select_related("outlet__unit", "publication").order_by("pk"))


_SAVED = (
    "state", "event", "generation", "attempts", "next_try_at", "problem", "not_before", "done_at", "proof_url",
    "row_version",
)  # fmt: skip


def _save(rows: Sequence[Delivery]) -> None:
    for row in rows:
        row.row_version += 1
    if rows:
        Delivery.objects.bulk_update(rows, _SAVED, batch_size=100)


def _tell(rows: Sequence[Delivery], what: str, key: str) -> None:
    """A notice for each to the people of the outlet's unit."""
    people = staff_of([row.outlet.unit for row in rows], *WATCHERS) if rows else {}
    for row in rows:
        notify(
            people[row.outlet.unit_id],
            f"{what}“{row.outlet.name}”上的《{row.publication.title[:60]}》",
            url=reverse("desk_delivery", args=[row.pk]),
            key=f"delivery-{key}-{row.pk}-{row.generation}",
        )


# --- by hand -----------------------------------------------------------------------------------


@transaction.atomic
def choose(publication: Publication, outlets: Iterable[Outlet], *, by: User) -> list[Delivery]:
    """Sets to which outlets a publication goes, before its release or after it.

    Outlets not among them are left out, automatic ones, too; what was handed over stays and is only
    taken back by a withdrawal. One event.

    Returns:
        The deliveries that stand now.

    Raises:
        Refusal: no longer to be released; an outlet that does not run or is not the unit's.
    """
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=publication.pk)
    )
    if row.state not in _CHOOSABLE or row.unit is None:
        raise Refusal(
            f"《{row.title}》现在是“{State(row.state).label}”，不能选择渠道。"
            if row.unit
            else "还没有确定发布机构，请先选择发布机构，再选择渠道。"
        )
    possible = {outlet.pk: outlet for outlet in running_for(row.unit)}
    wanted = {outlet.pk: outlet for outlet in outlets}
    for pk, outlet in wanted.items():
        if pk not in possible:
            raise Refusal(
                f"“{outlet.name}”没有运行，或者不是本单位和上级的渠道，请重新选择。",
                field="outlets",
            )
    standing = {delivery.outlet_id: delivery for delivery in _of([row])}
    for pk, outlet in possible.items():
        _choose_one(row, outlet, standing.get(pk), wanted=pk in wanted)
    names = [outlet.name for outlet in wanted.values()]
    record("选择渠道", row, by=by, unit=row.unit, data={"outlets": names})
    return list(row.deliveries.select_related("outlet").exclude(state=DeliveryState.CANCELLED))


def _choose_one(
    row: Publication, outlet: Outlet, delivery: Delivery | None, *, wanted: bool
) -> None:
    if delivery is None and (wanted or (outlet.automatic and row.state != State.RELEASED)):
        delivery = _fresh(row, outlet)
        if not wanted:
            _move(delivery, DeliveryAct.CANCEL)
        delivery.save()
    elif delivery is not None and wanted and delivery.state == DeliveryState.CANCELLED:
        _move(delivery, DeliveryAct.RETRY)
        delivery.attempts, delivery.next_try_at, delivery.not_before = 0, None, timezone.now()
        _route(delivery)
        _save([delivery])
    elif delivery is not None and not wanted and delivery.state in _OPEN:
        _move(delivery, DeliveryAct.CANCEL)
        _save([delivery])


@transaction.atomic
def post(
    delivery: Delivery, *, by: User, seen: str, url: str = "", file: StoredFile | None = None
) -> Delivery:
    """Registers that somebody posted the text, with its address or a screenshot as proof.

    1. the text and its digest are kept as they were posted;
    2. one event.

    Args:
        seen: digest of the text that the person copied.

    Raises:
        Refusal: not to be posted now; no proof; the content was corrected since it was copied.
    """
    row = _locked(delivery)
    _move(row, DeliveryAct.POST)
    if not row.publication.is_public:
        raise Refusal("这份信息还没有到发布时间，或者已经撤下，现在不能在渠道发布。")
    address = read_address(url)
    if address.problem:
        raise Refusal(address.problem, field="url")
    if not address.normal and file is None:
        raise Refusal("请填写发布后的网址，或者上传发布截图，两样至少有一样。", field="url")
    now = record_of(row.publication)
    if seen != now.digest:
        raise Refusal("您复制文稿以后内容更正过，请按页面上的新文稿更新已发布的内容，再登记。")
    row.text, row.digest = copy_of(now, row.outlet.copy_format), now.digest
    row.proof_url, row.proof_file = address.normal, file
    row.done_at, row.done_by, row.problem = timezone.now(), by, ""
    row.row_version += 1
    row.save()
    record(
        "登记渠道发布",
        row,
        by=by,
        unit=row.outlet.unit,
        note=address.normal,
        data={"sha256": row.digest},
    )
    return row


@transaction.atomic
def confirm_recall(delivery: Delivery, *, by: User, note: str = "") -> Delivery:
    """Registers that the copy was taken down."""
    row = _locked(delivery)
    _move(row, DeliveryAct.CONFIRM)
    row.problem, row.next_try_at = "", None
    row.row_version += 1
    row.save()
    record("登记渠道撤下", row, by=by, unit=row.outlet.unit, note=note[:300])
    return row


@transaction.atomic
def cancel(delivery: Delivery, *, by: User, note: str) -> Delivery:
    """Gives a delivery up before it was handed over; the reason is kept in the trail."""
    row = _locked(delivery)
    _move(row, DeliveryAct.CANCEL)
    if not note.strip():
        raise Refusal("请写明取消的原因，原因会写进事件记录。", field="note")
    row.next_try_at = None
    row.row_version += 1
    row.save()
    record("取消渠道发布", row, by=by, unit=row.outlet.unit, note=note.strip()[:300])
    return row


@transaction.atomic
def retry(deliveries: Sequence[Delivery], *, by: User) -> int:
    """重新送达: what failed, or was pushed and is to be pushed again, under the same number.

    Returns:
        How many.

    Raises:
        Refusal: one of them may not; nothing is changed then.
    """
    rows = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk__in=[delivery.pk for delivery in deliveries])
        .select_related("outlet__unit", "publication")
        .order_by("pk")
    )
    for row in rows:
        _check_push(row)
        if row.state != DeliveryState.RECALL:
            _move(row, DeliveryAct.RETRY)
        row.attempts, row.next_try_at, row.problem = 0, None, ""
    _save(rows)
    record_many([Entry("重新送达", row, by, row.outlet.unit) for row in rows])
    return len(rows)


def _check_push(row: Delivery) -> None:
    if not is_pushed(row.outlet):
        raise Refusal(f"“{row.outlet.name}”不是推送的渠道，不需要重新送达。")
    if row.outlet.state != OutletState.RUNNING and row.state != DeliveryState.RECALL:
        raise Refusal(
            f"“{row.outlet.name}”现在是“{OutletState(row.outlet.state).label}”，恢复运行后再重新送达。"
        )


def _locked(delivery: Delivery) -> Delivery:
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("outlet__unit", "publication__unit")
        .get(pk=delivery.pk)
    )
