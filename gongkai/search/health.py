"""What the health report says of search."""

from typing import Any

from django.utils import timezone

from gongkai.base.models import OutboxEntry
from gongkai.search.engine.errors import IndexProblem
from gongkai.search.handle import index
from gongkai.search.queries.rows import last_outbox_seq

_LATE_SECONDS = 60


def state() -> dict[str, Any]:
    """Documents, last number applied, and how long the oldest unapplied entry has waited."""
    try:
        applied, documents = index().applied(), index().count()
    except IndexProblem as problem:
        return {"ok": False, "problem": str(problem)}
    waiting = OutboxEntry.objects.filter(seq__gt=applied).order_by("seq").first()
    age = (timezone.now() - waiting.at).total_seconds() if waiting else 0.0
    return {
        "ok": age < _LATE_SECONDS,
        "documents": documents,
        "applied": applied,
        "outbox": last_outbox_seq(),
        "outbox_age": round(age, 1),
    }
