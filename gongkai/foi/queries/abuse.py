"""Questions on requests beyond a reasonable measure (条例第三十五条)."""

import datetime as dt

from gongkai.base.calendar import today
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date


def requests_of_person(case: DisclosureRequest, since: dt.date, until: dt.date) -> int:
    """How many requests the same person made to the same unit in that time, by day of receipt."""
    return DisclosureRequest.objects.filter(
        unit_id=case.unit_id,
        same_person_key=case.same_person_key,
        received_on__range=(since, until),
    ).count()


def reasons_demanded(case: DisclosureRequest) -> CaseAct | None:
    """The act with which reasons were demanded, in the present round."""
    return case.acts.filter(round=case.round, kind=Act.DEMAND_REASONS).order_by("-id").first()


def reasons_given(case: DisclosureRequest) -> CaseAct | None:
    """The act with which the applicant's reasons came, after they were demanded."""
    demanded = reasons_demanded(case)
    if demanded is None:
        return None
    later = case.acts.filter(kind=Act.TAKE_REASONS, pk__gt=demanded.pk)
    return later.order_by("-id").first()


def reasons_until(case: DisclosureRequest) -> dt.date | None:
    """Last day to give reasons; None where none were demanded."""
    demanded = reasons_demanded(case)
    until = demanded.data.get("until") if demanded else None
    return dt.date.fromisoformat(until) if until else None


def why_not_excessive(case: DisclosureRequest) -> str:
    """Why the case may not be refused as excessive (D5-4) yet, a whole sentence; "" where it may.

    Two steps (条例第三十五条): reasons are demanded first; only when they came, or their limit has
    passed, does the agency decide whether they are reasonable.
    """
    until = reasons_until(case)
    if until is None:
        return (
            "认定申请的数量、频次明显超过合理范围，应当先要求申请人说明理由，"
            "不能直接不予处理（条例第三十五条）。"
        )
    if reasons_given(case) is None and today() <= until:
        return (
            f"已要求申请人在{plain_date(until)}前（含当日）说明理由，现在还没有收到，"
            "期满以前不能不予处理（条例第三十五条）。"
        )
    return ""


def may_refuse_as_excessive(case: DisclosureRequest) -> bool:
    """Whether the outcome D5-4 is open: reasons were demanded, and given or their limit passed."""
    return not why_not_excessive(case)
