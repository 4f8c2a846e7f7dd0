"""延期: at most twenty working days in all, with the consent of the head of the working body."""

import datetime as dt

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.services import acting, clocks, letters
from gongkai.foi.services.stepping import foresee, not_future, written
from gongkai.foi.states import Act


@transaction.atomic
def extend(
    case: DisclosureRequest,
    *,
    by: User,
    days: int,
    reason: str,
    on: dt.date,
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> DisclosureRequest:
    """Extends the time to reply and tells the applicant (条例第三十三条第二款).

    1. refuses anybody but the head of the working body of this unit (公开工作机构负责人);
    2. asks the clock: told before the period is over, twenty working days in all at most, not while
       the applicant has to act;
    3. issues the letter with the old and the new day; the applicant sees the act.

    Args:
        days: working days that are added.
        on: the day on which the applicant was told.
    """
    row = acting.lock(case, seen=seen)
    if not has_role(by, Role.OPENNESS_HEAD, unit=row.unit):
        raise Forbidden(
            "延长答复期限须经政府信息公开工作机构负责人同意，由其本人在这里办理"
            "（条例第三十三条第二款）。"
        )
    acting.check_move(row, Act.EXTEND)
    not_future(on)
    reason = written(reason, what="延期的理由", longest=500)
    before = clocks.clock_of(row)
    after = foresee(row, Act.EXTEND, on=on, data={"days": days})
    if before is None or before.due is None or after.due is None:
        raise Refusal("答复期限现在没有进行，不需要延期（条例第三十三条）。")
    facts = {"days": days, "reason": reason, "old_due": before.due, "new_due": after.due}
    letter = letters.issue_for(row, "extension", by=by, facts=facts, dated_on=on, draft=draft)
    acting.perform(
        row,
        Act.EXTEND,
        by=by,
        on=on,
        data={"days": days, "old_due": before.due, "new_due": after.due},
        note=reason,
        visible=True,
        letter=letter,
    )
    return row


def extended_days(case: DisclosureRequest) -> int:
    """Working days by which the reply has been extended so far; twenty are the most."""
    rows = case.acts.filter(kind=Act.EXTEND).values_list("data", flat=True)
    return sum(int(data.get("days") or 0) for data in rows)
