"""What every writer of the register begins and ends with: the locked row, its move, its saving."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongkai.base.refusal import Refusal
from gongkai.lib.moves import NotAllowed
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OUTLET_MOVES, OutletAct, OutletKind, OutletState, Platform


def locked(pk: int) -> Outlet:
    """The outlet as it stands now, locked until the transaction ends."""
    return Outlet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)


def move(row: Outlet, act: OutletAct) -> OutletState:
    """The state after the act; `Refusal` where the state does not allow it."""
    try:
        return OUTLET_MOVES.to(OutletState(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{row.name}”{problem}请刷新页面查看最新状态。") from None


def refuse_stale(row: Outlet, seen: int) -> None:
    """Nobody overwrites what he has not seen."""
    if row.row_version != seen:
        raise Refusal(
            f"“{row.name}”刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"
        )


def check_single(outlet: Outlet) -> None:
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


def save_single(outlet: Outlet) -> None:
    """Saves; where two people file at one moment, the later one is told, not shown an error."""
    try:
        with transaction.atomic():
            outlet.save()
    except IntegrityError:
        check_single(outlet)
        raise Refusal(f"“{outlet.name}”刚刚有人登记或者修改过，请刷新页面后重试。") from None
