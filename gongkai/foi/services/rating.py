"""评价: one to five, once, after the answer has arrived."""

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.states import Act


@transaction.atomic
def rate(
    case: DisclosureRequest,
    *,
    stars: int,
    by_applicant: bool = True,
    by: User | None = None,
    note: str = "",
) -> DisclosureRequest:
    """Keeps how satisfied the applicant is.

    Args:
        stars: 1 to 5.
        by_applicant: False where a clerk writes down what the applicant said; then `by` is needed.

    Raises:
        Refusal: nothing was delivered yet; rated before; no such rating.
    """
    row = acting.lock(case)
    acting.check_move(row, Act.RATE)
    if not by_applicant and by is None:
        raise Refusal("代为登记评价须写明登记人，请登录后再登记。", status=403)
    if not 1 <= stars <= 5:
        raise Refusal("请选择一到五星。", field="stars")
    if row.rating is not None:
        raise Refusal(f"本件已经评价为{row.rating}星，评价只能作一次。")
    acting.perform(
        row,
        Act.RATE,
        by=None if by_applicant else by,
        actor=acting.APPLICANT if by_applicant else "",
        data={"stars": stars},
        note=note[:500],
        visible=True,
        sets={"rating": stars},
    )
    return row
