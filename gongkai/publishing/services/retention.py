"""保管期限: for how long a publication is kept, from rules; what a person decided by hand stays."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import Entry, record, record_many
from gongkai.publishing.models import Publication, RetentionRule
from gongkai.publishing.states import Retention, State

# The mark of a term somebody decided: `derive` leaves such a row alone.
BY_HAND = "人工确定："
_LONGEST_FIRST = (Retention.PERMANENT, Retention.LONG, Retention.SHORT)
_BATCH = 500
_REASON = 200


def derive(publications: Sequence[Publication]) -> None:
    """Sets `retention` and `retention_reason` of these rows in memory; one statement, nothing saved.

    Of several rules that fit the longest term wins; where none fits the row stays as it is. The
    rows come with their document, for its class.
    """
    rules = list(RetentionRule.objects.all())
    for row in publications:
        if not is_by_hand(row):
            _apply(row, rules)


def is_by_hand(row: Publication) -> bool:
    """Whether a person decided the term, so that no rule changes it."""
    return row.retention_reason.startswith(BY_HAND)


def _apply(row: Publication, rules: Iterable[RetentionRule]) -> None:
    fitting = [rule for rule in rules if _fits(rule, row)]
    best = min(fitting, key=lambda rule: _rank(rule.retention), default=None)
    if best is not None:
        row.retention, row.retention_reason = best.retention, best.reason


def _rank(retention: str) -> int:
    return _LONGEST_FIRST.index(Retention(retention))


def _fits(rule: RetentionRule, row: Publication) -> bool:
    document = getattr(row, "document", None)
    return (
        rule.kind in ("", row.kind)
        and rule.document_class_id in (None, document.document_class_id if document else -1)
        and rule.unit_id in (None, row.unit_id)
    )


@transaction.atomic
def decide(
    publication: Publication, *, by: User, retention: Retention | None, reason: str
) -> Publication:
    """Fixes the term by hand, with a reason; None gives the row back to the rules. One event."""
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit", "document")
        .get(pk=publication.pk)
    )
    before = row.retention
    if retention is None:
        row.retention, row.retention_reason = "", ""
        derive([row])
    else:
        row.retention, row.retention_reason = retention, _marked(reason)
    row.row_version += 1
    row.save()
    data = {"before": before, "after": row.retention}
    record("确定保管期限", row, by=by, unit=row.unit, note=reason, data=data)
    return row


def _marked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("请写明按什么依据确定保管期限，如档案部门的意见。", field="reason")
    longest = _REASON - len(BY_HAND)
    if len(reason) > longest:
        raise Refusal(f"依据有{len(reason)}个字，最多{longest}个字，请写短一些。", field="reason")
    return BY_HAND + reason


def reassess_all(*, by: User | None) -> int:
    """Derives the terms of everything signed or released again, after the rules changed.

    In batches, each one transaction with an event for every row that changed; run again it changes
    nothing.

    Returns:
        How many rows got another term or reason.
    """
    states = (State.RELEASED, State.FILED, State.WITHDRAWN, State.MERGED)
    ids = list(
        Publication.objects.filter(state__in=states).order_by("pk").values_list("pk", flat=True)
    )
    return sum(_reassess(ids[at : at + _BATCH], by) for at in range(0, len(ids), _BATCH))


@transaction.atomic
def _reassess(ids: Sequence[int], by: User | None) -> int:
    locked = Publication.objects.select_for_update(of=("self",)).select_related("unit", "document")
    rows = list(locked.filter(pk__in=ids).order_by("pk"))
    before = {row.pk: (row.retention, row.retention_reason) for row in rows}
    derive(rows)
    changed = [row for row in rows if (row.retention, row.retention_reason) != before[row.pk]]
    if changed:
        Publication.objects.bulk_update(changed, ["retention", "retention_reason"])
        record_many([_entry(row, before[row.pk][0], by) for row in changed])
    return len(changed)


def _entry(row: Publication, before: str, by: User | None) -> Entry:
    data = {"before": before, "after": row.retention}
    return Entry("重新推导保管期限", row, by, row.unit, row.retention_reason, data)
