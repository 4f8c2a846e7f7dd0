"""Facts of the base app, a module per noun."""

from gongkai.base.models.calendar import CalendarDay, CalendarYear
from gongkai.base.models.files import StoredFile
from gongkai.base.models.forms import FormToken
from gongkai.base.models.heartbeats import Heartbeat
from gongkai.base.models.notices import Notice
from gongkai.base.models.numbers import IssuedNumber, NumberSeries
from gongkai.base.models.people import RoleAssignment, User
from gongkai.base.models.trail import Event, OutboxEntry, TrailHead
from gongkai.base.models.units import Unit, UnitAlias

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Event",
    "FormToken",
    "Heartbeat",
    "IssuedNumber",
    "Notice",
    "NumberSeries",
    "OutboxEntry",
    "RoleAssignment",
    "StoredFile",
    "TrailHead",
    "Unit",
    "UnitAlias",
    "User",
]
