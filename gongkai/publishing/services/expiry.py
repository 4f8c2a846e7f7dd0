"""Terms that run out: warning the unit, and what it decides (有效期届满前评估)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.publishing.models import OfficialDocument, Publication, TermEvaluation
from gongkai.publishing.queries import expiry
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.services.rows import a_reason
from gongkai.publishing.states import Evaluation, State


@transaction.atomic
def evaluate(
    publication: Publication, *, by: User, conclusion: Evaluation, note: str
) -> TermEvaluation:
    """Notes what the unit decided about a document whose term runs out; a later decision replaces it.

    Changes no validity: prolonging, amending and repealing are acts of their own with a basis
    (`validity_changes.change`); a term that is let run out ends by itself.

    Raises:
        Refusal: not released, no term, the term is over, no words.
    """
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=publication.pk)
    )
    document = OfficialDocument.objects.filter(pk=row.pk).first()
    ends = document.expires_on if document else None
    if row.state != State.RELEASED or ends is None:
        raise Refusal(f"{quoted(row.title)}没有正在计算的有效期，不需要评估。")
    if ends < today():
        raise Refusal(
            f"{quoted(row.title)}的有效期已于{plain_date(ends)}届满，自动失效；仍需执行的，请重新制定后印发。"
        )
    note = a_reason(note, what="评估说明", field="note")
    found, _ = TermEvaluation.objects.update_or_create(
        publication=row,
        expires_on=ends,
        defaults={"conclusion": conclusion, "note": note, "by": by},
    )
    record(
        "评估有效期", row, by=by, unit=row.unit, note=note,
        data={"conclusion": conclusion, "expires_on": ends},
    )  # fmt: skip
    return found


@transaction.atomic
def warn_expiring() -> int:
    """Tells each unit of its documents that run out within 90 days, and again within 30.

    Run daily; each person is told once for each end of a term and each of the two distances, however
    often it is run and whichever days were missed.

    Returns:
        How many documents run out within the distance.
    """
    day = today()
    rows = [row for row in expiry.expiring(day) if row.unit is not None]
    decided = expiry.evaluations(rows)
    open_rows = [row for row in rows if not expiry.is_settled(decided.get(row.pk))]
    people = staff_of([row.unit for row in open_rows if row.unit], Role.INFORMATION, Role.OPENNESS)
    for row in open_rows:
        _warn(row, people[row.unit_id or 0], day)
    return len(rows)


def _warn(row: Publication, people: list[User], day: dt.date) -> None:
    ends = row.document.expires_on
    if ends is None:
        return
    left = (ends - day).days
    distance = expiry.LAST if left <= expiry.LAST else expiry.FIRST
    notify(
        people,
        f"{quoted(row.title)}{f'还有{left}天' if left else '今天'}到期"[:120],
        text=f"有效期到{plain_date(ends)}，届满自动失效。请评估是否继续有效；需要延续、修改或者废止的，请在到期前印发依据文件。",
        url=reverse("desk_validity", args=[row.pk]),
        key=f"expiry-{row.pk}-{ends.isoformat()}-{distance}",
    )
