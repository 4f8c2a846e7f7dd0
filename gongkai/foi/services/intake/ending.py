"""撤回 and notes: what the applicant takes back, what the desk writes down."""

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.services.intake.telling import desk_of, tell
from gongkai.foi.states import Act

WITHDRAWN_OUTCOME = "D6-3"


@transaction.atomic
def withdraw(
    case: DisclosureRequest, *, by: User | None = None, note: str = "", seen: int | None = None
) -> DisclosureRequest:
    """The applicant takes the request back, before a decision was signed; outcome 其他处理-3.

    Args:
        by: a clerk on behalf of the applicant, with the evidence in `note`; None for the applicant.
        note: evidence, or what the applicant wrote; sealed.

    Raises:
        Refusal: decided or ended already; a clerk without evidence.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.WITHDRAW)
    if by is not None and not note.strip():
        raise Refusal(
            "代申请人登记撤回要写明依据，例如申请人来信的日期、来电的号码和时间。", field="note"
        )
    told = [row.handler] if row.handler else desk_of(row.unit)
    tell(row, told, "申请人撤回了申请，请停止办理")
    acting.perform(
        row,
        Act.WITHDRAW,
        by=by,
        actor="" if by else acting.APPLICANT,
        data={"on_behalf": by is not None},
        note=note,
        visible=True,
        sets={"outcome": WITHDRAWN_OUTCOME},
    )
    return row


@transaction.atomic
def add_note(
    case: DisclosureRequest, *, by: User, note: str, seen: int | None = None
) -> DisclosureRequest:
    """Writes something down in the case; the applicant does not see it.

    Raises:
        Refusal: nothing written; the case is archived.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.NOTE)
    if not note.strip():
        raise Refusal("请写下要记录的内容再保存。", field="text")
    acting.perform(row, Act.NOTE, by=by, note=note)
    return row
