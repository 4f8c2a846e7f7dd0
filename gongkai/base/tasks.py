"""Periodic jobs of the base app."""

import datetime as dt
import logging
from pathlib import Path

from axes.models import AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils import timezone
from django_q.models import Task

from gongkai.base import logs
from gongkai.base.calendar import today
from gongkai.base.models import FormToken
from gongkai.base.services import files, trail_check

logger = logging.getLogger(__name__)

TOKEN_DAYS = 30
FAILED_JOB_DAYS = 90
# Small enough that a writer on the desk waits no longer than a fraction of a second.
_BATCH = 1000


def export_trail_head() -> None:
    """Appends the head of the trail to the file of heads."""
    trail_check.export_head()


def check_trail() -> None:
    """Verifies the trail and what rests on it; the health report shows the result."""
    report = trail_check.check_by_the_clock()
    if not report.ok:
        logger.error("trail check failed", extra={"problem": report.problem})


def housekeeping() -> None:
    """Removes what has run out: sessions, form tokens, old logs, files nobody names."""
    now = timezone.now()
    kept = dt.timedelta(days=settings.LOG_KEEP_DAYS)
    removed = {
        "sessions": _delete(Session.objects.filter(expire_date__lt=now)),
        "tokens": _delete(
            FormToken.objects.filter(used_at__lt=now - dt.timedelta(days=TOKEN_DAYS))
        ),
        "failed_jobs": _delete(
            Task.objects.filter(stopped__lt=now - dt.timedelta(days=FAILED_JOB_DAYS))
        ),
        "sign_ins": _delete(AccessLog.objects.filter(attempt_time__lt=now - kept)),
        "logs": logs.remove_old(Path(settings.LOG_FOLDER), today() - kept),
        "files": files.remove_unreferenced(),
    }
    logger.info("housekeeping", extra=removed)


def _delete(rows: QuerySet[Model]) -> int:
    """Deletes in batches, each a transaction of its own."""
    total = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        rows.model._default_manager.filter(pk__in=pks).delete()
        total += len(pks)
    return total
