"""What the base app does when others act, and what it does by the clock."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from gongkai.base.health import register_check
from gongkai.base.models import CalendarYear, TrailHead
from gongkai.base.periodic import register_periodic
from gongkai.base.services import calendar, trail_check

register_periodic("导出链头", "gongkai.base.tasks.export_trail_head", daily_at="00:05")
register_periodic("清理", "gongkai.base.tasks.housekeeping", daily_at="03:20")
register_periodic("核对事件记录", "gongkai.base.tasks.check_trail", daily_at="04:40")
register_check("trail", trail_check.last_result)


@receiver(post_migrate, dispatch_uid="gongkai.base.seed")
def seed(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """An emptied database gets its calendar and the head of its trail back."""
    if sender.label != "base":
        return
    tables = set(connections[using].introspection.table_names())
    if {CalendarYear._meta.db_table, TrailHead._meta.db_table} <= tables:
        calendar.seed()
        TrailHead.objects.get_or_create(pk=1)
