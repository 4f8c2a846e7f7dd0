"""To which outlets a publication goes, set by hand."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib.titles import quoted
from gongkai.outlets.models import Outlet
from gongkai.outlets.queries import running_for
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.services.deliveries.rows import (
    OPEN,
    fresh,
    locked_of,
    move,
    refuse_under_way,
    route,
    save,
)
from gongkai.publishing.states import DeliveryAct, DeliveryState, State

_CHOOSABLE = (State.DRAFT, State.REVIEWING, State.SIGNED, State.RELEASED)


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
            f"{quoted(row.title)}现在是“{State(row.state).label}”，不能选择渠道。"
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
    standing = {delivery.outlet_id: delivery for delivery in locked_of([row])}
    for pk, outlet in possible.items():
        _choose_one(row, outlet, standing.get(pk), wanted=pk in wanted)
    names = [outlet.name for outlet in wanted.values()]
    record("选择渠道", row, by=by, unit=row.unit, data={"outlets": names})
    return list(row.deliveries.select_related("outlet").exclude(state=DeliveryState.CANCELLED))


def _choose_one(
    row: Publication, outlet: Outlet, delivery: Delivery | None, *, wanted: bool
) -> None:
    if delivery is None and (wanted or (outlet.automatic and row.state != State.RELEASED)):
        delivery = fresh(row, outlet)
        if not wanted:
            move(delivery, DeliveryAct.CANCEL)
        delivery.save()
    elif delivery is not None and wanted and delivery.state == DeliveryState.CANCELLED:
        move(delivery, DeliveryAct.RETRY)
        delivery.attempts, delivery.next_try_at, delivery.not_before = 0, None, timezone.now()
        route(delivery)
        save([delivery])
    elif delivery is not None and not wanted and delivery.state in OPEN:
        refuse_under_way([delivery])
        move(delivery, DeliveryAct.CANCEL)
        save([delivery])
