"""Joins the search app to what runs below it: the worker's loop, the daily jobs, the health report."""

from gongkai.base.health import register_check
from gongkai.base.outbox import register_outbox_reader
from gongkai.base.periodic import register_periodic
from gongkai.search import health, services

register_outbox_reader("search", services.catch_up)
register_periodic(
    "检索：效力到日变化", "gongkai.search.services.announce_validity_changes", daily_at="00:01"
)
register_check("search", health.state)
